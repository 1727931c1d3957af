package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

const productColumns = "p.id, p.sku, p.type, p.parent_id, p.name, p.barcode, p.active, p.web, p.revision, p.fields"

func scanProduct(rows *sql.Rows, p *Product) error {
	var fields sql.RawBytes
	if err := rows.Scan(&p.ID, &p.SKU, &p.Type, &p.ParentID, &p.Name, &p.Barcode, &p.Active, &p.Web, &p.Revision, &fields); err != nil {
		return err
	}
	if err := json.Unmarshal(fields, &p.Fields); err != nil {
		return fmt.Errorf("fields of product %d: %w", p.ID, err)
	}
	return nil
}

func (s *Store) products(ctx context.Context, what, text string, args ...any) ([]Product, error) {
	rows, err := s.read.query(ctx, "SELECT "+productColumns+" "+text, args...)
	all, err := collect(rows, err, scanProduct)
	if err != nil {
		return nil, fmt.Errorf("read products %s: %w", what, err)
	}
	return all, nil
}

// Products reads products by id, in that order; those that are not there are left out.
func (s *Store) Products(ctx context.Context, ids []int64) ([]Product, error) {
	var all []Product
	for chunk := range slices.Chunk(ids, maxPage) {
		some, err := s.products(ctx, "by id", "FROM json_each(?) j CROSS JOIN products p ON p.id = j.value ORDER BY j.key", idList(chunk))
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// ProductsBySKU finds products by SKU as a webshop compares them, see FoldSKU. Those that are not there are left out.
func (s *Store) ProductsBySKU(ctx context.Context, skus []string) ([]Product, error) {
	var all []Product
	for chunk := range slices.Chunk(skus, maxPage) {
		keys := make([]string, len(chunk))
		for i, sku := range chunk {
			keys[i] = FoldSKU(sku)
		}
		list, err := stringList(keys)
		if err != nil {
			return nil, err
		}
		some, err := s.products(ctx, "by SKU", "FROM json_each(?) j CROSS JOIN products p ON p.sku_key = j.value", list)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// ProductsAfter lists products by id, from the one after afterID on; those that are gone from the catalogue too.
func (s *Store) ProductsAfter(ctx context.Context, afterID int64, limit int) ([]Product, error) {
	return s.products(ctx, "by id", "FROM products p WHERE p.id > ? ORDER BY p.id LIMIT ?", afterID, limit)
}

// fewChanges is how many changed products are found by their revision and sorted; where there are more, walking all products in
// order is the shorter way.
const fewChanges = 20_000

// ProductsChanged lists, by id, products that changed after a revision.
func (s *Store) ProductsChanged(ctx context.Context, sinceRevision, afterID int64, limit int) ([]Product, error) {
	var n int
	err := s.read.get(ctx, []any{&n}, "SELECT count(*) FROM (SELECT 1 FROM products WHERE revision > ? LIMIT ?)", sinceRevision, fewChanges+1)
	if err != nil {
		return nil, fmt.Errorf("count the products that changed: %w", err)
	}
	way := "INDEXED BY products_revision"
	if n > fewChanges {
		way = "NOT INDEXED"
	}
	return s.products(ctx, "that changed", "FROM products p "+way+" WHERE p.revision > ? AND p.id > ? ORDER BY p.id LIMIT ?", sinceRevision, afterID, limit)
}

// VariationsOf reads the variations of variable products, by the parent's id and in order of their own.
func (s *Store) VariationsOf(ctx context.Context, parentIDs []int64) (map[int64][]Product, error) {
	all := map[int64][]Product{}
	for chunk := range slices.Chunk(parentIDs, maxPage) {
		some, err := s.products(ctx, "by parent", `FROM json_each(?) j CROSS JOIN products p ON p.parent_id = j.value AND p.parent_id <> 0
			ORDER BY p.id`, idList(chunk))
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			all[p.ParentID] = append(all[p.ParentID], p)
		}
	}
	return all, nil
}

// Revision is the newest revision: of products, and of links and settings that decide what of them a webshop gets.
func (s *Store) Revision(ctx context.Context) (revision int64, err error) {
	if err = s.read.get(ctx, []any{&revision}, "SELECT value FROM counters WHERE name = 'catalogue'"); err != nil {
		return 0, fmt.Errorf("read the revision of the catalogue: %w", err)
	}
	return revision, nil
}

// CountProducts counts the active products.
func (s *Store) CountProducts(ctx context.Context) (n int, err error) {
	if err = s.read.get(ctx, []any{&n}, "SELECT count(*) FROM products WHERE active = 1"); err != nil {
		return 0, fmt.Errorf("count the products: %w", err)
	}
	return n, nil
}
