package woo

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestKindsByCode(t *testing.T) {
	for _, c := range []struct {
		status int
		code   string
		kind   Kind
	}{
		{400, "woocommerce_rest_cannot_create", KindInvalid}, // an attribute's slug is taken
		{401, "woocommerce_rest_cannot_edit", KindKeyUnknown},
		{403, "woocommerce_rest_cannot_edit", KindForbidden},
		{403, "rest_forbidden", KindForbidden},
		{404, "woocommerce_rest_customer_invalid_id", KindNotFound},
		{404, "plugin_gone", KindNotFound},
		{410, "plugin_gone", KindNotFound},
		{413, "plugin_large", KindTooLarge},
		{429, "plugin_many", KindRateLimited},
		{500, "woocommerce_rest_cannot_delete", KindInvalid},
		{500, "plugin_broke", KindUnknown},
		{502, "plugin_gateway", KindGateway},
		{503, "plugin_busy", KindUnavailable},
		{503, "wp_die", KindMaintenance},
		{400, "product_invalid_catalog_visibility", KindInvalid},
		{401, "woocommerce_rest_authentication_missing_parameter", KindAuthorizationStripped},
	} {
		client := newStub(t, true, always(c.status, wpError(c.status, c.code, "words of the shop"))).client(t, func(c *Config) { c.Retries = -1 })
		_, err := client.UpdateProduct(t.Context(), 5, Fields{"name": "x"})
		if KindOf(err) != c.kind {
			t.Errorf("%d %s: %s, want %s", c.status, c.code, KindOf(err), c.kind)
		}
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	if err := sleep(t.Context(), 0); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := sleep(ctx, time.Hour); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// served answers requests to any address by a handler.
type served struct{ http.Handler }

func (s served) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	r.RequestURI = r.URL.RequestURI()
	s.ServeHTTP(w, r)
	return w.Result(), nil
}

func TestPlainHTTPIsWarnedOf(t *testing.T) {
	shop := wholeShop(shopAuth{knows: true, secret: testSecret, permissions: "read_write"})
	for address, warned := range map[string]bool{"http://shop.example": true, "http://localhost:8080": false, "http://127.0.0.1": false, "http://[::1]:80": false} {
		c, err := New(Config{URL: address, ConsumerKey: testKey, ConsumerSecret: testSecret, Transport: served{shop}})
		if err != nil {
			t.Fatal(err)
		}
		info, err := c.Probe(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", address, err)
		}
		if got := len(info.Warnings) == 1 && info.Warnings[0].Kind == KindHTTPNeedsHTTPS; got != warned {
			t.Errorf("%s: warnings %+v", address, info.Warnings)
		}
	}
}

func TestAllVariationsReadsEveryPage(t *testing.T) {
	s := newStub(t, true, listShop(120, true))
	n := 0
	for page, err := range s.client(t).AllVariations(t.Context(), 9, Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		n += len(page.Items)
	}
	if n != 120 || !strings.HasSuffix(s.asked()[1].path, "/products/9/variations") {
		t.Errorf("%d variations by %s", n, s.asked()[1].path)
	}
}

func TestShortKeysAreMaskedWhole(t *testing.T) {
	for key, want := range map[string]string{"": "(none)", "ck_1234": "ck_…", "secret": "…", testSecret: "cs_…ba98"} {
		if got := maskKey(key); got != want {
			t.Errorf("maskKey(%q) = %q, want %q", key, got, want)
		}
	}
}
