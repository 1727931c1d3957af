package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
)

// linking is a product with the SKUs that it links.
type linking struct {
	id                           int64
	Grouped, Upsells, CrossSells []string
}

// ProductsLinking lists, by id, the products that name one of these SKUs as member, upsell or cross-sell. It reads all products that
// link anything, and no others.
func (s *Store) ProductsLinking(ctx context.Context, skus []string) ([]int64, error) {
	wanted := make(map[string]bool, len(skus))
	for _, sku := range skus {
		wanted[FoldSKU(sku)] = true
	}
	var ids []int64
	for after := int64(0); ; {
		some, err := s.linkingAfter(ctx, after)
		if err != nil {
			return nil, fmt.Errorf("find products that link others: %w", err)
		}
		if len(some) == 0 {
			return ids, nil
		}
		after = some[len(some)-1].id
		for _, l := range some {
			if l.links(wanted) {
				ids = append(ids, l.id)
			}
		}
	}
}

// linkingAfter reads a page of the products that link anything, so that a cancelled context is noticed in between.
func (s *Store) linkingAfter(ctx context.Context, after int64) ([]linking, error) {
	rows, err := s.read.query(ctx, `SELECT id, fields FROM products INDEXED BY products_links
		WHERE links = 1 AND id > ? ORDER BY id LIMIT ?`, after, maxPage)
	return collect(rows, err, func(rows *sql.Rows, l *linking) error {
		var fields sql.RawBytes
		if err := rows.Scan(&l.id, &fields); err != nil {
			return err
		}
		return json.Unmarshal(fields, l)
	})
}

func (l *linking) links(wanted map[string]bool) bool {
	for _, list := range [][]string{l.Grouped, l.Upsells, l.CrossSells} {
		for _, sku := range list {
			if wanted[FoldSKU(sku)] {
				return true
			}
		}
	}
	return false
}
