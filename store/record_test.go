package store

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"
)

func result(id int64, a Action, o Outcome) Result {
	return Result{Item: Item{ProductID: id, SKU: fmt.Sprint("SKU ", id), Name: fmt.Sprint("Name ", id), Action: a, Outcome: o}}
}

func sent(id int64, h byte) Result {
	r := result(id, ActionAdd, OutcomeDone)
	r.RemoteID = 1000 + id
	r.Sent = &Package{Sent: Hash{h}, Payload: []byte(fmt.Sprintf(`{"id":%d}`, id)), RemoteID: 1000 + id, RemoteParentID: 7}
	return r
}

// working is a store with an operation in progress.
func working(t *testing.T) (f fixture, w Webshop, token int64, op Operation) {
	f = newFixture(t)
	w = f.webshop("Nordlys")
	token = f.lease("worker")
	op = f.create(NewOperation{WebshopID: w.ID, Full: true})
	f.claim(token)
	return f, w, token, op
}

func TestRecordCountsEachProductOnce(t *testing.T) {
	f, _, token, op := working(t)
	check(t, f.SetTotal(t.Context(), token, op.ID, 8))
	record := func(results ...Result) {
		t.Helper()
		if by, err := f.Record(t.Context(), token, op.ID, results); err != nil || by != 0 {
			t.Fatal(by, err)
		}
	}
	all := []Result{result(1, ActionAdd, OutcomeDone), result(2, ActionUpdate, OutcomeDone), result(3, ActionRemove, OutcomeDone), result(4, ActionUnchanged, OutcomeUnchanged),
		result(5, ActionAdd, OutcomeSkipped), result(6, ActionAdd, OutcomeFailed), result(7, ActionUpdate, OutcomeFailed)}
	record(all...)
	record(all[:4]...)
	record(all...)
	want := Counts{Added: 1, Updated: 1, Removed: 1, Unchanged: 1, Skipped: 1, Failed: 2}
	if now := f.operation(op.ID); now.Counts != want || now.Done != 7 || now.Total != 8 {
		t.Errorf("counted %+v, done %d of %d", now.Counts, now.Done, now.Total)
	}
	record(result(7, ActionUpdate, OutcomeDone), result(7, ActionUpdate, OutcomeDone))
	want.Failed, want.Updated = 1, 2
	if now := f.operation(op.ID); now.Counts != want || now.Done != 7 {
		t.Errorf("after another try: %+v, done %d", now.Counts, now.Done)
	}
	if failed := must[[]int64](t)(f.FailedProducts(t.Context(), op.ID)); !slices.Equal(failed, []int64{6}) {
		t.Errorf("failed %v", failed)
	}
	if done := must[map[int64]bool](t)(f.DoneProducts(t.Context(), op.ID, []int64{1, 7, 8, 99})); !maps.Equal(done, map[int64]bool{1: true, 7: true}) {
		t.Errorf("done %v", done)
	}
}

