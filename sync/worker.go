package sync

import (
	"context"
	"errors"
	gosync "sync"
	"time"

	"woosync/store"
)

// WorkerState is what a worker is doing.
type WorkerState uint8

const (
	WorkerStopped WorkerState = iota // not begun, or ended
	WorkerWaiting                    // holds the lease; nothing to do
	WorkerWorking                    // executes operations
	WorkerPaused                     // holds the lease and begins nothing until Resume
	WorkerStandby                    // another program works; takes over when that one's lease ends
)

// String is the state in a word.
func (s WorkerState) String() string {
	return [...]string{"stopped", "waiting", "working", "paused", "standby"}[min(s, WorkerStandby)]
}

// WorkerStatus is what screens show of a worker.
type WorkerStatus struct {
	State   WorkerState
	Holder  string // who works: this program, or in standby the other one
	Running int    // operations in progress here
	Trouble string // what keeps the worker from working, one sentence; "" when nothing does
}

// WorkerOptions says how a worker works. The zero value of each is what is wanted outside tests.
type WorkerOptions struct {
	// Holder says to people who works: "anna on server1, process 4711". It is shown by other programs on the same store.
	Holder string
	// LeaseTTL is how long a worker that gives no sign counts as alive; 0 means 10 s. It gives a sign three times as often.
	LeaseTTL time.Duration
	// Poll is how often the worker looks for work that nobody announced, and at the schedule; 0 means 5 s. Work announced by
	// Wake, or by a change of the store, is begun at once.
	Poll time.Duration
	// Grace is how long requests under way may take to end after Run's context has; 0 means 3 s. What takes longer is cut off,
	// and its outcome looked up by whoever goes on.
	Grace time.Duration
	// Attempts is how often an operation is begun before it counts as what kills the worker; 0 means 3.
	Attempts int
	// Sleep waits out the pauses that a webshop asks for; nil means a timer. It returns the context's cause when that ends first.
	Sleep func(context.Context, time.Duration) error
}

// watchEvery is how often the store is asked, at a cost of microseconds, whether something in it changed.
const watchEvery = 250 * time.Millisecond

// Worker executes the operations of a store: one leader per store, elected by a lease, the others stand by. It is the only
// part of the program that talks to webshops for a synchronization. It survives whatever a webshop does; it stops writing at
// once when another program has taken over, because every write names the lease and is refused without it.
type Worker struct {
	s       *Service
	o       WorkerOptions
	wake    chan struct{} // size 1
	changes chan struct{} // size 1

	mu     gosync.Mutex
	status WorkerStatus
	paused chan struct{}   // open while paused, closed or nil otherwise
	rests  map[string]rest // by address of the webshop
}

// NewWorker makes a worker; Run starts it.
func NewWorker(s *Service, o WorkerOptions) *Worker {
	if o.LeaseTTL <= 0 {
		o.LeaseTTL = 10 * time.Second
	}
	if o.Poll <= 0 {
		o.Poll = 5 * time.Second
	}
	if o.Grace <= 0 {
		o.Grace = 3 * time.Second
	}
	if o.Attempts <= 0 {
		o.Attempts = 3
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	return &Worker{s: s, o: o, rests: map[string]rest{}, wake: make(chan struct{}, 1), changes: make(chan struct{}, 1)}
}

// Run works until ctx ends, then finishes the requests under way, puts its operations back in order for the next program, and
// releases the lease; all within Grace and a moment. It fails only where the store is read-only.
func (w *Worker) Run(ctx context.Context) error {
	if w.s.readOnly {
		return store.ErrReadOnly
	}
	defer w.update(func(st *WorkerStatus) { *st = WorkerStatus{} })
	changed := w.s.store.Watch(ctx, watchEvery)
	for ctx.Err() == nil {
		lease, held, err := w.s.store.AcquireLease(ctx, w.o.Holder, w.o.LeaseTTL)
		switch {
		case err != nil:
			w.trouble(ctx, "The store cannot be written", err)
			w.idle(ctx, nil, w.o.Poll)
		case !held:
			w.update(func(st *WorkerStatus) { *st = WorkerStatus{State: WorkerStandby, Holder: lease.Holder} })
			left := lease.ExpiresOn.Sub(w.s.now())
			w.idle(ctx, changed, min(max(left, w.o.LeaseTTL/20), w.o.Poll))
		default:
			w.update(func(st *WorkerStatus) { *st = WorkerStatus{State: WorkerWaiting, Holder: w.o.Holder} })
			if err := w.lead(ctx, lease.Token, changed); err != nil && !errors.Is(err, store.ErrLeaseLost) {
				w.trouble(ctx, "The store cannot be written", err)
				w.idle(ctx, nil, w.o.Poll)
			}
		}
	}
	return nil
}

// idle waits for a change of the store, a wake-up or d.
func (w *Worker) idle(ctx context.Context, changed <-chan struct{}, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-changed:
	case <-w.wake:
	case <-timer.C:
	}
}

// trouble makes a failure of the store known.
func (w *Worker) trouble(ctx context.Context, what string, err error) {
	if ctx.Err() != nil {
		return
	}
	w.s.log.Error(what, "error", err)
	w.update(func(st *WorkerStatus) { st.Trouble = what + ": " + err.Error() + "." })
}

// Status is what the worker is doing now.
func (w *Worker) Status() WorkerStatus {
	w.mu.Lock()
	defer w.mu.Unlock()
	st := w.status
	switch {
	case st.State != WorkerWaiting && st.State != WorkerWorking:
	case w.isPaused():
		st.State = WorkerPaused
	case st.Running > 0:
		st.State = WorkerWorking
	}
	return st
}

// Changes receives a signal after the status changed. It holds one signal for one reader.
func (w *Worker) Changes() <-chan struct{} { return w.changes }

// Wake makes the worker look for work now.
func (w *Worker) Wake() { signal(w.wake) }

// Pause lets the requests under way end and begins nothing more until Resume. The lease stays here.
func (w *Worker) Pause() {
	w.mu.Lock()
	if !w.isPaused() {
		w.paused = make(chan struct{})
	}
	w.mu.Unlock()
	signal(w.changes)
}

// Resume ends a pause.
func (w *Worker) Resume() {
	w.mu.Lock()
	if w.isPaused() {
		close(w.paused)
	}
	w.paused = nil
	w.mu.Unlock()
	signal(w.changes)
	w.Wake()
}

// isPaused wants the lock.
func (w *Worker) isPaused() bool { return w.paused != nil }

// pausing is a channel that closes when the pause ends; nil when there is none.
func (w *Worker) pausing() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.paused
}

func (w *Worker) update(change func(*WorkerStatus)) {
	w.mu.Lock()
	before := w.status
	change(&w.status)
	same := before == w.status
	w.mu.Unlock()
	if !same {
		signal(w.changes)
	}
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
