package store

import (
	"context"
	"database/sql"
	"errors"
	"runtime/debug"
	gosync "sync"
)

// index holds the columns in memory that operations are filtered and sorted by. No set of SQL indexes answers every combination of
// filter, order and position at a million rows within a frame; a pass over small columns does, with exact counts. SQLite keeps the
// rows and the truth: the index is loaded in the background, and each use first reads what changed since, by operations.seq.
type index struct {
	s       *Store
	mu      gosync.Mutex // held while a table is used: some milliseconds
	table   *table       // nil until it is loaded
	loading bool
	items   *itemIndex // the results of one operation
}

func newIndex(s *Store) *index { return &index{s: s, items: newItemIndex(s)} }

// use brings the table up to date and gives it to fn. Without a table it does nothing and tells so.
func (x *index) use(ctx context.Context, fn func(*table) error) (loaded bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.table == nil {
		return false, nil
	}
	err = x.table.refresh(ctx)
	if errors.Is(err, errOutdatedTable) {
		x.table = nil
		return false, nil
	}
	if err != nil {
		return true, err
	}
	if x.table.worn() {
		x.begin()
	}
	return true, fn(x.table)
}

// load begins to load the table in the background, unless that was begun already.
func (x *index) load() {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.table == nil {
		x.begin()
	}
}

// begin loads a table beside the one that is used; it wants the lock.
func (x *index) begin() {
	if x.loading || x.s.life.Err() != nil {
		return
	}
	x.loading = true
	x.s.tasks.Go(func() {
		t, err := loadTable(x.s.life, x.s.read)
		if err == nil {
			debug.FreeOSMemory() // sorting left as much garbage as the columns take
		}
		x.mu.Lock()
		defer x.mu.Unlock()
		x.loading = false // after an error the next use of SQL tries again
		if err == nil {
			x.table = t
		}
	})
}

// loadTable reads all operations, some thousands at a time, so that it neither holds a snapshot for long nor keeps Close waiting.
func loadTable(ctx context.Context, r *readers) (*table, error) {
	t := &table{r: r, changes: changes{}, labelAt: map[int64]uint32{}, far: map[uint64]int64{}, orders: map[Column]*order{},
		selections: map[string]*selection{}, texts: map[string]*textSet{}, inOrder: true, loading: true}
	var count int
	if err := r.get(ctx, []any{&count, &t.seq}, "SELECT (SELECT coalesce(sum(n), 0) FROM operation_counts), (SELECT value FROM counters WHERE name = 'operations')"); err != nil {
		return nil, err
	}
	t.grow(count)
	if err := t.loadLabels(ctx); err != nil {
		return nil, err
	}
	const chunk = 20_000
	for last, n := int64(0), chunk; n == chunk; {
		n = 0
		err := t.read(ctx, "WHERE id > ? ORDER BY id LIMIT ?", []any{last, chunk}, func(row *indexRow) error {
			n++
			last = row.id
			return t.put(ctx, row)
		})
		if err != nil {
			return nil, err
		}
	}
	t.changes = changes{}
	for _, c := range []Column{ColumnCreated, ColumnStarted, ColumnCompleted, ColumnError} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		t.order(c) // so that the first key press does not wait for it
	}
	t.loading, t.scratch = false, scratch{}
	return t, ctx.Err()
}

// indexRow is what the table takes from a row.
type indexRow struct {
	id, label, kind             int64
	created, started, completed int64
	errorKey                    sql.RawBytes
}

func (t *table) read(ctx context.Context, where string, args []any, each func(*indexRow) error) error {
	rows, err := t.r.query(ctx, "SELECT id, label_id, is_full * 8 + state, created_on, started_on, completed_on, error_key FROM operations "+where, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var row indexRow
	for rows.Next() {
		if err := rows.Scan(&row.id, &row.label, &row.kind, &row.created, &row.started, &row.completed, &row.errorKey); err != nil {
			return err
		}
		if err := each(&row); err != nil {
			return err
		}
	}
	return explain(rows.Err())
}

// refresh takes over what changed since the last time, by this program or another.
func (t *table) refresh(ctx context.Context) error {
	seq, gone, err := t.r.operationsSeq(ctx)
	if err != nil || seq == t.seq {
		return err
	}
	if t.seq < gone {
		return errOutdatedTable
	}
	// New rows must come by id: they are added at the end. What was committed after seq was read comes again with the next refresh.
	err = t.read(ctx, "INDEXED BY operations_seq WHERE seq > ? ORDER BY id", []any{t.seq}, func(row *indexRow) error { return t.put(ctx, row) })
	if err == nil {
		err = t.removeGone(ctx, t.seq)
	}
	if err == nil {
		t.seq = seq
		t.catchUp()
	}
	return err
}
