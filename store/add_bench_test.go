package store

import "testing"

func BenchmarkAddOperations(b *testing.B) {
	f := newFixture(b)
	c := clockNow()
	n := 0
	for b.Loop() {
		fillOperations(b, f.Store, benchRows(b))
		n += benchRows(b)
	}
	b.ReportMetric(float64(n)/(clockNow()-c).Seconds(), "rows/cpu-s")
}
