package woo

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	gosync "sync"
	"sync/atomic"
	"time"

	"woosync/failpoint"
)

// Auth is a way to show the shop the API keys.
type Auth string

const (
	// AuthAuto finds the way out: over https the Authorization header and, where
	// the host strips it, the query; over http OAuth 1.0a.
	AuthAuto Auth = ""
	// AuthBasic sends the keys in the Authorization header, over https only.
	AuthBasic Auth = "basic"
	// AuthQuery sends the keys as query parameters, over https only.
	AuthQuery Auth = "query"
	// AuthOAuth signs each request with OAuth 1.0a HMAC-SHA256; the secret is never
	// sent. It is the only way that WooCommerce accepts over plain http.
	AuthOAuth Auth = "oauth"
)

// Config is what a client needs to know of a shop.
type Config struct {
	// URL is the shop's address as a person types it: https://shop.example or
	// https://shop.example/sub. A pasted /wp-json or /wp-admin at its end is dropped.
	URL string
	// ConsumerKey and ConsumerSecret are the REST API keys (ck_…, cs_…).
	ConsumerKey, ConsumerSecret string
	// ApplicationUser is a WordPress user and ApplicationPassword one of that user's application passwords. Only
	// the media library needs them; without them UploadMedia fails.
	ApplicationUser, ApplicationPassword string
	// Auth is how to show the keys; AuthAuto finds it out.
	Auth Auth
	// Timeout bounds one request from the connection to the last byte of the
	// answer. 0 means 200 s: a batch of 100 on a small host takes 40 s and more.
	Timeout time.Duration
	// Connections is how many requests run at once, at least 1. 0 means 2: more
	// stretch every call on a real shop without doing more.
	Connections int
	// Transport carries the requests; nil means an own one.
	Transport http.RoundTripper
	// Dial makes the connections of the own transport; nil means those of the operating system.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	// Authorities are the issuers whose certificates the own transport trusts; nil means those of the operating system.
	Authorities *x509.CertPool
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Nonce gives a word that was never used before; nil means a random one.
	Nonce func() string
	// Sleep waits between two attempts of a read; nil means a timer. It returns
	// the context's error when that ends first.
	Sleep func(context.Context, time.Duration) error
	// Retries is how often a read that failed for a passing reason is repeated.
	// 0 means 2, a negative number means never. Writes are never repeated.
	Retries int
	// AnswerLimit bounds an answer in bytes, unpacked: what is longer is not read to its end. 0 means 32 MB.
	AnswerLimit int64
	// UserAgent is what the shop's log shows; "" means "woosync/1".
	UserAgent string
}

// String names the shop and masks the keys.
func (c Config) String() string {
	text := "woo.Config{URL: " + maskURL(c.URL) + ", ConsumerKey: " + maskKey(c.ConsumerKey) + ", ConsumerSecret: " + maskKey(c.ConsumerSecret)
	if c.ApplicationUser != "" || c.ApplicationPassword != "" {
		text += ", ApplicationUser: " + c.ApplicationUser + ", ApplicationPassword: …"
	}
	return text + "}"
}

// GoString masks the keys.
func (c Config) GoString() string { return c.String() }

// LogValue masks the keys.
func (c Config) LogValue() slog.Value { return slog.StringValue(c.String()) }

// Client talks to one shop. It is safe for use by several goroutines.
type Client struct {
	base        *url.URL // no trailing slash, no query
	keys        *keyPair // behind a pointer: printing a Client prints an address, never a key
	timeout     time.Duration
	http        *http.Client
	slots       chan struct{}
	now         func() time.Time
	nonce       func() string
	sleep       func(context.Context, time.Duration) error
	retries     int
	userAgent   string
	answerLimit int64

	wanted   Auth         // what Config asked for
	auth     atomic.Value // Auth: what is used
	proven   atomic.Bool  // the shop accepted the keys that way at least once
	read     atomic.Bool  // a read was accepted
	wrote    atomic.Bool  // a write was accepted
	fresh    atomic.Bool  // each write gets a connection of its own
	plain    atomic.Bool  // the shop has plain permalinks: use ?rest_route=
	skew     atomic.Int64 // shop's clock less ours, in nanoseconds
	signAs   atomic.Pointer[url.URL]
	stats    counters
	warnMu   gosync.Mutex
	warnings []Warning
}

type keyPair struct {
	key, secret    string
	user, password string // of WordPress itself, for the media library; mostly ""
}

// New makes a client; it sends nothing. It fails with an *AddressError for an
// address that cannot be one of a shop, and with an *Error of KindKeysMissing
// where a key is missing or the two are swapped.
func New(cfg Config) (*Client, error) {
	base, err := parseAddress(cfg.URL)
	if err != nil {
		return nil, err
	}
	keys, err := checkKeys(base, cfg.ConsumerKey, cfg.ConsumerSecret)
	if err != nil {
		return nil, err
	}
	keys.user, keys.password = strings.TrimSpace(cfg.ApplicationUser), strings.TrimSpace(cfg.ApplicationPassword)
	auth, err := firstAuth(base, cfg.Auth)
	if err != nil {
		return nil, err
	}
	c := &Client{
		base: base, keys: keys, wanted: cfg.Auth,
		timeout: cfg.Timeout, now: cfg.Now, nonce: cfg.Nonce, sleep: cfg.Sleep,
		retries: cfg.Retries, userAgent: cfg.UserAgent, answerLimit: cfg.AnswerLimit,
	}
	c.auth.Store(auth)
	if c.timeout <= 0 {
		c.timeout = 200 * time.Second
	}
	if c.answerLimit <= 0 {
		c.answerLimit = answerLimit
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.nonce == nil {
		c.nonce = randomNonce
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	switch {
	case c.retries == 0:
		c.retries = 2
	case c.retries < 0:
		c.retries = 0
	}
	if c.userAgent == "" {
		c.userAgent = "woosync/1"
	}
	connections := cfg.Connections
	if connections <= 0 {
		connections = 2
	}
	c.slots = make(chan struct{}, connections)
	transport := cfg.Transport
	if transport == nil {
		transport = newTransport(connections, cfg.Dial, cfg.Authorities)
	}
	// The client decides on redirects itself: a followed POST becomes a GET.
	c.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}
	return c, nil
}

// URL is the shop's address in its normal form, without a slash at the end.
func (c *Client) URL() string { return c.base.String() }

// Auth is the way that the shop was seen to accept the keys, or AuthAuto as long
// as that is not known.
func (c *Client) Auth() Auth {
	if !c.proven.Load() {
		return c.wanted
	}
	return c.usedAuth()
}

func (c *Client) usedAuth() Auth { return c.auth.Load().(Auth) }

// Close lets go of idle connections. Requests that run are not touched.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// String names the shop and masks the keys.
func (c *Client) String() string {
	return "woo.Client{" + c.base.String() + ", " + maskKey(c.keys.key) + "}"
}

// GoString masks the keys.
func (c *Client) GoString() string { return c.String() }

// LogValue masks the keys.
func (c *Client) LogValue() slog.Value { return slog.StringValue(c.String()) }

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(failpoint.Shorten(d))
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}
