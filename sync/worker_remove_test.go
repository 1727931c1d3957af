package sync_test

import (
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

func TestProductsLeaveAsTheWebshopsSettingSays(t *testing.T) {
	for _, c := range []struct {
		removal store.Removal
		status  any // of a product that left; nil: gone for good
		child   any // of a variation that left while its variable product stays
	}{
		{store.RemoveToTrash, "trash", "trash"},
		{store.RemoveToDraft, "draft", "private"},
		{store.RemoveForGood, nil, nil},
	} {
		t.Run(string(c.removal), func(t *testing.T) {
			w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Removal = c.removal })
			family := variable("V", "red", "blue")
			w.put(false, append(append(simples(3), family...), variable("W", "red", "blue")...)...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 9})
			// One product, one variation and one variable product with its variations go.
			w.put(true, append(simples(3)[:2], family[:2]...)...)
			before := w.shop.WriteCount()
			op := w.sync(sync.Request{})
			w.want(op, store.Completed, store.Counts{Removed: 5, Updated: op.Counts.Updated})
			for sku, want := range map[string]any{"P-0003": c.status, "W": c.status, "V-blue": c.child} {
				var status any
				if p := w.shop.ProductBySKU(sku); p != nil {
					status = p["status"]
				}
				if status != want {
					t.Errorf("%s is %v, want %v", sku, status, want)
				}
			}
			if p := w.shop.ProductBySKU("P-0001"); p["status"] != "publish" {
				t.Errorf("a product that stays is %v", p["status"])
			}
			if n := w.shop.WriteCount() - before; n > 5 {
				t.Errorf("%d requests wrote: variations leave with their variable product", n)
			}
			again := w.shop.WriteCount()
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
			if w.shop.WriteCount() != again {
				t.Error("what left is removed again")
			}

			// What left can come back.
			w.put(false, append(simples(3), append(family, variable("W", "red", "blue")...)...)...)
			op = w.sync(sync.Request{})
			if op.State != store.Completed || op.Counts.Added+op.Counts.Updated < 5 {
				t.Fatalf("it ended %v with %+v: %s", op.State, op.Counts, w.errorText(op))
			}
			w.has(skusOf(w)...)
			for _, sku := range skusOf(w) {
				if p := w.shop.ProductBySKU(sku); p["status"] != "publish" {
					t.Errorf("%s came back as %v", sku, p["status"])
				}
			}
		})
	}
}

func TestWhatIsGoneAlreadyCountsAsRemoved(t *testing.T) {
	for _, removal := range []store.Removal{store.RemoveToTrash, store.RemoveToDraft, store.RemoveForGood} {
		w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Removal = removal })
		w.put(false, append(simples(2), variable("V", "red")...)...)
		w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 4})
		for _, sku := range []string{"P-0002", "V"} {
			w.must(w.client().DeleteProduct(w.ctx, int64(id(w.shop.ProductBySKU(sku))), true))
		}
		w.put(true, simple(1))
		w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Removed: 3})
	}
}

func TestTheRemovalGuardStopsRemovalsAndNothingElse(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(60)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 60})

	w.put(true, simples(48)...) // twelve: a fifth
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Removed: 12})

	half := simples(30) // eighteen of 48: more than a fifth
	half[0].Fields.RegularPrice = "99"
	w.put(true, half...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Updated: 1})
	text := w.errorText(op)
	for _, want := range []string{"Nothing was removed", "18 of the 48", "--confirm-removals", "y "} {
		if !strings.Contains(text, want) {
			t.Errorf("the error does not say %q: %s", want, text)
		}
	}
	if n := w.shop.ProductCount(); n != 48 {
		t.Errorf("the shop has %d products", n)
	}
	if p := w.shop.ProductBySKU("P-0001"); p["regular_price"] != "99" {
		t.Error("the rest was not done")
	}
	w.want(w.sync(sync.Request{ConfirmRemovals: true}), store.Completed, store.Counts{Removed: 18})
	w.has(skusOf(w)[:30]...)
}

func TestRemovalsSurviveATrashThatHangsUp(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(30)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 30})
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultHangUp, Method: "DELETE", AfterWork: true, Times: 2})
	w.put(true, simples(22)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Removed: 8})
	w.has(skusOf(w)[:22]...)
}

