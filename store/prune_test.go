package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"
)

// aged adds operations of a webshop that ended so many days ago, and gives their ids.
func (f fixture) aged(webshop int64, daysAgo, n int, errorText string) (ids []int64) {
	f.t.Helper()
	ops := make([]Operation, n)
	for i := range ops {
		at := f.clock.Now().Add(-time.Duration(daysAgo)*24*time.Hour + time.Duration(i)*time.Second)
		ops[i] = Operation{WebshopID: webshop, Webshop: fmt.Sprint("Shop ", webshop), State: Failed, Error: errorText, CreatedOn: at, StartedOn: at, CompletedOn: at}
	}
	check(f.t, f.AddOperations(context.Background(), ops))
	for _, o := range ops {
		ids = append(ids, o.ID)
	}
	return ids
}

// pruneAll prunes until nothing is left to do, and gives the number of steps.
func (f fixture) pruneAll(token int64) (steps int) {
	f.t.Helper()
	for more := true; more; steps++ {
		more = must[bool](f.t)(f.Prune(context.Background(), token))
		if steps > 10_000 {
			f.t.Fatal("pruning does not end")
		}
	}
	return steps
}

// looked makes the store believe that somebody looked for old operations just now.
func (f fixture) looked(token int64) {
	f.t.Helper()
	if more := must[bool](f.t)(f.Prune(context.Background(), token)); more {
		f.t.Fatal("the first look after a long time deletes")
	}
}

// numbers are all the ways to count operations, which must agree.
func (f fixture) numbers() (n [4]int) {
	f.t.Helper()
	ctx := context.Background()
	check(f.t, f.read.get(ctx, []any{&n[0], &n[1]}, "SELECT count(*), (SELECT sum(n) FROM operation_counts) FROM operations"))
	n[2] = must[OperationPage](f.t)(f.Operations(ctx, OperationQuery{Limit: 1})).Total
	n[3] = must[StateCounts](f.t)(f.StateCounts(ctx, OperationFilter{})).Sum()
	return n
}

func TestPruneKeepsTheNewestOfEachWebshop(t *testing.T) {
	f := newFixture(t)
	f.aged(1, 200, 700, "old error")
	kept := f.aged(1, 100, 100, "less old")
	f.aged(2, 200, 30, "") // fewer than are kept always
	f.aged(3, 10, 600, "") // too young
	waiting := Operation{WebshopID: 1, Webshop: "Shop 1", CreatedOn: f.clock.Now().Add(-400 * 24 * time.Hour)}
	check(t, f.AddOperations(t.Context(), []Operation{waiting}))
	other, sleeper := f.second(), f.second()
	other.loaded() // a program that holds operations in memory
	query := OperationQuery{Filter: OperationFilter{Error: "old error"}, Sort: []OperationSort{{Column: ColumnError}}, Limit: 10}
	before := must[OperationPage](t)(other.Operations(t.Context(), query))
	if before.Total != 700 {
		t.Fatalf("%d errors are found", before.Total)
	}
	token := f.lease("worker")
	f.looked(token)
	if steps := f.pruneAll(token); steps < 6 {
		t.Errorf("%d operations went in %d steps", 300, steps)
	}
	want := [4]int{500 + 30 + 600 + 1, 500 + 30 + 600 + 1, 500 + 30 + 600 + 1, 500 + 30 + 600 + 1}
	for what, s := range map[string]fixture{"here": f, "where they are in memory": other, "where they are not": sleeper} {
		if got := s.numbers(); got != want {
			t.Errorf("%s the numbers are %v, want %v", what, got, want)
		}
	}
	after := must[OperationPage](t)(other.Operations(t.Context(), query))
	if after.Total != 400 || len(after.Rows) != 10 {
		t.Errorf("%d errors are found in memory, %d rows", after.Total, len(after.Rows))
	}
	if sql := must[OperationPage](t)(sleeper.Operations(t.Context(), query)); !reflect.DeepEqual(sql, after) {
		t.Errorf("memory and SQL differ: %+v, %+v", after, sql)
	}
	if got := f.operation(kept[0]); got.State != Failed {
		t.Errorf("operation %d is %+v", got.ID, got)
	}
	if _, err := f.Operation(t.Context(), 1); !errors.Is(err, ErrNotFound) {
		t.Errorf("the oldest one: %v", err)
	}
	f.create(NewOperation{WebshopID: f.webshop("Nordlys").ID})
	for what, s := range map[string]fixture{"here": f, "in memory": other} {
		if got := s.numbers(); got[0] != want[0]+1 || got[2] != want[0]+1 || got[3] != want[0]+1 {
			t.Errorf("%s, with a new one, the numbers are %v", what, got)
		}
	}
}

