package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
)

// where is criteria as SQL over "operations o".
type where struct {
	parts []string
	args  []any
}

func (w *where) and(part string, args ...any) {
	w.parts = append(w.parts, part)
	w.args = append(w.args, args...)
}

func (w *where) String() string {
	if len(w.parts) == 0 {
		return "1"
	}
	return strings.Join(w.parts, " AND ")
}

func (w *where) span(column string, s span) {
	if s.bounded {
		w.and(column+" >= ? AND "+column+" < ?", s.from, s.to)
	}
}

const inList = " IN (SELECT value FROM json_each(?))"

// where puts criteria into SQL. Texts are looked up first and become ids.
func (s *Store) where(ctx context.Context, c criteria) (w where, err error) {
	if c.states != allStates {
		var states []int64
		for _, st := range States {
			if c.states&(1<<st) != 0 {
				states = append(states, int64(st))
			}
		}
		w.and("o.state"+inList, idList(states))
		if len(states) == 1 { // so that the index gives them in order of creation
			w.parts[0], w.args[0] = "o.state = ?", states[0]
		}
	}
	if c.full != allFull {
		w.and("o.is_full = ?", c.full>>1)
	}
	if c.labels != nil {
		w.and("o.label_id"+inList, idList(sortedKeys(c.labels)))
	}
	w.span("o.created_on", c.created)
	w.span("o.started_on", c.started)
	w.span("o.completed_on", c.completed)
	if c.ids != nil {
		w.and("o.id"+inList, idList(c.ids))
	}
	if c.error != "" {
		ids, err := s.read.errorsHolding(ctx, c.error)
		if err != nil {
			return w, err
		}
		w.and("o.id"+inList, idList(ids))
	}
	if c.text != "" {
		ids, err := s.read.errorsHolding(ctx, c.text)
		if err != nil {
			return w, err
		}
		w.and("(o.label_id"+inList+" OR o.id"+inList+")", idList(sortedKeys(c.textLabels)), idList(ids))
	}
	return w, nil
}

var sortColumns = [...]string{
	ColumnCreated: "o.created_on", ColumnStarted: "o.started_on", ColumnCompleted: "o.completed_on",
	ColumnWebshop: "(SELECT name_key FROM operation_labels WHERE id = o.label_id)",
	ColumnFull:    "o.is_full", ColumnState: "o.state", ColumnError: "o.error_key", ColumnID: "o.id",
}

func orderBy(asked []OperationSort) string {
	keys, reversed := normalSort(asked)
	if keys[len(keys)-1].Column != ColumnID {
		keys = append(keys, OperationSort{Column: ColumnID})
	}
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = sortColumns[k.Column]
		if k.Desc != reversed {
			parts[i] += " DESC"
		}
	}
	return strings.Join(parts, ", ")
}

// pageBySQL finds the page without the columns in memory: at once for the newest operations, and in up to seconds for other orders
// of a million.
func (s *Store) pageBySQL(ctx context.Context, q OperationQuery) (ids []int64, page OperationPage, err error) {
	labels, err := s.read.labels(ctx)
	if err != nil {
		return nil, page, err
	}
	c := newCriteria(q.Filter, labels)
	w, err := s.where(ctx, c)
	if err != nil {
		return nil, page, err
	}
	counts, err := s.countWhere(ctx, c, w)
	if err != nil {
		return nil, page, err
	}
	page.Total = counts.Sum()
	if c.states != allStates && c.states&(c.states-1) != 0 && page.Total > 20_000 {
		w.parts[0] = "+" + w.parts[0] // many in several states: rather walk an order and pass over the others than sort them all
	}
	anchor := -1
	if q.Anchor != 0 {
		text := "SELECT row FROM (SELECT o.id, row_number() OVER (ORDER BY " + orderBy(q.Sort) + ") - 1 AS row FROM operations o WHERE " + w.String() + ") WHERE id = ?"
		err := s.read.db.QueryRowContext(ctx, text, append(slices.Clone(w.args), q.Anchor)...).Scan(&anchor)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, page, explain(err)
		}
		page.AnchorFound = err == nil
	}
	page.Offset = place(q, page.Total, anchor)
	rows, err := s.read.db.QueryContext(ctx, "SELECT o.id FROM operations o WHERE "+w.String()+" ORDER BY "+orderBy(q.Sort)+" LIMIT ? OFFSET ?",
		append(slices.Clone(w.args), q.Limit, page.Offset)...)
	ids, err = collect(rows, err, scalar[int64])
	return ids, page, err
}

func (s *Store) stateCountsBySQL(ctx context.Context, f OperationFilter) (StateCounts, error) {
	labels, err := s.read.labels(ctx)
	if err != nil {
		return StateCounts{}, err
	}
	c := newCriteria(f, labels)
	w, err := s.where(ctx, c)
	if err != nil {
		return StateCounts{}, err
	}
	return s.countWhere(ctx, c, w)
}

// countWhere counts what matches by state: from the counters where they know it.
func (s *Store) countWhere(ctx context.Context, c criteria, w where) (counts StateCounts, err error) {
	text := "SELECT o.state, count(*) FROM operations o WHERE " + w.String() + " GROUP BY o.state"
	if c.countable() {
		text = "SELECT o.state, sum(o.n) FROM operation_counts o WHERE " + w.String() + " GROUP BY o.state"
	}
	rows, err := s.read.db.QueryContext(ctx, text, w.args...)
	all, err := collect(rows, err, func(rows *sql.Rows, v *[2]int) error { return rows.Scan(&v[0], &v[1]) })
	for _, v := range all {
		counts[v[0]] = v[1]
	}
	return counts, err
}
