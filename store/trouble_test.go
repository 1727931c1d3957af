package store

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// A disk that is full refuses what is written, whole; nothing is damaged, and when there is room again work goes on.
func TestDiskFull(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	f.put(manyProducts(50)...)
	token := f.lease("worker")
	op := f.create(NewOperation{WebshopID: w.ID})
	f.claim(token)
	pages := func(n int) {
		t.Helper()
		var now int
		check(t, f.write.conn.QueryRowContext(t.Context(), fmt.Sprint("PRAGMA max_page_count = ", n)).Scan(&now))
	}
	pages(1) // as many as there are already
	results := make([]Result, 50)
	for i := range results {
		results[i] = Result{Item: Item{ProductID: int64(i + 1), SKU: "s", Action: ActionAdd, Outcome: OutcomeDone},
			Sent: &Package{Sent: Hash{byte(i + 1)}, RemoteID: int64(i + 1), Payload: []byte(strings.Repeat("payload ", 500))}}
	}
	if _, err := f.Record(t.Context(), token, op.ID, results); !errors.Is(err, ErrNoSpace) || !strings.Contains(err.Error(), "no space is left on the disk") {
		t.Errorf("it says: %v", err)
	}
	if got := f.operation(op.ID); got.Done != 0 || got.State != InProgress {
		t.Errorf("afterwards the operation is %+v", got)
	}
	if n := must[int](t)(f.CountPackages(t.Context(), w.ID)); n != 0 {
		t.Errorf("%d packages of a transaction that failed are there", n)
	}
	check(t, f.RenewLease(t.Context(), token, time.Minute)) // what needs no room goes on
	pages(1_000_000)
	must[int64](t)(f.Record(t.Context(), token, op.ID, results))
	if got := f.operation(op.ID); got.Done != 50 {
		t.Errorf("with room again the operation is %+v", got)
	}
	f.Examine(t.Context(), nil)
	if found := must[string](t)(f.read.unsound(t.Context())); found != "" {
		t.Errorf("the file is damaged: %s", found)
	}
}

// The clock of a program may stand where it wants: every time that is stored is one, and nothing lasts less than nothing by the lease.
func TestAClockThatJumps(t *testing.T) {
	for _, jump := range []time.Duration{time.Hour, -time.Hour, 30 * 24 * time.Hour, -30 * 24 * time.Hour, 24 * time.Hour} {
		f := newFixture(t)
		w := f.webshop("Nordlys")
		token := f.lease("worker")
		op := f.create(NewOperation{WebshopID: w.ID})
		f.claim(token)
		f.clock.Add(jump)
		// Without another program the one at work goes on, whatever its clock says.
		check(t, f.RenewLease(t.Context(), token, time.Minute))
		if l := must[Lease](t)(f.CurrentLease(t.Context())); l.Token != token {
			t.Errorf("%v: the lease is %+v", jump, l)
		}
		check(t, f.Finish(t.Context(), token, op.ID, Completed, ""))
		got := f.operation(op.ID)
		if got.State != Completed || got.CompletedOn.Before(got.StartedOn) || got.StartedOn.Before(got.CreatedOn) {
			t.Errorf("%v: created %v, started %v, completed %v", jump, got.CreatedOn, got.StartedOn, got.CompletedOn)
		}
		f.clock.Add(-jump) // it is set right again
		if l := must[Lease](t)(f.CurrentLease(t.Context())); l.Token == token && jump > time.Hour {
			t.Errorf("%v back: the lease lasts until %v", jump, l.ExpiresOn)
		}
		second := f.lease("another")
		if err := f.RenewLease(t.Context(), token, time.Minute); !errors.Is(err, ErrLeaseLost) {
			t.Errorf("%v back: beside %d the former one says: %v", jump, second, err)
		}
	}
}
