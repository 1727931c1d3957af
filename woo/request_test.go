package woo

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	gosync "sync"
	"testing"
	"time"
)

func TestFieldsAreSentExactly(t *testing.T) {
	s := newStub(t, true, always(201, productJSON(11, "A")))
	c := s.client(t)
	_, err := c.CreateProduct(t.Context(), Fields{"sale_price": "", "stock_quantity": 0, "manage_stock": false, "images": []any{}, "date_on_sale_from": nil, "description": "<b>Ø & æ</b>"})
	if err != nil {
		t.Fatal(err)
	}
	got := s.asked()[0]
	if want := `{"date_on_sale_from":null,"description":"<b>Ø & æ</b>","images":[],"manage_stock":false,"sale_price":"","stock_quantity":0}`; got.body != want {
		t.Errorf("body %s\nwant %s", got.body, want)
	}
	for name, want := range map[string]string{"Content-Type": "application/json", "Accept": "application/json", "Cache-Control": "no-cache", "User-Agent": "woosync/1"} {
		if got.header.Get(name) != want {
			t.Errorf("%s: %q, want %q", name, got.header.Get(name), want)
		}
	}
	if got.method != "POST" || got.path != "/wp-json/wc/v3/products" || got.query != "" {
		t.Errorf("asked %s %s?%s", got.method, got.path, got.query)
	}
}

func TestPathsAndMethods(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		do     func(*Client) error
		want   string
	}{
		"update":           {productJSON(12, "A"), func(c *Client) error { _, err := c.UpdateProduct(t.Context(), 12, Fields{"name": "x"}); return err }, `PUT products/12 {"name":"x"}`},
		"get":              {productJSON(12, "A"), func(c *Client) error { _, err := c.GetProduct(t.Context(), 12); return err }, `GET products/12?context=edit`},
		"trash":            {productJSON(12, "A"), func(c *Client) error { return c.DeleteProduct(t.Context(), 12, false) }, `DELETE products/12`},
		"delete":           {productJSON(12, "A"), func(c *Client) error { return c.DeleteProduct(t.Context(), 12, true) }, `DELETE products/12?force=true`},
		"create variation": {productJSON(7, "A"), func(c *Client) error { _, err := c.CreateVariation(t.Context(), 12, Fields{"sku": "v"}); return err }, `POST products/12/variations {"sku":"v"}`},
		"update variation": {productJSON(7, "A"), func(c *Client) error { _, err := c.UpdateVariation(t.Context(), 12, 7, Fields{"sku": ""}); return err }, `PUT products/12/variations/7 {"sku":""}`},
		"get variation":    {productJSON(7, "A"), func(c *Client) error { _, err := c.GetVariation(t.Context(), 12, 7); return err }, `GET products/12/variations/7?context=edit`},
		"delete variation": {productJSON(7, "A"), func(c *Client) error { return c.DeleteVariation(t.Context(), 12, 7, true) }, `DELETE products/12/variations/7?force=true`},
		"list variations":  {`[]`, func(c *Client) error { _, err := c.ListVariations(t.Context(), 12, Query{}); return err }, `GET products/12/variations?page=1&per_page=100`},
		"category": {`{"id":3}`, func(c *Client) error {
			_, err := c.CreateTerm(t.Context(), TermCategories, Fields{"name": "x"})
			return err
		}, `POST products/categories {"name":"x"}`},
		"update tag": {`{"id":3}`, func(c *Client) error {
			_, err := c.UpdateTerm(t.Context(), TermTags, 3, Fields{"name": "x"})
			return err
		}, `PUT products/tags/3 {"name":"x"}`},
		"get brand":        {`{"id":3}`, func(c *Client) error { _, err := c.GetTerm(t.Context(), TermBrands, 3); return err }, `GET products/brands/3`},
		"delete class":     {`{"id":3}`, func(c *Client) error { return c.DeleteTerm(t.Context(), TermShippingClasses, 3) }, `DELETE products/shipping_classes/3?force=true`},
		"attribute terms":  {`[]`, func(c *Client) error { _, err := c.ListTerms(t.Context(), AttributeTerms(5)); return err }, `GET products/attributes/5/terms?order=asc&orderby=id&page=1&per_page=100`},
		"attributes":       {`[]`, func(c *Client) error { _, err := c.ListAttributes(t.Context()); return err }, `GET products/attributes`},
		"create attribute": {`{"id":5}`, func(c *Client) error { _, err := c.CreateAttribute(t.Context(), Fields{"name": "Size"}); return err }, `POST products/attributes {"name":"Size"}`},
		"update attribute": {`{"id":5}`, func(c *Client) error { _, err := c.UpdateAttribute(t.Context(), 5, Fields{"name": "Size"}); return err }, `PUT products/attributes/5 {"name":"Size"}`},
		"delete attribute": {`{"id":5}`, func(c *Client) error { return c.DeleteAttribute(t.Context(), 5) }, `DELETE products/attributes/5?force=true`},
		"tax classes":      {`[{"slug":"standard","name":"Standard"}]`, func(c *Client) error { _, err := c.ListTaxClasses(t.Context()); return err }, `GET taxes/classes`},
		"filters": {`[]`, func(c *Client) error {
			_, err := c.ListProducts(t.Context(), Query{Page: 2, PerPage: 10, Include: []int64{1, 2}, Exclude: []int64{3}, Status: "draft", Fields: []string{"id", "sku"}, Category: 9,
				Type: "simple", Search: "a b", SearchSKU: "x", ModifiedAfter: time.Date(2026, 11, 23, 12, 0, 0, 5, time.FixedZone("", 3600)), Extra: url.Values{"brand": {"4"}}})
			return err
		}, `GET products?_fields=id%2Csku&brand=4&category=9&dates_are_gmt=true&exclude=3&include=1%2C2&modified_after=2026-11-23T11%3A00%3A00&page=2&per_page=10&search=a%20b&search_sku=x&status=draft&type=simple`},
	} {
		s := newStub(t, true, always(200, c.answer))
		if err := c.do(s.client(t)); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		a := s.asked()[0]
		got := a.method + " " + strings.TrimPrefix(a.path, "/wp-json/wc/v3/")
		if a.query != "" {
			got += "?" + a.query
		}
		if a.body != "" {
			got += " " + a.body
		}
		if got != c.want {
			t.Errorf("%s: asked %s\nwant %s", name, got, c.want)
		}
	}
}

