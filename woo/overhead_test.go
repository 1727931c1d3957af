package woo_test

import (
	"strings"
	gosync "sync"
	"testing"
	"time"

	"woosync/woo"
	"woosync/woo/wootest"
)

// BenchmarkOverhead prints how much longer than the shop itself two connections
// take, for batches of 30 updates against the practice shop with the timing of a
// real one: the ratio is wall time over the shop's own time.
func BenchmarkOverhead(b *testing.B) {
	shop, c := open(b, false)
	half := func(fields woo.Fields) woo.Batch {
		var batch woo.Batch
		for range 30 {
			batch.Create = append(batch.Create, fields)
		}
		return batch
	}
	var updates [2]woo.Batch
	for i := range updates {
		r, err := c.BatchProducts(b.Context(), half(woo.Fields{"name": "x", "description": strings.Repeat("text ", 300)}))
		if err != nil {
			b.Fatal(err)
		}
		for _, it := range r.Create {
			updates[i].Update = append(updates[i].Update, woo.Fields{"id": it.ID, "regular_price": "10.00"})
		}
	}
	shop.SetLatency(wootest.PresetReal)
	seen := len(shop.Requests())
	var wall, worked time.Duration
	for b.Loop() {
		began := time.Now()
		var wg gosync.WaitGroup
		for _, batch := range updates {
			wg.Go(func() {
				for range 3 {
					if _, err := c.BatchProducts(b.Context(), batch); err != nil {
						b.Error(err)
					}
				}
			})
		}
		wg.Wait()
		wall += time.Since(began)
	}
	for _, r := range shop.Requests()[seen:] {
		worked += r.Duration
	}
	b.ReportMetric(float64(2*wall)/float64(worked), "×shop")
}
