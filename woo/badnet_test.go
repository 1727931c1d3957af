package woo_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"woosync/woo"
	"woosync/woo/wootest"
	"woosync/woo/wootest/badnet"
)

// longAgo bounds what should have ended by the client's own limit; it is only ever used up by a failure.
const longAgo = 30 * time.Second

// badWrites says for each trouble what a client makes of a batch of creates that meets it.
var badWrites = []struct {
	trouble badnet.Trouble
	kind    woo.Kind // "" where it works all the same
	unknown bool
	done    bool // the shop did the work
	says    string
}{
	{badnet.Trouble{Kind: badnet.Refuse}, woo.KindRefused, false, false, "refuses the connection"},
	{badnet.Trouble{Kind: badnet.ResetFirst}, woo.KindHangup, true, false, "hung up"},
	{badnet.Trouble{Kind: badnet.Silent}, woo.KindTimeout, true, false, "did not answer in time"},
	{badnet.Trouble{Kind: badnet.HalfOpen}, woo.KindTimeout, true, false, "did not answer in time"},
	{badnet.Trouble{Kind: badnet.Lost}, woo.KindTimeout, true, true, "did not answer in time"},
	{badnet.Trouble{Kind: badnet.ResetEarly}, woo.KindHangup, true, false, "hung up"},
	{badnet.Trouble{Kind: badnet.ResetLate}, woo.KindHangup, true, true, "hung up"},
	{badnet.Trouble{Kind: badnet.ResetIn}, woo.KindTruncated, true, true, "ends in the middle"},
	{badnet.Trouble{Kind: badnet.ResetAfter}, "", false, true, ""},
	{badnet.Trouble{Kind: badnet.CloseAfter}, "", false, true, ""},
	{badnet.Trouble{Kind: badnet.Latency, Delay: 20 * time.Millisecond, Jitter: 20 * time.Millisecond}, "", false, true, ""},
	{badnet.Trouble{Kind: badnet.Bandwidth}, woo.KindTimeout, true, true, "did not answer in time"},
	{badnet.Trouble{Kind: badnet.Sliced}, "", false, true, ""},
	{badnet.Trouble{Kind: badnet.SlowBody}, woo.KindTimeout, true, true, "did not answer in time"},
	{badnet.Trouble{Kind: badnet.CutShort}, woo.KindTruncated, true, true, "ends in the middle"},
	{badnet.Trouble{Kind: badnet.CutChunk}, woo.KindTruncated, true, true, "ends in the middle"},
	{badnet.Trouble{Kind: badnet.Garbage}, woo.KindHangup, true, true, "no answer of a web server"},
	{badnet.Trouble{Kind: badnet.BadBody}, woo.KindBadJSON, true, true, "an answer that does not fit"},
	{badnet.Trouble{Kind: badnet.EndlessBody}, woo.KindBadJSON, true, true, "longer than any that is read"},
	{badnet.Trouble{Kind: badnet.EndlessHeaders}, woo.KindHangup, true, true, "no answer of a web server"},
	{badnet.Trouble{Kind: badnet.Interim}, woo.KindHangup, true, true, "no answer of a web server"},
	{badnet.Trouble{Kind: badnet.LengthShort}, woo.KindTruncated, true, true, "ends in the middle"},
	{badnet.Trouble{Kind: badnet.LengthLong}, woo.KindTimeout, true, true, "did not answer in time"},
	{badnet.Trouble{Kind: badnet.LengthNonsense}, woo.KindHangup, true, true, "no answer of a web server"},
	{badnet.Trouble{Kind: badnet.TwoLengths}, woo.KindHangup, true, true, "no answer of a web server"},
	{badnet.Trouble{Kind: badnet.ChunkNonsense}, woo.KindTruncated, true, true, "ends in the middle"},
	{badnet.Trouble{Kind: badnet.ChunkHuge}, woo.KindTruncated, true, true, "ends in the middle"},
	{badnet.Trouble{Kind: badnet.Bomb}, woo.KindBadJSON, true, true, "longer than any that is read"},
	{badnet.Trouble{Kind: badnet.NestedBomb}, woo.KindBadJSON, true, true, "an answer that does not fit"},
	{badnet.Trouble{Kind: badnet.Unasked}, woo.KindBadJSON, true, true, "an answer that does not fit"},
	{badnet.Trouble{Kind: badnet.RedirectLoop}, woo.KindRedirect, false, false, "sends on to"},
	{badnet.Trouble{Kind: badnet.RedirectAway, To: "http://elsewhere.example"}, woo.KindRedirect, false, false, "sends on to http://elsewhere.example"},
	{badnet.Trouble{Kind: badnet.Portal}, woo.KindHTML, true, false, "Hotel Wi-Fi: please log in"},
	{badnet.Trouble{Kind: badnet.PortalRedirect, To: "http://login.hotel.example"}, woo.KindRedirect, false, false, "login.hotel.example"},
	{badnet.Trouble{Kind: badnet.Portal511}, woo.KindPortal, false, false, "wants somebody to log in"},
}