func TestRecordKeepsPackages(t *testing.T) {
	f, w, token, op := working(t)
	check(t, f.SetWanted(t.Context(), w.ID, 0, []Wanted{{1, Hash{1}}, {2, Hash{2}}, {3, Hash{}}}))
	_, err := f.Record(t.Context(), token, op.ID, []Result{sent(1, 1), sent(3, 3)})
	check(t, err)
	packages := must[map[int64]Package](t)(f.Packages(t.Context(), w.ID, []int64{1, 2, 3, 4}))
	want := Package{WebshopID: w.ID, ProductID: 1, Wanted: Hash{1}, Sent: Hash{1}, Payload: []byte(`{"id":1}`), RemoteID: 1001, RemoteParentID: 7, SentOn: f.clock.Now()}
	if got := packages[1]; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("stored %+v\nwant %+v", got, want)
	}
	if p := packages[2]; p.Wanted != (Hash{2}) || p.Sent != (Hash{}) || p.Payload != nil || !p.SentOn.IsZero() {
		t.Errorf("not sent: %+v", p)
	}
	if p := packages[3]; p.Wanted != (Hash{}) || p.Sent != (Hash{3}) {
		t.Errorf("sent before it was planned: %+v", p)
	}
	if _, there := packages[4]; there {
		t.Error("a package from nowhere")
	}
	counts := func(want PlanCounts, has int) {
		t.Helper()
		if c := must[PlanCounts](t)(f.PlanCounts(t.Context(), w.ID)); c != want {
			t.Errorf("planned %+v, want %+v", c, want)
		}
		if n := must[int](t)(f.CountPackages(t.Context(), w.ID)); n != has {
			t.Errorf("the webshop has %d products, want %d", n, has)
		}
	}
	counts(PlanCounts{Add: 1, Remove: 1, Unchanged: 1}, 2)
	check(t, f.SetWanted(t.Context(), w.ID, 0, []Wanted{{1, Hash{11}}, {2, Hash{}}, {3, Hash{}}, {5, Hash{5}}}))
	counts(PlanCounts{Add: 1, Update: 1, Remove: 1}, 2)
	differing := must[[]Package](t)(f.Differing(t.Context(), w.ID, 0, 10))
	if len(differing) != 3 || differing[0].ProductID != 1 || differing[1].ProductID != 3 || differing[2].ProductID != 5 || differing[0].Payload != nil {
		t.Errorf("differing %+v", differing)
	}
	if rest := must[[]Package](t)(f.Differing(t.Context(), w.ID, 1, 1)); len(rest) != 1 || rest[0].ProductID != 3 {
		t.Errorf("differing after 1: %+v", rest)
	}
	forget := result(3, ActionRemove, OutcomeDone)
	forget.Forget = true
	again := sent(1, 11)
	_, err = f.Record(t.Context(), token, op.ID, []Result{forget, again})
	check(t, err)
	counts(PlanCounts{Add: 1, Unchanged: 1}, 1)
	if all := must[[]Package](t)(f.PackagesAfter(t.Context(), w.ID, 0, 10)); len(all) != 2 {
		t.Errorf("left %+v", all)
	}
	forget.ProductID = 1 // still wanted
	_, err = f.Record(t.Context(), token, op.ID, []Result{forget})
	check(t, err)
	counts(PlanCounts{Add: 2}, 0)
	if p := must[map[int64]Package](t)(f.Packages(t.Context(), w.ID, []int64{1}))[1]; p.Payload != nil || p.RemoteID != 0 || p.Wanted != (Hash{11}) {
		t.Errorf("forgotten: %+v", p)
	}
	if err := f.SetWanted(t.Context(), 99, 0, []Wanted{{1, Hash{1}}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("plan for a webshop that is not there: %v", err)
	}
}

func TestIntents(t *testing.T) {
	f, w, token, op := working(t)
	noted := func(id int64, fields ...string) Intent {
		return Intent{ProductID: id, OperationID: op.ID, Fields: fields}
	}
	check(t, f.AddIntents(t.Context(), token, w.ID, op.ID, []Intent{noted(1), noted(2, "name"), noted(3), noted(4, "sku", "name")}))
	check(t, f.AddIntents(t.Context(), token, w.ID, op.ID+1, []Intent{noted(4, "status", "sku")}))
	_, err := f.Record(t.Context(), token, op.ID, []Result{sent(1, 1), result(2, ActionAdd, OutcomeFailed)})
	check(t, err)
	check(t, f.ClearIntentsOf(t.Context(), token, w.ID, 4711, []int64{3})) // another operation began it
	if _, there := must[map[int64]Intent](t)(f.Intents(t.Context(), w.ID))[3]; !there {
		t.Error("an operation clears the writes of another one")
	}
	check(t, f.ClearIntents(t.Context(), token, w.ID, []int64{3}))
	want := map[int64]Intent{2: noted(2, "name"), 4: noted(4, "name", "sku", "status")}
	if got := must[map[int64]Intent](t)(f.Intents(t.Context(), w.ID)); !reflect.DeepEqual(got, want) {
		t.Errorf("intents %v, want %v", got, want)
	}
	if err := f.AddIntents(t.Context(), token, 99, op.ID, []Intent{noted(1)}); !errors.Is(err, ErrNotFound) {
		t.Errorf("for a webshop that is not there: %v", err)
	}
}

