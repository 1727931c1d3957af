package wootest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Shop is a practice shop. It is an http.Handler, safe for concurrent use; over TLS it takes Basic and query-string
// keys, over plain http OAuth 1.0a, as a real shop does.
type Shop struct {
	name string
	keys []*apiKey
	// the user of the shop's site, for its media library
	appUser, appPassword string

	clock func() time.Time
	log   *requestLog

	routes *routeTable

	set     atomic.Pointer[Settings]
	faults  *faultSet
	chance  *chance
	workers chan struct{}
	writes  atomic.Int64

	nonceMu sync.Mutex
	nonces  map[*apiKey]*nonceLog

	mu    sync.RWMutex // guards store
	store *store

	closing context.Context
	stop    context.CancelFunc
	server  *http.Server
}

// New makes a shop; nothing listens yet.
func New(o Options) *Shop {
	keys := o.keys()
	set := o.Settings.withDefaults()
	if o.Latency != (Latency{}) {
		set.Latency = o.Latency
	}
	if set.Seed == 0 {
		set.Seed = o.Seed
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &Shop{
		name: o.Name, keys: keys, clock: o.Now, log: newRequestLog(o.KeepRequests), chance: newChance(set.Seed),
		nonces: map[*apiKey]*nonceLog{}, store: newStore(), routes: newRouteTable(), closing: ctx, stop: stop,
	}
	s.appUser, s.appPassword = o.login()
	s.store.sharedSKUs = o.DuplicateSKUs
	if s.name == "" {
		s.name = "Practice shop"
	}
	if s.clock == nil {
		s.clock = time.Now
	}
	if set.Workers > 0 {
		s.workers = make(chan struct{}, set.Workers)
	}
	s.set.Store(&set)
	s.faults = newFaultSet(append(append([]Fault{}, set.Faults...), o.Faults...), s.chance)
	if o.Sample {
		s.fillSample()
	}
	return s
}

func (s *Shop) settings() *Settings { return s.set.Load() }

// Change alters the settings of a running shop; the faults stay as SetFaults left them. The number of workers
// cannot change.
func (s *Shop) Change(change func(*Settings)) {
	set := *s.settings()
	change(&set)
	set = set.withDefaults()
	s.set.Store(&set)
}

// SetFaults replaces what goes wrong from now on.
func (s *Shop) SetFaults(faults ...Fault) { s.faults.replace(faults) }

// AddFaults lets more go wrong; of several faults that fit a request the first one wins.
func (s *Shop) AddFaults(faults ...Fault) { s.faults.add(faults) }

// SetLatency changes how slow the shop is.
func (s *Shop) SetLatency(l Latency) { s.Change(func(set *Settings) { set.Latency = l }) }

// Orphan leaves a row of a SKU in the product lookup table that belongs to no product, as an import that broke off does; with
// on false the row goes, as by the tool “Regenerate the product lookup tables”.
func (s *Shop) Orphan(sku string, on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if delete(s.store.orphans, fold(sku)); on {
		s.store.orphans[fold(sku)] = true
	}
}

// Keys returns the pair that may read and write.
func (s *Shop) Keys() (consumerKey, consumerSecret string) { return s.keys[0].key, s.keys[0].secret }

// Login returns the user who may upload to the media library, with the application password.
func (s *Shop) Login() (user, password string) { return s.appUser, s.appPassword }

// Name is the shop's title.
func (s *Shop) Name() string { return s.name }

// Start listens on addr, "127.0.0.1:0" if empty, and returns the address to call. It refuses any address that is
// not loopback: whoever reaches the shop can see all of it without keys.
func (s *Shop) Start(addr string) (url string, err error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("practice shop: address %q: %w", addr, err)
	}
	if !isLoopback(host) {
		return "", fmt.Errorf("practice shop: address %q is not a loopback address such as 127.0.0.1:8089", addr)
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return "", fmt.Errorf("practice shop: listen on %s: %w", addr, err)
	}
	s.server = &http.Server{Handler: s, ReadHeaderTimeout: time.Minute}
	go func() {
		// Serve ends when Close is called; any other end shows as a refused connection to whoever calls.
		_ = s.server.Serve(l)
	}()
	return "http://" + l.Addr().String(), nil
}

func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Close ends what is under way and stops listening.
func (s *Shop) Close() error {
	s.stop()
	if s.server == nil {
		return nil
	}
	if err := s.server.Close(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("practice shop: close: %w", err)
	}
	return nil
}

// WriteCount is how many POST, PUT, PATCH and DELETE requests came in since the start, those that failed included.
func (s *Shop) WriteCount() int { return int(s.writes.Load()) }
