package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
)

// The index of error texts holds no texts: it can be compared with what it was made of only by number and id, and made anew.

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

// findProductTexts looks whether each product is in the sets of all its grams. Products that are not indexed yet are none of its.
func findProductTexts(ctx context.Context, s *Store) (string, error) {
	var indexed int64
	if err := s.read.get(ctx, []any{&indexed}, "SELECT value FROM counters WHERE name = 'indexed'"); err != nil {
		return "", err
	}
	n := 0
	for chunk := range indexed>>chunkBits + 1 {
		some, err := s.lackingTexts(ctx, chunk, indexed)
		if n += some; err != nil {
			return "", err
		}
	}
	if n == 0 {
		return "", nil
	}
	return fmt.Sprintf("the search of products lacks %d products", n), nil
}

// lackingTexts counts the products of a chunk that are not in all their sets.
func (s *Store) lackingTexts(ctx context.Context, chunk, indexed int64) (int, error) {
	rows, err := s.read.query(ctx, selectKeys+`p.id >= ? AND p.id < ? AND p.id <= ? AND p.id NOT IN (SELECT id FROM products_unindexed) ORDER BY p.id`,
		chunk<<chunkBits, (chunk+1)<<chunkBits, indexed)
	places, active, err := placesByGram(rows, err)
	if err != nil {
		return 0, err
	}
	var lacking idSet
	rows, err = s.read.query(ctx, selectSets, idList(gramKeys(chunk, 1, slices.Collect(maps.Keys(places)))))
	err = eachSet(rows, err, func(_ int64, g gram, stored []byte) {
		var set idSet
		set.merge(stored)
		if g == goneGram {
			for _, place := range active {
				if set.has(place) {
					lacking.add(place)
				}
			}
		}
		for _, place := range places[g] {
			if !set.has(place) {
				lacking.add(place)
			}
		}
		delete(places, g)
	})
	for _, none := range places { // of a gram without a set
		for _, place := range none {
			lacking.add(place)
		}
	}
	return lacking.count(), err
}

func mendProductTexts(ctx context.Context, s *Store) error {
	err := s.repair(ctx, "the search of products", "DELETE FROM product_grams", "DELETE FROM products_unindexed", "UPDATE counters SET value = 0 WHERE name = 'indexed'")
	if err != nil {
		return err
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
