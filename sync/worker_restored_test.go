package sync_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	gosync "sync"
	"sync/atomic"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// backup copies the store, and restored puts it back.
func (w *world) backup() (file string) {
	w.t.Helper()
	file = filepath.Join(w.t.TempDir(), "backup.db")
	_, err := w.store.Backup(w.ctx, file, false, nil)
	w.must(err)
	return file
}

func (w *world) restored(file string) {
	w.t.Helper()
	w.must(w.store.Close())
	_, err := store.Restore(w.ctx, store.RestoreOptions{File: file, Path: w.store.Path(), Now: w.clock.now})
	w.must(err)
	w.store, err = store.Open(w.ctx, store.Options{Path: w.store.Path(), Now: w.clock.now})
	w.must(err)
	w.svc = w.newService()
}

// comparisons counts how often a whole webshop was compared: nothing else asks a worker's shop for its shipping classes.
func (w *world) comparisons() (n int) {
	for _, r := range w.shop.Requests() {
		if strings.HasSuffix(r.Path, "/products/shipping_classes") {
			n++
		}
	}
	return n
}

// asksByID tells a question about products of known ids.
func asksByID(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/products") && r.URL.Query().Get("include") != ""
}

// stopAtComparison holds the first such question until it is released.
func (w *world) stopAtComparison() (arrived, release chan struct{}) {
	arrived, release = make(chan struct{}), make(chan struct{})
	var once gosync.Once
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if asksByID(r) {
			once.Do(func() {
				close(arrived)
				select {
				case <-release:
				case <-r.Context().Done():
				}
			})
		}
		shop.ServeHTTP(rw, r)
	})
	return arrived, release
}

// remade has a shop that would take a SKU twice, and in it products that were trashed and made anew, changed and renamed since the
// backup of which it gives the file.
func remade(t *testing.T) (w *world, list []store.Product, file string) {
	w = newWorld(t, wootest.Options{DuplicateSKUs: true})
	list = append(simples(4), append(variable("V-A", "red", "blue"), variable("V-B", "red", "blue")...)...)
	w.put(true, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 10})
	w.quiet()
	if n := w.comparisons(); n != 0 {
		t.Fatalf("a store that was never restored compared its webshop %d times", n)
	}
	file = w.backup()
	c := w.client()
	w.must(c.DeleteProduct(w.ctx, w.by("P-0002"), false))
	w.must(c.DeleteProduct(w.ctx, w.by("V-A"), false))
	w.must(c.DeleteVariation(w.ctx, w.by("V-B"), w.by("V-B-red"), false))
	w.drift()
	cheaper := simple(3)
	cheaper.Fields.RegularPrice = "1.00"
	w.put(false, cheaper)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5, Updated: 1})
	w.byHand("P-0004", woo.Fields{"sku": "P-OLD"})
	w.inShop(woo.Fields{"name": "Product 4", "sku": "P-0004", "regular_price": "14.5"})
	return w, list, file
}

// A store that was put back knows nothing of the products that came into the webshop since. They are found there, even in a shop that
// would take them twice.
func TestARestoredStoreCreatesNothingTwice(t *testing.T) {
	w := newWorld(t, wootest.Options{DuplicateSKUs: true})
	w.put(true, simples(3)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	file := w.backup()
	all := append(simples(9), variable("V-10", "Red", "Blue")...)
	w.put(true, all...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: len(all) - 3})
	there := w.shop.ProductCount()

	w.restored(file)
	w.put(true, all...)
	w.sync(sync.Request{})
	if n := w.shop.ProductCount(); n != there {
		t.Errorf("the shop has %d products, want %d", n, there)
	}
	w.checkPackages()
	w.settled(len(all))
}

// Nor does it write to products that were trashed and made anew since, whatever is asked for first. What was changed since is sent again.
func TestARestoredStoreComparesTheWebshopBeforeItWrites(t *testing.T) {
	for _, c := range []struct {
		what  string
		full  bool
		named []string
	}{
		{"changes", false, nil}, {"everything", true, nil}, {"products by name", false, []string{"P-0002", "V-A-red", "V-B-red"}},
		{"all of a product by name", true, []string{"P-0002", "P-0004", "V-A", "V-B"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			w, list, file := remade(t)
			trashed := slices.DeleteFunc(w.shop.Products(), func(p map[string]any) bool { return p["status"] != "trash" })
			w.restored(file)
			w.put(false, priced(list[:2], "77")...)
			r := sync.Request{Full: c.full}
			for _, sku := range c.named {
				r.ProductIDs = append(r.ProductIDs, w.product(sku).ID)
			}
			if op := w.sync(r); op.State != store.Completed {
				t.Errorf("it ended %v: %s", op.State, w.errorText(op))
			}
			w.has(append(skusOf(w), "P-OLD")...)
			for _, p := range trashed {
				if now := w.shop.ProductByID(p["id"].(int)); now["status"] != "trash" {
					t.Errorf("product %v was taken out of the trash", p["sku"])
				}
			}
			if n := w.comparisons(); n != 2 { // one by hand, in the life before
				t.Errorf("the webshop was compared %d times, want once since it was restored", n-1)
			}
			w.sync(sync.Request{})
			w.has(append(skusOf(w), "P-OLD")...)
			if p := w.shop.ProductBySKU("P-0003"); p["regular_price"] != "13.5" {
				t.Errorf("what was changed since the backup costs %v", p["regular_price"])
			}
			asked := len(w.shop.Requests())
			w.quiet()
			if n := len(w.shop.Requests()); n != asked {
				t.Errorf("with nothing to do it made %d requests", n-asked)
			}
			w.checkPackages()
			again := w.backup()
			w.restored(again)
			w.quiet()
			w.quiet()
			if n := w.comparisons(); n != 3 {
				t.Errorf("after one more restore the webshop was compared %d times, want once", n-2)
			}
		})
	}
}

