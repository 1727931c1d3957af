package store

import "testing"

func BenchmarkErrorText(b *testing.B) {
	s := operationsBench(b)
	for _, text := range []string{"t", "ti", "tim", "time", "timed out", "products", "superseded by", "zzzz", "sku 123:"} {
		b.Run(text, func(b *testing.B) {
			n, c := 0, clockNow()
			for b.Loop() {
				ids, err := s.read.errorsHolding(b.Context(), text)
				check(b, err)
				n = len(ids)
			}
			b.ReportMetric(float64(n), "hits")
			b.ReportMetric(float64((clockNow()-c).Microseconds())/float64(b.N)/1000, "cpu-ms")
		})
	}
}
