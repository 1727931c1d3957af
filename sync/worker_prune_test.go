package sync_test

import (
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// A worker deletes what is too old beside its work, and only from its second look on, for the first one notes the time.
func TestTheWorkerPrunes(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	ops := make([]store.Operation, 700)
	for i := range ops {
		at := w.clock.now().Add(-200*24*time.Hour + time.Duration(i)*time.Minute)
		ops[i] = store.Operation{WebshopID: w.webshop.ID, Webshop: w.webshop.Name, State: store.Completed, CreatedOn: at, StartedOn: at, CompletedOn: at}
	}
	w.must(w.store.AddOperations(w.ctx, ops))
	w.put(false, simples(3)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	if n := w.countOperations(); n != 701 {
		t.Errorf("after the first look %d operations are left", n)
	}
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
	w.start()
	w.until("the old operations are gone", func() bool { return w.countOperations() == store.KeptOperations })
	w.has("P-0001", "P-0002", "P-0003")
	if n, err := w.store.CountPackages(w.ctx, w.webshop.ID); n != 3 || err != nil {
		t.Errorf("%d packages are left, %v", n, err)
	}
}

// A clock that was ahead for a while, or goes back, does not stop the schedule until that time comes again.
func TestTheScheduleSurvivesAClockThatJumps(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Schedule = 15 * time.Minute })
	w.put(false, simples(1)...)
	month := 30 * 24 * time.Hour
	w.clock.advance(month)
	k := w.start()
	w.until("an operation is made while the clock is ahead", func() bool { return w.countOperations() == 1 && w.operation(1).State == store.Completed })
	w.clock.advance(-month)
	k.Wake()
	w.until("the next one is made after the clock was set right", func() bool { return w.countOperations() == 2 && w.operation(2).State == store.Completed })
	k.stop()
	w.clock.advance(15 * time.Minute)
	w.start()
	w.until("another worker goes on", func() bool { return w.countOperations() == 3 && w.operation(3).State == store.Completed })
	if op := w.operation(3); op.CompletedOn.Before(op.CreatedOn) || op.RequestedBy != "schedule" {
		t.Errorf("it made %+v", op)
	}
}
