package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

const maxPage = 10_000

const operationColumns = `o.id, o.webshop_id, l.name, l.url, o.is_full, o.scope, o.state, o.error, o.error_size, o.created_on, o.started_on,
	o.completed_on, o.requested_by, o.confirm_removals, o.attempts, o.retry_of, o.superseded_by, o.note, o.total, o.done,
	o.added, o.updated, o.removed, o.unchanged, o.skipped, o.failed, o.requests, o.retries, o.bytes_out, o.bytes_in`

const (
	selectOperation  = `SELECT ` + operationColumns + ` FROM operations o JOIN operation_labels l ON l.id = o.label_id WHERE o.id = ?`
	selectOperations = `SELECT ` + operationColumns + ` FROM json_each(?) j CROSS JOIN operations o ON o.id = j.value
		JOIN operation_labels l ON l.id = o.label_id`
)

// operationFields are the destinations for operationColumns.
func operationFields(o *Operation, created, started, completed *int64) []any {
	c, f := &o.Counts, &o.Traffic
	return []any{&o.ID, &o.WebshopID, &o.Webshop, &o.WebshopURL, &o.Full, &o.Scope, &o.State, &o.Error, &o.ErrorSize, created, started,
		completed, &o.RequestedBy, &o.ConfirmRemovals, &o.Attempts, &o.RetryOf, &o.SupersededBy, &o.Note, &o.Total, &o.Done,
		&c.Added, &c.Updated, &c.Removed, &c.Unchanged, &c.Skipped, &c.Failed, &f.Requests, &f.Retries, &f.BytesOut, &f.BytesIn}
}

func scanOperation(scan func(...any) error, o *Operation) error {
	var created, started, completed int64
	if err := scan(operationFields(o, &created, &started, &completed)...); err != nil {
		return err
	}
	o.CreatedOn, o.StartedOn, o.CompletedOn = fromMillis(created), fromMillis(started), fromMillis(completed)
	return nil
}

// Operation reads one operation; ErrNotFound when there is none.
func (s *Store) Operation(ctx context.Context, id int64) (Operation, error) {
	var o Operation
	err := scanOperation(func(dest ...any) error { return s.read.get(ctx, dest, selectOperation, id) }, &o)
	if err != nil {
		return Operation{}, fmt.Errorf("read operation %d: %w", id, err)
	}
	return o, nil
}

// operation reads an operation inside a transaction.
func (t *tx) operation(id int64) (o Operation, err error) {
	err = scanOperation(func(dest ...any) error { return t.get(dest, selectOperation, id) }, &o)
	return o, err
}

// operationsByID reads operations in the order of their ids; those that are gone are left out.
func (s *Store) operationsByID(ctx context.Context, ids []int64) ([]Operation, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := s.read.query(ctx, selectOperations, idList(ids))
	all, err := collect(rows, err, func(rows *sql.Rows, o *Operation) error { return scanOperation(rows.Scan, o) })
	if err != nil {
		return nil, err
	}
	at := make(map[int64]int, len(ids))
	for i, id := range ids {
		at[id] = i
	}
	slices.SortFunc(all, func(a, b Operation) int { return at[a.ID] - at[b.ID] })
	return all, nil
}

// OperationError reads the whole error text of an operation.
func (s *Store) OperationError(ctx context.Context, id int64) (string, error) {
	var text string
	err := s.read.get(ctx, []any{&text}, "SELECT coalesce(e.text, o.error) FROM operations o LEFT JOIN operation_errors e ON e.id = o.id WHERE o.id = ?", id)
	if err != nil {
		return "", fmt.Errorf("read the error of operation %d: %w", id, err)
	}
	return text, nil
}

// OperationWebshops lists the names of webshops that occur in operations, those of removed webshops too, in order.
func (s *Store) OperationWebshops(ctx context.Context) ([]string, error) {
	rows, err := s.read.query(ctx, "SELECT DISTINCT name FROM operation_labels ORDER BY name_key, name")
	names, err := collect(rows, err, scalar[string])
	if err != nil {
		return nil, fmt.Errorf("list the webshops of operations: %w", err)
	}
	return names, nil
}

// Operations reads one screenful of operations with the exact number of all that match.
//
// The first answers come from SQL, which has an index for the newest operations; meanwhile the columns that operations are
// filtered and sorted by are loaded into memory, which then answers every combination at the same speed.
func (s *Store) Operations(ctx context.Context, q OperationQuery) (OperationPage, error) {
	q.Limit = min(max(q.Limit, 1), maxPage)
	q.Offset = max(q.Offset, 0)
	var ids []int64
	var page OperationPage
	if err := s.there(); err != nil {
		return page, fmt.Errorf("read operations: %w", err)
	}
	loaded, err := s.index.use(ctx, func(t *table) (err error) {
		ids, page, err = t.page(ctx, q)
		return err
	})
	if err == nil && !loaded {
		ids, page, err = s.pageBySQL(ctx, q)
		s.index.load()
	}
	if err == nil {
		page.Rows, err = s.operationsByID(ctx, ids)
	}
	if err != nil {
		return OperationPage{}, fmt.Errorf("read operations: %w", err)
	}
	return page, nil
}

// StateCounts counts the operations in each state that match the filter, whose own States are left out.
func (s *Store) StateCounts(ctx context.Context, f OperationFilter) (counts StateCounts, err error) {
	if err := s.there(); err != nil {
		return counts, fmt.Errorf("count operations: %w", err)
	}
	f.States = nil
	loaded, err := s.index.use(ctx, func(t *table) (err error) {
		counts, err = t.stateCounts(ctx, f)
		return err
	})
	if err == nil && !loaded {
		counts, err = s.stateCountsBySQL(ctx, f)
	}
	if err != nil {
		return StateCounts{}, fmt.Errorf("count operations: %w", err)
	}
	return counts, nil
}

// place finds the first row of a page among all that match. The anchor's own row is -1 when there is none.
func place(q OperationQuery, total, anchor int) (offset int) {
	last := max(total-q.Limit, 0)
	if anchor >= 0 {
		return min(max(anchor-max(q.AnchorRow, 0), 0), last)
	}
	if q.Offset >= total {
		return last
	}
	return q.Offset
}

// Watch gives a signal after something in the store changed, by this program or another. It looks every so often; signals that
// nobody takes become one. The channel is closed when the context ends or the store is closed.
func (s *Store) Watch(ctx context.Context, every time.Duration) <-chan struct{} {
	changed := make(chan struct{}, 1)
	// The number that SQLite gives is of use only within one connection. It is not one of the readers': as many watchers as there are
	// readers would leave none to read with. It is opened now, when the store is still what was opened.
	own, err := openReaders(s.path, s.params...)
	if err != nil {
		close(changed)
		return changed
	}
	own.db.SetMaxOpenConns(1)
	var last int64
	look := func() (changes bool) {
		var version int64
		// An error passes: the store may be on a disk that is away for a while.
		if own.db.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version) != nil {
			return false
		}
		changes = version != last && last != 0
		last = version
		return changes
	}
	look()
	s.tasks.Go(func() {
		defer close(changed)
		defer own.db.Close()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.life, cancel)()
		tick := time.NewTicker(max(every, time.Millisecond))
		defer tick.Stop()
		gone := ""
		for {
			changes := look()
			moved := ""
			if err := s.there(); err != nil {
				moved = err.Error()
				s.keepLogApart()
			}
			if moved != gone {
				gone, changes = moved, true
			}
			if changes {
				select {
				case changed <- struct{}{}:
				default:
				}
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	})
	return changed
}
