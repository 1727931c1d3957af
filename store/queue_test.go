package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// catalogue puts n products into the store and gives their ids.
func (f fixture) catalogue(n int) []int64 {
	f.t.Helper()
	var products []Product
	for i := range n {
		products = append(products, Product{SKU: fmt.Sprintf("P-%03d", i), Name: fmt.Sprintf("Product %d", i), Type: Simple, Web: true})
	}
	var ids []int64
	for _, p := range f.put(products...) {
		ids = append(ids, p.ID)
	}
	return ids
}

// TestSupersession makes operations one after the other, letting a worker claim where it says so, and compares what became of them.
func TestSupersession(t *testing.T) {
	type ask struct {
		full     bool
		products []int // places in the catalogue; none: the whole webshop
		claim    bool  // a worker begins it before the next is asked for
		want     int   // place of the operation that it becomes; its own when it is made
	}
	for _, c := range []struct {
		name   string
		asks   []ask
		states []State
		flags  []int // place + 1 of the operation that tells it to stop
		texts  []string
	}{
		{"full aborts waiting full", []ask{{full: true}, {full: true, want: 1}}, []State{Aborted, NotProcessed}, nil,
			[]string{"Superseded by synchronization 2 (Synchronize all), asked for by anna, screen."}},
		{"full aborts waiting incremental", []ask{{}, {full: true, want: 1}}, []State{Aborted, NotProcessed}, nil, nil},
		{"incremental aborts waiting incremental", []ask{{}, {want: 1}}, []State{Aborted, NotProcessed}, nil,
			[]string{"Superseded by synchronization 2, asked for by anna, screen."}},
		{"waiting full covers incremental", []ask{{full: true}, {want: 0}}, []State{NotProcessed}, nil, nil},
		{"full stops the running one", []ask{{claim: true}, {full: true, want: 1}}, []State{InProgress, NotProcessed}, []int{2, 0}, nil},
		{"full stops the running full and aborts the waiting one", []ask{{full: true, claim: true}, {full: true, want: 1}, {full: true, want: 2}},
			[]State{InProgress, Aborted, NotProcessed}, []int{3, 0, 0}, nil},
		{"incremental waits beside the running one", []ask{{full: true, claim: true}, {want: 1}}, []State{InProgress, NotProcessed}, []int{0, 0}, nil},
		{"by name is never aborted", []ask{{products: []int{0}}, {full: true, want: 1}, {want: 1}}, []State{NotProcessed, NotProcessed}, nil, nil},
		{"by name is never told to stop", []ask{{products: []int{0}, claim: true}, {full: true, want: 1}}, []State{InProgress, NotProcessed}, []int{0, 0}, nil},
		{"the same product is one operation", []ask{{products: []int{0}}, {products: []int{0}, want: 0}}, []State{NotProcessed}, nil, nil},
		{"all of them wait already", []ask{{products: []int{0, 1}}, {products: []int{2}, want: 1}, {products: []int{2, 0}, want: 1}}, []State{NotProcessed, NotProcessed}, nil, nil},
		{"only the rest", []ask{{products: []int{0, 1}}, {products: []int{1, 2, 2}, want: 1}}, []State{NotProcessed, NotProcessed}, nil, nil},
		{"a running one does not cover", []ask{{products: []int{0}, claim: true}, {products: []int{0}, want: 1}}, []State{InProgress, NotProcessed}, nil, nil},
		{"changes only do not cover everything anew", []ask{{products: []int{0}}, {full: true, products: []int{0}, want: 1}}, []State{NotProcessed, NotProcessed}, nil, nil},
		{"everything anew covers changes only", []ask{{full: true, products: []int{0}}, {products: []int{0}, want: 0}}, []State{NotProcessed}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			w, elsewhere := f.webshop("Nordlys"), f.webshop("Sydkysten")
			bystander := f.create(NewOperation{WebshopID: elsewhere.ID, RequestedBy: "other"})
			ids := f.catalogue(3)
			token := f.lease("worker")
			var made []Operation
			for i, a := range c.asks {
				n := NewOperation{WebshopID: w.ID, Full: a.full, RequestedBy: "anna, screen"}
				for _, p := range a.products {
					n.ProductIDs = append(n.ProductIDs, ids[p])
				}
				op, created, err := f.CreateOperation(t.Context(), n)
				check(t, err)
				if created {
					made = append(made, op)
				}
				if a.want >= len(made) || made[a.want].ID != op.ID {
					t.Fatalf("request %d became operation %d (created %v)", i, op.ID, created)
				}
				if a.claim {
					if got, found, err := f.Claim(t.Context(), token, []int64{elsewhere.ID}); err != nil || !found || got.ID != op.ID {
						t.Fatalf("claimed %d, %v, %v", got.ID, found, err)
					}
				}
			}
			if len(made) != len(c.states) {
				t.Fatalf("%d operations were made, want %d", len(made), len(c.states))
			}
			for i, op := range made {
				now := f.operation(op.ID)
				if now.State != c.states[i] {
					t.Errorf("operation %d is %v, want %v", i, now.State, c.states[i])
				}
				if i < len(c.flags) && c.flags[i] > 0 != (now.SupersededBy != 0) {
					t.Errorf("operation %d is told to stop by %d", i, now.SupersededBy)
				}
				if i < len(c.flags) && c.flags[i] > 0 && now.SupersededBy != made[c.flags[i]-1].ID {
					t.Errorf("operation %d is told to stop by %d, want %d", i, now.SupersededBy, made[c.flags[i]-1].ID)
				}
				if i < len(c.texts) {
					want := strings.Replace(c.texts[i], "synchronization 2", fmt.Sprintf("synchronization %d", made[1].ID), 1)
					if now.Error != want {
						t.Errorf("operation %d says %q, want %q", i, now.Error, want)
					}
				}
			}
			if now := f.operation(bystander.ID); now.State != NotProcessed || now.SupersededBy != 0 {
				t.Errorf("the operation of another webshop became %v", now.State)
			}
		})
	}
}

