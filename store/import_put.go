package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	gosync "sync"
)

// draft is a product on its way into the store.
type draft struct {
	*Product
	skuKey, nameKey, barcodeKey, parentKey string
	fields                                 string // JSON
	hash                                   Hash
}

// drafting turns products into drafts; its buffer is used again for each.
type drafting struct {
	buffer bytes.Buffer
	json   *json.Encoder
}

func newDrafting() *drafting {
	w := &drafting{}
	w.json = json.NewEncoder(&w.buffer)
	w.json.SetEscapeHTML(false)
	return w
}

func (w *drafting) draft(p *Product) (draft, error) {
	d := draft{Product: p, skuKey: FoldSKU(p.SKU), nameKey: foldText(head(p.Name, longestText)), barcodeKey: FoldSKU(head(p.Barcode, longestText))}
	if d.skuKey == "" {
		return d, fmt.Errorf("product %q: %w", head(p.Name, 80), errNoSKU)
	}
	if p.Type == Variation && p.ParentID == 0 {
		d.parentKey = FoldSKU(p.Fields.ParentSKU)
	}
	w.buffer.Reset()
	if err := w.json.Encode(&p.Fields); err != nil {
		return d, fmt.Errorf("product %q: %w", p.SKU, err)
	}
	d.fields = string(bytes.TrimSuffix(w.buffer.Bytes(), []byte("\n")))
	web := byte(0)
	if p.Web {
		web = 1
	}
	for _, part := range []string{p.SKU, string(p.Type), p.Name, p.Barcode} {
		w.buffer.WriteByte(0)
		w.buffer.WriteString(part)
	}
	w.buffer.WriteByte(web)
	sum := sha256.Sum256(w.buffer.Bytes())
	copy(d.hash[:], sum[:])
	return d, nil
}

// links tells whether the product names others: members, upsells, cross-sells.
func (d *draft) links() bool {
	return len(d.Fields.Grouped)+len(d.Fields.Upsells)+len(d.Fields.CrossSells) > 0
}

var errNoSKU = errors.New("a product needs a SKU")

// drafts prepares products on all processors: that takes as long as writing them.
func drafts(products []Product) ([]draft, error) {
	all := make([]draft, len(products))
	errs := make([]error, len(products))
	workers := runtime.GOMAXPROCS(0)
	var wg gosync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			desk := newDrafting()
			for i := w; i < len(products); i += workers {
				all[i], errs[i] = desk.draft(&products[i])
			}
		})
	}
	wg.Wait()
	return all, errors.Join(errs...)
}

// stored is what the store has of a product.
type stored struct {
	id, parentID int64
	hash         Hash
	active, web  bool
}

// Put puts products into the catalogue, all of them or, with an error, none. Each becomes active, whatever its Active says. A
// product is known by its SKU; one without is refused. A variation names its parent by ParentID or by Fields.ParentSKU, and the
// parent must have been put before it, in the same call at the latest; otherwise the error wraps ErrNotFound. Inventory categories
// are made where they are missing. The results are in the order of the products; the products get no ids.
func (m *Import) Put(ctx context.Context, products []Product) ([]PutResult, error) {
	all, err := drafts(products)
	if err != nil {
		return nil, err
	}
	if m.dryRun {
		return m.putDry(ctx, all)
	}
	p := put{m: m, drafts: all, results: make([]PutResult, len(all))}
	err = m.s.change(ctx, survivesCrash, fmt.Sprintf("put %d products into the catalogue", len(all)), p.run)
	if err != nil {
		return nil, err
	}
	m.offWeb += p.offWeb
	for _, id := range p.seen {
		m.seen.set(id)
	}
	for i := range all {
		for _, path := range all[i].Fields.Categories {
			m.filed[path] = true
		}
		if all[i].Type == Variable {
			m.parents[all[i].skuKey] = p.known[all[i].skuKey].id
		}
	}
	return p.results, nil
}

const selectStored = `SELECT j.value, p.id, p.parent_id, p.hash, p.active, p.web FROM json_each(?) j CROSS JOIN products p ON p.sku_key = j.value`

