package sync_test

import (
	"context"
	"fmt"
	"strings"
	gosync "sync"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// meanwhile is a context that lets something happen once, when it is looked at.
type meanwhile struct {
	context.Context
	once gosync.Once
	do   func()
}

func (m *meanwhile) Err() error {
	m.once.Do(m.do)
	return nil
}

// What another program does while a plan mirrors new categories is not lost, nor in the way.
func TestCategoriesThatComeWhileOthersAreMirrored(t *testing.T) {
	shelf := func(n int, name string) store.Product {
		p := simple(n)
		p.Fields.Categories = []string{"Tools", "Tools > " + name}
		return p
	}
	for name, happens := range map[string]func(*world){
		"an import":     func(w *world) { w.put(false, shelf(3, "Third")) },
		"the same work": func(w *world) { w.must(w.newService().Refresh(w.ctx, w.webshop.ID)) },
		"both": func(w *world) {
			w.put(false, shelf(3, "Third"))
			w.must(w.newService().Refresh(w.ctx, w.webshop.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, wootest.Options{})
			w.put(true, shelf(1, "First"), simple(3))
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 2})
			w.put(false, shelf(2, "Second"))
			w.must(w.svc.Refresh(&meanwhile{Context: context.Background(), do: func() { happens(w) }}, w.webshop.ID))
			if op := w.sync(sync.Request{}); op.State != store.Completed {
				t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
			}
			there := fmt.Sprint(w.shop.ProductBySKU("P-0003")["categories"])
			if imported := name != "the same work"; strings.Contains(there, "Third") != imported {
				t.Errorf("it is in %s", there)
			}
			w.checkPackages()
			w.noDoubt()
		})
	}
}

// A product that was brought back and sent by name before the plan knew of it: what links to it links to it again.
func TestLinksToAProductThatWasSentByNameBeforeThePlanKnewIt(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	linking := simple(1)
	linking.Fields.Upsells = []string{"P-0002", "P-0003"}
	w.put(true, linking, simple(2), simple(3))
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	for range 2 { // it was there once, and comes back
		w.put(true, linking, simple(3))
		w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1, Removed: 1})
		w.put(true, linking, simple(2), simple(3))
		op := w.sync(sync.Request{ProductIDs: []int64{w.product("P-0002").ID}})
		if op.State != store.Completed {
			t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
		}
		w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
		if got := w.links("P-0001", "upsell_ids"); got != "P-0002 P-0003" {
			t.Errorf("it leads to %q", got)
		}
		w.checkPackages()
		w.noDoubt()
	}
}
