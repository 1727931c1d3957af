package sync_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

func small(w *store.Webshop) { w.BatchSize, w.Connections = 5, 1 }

func TestAFullSynchronizationStopsTheRunningOneAtTheNextBatch(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(40)...)
	st := w.stopAt(2)
	first := w.ask(sync.Request{})
	w.start()
	st.wait(w)
	full := w.ask(sync.Request{Full: true})
	st.letGo()

	op := w.ended(first.ID)
	if op.State != store.Aborted || op.SupersededBy != full.ID {
		t.Fatalf("the first operation is %v, superseded by %d", op.State, op.SupersededBy)
	}
	if op.Counts.Added != 10 {
		t.Errorf("%d products were added before it stopped, want the two batches of five", op.Counts.Added)
	}
	if text := w.errorText(op); !strings.Contains(text, "2") || !strings.Contains(text, "Synchronize all") {
		t.Errorf("its error does not name the operation that stopped it: %s", text)
	}
	w.want(w.ended(full.ID), store.Completed, store.Counts{Added: 30, Updated: 10})
	w.has(skusOf(w)...)
}

func TestNamedProductsOvertakeBetweenTwoBatches(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(40)...)
	st := w.stopAt(2)
	wide := w.ask(sync.Request{})
	w.start()
	st.wait(w)
	last := w.product("P-0040")
	named := w.ask(sync.Request{ProductIDs: []int64{last.ID}})
	st.letGo()

	op := w.ended(named.ID)
	w.want(op, store.Completed, store.Counts{Added: 1})
	done := w.ended(wide.ID)
	if done.State != store.Completed || done.Counts.Added != 39 || done.Counts.Failed != 0 {
		t.Errorf("the operation of the whole webshop ended %v with %+v", done.State, done.Counts)
	}
	if i := w.item(wide.ID, "P-0030"); op.CompletedOn.After(i.DoneOn) {
		t.Errorf("the named product was done at %v, after the tenth batch at %v", op.CompletedOn, i.DoneOn)
	}
	var order []string
	for _, r := range w.shop.Requests() {
		if strings.HasSuffix(r.Path, "/products/batch") {
			order = append(order, r.Body)
		}
	}
	if len(order) < 3 || !strings.Contains(order[2], "P-0040") {
		t.Errorf("the named product was not in the third batch but in %q", order)
	}
	w.has(skusOf(w)...)
}

func TestWebshopsRunSideBySide(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(10)...)
	_, other := w.addShop("Sydkysten", wootest.Options{}, small)
	st := w.stopAt(1)
	first, second := w.ask(sync.Request{}), w.ask(sync.Request{WebshopID: other.ID})
	k := w.start()
	st.wait(w)
	// One of the two is held; the other one ends all the same.
	ops, err := w.svc.Wait(w.ctx, []int64{first.ID, second.ID}, func(op store.Operation) {
		if op.State == store.Completed {
			st.letGo()
		}
	})
	w.must(err)
	for _, op := range ops {
		w.want(op, store.Completed, store.Counts{Added: 10})
	}
	if st := k.Status(); st.State != sync.WorkerWaiting && st.State != sync.WorkerWorking || st.Holder != "test" {
		t.Errorf("the worker is %v, held by %q", st.State, st.Holder)
	}
}

func TestAWebshopRemovedWhileItIsSynchronized(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(40)...)
	st := w.stopAt(2)
	running := w.ask(sync.Request{})
	w.start()
	st.wait(w)
	w.must(w.store.RemoveWebshop(w.ctx, w.webshop.ID))
	st.letGo()
	op := w.ended(running.ID)
	if op.State != store.WebshopNotFound || w.errorText(op) == "" {
		t.Errorf("the operation ended %v: %s", op.State, w.errorText(op))
	}
	if n := w.shop.ProductCount(); n != 10 {
		t.Errorf("the shop has %d products; after the second batch nothing was to be sent", n)
	}
}

