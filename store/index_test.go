package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// loaded loads the operations into memory and waits for it.
func (f fixture) loaded() {
	f.t.Helper()
	f.index.load()
	f.tasks.Wait()
	if f.index.table == nil {
		f.t.Fatal("the operations were not loaded")
	}
}

var sampleErrors = []string{"", "", "", "",
	"The webshop answered 503 Service Unavailable.", "Connection refused", "connection timed out after 200 s",
	"3 of 812 products failed: Wrong price of Ærøskøbing", "12 of 812 products failed: \x1b[31mred\x1b[0m \xff\xfe", "ab", "a", "\u200b",
	strings.Repeat("product X failed; ", 200) + "the END of Straße", "100% _ \"quoted\" AND (NOT) 'single'", "x\x00y",
}

// history makes operations as chance will have it.
func history(r *rand.Rand, n int, from time.Time) []Operation {
	ops := make([]Operation, n)
	for i := range ops {
		o := &ops[i]
		name := []string{"Nordlys", "Sydkysten", "nordlys", "Ærø Vin", "Bjørn & Søn"}[r.IntN(5)]
		o.Webshop, o.WebshopURL, o.WebshopID = name, "https://"+[]string{"a.example", "b.example"}[r.IntN(2)], 1+r.Int64N(2)
		o.Full, o.Scope, o.State = r.IntN(3) == 0, Scope(r.IntN(2)), State(r.IntN(6))
		o.CreatedOn = from.Add(time.Duration(r.IntN(1000)) * time.Second)
		if r.IntN(4) > 0 {
			o.CreatedOn = from.Add(time.Duration(i/2) * time.Second)
		}
		if o.State != NotProcessed && (o.State == InProgress || r.IntN(3) > 0) {
			o.StartedOn = o.CreatedOn.Add(time.Duration(r.IntN(5)) * time.Minute)
			if r.IntN(20) == 0 {
				o.StartedOn = o.CreatedOn.AddDate(r.IntN(3)-1, 0, 0)
			}
		}
		if o.State.Final() {
			o.CompletedOn = o.CreatedOn.Add(time.Duration(r.IntN(500)) * time.Second)
			o.Error = sampleErrors[r.IntN(len(sampleErrors))]
		}
		o.RequestedBy = "history"
	}
	return ops
}

func randomTimes(r *rand.Rand, from time.Time) (t TimeRange) {
	if r.IntN(3) == 0 {
		return t
	}
	if r.IntN(3) > 0 {
		t.From = from.Add(time.Duration(r.IntN(1000)) * time.Second)
	}
	if r.IntN(3) > 0 {
		t.To = from.Add(time.Duration(r.IntN(1500)) * time.Second)
	}
	return t
}

func randomQuery(r *rand.Rand, n int, from time.Time) (q OperationQuery) {
	f := &q.Filter
	if r.IntN(2) == 0 {
		for range r.IntN(4) {
			f.States = append(f.States, State(r.IntN(6)))
		}
	}
	if r.IntN(4) == 0 {
		f.Webshops = [][]string{{"nordlys"}, {"AERO VIN", "Sydkysten"}, {"nobody"}}[r.IntN(3)]
	}
	if r.IntN(4) == 0 {
		f.Full = new(bool)
		*f.Full = r.IntN(2) == 0
	}
	if r.IntN(4) == 0 {
		f.Created, f.Started, f.Completed = randomTimes(r, from), randomTimes(r, from), randomTimes(r, from)
	}
	texts := []string{"failed", "strasse", "e", "x", "50", "connection", "TIMED OUT", "AERØ", "red", "%", "_ \"", "nordlys", "b.ex", "zzz", "NOT", "the end", "\x00", "a", "ab"}
	if r.IntN(4) == 0 {
		f.Error = texts[r.IntN(len(texts))]
	}
	if r.IntN(4) == 0 {
		f.Text = texts[r.IntN(len(texts))]
	}
	if r.IntN(10) == 0 {
		f.IDs = []int64{}
		for range r.IntN(30) {
			f.IDs = append(f.IDs, r.Int64N(int64(n)+10))
		}
	}
	for range r.IntN(4) {
		q.Sort = append(q.Sort, OperationSort{Column: Column(r.IntN(int(ColumnID) + 1)), Desc: r.IntN(2) == 0})
	}
	q.Limit = 1 + r.IntN(40)
	q.Offset = r.IntN(n + 10)
	if r.IntN(2) == 0 {
		q.Offset = r.IntN(20)
	}
	if r.IntN(3) == 0 {
		q.Anchor, q.AnchorRow = r.Int64N(int64(n)+1), r.IntN(30)
	}
	return q
}

