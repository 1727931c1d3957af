package store

import (
	"context"
	"fmt"
)

// Record stores what became of some products of an operation in progress, all of it or nothing: results, packages, counters and
// progress. Recording a product again replaces its result, so the counters always equal the results. It clears the intents of the
// products, except of those that failed and left no package: whether such a write has happened is known only to who made it, see
// ClearIntents.
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
			if err := t.recordItem(operationID, seq, &r.Item, &sum); err != nil {
				return err
			}
			if !webshop {
				continue
			}
			if err := t.recordPackage(webshopID, r); err != nil {
				return err
			}
			if r.Sent != nil || r.Outcome != OutcomeFailed && r.Outcome != OutcomePending {
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

// recordItem stores the result of one product, or replaces it, and adds the difference to the counters.
func (t *tx) recordItem(operationID, seq int64, i *Item, sum *Counts) error {
	done := millis(i.DoneOn)
	switch {
	case i.Outcome == OutcomePending:
		done = 0
	case done == 0:
		done = t.now
	}
	sum.add(i.Action, i.Outcome, 1)
	added, err := t.exec(`INSERT INTO operation_items (operation_id, product_id, action, outcome, remote_id, done_on, sku, name, error, seq)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		operationID, i.ProductID, i.Action, i.Outcome, i.RemoteID, done, i.SKU, i.Name, i.Error, seq)
	if err != nil || added > 0 {
		return err
	}
	var before Item
	if err := t.get([]any{&before.Action, &before.Outcome}, "SELECT action, outcome FROM operation_items WHERE operation_id = ? AND product_id = ?", operationID, i.ProductID); err != nil {
		return err
	}
	sum.add(before.Action, before.Outcome, -1)
	_, err = t.exec(`UPDATE operation_items SET action = ?, outcome = ?, remote_id = ?, done_on = ?, sku = ?, name = ?, error = ?, seq = ?
		WHERE operation_id = ? AND product_id = ?`, i.Action, i.Outcome, i.RemoteID, done, i.SKU, i.Name, i.Error, seq, operationID, i.ProductID)
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
