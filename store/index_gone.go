package store

import (
	"context"
	"errors"
)

// stateGone stands in the table for an operation that was deleted. No criteria ask for it, so its slot is in no selection; slots
// are taken out only when the table is loaded anew.
const stateGone = stateMask

// errOutdatedTable says that more operations were deleted than the store remembers: the table must be loaded anew.
var errOutdatedTable = errors.New("the operations in memory are too old")

// operationsSeq is the last change of operations, and the last one of which the deletions are not remembered any more.
func (r *readers) operationsSeq(ctx context.Context) (seq, gone int64, err error) {
	err = r.get(ctx, []any{&seq, &gone}, `SELECT (SELECT value FROM counters WHERE name = 'operations'),
		(SELECT value FROM counters WHERE name = 'operations_gone')`)
	return seq, gone, err
}

// removeGone takes out the operations that were deleted after a point.
func (t *table) removeGone(ctx context.Context, after int64) error {
	rows, err := t.r.query(ctx, "SELECT id FROM operations_gone WHERE seq > ?", after)
	if err != nil {
		return err
	}
	defer rows.Close()
	var id int64
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return err
		}
		t.remove(id)
	}
	return explain(rows.Err())
}

func (t *table) remove(id int64) {
	slot, found := t.slot(id)
	if !found || t.kinds[slot]&stateMask == stateGone {
		return
	}
	t.kinds[slot] |= stateGone
	t.errors[slot] = 0
	t.gone++
	t.changes.add(slot)
}

// worn tells whether so many rows are gone that the table is worth loading anew.
func (t *table) worn() bool { return t.gone > 10_000 && t.gone > t.len()/4 }
