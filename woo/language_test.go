package woo

import (
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// TestAShopThatSpeaksItsOwnLanguage: what WooCommerce says about keys, a lost database and maintenance is in the language of the shop. The
// code, the status and what the key was seen to do tell what it means.
func TestAShopThatSpeaksItsOwnLanguage(t *testing.T) {
	now := time.Now()
	for name, c := range map[string]struct {
		shop   shopAuth
		secure bool
		write  bool
		kind   Kind
		says   string
	}{
		"read-only, http, a write first":  {shopAuth{knows: true, secret: testSecret, permissions: "read"}, false, true, KindKeyReadOnly, "may read, but not write"},
		"read-only, https, a write first": {shopAuth{knows: true, secret: testSecret, permissions: "read"}, true, true, KindKeyReadOnly, "may read, but not write"},
		"wrong secret, http":              {shopAuth{knows: true, secret: "cs_other", permissions: "read_write"}, false, false, KindSecretWrong, "does not accept the keys"},
		"wrong secret, https":             {shopAuth{knows: true, secret: "cs_other", permissions: "read_write"}, true, true, KindSecretWrong, "does not accept the keys"},
		"unknown key, http":               {shopAuth{secret: testSecret}, false, false, KindSecretWrong, "does not accept the keys"},
		"unknown key, https":              {shopAuth{secret: testSecret}, true, false, KindKeyUnknown, "does not know this consumer key"},
	} {
		c.shop.danish, c.shop.now = true, now
		client := newStub(t, c.secure, c.shop.ServeHTTP).client(t, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
		var err error
		if c.write {
			_, err = client.CreateProduct(t.Context(), Fields{"name": "x"})
		} else {
			_, err = client.ListProducts(t.Context(), Query{})
		}
		if KindOf(err) != c.kind || Unknown(err) || !strings.Contains(Explain(err).What, c.says) {
			t.Errorf("%s: %v, explained as %q", name, err, Explain(err).What)
		}
	}
	for name, c := range map[string]struct {
		status        int
		code, message string
		kind          Kind
	}{
		"database":    {500, "wp_die", "<h1>Fehler beim Aufbau einer Verbindung</h1>", KindDatabaseDown},
		"maintenance": {503, "wp_die", "Wegen geplanter Wartungsarbeiten kurz nicht verfügbar.", KindMaintenance},
		"a plugin":    {500, "wp_die", "<p>Verboten</p>", KindPHPFatal},
		"no rights":   {403, "woocommerce_rest_cannot_edit", "Du darfst das nicht.", KindForbidden},
		"no route":    {404, "rest_no_route", "Keine Route gefunden.", KindWooMissing},
		"same SKU":    {400, "product_invalid_sku", "Ungültige SKU.", KindDuplicateSKU},
	} {
		client := newStub(t, true, always(c.status, wpError(c.status, c.code, c.message))).client(t)
		_, err := client.CreateProduct(t.Context(), Fields{"name": "x"})
		if KindOf(err) != c.kind {
			t.Errorf("%s: %v, want %s", name, err, c.kind)
		}
	}
}

// TestPlainHTTP looks at all that a client sends over plain http: signatures, and neither the secret nor Basic, whatever is asked and answered.
func TestPlainHTTP(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"works":   shopAuth{knows: true, secret: testSecret, permissions: "read_write", now: time.Now()}.ServeHTTP,
		"unknown": always(401, wpError(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")),
		"wrong":   always(401, wpError(401, authenticationError, "Consumer secret is invalid.")),
		"asks": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("WWW-Authenticate", `Basic realm="shop"`)
			page(w, 401, "no")
		},
		"to https": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
		},
		"to itself": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://"+r.Host+"/other"+r.URL.Path, http.StatusFound)
		},
	} {
		s := newStub(t, false, handler)
		c := plainClient(t, "http://shop.example", func(cfg *Config) {
			cfg.ApplicationUser, cfg.ApplicationPassword = "anna", "abcd efgh ijkl mnop"
			cfg.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
			}
		})
		_, _ = c.Probe(t.Context())
		_, _ = c.CreateProduct(t.Context(), Fields{"name": "x"})
		_, _ = c.BatchProducts(t.Context(), Batch{Create: []Fields{{"name": "x"}}})
		_, upload := c.UploadMedia(t.Context(), Upload{Name: "a.png", Type: "image/png", Data: []byte("x")})
		mustKind(t, upload, KindHTTPNeedsHTTPS)
		if len(s.asked()) < 3 {
			t.Errorf("%s: only %d requests", name, len(s.asked()))
		}
		for _, r := range s.asked() {
			if r.header.Get("Authorization") != "" || strings.Contains(r.query+r.body, testSecret) || strings.Contains(r.query, "consumer_secret") {
				t.Errorf("%s: %s %s?%s %v", name, r.method, r.path, r.query, r.header)
			}
		}
		if got := c.Auth(); got == AuthBasic || got == AuthQuery {
			t.Errorf("%s: found %q", name, got)
		}
	}
	for address, warned := range map[string]bool{"http://shop.example": true, "http://127.0.0.1:8089": false, "https://shop.example": false, "http://localhost": false, "rubbish": false} {
		if got := PlainHTTP(address); (got != "") != warned {
			t.Errorf("%s: %q", address, got)
		}
	}
}
