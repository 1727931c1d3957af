package sync_test

import (
	"fmt"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// A product became a variation in the catalogue, which then lost the whole family before any synchronization. In the webshop it still
// is a product of its own, or hangs on another one: it does not leave with a variable product that never had it.
func TestWhatNeverHungOnAVariableProductLeavesByItself(t *testing.T) {
	for _, removal := range []store.Removal{store.RemoveToTrash, store.RemoveForGood, store.RemoveToDraft} {
		t.Run(string(removal), func(t *testing.T) {
			w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Removal = removal })
			lone, other := simple(1), variable("V-2", "Red", "Blue")
			w.put(true, append(append(variable("V-1", "Red", "Blue"), other...), lone, simple(2))...)
			w.sync(sync.Request{})

			fuller := variable("V-1", "Red", "Blue", "Sand", "Black")
			fuller[3].SKU, fuller[4].SKU = lone.SKU, other[2].SKU
			w.put(true, append(fuller, other[0], other[1], simple(2))...)
			w.put(true, other[0], other[1], simple(2))
			w.want(w.sync(sync.Request{ConfirmRemovals: true}), store.Completed, store.Counts{Removed: 5})

			for _, sku := range []string{lone.SKU, other[2].SKU} {
				p := w.shop.ProductBySKU(sku)
				if status := fmt.Sprint(p["status"]); p != nil && (removal == store.RemoveForGood || status == "publish") {
					t.Errorf("%s is in the shop: %s", sku, status)
				}
			}
			w.quiet()
		})
	}
}