// Whatever a screen asks of the columns in memory while operations go, it gets what SQL would give.
func TestMemoryFollowsPruning(t *testing.T) {
	f := newFixture(t)
	for day := 300; day > 0; day -= 6 {
		f.aged(1, day, 30, fmt.Sprint("error ", day%7))
	}
	other := f.second()
	other.loaded()
	token := f.lease("worker")
	f.looked(token)
	for more := true; more; {
		more = must[bool](t)(f.Prune(t.Context(), token))
		for _, q := range []OperationQuery{
			{Limit: 20}, {Limit: 20, Offset: 1_000_000}, {Limit: 20, Offset: 200, Sort: []OperationSort{{Column: ColumnCompleted}}},
			{Limit: 20, Offset: 100, Sort: []OperationSort{{Column: ColumnError, Desc: true}}}, {Limit: 20, Sort: []OperationSort{{Column: ColumnState}, {Column: ColumnStarted}}},
			{Limit: 20, Filter: OperationFilter{Text: "error 3"}}, {Limit: 20, Offset: 40, Filter: OperationFilter{States: []State{Failed}, Completed: TimeRange{To: f.clock.Now().Add(-95 * 24 * time.Hour)}}},
		} {
			got := must[OperationPage](t)(other.Operations(t.Context(), q))
			ids, page, err := other.pageBySQL(t.Context(), q)
			check(t, err)
			page.Rows = must[[]Operation](t)(other.operationsByID(t.Context(), ids))
			if got.Total != page.Total || got.Offset != page.Offset || !reflect.DeepEqual(got.Rows, page.Rows) {
				t.Fatalf("%+v: in memory %d at %d, in SQL %d at %d", q, got.Total, got.Offset, page.Total, page.Offset)
			}
		}
	}
	if n := f.numbers(); n[0] >= 1500 || n[0] < KeptOperations {
		t.Errorf("%d are left", n[0])
	}
}

// A program that has not looked for so long that deletions are forgotten reads everything anew.
func TestMemoryThatIsTooOldIsReadAnew(t *testing.T) {
	f := newFixture(t)
	f.aged(1, 200, 800, "")
	other := f.second()
	other.loaded()
	token := f.lease("worker")
	f.looked(token)
	f.pruneAll(token)
	check(t, f.change(t.Context(), survivesCrash, "forget", func(t *tx) error {
		_, err := t.exec("UPDATE counters SET value = (SELECT max(seq) FROM operations_gone) WHERE name = 'operations_gone'")
		if err == nil {
			_, err = t.exec("DELETE FROM operations_gone")
		}
		return err
	}))
	if n := other.numbers(); n != [4]int{500, 500, 500, 500} {
		t.Errorf("from SQL: %v", n)
	}
	other.loaded()
	if n := other.numbers(); n != [4]int{500, 500, 500, 500} {
		t.Errorf("from memory: %v", n)
	}
}

func TestResultsGoAfterTheirOperation(t *testing.T) {
	f := newFixture(t)
	ids := f.aged(1, 200, 510, "")
	many := make([]Item, 4500)
	for i := range many {
		many[i] = Item{OperationID: ids[0], ProductID: int64(i + 1), Outcome: OutcomeDone, Action: ActionAdd, SKU: "s", DoneOn: f.clock.Now()}
	}
	check(t, f.AddItems(t.Context(), append(many, Item{OperationID: ids[509], ProductID: 1, Outcome: OutcomeDone, DoneOn: f.clock.Now()})))
	token := f.lease("worker")
	f.looked(token)
	left := func() (n int) {
		check(t, f.read.get(t.Context(), []any{&n}, "SELECT count(*) FROM operation_items"))
		return n
	}
	must[bool](t)(f.Prune(t.Context(), token))
	if _, err := f.Operation(t.Context(), ids[0]); !errors.Is(err, ErrNotFound) || left() != 4501 {
		t.Errorf("after the first step: %v, %d results", err, left())
	}
	must[bool](t)(f.Prune(t.Context(), token))
	if n := left(); n != 2501 {
		t.Errorf("after the second step %d results are left", n)
	}
	check(t, f.ReleaseLease(t.Context(), token))
	if _, err := f.Prune(t.Context(), token); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("without the lease: %v", err)
	}
	f.pruneAll(f.lease("another worker")) // goes on where the first one was stopped
	if n := left(); n != 1 {
		t.Errorf("in the end %d results are left", n)
	}
	var on bool
	check(t, f.write.conn.QueryRowContext(t.Context(), "PRAGMA foreign_keys").Scan(&on))
	if !on {
		t.Error("the writer does not look after references any more")
	}
}