// hangs tells whether only the client's time limit ends a trouble.
func hangs(k woo.Kind) bool { return k == woo.KindTimeout }

// TestABadNetwork sends a batch through each trouble. The time limit holds, the answer is read within bounds, the error names the
// cause without a key, whether the shop may have done the work is told truly, and with the next request all is well again.
func TestABadNetwork(t *testing.T) {
	for _, c := range badWrites {
		t.Run(string(c.trouble.Kind), func(t *testing.T) {
			t.Parallel()
			shop := wootest.New(wootest.Options{ConsumerKey: key, ConsumerSecret: secret})
			t.Cleanup(func() { shop.Close() })
			proxy := through(t, shop, nil)
			patient := connect(t, shop, false, key, secret, func(cfg *woo.Config) { cfg.URL = proxy.URL() })
			client := connect(t, shop, false, key, secret, func(cfg *woo.Config) {
				if cfg.URL = proxy.URL(); hangs(c.kind) {
					cfg.Timeout = 300 * time.Millisecond
				}
			})
			must[struct{}](t)(struct{}{}, proxy.Set(c.trouble))
			began := time.Now()
			var err error
			for range 10 {
				_, err = client.BatchProducts(t.Context(), woo.Batch{Create: []woo.Fields{{"name": "a", "sku": "A"}, {"name": "b", "sku": "B"}}})
				if err == nil || !strings.Contains(err.Error(), "there was no connection") {
					break // a busy machine may need the time for the connection alone
				}
			}
			kind(t, err, c.kind)
			if woo.Unknown(err) != c.unknown && c.trouble.Kind != badnet.ResetFirst { // the reset may come before or after the first byte
				t.Errorf("unknown %v, want %v: %v", woo.Unknown(err), c.unknown, err)
			}
			if took := time.Since(began); took > longAgo {
				t.Errorf("it took %v", took)
			}
			if in := client.Stats().BytesIn; in > 32<<20+1 {
				t.Errorf("%d bytes were read", in)
			}
			if text := woo.Explain(err).String(); !strings.Contains(text, c.says) || strings.Contains(text, secret) || strings.ContainsAny(text, "\x1b\x07") {
				t.Errorf("it says %q", text)
			}
			var e *woo.Error
			if errors.As(err, &e); e != nil && len(e.Body) > 2<<10 {
				t.Errorf("%d bytes of the answer are kept", len(e.Body))
			}
			must[struct{}](t)(struct{}{}, proxy.Lift())
			want := 0
			if c.done {
				want = 2
			}
			if found := must[[]woo.Product](t)(patient.ProductsBySKU(t.Context(), []string{"A", "B"})); len(found) != want {
				t.Errorf("the shop has %d of the products, want %d", len(found), want)
			}
			if _, err := client.ListProducts(t.Context(), woo.Query{}); err != nil && !hangs(c.kind) {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

// through puts a proxy before a shop.
func through(t *testing.T, shop *wootest.Shop, secure *tls.Config) *badnet.Proxy {
	t.Helper()
	url := must[string](t)(shop.Start(""))
	proxy := must[*badnet.Proxy](t)(badnet.New(url, secure))
	t.Cleanup(func() {
		if err := proxy.Close(); err != nil {
			t.Errorf("closing the proxy: %v", err)
		}
	})
	return proxy
}

// TestBadTLS: whatever is wrong with a certificate, no key is sent, the sentence names it, and nothing is unknown.
func TestBadTLS(t *testing.T) {
	now := time.Now()
	authority := must[*badnet.Authority](t)(badnet.NewAuthority(now))
	good := must[tls.Certificate](t)(authority.Issue("127.0.0.1", now.Add(-time.Hour), now.Add(time.Hour)))
	for name, c := range map[string]struct {
		config  *tls.Config
		trouble badnet.Kind
		kind    woo.Kind
		says    string
	}{
		"good":        {&tls.Config{Certificates: []tls.Certificate{good}}, "", "", ""},
		"expired":     {&tls.Config{Certificates: []tls.Certificate{must[tls.Certificate](t)(authority.Issue("127.0.0.1", now.Add(-2*time.Hour), now.Add(-time.Hour)))}}, "", woo.KindTLSExpired, "is out of date"},
		"not yet":     {&tls.Config{Certificates: []tls.Certificate{must[tls.Certificate](t)(authority.Issue("127.0.0.1", now.Add(time.Hour), now.Add(2*time.Hour)))}}, "", woo.KindTLSExpired, "check the clock"},
		"wrong name":  {&tls.Config{Certificates: []tls.Certificate{must[tls.Certificate](t)(authority.Issue("other.example", now.Add(-time.Hour), now.Add(time.Hour)))}}, "", woo.KindTLSName, "for another name"},
		"self-signed": {&tls.Config{Certificates: []tls.Certificate{must[tls.Certificate](t)(badnet.SelfSigned("127.0.0.1", now.Add(-time.Hour), now.Add(time.Hour)))}}, "", woo.KindTLSUntrusted, "not to be trusted"},
		"downgraded":  {&tls.Config{Certificates: []tls.Certificate{good}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, "", woo.KindTLSOther, "no longer safe"},
		"no TLS":      {&tls.Config{Certificates: []tls.Certificate{good}}, badnet.PlainHTTP, woo.KindTLSOther, "Check the port"},
		"silence":     {&tls.Config{Certificates: []tls.Certificate{good}}, badnet.Silent, woo.KindTimeout, "No connection to"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := wootest.New(wootest.Options{ConsumerKey: key, ConsumerSecret: secret})
			t.Cleanup(func() { shop.Close() })
			proxy := through(t, shop, c.config)
			must[struct{}](t)(struct{}{}, proxy.Set(badnet.Trouble{Kind: c.trouble}))
			client := must[*woo.Client](t)(woo.New(woo.Config{URL: proxy.URL(), ConsumerKey: key, ConsumerSecret: secret, Authorities: authority.Pool(), Retries: -1,
				Timeout: map[bool]time.Duration{true: 300 * time.Millisecond, false: 20 * time.Second}[hangs(c.kind)]}))
			t.Cleanup(client.Close)
			_, err := client.CreateProduct(t.Context(), woo.Fields{"name": "a", "sku": "A"})
			kind(t, err, c.kind)
			if text := woo.Explain(err).String(); woo.Unknown(err) || !strings.Contains(text, c.says) {
				t.Errorf("unknown %v: %s", woo.Unknown(err), text)
			}
			if n := proxy.Counts().Requests; (n == 0) != (err != nil) {
				t.Errorf("%d requests arrived", n)
			}
		})
	}
}

// TestNamesThatDoNotLead asks a name server of its own: it denies the name, is out of order, does not answer, and changes its mind.
func TestNamesThatDoNotLead(t *testing.T) {
	names := must[*badnet.Names](t)(badnet.NewNames())
	t.Cleanup(func() { names.Close() })
	shop := wootest.New(wootest.Options{ConsumerKey: key, ConsumerSecret: secret})
	t.Cleanup(func() { shop.Close() })
	first := through(t, shop, nil)
	client := func(limit time.Duration) *woo.Client {
		c := must[*woo.Client](t)(woo.New(woo.Config{URL: "http://shop.test", ConsumerKey: key, ConsumerSecret: secret, Dial: names.Dial, Timeout: limit, Retries: -1}))
		t.Cleanup(c.Close)
		return c
	}
	for name, c := range map[string]struct {
		set    func()
		kind   woo.Kind
		passes bool
		limit  time.Duration
	}{
		"denied":       {names.Deny, woo.KindDNS, false, longAgo},
		"out of order": {names.Fail, woo.KindDNS, true, longAgo},
		"mute":         {names.Mute, woo.KindTimeout, true, 300 * time.Millisecond},
	} {
		c.set()
		_, err := client(c.limit).CreateProduct(t.Context(), woo.Fields{"name": "x"})
		if woo.KindOf(err) != c.kind || woo.Temporary(err) != c.passes || woo.Unknown(err) || woo.Explain(err).Remedy == "" {
			t.Errorf("%s: %v, passes %v, unknown %v", name, err, woo.Temporary(err), woo.Unknown(err))
		}
	}
	if names.Asked() == 0 {
		t.Error("the name server was not asked")
	}

	// The shop moves: what is sent next goes where the name leads then.
	names.Lead([4]byte{192, 0, 2, 1}, first.Addr())
	c := client(longAgo)
	must[woo.Product](t)(c.CreateProduct(t.Context(), woo.Fields{"name": "a", "sku": "A"}))
	second := through(t, shop, nil)
	names.Lead([4]byte{192, 0, 2, 2}, second.Addr())
	c.Close() // what is idle ends by itself within seconds
	must[woo.Product](t)(c.CreateProduct(t.Context(), woo.Fields{"name": "b", "sku": "B"}))
	if n := second.Counts().Requests; n != 1 {
		t.Errorf("%d requests arrived at the new address, want 1", n)
	}
	if found := must[[]woo.Product](t)(c.ProductsBySKU(t.Context(), []string{"A", "B"})); len(found) != 2 {
		t.Errorf("the shop has %d of two products", len(found))
	}
}

// TestKeysNeverFollowARedirect leads each kind of request to another host and looks at all that arrives there.
func TestKeysNeverFollowARedirect(t *testing.T) {
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprintf("secure %v", secure), func(t *testing.T) {
			now := time.Now()
			authority := must[*badnet.Authority](t)(badnet.NewAuthority(now))
			cert := must[tls.Certificate](t)(authority.Issue("127.0.0.1", now.Add(-time.Hour), now.Add(time.Hour)))
			var config *tls.Config
			if secure {
				config = &tls.Config{Certificates: []tls.Certificate{cert}}
			}
			shop := wootest.New(wootest.Options{ConsumerKey: key, ConsumerSecret: secret})
			t.Cleanup(func() { shop.Close() })
			proxy := through(t, shop, config)
			thief := wootest.New(wootest.Options{ConsumerKey: key, ConsumerSecret: secret})
			t.Cleanup(func() { thief.Close() })
			for _, to := range []string{must[string](t)(thief.Start("")), strings.Replace(proxy.URL(), "https://", "http://", 1), "http://" + strings.TrimPrefix(proxy.URL(), "https://") + "@127.0.0.1:1"} {
				c := must[*woo.Client](t)(woo.New(woo.Config{URL: proxy.URL(), ConsumerKey: key, ConsumerSecret: secret, Authorities: authority.Pool(), Timeout: longAgo, Retries: -1}))
				must[struct{}](t)(struct{}{}, proxy.Set(badnet.Trouble{Kind: badnet.RedirectAway, To: to}))
				_, write := c.CreateProduct(t.Context(), woo.Fields{"name": "a"})
				_, read := c.ListProducts(t.Context(), woo.Query{})
				_, status := c.SystemStatus(t.Context())
				_, probe := c.Probe(t.Context())
				for _, err := range []error{write, read, status, probe} {
					if err == nil || woo.Unknown(err) {
						t.Errorf("redirected to %s: %v", to, err)
					}
				}
				c.Close()
			}
			for _, r := range thief.Requests() {
				if r.Path != "/wp-json/" && !strings.HasPrefix(r.Path, "/wp-json/?") || strings.Contains(r.Query, "oauth") || strings.Contains(r.Query, "consumer") || r.Method != "GET" {
					t.Errorf("%s %s?%s arrived at another host", r.Method, r.Path, r.Query)
				}
			}
		})
	}
}
