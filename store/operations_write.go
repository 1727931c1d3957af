package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
)

const insertOperation = `INSERT INTO operations (id, seq, label_id, is_full, state, created_on, started_on, completed_on, error_size, error_key,
	webshop_id, scope, confirm_removals, attempts, retry_of, superseded_by, token, total, done, added, updated, removed, unchanged, skipped,
	failed, requested_by, note, error, requests, retries, bytes_out, bytes_in)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

// insertOperation adds a row as it is; its Error is the whole text, which indexError has still to keep.
func (t *tx) insertOperation(o *Operation, seq, label int64) error {
	var id any // nil: the next one
	if o.ID != 0 {
		id = o.ID
	}
	c, f := o.Counts, o.Traffic
	newID, err := t.insert(insertOperation, id, seq, label, o.Full, o.State, millis(o.CreatedOn), millis(o.StartedOn), millis(o.CompletedOn),
		len(o.Error), errorKey(o.Error), o.WebshopID, o.Scope, o.ConfirmRemovals, o.Attempts, o.RetryOf, o.SupersededBy, o.Total, o.Done,
		c.Added, c.Updated, c.Removed, c.Unchanged, c.Skipped, c.Failed, o.RequestedBy, o.Note, head(o.Error, ErrorHead), f.Requests, f.Retries, f.BytesOut, f.BytesIn)
	if err != nil {
		return err
	}
	o.ID = newID
	return nil
}

// label gives the id of a webshop's name and address as operations show them.
func (t *tx) label(name, url string) (id int64, err error) {
	if _, err = t.exec("INSERT INTO operation_labels (name, url, name_key, url_key) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", name, url, Fold(name), Fold(url)); err != nil {
		return 0, err
	}
	err = t.get([]any{&id}, "SELECT id FROM operation_labels WHERE name = ? AND url = ?", name, url)
	return id, err
}

// AddOperations adds history as it is: demo and benchmarks. Error holds the whole text; the ids are assigned, in ops too.
// Operations in progress belong to no lease, so the next worker rescues them.
func (s *Store) AddOperations(ctx context.Context, ops []Operation) error {
	for chunk := range slices.Chunk(ops, 20_000) {
		err := s.change(ctx, survivesCrash, "add operations", func(t *tx) error {
			seq, err := t.next("operations")
			if err != nil {
				return err
			}
			labels := map[[2]string]int64{}
			for i := range chunk {
				o := &chunk[i]
				at := [2]string{o.Webshop, o.WebshopURL}
				if labels[at] == 0 {
					if labels[at], err = t.label(o.Webshop, o.WebshopURL); err != nil {
						return err
					}
				}
				o.ID = 0
				if err := t.insertOperation(o, seq, labels[at]); err != nil {
					return err
				}
			}
			// In a loop of its own: the text index writes out what it gathered whenever another table is written in between.
			for _, o := range chunk {
				if err := t.indexError(o.ID, o.Error); err != nil {
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

// CreateOperation puts a synchronization into the queue and settles what it does to the others of its webshop:
//   - of the whole webshop, everything: those of the whole webshop that wait are aborted, the running one is told to stop;
//   - of the whole webshop, changes only: one like it that waits is aborted. Where everything waits to be sent, that covers it: the
//     waiting one is given back, with the consent to removals added to it, and created is false;
//   - of products by name: those that wait by name already are left out; when all do, the operation that has the last of them is
//     given back and created is false. A waiting operation of changes only does not cover one that sends everything anew.
//
// It fails with ErrNotFound when the webshop or a product is not in the store.
func (s *Store) CreateOperation(ctx context.Context, n NewOperation) (op Operation, created bool, err error) {
	err = s.change(ctx, survivesPowerCut, fmt.Sprintf("create an operation for webshop %d", n.WebshopID), func(t *tx) error {
		id, fresh, err := t.createOperation(n)
		if err != nil {
			return err
		}
		created = fresh
		op, err = t.operation(id)
		return err
	})
	if err != nil {
		return Operation{}, false, err
	}
	return op, created, nil
}

func (t *tx) createOperation(n NewOperation) (id int64, created bool, err error) {
	o := Operation{WebshopID: n.WebshopID, Full: n.Full, CreatedOn: fromMillis(t.now), RequestedBy: n.RequestedBy,
		ConfirmRemovals: n.ConfirmRemovals, RetryOf: n.RetryOf}
	if err := t.get([]any{&o.Webshop, &o.WebshopURL}, "SELECT name, url FROM webshops WHERE id = ?", n.WebshopID); err != nil {
		return 0, false, err
	}
	label, err := t.label(o.Webshop, o.WebshopURL)
	if err != nil {
		return 0, false, err
	}
	seq, err := t.next("operations")
	if err != nil {
		return 0, false, err
	}
	products := n.ProductIDs
	if len(products) > 0 {
		var covering int64
		if products, covering, err = t.notWaiting(n); err != nil || len(products) == 0 {
			return covering, false, err
		}
		o.Scope, o.Total = ScopeProducts, len(products)
	} else if !n.Full {
		covering, err := t.coverByFull(n, seq)
		if err != nil || covering != 0 {
			return covering, false, err
		}
	}
	if err := t.insertOperation(&o, seq, label); err != nil {
		return 0, false, err
	}
	if o.Scope == ScopeProducts {
		return o.ID, true, t.insertPending(o.ID, seq, products)
	}
	return o.ID, true, t.supersede(o, seq)
}

// coverByFull looks for a full operation of the webshop that waits, and gives it the consent to removals that the new one has.
func (t *tx) coverByFull(n NewOperation, seq int64) (id int64, err error) {
	rows, err := t.query(`UPDATE operations SET confirm_removals = max(confirm_removals, ?), seq = ?
		WHERE webshop_id = ? AND scope = 0 AND state = 0 AND is_full = 1 RETURNING id`, n.ConfirmRemovals, seq, n.WebshopID)
	ids, err := collect(rows, err, scalar[int64])
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return slices.Max(ids), nil
}

// notWaiting leaves out the products that wait by name already, and gives the newest operation that has one of those.
func (t *tx) notWaiting(n NewOperation) (products []int64, covering int64, err error) {
	products = slices.Compact(slices.Sorted(slices.Values(n.ProductIDs)))
	rows, err := t.query(`SELECT i.product_id, i.operation_id FROM operations o JOIN operation_items i ON i.operation_id = o.id
		WHERE o.webshop_id = ? AND o.scope = 1 AND o.state = 0 AND o.is_full >= ? AND i.outcome = 0`, n.WebshopID, n.Full)
	waiting, err := collect(rows, err, scanPair)
	if err != nil {
		return nil, 0, err
	}
	held := make(map[int64]int64, len(waiting))
	for _, w := range waiting {
		held[w[0]] = max(held[w[0]], w[1])
	}
	products = slices.DeleteFunc(products, func(id int64) bool {
		covering = max(covering, held[id])
		return held[id] != 0
	})
	return products, covering, nil
}

// insertPending notes the products that an operation names, as they are called now.
func (t *tx) insertPending(operation, seq int64, products []int64) error {
	n, err := t.exec(`INSERT INTO operation_items (operation_id, product_id, action, outcome, remote_id, done_on, sku, name, error, seq)
		SELECT ?1, p.id, 0, 0, 0, 0, p.sku, p.name, '', ?2 FROM json_each(?3) j CROSS JOIN products p ON p.id = j.value`, operation, seq, idList(products))
	if err == nil && int(n) != len(products) {
		return fmt.Errorf("%d of the %d products: %w", len(products)-int(n), len(products), ErrNotFound)
	}
	return err
}

// supersede ends those operations of the whole webshop that the new one makes needless.
func (t *tx) supersede(o Operation, seq int64) error {
	rows, err := t.query(`SELECT id FROM operations WHERE webshop_id = ? AND scope = 0 AND state = 0 AND id <> ? AND is_full <= ?`, o.WebshopID, o.ID, o.Full)
	waiting, err := collect(rows, err, scalar[int64])
	if err != nil {
		return err
	}
	text := supersededText(o)
	for _, id := range waiting {
		if err := t.end(id, Aborted, text, seq); err != nil {
			return err
		}
	}
	if !o.Full {
		return nil
	}
	_, err = t.exec("UPDATE operations SET superseded_by = ?, seq = ? WHERE webshop_id = ? AND scope = 0 AND state = 1", o.ID, seq, o.WebshopID)
	return err
}

// supersededText is the error of an operation that another one made needless.
func supersededText(by Operation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Superseded by synchronization %d", by.ID)
	if by.Full {
		b.WriteString(" (Synchronize all)")
	}
	if by.RequestedBy != "" {
		b.WriteString(", asked for by " + by.RequestedBy)
	}
	return b.String() + "."
}

// end brings an operation that has not ended into a final state; ErrFinal when it has. Where the clock went back meanwhile, it took no
// time.
func (t *tx) end(id int64, state State, text string, seq int64) error {
	n, err := t.exec(`UPDATE operations SET state = ?, started_on = iif(started_on, started_on, begun_on), completed_on = max(?, created_on, started_on, begun_on),
		error = ?, error_size = ?, error_key = ?, note = '', seq = ? WHERE id = ? AND state < 2`, state, t.now, head(text, ErrorHead), len(text), errorKey(text), seq, id)
	if err != nil {
		return err
	}
	if n == 0 {
		return ErrFinal
	}
	if err := t.forgetError(id); err != nil { // only operations added as history have one before they end
		return err
	}
	return t.indexError(id, text)
}

func scanPair(rows *sql.Rows, v *[2]int64) error { return rows.Scan(&v[0], &v[1]) }
