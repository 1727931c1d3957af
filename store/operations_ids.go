package store

import (
	"context"
	"fmt"
	"math/bits"
	"slices"
)

// OperationIDs lists the ids of all operations that match the filter, ascending, as they are at one moment.
func (s *Store) OperationIDs(ctx context.Context, f OperationFilter) (ids []int64, err error) {
	loaded, err := s.index.use(ctx, func(t *table) (err error) {
		ids, err = t.matching(ctx, f)
		return err
	})
	if err == nil && !loaded {
		ids, err = s.operationIDsBySQL(ctx, f)
	}
	if err != nil {
		return nil, fmt.Errorf("list operations: %w", err)
	}
	return ids, nil
}

func (t *table) matching(ctx context.Context, f OperationFilter) ([]int64, error) {
	sel, err := t.selection(ctx, newCriteria(f, t.labels))
	if err != nil {
		return nil, err
	}
	var ids []int64
	for w, word := range sel.rows {
		for ; word != 0; word &= word - 1 {
			ids = append(ids, int64(t.ids[w<<6|bits.TrailingZeros64(word)]))
		}
	}
	slices.Sort(ids)
	return ids, nil
}

func (s *Store) operationIDsBySQL(ctx context.Context, f OperationFilter) ([]int64, error) {
	labels, err := s.read.labels(ctx)
	if err != nil {
		return nil, err
	}
	w, err := s.where(ctx, newCriteria(f, labels))
	if err != nil {
		return nil, err
	}
	rows, err := s.read.db.QueryContext(ctx, "SELECT o.id FROM operations o WHERE "+w.String()+" ORDER BY o.id", w.args...)
	return collect(rows, err, scalar[int64])
}

// countIDs counts those of some operations that match. It looks at these alone, however many others there are, and keeps nothing: whoever
// asks about single operations will hardly ask about the same ones again.
func (t *table) countIDs(ctx context.Context, f OperationFilter) (counts StateCounts, err error) {
	c := newCriteria(f, t.labels)
	ids := c.ids
	c.ids = nil
	q, err := t.newTest(ctx, c)
	if err != nil {
		return counts, err
	}
	for _, id := range ids {
		if slot, found := t.slot(id); found && q.holds(slot) {
			counts[t.kinds[slot]&stateMask]++
		}
	}
	return counts, nil
}