func TestCreateOperationNotesWhatWasAsked(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	ids := f.catalogue(2)
	op := f.create(NewOperation{WebshopID: w.ID, ProductIDs: []int64{ids[1], ids[0], ids[1]}, RequestedBy: "retry of 12", RetryOf: 12, ConfirmRemovals: true})
	want := Operation{ID: op.ID, WebshopID: w.ID, Webshop: "Nordlys", WebshopURL: w.URL, Scope: ScopeProducts, CreatedOn: f.clock.Now(), RequestedBy: "retry of 12", RetryOf: 12, ConfirmRemovals: true, Total: 2}
	if op != want {
		t.Errorf("made %+v\nwant %+v", op, want)
	}
	items, total, err := f.Items(t.Context(), op.ID, ItemQuery{Limit: 10})
	check(t, err)
	if total != 2 || items[0].SKU != "P-000" || items[0].Outcome != OutcomePending || !items[0].DoneOn.IsZero() {
		t.Errorf("results %+v", items)
	}
	if pending := must[[]int64](t)(f.PendingProducts(t.Context(), op.ID)); !slices.Equal(pending, ids) {
		t.Errorf("pending %v", pending)
	}
	for _, n := range []NewOperation{{WebshopID: 99}, {WebshopID: w.ID, ProductIDs: []int64{ids[0], 4711}, Full: true}} {
		if _, _, err := f.CreateOperation(t.Context(), n); !errors.Is(err, ErrNotFound) {
			t.Errorf("%+v: %v", n, err)
		}
	}
	if page := must[OperationPage](t)(f.Operations(t.Context(), OperationQuery{Limit: 10})); page.Total != 1 {
		t.Errorf("a refused request left %d operations", page.Total)
	}
}

