package tui

import (
	"context"
	"time"

	"woosync/store"
	"woosync/sync"
)

// Backend is what the screens ask of the rest of woosync. NewBackend makes one of a service and a worker; tests bring their own.
// Every method may be called from any goroutine and ends when its context does.
type Backend interface {
	Operations
	Products
	Control
	Worker
}

// Operations reads the overview.
type Operations interface {
	Operations(context.Context, store.OperationQuery) (store.OperationPage, error)
	StateCounts(context.Context, store.OperationFilter) (store.StateCounts, error)
	// OperationIDs lists all operations that match, ascending.
	OperationIDs(context.Context, store.OperationFilter) ([]int64, error)
	OperationWebshops(context.Context) ([]string, error)
	Operation(ctx context.Context, id int64) (store.Operation, error)
	OperationError(ctx context.Context, id int64) (string, error)
	// Attempts lists what was tried before and after an operation to do what it was asked for, and itself, oldest first.
	Attempts(ctx context.Context, id int64) ([]store.Operation, error)
	Items(ctx context.Context, operation int64, q store.ItemQuery) (items []store.Item, total int, err error)
	Webshops(context.Context) ([]store.Webshop, error)
	// Changes signals that something in the store or in the worker changed, by this program or another. One signal may stand for many.
	Changes(context.Context) <-chan struct{}
}

// Products finds products and tells what a synchronization would do to them.
type Products interface {
	Search(ctx context.Context, text string, limit int) ([]sync.SearchHit, error)
	PlanCounts(ctx context.Context, webshop int64) (store.PlanCounts, error)
}

// Control asks for synchronizations.
type Control interface {
	ReadOnly() bool
	// RemovalGuard tells how many products a synchronization of the webshop would remove, and whether that needs to be confirmed.
	RemovalGuard(ctx context.Context, webshop int64) (sync.RemovalGuard, error)
	// Request makes an operation; created is false when the same one waits already.
	Request(context.Context, sync.Request) (op store.Operation, created bool, err error)
	Retry(ctx context.Context, operation int64) (store.Operation, error)
}

// Worker is the part that executes operations.
type Worker interface {
	WorkerStatus(ctx context.Context, now time.Time) WorkerStatus
	Pause()
	Resume()
}

// WorkerState is what the worker does.
type WorkerState uint8

const (
	WorkerNone    WorkerState = iota // this program executes nothing and knows of no other that does
	WorkerIdle                       // ready, nothing to do
	WorkerRunning                    // executes operations
	WorkerPaused                     // begins no operation until it is resumed
	WorkerStandby                    // another program works; this one takes over when that one ends
)

// WorkerStatus says who executes operations.
type WorkerStatus struct {
	State   WorkerState
	Holder  string // the other program, when State is WorkerStandby
	Trouble string // what keeps the worker from working, one sentence; "" when nothing does
}
