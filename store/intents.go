package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// Intent is a write to a webshop that was begun and whose end is not known: the webshop may have the product as it was, as it was to
// be, or partly.
type Intent struct {
	ProductID   int64
	OperationID int64    // that began it
	Fields      []string // what it was to change, in the words of whoever sends; all that was begun since the end was last known
}

func (i *Intent) read(fields string) error { return json.Unmarshal([]byte(fields), &i.Fields) }

// AddIntents notes writes that are about to be sent, on disk before it returns. Should their end remain unknown, the products are
// looked up in the webshop before anything is created again, and sent whole. A product that is noted already keeps the operation
// that began it, and gets more fields.
func (s *Store) AddIntents(ctx context.Context, token, webshopID, operationID int64, intents []Intent) error {
	return s.work(ctx, survivesPowerCut, token, fmt.Sprintf("note %d writes to webshop %d", len(intents), webshopID), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		for _, i := range intents {
			var before string
			err := t.get([]any{&before}, "SELECT fields FROM intents WHERE webshop_id = ? AND product_id = ?", webshopID, i.ProductID)
			switch {
			case err == nil:
				var noted Intent
				if err := noted.read(before); err != nil {
					return err
				}
				i.Fields = slices.Concat(i.Fields, noted.Fields)
			case !isNotFound(err):
				return err
			}
			slices.Sort(i.Fields)
			fields, err := stringList(slices.Compact(i.Fields))
			if err != nil {
				return err
			}
			if _, err := t.exec(`INSERT INTO intents (webshop_id, product_id, operation_id, created_on, fields) VALUES (?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET fields = excluded.fields`, webshopID, i.ProductID, operationID, t.now, fields); err != nil {
				return err
			}
		}
		return nil
	})
}

// Intents gives the writes to a webshop whose end is not known, by product.
func (s *Store) Intents(ctx context.Context, webshopID int64) (map[int64]Intent, error) {
	rows, err := s.read.query(ctx, "SELECT product_id, operation_id, fields FROM intents WHERE webshop_id = ?", webshopID)
	all, err := collect(rows, err, func(rows *sql.Rows, i *Intent) error {
		var fields string
		if err := rows.Scan(&i.ProductID, &i.OperationID, &fields); err != nil {
			return err
		}
		return i.read(fields)
	})
	if err != nil {
		return nil, fmt.Errorf("read the writes in flight of webshop %d: %w", webshopID, err)
	}
	intents := make(map[int64]Intent, len(all))
	for _, i := range all {
		intents[i.ProductID] = i
	}
	return intents, nil
}

// ClearIntents forgets writes whose end has become known.
func (s *Store) ClearIntents(ctx context.Context, token, webshopID int64, productIDs []int64) error {
	return s.clearIntents(ctx, token, webshopID, 0, productIDs)
}

// ClearIntentsOf is ClearIntents for those that this operation began, and leaves what another one had begun before.
func (s *Store) ClearIntentsOf(ctx context.Context, token, webshopID, operationID int64, productIDs []int64) error {
	return s.clearIntents(ctx, token, webshopID, operationID, productIDs)
}

func (s *Store) clearIntents(ctx context.Context, token, webshopID, operationID int64, productIDs []int64) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("clear %d writes to webshop %d", len(productIDs), webshopID), func(t *tx) error {
		_, err := t.exec("DELETE FROM intents WHERE webshop_id = ?1 AND ?2 IN (0, operation_id) AND product_id IN (SELECT value FROM json_each(?3))",
			webshopID, operationID, idList(productIDs))
		return err
	})
}