func TestConsentIsAddedToTheOperationThatCovers(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	full := f.create(NewOperation{WebshopID: w.ID, Full: true})
	op := f.create(NewOperation{WebshopID: w.ID, ConfirmRemovals: true})
	if op.ID != full.ID || !op.ConfirmRemovals {
		t.Errorf("operation %d, consent %v", op.ID, op.ConfirmRemovals)
	}
}

func TestClaimOrder(t *testing.T) {
	f := newFixture(t)
	north, south := f.webshop("Nordlys"), f.webshop("Sydkysten")
	ids := f.catalogue(3)
	token := f.lease("worker")
	all := f.create(NewOperation{WebshopID: north.ID, Full: true})
	changes := f.create(NewOperation{WebshopID: south.ID})
	named := f.create(NewOperation{WebshopID: south.ID, ProductIDs: ids[:1]})
	f.clock.Add(time.Minute)
	for _, want := range []Operation{named, all, changes} {
		op := f.claim(token)
		if op.ID != want.ID || op.State != InProgress || op.Attempts != 1 || !op.StartedOn.Equal(f.clock.Now()) {
			t.Errorf("claimed %+v, want operation %d", op, want.ID)
		}
	}
	later := f.create(NewOperation{WebshopID: north.ID})
	if op, found, err := f.Claim(t.Context(), token, nil); found || err != nil {
		t.Errorf("claimed %d beside the one in progress, %v", op.ID, err)
	}
	overtaking := f.create(NewOperation{WebshopID: north.ID, ProductIDs: ids[1:]})
	if op, found, err := f.Claim(t.Context(), token, []int64{north.ID}); found || err != nil {
		t.Errorf("claimed %d of a busy webshop, %v", op.ID, err)
	}
	if _, found, err := f.ClaimNamed(t.Context(), token, south.ID); found || err != nil {
		t.Errorf("claimed one of another webshop: %v", err)
	}
	if op, found, err := f.ClaimNamed(t.Context(), token, north.ID); err != nil || !found || op.ID != overtaking.ID {
		t.Errorf("claimed %d, %v, %v", op.ID, found, err)
	}
	check(t, f.Finish(t.Context(), token, all.ID, Completed, ""))
	if op := f.claim(token); op.ID != later.ID {
		t.Errorf("claimed %d, want %d", op.ID, later.ID)
	}
}

func TestFinalOperationsNeverChange(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	token := f.lease("worker")
	op := f.create(NewOperation{WebshopID: w.ID})
	if err := f.Finish(t.Context(), token, op.ID, Completed, ""); !errors.Is(err, ErrNotClaimed) {
		t.Errorf("finish of a waiting one: %v", err)
	}
	f.claim(token)
	if err := f.Finish(t.Context(), token, op.ID, InProgress, ""); err == nil {
		t.Error("it was finished as In progress")
	}
	f.clock.Add(time.Second)
	text := strings.Repeat("SKU ø failed\n", 1000)
	check(t, f.Finish(t.Context(), token, op.ID, Failed, text))
	done := f.operation(op.ID)
	if done.State != Failed || !done.CompletedOn.Equal(f.clock.Now()) || done.ErrorSize != len(text) || !strings.HasPrefix(text, done.Error) || len(done.Error) > ErrorHead || len(done.Error) < ErrorHead-4 {
		t.Errorf("it ended as %+v", done)
	}
	if whole := must[string](t)(f.OperationError(t.Context(), op.ID)); whole != text {
		t.Errorf("the whole error has %d bytes", len(whole))
	}
	_, record := f.Record(t.Context(), token, op.ID, []Result{{Item: Item{ProductID: 1, Outcome: OutcomeDone}}})
	for what, err := range map[string]error{"finish": f.Finish(t.Context(), token, op.ID, Completed, ""), "requeue": f.Requeue(t.Context(), token, op.ID),
		"total": f.SetTotal(t.Context(), token, op.ID, 5), "note": f.SetNote(t.Context(), token, op.ID, "x"), "record": record} {
		if !errors.Is(err, ErrFinal) {
			t.Errorf("%s: %v", what, err)
		}
	}
	err := f.change(t.Context(), survivesCrash, "cheat", func(tx *tx) error {
		_, err := tx.exec("UPDATE operations SET note = 'changed' WHERE id = ?", op.ID)
		return err
	})
	if err == nil || f.operation(op.ID) != done {
		t.Errorf("it was changed behind the store's back: %v", err)
	}
	if _, err := f.Operation(t.Context(), 4711); !errors.Is(err, ErrNotFound) {
		t.Errorf("an operation that is not there: %v", err)
	}
	if err := f.SetNote(t.Context(), token, 4711, ""); !errors.Is(err, ErrNotFound) {
		t.Errorf("a note on an operation that is not there: %v", err)
	}
}

