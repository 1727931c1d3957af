package store

import (
	"context"
	"database/sql"
	"fmt"
)

// The text indexes hold no texts: they can be compared with what they were made of only by number and id, and made anew.

const textsAtOnce = 2000 // made anew in one transaction

func findErrorTexts(ctx context.Context, s *Store) (string, error) {
	return s.some(ctx, "the search of error texts lacks, or has too many of, %d operations", `SELECT
		(SELECT count(*) FROM operations WHERE error_size > 0 AND id NOT IN (SELECT id FROM operation_texts_docsize))
		+ (SELECT count(*) FROM operation_texts_docsize WHERE id NOT IN (SELECT id FROM operations WHERE error_size > 0))`)
}

func mendErrorTexts(ctx context.Context, s *Store) error {
	if err := s.emptyTexts(ctx, "operation_texts"); err != nil {
		return err
	}
	type row struct {
		id   int64
		text string
	}
	for last, more := int64(0), true; more; {
		err := s.change(ctx, survivesCrash, "index the errors", func(t *tx) error {
			// Operations that end meanwhile bring their text themselves.
			rows, err := t.query(`SELECT o.id, coalesce(e.text, o.error) FROM operations o LEFT JOIN operation_errors e ON e.id = o.id
				WHERE o.id > ? AND o.error_size > 0 AND NOT EXISTS (SELECT 1 FROM operation_texts_docsize d WHERE d.id = o.id) ORDER BY o.id LIMIT ?`, last, textsAtOnce)
			some, err := collect(rows, err, func(rows *sql.Rows, r *row) error { return rows.Scan(&r.id, &r.text) })
			if err != nil {
				return err
			}
			for _, r := range some {
				last = r.id
				if _, err := t.exec("INSERT INTO operation_texts (rowid, text) VALUES (?, ?)", r.id, searchedError(r.text)+textEnd); err != nil {
					return err
				}
			}
			more = len(some) > 0
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// emptyTexts makes an empty text index with the settings of the one that is there, whatever that one looks like.
func (s *Store) emptyTexts(ctx context.Context, table string) error {
	return s.change(ctx, survivesPowerCut, "repair a text index", func(t *tx) error {
		var made string
		if err := t.get([]any{&made}, "SELECT sql FROM sqlite_schema WHERE name = ?", table); err != nil {
			return err
		}
		rows, err := t.conn.QueryContext(t.ctx, "SELECT k, v FROM "+table+"_config WHERE k <> 'version'")
		settings, err := collect(rows, err, func(rows *sql.Rows, v *[2]any) error { return rows.Scan(&v[0], &v[1]) })
		if err != nil {
			return err
		}
		for _, text := range []string{"DROP TABLE " + table, made} {
			if _, err := t.conn.ExecContext(t.ctx, text); err != nil {
				return err
			}
		}
		for _, v := range settings {
			if _, err := t.conn.ExecContext(t.ctx, "INSERT INTO "+table+" ("+table+", rank) VALUES (?, ?)", v[0], v[1]); err != nil {
				return err
			}
		}
		return nil
	})
}

func findProductTexts(ctx context.Context, s *Store) (string, error) {
	return s.some(ctx, "the search of products lacks, or has too many of, %d products", `SELECT
		(SELECT count(*) FROM products WHERE id NOT IN (SELECT id FROM product_texts_docsize))
		+ (SELECT count(*) FROM product_texts_docsize WHERE id NOT IN (SELECT id FROM products))`)
}

func mendProductTexts(ctx context.Context, s *Store) error {
	if err := s.emptyTexts(ctx, "product_texts"); err != nil {
		return err
	}
	for last, more := int64(0), true; more; {
		err := s.change(ctx, survivesCrash, "index the products", func(t *tx) error {
			var next int64
			err := t.get([]any{&next}, "SELECT coalesce(max(id), 0) FROM (SELECT id FROM products WHERE id > ? ORDER BY id LIMIT ?)", last, textsAtOnce)
			if more = next != 0; err != nil || !more {
				return err
			}
			_, err = t.exec(`INSERT INTO product_texts (rowid, text) SELECT id, ' ' || name_key || char(10) || sku_key FROM products
				WHERE id > ? AND id <= ? AND id NOT IN (SELECT id FROM product_texts_docsize)`, last, next)
			last = next
			return err
		})
		if err != nil {
			return err
		}
	}
	return s.restoreSearchIndexes(ctx)
}

// rebuildTexts makes both text indexes anew, whatever they look like.
func (s *Store) rebuildTexts(ctx context.Context) error {
	for what, mend := range map[string]func(context.Context, *Store) error{"error texts": mendErrorTexts, "products": mendProductTexts} {
		if err := mend(ctx, s); err != nil {
			return fmt.Errorf("index the %s: %w", what, err)
		}
	}
	return nil
}
