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

// TestItemsInParts loads the results of an operation in parts, which must be what they are in one, with room for all their texts, for
// some and for none.
func TestItemsInParts(t *testing.T) {
	f := newFixture(t)
	op := []Operation{{Webshop: "Nordlys", State: Completed, CreatedOn: f.clock.Now(), CompletedOn: f.clock.Now(), Total: 500}}
	check(t, f.AddOperations(t.Context(), op))
	r := rand.New(rand.NewPCG(5, 5))
	var items []Item
	for product := int64(1); len(items) < 500; product += 1 + r.Int64N(1+r.Int64N(100)) {
		items = append(items, Item{OperationID: op[0].ID, ProductID: product, SKU: fmt.Sprintf("S-%d", product), Name: "Hoodie Ærø", Action: Action(r.IntN(4)), Outcome: OutcomeDone, DoneOn: f.clock.Now()})
	}
	check(t, f.AddItems(t.Context(), items))
	for _, room := range []int{mostItemText, 3000, 0} {
		whole := newItemTable(f.read, op[0].ID, room)
		check(t, whole.load(t.Context(), 1000))
		if len(whole.order) != len(items) || room == mostItemText && len(whole.starts) != len(items) {
			t.Fatalf("%d results with %d texts", len(whole.order), len(whole.starts))
		}
		for _, size := range []uint64{1, 7, 100} {
			parts := newItemTable(f.read, op[0].ID, room)
			check(t, parts.load(t.Context(), size))
			if !slices.Equal(parts.products, whole.products) || !slices.Equal(parts.kinds, whole.kinds) || !slices.Equal(parts.order, whole.order) || parts.counts != whole.counts ||
				parts.changes != whole.changes || string(parts.texts) != string(whole.texts) || !slices.Equal(parts.starts, whole.starts) {
				t.Errorf("room for %d, parts of %d: %d results, %d texts of %d bytes, in one %d, %d of %d", room, size, len(parts.order), len(parts.starts), len(parts.texts),
					len(whole.order), len(whole.starts), len(whole.texts))
			}
		}
	}
}