// What lies in the trash gives up its SKU to a product that it cannot become.
func TestTheTrashGivesUpASKU(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	family := variable("V", "red", "blue")
	w.put(true, append(family, simple(1))...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 4})
	w.put(true, append(family[:2:2], simple(1))...) // V-blue leaves,
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Removed: 1})
	blue, shirt := simple(2), append(variable("P-0001", "red"), family[:2]...)
	blue.SKU = "V-blue"
	w.put(true, append(shirt, blue)...) // and comes back as a product of its own
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultHangUp, Method: "PUT", AfterWork: true, Times: 1})
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 2, Updated: 1})
	if p := w.shop.ProductBySKU("V-blue"); p["type"] != "simple" || p["status"] != "publish" {
		t.Errorf("V-blue is %v, %v", p["type"], p["status"])
	}
	w.checkPackages()
	w.noDoubt()
}

// What a removal has left as a draft gives up its SKU to the product that comes back as something else, and stays a draft without one.
func TestADraftGivesUpASKU(t *testing.T) {
	simpleAs := func(sku string) store.Product {
		p := simple(2)
		p.SKU = sku
		return p
	}
	family := variable("V", "red", "blue")
	moved := variable("W", "green", "red")
	moved[2].SKU = "V-red"
	for _, c := range []struct {
		name             string
		has, left, comes []store.Product
		sku, becomes     string
		removed          int
		back             store.Counts
	}{
		{"a variation alone, then a product", family, family[:2], append(family[:2:2], simpleAs("V-blue")), "V-blue", "simple", 1, store.Counts{Added: 1}},
		{"a variation with its family, then a product", family, nil, []store.Product{simpleAs("V-blue")}, "V-blue", "simple", 3, store.Counts{Added: 1}},
		{"a variable product, then a product", family, nil, []store.Product{simpleAs("V")}, "V", "simple", 3, store.Counts{Added: 1}},
		{"a product, then a variation", []store.Product{simpleAs("V-blue")}, nil, family, "V-blue", "variation", 1, store.Counts{Added: 3}},
		{"a variation, then one of another product", family, nil, moved, "V-red", "variation", 3, store.Counts{Added: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Removal = store.RemoveToDraft })
			w.put(true, append(c.has, simple(1))...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: len(c.has) + 1})
			w.put(true, append(c.left[:len(c.left):len(c.left)], simple(1))...)
			w.want(w.sync(sync.Request{ConfirmRemovals: true}), store.Completed, store.Counts{Removed: c.removed})
			was := id(w.shop.ProductBySKU(c.sku))
			w.put(true, append(c.comes[:len(c.comes):len(c.comes)], simple(1))...)
			w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultHangUp, Method: "PUT", AfterWork: true, Times: 1}, // its outcome is not known
				wootest.Fault{Kind: wootest.FaultHangUp, Method: "POST", AfterWork: true, Times: 1})
			w.want(w.sync(sync.Request{}), store.Completed, c.back)
			p := w.shop.ProductBySKU(c.sku)
			if p["type"] != c.becomes || p["status"] != "publish" || id(p) == was {
				t.Errorf("%s is %v, %v, number %d after %d", c.sku, p["type"], p["status"], id(p), was)
			}
			former, err := w.client().GetProduct(w.ctx, int64(was))
			w.must(err)
			if former.SKU != "" {
				t.Errorf("the draft is there with the SKU %q", former.SKU)
			}
			w.noDoubt()
			w.quiet()
		})
	}
}

// What somebody showed again by hand is not ours to hide.
func TestADraftThatIsShownAgainKeepsItsSKU(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Removal = store.RemoveToDraft })
	family := variable("V", "red", "blue")
	w.put(true, family...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	w.put(true, family[:2]...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Removed: 1})
	blue := w.shop.ProductBySKU("V-blue")
	_, err := w.client().UpdateVariation(w.ctx, int64(id(w.shop.ProductBySKU("V"))), int64(id(blue)), woo.Fields{"status": "publish"})
	w.must(err)
	other := simple(2)
	other.SKU = "V-blue"
	w.put(true, append(family[:2:2], other)...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Failed: 1})
	if text := w.errorText(op); !strings.Contains(text, "the SKU belongs to a variation of product ") || !strings.Contains(text, "Give one of the two another SKU.") {
		t.Errorf("the error is %q", text)
	}
	if now := w.shop.ProductBySKU("V-blue"); id(now) != id(blue) || now["status"] != "publish" {
		t.Errorf("V-blue is %v as %v", id(now), now["status"])
	}
}
