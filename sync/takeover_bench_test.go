package sync_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// shopOf puts n products into the bench's shop, as a shop of that size has them: with descriptions, categories, tags, brands and
// images, and every fiftieth with three variations.
func (x *bench) shopOf(n int) (variations int) {
	c, err := woo.New(woo.Config{URL: x.webshop.URL, ConsumerKey: x.webshop.Keys.ConsumerKey, ConsumerSecret: x.webshop.Keys.ConsumerSecret})
	x.must(err)
	defer c.Close()
	terms := func(kind woo.TermKind, name string) (ids []int64) {
		for from := 0; from < 200; from += woo.BatchLimit {
			var b woo.Batch
			for i := from; i < from+woo.BatchLimit; i++ {
				b.Create = append(b.Create, woo.Fields{"name": fmt.Sprint(name, " & ", i)})
			}
			result, err := c.BatchTerms(x.ctx, kind, b)
			x.must(err)
			for _, t := range result.Create {
				ids = append(ids, t.ID)
			}
		}
		return ids
	}
	categories, tags, brands := terms(woo.TermCategories, "Category"), terms(woo.TermTags, "Tag"), terms(woo.TermBrands, "Brand")
	description := strings.Repeat("<p>Salt &amp; pepper for whoever likes it.</p>\n", 20)
	for from := 0; from < n; from += woo.BatchLimit {
		var b woo.Batch
		for i := from; i < min(from+woo.BatchLimit, n); i++ {
			f := woo.Fields{"name": fmt.Sprint("Product & ", i), "sku": fmt.Sprint("SKU-", i), "regular_price": "12.50", "description": description, "short_description": "Short",
				"manage_stock": true, "stock_quantity": i % 50, "weight": "1.5", "categories": ids([]int64{categories[i%200]}), "tags": ids([]int64{tags[i%200], tags[(i+7)%200]}),
				"brands": ids([]int64{brands[i%200]}), "images": []woo.Fields{{"src": fmt.Sprintf("https://pictures.site/%d.jpg", i), "alt": "Picture"}}}
			if i%50 == 0 {
				delete(f, "manage_stock")
				f["type"], f["attributes"] = "variable", []woo.Fields{{"name": "Size", "options": []string{"S", "M", "L"}, "variation": true, "visible": true}}
			}
			b.Create = append(b.Create, f)
		}
		result, err := c.BatchProducts(x.ctx, b)
		x.must(err)
		for i, p := range result.Create {
			if (from+i)%50 != 0 {
				continue
			}
			var v woo.Batch
			for _, size := range []string{"S", "M", "L"} {
				v.Create = append(v.Create, woo.Fields{"sku": fmt.Sprint("SKU-", from+i, size), "regular_price": "9", "attributes": []woo.Fields{{"name": "Size", "option": size}}})
			}
			_, err := c.BatchVariations(x.ctx, p.ID, v)
			x.must(err)
			variations += 3
		}
	}
	return variations
}

// peak is the most that the heap grows by while work runs, the shop's own part of what it answers with included.
func peak(work func(sample func())) (bytes uint64) {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	base := m.HeapAlloc
	work(func() {
		if runtime.ReadMemStats(&m); m.HeapAlloc > base {
			bytes = max(bytes, m.HeapAlloc-base)
		}
	})
	return bytes
}

// BenchmarkImportFromWebshop takes over a shop of 50,000 products that answers without delay, and then compares all of it.
func BenchmarkImportFromWebshop(b *testing.B) {
	const products = 50_000
	for range b.N {
		b.StopTimer()
		x := newBench(b, wootest.Latency{})
		n := products + x.shopOf(products)
		requests := len(x.shop.Requests())
		b.StartTimer()
		grown := peak(func(sample func()) {
			r, err := x.svc.ImportFromWebshop(x.ctx, x.webshop.Name, func(p sync.WebshopProgress) {
				if p.Products%1000 == 0 {
					sample()
				}
			})
			x.must(err)
			if r.Added != n || len(r.Errors) > 0 {
				b.Fatalf("%+v", r)
			}
		})
		b.ReportMetric(float64(grown)/1e6, "peak-MB")
		b.ReportMetric(float64(len(x.shop.Requests())-requests), "requests")
		b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "products/s")
		b.StopTimer()
		counts, err := x.svc.PlanCounts(x.ctx, x.webshop.ID)
		x.must(err)
		if counts.Unchanged != n {
			b.Fatalf("%+v of %d", counts, n)
		}
	}
}

// BenchmarkDrift compares 20,000 products with a shop that answers without delay.
func BenchmarkDrift(b *testing.B) {
	const products = 20_000
	x := newBench(b, wootest.Latency{})
	n := products + x.shopOf(products)
	_, err := x.svc.ImportFromWebshop(x.ctx, x.webshop.Name, nil)
	x.must(err)
	b.ResetTimer()
	for range b.N {
		r, err := x.svc.Drift(x.ctx, sync.DriftRequest{Webshop: x.webshop.Name}, func(d sync.Drifted) error { return fmt.Errorf("%+v", d) })
		x.must(err)
		if r != (sync.DriftReport{Compared: n}) {
			b.Fatalf("%+v", r)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "products/s")
}
