package wootest_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"woosync/woo/wootest"
)

func TestLatencyIsSpentPerCallAndItem(t *testing.T) {
	c := newCaller(t, wootest.Options{Latency: wootest.Latency{PerCall: 20 * time.Millisecond, PerCreate: 3 * time.Millisecond, PerRow: time.Millisecond}})
	var items []any
	for range 20 {
		items = append(items, m{"name": "x"})
	}
	start := time.Now()
	c.want(200, "POST", "/products/batch", m{"create": items})
	if took := time.Since(start); took < 80*time.Millisecond {
		t.Errorf("a batch of 20 took %v, not 20 ms and 3 ms for each", took)
	}
	start = time.Now()
	c.want(200, "GET", "/products?per_page=20", nil)
	if took := time.Since(start); took < 40*time.Millisecond {
		t.Errorf("a list of 20 took %v, not 20 ms and 1 ms for each", took)
	}
}

func TestAListIsServedWhileACreateTakesItsTime(t *testing.T) {
	shop := wootest.New(wootest.Options{ConsumerKey: "ck_rw", ConsumerSecret: "cs_rw", Latency: wootest.Latency{PerCreate: time.Hour}})
	begun, ended := make(chan bool, 2), make(chan bool)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun <- true
		shop.ServeHTTP(w, r)
	}))
	defer server.Close()
	c := &caller{t, shop, server.URL, server.Client()}
	go func() {
		_, _ = c.send("POST", "/products", m{"name": "slow"})
		close(ended)
	}()
	<-begun
	c.want(200, "GET", "/products", nil)
	if err := shop.Close(); err != nil {
		t.Fatal(err)
	}
	<-ended
}

func TestWorkersLimitHowManyAreServedAtATime(t *testing.T) {
	const each = 30 * time.Millisecond
	c := newCaller(t, wootest.Options{Settings: wootest.Settings{Workers: 1}, Latency: wootest.Latency{PerCall: each}})
	start := time.Now()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() { c.want(200, "GET", "/products", nil) })
	}
	all.Wait()
	if took := time.Since(start); took < 4*each {
		t.Errorf("four calls of %v with one worker took %v", each, took)
	}
}

func TestParallelCreatesOfOneSKUMakeOneProduct(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	for round := range 8 {
		sku := m{"name": "Race", "sku": string(rune('A' + round))}
		answers := make(chan *reply, 4)
		for range 4 {
			go func() {
				a, err := c.send("POST", "/products", sku)
				if err != nil {
					a = &reply{}
				}
				answers <- a
			}()
		}
		made := 0
		for range 4 {
			a := <-answers
			switch {
			case a.status == 201:
				made++
			case a.object()["code"] != "product_invalid_sku" && a.object()["code"] != "woocommerce_rest_product_not_created":
				t.Errorf("a loser of the race got %d %s", a.status, a.body)
			}
		}
		expect(t, "made in a round", made, 1)
	}
	expect(t, "products", c.shop.ProductCount(), 8)
}

func TestParallelOAuthCallsOfOneSecond(t *testing.T) {
	r := newReplay(t)
	var all sync.WaitGroup
	for range 6 {
		query := r.oauth("GET", r.plain+api+"/products", nil, signature{key: "ck_rw", secret: "cs_rw"})
		all.Go(func() {
			if a := r.do("GET", r.plain, api+"/products", query, nil, nil); a.status != 200 {
				t.Errorf("answered %d %s", a.status, a.body)
			}
		})
	}
	all.Wait()
}