func TestRecordTellsTheWorkerToStop(t *testing.T) {
	f, w, token, op := working(t)
	newer := f.create(NewOperation{WebshopID: w.ID, Full: true})
	by, err := f.Record(t.Context(), token, op.ID, []Result{sent(1, 1)})
	if err != nil || by != newer.ID {
		t.Errorf("superseded by %d, %v", by, err)
	}
	check(t, f.Finish(t.Context(), token, op.ID, Aborted, ""))
	if now := f.operation(op.ID); now.Error != fmt.Sprintf("Superseded by synchronization %d (Synchronize all).", newer.ID) || now.Counts.Added != 1 {
		t.Errorf("it ended as %+v", now)
	}
	op = f.claim(token)
	check(t, f.RemoveWebshop(t.Context(), w.ID))
	if _, err := f.Record(t.Context(), token, op.ID, []Result{sent(1, 1)}); !errors.Is(err, ErrNotFound) {
		t.Errorf("without the webshop: %v", err)
	}
	if now := f.operation(op.ID); now.Counts.Added != 1 {
		t.Errorf("what was confirmed is not stored: %+v", now.Counts)
	}
	check(t, f.Finish(t.Context(), token, op.ID, WebshopNotFound, ""))
	if now := f.operation(op.ID); now.State != WebshopNotFound || now.Error == "" {
		t.Errorf("it ended as %+v", now)
	}
}

func TestRecordIsAllOrNothing(t *testing.T) {
	f, _, token, op := working(t)
	bad := result(2, ActionAdd, Outcome(77))
	if _, err := f.Record(t.Context(), token, op.ID, []Result{sent(1, 1), bad}); err == nil {
		t.Fatal("an unknown outcome was stored")
	}
	if now := f.operation(op.ID); now.Done != 0 {
		t.Errorf("half of it was stored: %+v", now)
	}
	if _, total, err := f.Items(t.Context(), op.ID, ItemQuery{Limit: 1}); total != 0 || err != nil {
		t.Errorf("%d results, %v", total, err)
	}
}

func TestItems(t *testing.T) {
	f, _, token, op := working(t)
	var results []Result
	for i := range 100 {
		r := result(int64(i+1), ActionAdd, Outcome(1+i%4))
		if r.Outcome == OutcomeFailed {
			r.Error = fmt.Sprintf("Invalid prÍce %d", i)
		}
		results = append(results, r)
	}
	_, err := f.Record(t.Context(), token, op.ID, results)
	check(t, err)
	for _, c := range []struct {
		q     ItemQuery
		total int
		first int64
		n     int
	}{
		{ItemQuery{Limit: 10}, 100, 4, 10},
		{ItemQuery{Limit: 10, Offset: 25}, 100, 3, 10},
		{ItemQuery{Limit: 10, Offset: 95}, 100, 81, 5},
		{ItemQuery{Limit: 10, Offset: 1000}, 100, 0, 0},
		{ItemQuery{Outcomes: []Outcome{OutcomeDone}, Limit: 3, Offset: 1}, 25, 5, 3},
		{ItemQuery{Outcomes: []Outcome{OutcomePending}, Limit: 3}, 0, 0, 0},
		{ItemQuery{Text: "PRICE 7", Limit: 3}, 4, 8, 3},
		{ItemQuery{Text: "sku 10", Limit: 10}, 2, 100, 2},
		{ItemQuery{Text: "name 9", Outcomes: []Outcome{OutcomeSkipped, OutcomeUnchanged}, Limit: 2, Offset: 1}, 6, 95, 2},
		{ItemQuery{Text: "%"}, 0, 0, 0},
	} {
		items, total, err := f.Items(t.Context(), op.ID, c.q)
		check(t, err)
		var first int64
		if len(items) > 0 {
			first = items[0].ProductID
		}
		if total != c.total || first != c.first || len(items) != c.n {
			t.Errorf("%+v: %d items from product %d, %d in all; want %d from %d, %d", c.q, len(items), first, total, c.n, c.first, c.total)
		}
	}
	items, _, err := f.Items(t.Context(), op.ID, ItemQuery{Limit: 1})
	check(t, err)
	want := Item{OperationID: op.ID, ProductID: 4, SKU: "SKU 4", Name: "Name 4", Action: ActionAdd, Outcome: OutcomeFailed, Error: "Invalid prÍce 3", DoneOn: f.clock.Now()}
	if items[0] != want {
		t.Errorf("read %+v\nwant %+v", items[0], want)
	}
}

