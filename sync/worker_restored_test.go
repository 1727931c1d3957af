package sync_test

import (
	"path/filepath"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// A store that was put back knows nothing of the products that came into the webshop since. They are found there, even in a shop that
// would take them twice.
func TestARestoredStoreCreatesNothingTwice(t *testing.T) {
	w := newWorld(t, wootest.Options{DuplicateSKUs: true})
	w.put(true, simples(3)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	file := filepath.Join(t.TempDir(), "backup.db")
	_, err := w.store.Backup(w.ctx, file, false, nil)
	w.must(err)
	all := append(simples(9), variable("V-10", "Red", "Blue")...)
	w.put(true, all...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: len(all) - 3})
	there := w.shop.ProductCount()

	w.must(w.store.Close())
	_, err = store.Restore(w.ctx, store.RestoreOptions{File: file, Path: w.store.Path(), Now: w.clock.now})
	w.must(err)
	w.store, err = store.Open(w.ctx, store.Options{Path: w.store.Path(), Now: w.clock.now})
	w.must(err)
	w.svc = w.newService()
	w.put(true, all...)
	w.sync(sync.Request{})
	if n := w.shop.ProductCount(); n != there {
		t.Errorf("the shop has %d products, want %d", n, there)
	}
	w.checkPackages()
	w.settled(len(all))
}
