package sync_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"woosync/store"
	"woosync/woo"
)

// has checks that the shop has exactly one live product of each SKU.
func (w *world) has(skus ...string) {
	w.t.Helper()
	live := map[string]int{}
	for _, p := range w.shop.Products() {
		if p["status"] != "trash" {
			live[p["sku"].(string)]++
		}
		for _, v := range w.shop.Variations(p["id"].(int)) {
			if v["status"] != "trash" {
				live[v["sku"].(string)]++
			}
		}
	}
	for _, sku := range skus {
		if live[sku] != 1 {
			w.t.Errorf("the shop has %s %d times", sku, live[sku])
		}
		delete(live, sku)
	}
	if len(live) > 0 {
		w.t.Errorf("the shop also has %v", live)
	}
}

// until waits for a condition, looking after each change of the store.
func (w *world) until(what string, condition func() bool) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	changed := w.store.Watch(ctx, 5*time.Millisecond)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-changed:
		case <-tick.C:
		case <-w.ctx.Done():
			w.t.Fatalf("waited in vain until %s", what)
		}
	}
}

func (w *world) operation(id int64) store.Operation {
	w.t.Helper()
	op, err := w.store.Operation(w.ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return store.Operation{}
	}
	w.must(err)
	return op
}

func (w *world) countOperations() int {
	w.t.Helper()
	counts, err := w.store.StateCounts(w.ctx, store.OperationFilter{})
	w.must(err)
	return counts.Sum()
}

func (w *world) dump() {
	for i, r := range w.shop.Requests() {
		if i < 60 {
			w.t.Logf("%s %s %d items=%d %s %.200s", r.Method, r.Path, r.Status, r.Items, r.Fault, r.Body)
		}
	}
}

// checkPackages holds what the store believes of the shop against the shop.
func (w *world) checkPackages() {
	w.t.Helper()
	products, err := w.store.ProductsAfter(w.ctx, 0, 10000)
	w.must(err)
	ids := make([]int64, len(products))
	for i := range products {
		ids[i] = products[i].ID
	}
	packages, err := w.store.Packages(w.ctx, w.webshop.ID, ids)
	w.must(err)
	for _, p := range products {
		pk := packages[p.ID]
		there := w.shop.ProductBySKU(woo.StoredSKU(p.SKU))
		live := there != nil && there["status"] != "trash"
		switch {
		case live != (pk.Sent != store.Hash{}):
			w.t.Errorf("%s: in the shop %v, in the store %v", p.SKU, live, !live)
		case live && (int64(id(there)) != pk.RemoteID || int64(there["parent_id"].(int)) != pk.RemoteParentID):
			w.t.Errorf("%s is %v below %v in the shop, %d below %d in the store", p.SKU, there["id"], there["parent_id"], pk.RemoteID, pk.RemoteParentID)
		case live && p.Fields.RegularPrice != "" && decimal(there["regular_price"]) != decimal(p.Fields.RegularPrice):
			w.t.Errorf("%s costs %v in the shop, %s in the catalogue", p.SKU, there["regular_price"], p.Fields.RegularPrice)
		}
	}
}

func decimal(v any) string {
	var f float64
	fmt.Sscan(fmt.Sprint(v), &f)
	return fmt.Sprint(f)
}
