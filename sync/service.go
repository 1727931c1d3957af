// Package sync decides what a synchronization does: it imports catalogues, previews what each product needs in each webshop,
// turns products into payloads, and executes operations with a worker.
//
// Service is the one door for people: the screens and the commands ask it and nothing else. Planning (plan.go, payload.go,
// preview.go) is a pure function of the store and never uses the network; only the worker (worker.go and what it calls) talks to
// webshops. The same planning code serves one product, a whole webshop and the worker, so a preview is always what would happen.
//
// Failures of a webshop become words in woo.Explain, failures of the store in store's own errors; this package adds what was
// tried on what.
package sync

import (
	"log/slog"
	gosync "sync"
	"time"

	"woosync/store"
	"woosync/sync/keyring"
	"woosync/woo"
)

// Options assembles a Service.
type Options struct {
	Store *store.Store
	// NewClient makes the client for a webshop; nil means DialWebshop.
	NewClient func(store.Webshop) (*woo.Client, error)
	// Keyring is the operating system's key store, where webshops may have their keys; nil: there is none.
	Keyring *keyring.Ring
	// Now tells the time; nil means time.Now.
	Now func() time.Time
	// Requester names who asks, for the operations: "anna, screen".
	Requester string
	// ReadOnly refuses everything that would change the store or a webshop.
	ReadOnly bool
	// Log receives what happens, never keys; nil discards it.
	Log *slog.Logger
}

// Service is what screens and commands may ask of woosync. It is safe for concurrent use.
type Service struct {
	store     *store.Store
	newClient func(store.Webshop) (*woo.Client, error)
	keyring   *keyring.Ring // nil: none
	now       func() time.Time
	requester string
	readOnly  bool
	log       *slog.Logger

	planning  chan struct{}    // holds one while a Refresh runs; a second waits
	shelvesMu gosync.Mutex     // guards shelves
	shelves   map[int64]*shelf // by webshop
}

// New assembles a Service.
func New(o Options) *Service {
	s := &Service{planning: make(chan struct{}, 1), shelves: map[int64]*shelf{}, store: o.Store, keyring: o.Keyring, now: o.Now, requester: o.Requester, readOnly: o.ReadOnly || o.Store.ReadOnly(), log: o.Log}
	dial := o.NewClient
	if dial == nil {
		dial = DialWebshop
	}
	s.newClient = func(w store.Webshop) (client *woo.Client, err error) {
		if w.Keys, err = s.Keys(w); err != nil {
			return nil, err
		}
		return dial(w)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// Store is the store behind the service, for what needs no decision: reading operations, webshops, products.
func (s *Service) Store() *store.Store { return s.store }

// ReadOnly tells whether everything that changes something is refused.
func (s *Service) ReadOnly() bool { return s.readOnly }

// DialWebshop makes a client with the webshop's address, keys, which must not lie in a keyring, and limits. It does not connect.
func DialWebshop(w store.Webshop) (*woo.Client, error) {
	return woo.New(woo.Config{
		URL: w.URL, ConsumerKey: w.Keys.ConsumerKey, ConsumerSecret: w.Keys.ConsumerSecret,
		ApplicationUser: w.Keys.ApplicationUser, ApplicationPassword: w.Keys.ApplicationPassword,
		Auth: RememberedAuth(w), Timeout: w.Timeout, Connections: w.Connections,
	})
}
