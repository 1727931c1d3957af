package wootest_test

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"woosync/woo/wootest"
)

// caller speaks to a shop with keys that may read and write, over https where Basic counts.
type caller struct {
	t    *testing.T
	shop *wootest.Shop
	url  string
	http *http.Client
}

func newCaller(t *testing.T, o wootest.Options) *caller {
	t.Helper()
	o.ConsumerKey, o.ConsumerSecret = "ck_rw", "cs_rw"
	shop := wootest.New(o)
	server := httptest.NewTLSServer(shop)
	t.Cleanup(func() { shop.Close(); server.Close() })
	client := server.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &caller{t, shop, server.URL, client}
}

// send makes a call below /wp-json/wc/v3 and returns the answer whatever it is; err is a broken connection.
func (c *caller) send(method, path string, body any) (*reply, error) {
	c.t.Helper()
	var reader io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		reader = bytes.NewReader(data)
	}
	req, err := http.NewRequest(method, c.url+api+path, reader)
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Accept", "application/json")
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.SetBasicAuth("ck_rw", "cs_rw")
	resp, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return &reply{resp.StatusCode, resp.Header, data, err}, err
}

// want makes a call that must answer with the status.
func (c *caller) want(status int, method, path string, body any) *reply {
	c.t.Helper()
	a, err := c.send(method, path, body)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	if a.status != status {
		c.t.Fatalf("%s %s answered %d %.300s, expected %d", method, path, a.status, a.body, status)
	}
	return a
}

// create makes something and returns it.
func (c *caller) create(path string, body any) m {
	c.t.Helper()
	return c.want(201, "POST", path, body).object()
}

func (c *caller) get(path string) m { c.t.Helper(); return c.want(200, "GET", path, nil).object() }

func (c *caller) list(path string) []m {
	c.t.Helper()
	v, _ := c.want(200, "GET", path, nil).decoded()
	var out []m
	for _, x := range v.([]any) {
		out = append(out, x.(m))
	}
	return out
}

// insecure is a client that trusts any certificate: the tests' own servers have none that is known.
func insecure() *http.Client {
	return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
}

func expect(t *testing.T, what string, got, want any) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %#v, expected %#v", what, got, want)
	}
}

// at follows keys and indexes into decoded JSON.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, ok := v.(m)
			if !ok {
				t.Fatalf("no object at %v of %v", p, path)
			}
			v = o[p]
		case int:
			l, ok := v.([]any)
			if !ok || p >= len(l) {
				t.Fatalf("no element %d of %v in %v", p, path, v)
			}
			v = l[p]
		}
	}
	return v
}

func mustRequest(t *testing.T, method, address string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return req
}

func decodeBody(t *testing.T, r io.Reader, v any) {
	t.Helper()
	if err := json.NewDecoder(r).Decode(v); err != nil {
		t.Fatal(err)
	}
}