// storedBySKU reads what the store has of products, by folded SKU.
func storedBySKU(keys []string, query func(text string, args ...any) (*sql.Rows, error)) (map[string]stored, error) {
	known := make(map[string]stored, len(keys))
	if len(keys) == 0 {
		return known, nil
	}
	list, err := stringList(keys)
	if err != nil {
		return nil, err
	}
	rows, err := query(selectStored, list)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var s stored
		var hash sql.RawBytes
		if err := rows.Scan(&key, &s.id, &s.parentID, &hash, &s.active, &s.web); err != nil {
			return nil, err
		}
		copy(s.hash[:], hash)
		known[key] = s
	}
	return known, rows.Err()
}

// put is one call of Put inside its transaction.
type put struct {
	m        *Import
	drafts   []draft
	results  []PutResult
	known    map[string]stored
	seen     []int64
	revision int64 // 0 until something changes

	nextID  int64 // of the next new product; new ones are numbered without gaps from firstID
	firstID int64
	updated []int64
	offWeb  int     // products that were for the web and are not any more
	parents []int64 // of products that changed, former ones too
	reindex []int64 // products that were renamed or came back
}

func (p *put) run(t *tx) (err error) {
	keys := make([]string, 0, len(p.drafts))
	for i := range p.drafts {
		d := &p.drafts[i]
		if !p.m.bulk {
			keys = append(keys, d.skuKey)
		}
		if _, put := p.m.parents[d.parentKey]; d.parentKey != "" && !put {
			keys = append(keys, d.parentKey)
		}
	}
	if p.known, err = storedBySKU(keys, t.query); err != nil {
		return err
	}
	if err := t.get([]any{&p.firstID}, "SELECT coalesce(max(id), 0) + 1 FROM products"); err != nil {
		return err
	}
	p.nextID = p.firstID
	for i := range p.drafts {
		if err := p.put(t, i); err != nil {
			return fmt.Errorf("product %q: %w", p.drafts[i].SKU, err)
		}
	}
	if p.revision == 0 {
		return nil
	}
	if err := p.index(t); err != nil {
		return err
	}
	slices.Sort(p.parents)
	return t.touchFamilies(slices.Compact(p.parents), p.updated, p.revision) // new products have no variations yet
}

func (p *put) parent(d *draft) (int64, error) {
	if d.parentKey == "" {
		if d.Type == Variation && d.ParentID == 0 {
			return 0, errors.New("a variation needs a parent")
		}
		return d.ParentID, nil
	}
	if s, ok := p.known[d.parentKey]; ok {
		return s.id, nil
	}
	if id, ok := p.m.parents[d.parentKey]; ok {
		return id, nil
	}
	return 0, fmt.Errorf("its parent %q: %w", d.Fields.ParentSKU, ErrNotFound)
}

func (p *put) put(t *tx, i int) error {
	d := &p.drafts[i]
	parent, err := p.parent(d)
	if err != nil {
		return err
	}
	was, exists := p.known[d.skuKey]
	if exists && was.hash == d.hash && was.parentID == parent && was.active {
		p.seen = append(p.seen, was.id)
		return nil
	}
	if p.revision == 0 {
		if p.revision, err = t.next("catalogue"); err != nil {
			return err
		}
	}
	if err := p.m.fileCategories(t, d.Fields.Categories); err != nil {
		return err
	}
	if parent != 0 {
		p.parents = append(p.parents, parent)
	}
	if !exists {
		n, err := t.exec(`INSERT INTO products (id, revision, parent_id, active, web, links, hash, sku_key, name_key, barcode_key, sku, type, name, barcode, fields)
			VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sku_key) DO NOTHING`, p.nextID, p.revision, parent, d.Web, d.links(), d.hash[:],
			d.skuKey, d.nameKey, d.barcodeKey, d.SKU, string(d.Type), d.Name, d.Barcode, d.fields)
		if err != nil {
			return err
		}
		if n == 1 {
			p.results[i] = PutAdded
			p.known[d.skuKey] = stored{id: p.nextID, parentID: parent, hash: d.hash, active: true, web: d.Web}
			p.seen = append(p.seen, p.nextID)
			p.nextID++
			return nil
		}
		// A catalogue that was empty has the SKU already: it came earlier in this import.
		more, err := storedBySKU([]string{d.skuKey}, t.query)
		if err != nil {
			return err
		}
		p.known[d.skuKey] = more[d.skuKey]
		return p.put(t, i)
	}
	if was.active && was.web && !d.Web {
		p.offWeb++
	}
	p.results[i] = PutUpdated
	p.known[d.skuKey] = stored{id: was.id, parentID: parent, hash: d.hash, active: true, web: d.Web}
	p.seen = append(p.seen, was.id)
	return p.update(t, d, was, parent)
}