// TestMemoryAnswersLikeSQL compares the two ways to find a page, while operations are added and change.
func TestMemoryAnswersLikeSQL(t *testing.T) {
	f := newFixture(t)
	r := rand.New(rand.NewPCG(1, 2))
	from := f.clock.Now()
	check(t, f.AddOperations(t.Context(), history(r, 400, from)))
	f.loaded()
	shops := []Webshop{f.webshop("Nordlys"), f.webshop("Østen")}
	f.put(Product{SKU: "A", Name: "A", Type: Simple})
	token := f.lease("test")
	other := f.second()
	for round := range 60 {
		switch r.IntN(4) {
		case 0:
			check(t, f.AddOperations(t.Context(), history(r, r.IntN(30), from)))
		case 1:
			f.create(NewOperation{WebshopID: shops[r.IntN(2)].ID, Full: r.IntN(2) == 0, RequestedBy: "test"})
		case 2:
			f.clock.Add(time.Second)
			if op, found, err := other.Claim(t.Context(), token, nil); err != nil {
				t.Fatal(err)
			} else if found && r.IntN(3) == 0 {
				check(t, other.Requeue(t.Context(), token, op.ID))
			} else if found {
				_, err := other.Record(t.Context(), token, op.ID, []Result{{Item: Item{ProductID: 1, Outcome: OutcomeFailed, Error: "no"}}})
				check(t, err)
				check(t, other.Finish(t.Context(), token, op.ID, Failed, sampleErrors[r.IntN(len(sampleErrors))]))
			}
		}
		for range 15 {
			q := randomQuery(r, 450+round*10, from)
			var ids []int64
			var page OperationPage
			if _, err := f.index.use(t.Context(), func(tb *table) (err error) { ids, page, err = tb.page(t.Context(), q); return err }); err != nil {
				t.Fatal(err)
			}
			wantIDs, want, err := f.pageBySQL(t.Context(), q)
			check(t, err)
			if !slices.Equal(ids, wantIDs) || fmt.Sprint(page) != fmt.Sprint(want) {
				t.Fatalf("round %d, %+v:\nmemory %v %+v\nSQL    %v %+v", round, q, ids, page, wantIDs, want)
			}
			counts, err := f.StateCounts(t.Context(), q.Filter)
			check(t, err)
			wantCounts, err := f.stateCountsBySQL(t.Context(), OperationFilter{Webshops: q.Filter.Webshops, Full: q.Filter.Full, Created: q.Filter.Created, Started: q.Filter.Started, Completed: q.Filter.Completed, Error: q.Filter.Error, Text: q.Filter.Text, IDs: q.Filter.IDs})
			check(t, err)
			if counts != wantCounts {
				t.Fatalf("%+v: counts %v in memory, %v by SQL", q.Filter, counts, wantCounts)
			}
			all, err := f.OperationIDs(t.Context(), q.Filter)
			check(t, err)
			wantAll, err := f.operationIDsBySQL(t.Context(), q.Filter)
			check(t, err)
			if !slices.Equal(all, wantAll) || len(all) != page.Total {
				t.Fatalf("%+v: %v in memory, %v by SQL, %d in all", q.Filter, all, wantAll, page.Total)
			}
		}
	}
}

// TestManyInSeveralStates takes the way on which SQL passes over rows instead of sorting those that match.
func TestManyInSeveralStates(t *testing.T) {
	f := newFixture(t)
	ops := make([]Operation, 21_000)
	for i := range ops {
		at := f.clock.Now().Add(time.Duration(i) * time.Second)
		ops[i] = Operation{Webshop: "Nordlys", State: []State{Completed, Failed, Completed, Aborted}[i%4], CreatedOn: at, CompletedOn: at}
		if i%4 == 3 && i%3 > 0 {
			ops[i].State = Failed
		}
	}
	check(t, f.AddOperations(t.Context(), ops))
	q := OperationQuery{Filter: OperationFilter{States: []State{Completed, Failed, Completed}}, Offset: 7, Limit: 5}
	ids, page, err := f.pageBySQL(t.Context(), q)
	check(t, err)
	if page.Total != 19_250 || len(ids) != 5 {
		t.Errorf("%d of %d rows", len(ids), page.Total)
	}
	q.Filter.States = append(q.Filter.States, Aborted)
	ids, page, err = f.pageBySQL(t.Context(), q)
	check(t, err)
	if last := ops[len(ops)-8].ID; page.Total != len(ops) || !slices.Equal(ids, []int64{last, last - 1, last - 2, last - 3, last - 4}) {
		t.Errorf("%v of %d rows", ids, page.Total)
	}
}

// TestOrdersThatNobodyAsksForKeepUp makes more changes than are remembered while one order is shown: none of the others may need sorting
// anew.
func TestOrdersThatNobodyAsksForKeepUp(t *testing.T) {
	f := newFixture(t)
	add := func() {
		check(t, f.AddOperations(t.Context(), []Operation{{Webshop: "Nordlys", CreatedOn: f.clock.Now()}}))
	}
	for range 10 {
		add()
	}
	f.loaded()
	table := f.index.table
	for range 25 {
		for i := range keptChanges / 20 {
			table.changes.add(uint32(i % table.len()))
		}
		add()
		must[OperationPage](t)(f.Operations(t.Context(), OperationQuery{Limit: 5}))
	}
	if len(table.orders) == 0 {
		t.Fatal("no orders")
	}
	for c, o := range table.orders {
		if _, recent := table.changes.since(o.at); !recent {
			t.Errorf("the order of column %d is %d changes behind", c, table.changes.end()-o.at)
		}
	}
}
