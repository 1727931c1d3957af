package store

import (
	"context"
	"database/sql"
	"runtime/debug"
	gosync "sync"
	"time"
)

// itemIndex holds what the results of one operation are filtered, searched and ordered by, of the operation that was asked for last. A
// million results of an operation have no index in SQLite that finds a text in them: it would cost the worker more than sending them.
// Reading them once takes about a second; from then on each use reads only what changed since.
type itemIndex struct {
	s    *Store
	mu   gosync.Mutex
	load *itemLoad // of the operation that was asked for last; nil: none
	idle *time.Timer
	room int // for texts, in bytes
}

// itemLoad is a table that is being loaded, or has been.
type itemLoad struct {
	operation int64
	cancel    context.CancelFunc
	done      chan struct{} // closed when table and err are set
	mu        gosync.Mutex  // held while the table is used
	table     *itemTable
	err       error
}

// itemsKept is how long a table is kept that nobody asks for.
const itemsKept = time.Minute

func newItemIndex(s *Store) *itemIndex { return &itemIndex{s: s, room: mostItemText} }

// of gives the table of an operation, and begins to load it if that is asked for; nil when there is none.
func (x *itemIndex) of(operation int64, begin bool) *itemLoad {
	x.mu.Lock()
	defer x.mu.Unlock()
	if l := x.load; l != nil && l.operation == operation && !(l.loaded() && l.err != nil) {
		x.idle.Reset(itemsKept)
		return l
	}
	if !begin {
		return nil
	}
	x.drop()
	ctx, cancel := context.WithCancel(x.s.life)
	l := &itemLoad{operation: operation, cancel: cancel, done: make(chan struct{})}
	if err := ctx.Err(); err != nil { // the store is closed
		cancel()
		l.err = errClosed
		close(l.done)
		return l
	}
	x.load = l
	x.idle = time.AfterFunc(itemsKept, func() { x.forget(l) })
	room := x.room
	x.s.tasks.Go(func() {
		defer close(l.done)
		if l.table, l.err = loadItems(ctx, x.s.read, operation, room); l.err == nil && len(l.table.products) > 100_000 {
			debug.FreeOSMemory() // growing left as much garbage as there is text
		}
	})
	return l
}

// drop lets the table go, or ends loading it.
func (x *itemIndex) drop() {
	if x.load != nil {
		x.load.cancel()
		x.idle.Stop()
		x.load = nil
	}
}

func (x *itemIndex) forget(l *itemLoad) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.load == l {
		x.drop()
	}
}

// loaded tells whether the table, if there is any, can be used at once.
func (l *itemLoad) loaded() bool {
	if l == nil {
		return false
	}
	select {
	case <-l.done:
		return true
	default:
		return false
	}
}

// wait waits until the table is loaded.
func (l *itemLoad) wait(ctx context.Context) error {
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// use brings the table up to date and gives it to fn. It must be loaded.
func (l *itemLoad) use(ctx context.Context, fn func(*itemTable) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.table.refresh(ctx); err != nil {
		return err
	}
	if dead := len(l.table.products) - len(l.table.order); dead > len(l.table.order)+1000 {
		t, err := loadItems(ctx, l.table.r, l.operation, l.table.room)
		if err != nil {
			return err
		}
		l.table = t
	}
	return fn(l.table)
}

// itemRow is what the table takes from a row.
type itemRow struct {
	product          int64
	kind             itemKind
	sku, name, error sql.RawBytes
}

func (t *itemTable) read(ctx context.Context, where string, args []any, each func(*itemRow)) error {
	rows, err := t.r.query(ctx, "SELECT product_id, "+itemKindOf+", sku, name, error FROM operation_items WHERE operation_id = ? AND "+where, append([]any{t.operation}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var row itemRow
	for rows.Next() {
		if err := rows.Scan(&row.product, &row.kind, &row.sku, &row.name, &row.error); err != nil {
			return err
		}
		each(&row)
	}
	return explain(rows.Err())
}

// refresh takes over what changed since the last time, by this program or another.
func (t *itemTable) refresh(ctx context.Context) error {
	var seq int64
	var there bool
	err := t.r.get(ctx, []any{&seq, &there}, "SELECT value, EXISTS (SELECT 1 FROM operations WHERE id = ?) FROM counters WHERE name = 'operations'", t.operation)
	if err != nil || seq == t.seq && there {
		return err
	}
	if !there {
		*t = *newItemTable(t.r, t.operation, t.room)
		t.seq = seq
		return nil
	}
	var late []uint32
	err = t.read(ctx, "seq > ? ORDER BY product_id", []any{t.seq}, func(row *itemRow) {
		if slot, missing := t.put(row); missing {
			late = append(late, slot)
		}
	})
	t.insert(late)
	if err == nil {
		t.seq = seq
	}
	return err
}
