package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// itemsAsTheyAre finds results by looking at every one.
func itemsAsTheyAre(all map[int64]Item, q ItemQuery) (matching []Item) {
	for _, it := range all {
		text := Fold(q.Text)
		if (len(q.Outcomes) == 0 || slices.Contains(q.Outcomes, it.Outcome)) && (len(q.Actions) == 0 || slices.Contains(q.Actions, it.Action)) &&
			(strings.Contains(Fold(it.SKU), text) || strings.Contains(Fold(it.Name), text) || strings.Contains(Fold(it.Error), text)) {
			matching = append(matching, it)
		}
	}
	slices.SortFunc(matching, func(a, b Item) int {
		if a.Outcome != b.Outcome {
			return int(b.Outcome) - int(a.Outcome)
		}
		return int(a.ProductID - b.ProductID)
	})
	return matching
}

// TestItemsWhileTheyCome compares with looking at every result, while another program records them, some again. The texts of the
// later ones are not held in memory.
func TestItemsWhileTheyCome(t *testing.T) {
	for _, room := range []int{mostItemText, 2000, 0} {
		t.Run(fmt.Sprint(room), func(t *testing.T) {
			f := newFixture(t)
			f.index.items.room = room
			shop := f.webshop("Nordlys")
			other := f.second()
			token := other.lease("worker")
			op := other.create(NewOperation{WebshopID: shop.ID, Full: true})
			other.claim(token)
			r := rand.New(rand.NewPCG(8, uint64(room)))
			words := []string{"Ærø", "Hoodie", "zip", "Straße", "a", "", "x\x00y", "\xff", "503 Service Unavailable", "ÅRE"}
			word := func() string { return words[r.IntN(len(words))] }
			all := map[int64]Item{}
			for round := range 40 {
				var results []Result
				for range r.IntN(60) {
					it := Item{OperationID: op.ID, ProductID: 1 + r.Int64N(int64(20+round*20)), SKU: fmt.Sprintf("S-%d", r.IntN(300)), Name: word() + " " + word(), Error: word(),
						Action: Action(r.IntN(5)), Outcome: Outcome(r.IntN(5)), RemoteID: r.Int64N(9)}
					if it.Outcome != OutcomePending {
						it.DoneOn = f.clock.Now().Add(time.Duration(r.IntN(1000)) * time.Millisecond)
					}
					all[it.ProductID] = it
					results = append(results, Result{Item: it})
				}
				_, err := other.Record(t.Context(), token, op.ID, results)
				check(t, err)
				for range 12 {
					q := ItemQuery{Limit: 1 + r.IntN(20), More: round > 10}
					if r.IntN(2) == 0 {
						q.Offset = r.IntN(len(all) + 5)
					}
					if r.IntN(2) == 0 {
						q.Outcomes = []Outcome{Outcome(r.IntN(5)), Outcome(r.IntN(5))}
					}
					if r.IntN(4) == 0 {
						q.Actions = []Action{Action(r.IntN(5)), Action(r.IntN(5))}
					}
					if r.IntN(2) == 0 {
						q.Text = []string{"aero", "S-1", "strasse", "e z", "503 service unavailable", "\x00", "\xff", "zzz", "a", "-29", " "}[r.IntN(11)]
					}
					want := itemsAsTheyAre(all, q)
					items, total, err := f.Items(t.Context(), op.ID, q)
					check(t, err)
					page := want[min(q.Offset, len(want)):min(q.Offset+q.Limit, len(want))]
					if total != len(want) || fmt.Sprintf("%+v", items) != fmt.Sprintf("%+v", page) {
						t.Fatalf("round %d, %+v: %d results\n%+v\nwant %d\n%+v", round, q, total, items, len(want), page)
					}
				}
			}
			check(t, other.Finish(t.Context(), token, op.ID, Failed, "no"))
			if failed := must[[]int64](t)(f.FailedProducts(t.Context(), op.ID)); len(failed) != len(itemsAsTheyAre(all, ItemQuery{Outcomes: []Outcome{OutcomeFailed}})) {
				t.Errorf("%d products failed", len(failed))
			}
		})
	}
}

// TestItemsOfOperationsInTurn asks for several operations one after another, one of them unknown, and after the store was closed.
func TestItemsOfOperationsInTurn(t *testing.T) {
	f := newFixture(t)
	at := f.clock.Now()
	ops := make([]Operation, 3)
	for i := range ops {
		ops[i] = Operation{Webshop: "Nordlys", State: Completed, CreatedOn: at, CompletedOn: at}
	}
	check(t, f.AddOperations(t.Context(), ops))
	for i, op := range ops {
		items := make([]Item, 10*(i+1))
		for k := range items {
			items[k] = Item{OperationID: op.ID, ProductID: int64(1 + k), SKU: fmt.Sprintf("%d-%d", i, k), Name: "Hoodie", Action: ActionAdd, Outcome: OutcomeDone, DoneOn: at}
		}
		check(t, f.AddItems(t.Context(), items))
	}
	for range 3 {
		for i, op := range ops {
			for _, text := range []string{"hoodie", fmt.Sprintf("%d-", i)} {
				items, total, err := f.Items(t.Context(), op.ID, ItemQuery{Text: text, Limit: 5})
				if check(t, err); total != 10*(i+1) || len(items) != 5 || items[4].SKU != fmt.Sprintf("%d-4", i) {
					t.Errorf("%q in operation %d: %d results, %+v", text, op.ID, total, items)
				}
			}
		}
	}
	if items, total, err := f.Items(t.Context(), 99, ItemQuery{Text: "hoodie", Limit: 5}); len(items) > 0 || total > 0 || err != nil {
		t.Errorf("an operation that is not there has %d results, %v", total, err)
	}
	check(t, f.Close())
	if _, _, err := f.Items(t.Context(), ops[0].ID, ItemQuery{Text: "hoodie"}); err == nil {
		t.Error("a closed store found something")
	}
}
