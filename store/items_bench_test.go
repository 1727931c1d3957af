package store

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// itemsBench is a store with one operation that has a result for each of many products.
func itemsBench(b *testing.B) (s *Store, operation int64) {
	s = benchStore(b, "items", func(s *Store) {
		at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		op := []Operation{{Webshop: "Webshop 1", WebshopURL: "https://webshop1.example", State: Failed, CreatedOn: at, StartedOn: at, CompletedOn: at.Add(time.Hour), Error: "some failed", Total: benchRows(b)}}
		check(b, s.AddOperations(b.Context(), op))
		n := benchRows(b)
		r := rand.New(rand.NewPCG(4, 4))
		for from := 0; from < n; from += 20_000 {
			products := benchProducts(r, from, min(20_000, n-from))
			items := make([]Item, len(products))
			for i, p := range products {
				items[i] = Item{OperationID: op[0].ID, ProductID: int64(from + i + 1), SKU: p.SKU, Name: p.Name, Action: ActionUpdate, Outcome: OutcomeDone, RemoteID: int64(from + i), DoneOn: at}
				it := &items[i]
				switch k := r.IntN(100); {
				case k < 10:
					it.Action = ActionAdd
				case k < 12:
					it.Outcome, it.Error = OutcomeFailed, fmt.Sprintf(benchErrors[r.IntN(len(benchErrors))], r.IntN(800), r.IntN(10_000))
				case k < 13:
					it.Outcome, it.Error = OutcomeSkipped, "The inventory category Tools > Saws is not linked to any category of Webshop 1."
				case k < 18:
					it.Action, it.Outcome = ActionUnchanged, OutcomeUnchanged
				}
			}
			check(b, s.AddItems(b.Context(), items))
		}
	})
	return s, must[OperationPage](b)(s.Operations(b.Context(), OperationQuery{Limit: 1})).Rows[0].ID
}

// itemTexts are what is searched for: in every result, in many, in few, in none.
var itemTexts = []string{"", "o", "oo", "-0", "hammer", "woolen", "timed out", "strasse", "refused the price of 77", "oo-000777", "xyzzy", "smorrebrod wooden"}

// BenchmarkItems pages through the results of one operation: every filter and text, at the top, on the next page, in the middle and at
// the end. The first answer to a text is measured apart from the pages that follow.
func BenchmarkItems(b *testing.B) {
	s, op := itemsBench(b)
	filters := map[string]ItemQuery{"all": {}, "failed": {Outcomes: []Outcome{OutcomeFailed}}, "done": {Outcomes: []Outcome{OutcomeDone}},
		"failed or skipped": {Outcomes: []Outcome{OutcomeFailed, OutcomeSkipped}}}
	var first, more []sample
	for b.Loop() {
		first, more = first[:0], more[:0]
		for _, text := range itemTexts {
			for name, q := range filters {
				total := 0
				for i, position := range []float64{0, 0.0002, 0.5, 1, 0.77} {
					q.Text, q.Offset, q.Limit = text, int(position*float64(max(total-100, 0))), 100
					m := measure("", func() {
						var err error
						_, total, err = s.Items(b.Context(), op, q)
						check(b, err)
					})
					m.what = fmt.Sprintf("%q in %s at %v of %d", text, name, position, total)
					if i == 0 {
						first = append(first, m)
					} else {
						more = append(more, m)
					}
				}
			}
		}
	}
	b.Run("first page", func(b *testing.B) { percentiles(b, first) })
	b.Run("other pages", func(b *testing.B) { percentiles(b, more) })
	b.Logf("resident %d MB", residentMB())
}

// BenchmarkRecord stores results as a worker does, a hundred at a time, next to those that are there.
func BenchmarkRecord(b *testing.B) {
	f := newFixture(b)
	w := f.webshop("Nordlys")
	token := f.lease("worker")
	op := f.create(NewOperation{WebshopID: w.ID, Full: true})
	f.claim(token)
	n := benchRows(b)
	next := 0
	results := make([]Result, 100)
	watch := start()
	for b.Loop() {
		for i := range results {
			next++
			id := int64(next%n + 1)
			outcome := OutcomeDone
			if i == 7 {
				outcome = OutcomeFailed
			}
			results[i] = Result{Item: Item{ProductID: id, SKU: fmt.Sprintf("OO-%06d", id), Name: "Woolen hammer classic", Action: ActionUpdate, Outcome: outcome},
				Sent: &Package{Sent: benchHash(next), Payload: make([]byte, 600), RemoteID: id}}
		}
		_, err := f.Record(b.Context(), token, op.ID, results)
		check(b, err)
	}
	_, used := watch.stop()
	b.ReportMetric(inMillis(used)/float64(b.N), "cpu-ms/op")
}
