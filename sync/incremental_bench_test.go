package sync

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"woosync/store"
	"woosync/woo/wootest"
)

// BenchmarkIncremental measures what a scheduled synchronization costs of which nearly nothing is to be sent, with the program itself as
// the process that does it: its time from start to end and its peak memory, on a catalogue of -products products that the webshop has.
//
//	go test ./sync -run '^$' -bench Incremental -benchtime 5x -products 1000000 -timeout 30m
func BenchmarkIncremental(b *testing.B) {
	program := filepath.Join(b.TempDir(), "woosync")
	if out, err := exec.CommandContext(b.Context(), "go", "build", "-o", program, "woosync").CombinedOutput(); err != nil {
		b.Fatalf("building the program: %v\n%s", err, out)
	}
	path := filepath.Join(b.TempDir(), "store.db")
	shop := wootest.New(wootest.Options{KeepRequests: 1000})
	url, err := shop.Start("")
	if err != nil {
		b.Fatal(err)
	}
	defer shop.Close()
	key, secret := shop.Keys()
	changed := make([]store.Product, 10)
	for i := range changed {
		changed[i] = benchProduct(i * *benchProducts / len(changed))
	}
	seasoned(b, path, store.Webshop{Name: "Nordlys", URL: url, Keys: store.Keys{ConsumerKey: key, ConsumerSecret: secret}, CanWrite: true}, changed)

	measure := func(b *testing.B, before func(int)) {
		var took, peak []int64
		writes, requests := 0, 0
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			before(n)
			b.StartTimer()
			wrote, asked := shop.WriteCount(), len(shop.Requests())
			run := exec.CommandContext(b.Context(), program, "sync", "--webshop", "Nordlys", "--store", path)
			var out bytes.Buffer
			run.Stdout, run.Stderr = &out, &out
			began := time.Now()
			most, err := runMeasured(run)
			if err != nil {
				b.Fatalf("%v\n%s", err, out.String())
			}
			took, peak = append(took, time.Since(began).Milliseconds()), append(peak, most)
			writes, requests = shop.WriteCount()-wrote, len(shop.Requests())-asked
		}
		slices.Sort(took)
		slices.Sort(peak)
		b.ReportMetric(float64(took[len(took)/2]), "ms/sync")
		b.ReportMetric(float64(peak[len(peak)/2])/1e6, "MB-resident")
		b.ReportMetric(float64(writes), "writes")
		b.ReportMetric(float64(requests), "requests")
		b.ReportMetric(0, "ns/op")
	}
	b.Run("nothing to do", func(b *testing.B) { measure(b, func(int) {}) })
	b.Run("10 changed", func(b *testing.B) {
		measure(b, func(n int) {
			for i := range changed {
				changed[i].Fields.RegularPrice = fmt.Sprintf("%d.25", 500+n)
			}
			withStore(b, path, func(s *Service) { benchPut(b, s, changed) })
		})
	})
}

func withStore(b *testing.B, path string, do func(*Service)) {
	b.Helper()
	st, err := store.Open(b.Context(), store.Options{Path: path})
	if err != nil {
		b.Fatal(err)
	}
	do(New(Options{Store: st, Requester: "benchmark"}))
	if err := st.Close(); err != nil {
		b.Fatal(err)
	}
}

// seasoned makes a store whose webshop has everything: some products are really there, of the others the store believes it.
func seasoned(b *testing.B, path string, w store.Webshop, really []store.Product) {
	b.Helper()
	ctx := b.Context()
	withStore(b, path, func(s *Service) {
		must := func(err error) {
			b.Helper()
			if err != nil {
				b.Fatal(err)
			}
		}
		shop := benchShop(b, s)
		shop.URL, shop.Keys, shop.CanWrite = w.URL, w.Keys, w.CanWrite
		must(s.store.UpdateWebshop(ctx, shop))
		must(s.Refresh(ctx, shop.ID))
		var ids []int64
		for i := range really {
			found, err := s.store.ProductsBySKU(ctx, []string{really[i].SKU})
			must(err)
			ids = append(ids, found[0].ID)
		}
		_, _, err := s.Request(ctx, Request{WebshopID: shop.ID, ProductIDs: ids})
		must(err)
		working, stop := context.WithCancel(ctx)
		done := make(chan error)
		go func() { done <- NewWorker(s, WorkerOptions{Holder: "benchmark"}).Run(working) }()
		ops, err := s.Wait(ctx, []int64{1}, nil)
		stop()
		must(<-done)
		must(err)
		if ops[0].State != store.Completed {
			b.Fatalf("it ended %v: %s", ops[0].State, ops[0].Error)
		}
		lease, _, err := s.store.AcquireLease(ctx, "benchmark", time.Hour)
		must(err)
		p, err := s.loadPlan(ctx, shop.ID)
		must(err)
		for after := int64(0); ; {
			products, err := s.store.ProductsAfter(ctx, after, 2000)
			must(err)
			if len(products) == 0 {
				break
			}
			after = products[len(products)-1].ID
			k, err := loadKin(ctx, s.store, products)
			must(err)
			var list []store.Package
			for i := range products {
				if !slices.Contains(ids, products[i].ID) {
					v := p.judge(&products[i], k)
					list = append(list, store.Package{WebshopID: shop.ID, ProductID: products[i].ID, Wanted: v.payload.hash(), Sent: v.payload.hash(),
						Payload: v.payload.canonical(), RemoteID: 1_000_000 + products[i].ID})
				}
			}
			must(s.store.Adopt(ctx, lease.Token, shop.ID, store.Adoption{Packages: list}))
		}
		must(s.store.ReleaseLease(ctx, lease.Token))
	})
	if info, err := os.Stat(path); err == nil {
		b.Logf("the store has %d MB", info.Size()>>20)
	}
}