// What became of a write whose end is not known is judged by the operation that began it.
func TestOperationsOfWritesInDoubtStay(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	ids := f.aged(w.ID, 200, 600, "")
	token := f.lease("worker")
	check(t, f.AddIntents(t.Context(), token, w.ID, ids[7], []Intent{{ProductID: 1}}))
	f.looked(token)
	f.pruneAll(token)
	if n := f.numbers(); n[0] != 501 || f.operation(ids[7]).ID != ids[7] {
		t.Errorf("%d are left", n[0])
	}
}

func TestRetention(t *testing.T) {
	f := newFixture(t)
	if d := must[time.Duration](t)(f.Retention(t.Context())); d != DefaultRetention {
		t.Errorf("it is %v at first", d)
	}
	f.aged(1, 200, 600, "")
	token := f.lease("worker")
	f.looked(token)
	check(t, f.SetRetention(t.Context(), 0))
	f.pruneAll(token)
	if n := f.numbers(); n[0] != 600 {
		t.Errorf("kept for ever, %d are left", n[0])
	}
	check(t, f.SetRetention(t.Context(), 300*24*time.Hour))
	f.pruneAll(token)
	if n := f.numbers(); n[0] != 600 {
		t.Errorf("kept for 300 days, %d are left", n[0])
	}
	if err := f.SetRetention(t.Context(), time.Hour); err == nil {
		t.Error("an hour is accepted")
	}
	check(t, f.SetRetention(t.Context(), MinRetention))
	f.pruneAll(token)
	if n := f.numbers(); n[0] != 500 {
		t.Errorf("kept for a day, %d are left", n[0])
	}
}

// A clock that is wrong for a while takes no history away, whether it jumps ahead or back.
func TestAClockThatJumpsPrunesNothing(t *testing.T) {
	for _, jump := range []time.Duration{30 * 24 * time.Hour, 10 * 365 * 24 * time.Hour, -30 * 24 * time.Hour} {
		f := newFixture(t)
		f.aged(1, 80, 600, "")
		token := f.lease("worker")
		f.looked(token)
		f.clock.Add(jump)
		if more := must[bool](t)(f.Prune(t.Context(), token)); more {
			t.Errorf("%v: it deletes", jump)
		}
		f.clock.Add(-jump)
		f.looked(token)
		f.pruneAll(token)
		if n := f.numbers(); n[0] != 600 {
			t.Errorf("%v: %d are left", jump, n[0])
		}
	}
}

// When many rows are gone the columns are read anew beside those in use, which answer meanwhile.
func TestMemoryIsReadAnewWhenManyAreGone(t *testing.T) {
	f := newFixture(t)
	f.aged(1, 200, 15_000, "")
	f.loaded()
	db := raw(t, f.Path())
	execRaw(t, db, "UPDATE counters SET value = value + 1 WHERE name = 'operations'")
	execRaw(t, db, "INSERT INTO operations_gone SELECT (SELECT value FROM counters WHERE name = 'operations'), id FROM operations WHERE id <= 12000")
	execRaw(t, db, "DELETE FROM operations WHERE id <= 12000")
	want := [4]int{3000, 3000, 3000, 3000}
	if n := f.numbers(); n != want {
		t.Errorf("the numbers are %v", n)
	}
	f.tasks.Wait()
	if n := f.index.table.len(); n != 3000 {
		t.Errorf("%d rows are in memory", n)
	}
	if n := f.numbers(); n != want {
		t.Errorf("read anew, the numbers are %v", n)
	}
}
