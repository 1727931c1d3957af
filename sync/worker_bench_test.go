package sync_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"path/filepath"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
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

// sync executes an operation of the whole webshop and gives it as it ended, with the requests that it made.
func (x *bench) sync(full bool) (op store.Operation, requests []wootest.Request) {
	before := len(x.shop.Requests())
	asked, _, err := x.svc.Request(x.ctx, sync.Request{WebshopID: x.webshop.ID, Full: full})
	x.must(err)
	ctx, stop := context.WithCancel(x.ctx)
	defer stop()
	var done gosync.WaitGroup
	done.Go(func() { _ = sync.NewWorker(x.svc, sync.WorkerOptions{Holder: "bench"}).Run(ctx) })
	ops, err := x.svc.Wait(x.ctx, []int64{asked.ID}, nil)
	x.must(err)
	stop()
	done.Wait()
	if ops[0].State != store.Completed {
		x.b.Fatalf("it ended %v: %s", ops[0].State, ops[0].Error)
	}
	return ops[0], x.shop.Requests()[before:]
}

// shopsOwn is the time that the shop itself takes for n items of a kind on two connections, size of them in a request: its latencies
// added up, without a client. Less cannot be, whoever asks.
func shopsOwn(pace wootest.Latency, perItem time.Duration, n, size int) time.Duration {
	var busy [2]time.Duration // each request goes to the connection that is free first
	for left := n; left > 0; left -= size {
		at := 0
		if busy[1] < busy[0] {
			at = 1
		}
		busy[at] += pace.PerCall + time.Duration(min(left, size))*perItem
	}
	return max(busy[0], busy[1])
}

func (x *bench) report(op store.Operation, own time.Duration, requests []wootest.Request) {
	writes := 0
	for _, r := range requests {
		if r.Method != http.MethodGet {
			writes++
		}
	}
	took := op.CompletedOn.Sub(op.StartedOn)
	x.b.ReportMetric(took.Seconds()/own.Seconds(), "x-shop's-own-time")
	x.b.ReportMetric(took.Seconds(), "s/sync")
	x.b.ReportMetric(own.Seconds(), "s/shop")
	x.b.ReportMetric(float64(op.Traffic.Requests), "requests")
	x.b.ReportMetric(float64(writes), "writes")
	x.b.ReportMetric(float64(op.Traffic.Retries), "retries")
	x.b.ReportMetric(float64(op.Traffic.BytesOut)/1e6, "MB-out")
	x.b.ReportMetric(float64(op.Traffic.BytesIn)/1e6, "MB-in")
	x.b.ReportMetric(0, "ns/op")
}

// The benchmarks synchronize with a practice shop that takes as long as a real one. A shop that is -pace times as fast costs less
// waiting, and makes our own part of the time weigh that much more. All that is promised, at the real pace, takes ten minutes:
//
//	go test ./sync -run '^$' -bench 'Creates|Updates|Families' -benchtime 1x -scale 10000 -timeout 30m
var (
	scale = flag.Int("scale", 1000, "products that the benchmarks of the worker synchronize, variations counted")
	pace  = flag.Float64("pace", 1, "how many times as fast as a real webshop the practice shop is")
)

func shopPace() wootest.Latency {
	l := wootest.PresetReal
	for _, d := range []*time.Duration{&l.PerCall, &l.PerCreate, &l.PerUpdate, &l.PerDelete, &l.PerRow} {
		*d = time.Duration(float64(*d) / *pace)
	}
	return l
}

// BenchmarkCreates synchronizes products that the shop does not have.
func BenchmarkCreates(b *testing.B) {
	for range b.N {
		x := newBench(b, shopPace())
		x.put(simples(*scale))
		op, requests := x.sync(false)
		x.report(op, shopsOwn(shopPace(), shopPace().PerCreate, *scale, 100), requests)
	}
}

// BenchmarkUpdates sends all products anew.
func BenchmarkUpdates(b *testing.B) {
	for range b.N {
		x := newBench(b, wootest.Latency{})
		x.put(simples(*scale))
		x.sync(false)
		x.shop.SetLatency(shopPace())
		op, requests := x.sync(true)
		x.report(op, shopsOwn(shopPace(), shopPace().PerUpdate, *scale, 100), requests)
	}
}

// BenchmarkFamilies synchronizes variable products with ten variations each.
func BenchmarkFamilies(b *testing.B) {
	families := max(1, *scale/10)
	colours := []string{"red", "blue", "green", "black", "white", "grey", "pink", "brown", "gold", "teal"}
	for range b.N {
		x := newBench(b, shopPace())
		var products []store.Product
		for n := range families {
			products = append(products, variable(fmt.Sprintf("F-%04d", n), colours...)...)
		}
		x.put(products)
		op, requests := x.sync(false)
		own := shopsOwn(shopPace(), shopPace().PerCreate, families, 100) + shopsOwn(shopPace(), shopPace().PerCreate, families*10, 10)
		x.report(op, own, requests)
	}
}
