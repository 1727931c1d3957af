package sync

import (
	"testing"

	"woosync/store"
)

// BenchmarkJudge is the pure part of planning one product: criteria, payload and hash.
func BenchmarkJudge(b *testing.B) {
	p := testPlan(nordlysTree())
	pr := hammer(func(p *store.Product) {
		f := &p.Fields
		f.Description = "Pellentesque habitant morbi tristique senectus et netus et malesuada fames ac turpis egestas. Vestibulum tortor quam, feugiat vitae."
		f.SalePrice, f.Weight, f.Length, f.Width, f.Height, f.ManageStock, f.Stock = "40", "1.5", "10", "20", "30", true, "12"
		f.Tags, f.Brands = []string{"new", "red"}, []string{"Stanley"}
		f.Images = []store.Image{{Src: "https://shop.example/1.jpg"}, {Src: "https://shop.example/2.jpg"}}
		f.Attributes = []store.Attribute{{Name: "Color", Values: []string{"Red"}, Visible: true, Global: true}}
	})
	k := kinOf(pr)
	b.ReportAllocs()
	for b.Loop() {
		v := p.judge(&pr, k)
		if v.payload.hash() == (store.Hash{}) {
			b.Fatal("not wanted")
		}
	}
}
