package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// Links lists the links of a webshop with their selected products.
func (s *Store) Links(ctx context.Context, webshopID int64) ([]Link, error) {
	rows, err := s.read.query(ctx, "SELECT id, webshop_id, category_id, webshop_category_id, whole FROM links WHERE webshop_id = ? ORDER BY id", webshopID)
	all, err := collect(rows, err, func(rows *sql.Rows, l *Link) error {
		return rows.Scan(&l.ID, &l.WebshopID, &l.CategoryID, &l.WebshopCategoryID, &l.Whole)
	})
	if err != nil {
		return nil, fmt.Errorf("list the links of webshop %d: %w", webshopID, err)
	}
	rows, err = s.read.query(ctx, `SELECT p.link_id, p.product_id FROM links l JOIN link_products p ON p.link_id = l.id
		WHERE l.webshop_id = ? ORDER BY p.link_id, p.product_id`, webshopID)
	selected, err := collect(rows, err, scanPair)
	if err != nil {
		return nil, fmt.Errorf("list the links of webshop %d: %w", webshopID, err)
	}
	at := make(map[int64]*Link, len(all))
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	for _, v := range selected {
		if l := at[v[0]]; l != nil {
			l.ProductIDs = append(l.ProductIDs, v[1])
		}
	}
	return all, nil
}

// AddLink links an inventory category to a category of the webshop. ErrNotFound when one of them, the webshop or a product is
// missing, ErrExists when the two are linked already.
func (s *Store) AddLink(ctx context.Context, l Link) (Link, error) {
	err := s.change(ctx, survivesPowerCut, "add a link", func(t *tx) error {
		if err := t.addLink(&l); err != nil {
			return err
		}
		return t.unplan(l.WebshopID)
	})
	if err != nil {
		return Link{}, err
	}
	return l, nil
}

func (t *tx) addLink(l *Link) error {
	var there bool
	if err := t.get([]any{&there}, `SELECT EXISTS (SELECT 1 FROM webshop_categories WHERE id = ? AND webshop_id = ?)
		AND EXISTS (SELECT 1 FROM categories WHERE id = ?)`, l.WebshopCategoryID, l.WebshopID, l.CategoryID); err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("inventory category %d or webshop category %d: %w", l.CategoryID, l.WebshopCategoryID, ErrNotFound)
	}
	var err error
	if l.ID, err = t.insert("INSERT INTO links (webshop_id, category_id, webshop_category_id, whole) VALUES (?, ?, ?, ?)",
		l.WebshopID, l.CategoryID, l.WebshopCategoryID, l.Whole); err != nil {
		return taken(err)
	}
	if l.Whole {
		l.ProductIDs = nil
		return nil
	}
	l.ProductIDs = slices.Compact(slices.Sorted(slices.Values(l.ProductIDs)))
	n, err := t.exec("INSERT INTO link_products SELECT ?, p.id FROM json_each(?) j CROSS JOIN products p ON p.id = j.value", l.ID, idList(l.ProductIDs))
	if err == nil && int(n) != len(l.ProductIDs) {
		err = fmt.Errorf("%d of the selected products: %w", len(l.ProductIDs)-int(n), ErrNotFound)
	}
	return err
}

// RemoveLink takes a link away; ErrNotFound when it is gone already.
func (s *Store) RemoveLink(ctx context.Context, id int64) error {
	return s.change(ctx, survivesPowerCut, fmt.Sprintf("remove link %d", id), func(t *tx) error {
		var webshopID int64
		if err := t.get([]any{&webshopID}, "DELETE FROM links WHERE id = ? RETURNING webshop_id", id); err != nil {
			return err
		}
		return t.unplan(webshopID)
	})
}
