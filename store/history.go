package store

import (
	"context"
	"slices"
)

// AddItems adds per-product results to operations that AddOperations added: demo and benchmarks. Each but a pending one needs its
// DoneOn. A product has one result in an operation; a second one fails.
func (s *Store) AddItems(ctx context.Context, items []Item) error {
	for chunk := range slices.Chunk(items, 20_000) {
		err := s.change(ctx, survivesCrash, "add the results of operations", func(t *tx) error {
			seq, err := t.next("operations")
			if err != nil {
				return err
			}
			for i := range chunk {
				it := &chunk[i]
				_, err := t.exec(`INSERT INTO operation_items (operation_id, product_id, action, outcome, remote_id, done_on, sku, name, error, seq)
					VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, it.OperationID, it.ProductID, it.Action, it.Outcome, it.RemoteID, millis(it.DoneOn), it.SKU, it.Name, it.Error, seq)
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
