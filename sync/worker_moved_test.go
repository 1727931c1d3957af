package sync_test

import (
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// TestAVariableProductLosesTheValuesOfAVariationThatLeavesIt wants one synchronization to bring both families in order, whichever way a
// variation leaves.
func TestAVariableProductLosesTheValuesOfAVariationThatLeavesIt(t *testing.T) {
	family := func(sku string, colours ...string) []store.Product {
		list := variable(sku, colours...)
		list[0].Fields.Attributes = nil // it has the values of its variations, and no others
		return list
	}
	for _, c := range []struct {
		name  string
		leave func(*world)
		want  map[string]string // values by SKU
		gone  string
	}{
		{"to another product", func(w *world) {
			moved := family("W", "green", "blue")
			moved[2].SKU = "V-blue"
			w.put(false, moved...)
		}, map[string]string{"V": "red", "W": "blue,green", "V-blue": "blue"}, ""},
		{"to be a product of its own", func(w *world) {
			alone := simple(1)
			alone.SKU = "V-blue"
			w.put(false, alone)
		}, map[string]string{"V": "red", "W": "green", "V-blue": ""}, ""},
		{"out of the catalogue", func(w *world) { w.put(true, append(family("V", "red"), family("W", "green")...)...) },
			map[string]string{"V": "red", "W": "green"}, "V-blue"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, wootest.Options{})
			w.put(false, append(family("V", "red", "blue"), family("W", "green")...)...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
			c.leave(w)
			if op := w.sync(sync.Request{}); op.State != store.Completed {
				t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
			}
			for sku, want := range c.want {
				if got := w.chosen(sku); got != want {
					t.Errorf("%s has %q, want %q", sku, got, want)
				}
			}
			if p := w.shop.ProductBySKU(c.gone); c.gone != "" && p != nil && p["status"] != "trash" {
				t.Errorf("%s is still there as %v", c.gone, p["status"])
			}
			w.checkPackages()
			w.noDoubt()
		})
	}
}
