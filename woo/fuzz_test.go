package woo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// reciting answers every request alike.
type reciting struct {
	status int
	header http.Header
	body   []byte
}

func (c reciting) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		_ = req.Body.Close()
	}
	return &http.Response{StatusCode: c.status, Status: fmt.Sprint(c.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: c.header.Clone(),
		Body: io.NopCloser(bytes.NewReader(c.body)), ContentLength: int64(len(c.body)), Request: req}, nil
}

// answering makes a client of a shop that answers everything alike.
func answering(t testing.TB, status int, header http.Header, body []byte) *Client {
	t.Helper()
	c, err := New(Config{URL: "https://shop.example", ConsumerKey: testKey, ConsumerSecret: testSecret, ApplicationUser: "anna", ApplicationPassword: "abcd efgh ijkl mnop",
		Transport: reciting{status, header, body}, Now: func() time.Time { return time.Unix(1_790_000_000, 0) }, Nonce: func() string { return "nonce" },
		Sleep: func(context.Context, time.Duration) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// questions are all that a client asks, each with what the shop must have meant by an answer that is taken.
func questions(ctx context.Context, c *Client) map[string]func() error {
	two := Batch{Create: []Fields{{"name": "a", "sku": "A"}}, Update: []Fields{{"id": 7, "name": "b"}}, Delete: []int64{9}}
	product := func(p Product, err error) error {
		if err == nil && p.ID <= 0 {
			return fmt.Errorf("a product without number was taken")
		}
		return err
	}
	fits := func(n ...int) error {
		if !slices.Equal(n, []int{1, 1, 1}) {
			return fmt.Errorf("a batch of %v results was taken for one of three groups of one", n)
		}
		return nil
	}
	return map[string]func() error{
		"get":        func() error { return product(c.GetProduct(ctx, 7)) },
		"create":     func() error { return product(c.CreateProduct(ctx, Fields{"name": "a"})) },
		"variation":  func() error { return product(c.UpdateVariation(ctx, 3, 7, Fields{"name": "a"})) },
		"remove":     func() error { return c.DeleteProduct(ctx, 7, true) },
		"list":       func() error { _, err := c.ListProducts(ctx, Query{PerPage: 2}); return err },
		"look up":    func() error { _, err := c.ProductsBySKU(ctx, []string{"A", "B,C"}); return err },
		"term":       func() error { _, err := c.GetTerm(ctx, TermBrands, 7); return err },
		"terms":      func() error { _, err := c.FindTerms(ctx, TermCategories, Query{}); return err },
		"attributes": func() error { _, err := c.ListAttributes(ctx); return err },
		"attribute":  func() error { _, err := c.CreateAttribute(ctx, Fields{"name": "Size"}); return err },
		"classes":    func() error { _, err := c.ListTaxClasses(ctx); return err },
		"index":      func() error { _, err := c.Index(ctx); return err },
		"status":     func() error { _, err := c.SystemStatus(ctx); return err },
		"media":      func() error { _, err := c.MediaBySlug(ctx, []string{"a"}); return err },
		"upload": func() error {
			_, err := c.UploadMedia(ctx, Upload{Name: "a.png", Type: "image/png", Data: []byte("x")})
			return err
		},
		"probe": func() error { _, err := c.Probe(ctx); return err },
		"batch": func() error {
			r, err := c.BatchProducts(ctx, two)
			if err != nil {
				return err
			}
			return fits(len(r.Create), len(r.Update), len(r.Delete))
		},
		"batch of terms": func() error {
			r, err := c.BatchTerms(ctx, TermTags, two)
			if err != nil {
				return err
			}
			return fits(len(r.Create), len(r.Update), len(r.Delete))
		},
	}
}

// FuzzAnswers: whatever a shop, or what stands before it, answers to whatever question, nothing crashes, what is told of it is printable,
// bounded and without keys, and a batch has a result for each of its items or is an error.
func FuzzAnswers(f *testing.F) {
	for _, s := range []struct {
		status int
		header string
		body   string
	}{
		{200, "Content-Type: application/json", `{"id":7,"name":"A","manage_stock":"parent","stock_quantity":null,"images":[{"id":""}],"meta_data":[{"id":1,"key":"k","value":{"a":[1]}}]}`},
		{200, "Content-Type: application/json", `{"create":[{"id":0,"error":{"code":"product_invalid_sku","message":"x","data":{"status":400,"resource_id":15}}}],"update":[{"id":7}],"delete":[{"id":9}]}`},
		{200, "X-Wp-Total: 3\nX-Wp-Totalpages: 2", `[{"id":1,"sku":"A"},{"id":2,"sku":"b,c"}]`},
		{200, "Content-Type: application/json", "<b>Warning</b>: x in /a.php\n\xef\xbb\xbf{\"id\":7}"},
		{200, "Content-Type: text/html\nLink: </index.php?rest_route=/>; rel=\"https://api.w.org/\"", "<!DOCTYPE html><title>Shop</title>"},
		{401, "Date: Mon, 23 Nov 2026 12:00:00 GMT", `{"code":"woocommerce_rest_authentication_error","message":"Ugyldig nonce","data":{"status":401}}`},
		{401, "Www-Authenticate: Basic realm=x", "no"},
		{302, "Location: //[::1]:x/\x7f", ""},
		{301, "Location: http://shop.example/wp-json/", ""},
		{400, "", `{"code":"rest_invalid_param","message":"a","data":{"params":{"a":"b"},"details":[]}}`},
		{400, "", `{"code":"rest_missing_callback_param","data":{"params":["name",{},null]}}`},
		{500, "Content-Type: application/json", `{"code":"internal_server_error","message":"<p>x</p>","data":{"status":500,"error":{"type":1,"message":"Allowed memory size of 1 bytes exhausted","file":"/srv/a.php","line":"7"}}}`},
		{503, "Retry-After: 99999999999999999999", "Briefly unavailable for scheduled maintenance."},
		{503, "Retry-After: Mon, 23 Nov 2099 12:00:00 GMT", ""},
		{429, "Cf-Mitigated: challenge", "\x1b]52;c;eHh4\x07"},
		{200, "Content-Type: application/json", `{"namespaces":["wc/v3"],"gmt_offset":"1e999","home":"http://other.example"}`},
		{200, "Content-Type: application/json", `{"environment":{"version":"99999999999999999999.1"},"settings":{"number_of_decimals":"-7"},"active_plugins":[{"name":5}]}`},
		{200, "", strings.Repeat("[", 3000)},
		{200, "", `{"a":` + strings.Repeat(`{"a":`, 3000)},
		{511, "", "<html>log in " + testSecret},
	} {
		f.Add(s.status, s.header, []byte(s.body))
	}
	f.Fuzz(func(t *testing.T, status int, headers string, body []byte) {
		if status < 200 || status > 599 || len(body) > 1<<20 {
			return
		}
		header := http.Header{}
		for line := range strings.SplitSeq(headers, "\n") {
			if name, value, ok := strings.Cut(line, ": "); ok {
				header.Add(name, value)
			}
		}
		for name, ask := range questions(t.Context(), answering(t, status, header, body)) {
			err := ask()
			if err == nil {
				continue
			}
			x := Explain(fmt.Errorf("%s: %w", name, err))
			for _, text := range []string{x.What, x.Meaning, x.Remedy, x.Detail} {
				if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r <= 0x9f || r == '\u202e' }) {
					t.Errorf("%s: not printable: %q", name, text)
				}
				if len(text) > 20<<10 {
					t.Errorf("%s: %d bytes are told", name, len(text))
				}
				if strings.Contains(text, testSecret) || strings.Contains(text, testKey) {
					t.Errorf("%s: a key is told: %q", name, text)
				}
			}
			if e, ok := err.(*Error); ok && (e.Kind == "" || e.RetryAfter < 0 || e.RetryAfter > 24*time.Hour) {
				t.Errorf("%s: %+v", name, e)
			}
		}
	})
}

// FuzzAddress: an address is refused in words, or its normal form is its own normal form.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"https://shop.example/", "http://user:pw@x", "https://bücher.example/a/../wp-admin?x#y", "//x", "https://[::1]:443/index.php/x", "https://%00/", "https://a.example:99999", "https://x/wp-json/wc/v3", "HTTPS://X..Y"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		address, err := ParseAddress(s)
		if err != nil {
			if KindOf(err) != KindAddress || !utf8.ValidString(err.Error()) {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if again, err := ParseAddress(address); err != nil || again != address {
			t.Errorf("%q becomes %q, that becomes %q, %v", s, address, again, err)
		}
	})
}
