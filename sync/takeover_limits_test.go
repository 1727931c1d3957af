package sync_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// fill puts n simple products into the shop.
func (k *shopkeeper) fill(n int) {
	k.t.Helper()
	for from := 0; from < n; from += woo.BatchLimit {
		var b woo.Batch
		for i := from; i < min(from+woo.BatchLimit, n); i++ {
			b.Create = append(b.Create, woo.Fields{"name": fmt.Sprintf("Product %d", i), "sku": fmt.Sprintf("S-%05d", i), "regular_price": "10"})
		}
		result, err := k.client.BatchProducts(k.ctx, b)
		k.must(err)
		for _, item := range result.Create {
			if item.Err != nil {
				k.t.Fatal(item.Err)
			}
			k.ids = append(k.ids, item.ID)
		}
	}
}

func messages(r sync.ImportReport) string {
	var b strings.Builder
	for _, e := range r.Errors {
		fmt.Fprintf(&b, "%d %s %s\n", e.Line, e.Column, e.Message)
	}
	return b.String() + strings.Join(r.Notes, "\n")
}

func (w *world) reports(r sync.ImportReport, problems int, words ...string) {
	w.t.Helper()
	text := messages(r)
	for _, word := range words {
		if !strings.Contains(text, word) {
			w.t.Errorf("nothing says %q:\n%s", word, text)
		}
	}
	if len(r.Errors) != problems {
		w.t.Errorf("%d problems, want %d:\n%s", len(r.Errors), problems, text)
	}
}

func TestWhatTheCatalogueCannotHaveIsReported(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	k := w.shopkeeper(1)
	bare := k.product(woo.Fields{"name": "No number & more", "regular_price": "1"})
	shirt := k.product(woo.Fields{"name": "Shirt", "type": "variable", "sku": "SHIRT", "attributes": []woo.Fields{{"name": "Size", "options": []string{"S", "M", "L"}, "variation": true, "visible": true}}})
	size := func(s string) []woo.Fields { return []woo.Fields{{"name": "Size", "option": s}} }
	k.variation(shirt.ID, woo.Fields{"sku": "SHIRT-S", "regular_price": "1", "attributes": size("S")})
	v := k.variation(shirt.ID, woo.Fields{"regular_price": "1", "attributes": size("M")})
	headless := k.product(woo.Fields{"name": "Headless", "type": "variable", "attributes": []woo.Fields{{"name": "Size", "options": []string{"S"}, "variation": true}}})
	k.variation(headless.ID, woo.Fields{"sku": "HEADLESS-S", "regular_price": "1", "attributes": size("S")})
	long := strings.Repeat("long-", 30) // WooCommerce 10.5 does not look whether one of more than 100 characters is taken
	first := k.product(woo.Fields{"name": "First", "sku": long, "regular_price": "1"})
	k.product(woo.Fields{"name": "Second", "sku": long, "regular_price": "1"})
	plugin := k.product(woo.Fields{"name": "Box", "sku": "BOX", "regular_price": "1"})
	free := k.product(woo.Fields{"name": "Without price", "sku": "FREE"})
	k.product(woo.Fields{"name": "Good", "sku": "GOOD", "regular_price": "1", "upsell_ids": []int64{bare.ID, first.ID}, "cross_sell_ids": []int64{first.ID}})
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) { // a plugin that makes bundles
		answer := httptest.NewRecorder()
		shop.ServeHTTP(answer, r)
		body := answer.Body.Bytes()
		if i := bytes.Index(body, []byte(`"name":"Box"`)); i >= 0 {
			body = append(slices.Clone(body[:i]), bytes.Replace(body[i:], []byte(`"type":"simple"`), []byte(`"type":"bundle"`), 1)...)
		}
		for name, values := range answer.Header() {
			rw.Header()[name] = values
		}
		rw.Header().Del("Content-Length")
		rw.WriteHeader(answer.Code)
		rw.Write(body)
	})
	r := w.takeOver()
	if r.Rows != 11 || r.Products != 5 {
		t.Errorf("%+v", r)
	}
	w.reports(r, 5, fmt.Sprintf("0 sku product %d (No number & more) has no SKU", bare.ID), fmt.Sprintf("product %d (Shirt): 1 variation has no SKU of its own: %d (M)", shirt.ID, v.ID),
		fmt.Sprintf("product %d (Headless) has no SKU", headless.ID), "its variations (1) stay away", fmt.Sprintf("(Second) has the SKU %s, which counts as the same as that of %d", long, first.ID),
		fmt.Sprintf(`type product %d (Box) is of type "bundle"`, plugin.ID), "1 product is in the catalogue and does not meet", "1 product has upsells")
	if f := w.product("GOOD").Fields; f.Upsells != nil || !slices.Equal(f.CrossSells, []string{long}) {
		t.Errorf("%+v", f)
	}
	all := w.actions()
	for _, sku := range []string{"SHIRT", "SHIRT-S", long, "GOOD"} {
		if all[sku].Action != store.ActionUnchanged {
			t.Errorf("%s is %v", sku, all[sku].Action)
		}
	}
	if p := all["FREE"]; p.Action != store.ActionExcluded || p.RemoteID != 0 {
		t.Errorf("%+v", p)
	}
	w.guardDoor(nil)
	_, err := k.client.UpdateProduct(w.ctx, first.ID, woo.Fields{"regular_price": ""})
	w.must(err)
	w.takeOver()
	if p := w.actions()[long]; p.Action != store.ActionExcluded { // never removed because of how it is in the webshop
		t.Errorf("%+v", p)
	}
	before := w.shop.ProductCount()
	w.sync(sync.Request{Full: true, ConfirmRemovals: true})
	if n := w.shop.ProductCount(); n != before || w.shop.ProductByID(int(free.ID))["status"] != "publish" {
		t.Errorf("%d products of %d are left", n, before)
	}
}

