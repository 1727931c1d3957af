package store

import (
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

func productsBench(b *testing.B) *Store {
	return benchStore(b, "products", func(s *Store) {
		n := benchRows(b)
		m := must[*Import](b)(s.BeginImport(b.Context(), ImportOptions{}))
		r := rand.New(rand.NewPCG(3, 3))
		for from := 0; from < n; from += 5000 {
			products := benchProducts(r, from, min(5000, n-from))
			for i := range products {
				// Every product is of one of two brands, so a search for both finds many of each and nothing.
				products[i].Name += []string{" Nordlys", " Sydkysten"}[i%2]
			}
			must[[]PutResult](b)(m.Put(b.Context(), products))
		}
		must[int](b)(m.Finish(b.Context(), false))
		check(b, m.Close())
	})
}

// BenchmarkSearchProducts types texts letter by letter and measures each key press.
func BenchmarkSearchProducts(b *testing.B) {
	s := productsBench(b)
	texts := []string{"hoodie", "Woolen hammer", "57100", "OO-0001", "zipper green", "ærø", "strasse ca", "xyzzy", "e", "vintage classic m", "000", "smorrebrod", "a b c", "kitchen kitchen kitchen",
		"nordlys", "nordlys sydkysten", "hammer nordlys", "n s", "sydkystenen", "57 nordlys 1"}
	for _, size := range []struct {
		name     string
		from, to int
	}{{"1-2 characters", 1, 2}, {"3 characters and more", 3, 99}} {
		b.Run(size.name, func(b *testing.B) {
			var samples []sample
			for b.Loop() {
				samples = samples[:0]
				for _, text := range texts {
					runes := []rune(text)
					for n := size.from; n <= min(size.to, len(runes)); n++ {
						var hits []ProductHit
						took := measure("", func() { hits = must[[]ProductHit](b)(s.SearchProducts(b.Context(), string(runes[:n]), 50)) })
						took.what = fmt.Sprintf("%q, %d hits", string(runes[:n]), len(hits))
						samples = append(samples, took)
					}
				}
			}
			percentiles(b, samples)
		})
	}
}

func benchHash(n int) (h Hash) {
	sum := sha256.Sum256(fmt.Append(nil, n))
	copy(h[:], sum[:])
	return h
}

// BenchmarkPlan notes what a catalogue wants, counts what differs, and pages through it.
func BenchmarkPlan(b *testing.B) {
	var webshop Webshop
	s := benchStore(b, "packages", func(s *Store) {
		webshop = fixture{Store: s, t: b}.webshop("Nordlys")
		token := fixture{Store: s, t: b}.lease("bench")
		n := benchRows(b)
		m := must[*Import](b)(s.BeginImport(b.Context(), ImportOptions{}))
		must[[]PutResult](b)(m.Put(b.Context(), []Product{{SKU: "A", Name: "A"}}))
		must[int](b)(m.Finish(b.Context(), false))
		op, _, err := s.CreateOperation(b.Context(), NewOperation{WebshopID: webshop.ID, Full: true})
		check(b, err)
		op, _, err = s.Claim(b.Context(), token, nil)
		check(b, err)
		payload := make([]byte, 600)
		for from := 1; from <= n; from += 1000 {
			var results []Result
			for id := from; id < from+1000; id++ {
				results = append(results, Result{Item: Item{ProductID: int64(id), SKU: "A", Action: ActionAdd, Outcome: OutcomeDone}, Sent: &Package{Sent: benchHash(id), Payload: payload}})
			}
			_, err := s.Record(b.Context(), token, op.ID, results)
			check(b, err)
		}
		check(b, s.Finish(b.Context(), token, op.ID, Completed, ""))
	})
	webshop = must[Webshop](b)(s.WebshopByName(b.Context(), "Nordlys"))
	change := 0
	setWanted := func(every int) {
		change++
		for from := 1; from <= benchRows(b); from += 5000 {
			var wanted []Wanted
			for id := from; id < from+5000; id++ {
				h := benchHash(id)
				if id%every == 0 {
					h[0] ^= byte(change)
				}
				wanted = append(wanted, Wanted{ProductID: int64(id), Hash: h})
			}
			check(b, s.SetWanted(b.Context(), webshop.ID, 0, wanted))
		}
	}
	b.Run("set wanted, 1 % changed", func(b *testing.B) {
		w := start()
		for b.Loop() {
			setWanted(100)
		}
		_, used := w.stop()
		b.ReportMetric(used.Seconds()/float64(b.N), "cpu-s")
	})
	b.Run("count", func(b *testing.B) {
		w := start()
		for b.Loop() {
			must[PlanCounts](b)(s.PlanCounts(b.Context(), webshop.ID))
		}
		_, used := w.stop()
		b.ReportMetric(inMillis(used)/float64(b.N), "cpu-ms")
	})
	b.Run("next 100 that differ", func(b *testing.B) {
		after := int64(0)
		for b.Loop() {
			some := must[[]Package](b)(s.Differing(b.Context(), webshop.ID, after, 100))
			if after = 0; len(some) == 100 {
				after = some[99].ProductID
			}
		}
	})
}

// BenchmarkOpen opens the store and reads the first page with the count of each state, as the program does when it starts.
func BenchmarkOpen(b *testing.B) {
	path := operationsBench(b).Path()
	var worst time.Duration
	for b.Loop() {
		begin := time.Now()
		s := must[*Store](b)(Open(b.Context(), Options{Path: path}))
		must[OperationPage](b)(s.Operations(b.Context(), OperationQuery{Limit: 50}))
		must[StateCounts](b)(s.StateCounts(b.Context(), OperationFilter{}))
		worst = max(worst, time.Since(begin))
		b.StopTimer()
		check(b, s.Close())
		b.StartTimer()
	}
	b.ReportMetric(float64(worst.Microseconds())/1000, "ms/max")
}
