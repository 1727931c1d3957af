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

func TestAPauseOutlivesItsOperation(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(3)...)
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultTooMany, Method: "POST", Path: "/products/batch", RetryAfter: "300", Times: 1})
	began := w.clock.now()
	first := w.ask(sync.Request{})
	var second store.Operation
	var notes []string
	asked := 0
	w.start(func(o *sync.WorkerOptions) {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			notes = append(notes, w.operation(first.ID).Note+w.operation(second.ID).Note)
			if second.ID == 0 {
				w.clock.advance(100 * time.Second)
				second = w.ask(sync.Request{Full: true}) // takes the place of the one that waits
				<-ctx.Done()
				return context.Cause(ctx)
			}
			asked = len(w.shop.Requests())
			return w.clock.sleep(ctx, d)
		}
	})
	if op := w.ended(first.ID); op.State != store.Aborted {
		t.Fatalf("the first ended %v", op.State)
	}
	w.want(w.ended(second.ID), store.Completed, store.Counts{Added: 3})
	if waited := w.clock.now().Sub(began); waited != 300*time.Second {
		t.Errorf("together they waited %v", waited)
	}
	if before := w.shop.Requests()[asked-1]; before.Status != 429 {
		t.Errorf("the shop was asked during the pause: %s %s", before.Method, before.Path)
	}
	until := "paused until " + began.Add(300*time.Second).Local().Format("15:04") + ", the host asked for it"
	if len(notes) != 2 || notes[0] != until || notes[1] != until {
		t.Errorf("the operations said %q", notes)
	}
}

func TestAPauseHoldsOneWebshopAlone(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	_, south := w.addShop("Sydkysten", wootest.Options{})
	w.put(false, simples(3)...)
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultMaintenance, Method: "POST", Path: "/products/batch", RetryAfter: "none", Times: 1})
	north := w.ask(sync.Request{})
	other := w.ask(sync.Request{WebshopID: south.ID})
	w.start(func(o *sync.WorkerOptions) {
		o.Sleep = func(ctx context.Context, d time.Duration) error {
			if note := w.operation(north.ID).Note; !strings.Contains(note, "the webshop is in maintenance") {
				t.Errorf("the paused operation says %q", note)
			}
			w.want(w.ended(other.ID), store.Completed, store.Counts{Added: 3}) // while the first one waits
			return w.clock.sleep(ctx, d)
		}
	})
	w.want(w.ended(north.ID), store.Completed, store.Counts{Added: 3})
}

func TestRequestsAreCountedWithTheirOperation(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize, s.Connections = 5, 1 })
	w.put(false, simples(10)...)
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultBadGateway, Method: "POST", Path: "/products/batch", Times: 1})
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 10})
	var in, out int64
	requests := w.shop.Requests()
	for _, r := range requests {
		in, out = in+int64(r.BytesIn), out+int64(r.BytesOut)
	}
	if got, want := op.Traffic, (store.Traffic{Requests: len(requests), Retries: 1, BytesOut: in, BytesIn: out}); got != want {
		t.Errorf("counted %+v, the shop saw %+v", got, want)
	}

	// One that is overtaken and the one that overtakes it count their own.
	changed := simples(10)
	for i := range changed {
		changed[i].Fields.RegularPrice = "99"
	}
	w.put(false, append(changed, simple(11))...)
	before := len(w.shop.Requests())
	st := w.stopAt(1)
	wide := w.ask(sync.Request{})
	w.start()
	st.wait(w)
	named := w.ask(sync.Request{ProductIDs: []int64{w.product("P-0011").ID}})
	st.letGo()
	w.want(w.ended(named.ID), store.Completed, store.Counts{Added: 1})
	w.want(w.ended(wide.ID), store.Completed, store.Counts{Updated: 10, Unchanged: 1})
	a, b := w.operation(wide.ID).Traffic, w.operation(named.ID).Traffic
	if sum := len(w.shop.Requests()) - before; b.Requests != 1 || a.Requests+b.Requests != sum || a.BytesOut == 0 || b.BytesOut == 0 {
		t.Errorf("counted %+v and %+v, the shop saw %d requests", a, b, sum)
	}
}
