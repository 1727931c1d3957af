package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

var benchWords = strings.Fields(`hoodie zipper tshirt logo beanie belt cap sunglasses polo album single pennant neck cotton wool steel hammer saw drill
	screw wooden table chair lamp light blue red green black white large small medium classic modern vintage premium basic outdoor indoor garden
	kitchen bathroom office winter summer autumn spring rain snow leather canvas linen silk velvet ærø smørrebrød grün straße café naïve łódź`)

// benchProducts are products from number from on, as a shop owner's file has them.
func benchProducts(r *rand.Rand, from, n int) []Product {
	all := make([]Product, n)
	for i := range all {
		word := func() string { return benchWords[r.IntN(len(benchWords))] }
		name := strings.ToUpper(word()[:1]) + word() + " " + word() + " " + word()
		all[i] = Product{SKU: fmt.Sprintf("%s-%06d", strings.ToUpper(name[1:3]), from+i), Type: Simple, Name: name, Barcode: fmt.Sprintf("57%011d", r.Int64N(1e11)), Web: true,
			Fields: ProductFields{RegularPrice: fmt.Sprintf("%d.%02d", r.IntN(900), r.IntN(100)), Description: strings.Repeat("A fine piece of work. ", 15), ShortDescription: "Fine.",
				Stock: fmt.Sprint(r.IntN(50)), ManageStock: true, TaxStatus: "taxable", Categories: []string{"Shop > " + word(), "Sale"}, Tags: []string{word(), word()},
				Weight: "0.5", Images: []Image{{Src: "https://pictures.example/" + fmt.Sprint(from+i) + ".jpg"}}, Visibility: "visible", Status: "publish"}}
	}
	return all
}

func benchImport(b *testing.B, s *Store, n int, change func(*Product)) {
	m := must[*Import](b)(s.BeginImport(b.Context(), ImportOptions{}))
	r := rand.New(rand.NewPCG(3, 3))
	var spent, used time.Duration
	count := func(s sample) time.Duration {
		spent += s.took
		used += s.used
		return s.took
	}
	for from := 0; from < n; from += 5000 {
		products := benchProducts(r, from, min(5000, n-from))
		if change != nil {
			for i := range products {
				change(&products[i])
			}
		}
		count(measure("", func() { must[[]PutResult](b)(m.Put(b.Context(), products)) }))
	}
	finish := count(measure("", func() { must[int](b)(m.Finish(b.Context(), false)) }))
	check(b, m.Close())
	b.ReportMetric(float64(n)/spent.Seconds(), "rows/s")
	b.ReportMetric(float64(n)/used.Seconds(), "rows/cpu-s")
	b.ReportMetric(finish.Seconds(), "finish-s")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkImport puts a catalogue into an empty store, puts it again unchanged, and again with every price changed.
func BenchmarkImport(b *testing.B) {
	for b.Loop() {
		f := newFixture(b)
		n := benchRows(b)
		b.Run("empty", func(b *testing.B) { benchImport(b, f.Store, n, nil) })
		b.Run("unchanged", func(b *testing.B) { benchImport(b, f.Store, n, nil) })
		b.Run("changed", func(b *testing.B) {
			benchImport(b, f.Store, n, func(p *Product) { p.Fields.RegularPrice += "1" })
		})
	}
}