func TestLinksOfATakenOverShop(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	k := w.shopkeeper(1)
	early := k.product(woo.Fields{"name": "Early", "sku": "EARLY", "regular_price": "1"})
	k.fill(150) // pages away
	late := k.product(woo.Fields{"name": "Late", "sku": "LATE", "regular_price": "1", "upsell_ids": []int64{early.ID}})
	shirt := k.product(woo.Fields{"name": "Shirt", "type": "variable", "sku": "SHIRT", "attributes": []woo.Fields{{"name": "Size", "options": []string{"S"}, "variation": true}}})
	v := k.variation(shirt.ID, woo.Fields{"sku": "SHIRT-S", "regular_price": "1", "attributes": []woo.Fields{{"name": "Size", "option": "S"}}})
	dead := k.product(woo.Fields{"name": "Dead", "sku": "DEAD", "regular_price": "1"})
	trash := k.product(woo.Fields{"name": "Trash", "sku": "TRASH", "regular_price": "1"})
	_, err := k.client.UpdateProduct(w.ctx, early.ID, woo.Fields{"upsell_ids": []int64{late.ID, dead.ID, v.ID}, "cross_sell_ids": []int64{late.ID, trash.ID}})
	w.must(err)
	w.must(k.client.DeleteProduct(w.ctx, dead.ID, true))
	w.must(k.client.DeleteProduct(w.ctx, trash.ID, false))
	r := w.takeOver()
	w.reports(r, 0, "1 product has upsells")
	if f := w.product("EARLY").Fields; !slices.Equal(f.Upsells, []string{"LATE", "SHIRT-S"}) || f.CrossSells != nil {
		t.Errorf("%+v", f)
	}
	w.unchanged(r.Rows)
	w.noDrift(r.Rows)
	if again := w.takeOver(); again.Updated != 0 {
		t.Errorf("%+v", again)
	}
}

// An import that is interrupted goes on where it was, and then everything is as if it had not been.
func TestAnInterruptedImportGoesOn(t *testing.T) {
	for _, how := range []string{"stopped", "failed"} {
		w := newWorld(t, wootest.Options{})
		k := w.shopkeeper(1)
		k.furnish()
		k.fill(420)
		k.one(1)
		ctx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		if how == "failed" {
			w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
				if r.URL.Query().Get("page") == "4" {
					http.Error(rw, `{"code":"internal_server_error","message":"dead"}`, http.StatusInternalServerError)
					return
				}
				shop.ServeHTTP(rw, r)
			})
		}
		var seen []sync.WebshopProgress
		r, err := w.svc.ImportFromWebshop(ctx, "Nordlys", func(p sync.WebshopProgress) {
			seen = append(seen, p)
			if how == "stopped" && p.Products == 300 {
				cancel()
			}
		})
		if how == "stopped" && !errors.Is(err, context.Canceled) || how == "failed" && woo.KindOf(err) != woo.KindPHPFatal {
			t.Fatalf("%s: %v", how, err)
		}
		if r.Products != 300 || len(seen) != 3 || seen[2].Products != 300 || seen[2].Total < 421 {
			t.Errorf("%s: %+v, progress %+v", how, r, seen)
		}
		w.guardDoor(nil)
		asked := len(w.shop.Requests())
		again := w.takeOver()
		total := k.skuCount()
		if again.Added != total-300 || again.Updated+again.Unchanged != 0 || len(again.Notes) != 1 || !strings.Contains(again.Notes[0], "300 products") {
			t.Errorf("%s: going on: %+v, want %d added", how, again, total-300)
		}
		for _, request := range w.shop.Requests()[asked:] {
			if strings.Contains(request.Query, "page=1&") && strings.HasSuffix(request.Path, "/products") && !strings.Contains(request.Query, "include=") {
				t.Errorf("%s: the first page was read again: %s", how, request.Query)
			}
		}
		w.unchanged(total)
		w.noDrift(total)
		if third := w.takeOver(); third.Unchanged != total || len(third.Notes) != 0 {
			t.Errorf("%s: once more: %+v", how, third)
		}
	}
}

