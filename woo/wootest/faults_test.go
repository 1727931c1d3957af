package wootest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"woosync/woo/wootest"
)

func TestEachFaultAnswersAsItsKindDoes(t *testing.T) {
	for _, x := range []struct {
		fault  wootest.Fault
		status int // 0 is a broken connection
		media  string
		body   string // a part of it
		made   int    // products afterwards
	}{
		{wootest.Fault{Kind: wootest.FaultFatal}, 500, "application/json", "critical error", 0},
		{wootest.Fault{Kind: wootest.FaultFatal, AfterWork: true}, 500, "application/json", "critical error", 1},
		{wootest.Fault{Kind: wootest.FaultMemory}, 500, "application/json", "Allowed memory size", 0},
		{wootest.Fault{Kind: wootest.FaultBadGateway}, 502, "text/html", "502 Bad Gateway", 0},
		{wootest.Fault{Kind: wootest.FaultGatewayTimeout, AfterWork: true}, 504, "text/html", "504 Gateway Time-out", 1},
		{wootest.Fault{Kind: wootest.FaultMaintenance}, 503, "application/json", "scheduled maintenance", 0},
		{wootest.Fault{Kind: wootest.FaultTooMany}, 429, "text/html", "Too Many Requests", 0},
		{wootest.Fault{Kind: wootest.FaultDatabase}, 500, "application/json", "database connection", 0},
		{wootest.Fault{Kind: wootest.FaultHang, Hold: time.Millisecond}, 0, "", "", 0},
		{wootest.Fault{Kind: wootest.FaultHangUp}, 0, "", "", 0},
		{wootest.Fault{Kind: wootest.FaultHangUp, AfterWork: true}, 0, "", "", 1},
		{wootest.Fault{Kind: wootest.FaultTruncated}, 0, "", "", 1},
		{wootest.Fault{Kind: wootest.FaultWarning}, 201, "application/json", "<b>Warning</b>", 1},
		{wootest.Fault{Kind: wootest.FaultBOM}, 201, "application/json", "\xef\xbb\xbf{", 1},
		{wootest.Fault{Kind: wootest.FaultEmpty}, 200, "application/json", "", 1},
		{wootest.Fault{Kind: wootest.FaultHTML}, 200, "text/html", "<!DOCTYPE", 0},
		{wootest.Fault{Kind: wootest.FaultFirewall}, 403, "text/html", "firewall", 0},
		{wootest.Fault{Kind: wootest.FaultSlow, Hold: time.Millisecond}, 201, "application/json", `"id":`, 1},
	} {
		name := fmt.Sprintf("%s after work %v", x.fault.Kind, x.fault.AfterWork)
		c := newCaller(t, wootest.Options{Faults: []wootest.Fault{x.fault}})
		a, err := c.send("POST", "/products", m{"name": "A"})
		expect(t, name+": products", c.shop.ProductCount(), x.made)
		if x.status == 0 {
			if err == nil {
				t.Errorf("%s: answered %d, expected a broken connection", name, a.status)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		expect(t, name+": status", a.status, x.status)
		if !strings.HasPrefix(a.header.Get("Content-Type"), x.media) {
			t.Errorf("%s: Content-Type %s", name, a.header.Get("Content-Type"))
		}
		if !strings.Contains(string(a.body), x.body) || x.body == "" && len(a.body) > 0 {
			t.Errorf("%s: body %.200q lacks %q", name, a.body, x.body)
		}
		log := c.shop.Requests()
		expect(t, name+": in the log", log[len(log)-1].Fault, x.fault.Kind)
	}
}

func TestRetryAfterIsSentAsTold(t *testing.T) {
	for told, want := range map[string]string{"": "30", "none": "", "7": "7"} {
		c := newCaller(t, wootest.Options{Faults: []wootest.Fault{{Kind: wootest.FaultTooMany, RetryAfter: told}}})
		expect(t, "Retry-After told "+told, c.want(429, "GET", "/products", nil).header.Get("Retry-After"), want)
	}
}

func TestTheNextBatchDiesAfterThreeItems(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	c.shop.SetFaults(wootest.Fault{Kind: wootest.FaultFatal, Method: "POST", Path: "/products/batch", Skip: 1, Times: 1, AfterItems: 3})
	batch := func(prefix string) m {
		var items []any
		for i := range 5 {
			items = append(items, m{"name": "x", "sku": fmt.Sprintf("%s-%d", prefix, i)})
		}
		return m{"create": items}
	}
	c.want(200, "POST", "/products/batch", batch("A"))
	c.want(201, "POST", "/products", m{"name": "not a batch"})
	c.want(500, "POST", "/products/batch", batch("B"))
	for i, want := range []bool{true, true, true, false, false} {
		expect(t, fmt.Sprintf("product %d of the batch that died", i), c.shop.ProductBySKU(fmt.Sprintf("B-%d", i)) != nil, want)
	}
	c.want(200, "POST", "/products/batch", batch("C"))
}

func TestChanceIsTheSameForTheSameSeed(t *testing.T) {
	luck := func(seed uint64) string {
		c := newCaller(t, wootest.Options{Seed: seed, Faults: []wootest.Fault{{Kind: wootest.FaultBadGateway, Rate: 0.5}}})
		var out strings.Builder
		for range 40 {
			a, err := c.send("GET", "/products", nil)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&out, "%d ", a.status)
		}
		return out.String()
	}
	first := luck(1)
	expect(t, "second run", luck(1), first)
	if luck(2) == first || !strings.Contains(first, "200") || !strings.Contains(first, "502") {
		t.Errorf("a rate of a half gave %s, and the same with another seed", first)
	}
}

func TestClosingTheShopEndsAHang(t *testing.T) {
	shop := wootest.New(wootest.Options{Faults: []wootest.Fault{{Kind: wootest.FaultHang}}})
	begun := make(chan bool, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun <- true
		shop.ServeHTTP(w, r)
	}))
	defer server.Close()
	ended := make(chan error)
	go func() {
		resp, err := http.Get(server.URL + api + "/products")
		if err == nil {
			resp.Body.Close()
		}
		ended <- err
	}()
	<-begun
	if err := shop.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil {
		t.Error("a hanging request was answered")
	}
}

func TestABatchGoesOnWithoutItsClient(t *testing.T) {
	c := newCaller(t, wootest.Options{Latency: wootest.Latency{PerCreate: 20 * time.Millisecond}})
	var items []any
	for range 50 {
		items = append(items, m{"name": "x"})
	}
	body, err := json.Marshal(m{"create": items})
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	req, err := http.NewRequestWithContext(ctx, "POST", c.url+api+"/products/batch", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth("ck_rw", "cs_rw")
	left := make(chan error)
	go func() {
		resp, err := c.http.Do(req)
		if err == nil {
			resp.Body.Close()
		}
		left <- err
	}()
	waitFor(t, "the first product", func() bool { return c.shop.ProductCount() > 0 })
	leave()
	if err := <-left; err == nil {
		t.Fatal("the batch was over before its client could leave")
	}
	waitFor(t, "all fifty products", func() bool { return c.shop.ProductCount() == 50 })
}

func waitFor(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !done(); {
		if time.Now().After(deadline) {
			t.Fatalf("%s did not come", what)
		}
		time.Sleep(time.Millisecond)
	}
}
