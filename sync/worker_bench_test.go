package sync_test

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// bench is what a benchmark needs: a store, a practice shop with the pace of a real one, and the requests that write to it.
type bench struct {
	b       *testing.B
	ctx     context.Context
	store   *store.Store
	svc     *sync.Service
	shop    *wootest.Shop
	webshop store.Webshop
}

func newBench(b *testing.B, latency wootest.Latency) *bench {
	b.Helper()
	x := &bench{b: b, ctx: context.Background()}
	var err error
	x.store, err = store.Open(x.ctx, store.Options{Path: filepath.Join(b.TempDir(), "store.db")})
	x.must(err)
	b.Cleanup(func() { x.store.Close() })
	x.svc = sync.New(sync.Options{Store: x.store})
	x.shop = wootest.New(wootest.Options{Latency: latency, KeepRequests: 20_000})
	url, err := x.shop.Start("")
	x.must(err)
	b.Cleanup(func() { x.shop.Close() })
	key, secret := x.shop.Keys()
	x.webshop, err = x.store.AddWebshop(x.ctx, store.Webshop{Name: "Nordlys", URL: url, Keys: store.Keys{ConsumerKey: key, ConsumerSecret: secret},
		CanWrite: true, BatchSize: 100, Timeout: time.Minute, Connections: 2, Removal: store.RemoveToTrash, MirrorCategories: true})
	x.must(err)
	return x
}

func (x *bench) must(err error) {
	x.b.Helper()
	if err != nil {
		x.b.Fatal(err)
	}
}

func (x *bench) put(products []store.Product) {
	m, err := x.store.BeginImport(x.ctx, store.ImportOptions{})
	x.must(err)
	for n := 0; n < len(products); n += 1000 {
		_, err = m.Put(x.ctx, products[n:min(n+1000, len(products))])
		x.must(err)
	}
	_, err = m.Finish(x.ctx, false)
	x.must(err)
	x.must(m.Close())
}

// sync executes an operation of the whole webshop and gives its time from the claim to the end, as the store has it, and the
// requests that it made.
func (x *bench) sync(full bool) (took time.Duration, requests []wootest.Request) {
	before := len(x.shop.Requests())
	op, _, err := x.svc.Request(x.ctx, sync.Request{WebshopID: x.webshop.ID, Full: full})
	x.must(err)
	ctx, stop := context.WithCancel(x.ctx)
	defer stop()
	var done gosync.WaitGroup
	done.Go(func() { _ = sync.NewWorker(x.svc, sync.WorkerOptions{Holder: "bench"}).Run(ctx) })
	ops, err := x.svc.Wait(x.ctx, []int64{op.ID}, nil)
	x.must(err)
	stop()
	done.Wait()
	if ops[0].State != store.Completed {
		x.b.Fatalf("it ended %v: %s", ops[0].State, ops[0].Error)
	}
	return ops[0].CompletedOn.Sub(ops[0].StartedOn), x.shop.Requests()[before:]
}

// shopsOwn is the time that the shop needs for these requests on two connections: they are sent again to a shop of the same pace,
// as they are, by a client that does nothing else. Batches of one kind keep both connections busy; each kind ends before the next
// begins, as variations need their products.
func shopsOwn(b *testing.B, latency wootest.Latency, rounds [][]woo.Batch) time.Duration {
	b.Helper()
	shop := wootest.New(wootest.Options{Latency: latency, KeepRequests: -1})
	url, err := shop.Start("")
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	key, secret := shop.Keys()
	c, err := woo.New(woo.Config{URL: url, ConsumerKey: key, ConsumerSecret: secret, Transport: http.DefaultTransport})
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	for _, batches := range rounds {
		todo := make(chan woo.Batch, len(batches))
		for _, x := range batches {
			todo <- x
		}
		close(todo)
		var senders gosync.WaitGroup
		for range 2 {
			senders.Go(func() {
				for x := range todo {
					if _, err := c.BatchProducts(context.Background(), x); err != nil {
						b.Error(err)
					}
				}
			})
		}
		senders.Wait()
	}
	return time.Since(began)
}