// skuCount is how many products and variations the shop has.
func (k *shopkeeper) skuCount() int {
	n := 0
	for _, p := range k.shop.Products() {
		n += 1 + len(k.shop.Variations(p["id"].(int)))
	}
	return n
}

func TestAnOldInterruptionCountsNoMore(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.shopkeeper(1).fill(250)
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	if _, err := w.svc.ImportFromWebshop(ctx, "Nordlys", func(sync.WebshopProgress) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	w.clock.advance(25 * time.Hour)
	if r := w.takeOver(); r.Rows != 250 || len(r.Notes) != 0 || r.Added != 250-r.Unchanged {
		t.Errorf("%+v", r)
	}
	w.unchanged(250)
}

// Products that are deleted while pages are read move the others up; none is passed over.
func TestNothingIsPassedOverWhileTheShopChanges(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	k := w.shopkeeper(1)
	k.fill(520)
	var once gosync.Once
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if r.Method == http.MethodGet && r.URL.Query().Get("page") == "3" {
			once.Do(func() {
				_, err := k.client.BatchProducts(w.ctx, woo.Batch{Delete: k.ids[10:60]})
				w.must(err)
			})
		}
		shop.ServeHTTP(rw, r)
	})
	if _, err := w.svc.ImportFromWebshop(w.ctx, "Nordlys", nil); err != nil {
		t.Fatal(err)
	}
	for i := range 520 {
		if i < 10 || i >= 60 {
			w.product(fmt.Sprintf("S-%05d", i))
		}
	}
	if n, err := w.store.CountPackages(w.ctx, w.webshop.ID); err != nil || n < 470 {
		t.Errorf("%d packages, %v", n, err)
	}
	all, report := w.drift()
	if report.Changed != 0 || report.Unknown != 0 || report.Missing != len(all) {
		t.Errorf("%+v", report)
	}
}

// A category that is made while products are read is known when its products come.
func TestACategoryMadeMeanwhileIsTakenToo(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	k := w.shopkeeper(1)
	k.fill(150)
	var once gosync.Once
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if r.Method == http.MethodGet && r.URL.Query().Get("page") == "1" && strings.HasSuffix(r.URL.Path, "/products") {
			once.Do(func() {
				id := k.term(woo.TermCategories, woo.Fields{"name": "Brand new"})
				_, err := k.client.UpdateProduct(w.ctx, k.ids[149], woo.Fields{"categories": []woo.Fields{{"id": id}}})
				w.must(err)
			})
		}
		shop.ServeHTTP(rw, r)
	})
	r, err := w.svc.ImportFromWebshop(w.ctx, "Nordlys", nil)
	w.must(err)
	if f := w.product("S-00149").Fields; !slices.Equal(f.Categories, []string{"Brand new"}) || r.Products != 150 {
		t.Errorf("%+v %+v", f, r)
	}
	w.unchanged(150)
}

func TestTheShopIsReadOverTwoConnectionsAtMost(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Connections = 4 })
	w.shopkeeper(1).fill(700)
	var mu gosync.Mutex
	now, most := 0, 0
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		shop.ServeHTTP(rw, r)
		mu.Lock()
		now--
		mu.Unlock()
	})
	if r := w.takeOver(); r.Products != 700 || most > 2 {
		t.Errorf("%d requests at once: %+v", most, r)
	}
	most = 0
	if w.noDrift(700); most > 2 {
		t.Errorf("%d requests at once", most)
	}
}
