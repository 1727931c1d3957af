package tui

import (
	"context"
	"time"

	"woosync/store"
	"woosync/sync"
)

// watchEvery is how often the store is asked, at a cost of microseconds, whether another program changed something.
const watchEvery = 250 * time.Millisecond

// NewBackend joins a service, its store and a worker for the screens. worker is nil where this program executes nothing; the store then
// tells whether another one does.
func NewBackend(service *sync.Service, worker *sync.Worker) Backend {
	return &joined{service: service, Store: service.Store(), worker: worker}
}

// joined is the backend of the real program. Reading is the store's, deciding the service's.
type joined struct {
	*store.Store
	service *sync.Service
	worker  *sync.Worker
}

func (b *joined) Search(ctx context.Context, text string, limit int) ([]sync.SearchHit, error) {
	return b.service.Search(ctx, text, limit)
}

func (b *joined) PlanCounts(ctx context.Context, webshop int64) (store.PlanCounts, error) {
	return b.service.PlanCounts(ctx, webshop)
}

func (b *joined) RemovalGuard(ctx context.Context, webshop int64) (sync.RemovalGuard, error) {
	return b.service.RemovalGuard(ctx, webshop)
}

func (b *joined) ReadOnly() bool { return b.service.ReadOnly() }

func (b *joined) Request(ctx context.Context, r sync.Request) (store.Operation, bool, error) {
	op, created, err := b.service.Request(ctx, r)
	if err == nil {
		b.wake()
	}
	return op, created, err
}

func (b *joined) Retry(ctx context.Context, operation int64) (store.Operation, error) {
	op, err := b.service.Retry(ctx, operation)
	if err == nil {
		b.wake()
	}
	return op, err
}

func (b *joined) wake() {
	if b.worker != nil {
		b.worker.Wake()
	}
}

// Changes joins the signals of the store and of the worker.
func (b *joined) Changes(ctx context.Context) <-chan struct{} {
	changed := make(chan struct{}, 1)
	stored := b.Watch(ctx, watchEvery)
	var worked <-chan struct{}
	if b.worker != nil {
		worked = b.worker.Changes()
	}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case _, open := <-stored:
				if !open {
					return
				}
			case <-worked:
			}
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	}()
	return changed
}

// WorkerStatus says what the worker of this program does, or which other program works.
func (b *joined) WorkerStatus(ctx context.Context, now time.Time) WorkerStatus {
	var st sync.WorkerStatus
	if b.worker != nil {
		st = b.worker.Status()
	}
	out := WorkerStatus{Holder: st.Holder, Trouble: st.Trouble}
	switch st.State {
	case sync.WorkerWaiting:
		out.State = WorkerIdle
	case sync.WorkerWorking:
		out.State = WorkerRunning
	case sync.WorkerPaused:
		out.State = WorkerPaused
	case sync.WorkerStandby:
		out.State = WorkerStandby
	default:
		// An error leaves the holder unknown, which is shown as such; whatever is wrong with the store shows with the operations.
		if lease, err := b.CurrentLease(ctx); err == nil && lease.Token != 0 && lease.Holder != "" && lease.ExpiresOn.After(now) {
			out.State, out.Holder = WorkerStandby, lease.Holder
		}
	}
	return out
}

func (b *joined) Pause() {
	if b.worker != nil {
		b.worker.Pause()
	}
}

func (b *joined) Resume() {
	if b.worker != nil {
		b.worker.Resume()
	}
}
