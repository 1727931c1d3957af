package sync_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// TestTheWayInWhichAWebshopTakesItsKeysIsRemembered lets a host strip the Authorization header, and later pass it on again.
func TestTheWayInWhichAWebshopTakesItsKeysIsRemembered(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	var refused atomic.Int32
	secure := httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		w.shop.ServeHTTP(answer, r)
		if answer.Code == http.StatusUnauthorized {
			refused.Add(1)
		}
		for k, v := range answer.Header() {
			rw.Header()[k] = v
		}
		rw.WriteHeader(answer.Code)
		rw.Write(answer.Body.Bytes())
	}))
	defer secure.Close()
	w.svc = sync.New(sync.Options{Store: w.store, Now: w.clock.now, NewClient: func(s store.Webshop) (*woo.Client, error) {
		return woo.New(woo.Config{URL: s.URL, ConsumerKey: s.Keys.ConsumerKey, ConsumerSecret: s.Keys.ConsumerSecret, Auth: sync.RememberedAuth(s),
			Transport: secure.Client().Transport, Now: w.clock.now})
	}})
	w.webshop.URL = secure.URL
	w.must(w.store.UpdateWebshop(w.ctx, w.webshop))
	send := func(n int, auth string, someRefused bool) {
		t.Helper()
		refused.Store(0)
		w.put(false, simples(n)[n-1:]...)
		w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 1})
		now, err := w.store.Webshop(w.ctx, w.webshop.ID)
		w.must(err)
		if now.Auth != auth || (refused.Load() > 0) != someRefused {
			t.Errorf("product %d: it remembers %q after %d requests that were refused", n, now.Auth, refused.Load())
		}
	}
	send(1, "basic", false)
	w.shop.Change(func(s *wootest.Settings) { s.StripAuthorization = true })
	send(2, "query", true) // found out in the middle of an operation
	send(3, "query", false)
	w.shop.Change(func(s *wootest.Settings) { s.StripAuthorization = false })
	send(4, "query", false)

	// What was found out for an address counts for that one alone.
	lease, _, err := w.store.AcquireLease(w.ctx, "test", longEnough)
	w.must(err)
	elsewhere, err := w.store.Webshop(w.ctx, w.webshop.ID)
	w.must(err)
	elsewhere.URL += "/shop"
	w.must(w.store.SetWebshopAuth(w.ctx, lease.Token, elsewhere, "basic"))
	if now, _ := w.store.Webshop(w.ctx, w.webshop.ID); now.Auth != "query" {
		t.Errorf("of another address it remembers %q", now.Auth)
	}
}
