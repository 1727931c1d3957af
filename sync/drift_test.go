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

// drift looks for drift and gives it by SKU, or by name where there is none.
func (w *world) drift(skus ...string) (map[string]sync.Drifted, sync.DriftReport) {
	w.t.Helper()
	return w.driftBy(w.svc, skus...)
}

func (w *world) driftBy(svc *sync.Service, skus ...string) (map[string]sync.Drifted, sync.DriftReport) {
	w.t.Helper()
	writes := w.shop.WriteCount()
	all := map[string]sync.Drifted{}
	report, err := svc.Drift(w.ctx, sync.DriftRequest{Webshop: w.webshop.Name, SKUs: skus}, func(d sync.Drifted) error {
		key := d.SKU
		if key == "" {
			key = d.Name
		}
		if _, twice := all[key]; twice {
			w.t.Errorf("%s was told twice", key)
		}
		all[key] = d
		return nil
	})
	w.must(err)
	if n := w.shop.WriteCount() - writes; n != 0 {
		w.t.Errorf("looking for drift made %d writing requests", n)
	}
	return all, report
}

// noDrift checks that the webshop is as it was left.
func (w *world) noDrift(n int) {
	w.t.Helper()
	all, report := w.drift()
	if len(all) > 0 || report != (sync.DriftReport{Compared: n}) {
		w.t.Errorf("drift without a cause: %+v", report)
		for sku, d := range all {
			w.t.Errorf("%s: %s %+v", sku, d.Kind.Key(), d.Changes)
		}
	}
}

func TestAShopThatWasTakenOverHasNotDrifted(t *testing.T) {
	w := newWorld(t, wootest.Options{Sample: true})
	w.takeOver()
	w.noDrift(25)
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, wootest.Options{})
			k := w.shopkeeper(seed + 100)
			k.furnish()
			for n := range 60 {
				k.one(n)
			}
			r := w.takeOver()
			w.noDrift(r.Rows)
			w.unchanged(r.Rows)
		})
	}
}

func TestAShopThatWasFilledFromHereHasNotDrifted(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.importFile("catalogue/testdata/sample_products.csv")
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 25})
	w.noDrift(25)
	w.unchanged(25)
}

// What one shop had is sent to another, and found there as it was sent.
func TestAnythingThatIsSentHasNotDrifted(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, wootest.Options{})
			k := w.shopkeeper(seed + 200)
			k.furnish()
			for n := range 60 {
				k.one(n)
			}
			r := w.takeOver()
			w.shop, w.webshop = w.addShop("Sydkysten", wootest.Options{})
			op := w.sync(sync.Request{})
			if op.State != store.Completed {
				t.Fatalf("%v: %s", op.State, w.errorText(op))
			}
			w.noDrift(r.Rows)
			w.unchanged(r.Rows)
		})
	}
}

var _ = slices.Contains[[]string]
var _ = strings.Contains
var _ woo.Fields
