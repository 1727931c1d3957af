package sync

import (
	"context"
	"flag"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"woosync/store"
)

var benchProducts = flag.Int("products", 20_000, "products in the catalogue that BenchmarkPlanning makes")

// BenchmarkJudge is the pure part of planning one product: criteria, payload and hash.
func BenchmarkJudge(b *testing.B) {
	p := testPlan(nordlysTree())
	pr := benchProduct(7)
	pr.Fields.Categories = []string{"Tools > Hammers"}
	k := kinOf(pr)
	b.ReportAllocs()
	for b.Loop() {
		v := p.judge(&pr, k)
		if v.payload.hash() == (store.Hash{}) {
			b.Fatal("not wanted")
		}
	}
}

func benchProduct(i int) store.Product {
	return store.Product{
		SKU: fmt.Sprintf("SKU-%07d", i), Type: store.Simple, Name: fmt.Sprintf("Claw hammer %d g, series %d", 100+i%900, i), Barcode: fmt.Sprintf("57%011d", i), Active: true, Web: true,
		Fields: store.ProductFields{
			Status: "publish", RegularPrice: fmt.Sprintf("%d.95", 10+i%500), SalePrice: "9.50", ManageStock: true, Stock: fmt.Sprint(i % 40), Weight: "0.8", Length: "30", Width: "12", Height: "4",
			ShortDescription: "Forged in one piece, with a handle of hickory.", Description: "Pellentesque habitant morbi tristique senectus et netus et malesuada fames ac turpis egestas. Vestibulum tortor quam, feugiat vitae.",
			Categories: []string{fmt.Sprintf("Department %d > Group %d", i%20, i%400)}, Tags: []string{"new"}, Brands: []string{"Stanley"}, ReviewsAllowed: true,
			Images:     []store.Image{{Src: fmt.Sprintf("https://images.example/%d.jpg", i)}},
			Attributes: []store.Attribute{{Name: "Color", Values: []string{"Red"}, Visible: true, Global: true}},
		},
	}
}

// BenchmarkPlanning measures what people wait for, on a catalogue of -products products in a webshop with mirrored categories:
//
//	go test ./sync -run '^$' -bench Planning -products 1000000
func BenchmarkPlanning(b *testing.B) {
	ctx := context.Background()
	st, err := store.Open(ctx, store.Options{Path: filepath.Join(b.TempDir(), "store.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer st.Close()
	s := New(Options{Store: st, Requester: "benchmark"})
	w := benchShop(b, s)
	if err := s.Refresh(ctx, w.ID); err != nil { // makes the categories
		b.Fatal(err)
	}
	sku := fmt.Sprintf("SKU-%07d", *benchProducts/2)

	b.Run("refresh of everything", func(b *testing.B) {
		for b.Loop() {
			unplan(b, s, w)
			if err := s.Refresh(ctx, w.ID); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(*benchProducts*b.N)/b.Elapsed().Seconds(), "products/s")
	})
	b.Run("refresh of nothing", func(b *testing.B) {
		for b.Loop() {
			if err := s.Refresh(ctx, w.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("refresh of one", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			b.StopTimer()
			pr := benchProduct(*benchProducts / 2)
			pr.Fields.Stock = fmt.Sprint(1000 + i)
			benchPut(b, s, []store.Product{pr})
			b.StartTimer()
			if err := s.Refresh(ctx, w.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("refresh of a new one", func(b *testing.B) { // looks for what links to it
		for i := 0; b.Loop(); i++ {
			b.StopTimer()
			pr := benchProduct(0)
			pr.SKU = fmt.Sprintf("NEW-%d-%d", b.N, i)
			benchPut(b, s, []store.Product{pr})
			b.StartTimer()
			if err := s.Refresh(ctx, w.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.PlanCounts(ctx, w.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("preview of one", func(b *testing.B) {
		for b.Loop() {
			if err := s.Preview(ctx, PreviewRequest{SKUs: []string{sku}}, func(Preview) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("preview of everything", func(b *testing.B) {
		for b.Loop() {
			if err := s.Preview(ctx, PreviewRequest{}, func(Preview) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(*benchProducts*b.N)/b.Elapsed().Seconds(), "products/s")
	})
	for _, text := range []string{"SKU-00", "hammer 5", "cl"} {
		b.Run("search "+text, func(b *testing.B) {
			for b.Loop() {
				hits, err := s.Search(ctx, text, 50)
				if err != nil || len(hits) == 0 {
					b.Fatal(hits, err)
				}
			}
		})
	}
}

func benchShop(b *testing.B, s *Service) store.Webshop {
	b.Helper()
	start := time.Now()
	chunk := make([]store.Product, 0, 1000)
	in, err := s.store.BeginImport(b.Context(), store.ImportOptions{})
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	for i := range *benchProducts {
		if chunk = append(chunk, benchProduct(i)); len(chunk) == cap(chunk) || i == *benchProducts-1 {
			if _, err := in.Put(b.Context(), chunk); err != nil {
				b.Fatal(err)
			}
			chunk = chunk[:0]
		}
	}
	if _, err := in.Finish(b.Context(), true); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d products imported in %v", *benchProducts, time.Since(start).Round(time.Millisecond))
	w, err := s.AddWebshop(b.Context(), store.Webshop{Name: "Nordlys", URL: "https://nordlys.example",
		Keys: testKeys}, true)
	if err != nil {
		b.Fatal(err)
	}
	return w
}

func benchPut(b *testing.B, s *Service, products []store.Product) {
	b.Helper()
	in, err := s.store.BeginImport(b.Context(), store.ImportOptions{})
	if err != nil {
		b.Fatal(err)
	}
	defer in.Close()
	if _, err := in.Put(b.Context(), products); err != nil {
		b.Fatal(err)
	}
	if _, err := in.Finish(b.Context(), false); err != nil {
		b.Fatal(err)
	}
}

// unplan makes the next Refresh look at everything, as a change of settings does.
func unplan(b *testing.B, s *Service, w store.Webshop) {
	b.Helper()
	for _, status := range []string{"draft", "catalogue"} {
		if err := s.SetWebshop(b.Context(), w.Name, "new-status", status); err != nil {
			b.Fatal(err)
		}
	}
}
