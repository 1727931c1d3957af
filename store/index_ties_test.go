package store

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// tiedHistory makes operations of which many are equal in each column, so that other columns decide.
func tiedHistory(r *rand.Rand, n int, from time.Time) []Operation {
	ops := make([]Operation, n)
	for i := range ops {
		o := &ops[i]
		name := []string{"Nordlys", "Sydkysten", "nordlys"}[r.IntN(3)]
		o.Webshop, o.WebshopURL, o.Full, o.State = name, "https://"+name+".example", r.IntN(3) == 0, State(r.IntN(6))
		o.CreatedOn = from.Add(time.Duration(r.IntN(7)*r.IntN(2)+i/500) * time.Hour)
		if o.State != NotProcessed && (o.State == InProgress || r.IntN(3) > 0) {
			o.StartedOn = o.CreatedOn.Add(time.Duration(r.IntN(3)) * time.Hour)
		}
		if o.State.Final() {
			o.CompletedOn = o.CreatedOn.Add(time.Duration(r.IntN(3)*r.IntN(40)) * time.Minute)
			o.Error = []string{"", "", "", "timed out", "Timed out", strings.Repeat("the same beginning ", 3) + fmt.Sprint(r.IntN(3)), fmt.Sprint(r.IntN(1000))}[r.IntN(7)]
		}
	}
	return ops
}

// ranksOf are the cells of an operation as numbers that sort as they do.
func ranksOf(all []Operation) map[int64][ColumnID + 1]int {
	number := func(n int64) string { return fmt.Sprintf("%020d", n) }
	cells := func(o Operation) [ColumnID + 1]string {
		return [...]string{ColumnCreated: number(millis(o.CreatedOn)), ColumnStarted: number(millis(o.StartedOn)), ColumnCompleted: number(millis(o.CompletedOn)),
			ColumnWebshop: Fold(o.Webshop), ColumnFull: fmt.Sprint(o.Full), ColumnState: number(int64(o.State)), ColumnError: string(errorKey(o.Error)), ColumnID: number(o.ID)}
	}
	ranks := map[int64][ColumnID + 1]int{}
	for c := range ColumnID + 1 {
		var texts []string
		for _, o := range all {
			texts = append(texts, cells(o)[c])
		}
		slices.Sort(texts)
		for _, o := range all {
			of := ranks[o.ID]
			of[c], _ = slices.BinarySearch(texts, cells(o)[c])
			ranks[o.ID] = of
		}
	}
	return ranks
}

// TestSecondSortKeys compares every pair of columns and directions, some of them with a third column, with a plain sort of all
// operations: at the top, at the end, somewhere, and around an operation, with filters, and after operations came and changed.
func TestSecondSortKeys(t *testing.T) {
	for _, ordered := range []bool{true, false} {
		t.Run(fmt.Sprintf("created in order %v", ordered), func(t *testing.T) {
			f := newFixture(t)
			r := rand.New(rand.NewPCG(3, 9))
			from := f.clock.Now()
			add := func(n int) {
				ops := tiedHistory(r, n, from)
				if ordered {
					slices.SortFunc(ops, func(a, b Operation) int { return a.CreatedOn.Compare(b.CreatedOn) })
				}
				check(t, f.AddOperations(t.Context(), ops))
				from = from.Add(100 * time.Hour)
			}
			add(800)
			f.loaded()
			if f.index.table.inOrder != ordered {
				t.Fatal("the operations are not in the order that is tested")
			}
			for _, filter := range []OperationFilter{{}, {States: []State{Completed, Failed}}, {Webshops: []string{"NORDLYS"}, Started: TimeRange{From: from}}, {Error: "timed out"}} {
				add(100)
				check(t, f.change(t.Context(), survivesCrash, "change some", func(t *tx) error {
					_, err := t.exec("UPDATE counters SET value = value + 1 WHERE name = 'operations'")
					if err == nil {
						_, err = t.exec(`UPDATE operations SET state = 2, completed_on = max(created_on, started_on), seq = (SELECT value FROM counters WHERE name = 'operations')
							WHERE id % 4 = 1 AND state = 1`)
					}
					return err
				}))
				everyPair(t, f, r, filter)
			}
		})
	}
}

func everyPair(t *testing.T, f fixture, r *rand.Rand, filter OperationFilter) {
	t.Helper()
	all := must[OperationPage](t)(f.Operations(t.Context(), OperationQuery{Filter: filter, Limit: maxPage})).Rows
	ids := make([]int64, len(all))
	for i := range all {
		ids[i] = all[i].ID
	}
	ranks := ranksOf(all)
	for a := range ColumnID + 1 {
		for b := range ColumnID + 1 {
			for turn := range 4 {
				keys := []OperationSort{{Column: a, Desc: turn&1 == 0}, {Column: b, Desc: turn&2 == 0}, {Column: Column(r.IntN(int(ColumnID) + 1)), Desc: r.IntN(2) == 0}}[:2+r.IntN(2)]
				comparePages(t, f, r, ids, ranks, OperationQuery{Filter: filter, Sort: keys})
			}
		}
	}
}

// comparePages sorts ids and compares pages of a query at several places with them.
func comparePages(t *testing.T, f fixture, r *rand.Rand, ids []int64, ranks map[int64][ColumnID + 1]int, q OperationQuery) {
	t.Helper()
	type row struct {
		id    int64
		ranks [ColumnID + 1]int
	}
	rows := make([]row, len(ids))
	for i, id := range ids {
		rows[i] = row{id, ranks[id]}
	}
	idDesc := q.Sort[len(q.Sort)-1].Desc
	for i, k := range q.Sort { // the last column that counts gives the direction of the ids
		if i == 0 || !slices.ContainsFunc(q.Sort[:i], func(o OperationSort) bool { return o.Column == k.Column || o.Column == ColumnID }) {
			idDesc = k.Desc
		}
	}
	slices.SortFunc(rows, func(a, b row) int {
		for _, k := range q.Sort {
			if d := cmp.Compare(a.ranks[k.Column], b.ranks[k.Column]); d != 0 && k.Desc {
				return -d
			} else if d != 0 {
				return d
			}
		}
		if idDesc {
			return cmp.Compare(b.id, a.id)
		}
		return cmp.Compare(a.id, b.id)
	})
	n := len(rows)
	for _, place := range []struct {
		offset int
		anchor bool
	}{{0, false}, {n - 1, false}, {n / 2, false}, {r.IntN(n), false}, {r.IntN(n), true}, {r.IntN(n), true}} {
		q.Limit, q.Offset, q.Anchor, q.AnchorRow = 1+r.IntN(60), place.offset, 0, 0
		offset := q.Offset
		if place.anchor {
			q.Anchor, q.AnchorRow, q.Offset = rows[place.offset].id, r.IntN(30), 0
			offset = min(max(place.offset-q.AnchorRow, 0), max(n-q.Limit, 0))
		}
		var got []int64
		var page OperationPage
		_, err := f.index.use(t.Context(), func(tb *table) (err error) { got, page, err = tb.page(t.Context(), q); return err })
		check(t, err)
		var want []int64
		for _, row := range rows[offset:min(offset+q.Limit, n)] {
			want = append(want, row.id)
		}
		if page.Total != n || page.Offset != offset || page.AnchorFound != place.anchor || !slices.Equal(got, want) {
			t.Fatalf("%+v: %v of %+v\nwant %v at %d of %d", q, got, page, want, offset, n)
		}
	}
}
