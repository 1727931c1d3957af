package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

const itemColumns = "operation_id, product_id, sku, name, action, outcome, error, remote_id, done_on"

func scanItem(rows *sql.Rows, i *Item) error {
	var done int64
	err := rows.Scan(&i.OperationID, &i.ProductID, &i.SKU, &i.Name, &i.Action, &i.Outcome, &i.Error, &i.RemoteID, &done)
	i.DoneOn = fromMillis(done)
	return err
}

// shallow is how deep into the results SQL is asked; from there on it would walk for too long.
const shallow = 2000

// Items reads the per-product results of an operation, failed ones first, with the exact number of all that match.
//
// The first pages come from SQL. For other places, for actions and for texts the columns by which results are found are loaded into
// memory, the first time in about a second for a million; then every answer takes some milliseconds.
func (s *Store) Items(ctx context.Context, operationID int64, q ItemQuery) (items []Item, total int, err error) {
	q.Limit, q.Offset, q.Text = min(max(q.Limit, 1), maxPage), max(q.Offset, 0), Fold(q.Text)
	if items, total, err = s.findItems(ctx, operationID, q); err != nil {
		return nil, 0, fmt.Errorf("read the results of operation %d: %w", operationID, err)
	}
	return items, total, nil
}

func (s *Store) findItems(ctx context.Context, operationID int64, q ItemQuery) (items []Item, total int, err error) {
	easy := q.Text == "" && len(q.Actions) == 0 && q.Offset <= shallow
	load := s.index.items.of(operationID, !easy || q.More || q.Offset > 0)
	if easy && !load.loaded() {
		return s.itemsBySQL(ctx, operationID, q)
	}
	if err := load.wait(ctx); err != nil {
		return nil, 0, err
	}
	var products []int64
	err = load.use(ctx, func(t *itemTable) error {
		m, err := t.match(ctx, q.Text)
		if err == nil {
			products, total = t.page(newItemFilter(q), m, q.Offset, q.Limit)
		}
		return err
	})
	if err != nil || len(products) == 0 {
		return nil, total, err
	}
	items, err = s.itemsOf(ctx, operationID, products)
	return items, total, err
}

// itemsOf reads results in the order of their products.
func (s *Store) itemsOf(ctx context.Context, operationID int64, products []int64) ([]Item, error) {
	rows, err := s.read.query(ctx, "SELECT "+itemColumns+" FROM json_each(?) j CROSS JOIN operation_items i ON i.operation_id = ? AND i.product_id = j.value ORDER BY j.key",
		idList(products), operationID)
	return collect(rows, err, scanItem)
}

// itemsBySQL finds results by their outcomes alone.
func (s *Store) itemsBySQL(ctx context.Context, operationID int64, q ItemQuery) (items []Item, total int, err error) {
	counts, err := s.countItems(ctx, operationID)
	if err != nil {
		return nil, 0, err
	}
	for outcome := OutcomeFailed; ; outcome-- {
		n := counts[outcome]
		if len(q.Outcomes) > 0 && !slices.Contains(q.Outcomes, outcome) {
			n = 0
		}
		if first, last := max(q.Offset-total, 0), min(q.Offset+q.Limit-total, n); first < last {
			rows, err := s.read.query(ctx, fmt.Sprintf("SELECT "+itemColumns+" FROM operation_items WHERE operation_id = ? AND outcome = %d ORDER BY product_id LIMIT ? OFFSET ?", outcome),
				operationID, last-first, first)
			some, err := collect(rows, err, scanItem)
			if err != nil {
				return nil, 0, err
			}
			items = append(items, some...)
		}
		if total += n; outcome == 0 {
			return items, total, nil
		}
	}
}

// countItems counts the results of an operation by outcome. One index knows those that are not done, another one how many there are.
func (s *Store) countItems(ctx context.Context, operationID int64) (counts [OutcomeFailed + 1]int, err error) {
	rows, err := s.read.query(ctx, `SELECT 1, count(*) FROM operation_items INDEXED BY operation_items_seq WHERE operation_id = ?1
		UNION ALL SELECT outcome, count(*) FROM operation_items INDEXED BY operation_items_outcome WHERE operation_id = ?1 AND outcome <> 1 GROUP BY outcome`, operationID)
	all, err := collect(rows, err, func(rows *sql.Rows, v *[2]int) error { return rows.Scan(&v[0], &v[1]) })
	for _, v := range all {
		counts[v[0]] += v[1]
		if v[0] != int(OutcomeDone) {
			counts[OutcomeDone] -= v[1]
		}
	}
	return counts, err
}

func (s *Store) productsOf(ctx context.Context, what string, operationID int64, outcome Outcome) ([]int64, error) {
	// The outcome is part of the text so that the planner sees which index has it.
	rows, err := s.read.query(ctx, fmt.Sprintf("SELECT product_id FROM operation_items WHERE operation_id = ? AND outcome = %d ORDER BY product_id", outcome), operationID)
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
