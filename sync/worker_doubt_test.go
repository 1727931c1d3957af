package sync_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// cutOff lets an operation begin and cuts its worker off when the shop has done the first write of products: nobody learns of it.
func (w *world) cutOff() store.Operation {
	w.t.Helper()
	done := make(chan struct{})
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if r.Method == http.MethodGet {
			shop.ServeHTTP(rw, r)
			return
		}
		answer := httptest.NewRecorder()
		shop.ServeHTTP(answer, r)
		if answer.Code >= 300 {
			w.t.Errorf("%s %s: %d %s", r.Method, r.URL.Path, answer.Code, answer.Body)
		}
		close(done)
		<-r.Context().Done()
	})
	op := w.ask(sync.Request{})
	k := w.start(func(o *sync.WorkerOptions) { o.Grace = time.Nanosecond })
	select {
	case <-done:
	case <-w.ctx.Done():
		w.t.Fatal("nothing was written to the shop")
	}
	k.stop()
	w.guardDoor(nil)
	return op
}

// What was sent and never confirmed may be in the shop. When the catalogue then goes back to what the package says, the shop has to
// go back too.
func TestAnUpdateThatNobodySawEndIsTakenBack(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	plain := simple(1)
	w.put(true, plain)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 1})
	was := w.shop.ProductBySKU(plain.SKU)

	changed := plain
	changed.Fields.RegularPrice, changed.Fields.SalePrice = "77", "66"
	changed.Fields.Weight, changed.Fields.Length = "5", "7"
	changed.Fields.Upsells = []string{plain.SKU}
	changed.Fields.Meta = []store.Meta{{Key: "shelf", Value: "12"}}
	w.put(true, changed)
	op := w.cutOff()
	if there := w.shop.ProductBySKU(plain.SKU); there["regular_price"] != "77" {
		t.Fatalf("the shop has %v before it is taken back", there["regular_price"])
	}
	w.put(true, plain)
	w.start()
	w.want(w.ended(op.ID), store.Completed, store.Counts{Updated: 1})
	there := w.shop.ProductBySKU(plain.SKU)
	for _, field := range []string{"regular_price", "sale_price", "weight"} {
		if there[field] != was[field] {
			t.Errorf("the shop has %s %v, the catalogue %v", field, there[field], was[field])
		}
	}
	if sizes := there["dimensions"].(map[string]any); sizes["length"] != "" {
		t.Errorf("the shop has the length %v", sizes["length"])
	}
	for _, m := range there["meta_data"].([]any) {
		if pair := m.(map[string]any); pair["key"] == "shelf" && pair["value"] != "" {
			t.Errorf("the shop has the meta data %v", pair)
		}
	}
	w.noDoubt()
}

// A create of which nobody learned is taken over, without what the catalogue has dropped since.
func TestACreateThatNobodySawEndIsTakenOver(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	made := simple(1)
	made.Fields.SalePrice, made.Fields.Weight = "1", "5"
	w.put(true, made)
	op := w.cutOff()
	w.put(true, simple(1))
	w.start()
	w.want(w.ended(op.ID), store.Completed, store.Counts{Added: 1})
	if there := w.shop.ProductBySKU(made.SKU); there["sale_price"] != "" || there["weight"] != "" {
		t.Errorf("the shop has the sale price %q and the weight %q, the catalogue has none", there["sale_price"], there["weight"])
	}
	w.noDoubt()
}

// A removal of which nobody learned, of a product that the catalogue has again, is undone in every way that a product can leave.
func TestARemovalThatNobodySawEndIsUndone(t *testing.T) {
	for _, how := range []store.Removal{store.RemoveToTrash, store.RemoveToDraft, store.RemoveForGood} {
		t.Run(string(how), func(t *testing.T) {
			w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Removal = how })
			list := append(simples(2), variable("F", "red", "blue")...)
			w.put(true, list...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
			w.put(true, append(list[:1:1], list[2:]...)...)
			op := w.cutOff()
			if there := w.shop.ProductBySKU(list[1].SKU); there != nil && there["status"] == "publish" {
				t.Fatal("the product has not left")
			}
			w.put(true, list...)
			w.start()
			if op := w.ended(op.ID); op.State != store.Completed || op.Counts.Sum() != 1 {
				t.Errorf("it ended %v with %+v: %s", op.State, op.Counts, w.errorText(op))
			}
			w.has(list[0].SKU, list[1].SKU, "F", "F-red", "F-blue")
			if there := w.shop.ProductBySKU(list[1].SKU); there["status"] != "publish" {
				t.Errorf("the product is %v in the shop", there["status"])
			}
			w.checkPackages()
			w.noDoubt()
		})
	}
}