func TestRequeue(t *testing.T) {
	f := newFixture(t)
	w, gone := f.webshop("Nordlys"), f.webshop("Sydkysten")
	token := f.lease("worker")
	op := f.create(NewOperation{WebshopID: w.ID})
	f.claim(token)
	begun := f.clock.Now()
	check(t, f.SetNote(t.Context(), token, op.ID, "paused"))
	check(t, f.Requeue(t.Context(), token, op.ID))
	if now := f.operation(op.ID); now.State != NotProcessed || now.Attempts != 0 || !now.StartedOn.IsZero() || now.Note != "" {
		t.Errorf("put back as %+v", now)
	}
	f.clock.Add(time.Second)
	if now := f.claim(token); !now.StartedOn.Equal(begun) {
		t.Errorf("it began on %v and not on %v", now.StartedOn, begun)
	}
	newer := f.create(NewOperation{WebshopID: w.ID, Full: true, RequestedBy: "schedule"})
	check(t, f.Requeue(t.Context(), token, op.ID))
	if now := f.operation(op.ID); now.State != Aborted || !strings.Contains(now.Error, fmt.Sprintf("synchronization %d (Synchronize all), asked for by schedule", newer.ID)) {
		t.Errorf("superseded, it became %v: %s", now.State, now.Error)
	}
	lost := f.create(NewOperation{WebshopID: gone.ID})
	if got, _, err := f.Claim(t.Context(), token, []int64{w.ID}); err != nil || got.ID != lost.ID {
		t.Fatalf("claimed %d, %v", got.ID, err)
	}
	check(t, f.RemoveWebshop(t.Context(), gone.ID))
	check(t, f.Requeue(t.Context(), token, lost.ID))
	if now := f.operation(lost.ID); now.State != WebshopNotFound || now.Error == "" {
		t.Errorf("without its webshop it became %v: %q", now.State, now.Error)
	}
}

// What was begun and is superseded while it waits to go on has done something: it says when it began.
func TestWhatWasBegunEndsWithItsStart(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	token := f.lease("worker")
	op := f.create(NewOperation{WebshopID: w.ID})
	f.claim(token)
	begun := f.clock.Now()
	check(t, f.Requeue(t.Context(), token, op.ID))
	f.clock.Add(time.Minute)
	f.create(NewOperation{WebshopID: w.ID, Full: true})
	if now := f.operation(op.ID); now.State != Aborted || !now.StartedOn.Equal(begun) || !now.CompletedOn.Equal(f.clock.Now()) {
		t.Errorf("begun on %v, it ended as %v: %v to %v", begun, now.State, now.StartedOn, now.CompletedOn)
	}
}

