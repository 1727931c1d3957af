package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

const itemColumns = "operation_id, product_id, sku, name, action, outcome, error, remote_id, done_on"

func scanItem(rows *sql.Rows, i *Item) error {
	var done int64
	err := rows.Scan(&i.OperationID, &i.ProductID, &i.SKU, &i.Name, &i.Action, &i.Outcome, &i.Error, &i.RemoteID, &done)
	i.DoneOn = fromMillis(done)
	return err
}

// Items reads the per-product results of an operation, failed ones first, with the exact number of all that match.
func (s *Store) Items(ctx context.Context, operationID int64, q ItemQuery) (items []Item, total int, err error) {
	if items, total, err = s.items(ctx, operationID, q); err != nil {
		return nil, 0, fmt.Errorf("read the results of operation %d: %w", operationID, err)
	}
	return items, total, nil
}

func (s *Store) items(ctx context.Context, operationID int64, q ItemQuery) (items []Item, total int, err error) {
	limit, offset, text := min(max(q.Limit, 1), maxPage), max(q.Offset, 0), Fold(q.Text)
	outcomes := []int64{}
	for _, o := range q.Outcomes {
		outcomes = append(outcomes, int64(o))
	}
	if len(outcomes) == 0 {
		outcomes = []int64{int64(OutcomePending), int64(OutcomeDone), int64(OutcomeUnchanged), int64(OutcomeSkipped), int64(OutcomeFailed)}
	}
	const from = " FROM operation_items WHERE operation_id = ? AND outcome IN (SELECT value FROM json_each(?))"
	const order = " ORDER BY outcome DESC, product_id"
	if text == "" {
		if err := s.read.get(ctx, []any{&total}, "SELECT count(*)"+from, operationID, idList(outcomes)); err != nil {
			return nil, 0, err
		}
		rows, err := s.read.query(ctx, "SELECT "+itemColumns+from+order+" LIMIT ? OFFSET ?", operationID, idList(outcomes), limit, offset)
		items, err = collect(rows, err, scanItem)
		return items, total, err
	}
	rows, err := s.read.query(ctx, "SELECT "+itemColumns+from+order, operationID, idList(outcomes))
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var i Item
		if err := scanItem(rows, &i); err != nil {
			return nil, 0, err
		}
		if !strings.Contains(Fold(i.SKU), text) && !strings.Contains(Fold(i.Name), text) && !strings.Contains(Fold(i.Error), text) {
			continue
		}
		if total >= offset && total < offset+limit {
			items = append(items, i)
		}
		if total++; total%1000 == 0 && ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
	}
	return items, total, explain(rows.Err())
}

func (s *Store) productsOf(ctx context.Context, what string, operationID int64, outcome Outcome) ([]int64, error) {
	rows, err := s.read.query(ctx, "SELECT product_id FROM operation_items WHERE operation_id = ? AND outcome = ? ORDER BY product_id", operationID, outcome)
	ids, err := collect(rows, err, scalar[int64])
	if err != nil {
		return nil, fmt.Errorf("read the %s products of operation %d: %w", what, operationID, err)
	}
	return ids, nil
}

// FailedProducts lists the products that failed in an operation, which is what a retry takes.
func (s *Store) FailedProducts(ctx context.Context, operationID int64) ([]int64, error) {
	return s.productsOf(ctx, "failed", operationID, OutcomeFailed)
}

// PendingProducts lists the products that an operation names and that are not handled yet.
func (s *Store) PendingProducts(ctx context.Context, operationID int64) ([]int64, error) {
	return s.productsOf(ctx, "pending", operationID, OutcomePending)
}

// DoneProducts tells which of the products have a result in an operation already, so that it can go on where it was cut off.
func (s *Store) DoneProducts(ctx context.Context, operationID int64, productIDs []int64) (map[int64]bool, error) {
	done := map[int64]bool{}
	for chunk := range slices.Chunk(productIDs, maxPage) {
		// The CROSS JOIN looks each product up; the planner would rather read all results of the operation.
		rows, err := s.read.query(ctx, `SELECT i.product_id FROM json_each(?) j
			CROSS JOIN operation_items i ON i.operation_id = ? AND i.product_id = j.value AND +i.outcome > 0`, idList(chunk), operationID)
		ids, err := collect(rows, err, scalar[int64])
		if err != nil {
			return nil, fmt.Errorf("read the finished products of operation %d: %w", operationID, err)
		}
		for _, id := range ids {
			done[id] = true
		}
	}
	return done, nil
}