// TestTwoProgramsWriteAtOnce has two stores on one file record and create side by side.
func TestTwoProgramsWriteAtOnce(t *testing.T) {
	f, w, token, op := working(t)
	other := f.second()
	const rounds = 60
	errs := make(chan error, 3)
	go func() {
		for i := range rounds {
			if _, err := f.Record(t.Context(), token, op.ID, []Result{sent(int64(i+1), 1)}); err != nil {
				errs <- err
				return
			}
		}
		errs <- nil
	}()
	go func() {
		for i := range rounds {
			if err := other.SetWanted(t.Context(), w.ID, 0, []Wanted{{int64(i + 1), Hash{2}}}); err != nil {
				errs <- err
				return
			}
		}
		errs <- nil
	}()
	go func() {
		for range rounds {
			if _, err := other.Operations(t.Context(), OperationQuery{Limit: 10}); err != nil {
				errs <- err
				return
			}
			if _, err := f.Operations(t.Context(), OperationQuery{Limit: 10}); err != nil {
				errs <- err
				return
			}
		}
		errs <- nil
	}()
	for range 3 {
		check(t, <-errs)
	}
	if now := f.operation(op.ID); now.Counts.Added != rounds {
		t.Errorf("%+v", now.Counts)
	}
	if c := must[PlanCounts](t)(f.PlanCounts(t.Context(), w.ID)); c.Update+c.Unchanged != rounds {
		t.Errorf("%+v", c)
	}
	f.clock.Add(time.Second)
	check(t, f.Finish(t.Context(), token, op.ID, Completed, ""))
	if page := must[OperationPage](t)(other.Operations(t.Context(), OperationQuery{Limit: 1})); page.Rows[0].State != Completed {
		t.Errorf("the other program sees %v", page.Rows[0].State)
	}
}

func TestTrafficAddsUpUntilTheEnd(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	op, token := f.create(NewOperation{WebshopID: w.ID}), f.lease("worker")
	if err := f.AddTraffic(t.Context(), token, op.ID, Traffic{Requests: 1}); !errors.Is(err, ErrNotClaimed) {
		t.Errorf("of one that waits: %v", err)
	}
	f.claim(token)
	for range 2 {
		check(t, f.AddTraffic(t.Context(), token, op.ID, Traffic{Requests: 3, Retries: 1, BytesOut: 1 << 33, BytesIn: 70}))
	}
	check(t, f.Finish(t.Context(), token, op.ID, Completed, ""))
	if got := must[Operation](t)(f.Operation(t.Context(), op.ID)).Traffic; got != (Traffic{6, 2, 1 << 34, 140}) {
		t.Errorf("counted %+v", got)
	}
	if err := f.AddTraffic(t.Context(), token, op.ID, Traffic{Requests: 1}); !errors.Is(err, ErrFinal) {
		t.Errorf("of one that has ended: %v", err)
	}
}