// update writes a product that changed. The columns that have indexes are written only when they changed.
func (p *put) update(t *tx, d *draft, was stored, parent int64) error {
	p.updated = append(p.updated, was.id)
	if was.parentID != 0 && was.parentID != parent {
		p.parents = append(p.parents, was.parentID)
	}
	var name, barcode string
	var links, before bool
	if err := t.get([]any{&name, &barcode, &links, &before}, "SELECT name_key, barcode_key, links, active FROM products WHERE id = ?", was.id); err != nil {
		return err
	}
	if _, err := t.exec("UPDATE products SET revision = ?, web = ?, hash = ?, sku = ?, type = ?, name = ?, barcode = ?, fields = ? WHERE id = ?",
		p.revision, d.Web, d.hash[:], d.SKU, string(d.Type), d.Name, d.Barcode, d.fields, was.id); err != nil {
		return err
	}
	if name == d.nameKey && barcode == d.barcodeKey && links == d.links() && was.parentID == parent && before {
		return nil
	}
	if name != d.nameKey || !before {
		p.reindex = append(p.reindex, was.id)
	}
	_, err := t.exec("UPDATE products SET parent_id = ?, active = 1, links = ?, name_key = ?, barcode_key = ? WHERE id = ?", parent, d.links(), d.nameKey, d.barcodeKey, was.id)
	return err
}

// index makes the new and the changed names searchable, see product_texts.go.
func (p *put) index(t *tx) error {
	if len(p.reindex) > 0 {
		if err := t.reindex(p.reindex); err != nil {
			return err
		}
	}
	for {
		if did, err := t.indexTexts(false); err != nil || !did {
			return err
		}
	}
}

// putDry finds the results without writing.
func (m *Import) putDry(ctx context.Context, all []draft) ([]PutResult, error) {
	var keys []string
	for i := range all {
		keys = append(keys, all[i].skuKey)
		if all[i].parentKey != "" {
			keys = append(keys, all[i].parentKey)
		}
	}
	known, err := storedBySKU(keys, func(text string, args ...any) (*sql.Rows, error) { return m.s.read.query(ctx, text, args...) })
	if err != nil {
		return nil, fmt.Errorf("look up products: %w", err)
	}
	results := make([]PutResult, len(all))
	for i := range all {
		d := &all[i]
		was, exists := known[d.skuKey]
		parentID := d.ParentID
		if d.parentKey != "" {
			parent, stored := known[d.parentKey]
			if _, planned := m.planned[d.parentKey]; !stored && !planned {
				return nil, fmt.Errorf("product %q: its parent %q: %w", d.SKU, d.Fields.ParentSKU, ErrNotFound)
			}
			parentID = parent.id
		}
		if exists {
			m.seen.set(was.id)
		}
		earlier, again := m.planned[d.skuKey]
		switch {
		case again && earlier.hash == d.hash:
			results[i] = PutUnchanged
		case again:
			results[i] = PutUpdated
		case !exists:
			results[i] = PutAdded
		case was.hash != d.hash || was.parentID != parentID || !was.active:
			results[i] = PutUpdated
			if was.active && was.web && !d.Web {
				m.offWeb++
			}
		}
		m.planned[d.skuKey] = draft{hash: d.hash}
	}
	return results, nil
}

// bitset is a set of small numbers.
type bitset []uint64

func (b *bitset) set(n int64) {
	for int64(len(*b)) <= n>>6 {
		*b = append(*b, make([]uint64, len(*b)+64)...)
	}
	(*b)[n>>6] |= 1 << (n & 63)
}

func (b bitset) has(n int64) bool { return n>>6 < int64(len(b)) && b[n>>6]&(1<<(n&63)) != 0 }