func TestAPauseHoldsTheWorkBetweenBatches(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(20)...)
	st := w.stopAt(2)
	op := w.ask(sync.Request{})
	k := w.start()
	st.wait(w)
	k.Pause()
	if s := k.Status(); s.State != sync.WorkerPaused || s.Running != 1 {
		t.Errorf("the worker is %v with %d operations", s.State, s.Running)
	}
	st.letGo()
	w.until("the second batch is recorded", func() bool { return w.operation(op.ID).Done == 10 })
	if n := w.shop.ProductCount(); n != 10 {
		t.Errorf("the shop has %d products during the pause", n)
	}
	other := w.ask(sync.Request{Full: true}) // supersedes while paused
	w.until("the paused operation gives way", func() bool { return w.operation(op.ID).State == store.Aborted })
	k.Resume()
	w.want(w.ended(other.ID), store.Completed, store.Counts{Added: 10, Updated: 10})
}

func TestShutdownPutsTheOperationBackAndTheNextProgramGoesOn(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(40)...)
	st := w.stopAt(3)
	op := w.ask(sync.Request{})
	k := w.start()
	st.wait(w)
	time.AfterFunc(50*time.Millisecond, st.letGo) // the batch under way ends within the grace
	k.stop()

	left := w.operation(op.ID)
	if left.State != store.NotProcessed || left.Attempts != 0 || !left.StartedOn.IsZero() {
		t.Errorf("after the shutdown it is %v after %d attempts", left.State, left.Attempts)
	}
	if left.Counts.Added != 15 {
		t.Errorf("%d products were recorded, want the three batches that ended", left.Counts.Added)
	}
	if l, err := w.store.CurrentLease(w.ctx); err != nil || l.Token != 0 {
		t.Errorf("the lease is still with %q (%v)", l.Holder, err)
	}
	w.start()
	w.want(w.ended(op.ID), store.Completed, store.Counts{Added: 40})
	w.has(skusOf(w)...)
}

func TestShutdownCutsOffWhatDoesNotEnd(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(20)...)
	st := w.stopAt(2) // the shop does the work and never answers
	op := w.ask(sync.Request{})
	k := w.start(func(o *sync.WorkerOptions) { o.Grace = 50 * time.Millisecond })
	st.wait(w)
	k.stop()

	if left := w.operation(op.ID); left.State != store.NotProcessed || left.Counts.Added != 5 {
		t.Errorf("after the shutdown it is %v with %+v", left.State, left.Counts)
	}
	if intents, err := w.store.Intents(w.ctx, w.webshop.ID); err != nil || len(intents) != 5 {
		t.Errorf("%d creates are noted as begun, want 5 (%v)", len(intents), err)
	}
	w.guardDoor(nil)
	w.start()
	w.want(w.ended(op.ID), store.Completed, store.Counts{Added: 20})
	w.has(skusOf(w)...)
	if intents, _ := w.store.Intents(w.ctx, w.webshop.ID); len(intents) != 0 {
		t.Errorf("%d creates are still noted as begun", len(intents))
	}
}

func TestASecondProgramStandsByAndTakesOver(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(40)...)
	st := w.stopAt(2)
	op := w.ask(sync.Request{})
	first := w.start(func(o *sync.WorkerOptions) { o.Holder = "the screen"; o.Grace = 50 * time.Millisecond })
	st.wait(w)
	second := w.startFor(w.newService(), func(o *sync.WorkerOptions) { o.Holder = "the server" })
	w.until("the second stands by", func() bool { return second.Status().State == sync.WorkerStandby })
	if s := second.Status(); s.Holder != "the screen" {
		t.Errorf("the second says that %q works", s.Holder)
	}
	first.stop()
	w.want(w.ended(op.ID), store.Completed, store.Counts{Added: 40})
	w.has(skusOf(w)...)
	if s := second.Status(); s.Holder != "the server" {
		t.Errorf("after the change %q works", s.Holder)
	}
}