func TestIDNeverTravelsInAnUpdate(t *testing.T) {
	s := newStub(t, true, always(200, productJSON(12, "A")))
	c := s.client(t)
	fields := Fields{"id": 12, "name": "x"}
	if _, err := c.UpdateProduct(t.Context(), 12, fields); err != nil {
		t.Fatal(err)
	}
	if got := s.asked()[0].body; got != `{"name":"x"}` {
		t.Errorf("body %s", got)
	}
	if len(fields) != 2 {
		t.Error("the caller's fields were changed")
	}
	for _, id := range []any{11, int64(11), "11", 11.5, nil, true} {
		_, err := c.UpdateProduct(t.Context(), 12, Fields{"id": id})
		mustKind(t, err, KindInvalid)
	}
	_, err := c.CreateProduct(t.Context(), Fields{"id": 12})
	mustKind(t, err, KindInvalid)
	_, err = c.CreateProduct(t.Context(), Fields{})
	mustKind(t, err, KindInvalid)
	if _, err = c.CreateProduct(t.Context(), Fields{"name": func() {}}); KindOf(err) != KindInvalid || Unknown(err) {
		t.Errorf("a field that is no JSON: %v", err)
	}
	if n := len(s.asked()); n != 1 {
		t.Errorf("%d requests were sent, want 1", n)
	}
}

func TestAnswersAboutSomethingElse(t *testing.T) {
	c := newStub(t, true, always(200, productJSON(11, "A"))).client(t)
	_, err := c.UpdateProduct(t.Context(), 12, Fields{"name": "x"})
	var answer *AnswerError
	if !errors.As(err, &answer) || !Unknown(err) || KindOf(err) != KindBadJSON {
		t.Errorf("an answer about another product: %v", err)
	}
	if _, err := c.GetProduct(t.Context(), 12); err == nil || Unknown(err) {
		t.Errorf("a read about another product: %v", err)
	}
	c = newStub(t, true, always(201, `{"name":"x"}`)).client(t)
	if _, err := c.CreateProduct(t.Context(), Fields{"name": "x"}); !errors.As(err, &answer) || !Unknown(err) {
		t.Errorf("a create without an id: %v", err)
	}
}

func TestDeleteTwice(t *testing.T) {
	c := newStub(t, true, always(410, wpError(410, "woocommerce_rest_already_trashed", "The product has already been deleted."))).client(t)
	if err := c.DeleteProduct(t.Context(), 12, false); err != nil {
		t.Errorf("already in the trash: %v", err)
	}
	c = newStub(t, true, always(404, wpError(404, "woocommerce_rest_product_invalid_id", "Invalid ID."))).client(t)
	mustKind(t, c.DeleteProduct(t.Context(), 12, true), KindNotFound)
}