func TestRescue(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	op := f.create(NewOperation{WebshopID: w.ID})
	for attempt := 1; attempt <= 3; attempt++ {
		token := f.lease(fmt.Sprintf("worker %d", attempt))
		if n, failed, err := f.Rescue(t.Context(), token, 3); err != nil || failed != 0 || n != min(attempt-1, 1) {
			t.Fatalf("attempt %d: %d put back, %d failed, %v", attempt, n, failed, err)
		}
		if got := f.claim(token); got.ID != op.ID || got.Attempts != attempt {
			t.Fatalf("claimed %+v", got)
		}
		if n, failed, err := f.Rescue(t.Context(), token, 3); n+failed != 0 || err != nil {
			t.Fatalf("it rescued its own operation: %d, %d, %v", n, failed, err)
		}
		f.clock.Add(time.Hour) // it dies
	}
	token := f.lease("worker 4")
	if n, failed, err := f.Rescue(t.Context(), token, 3); err != nil || n != 0 || failed != 1 {
		t.Errorf("%d put back, %d failed, %v", n, failed, err)
	}
	if now := f.operation(op.ID); now.State != Failed || !strings.HasPrefix(now.Error, "Cut off 3 times") {
		t.Errorf("it became %v: %s", now.State, now.Error)
	}

	superseded := f.create(NewOperation{WebshopID: w.ID})
	f.claim(token)
	f.create(NewOperation{WebshopID: w.ID, Full: true})
	f.clock.Add(time.Hour)
	if n, failed, err := f.Rescue(t.Context(), f.lease("worker 5"), 1); err != nil || n+failed != 0 {
		t.Errorf("%d put back, %d failed, %v", n, failed, err)
	}
	if now := f.operation(superseded.ID); now.State != Aborted {
		t.Errorf("a superseded one became %v", now.State)
	}
}

// TestCountersEqualRows lets chance drive the queue and compares the counters with the rows.
func TestCountersEqualRows(t *testing.T) {
	f := newFixture(t)
	check(t, f.AddOperations(t.Context(), []Operation{
		{Webshop: "Old", State: Completed, Full: true, CreatedOn: f.clock.Now(), CompletedOn: f.clock.Now()},
		{Webshop: "Old", State: NotProcessed, CreatedOn: f.clock.Now()},
	}))
	w := f.webshop("Nordlys")
	token := f.lease("worker")
	for i := range 12 {
		f.create(NewOperation{WebshopID: w.ID, Full: i%3 == 0})
		if i%4 == 1 {
			op, found, err := f.Claim(t.Context(), token, nil)
			check(t, err)
			if found {
				check(t, f.Finish(t.Context(), token, op.ID, Completed, ""))
			}
		}
	}
	check(t, f.RemoveWebshop(t.Context(), w.ID))
	var want StateCounts
	for _, o := range must[OperationPage](t)(f.Operations(t.Context(), OperationQuery{Limit: 100})).Rows {
		want[o.State]++
	}
	got, err := f.stateCountsBySQL(t.Context(), OperationFilter{})
	check(t, err)
	if got != want || want[WebshopNotFound] == 0 || want[Aborted] == 0 || want[Completed] < 2 {
		t.Errorf("counters %v, rows %v", got, want)
	}
}

func TestHistoryInProgressEndsWithItsOwnError(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	long := strings.Repeat("the first attempt failed; ", 50)
	ops := []Operation{{Webshop: w.Name, WebshopID: w.ID, State: InProgress, CreatedOn: f.clock.Now(), StartedOn: f.clock.Now(), Attempts: 3, Error: long}}
	check(t, f.AddOperations(t.Context(), ops))
	f.loaded()
	count := func(text string) int {
		return must[OperationPage](t)(f.Operations(t.Context(), OperationQuery{Filter: OperationFilter{Error: text}, Limit: 1})).Total
	}
	if count("first attempt") != 1 {
		t.Error("its error is not found")
	}
	if _, failed, err := f.Rescue(t.Context(), f.lease("worker"), 3); err != nil || failed != 1 {
		t.Fatal(failed, err)
	}
	if whole := must[string](t)(f.OperationError(t.Context(), ops[0].ID)); !strings.HasPrefix(whole, "Cut off 3 times") {
		t.Errorf("it says %q", head(whole, 50))
	}
	if count("first attempt") != 0 || count("cut off 3") != 1 {
		t.Error("the former error is found, or the new one is not")
	}
}