// evenBatches are n creates of plain products, size at a time.
func evenBatches(n, size int, made func(int) woo.Fields) (list []woo.Batch) {
	for at := 0; at < n; at += size {
		var x woo.Batch
		for i := at; i < min(at+size, n); i++ {
			x.Create = append(x.Create, made(i))
		}
		list = append(list, x)
	}
	return list
}

func report(b *testing.B, took, own time.Duration, requests []wootest.Request) {
	writes := 0
	for _, r := range requests {
		if r.Method != http.MethodGet {
			writes++
		}
	}
	b.ReportMetric(took.Seconds()/own.Seconds(), "x-shop's-own-time")
	b.ReportMetric(took.Seconds(), "s/sync")
	b.ReportMetric(float64(len(requests)), "requests")
	b.ReportMetric(float64(writes), "writes")
	b.ReportMetric(0, "ns/op")
}

const benchProducts = 1000

// BenchmarkCreates synchronizes products that the shop does not have.
func BenchmarkCreates(b *testing.B) {
	for range b.N {
		x := newBench(b, wootest.PresetReal)
		x.put(simples(benchProducts))
		took, requests := x.sync(false)
		own := shopsOwn(b, wootest.PresetReal, [][]woo.Batch{evenBatches(benchProducts, 100, func(i int) woo.Fields {
			return woo.Fields{"name": "x", "sku": fmt.Sprint("x-", i), "regular_price": "1"}
		})})
		report(b, took, own, requests)
	}
}

// BenchmarkUpdates sends all products anew.
func BenchmarkUpdates(b *testing.B) {
	for range b.N {
		x := newBench(b, wootest.Latency{})
		x.put(simples(benchProducts))
		x.sync(false)
		x.shop.SetLatency(wootest.PresetReal)
		took, requests := x.sync(true)
		pace := wootest.PresetReal // the reference creates what ours updates: let that cost the same
		pace.PerCreate = pace.PerUpdate
		own := shopsOwn(b, pace, [][]woo.Batch{evenBatches(benchProducts, 100, func(i int) woo.Fields {
			return woo.Fields{"name": "x", "sku": fmt.Sprint("x-", i), "regular_price": "1"}
		})})
		report(b, took, own, requests)
	}
}

// BenchmarkFamilies synchronizes variable products with ten variations each.
func BenchmarkFamilies(b *testing.B) {
	const families = benchProducts / 10
	colours := []string{"red", "blue", "green", "black", "white", "grey", "pink", "brown", "gold", "teal"}
	for range b.N {
		x := newBench(b, wootest.PresetReal)
		var products []store.Product
		for n := range families {
			products = append(products, variable(fmt.Sprintf("F-%03d", n), colours...)...)
		}
		x.put(products)
		took, requests := x.sync(false)
		made := func(i int) woo.Fields {
			return woo.Fields{"name": "x", "sku": fmt.Sprint("x-", i), "regular_price": "1"}
		}
		own := shopsOwn(b, wootest.PresetReal, [][]woo.Batch{
			evenBatches(families, 100, made),
			evenBatches(families*10, 10, func(i int) woo.Fields { return made(i + families) }),
		})
		report(b, took, own, requests)
	}
}

// BenchmarkNothingToDo is an incremental synchronization of a large catalogue without a difference.
func BenchmarkNothingToDo(b *testing.B) {
	x := newBench(b, wootest.Latency{})
	x.put(simples(20_000))
	x.sync(false)
	b.ResetTimer()
	var took time.Duration
	var requests []wootest.Request
	for range b.N {
		took, requests = x.sync(false)
	}
	b.ReportMetric(took.Seconds()*1000, "ms/sync")
	b.ReportMetric(float64(len(requests)), "requests")
}