func TestReadsAreRepeatedAndWritesAreNot(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		header  string
		body    string
		reads   int
		pauses  []time.Duration
		writes  int
		unknown bool
	}{
		"gateway":               {502, "", "<html>Bad Gateway</html>", 3, []time.Duration{500 * time.Millisecond, time.Second}, 1, true},
		"short pause asked for": {429, "2", "slow down", 3, []time.Duration{2 * time.Second, 2 * time.Second}, 1, false},
		"long pause asked for":  {503, "600", "later", 1, nil, 1, false},
		"no pause named":        {429, "", "slow down", 1, nil, 1, false},
		"not passing":           {400, "", wpError(400, "rest_invalid_param", "no"), 1, nil, 1, false},
		"crash":                 {500, "", wpError(500, "internal_server_error", "died"), 1, nil, 1, true},
	} {
		var pauses []time.Duration
		s := newStub(t, true, func(w http.ResponseWriter, _ *http.Request) {
			if c.header != "" {
				w.Header().Set("Retry-After", c.header)
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(c.status)
			w.Write([]byte(c.body))
		})
		client := s.client(t, func(cfg *Config) {
			cfg.Sleep = func(_ context.Context, d time.Duration) error { pauses = append(pauses, d); return nil }
		})
		_, err := client.ListProducts(t.Context(), Query{})
		if err == nil || Unknown(err) {
			t.Errorf("%s: read: %v", name, err)
		}
		if n := len(s.asked()); n != c.reads || int(client.Stats().Retries) != c.reads-1 {
			t.Errorf("%s: %d reads, %d retries; want %d", name, n, client.Stats().Retries, c.reads)
		}
		if len(pauses) != len(c.pauses) || len(pauses) > 0 && (pauses[0] != c.pauses[0] || pauses[1] != c.pauses[1]) {
			t.Errorf("%s: pauses %v, want %v", name, pauses, c.pauses)
		}
		_, err = client.CreateProduct(t.Context(), Fields{"name": "x"})
		if n := len(s.asked()) - c.reads; n != c.writes || Unknown(err) != c.unknown {
			t.Errorf("%s: %d writes, unknown %v (%v); want %d, %v", name, n, Unknown(err), err, c.writes, c.unknown)
		}
	}
}

func TestASleepThatIsCutShortEndsTheRead(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	c := newStub(t, true, always(502, "bad")).client(t, func(cfg *Config) {
		cfg.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	})
	_, err := c.ListProducts(ctx, Query{})
	mustKind(t, err, KindGateway)
}

func TestAtMostNRequestsAtOnce(t *testing.T) {
	var mu gosync.Mutex
	running, most := 0, 0
	both := make(chan struct{})
	c := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		running++
		most = max(most, running)
		if running == 2 {
			select {
			case <-both:
			default:
				close(both)
			}
		}
		mu.Unlock()
		<-both // both slots are in use at least once
		mu.Lock()
		running--
		mu.Unlock()
		reply(w, 200, `[]`)
	}).client(t)
	var wg gosync.WaitGroup
	for range 12 {
		wg.Go(func() {
			if _, err := c.ListProducts(t.Context(), Query{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if most != 2 {
		t.Errorf("%d requests at once, want 2", most)
	}
}

func TestWaitingForASlotCanBeStopped(t *testing.T) {
	held, release := make(chan struct{}), make(chan struct{})
	c := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		close(held)
		<-release
		reply(w, 200, `[]`)
	}).client(t, func(cfg *Config) { cfg.Connections = 1 })
	done := make(chan error)
	go func() { _, err := c.ListProducts(t.Context(), Query{}); done <- err }()
	<-held
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.CreateProduct(ctx, Fields{"name": "x"})
	mustKind(t, err, KindCanceled)
	if Unknown(err) {
		t.Error("a write that was never sent has no unknown outcome")
	}
	close(release)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestRedirects(t *testing.T) {
	t.Run("a write never follows", func(t *testing.T) {
		s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://www.other.example"+r.URL.Path+"?consumer_key="+testKey, http.StatusMovedPermanently)
		})
		_, err := s.client(t).CreateProduct(t.Context(), Fields{"name": "x"})
		mustKind(t, err, KindRedirect)
		if Unknown(err) || len(s.asked()) != 1 {
			t.Errorf("unknown %v, %d requests", Unknown(err), len(s.asked()))
		}
		if e := err.(*Error); e.Location != "https://www.other.example/wp-json/wc/v3/products" {
			t.Errorf("location %q", e.Location)
		}
		noKeys(t, err)
	})
	t.Run("a read follows within the shop only", func(t *testing.T) {
		s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasSuffix(r.URL.Path, "/") {
				http.Redirect(w, r, r.URL.Path+"/", http.StatusMovedPermanently)
				return
			}
			reply(w, 200, `[]`)
		})
		if _, err := s.client(t).ListProducts(t.Context(), Query{}); err != nil {
			t.Error(err)
		}
		other := newStub(t, true, always(200, `[]`))
		s = newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, other.URL+r.URL.Path, http.StatusFound)
		})
		_, err := s.client(t).ListProducts(t.Context(), Query{})
		mustKind(t, err, KindRedirect)
		if len(other.asked()) != 0 {
			t.Error("the keys were shown to another host")
		}
	})
	t.Run("a circle ends", func(t *testing.T) {
		s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) })
		_, err := s.client(t).ListProducts(t.Context(), Query{})
		mustKind(t, err, KindRedirect)
		if n := len(s.asked()); n != 4 {
			t.Errorf("%d requests, want 4", n)
		}
	})
	t.Run("http to https", func(t *testing.T) {
		s := newStub(t, false, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+r.Host+r.URL.RequestURI(), http.StatusMovedPermanently)
		})
		_, err := s.client(t).CreateProduct(t.Context(), Fields{"name": "x"})
		mustKind(t, err, KindHTTPNeedsHTTPS)
		noKeys(t, err)
	})
}

