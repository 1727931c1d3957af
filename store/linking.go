package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// linkingSpan is how many ids one look for links covers, so that a cancelled context is noticed in between.
const linkingSpan = 20_000

// ProductsLinking lists, by id, the products that name one of these SKUs as member, upsell or cross-sell. It reads every product that
// links anything: at a million products some tenths of a second.
func (s *Store) ProductsLinking(ctx context.Context, skus []string) ([]int64, error) {
	wanted := make(map[string]bool, len(skus))
	for _, sku := range skus {
		wanted[FoldSKU(sku)] = true
	}
	var last int64
	if err := s.read.get(ctx, []any{&last}, "SELECT coalesce(max(id), 0) FROM products"); err != nil {
		return nil, fmt.Errorf("find products that link others: %w", err)
	}
	type linking struct {
		id                           int64
		Grouped, Upsells, CrossSells []string
	}
	var ids []int64
	for from := int64(0); from < last; from += linkingSpan {
		rows, err := s.read.query(ctx, `SELECT id, fields FROM products WHERE id > ? AND id <= ?
			AND instr(fields, '"Grouped":[') + instr(fields, '"Upsells":[') + instr(fields, '"CrossSells":[') > 0`, from, from+linkingSpan)
		all, err := collect(rows, err, func(rows *sql.Rows, l *linking) error {
			var fields []byte
			if err := rows.Scan(&l.id, &fields); err != nil {
				return err
			}
			return json.Unmarshal(fields, l)
		})
		if err != nil {
			return nil, fmt.Errorf("find products that link others: %w", err)
		}
		for _, l := range all {
			if anyLinked(wanted, l.Grouped) || anyLinked(wanted, l.Upsells) || anyLinked(wanted, l.CrossSells) {
				ids = append(ids, l.id)
			}
		}
	}
	return ids, nil
}

func anyLinked(wanted map[string]bool, skus []string) bool {
	for _, sku := range skus {
		if wanted[FoldSKU(sku)] {
			return true
		}
	}
	return false
}