func TestALostLeaseEndsTheWritingAtOnce(t *testing.T) {
	w := newWorld(t, wootest.Options{}, small)
	w.put(false, simples(40)...)
	st := w.stopAt(2)
	op := w.ask(sync.Request{})
	old := w.start(func(o *sync.WorkerOptions) { o.LeaseTTL = time.Hour }) // as if it were suspended: no heartbeat
	st.wait(w)
	w.clock.advance(2 * time.Hour)
	lease, held, err := w.store.AcquireLease(w.ctx, "another program", time.Hour)
	if err != nil || !held {
		t.Fatalf("the lease is not free: %v", err)
	}
	if _, _, err := w.store.Rescue(w.ctx, lease.Token, 3); err != nil {
		t.Fatal(err)
	}
	writes := w.shop.WriteCount()
	st.letGo()
	w.until("the old program notices", func() bool { return old.Status().State == sync.WorkerStandby })
	if n := w.shop.WriteCount(); n != writes {
		t.Errorf("%d requests wrote after the lease was lost", n-writes)
	}
	if left := w.operation(op.ID); left.State != store.NotProcessed || left.Counts.Added != 5 {
		t.Errorf("the operation is %v with %+v; what came after the loss must not be recorded", left.State, left.Counts)
	}
	w.must(w.store.ReleaseLease(w.ctx, lease.Token))
	w.want(w.ended(op.ID), store.Completed, store.Counts{Added: 40})
	w.has(skusOf(w)...)
}

func TestAnOperationThatIsCutOffThreeTimesIsFailed(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(3)...)
	op := w.ask(sync.Request{})
	for range 3 { // three programs that die after they have claimed it
		lease, held, err := w.store.AcquireLease(w.ctx, "dies", time.Second)
		if err != nil || !held {
			t.Fatalf("no lease: %v", err)
		}
		_, _, err = w.store.Rescue(w.ctx, lease.Token, 3)
		w.must(err)
		if _, ok, err := w.store.Claim(w.ctx, lease.Token, nil); !ok || err != nil {
			t.Fatalf("nothing to claim: %v", err)
		}
		w.clock.advance(time.Minute)
	}
	w.start()
	got := w.ended(op.ID)
	if got.State != store.Failed || !strings.Contains(w.errorText(got), "3 times") {
		t.Errorf("it ended %v: %s", got.State, w.errorText(got))
	}
	if w.shop.WriteCount() != 0 {
		t.Error("it was executed a fourth time")
	}
}

func TestTheScheduleAsksForChangesOnly(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Schedule = 15 * time.Minute })
	w.put(false, simples(3)...)
	k := w.start()
	w.until("the first scheduled operation ends", func() bool { return w.countOperations() == 1 && w.operation(1).State == store.Completed })
	op := w.operation(1)
	if op.RequestedBy != "schedule" || op.Full || op.Counts.Added != 3 {
		t.Errorf("the schedule made %+v", op)
	}
	w.clock.advance(14 * time.Minute)
	k.Wake()
	w.ask(sync.Request{Full: true})
	w.want(w.ended(2), store.Completed, store.Counts{Updated: 3})
	w.clock.advance(2 * time.Minute)
	k.Wake()
	w.until("the worker has looked again", func() bool { return w.countOperations() == 2 })
	w.clock.advance(14 * time.Minute)
	k.Wake()
	w.until("the next scheduled operation comes fifteen minutes after the last one", func() bool { return w.countOperations() == 3 })
	w.want(w.ended(3), store.Completed, store.Counts{})
}

func TestAReadOnlyStoreHasNoWorker(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	svc := sync.New(sync.Options{Store: w.store, ReadOnly: true})
	if err := sync.NewWorker(svc, sync.WorkerOptions{}).Run(context.Background()); err == nil {
		t.Error("a worker ran on a store that must not be written")
	}
}
