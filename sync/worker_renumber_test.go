package sync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// links are the SKUs to which a field of a product leads in the shop, in order.
func (w *world) links(sku, field string) string {
	w.t.Helper()
	var skus []string
	list, _ := w.shop.ProductBySKU(sku)[field].([]any) // a variation has none
	for _, n := range list {
		if p := w.shop.ProductByID(n.(int)); p != nil && p["sku"] != "" {
			skus = append(skus, p["sku"].(string))
		} else {
			skus = append(skus, fmt.Sprintf("nothing (%v)", n))
		}
	}
	slices.Sort(skus)
	return strings.Join(skus, " ")
}

// linked is a catalogue in which everything links the product P-0009, with small batches so that some come before and some after it.
func linked() []store.Product {
	list := append(simples(20), variable("V", "red", "blue")...)
	for i := range list[:20] {
		if list[i].SKU != "P-0009" {
			list[i].Fields.Upsells = []string{"P-0009", "P-0001"}
		}
	}
	group := simple(30)
	group.Type, group.SKU, group.Fields.RegularPrice = store.Grouped, "GROUP", ""
	group.Fields.Grouped = []string{"P-0009", "P-0002"}
	return append(list, group)
}

func (w *world) wantLinked() {
	w.t.Helper()
	for i := range 20 {
		sku := fmt.Sprintf("P-%04d", i+1)
		want := "P-0001 P-0009"
		if sku == "P-0009" {
			want = ""
		}
		if got := w.links(sku, "upsell_ids"); got != want {
			w.t.Errorf("%s leads to %q, want %q", sku, got, want)
		}
	}
	if got := w.links("GROUP", "grouped_products"); got != "P-0002 P-0009" {
		w.t.Errorf("the group has %q", got)
	}
	w.checkPackages()
	w.noDoubt()
}

// A product that becomes a variation is made anew, with another number. What links to it has not changed and is sent again.
func TestLinksFollowAProductThatIsMadeAnew(t *testing.T) {
	for _, full := range []bool{false, true} {
		t.Run(fmt.Sprintf("full %v", full), func(t *testing.T) {
			w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize = 3 })
			list := linked()
			w.put(true, list...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 24})
			was := w.by("P-0009")
			list[8].Type, list[8].Fields.ParentSKU, list[8].Fields.Categories = store.Variation, "V", nil
			list[8].Fields.Attributes = []store.Attribute{{Name: "Colour", Values: []string{"blue"}, Global: true}}
			list[3].Fields.RegularPrice = "77" // one that links it and is sent anyway
			w.put(true, list...)
			op := w.sync(sync.Request{Full: full})
			if op.State != store.Completed {
				t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
			}
			w.checkCounts(op)
			if w.by("P-0009") == was {
				t.Fatal("it has the number that it had")
			}
			w.wantLinked()
		})
	}
}

// A product that was deleted in the shop is made again, under another number.
func TestLinksFollowAProductThatTheShopHadLost(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize = 3 })
	list := linked()
	w.put(true, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 24})
	w.must(w.client().DeleteProduct(w.ctx, w.by("P-0009"), true))
	list[8].Fields.RegularPrice = "78"
	w.put(true, list...)
	// By name: what links to it comes along.
	op := w.sync(sync.Request{ProductIDs: []int64{w.product("P-0009").ID}})
	if op.State != store.Completed {
		t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
	}
	w.wantLinked()
}

// A product that is made anew and then cannot be: its links are sent once it is there again.
func TestLinksFollowAProductThatWasGoneForAWhile(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize = 3 })
	list := linked()
	w.put(true, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 24})
	w.must(w.client().DeleteProduct(w.ctx, w.by("P-0009"), true))
	other := w.inShop(woo.Fields{"name": "Taken", "type": "variable", "sku": "P-0009"})
	list[8].Fields.RegularPrice = "78"
	w.put(true, list...)
	if op := w.sync(sync.Request{}); op.State != store.Failed || op.Counts.Failed != 1 {
		t.Fatalf("with another product under its SKU it ended %v with %+v", op.State, op.Counts)
	}
	w.must(w.client().DeleteProduct(w.ctx, other.ID, true))
	if op := w.sync(sync.Request{}); op.State != store.Completed {
		t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
	}
	w.wantLinked()
}

// A shop that fails for a moment while a product leaves its former place gets the time that it needs.
func TestAFormerPlaceIsLeftInTheEnd(t *testing.T) {
	for _, kind := range []wootest.FaultKind{wootest.FaultDatabase, wootest.FaultBadGateway, wootest.FaultHangUp} {
		for _, method := range []string{"PUT", "DELETE"} {
			t.Run(fmt.Sprint(kind, " ", method), func(t *testing.T) {
				w := newWorld(t, wootest.Options{})
				list := linked()
				w.put(true, list...)
				w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 24})
				list[8].Type, list[8].Fields.ParentSKU, list[8].Fields.Categories = store.Variation, "V", nil
				list[8].Fields.Attributes = []store.Attribute{{Name: "Colour", Values: []string{"blue"}, Global: true}}
				w.put(true, list...)
				w.shop.AddFaults(wootest.Fault{Kind: kind, Method: method, AfterWork: true, Times: 2})
				if op := w.sync(sync.Request{}); op.State != store.Completed {
					t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
				}
				w.wantLinked()
			})
		}
	}
}
