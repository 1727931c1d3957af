package store

import (
	"context"
	"fmt"
)

// Record stores what became of some products of an operation in progress, all of it or nothing: results, packages, counters and
// progress. Recording a product again replaces its result, so the counters always equal the results. It clears the intents of the
// products, except of those that failed: whether a create that failed has happened is known only to who made it, see ClearIntents.
//
// SupersededBy is not 0 when the operation must stop. When the webshop was removed meanwhile, the results are stored without
// packages and the error wraps ErrNotFound.
func (s *Store) Record(ctx context.Context, token, operationID int64, results []Result) (supersededBy int64, err error) {
	webshop := true
	err = s.workOn(ctx, survivesCrash, token, operationID, "record results", func(t *tx, seq int64) error {
		var webshopID int64
		if err := t.get([]any{&supersededBy, &webshopID, &webshop}, `SELECT superseded_by, webshop_id,
			EXISTS (SELECT 1 FROM webshops w WHERE w.id = o.webshop_id) FROM operations o WHERE id = ?`, operationID); err != nil {
			return err
		}
		var sum Counts
		for i := range results {
			r := &results[i]
			if err := t.recordItem(operationID, &r.Item, &sum); err != nil {
				return err
			}
			if !webshop {
				continue
			}
			if err := t.recordPackage(webshopID, r); err != nil {
				return err
			}
			if r.Outcome != OutcomeFailed && r.Outcome != OutcomePending {
				if _, err := t.exec("DELETE FROM intents WHERE webshop_id = ? AND product_id = ?", webshopID, r.ProductID); err != nil {
					return err
				}
			}
		}
		_, err := t.exec(`UPDATE operations SET added = added + ?, updated = updated + ?, removed = removed + ?, unchanged = unchanged + ?,
			skipped = skipped + ?, failed = failed + ?, done = added + updated + removed + unchanged + skipped + failed + ?, seq = ? WHERE id = ?`,
			sum.Added, sum.Updated, sum.Removed, sum.Unchanged, sum.Skipped, sum.Failed, sum.Sum(), seq, operationID)
		return err
	})
	if err == nil && !webshop {
		err = fmt.Errorf("record results of operation %d: its webshop: %w", operationID, ErrNotFound)
	}
	return supersededBy, err
}

// recordItem replaces the result of one product and adds the difference to the counters.
func (t *tx) recordItem(operationID int64, i *Item, sum *Counts) error {
	var before Item
	err := t.get([]any{&before.Action, &before.Outcome}, "SELECT action, outcome FROM operation_items WHERE operation_id = ? AND product_id = ?", operationID, i.ProductID)
	if err != nil && !isNotFound(err) {
		return err
	}
	sum.add(before.Action, before.Outcome, -1)
	sum.add(i.Action, i.Outcome, 1)
	done := millis(i.DoneOn)
	switch {
	case i.Outcome == OutcomePending:
		done = 0
	case done == 0:
		done = t.now
	}
	_, err = t.exec(`INSERT INTO operation_items (operation_id, product_id, action, outcome, remote_id, done_on, sku, name, error)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET action = excluded.action, outcome = excluded.outcome,
		remote_id = excluded.remote_id, done_on = excluded.done_on, sku = excluded.sku, name = excluded.name, error = excluded.error`,
		operationID, i.ProductID, i.Action, i.Outcome, i.RemoteID, done, i.SKU, i.Name, i.Error)
	return err
}

// add counts a result n times.
func (c *Counts) add(a Action, o Outcome, n int) {
	switch {
	case o == OutcomeSkipped:
		c.Skipped += n
	case o == OutcomeFailed:
		c.Failed += n
	case o == OutcomeDone && a == ActionAdd:
		c.Added += n
	case o == OutcomeDone && a == ActionUpdate:
		c.Updated += n
	case o == OutcomeDone && a == ActionRemove:
		c.Removed += n
	case o == OutcomeDone || o == OutcomeUnchanged:
		c.Unchanged += n
	}
}

// AddIntents notes creates that are about to be sent, on disk before it returns. Should their end remain unknown, the products are
// looked up in the webshop by SKU before anything is created again.
func (s *Store) AddIntents(ctx context.Context, token, webshopID, operationID int64, productIDs []int64) error {
	return s.work(ctx, survivesPowerCut, token, fmt.Sprintf("note %d creates for webshop %d", len(productIDs), webshopID), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		_, err := t.exec(`INSERT INTO intents (webshop_id, product_id, operation_id, created_on) SELECT ?, value, ?, ? FROM json_each(?) WHERE true
			ON CONFLICT DO UPDATE SET operation_id = excluded.operation_id, created_on = excluded.created_on`, webshopID, operationID, t.now, idList(productIDs))
		return err
	})
}

// Intents gives the creates of a webshop whose end is not known: product id to operation id.
func (s *Store) Intents(ctx context.Context, webshopID int64) (map[int64]int64, error) {
	rows, err := s.read.query(ctx, "SELECT product_id, operation_id FROM intents WHERE webshop_id = ?", webshopID)
	all, err := collect(rows, err, scanPair)
	if err != nil {
		return nil, fmt.Errorf("read the creates in flight of webshop %d: %w", webshopID, err)
	}
	intents := make(map[int64]int64, len(all))
	for _, v := range all {
		intents[v[0]] = v[1]
	}
	return intents, nil
}

// ClearIntents forgets creates whose end has become known.
func (s *Store) ClearIntents(ctx context.Context, token, webshopID int64, productIDs []int64) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("clear %d creates of webshop %d", len(productIDs), webshopID), func(t *tx) error {
		_, err := t.exec("DELETE FROM intents WHERE webshop_id = ? AND product_id IN (SELECT value FROM json_each(?))", webshopID, idList(productIDs))
		return err
	})
}