// A product that left and comes back has what the catalogue says now, and keeps what the shop's owner gave it.
func TestAProductThatComesBackHasNothingOfItsFormerLife(t *testing.T) {
	for _, how := range []store.Removal{store.RemoveToTrash, store.RemoveToDraft, store.RemoveForGood} {
		t.Run(string(how), func(t *testing.T) {
			w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Removal = how })
			former := simple(1)
			former.Fields.SalePrice, former.Fields.Weight, former.Fields.Upsells = "1", "5", []string{"P-0002"}
			w.put(true, former, simple(2))
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 2})
			w.byHand(former.SKU, woo.Fields{"purchase_note": "by hand"})
			w.put(true, simple(2))
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Removed: 1})
			w.put(true, simples(2)...)
			if op := w.sync(sync.Request{}); op.State != store.Completed || op.Counts.Sum() != 1 {
				t.Errorf("it ended %v with %+v: %s", op.State, op.Counts, w.errorText(op))
			}
			there := w.shop.ProductBySKU(former.SKU)
			if there["status"] != "publish" || there["sale_price"] != "" || there["weight"] != "" || len(there["upsell_ids"].([]any)) != 0 {
				t.Errorf("it is %v again, with the sale price %q, the weight %q and the upsells %v", there["status"], there["sale_price"], there["weight"], there["upsell_ids"])
			}
			if how != store.RemoveForGood && there["purchase_note"] != "by hand" {
				t.Errorf("the purchase note is %q", there["purchase_note"])
			}
			w.checkPackages()
			w.noDoubt()
		})
	}
}

// noDoubt wants every write to be known, and nothing more to be sent.
func (w *world) noDoubt() {
	w.t.Helper()
	intents, err := w.store.Intents(w.ctx, w.webshop.ID)
	w.must(err)
	if len(intents) != 0 {
		w.t.Errorf("still in doubt: %v", intents)
	}
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
	if n := w.shop.WriteCount() - before; n != 0 {
		w.t.Errorf("%d requests wrote although nothing differs", n)
	}
}

// A database that goes away in the middle of a batch says what one says that was never there. Nothing is made twice, even in a shop
// that would allow it.
func TestADatabaseThatDiesWithinABatch(t *testing.T) {
	for _, items := range []int{1, 5, 9} {
		t.Run(fmt.Sprint(items, " items"), func(t *testing.T) {
			w := newWorld(t, wootest.Options{DuplicateSKUs: true}, func(s *store.Webshop) { s.BatchSize = 10 })
			w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultDatabase, Method: "POST", Path: "/products/batch", AfterItems: items, Times: 3})
			w.put(true, simples(25)...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 25})
			if n := w.shop.ProductCount(); n != 25 {
				t.Errorf("the shop has %d products, want 25", n)
			}
			w.checkPackages()
			w.noDoubt()
		})
	}
}

// What was noted and never sent, because the program was ended while it waited, is not in doubt. What was sent before stays so.
func TestAnOrderlyStopLeavesInDoubtOnlyWhatWasSent(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault []wootest.Fault
		stays int
	}{
		{"the host asks for a pause", []wootest.Fault{{Kind: wootest.FaultTooMany, Method: "POST", Path: "/products/batch", RetryAfter: "300", Times: 1}}, 0},
		{"and did some of it before", []wootest.Fault{{Kind: wootest.FaultHangUp, AfterWork: true, Method: "POST", Path: "/products/batch", Times: 1},
			{Kind: wootest.FaultTooMany, Method: "GET", Path: "/products", RetryAfter: "300", Times: 1}}, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, wootest.Options{})
			w.put(false, simples(3)...)
			w.shop.AddFaults(c.fault...)
			op := w.ask(sync.Request{})
			waits := make(chan struct{})
			var once gosync.Once
			k := w.start(func(o *sync.WorkerOptions) {
				o.Sleep = func(ctx context.Context, d time.Duration) error {
					once.Do(func() { close(waits) })
					<-ctx.Done()
					return context.Cause(ctx)
				}
			})
			select {
			case <-waits:
			case <-w.ctx.Done():
				t.Fatal("it never paused")
			}
			k.stop()
			intents, err := w.store.Intents(w.ctx, w.webshop.ID)
			w.must(err)
			if len(intents) != c.stays {
				t.Errorf("%d products are in doubt, want %d", len(intents), c.stays)
			}
			w.clock.advance(301 * time.Second)
			w.start()
			if ended := w.ended(op.ID); ended.State != store.Completed {
				t.Errorf("it ended %v: %s", ended.State, w.errorText(ended))
			}
			w.has(skusOf(w)...)
			w.noDoubt()
		})
	}
}
