package store

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// benchRows is the size of the stores that benchmarks run on; WOOSYNC_BENCH_ROWS=1000000 gives the sizes that are promised.
func benchRows(b *testing.B) int {
	b.Helper()
	text := os.Getenv("WOOSYNC_BENCH_ROWS")
	if text == "" {
		return 20_000
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1000 {
		b.Fatalf("WOOSYNC_BENCH_ROWS=%s: at least 1000 is wanted", text)
	}
	return n
}

// benchStore opens a store that fill has filled; it is kept for all benchmarks of a run under WOOSYNC_BENCH_DIR, when that is set.
func benchStore(b *testing.B, kind string, fill func(*Store)) *Store {
	b.Helper()
	dir := os.Getenv("WOOSYNC_BENCH_DIR")
	if dir == "" {
		dir = b.TempDir()
	}
	path := filepath.Join(dir, fmt.Sprintf("%s-%d.db", kind, benchRows(b)))
	if _, err := os.Stat(path); err != nil {
		s := must[*Store](b)(Open(b.Context(), Options{Path: path}))
		fill(s)
		check(b, s.Close())
	}
	return open(b, Options{Path: path})
}

var benchErrors = []string{
	"%d of 812 products failed: WooCommerce refused the price of %d.",
	"The webshop answered 503 Service Unavailable to a batch of 30; tried 5 times (%d, %d).",
	"Connection to the webshop timed out after 200 s; %d products were sent, %d were not.",
	"Invalid or duplicated SKU in %d products, first A-%d.",
}

func fillOperations(b *testing.B, s *Store, n int) {
	r := rand.New(rand.NewPCG(7, 7))
	at := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	batch := make([]Operation, 0, 20_000)
	for i := range n {
		at = at.Add(time.Duration(r.IntN(120_000)) * time.Millisecond)
		shop := fmt.Sprintf("Webshop %d", min(r.IntN(20), r.IntN(20)))
		o := Operation{Webshop: shop, WebshopURL: "https://" + strings.ReplaceAll(Fold(shop), " ", "") + ".example", WebshopID: 1, Full: r.IntN(10) == 0,
			State: Completed, CreatedOn: at, RequestedBy: "schedule", Total: r.IntN(5000)}
		o.StartedOn = o.CreatedOn.Add(time.Duration(r.IntN(600_000)) * time.Millisecond)
		o.CompletedOn = o.StartedOn.Add(time.Duration(r.IntN(900_000)) * time.Millisecond)
		switch k := r.IntN(1000); {
		case k < 20:
			o.State, o.Error = Failed, fmt.Sprintf(benchErrors[r.IntN(len(benchErrors))], r.IntN(800), r.IntN(10_000))
			if r.IntN(10) == 0 {
				o.Error += strings.Repeat(fmt.Sprintf("\nSKU %d: the regular price is not a number", r.IntN(1000)), 50)
			}
		case k < 50:
			o.State, o.StartedOn, o.Error = Aborted, time.Time{}, fmt.Sprintf("Superseded by synchronization %d, asked for by schedule.", i+2)
		case k == 50:
			o.State, o.Error = WebshopNotFound, "The webshop was removed before everything was done."
		case i > n-50:
			o.State, o.StartedOn, o.CompletedOn = NotProcessed, time.Time{}, time.Time{}
		}
		if batch = append(batch, o); len(batch) == cap(batch) || i == n-1 {
			check(b, s.AddOperations(b.Context(), batch))
			batch = batch[:0]
		}
	}
}

func operationsBench(b *testing.B) *Store {
	return benchStore(b, "operations", func(s *Store) {
		begin := time.Now()
		fillOperations(b, s, benchRows(b))
		b.Logf("filled with %.0f operations a second", float64(benchRows(b))/time.Since(begin).Seconds())
	})
}

// benchFilters are the filters of the matrix.
func benchFilters(from, to time.Time) map[string]OperationFilter {
	at := func(part float64) time.Time { return from.Add(time.Duration(part * float64(to.Sub(from)))) }
	yes := true
	third := TimeRange{From: at(0.3), To: at(0.6)}
	return map[string]OperationFilter{
		"none":         {},
		"one state":    {States: []State{Failed}},
		"three states": {States: []State{Failed, Completed, InProgress}},
		"webshop":      {Webshops: []string{"webshop 3"}},
		"yes":          {Full: &yes},
		"created":      {Created: third},
		"started":      {Started: third},
		"completed":    {Completed: third},
		"two ranges":   {Created: TimeRange{From: at(0.2)}, Completed: TimeRange{To: at(0.7)}},
		"error text":   {Error: "timed out"},
		"all": {States: []State{Failed, Aborted}, Webshops: []string{"Webshop 1", "Webshop 2"}, Full: &yes, Created: TimeRange{From: at(0.1)},
			Started: TimeRange{From: at(0.1), To: at(0.9)}, Completed: TimeRange{To: at(0.95)}, Error: "products"},
	}
}

// stopwatch measures time, and processor time, which says more on a machine that has other work.
type stopwatch struct {
	begin time.Time
	used  time.Duration
}

func start() stopwatch { return stopwatch{time.Now(), processorTime()} }

func (s stopwatch) stop() (took, used time.Duration) {
	return time.Since(s.begin), processorTime() - s.used
}

// sample is one measured query.
type sample struct {
	what       string
	took, used time.Duration
}

func measure(what string, fn func()) sample {
	w := start()
	fn()
	took, used := w.stop()
	return sample{what, took, used}
}

func inMillis(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// percentiles prints how long queries took, and the worst ten of them.
func percentiles(b *testing.B, all []sample) {
	rank := func(p float64, by func(sample) time.Duration) float64 {
		slices.SortFunc(all, func(x, y sample) int { return cmp.Compare(by(x), by(y)) })
		return inMillis(by(all[int(p*float64(len(all)-1))]))
	}
	used := func(s sample) time.Duration { return s.used }
	took := func(s sample) time.Duration { return s.took }
	b.ReportMetric(rank(0.5, used), "cpu-ms/median")
	b.ReportMetric(rank(0.99, used), "cpu-ms/p99")
	b.ReportMetric(rank(0.5, took), "ms/median")
	b.ReportMetric(rank(0.99, took), "ms/p99")
	b.ReportMetric(rank(1, took), "ms/max")
	b.ReportMetric(0, "ns/op")
	var worst strings.Builder
	for _, s := range all[max(len(all)-10, 0):] {
		fmt.Fprintf(&worst, "\n%8.2f ms, %.2f ms of processor  %s", inMillis(s.took), inMillis(s.used), s.what)
	}
	b.Log("the worst ten:", worst.String())
}

// BenchmarkOperationsMatrix walks every sort column, direction, filter and position, as a key press would: page, exact total, and the
// count of each state.
func BenchmarkOperationsMatrix(b *testing.B) {
	s := operationsBench(b)
	f := fixture{Store: s, t: b}
	begin := time.Now()
	f.loaded()
	b.Logf("loaded in %v, resident %d MB", time.Since(begin).Round(time.Millisecond), residentMB())
	ctx := context.Background()
	var first, last int64
	check(b, s.read.get(ctx, []any{&first, &last}, "SELECT min(created_on), max(created_on) FROM operations"))
	var samples []sample
	for b.Loop() {
		samples = samples[:0]
		for name, filter := range benchFilters(fromMillis(first), fromMillis(last)) {
			for column := ColumnCreated; column <= ColumnID; column++ {
				for _, desc := range []bool{true, false} {
					total := 0
					for _, position := range []float64{0, 0.0001, 0.5, 1, 0.77} {
						q := OperationQuery{Filter: filter, Sort: []OperationSort{{Column: column, Desc: desc}}, Offset: int(position * float64(total)), Limit: 50}
						what := fmt.Sprintf("%s, column %d, desc %v, at %v", name, column, desc, position)
						samples = append(samples, measure(what, func() {
							total = must[OperationPage](b)(s.Operations(ctx, q)).Total
							must[StateCounts](b)(s.StateCounts(ctx, filter))
						}))
					}
				}
			}
		}
	}
	percentiles(b, samples)
	b.Logf("resident %d MB", residentMB())
}

// BenchmarkFollow reads a page after every hundred new operations, as a screen does that follows a busy worker ten times a second.
func BenchmarkFollow(b *testing.B) {
	s := benchStore(b, "follow", func(s *Store) { fillOperations(b, s, benchRows(b)) })
	fixture{Store: s, t: b}.loaded()
	for _, column := range []Column{ColumnCreated, ColumnStarted, ColumnState, ColumnError} {
		b.Run(fmt.Sprintf("column %d", column), func(b *testing.B) {
			var samples []sample
			for i := 0; b.Loop(); i++ {
				at := time.Date(2026, 1, 1, 0, 0, i, 0, time.UTC)
				ops := make([]Operation, 100)
				for j := range ops {
					ops[j] = Operation{Webshop: "Webshop 1", WebshopURL: "https://webshop1.example", State: Failed, CreatedOn: at, StartedOn: at, CompletedOn: at, Error: fmt.Sprintf("%d failed", j)}
				}
				check(b, s.AddOperations(b.Context(), ops))
				q := OperationQuery{Filter: OperationFilter{States: []State{Failed, Completed}, Error: "failed"}, Sort: []OperationSort{{Column: column, Desc: true}}, Limit: 50}
				samples = append(samples, measure("", func() {
					must[OperationPage](b)(s.Operations(b.Context(), q))
					must[StateCounts](b)(s.StateCounts(b.Context(), q.Filter))
				}))
			}
			percentiles(b, samples)
		})
	}
}

// residentMB is the resident memory of this process.
func residentMB() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kb, err := strconv.Atoi(fields[0])
	if err != nil {
		return 0
	}
	return kb / 1024
}
