package sync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"woosync/store"
	"woosync/woo"
)

// Why a run ends before its operation is done.
var (
	errStopping    = errors.New("the worker stops")
	errWebshopGone = errors.New("the webshop was removed")
)

// supersededError stops a run because a newer operation does its work.
type supersededError struct{ by int64 }

func (e supersededError) Error() string {
	return fmt.Sprintf("superseded by operation %d", e.by)
}

// term is the time during which a worker holds one lease.
type term struct {
	w     *Worker
	st    *store.Store
	token int64

	hard context.Context // ends when nothing may be written any more: lease lost, or grace over
	lose context.CancelCauseFunc
	soft context.Context // ends when nothing more may be begun
	stop context.CancelCauseFunc

	lease   lease
	running map[int64]*run // by webshop
	ended   chan *run
	due     map[int64]dueAt // when schedules are looked at again, by webshop
	failure error           // of the store: ends the term
}

// lead works under the lease until ctx ends or the lease is lost. An error is one of the store, after which whoever acquires the
// lease next finds out what became of the operations.
func (w *Worker) lead(ctx context.Context, token int64, changed <-chan struct{}) error {
	t := &term{w: w, st: w.s.store, token: token, running: map[int64]*run{}, ended: make(chan *run), due: map[int64]dueAt{}}
	t.hard, t.lose = context.WithCancelCause(woo.WithGuard(context.WithoutCancel(ctx), t.hold))
	t.soft, t.stop = context.WithCancelCause(t.hard)
	t.lease.renewed = w.s.now()
	beat, pruned := t.heartbeat(), t.prune()
	defer func() {
		t.lose(nil)
		<-beat
		<-pruned
	}()
	w.s.log.Info("the worker begins", "holder", w.o.Holder)
	poll := time.NewTicker(w.o.Poll)
	defer poll.Stop()
	t.rescue()
	for t.failure == nil {
		t.look()
		select {
		case <-ctx.Done():
			return t.close()
		case <-t.hard.Done():
			t.drain()
			return context.Cause(t.hard)
		case r := <-t.ended:
			t.remove(r)
		case <-changed:
		case <-w.wake:
		case <-poll.C:
			t.rescue()
		}
	}
	_ = t.close() // the failure of the store says more
	return t.failure
}

// look brings the operations in progress and those that wait in line with the store.
func (t *term) look() {
	for _, r := range t.running {
		t.noticeEnd(r)
	}
	if t.w.pausing() != nil {
		return
	}
	if err := t.schedule(); err != nil {
		t.complain("looking at the schedule", err)
	}
	for {
		busy := make([]int64, 0, len(t.running))
		for webshop := range t.running {
			busy = append(busy, webshop)
		}
		op, ok, err := t.st.Claim(t.hard, t.token, busy)
		if err != nil {
			t.complain("looking for work", err)
			return
		}
		t.w.update(func(st *WorkerStatus) { st.Trouble = "" })
		if !ok {
			return
		}
		r := newRun(t, op)
		t.running[op.WebshopID] = r
		t.count()
		go func() {
			err := r.execute()
			r.broken = err
			t.ended <- r
		}()
	}
}

// noticeEnd stops a run whose operation was superseded or whose webshop was removed.
func (t *term) noticeEnd(r *run) {
	op, err := t.st.Operation(t.hard, r.op.ID)
	if err == nil && op.SupersededBy != 0 {
		r.stop(supersededError{op.SupersededBy})
	}
	if _, err := t.st.Webshop(t.hard, r.op.WebshopID); errors.Is(err, store.ErrNotFound) {
		r.stop(errWebshopGone)
	}
}

// rescue takes care of operations that another program left in progress.
func (t *term) rescue() {
	requeued, failed, err := t.st.Rescue(t.hard, t.token, t.w.o.Attempts)
	if err != nil {
		t.complain("rescuing operations", err)
	}
	if requeued+failed > 0 {
		t.w.s.log.Warn("operations were cut off", "requeued", requeued, "given_up", failed)
	}
}

// complain notes a failure of the store that need not end the term.
func (t *term) complain(doing string, err error) {
	if errors.Is(err, store.ErrLeaseLost) {
		t.lose(store.ErrLeaseLost)
		return
	}
	t.w.trouble(t.hard, "The store cannot be used", fmt.Errorf("%s: %w", doing, err))
}

func (t *term) remove(r *run) {
	delete(t.running, r.op.WebshopID)
	t.count()
	if r.broken != nil && t.failure == nil {
		t.failure = r.broken
	}
}

func (t *term) count() {
	n := len(t.running)
	t.w.update(func(st *WorkerStatus) { st.Running = n })
}

// drain waits for all runs.
func (t *term) drain() {
	for len(t.running) > 0 {
		t.remove(<-t.ended)
	}
}

// close ends the term in order: nothing more is begun, what is under way may end within the grace, and the lease goes.
func (t *term) close() error {
	t.stop(errStopping)
	timer := time.AfterFunc(t.w.o.Grace, func() { t.lose(errStopping) })
	defer timer.Stop()
	t.drain()
	ctx, cancel := t.lastWords()
	defer cancel()
	if err := t.st.ReleaseLease(ctx, t.token); err != nil && !errors.Is(err, store.ErrLeaseLost) {
		return fmt.Errorf("releasing the lease: %w", err)
	}
	return nil
}

// lastWords is a context for what must still be written after the term's own have ended. The lease's token guards it.
func (t *term) lastWords() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(t.hard), time.Second)
}