// A comparison that is cut off counts for nothing, however it is: the next operation does it whole.
func TestAComparisonThatIsCutOffIsDoneAgain(t *testing.T) {
	for _, c := range []struct {
		what string
		cut  func(w *world, op store.Operation, k *worker, letGo func())
		ends store.State // of the first operation
	}{
		{"the program ends in order", func(w *world, op store.Operation, k *worker, letGo func()) {
			k.stop() // the grace is over before the shop answers
			letGo()
			if left := w.operation(op.ID); left.State != store.NotProcessed || left.Note != "" {
				w.t.Errorf("it is %v, %q", left.State, left.Note)
			}
			w.start()
		}, store.Completed},
		{"a newer operation takes over", func(w *world, op store.Operation, k *worker, letGo func()) {
			full := w.ask(sync.Request{Full: true})
			_, other := w.addShop("Sydkysten", wootest.Options{})
			for range 2 { // whoever begins the second has looked at the first operation again
				w.ended(w.ask(sync.Request{WebshopID: other.ID}).ID)
			}
			letGo()
			w.want(w.ended(full.ID), store.Completed, w.ended(full.ID).Counts)
		}, store.Aborted},
		{"the program slept and lost the lease", func(w *world, op store.Operation, k *worker, letGo func()) {
			before := w.allPackages()
			w.clock.advance(2 * time.Hour)
			lease, held, err := w.store.AcquireLease(w.ctx, "another program", time.Hour)
			if err != nil || !held {
				w.t.Fatalf("the lease is not free: %v", err)
			}
			_, _, err = w.store.Rescue(w.ctx, lease.Token, 3)
			w.must(err)
			letGo()
			w.until("the old program notices", func() bool { return k.Status().State == sync.WorkerStandby })
			if after := w.allPackages(); !slices.Equal(before, after) {
				w.t.Errorf("it wrote packages: %v, before %v", after, before)
			}
			w.must(w.store.ReleaseLease(w.ctx, lease.Token))
		}, store.Completed},
	} {
		t.Run(c.what, func(t *testing.T) {
			w, _, file := remade(t)
			w.restored(file)
			arrived, release := w.stopAtComparison()
			op := w.ask(sync.Request{})
			k := w.start(func(o *sync.WorkerOptions) { o.LeaseTTL, o.Grace = time.Hour, 50*time.Millisecond })
			<-arrived
			if note := w.operation(op.ID).Note; !strings.Contains(note, "as the store was restored") {
				t.Errorf("meanwhile it says %q", note)
			}
			c.cut(w, op, k, func() { close(release) })
			if got := w.ended(op.ID); got.State != c.ends {
				t.Errorf("the first operation ended %v: %s", got.State, w.errorText(got))
			}
			if n := w.comparisons(); n != 3 {
				t.Errorf("the webshop was compared %d times, want twice since it was restored", n-1)
			}
			w.has(append(skusOf(w), "P-OLD")...)
			w.checkPackages()
		})
	}
}

func TestAWebshopRemovedWhileItIsCompared(t *testing.T) {
	w, _, file := remade(t)
	w.restored(file)
	arrived, release := w.stopAtComparison()
	op := w.ask(sync.Request{})
	w.start()
	<-arrived
	w.must(w.store.RemoveWebshop(w.ctx, w.webshop.ID))
	writes := w.shop.WriteCount()
	close(release)
	if got := w.ended(op.ID); got.State != store.WebshopNotFound || w.shop.WriteCount() != writes {
		t.Errorf("the operation ended %v: %s", got.State, w.errorText(got))
	}
}

func TestARestoredStoreWaitsForItsWebshop(t *testing.T) {
	w, list, file := remade(t)
	w.restored(file)
	w.put(false, priced(list[:2], "77")...)
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if asksByID(r) {
			http.Error(rw, "", http.StatusServiceUnavailable)
			return
		}
		shop.ServeHTTP(rw, r)
	})
	writes := w.shop.WriteCount()
	op := w.sync(sync.Request{Full: true})
	if text := w.errorText(op); op.State != store.Failed || op.Counts.Sum() != 0 || !strings.Contains(text, "comparing with the webshop") || !strings.Contains(text, "10 failures in a row") {
		t.Errorf("it ended %v %+v: %s", op.State, op.Counts, text)
	}
	if n := w.shop.WriteCount(); n != writes {
		t.Errorf("%d requests wrote", n-writes)
	}
	var asked atomic.Int32
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if r.Method == http.MethodGet && asked.Add(1)%2 == 1 { // every second question fails, and is asked again
			http.Error(rw, "", http.StatusServiceUnavailable)
			return
		}
		shop.ServeHTTP(rw, r)
	})
	w.sync(sync.Request{Full: true})
	w.guardDoor(nil)
	w.has(append(skusOf(w), "P-OLD")...)
	w.checkPackages()
}

// allPackages says which product is which in the webshop, and what was sent.
func (w *world) allPackages() (all []string) {
	w.t.Helper()
	list, err := w.store.PackagesAfter(w.ctx, w.webshop.ID, 0, 1000)
	w.must(err)
	for _, pk := range list {
		all = append(all, fmt.Sprint(pk.ProductID, pk.RemoteID, pk.Sent, pk.SentOn))
	}
	return all
}