// plainShop answers as a shop with plain permalinks does.
func plainShop(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Link", `<https://`+r.Host+`/index.php?rest_route=/>; rel="https://api.w.org/"`)
	route := r.URL.Query().Get("rest_route")
	switch {
	case route == "/":
		reply(w, 200, `{"name":"Rig shop","home":"https://`+r.Host+`","namespaces":["wc/v3"]}`)
	case route != "" && !strings.HasPrefix(r.URL.Path, "/wp-json/wc/"):
		reply(w, 401, wpError(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."))
	case route == "/wc/v3/system_status":
		reply(w, 200, statusJSON)
	case route == "/wc/v3/products/batch":
		reply(w, 200, `[]`)
	case route == "/wc/v3/products" && r.Method == "GET":
		reply(w, 200, `[]`)
	case route == "/wc/v3/products":
		reply(w, 201, productJSON(11, "A"))
	case r.Method == "GET" && strings.HasPrefix(r.URL.Path, "/wp-json/") && !strings.HasSuffix(r.URL.Path, "/"):
		w.Header().Del("Link")
		http.Redirect(w, r, r.URL.Path+"/?"+r.URL.RawQuery, http.StatusMovedPermanently)
	default:
		page(w, 200, "<!DOCTYPE html><html><title>Rig shop</title></html>")
	}
}

func TestPlainPermalinksAreFoundOut(t *testing.T) {
	for name, first := range map[string]func(*Client) error{
		"by a read":  func(c *Client) error { _, err := c.ListProducts(t.Context(), Query{}); return err },
		"by a write": func(c *Client) error { _, err := c.CreateProduct(t.Context(), Fields{"name": "x"}); return err },
		"by index":   func(c *Client) error { _, err := c.Index(t.Context()); return err },
	} {
		c := newStub(t, true, plainShop).client(t)
		if err := first(c); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		before := c.Stats().Requests
		if _, err := c.CreateProduct(t.Context(), Fields{"name": "y"}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := c.Stats().Requests - before; n != 1 {
			t.Errorf("%s: %d requests once it is known, want 1", name, n)
		}
		if w := c.Warnings(); len(w) != 1 || w[0].Kind != KindPlainPermalinks {
			t.Errorf("%s: warnings %v", name, w)
		}
	}
}

func TestPlainPermalinksWithoutTheOtherWay(t *testing.T) {
	s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Link", `<https://x/index.php?rest_route=/>; rel="https://api.w.org/"`)
		page(w, 200, "<!DOCTYPE html><title>Front page</title>")
	})
	_, err := s.client(t).CreateProduct(t.Context(), Fields{"name": "x"})
	mustKind(t, err, KindPlainPermalinks)
	if Unknown(err) {
		t.Error("a front page did not create anything")
	}
}

func TestStatsCount(t *testing.T) {
	c := newStub(t, true, always(200, productJSON(12, "A"))).client(t)
	if _, err := c.GetProduct(t.Context(), 12); err != nil {
		t.Fatal(err)
	}
	if _, err := c.UpdateProduct(t.Context(), 12, Fields{"name": "x"}); err != nil {
		t.Fatal(err)
	}
	n := int64(len(productJSON(12, "A")))
	if got, want := c.Stats(), (Stats{Requests: 2, Writes: 1, BytesOut: int64(len(`{"name":"x"}`)), BytesIn: 2 * n}); got != want {
		t.Errorf("stats %+v, want %+v", got, want)
	}
}
