package sync_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// TestWhatARealShopWasSentIsSettledAfterOneSynchronization sends every product that was sent to a real WooCommerce 10.5, as a catalogue
// would say it; a second synchronization has nothing to say, and everything sent anew changes nothing.
func TestWhatARealShopWasSentIsSettledAfterOneSynchronization(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := sync.RecordedCatalogue(t)
	w.put(false, list...)
	op := w.sync(sync.Request{})
	if op.State != store.Completed || op.Counts.Added != len(list) {
		t.Fatalf("it ended %v with %+v of %d: %s", op.State, op.Counts, len(list), w.errorText(op))
	}
	w.settled(len(list))
	before := w.snapshot()
	w.want(w.sync(sync.Request{Full: true}), store.Completed, store.Counts{Updated: len(list)})
	after := w.snapshot()
	for id, was := range before {
		if now := after[id]; !reflect.DeepEqual(was, now) {
			t.Errorf("sent anew, product %s is another:\n%s", id, differences(was, now))
		}
	}
	w.settled(len(list))
}

// TestWhatARealShopShowedIsUnchangedOnceItIsTakenOver puts every product that a real WooCommerce 10.5 showed into a shop, and takes
// that over: nothing is to be sent.
func TestWhatARealShopShowedIsUnchangedOnceItIsTakenOver(t *testing.T) {
	f, err := os.Open("testdata/shown.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := newWorld(t, wootest.Options{})
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	made, skus := 0, map[string]bool{"": true}
	for n := 0; lines.Scan(); n++ {
		var r struct {
			Name  string
			Shown woo.Fields
		}
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		delete(r.Shown, "global_unique_id") // one product shows up several times
		sku, _ := r.Shown["sku"].(string)
		if skus[store.FoldSKU(sku)] {
			r.Shown["sku"] = fmt.Sprint("SHOWN-", n)
		}
		skus[store.FoldSKU(sku)] = true
		trashed := r.Shown["status"] == "trash"
		if trashed {
			r.Shown["status"] = "publish"
		}
		p, err := w.client().CreateProduct(w.ctx, r.Shown)
		if err != nil {
			t.Fatalf("%s: %v", r.Name, err)
		}
		if trashed {
			w.must(w.client().DeleteProduct(w.ctx, p.ID, false))
			continue
		}
		made++
	}
	w.must(lines.Err())
	report := w.takeOver()
	if made < 60 || report.Products != made {
		t.Fatalf("of %d products %d are taken over: %+v", made, report.Products, report)
	}
	before := w.shop.WriteCount()
	op := w.sync(sync.Request{})
	if n := w.shop.WriteCount() - before; op.State != store.Completed || n != 0 || op.Counts.Sum() != 0 {
		t.Errorf("%d requests wrote, it ended %v with %+v: %s", n, op.State, op.Counts, w.errorText(op))
		for sku, p := range w.actions() {
			if p.Action != store.ActionUnchanged && p.Action != store.ActionExcluded {
				t.Logf("%s: %v %v %+v", sku, p.Action, p.Reasons, p.Changes)
			}
		}
	}
	w.sendsNothingNew()
}
