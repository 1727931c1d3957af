package store

import (
	"context"
	"fmt"
	"strings"
)

// ImportOptions says how a catalogue is put into the store.
type ImportOptions struct {
	DryRun bool // results as they would be, nothing is written
}

// Import puts a catalogue into the store. It is used by one goroutine at a time and must be closed. Every Put is complete in
// itself: when the program dies in between, what was put is there, and putting it again changes nothing.
type Import struct {
	s       *Store
	dryRun  bool
	bulk    bool             // the catalogue was empty, the search indexes are made in the end
	seen    bitset           // ids of products that were put
	parents map[string]int64 // variable products that were put, by folded SKU
	planned map[string]draft // in a dry run: products as they would be by now
	offWeb  int              // products that were for the web and are not any more
	filed   map[string]bool  // paths of inventory categories that are there
	closed  bool
}

// The indexes by which products are searched. A million products get them three times faster in the end than one by one.
var searchIndexes = [...]struct{ name, on string }{
	{"products_sku", "products (active, sku_key)"},
	{"products_name", "products (active, name_key)"},
	{"products_barcode", "products (active, barcode_key) WHERE barcode_key <> ''"},
}

// BeginImport begins to put a catalogue into the store.
func (s *Store) BeginImport(ctx context.Context, o ImportOptions) (*Import, error) {
	m := &Import{s: s, dryRun: o.DryRun, parents: map[string]int64{}, planned: map[string]draft{}, filed: map[string]bool{}}
	if m.dryRun {
		return m, nil
	}
	err := s.change(ctx, survivesCrash, "begin the import", func(t *tx) error {
		var some bool
		if err := t.get([]any{&some}, "SELECT EXISTS (SELECT 1 FROM products)"); err != nil || some {
			return err
		}
		m.bulk = true
		for _, index := range searchIndexes {
			if _, err := t.conn.ExecContext(t.ctx, "DROP INDEX IF EXISTS "+index.name); err != nil {
				return err
			}
		}
		_, err := t.exec("UPDATE counters SET value = 1 WHERE name = 'bulk'")
		return err
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// restoreSearchIndexes makes the search indexes that an import has put aside, this one or one whose program died.
func (s *Store) restoreSearchIndexes(ctx context.Context) error {
	err := s.change(ctx, survivesCrash, "index the products", func(t *tx) error {
		for _, index := range searchIndexes {
			if _, err := t.conn.ExecContext(t.ctx, "CREATE INDEX IF NOT EXISTS "+index.name+" ON "+index.on); err != nil {
				return err
			}
		}
		_, err := t.exec("UPDATE counters SET value = 0 WHERE name = 'bulk'")
		return err
	})
	if err != nil {
		return err
	}
	return s.indexTexts(ctx)
}

// indexTexts indexes all texts that wait, a chunk at a time.
func (s *Store) indexTexts(ctx context.Context) error {
	for did := true; did; {
		if waits, err := s.textsWait(ctx); err != nil || !waits {
			return err
		}
		err := s.change(ctx, survivesCrash, "index the names", func(t *tx) (err error) {
			did, err = t.indexTexts(true)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) textsWait(ctx context.Context) (waits bool, err error) {
	err = s.read.get(ctx, []any{&waits}, `SELECT value < (SELECT coalesce(max(id), 0) FROM products) OR EXISTS (SELECT 1 FROM products_unindexed)
		FROM counters WHERE name = 'indexed'`)
	return waits, err
}

// finishBulk makes the indexes in the background that an import left undone. A search finds the same without them, slowly.
func (s *Store) finishBulk(ctx context.Context) error {
	var bulk bool
	if err := s.read.get(ctx, []any{&bulk}, "SELECT value FROM counters WHERE name = 'bulk'"); err != nil || s.write == nil {
		return err
	}
	waits, err := s.textsWait(ctx)
	if err != nil || !bulk && !waits {
		return err
	}
	s.tasks.Go(func() {
		if bulk {
			_ = s.restoreSearchIndexes(s.life) // what fails here is tried again when the store is opened next
		} else {
			_ = s.indexTexts(s.life)
		}
	})
	return nil
}

// Finish ends the import. With replace, products that were not put are gone from the catalogue; it tells how many those are.
func (m *Import) Finish(ctx context.Context, replace bool) (deactivated int, err error) {
	if replace {
		if deactivated, err = m.deactivateOthers(ctx); err != nil {
			return deactivated, err
		}
	}
	if err = m.index(ctx); err == nil {
		m.bulk = false
	}
	return deactivated, err
}

// index makes what was put fast to find.
func (m *Import) index(ctx context.Context) error {
	switch {
	case m.dryRun:
		return nil
	case m.bulk:
		return m.s.restoreSearchIndexes(ctx)
	}
	return m.s.indexTexts(ctx)
}

// Missing counts the products of the catalogue that were not put: those that Finish with replace would take out.
func (m *Import) Missing(ctx context.Context) (int, error) {
	dry := m.dryRun
	m.dryRun = true
	defer func() { m.dryRun = dry }()
	return m.deactivateOthers(ctx)
}

// OffWeb counts the products that were for the web until they were put.
func (m *Import) OffWeb() int { return m.offWeb }

// Close ends an import that was not finished; what was put stays.
func (m *Import) Close() error {
	if m.closed {
		return nil
	}
	m.closed = true
	return m.index(context.Background())
}

// deactivateOthers takes the products out of the catalogue that were not put, some thousands at a time.
func (m *Import) deactivateOthers(ctx context.Context) (n int, err error) {
	for after, more := int64(0), true; more; {
		rows, err := m.s.read.query(ctx, "SELECT id FROM products WHERE +active = 1 AND id > ? ORDER BY id LIMIT 5000", after)
		ids, err := collect(rows, err, scalar[int64])
		if err != nil {
			return n, fmt.Errorf("find products that are gone: %w", err)
		}
		more = len(ids) > 0
		var gone []int64
		for _, id := range ids {
			if after = id; !m.seen.has(id) {
				gone = append(gone, id)
			}
		}
		if n += len(gone); len(gone) == 0 || m.dryRun {
			continue
		}
		err = m.s.change(ctx, survivesCrash, "take products out of the catalogue", func(t *tx) error { return t.deactivate(gone) })
		if err != nil {
			return n - len(gone), err
		}
	}
	return n, nil
}

func (t *tx) deactivate(ids []int64) error {
	revision, err := t.next("catalogue")
	if err != nil {
		return err
	}
	list := idList(ids)
	if _, err := t.exec("UPDATE products SET active = 0, revision = ? WHERE id IN (SELECT value FROM json_each(?))", revision, list); err != nil {
		return err
	}
	if err := t.reindex(ids); err != nil {
		return err
	}
	rows, err := t.query("SELECT DISTINCT parent_id FROM products WHERE id IN (SELECT value FROM json_each(?)) AND parent_id <> 0", list)
	parents, err := collect(rows, err, scalar[int64])
	if err != nil {
		return err
	}
	return t.touchFamilies(parents, ids, revision)
}

// touchFamilies gives a new revision to the parents of products that changed, and to the variations of those that did: what a
// webshop gets of one depends on the other.
func (t *tx) touchFamilies(parents, changed []int64, revision int64) error {
	const newer = "UPDATE products SET revision = ?1 WHERE revision < ?1 AND "
	if len(parents) > 0 {
		if _, err := t.exec(newer+"id IN (SELECT value FROM json_each(?2))", revision, idList(parents)); err != nil {
			return err
		}
	}
	if len(changed) == 0 {
		return nil
	}
	_, err := t.exec(newer+"parent_id <> 0 AND parent_id IN (SELECT value FROM json_each(?2))", revision, idList(changed))
	return err
}

// fileCategories makes sure that the inventory categories of a product are there.
func (m *Import) fileCategories(t *tx, paths []string) error {
	for _, path := range paths {
		if m.filed[path] {
			continue
		}
		if _, err := t.category(strings.ToValidUTF8(path, "\uFFFD")); err != nil {
			return err
		}
	}
	return nil
}
