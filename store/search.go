package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// SearchProducts finds products by a part of their name, SKU or barcode, best first: the exact SKU, SKUs that begin with the text,
// barcodes that do, names that do, names and SKUs that hold all its words. Products that are gone from the catalogue come last but
// for an exact SKU: a webshop may still have them. Words of one and two characters count where a word begins.
func (s *Store) SearchProducts(ctx context.Context, text string, limit int) ([]ProductHit, error) {
	hits, err := s.searchProducts(ctx, text, min(max(limit, 1), maxPage))
	if err != nil {
		return nil, fmt.Errorf("search products: %w", err)
	}
	return hits, nil
}

// found collects product ids by rank, each once.
type found struct {
	ids   []int64
	ranks map[int64]int
	limit int
}

func (f *found) add(id int64, rank int) {
	if _, there := f.ranks[id]; !there && !f.full() {
		f.ids, f.ranks[id] = append(f.ids, id), rank
	}
}

func (f *found) full() bool { return len(f.ids) >= f.limit }

func (s *Store) searchProducts(ctx context.Context, text string, limit int) ([]ProductHit, error) {
	key := strings.Join(strings.Fields(foldText(head(text, longestText))), " ")
	if key == "" {
		return nil, nil
	}
	f := &found{ranks: map[int64]int{}, limit: limit}
	if err := s.searchTier(ctx, f, 0, "SELECT id FROM products WHERE sku_key IN (?, ?)", FoldSKU(head(text, longestText)), key); err != nil {
		return nil, err
	}
	for _, active := range [...]bool{true, false} {
		if err := s.searchPrefix(ctx, f, key, active); err != nil {
			return nil, err
		}
		if err := s.searchWords(ctx, &wordSearch{found: f, words: wordsOf(key), active: active}); err != nil {
			return nil, err
		}
	}
	products, err := s.Products(ctx, f.ids)
	if err != nil {
		return nil, err
	}
	hits := make([]ProductHit, len(products))
	for i, p := range products {
		hits[i] = ProductHit{Product: p, Rank: f.ranks[p.ID]}
	}
	return hits, nil
}

// searchPrefix finds products, those of the catalogue or those gone from it, whose SKU, barcode or name begins with a text.
func (s *Store) searchPrefix(ctx context.Context, f *found, key string, active bool) error {
	beyond := key + string(utf8.MaxRune)
	for rank, query := range []string{
		1: "SELECT id FROM products WHERE active = ? AND sku_key >= ? AND sku_key < ? ORDER BY sku_key LIMIT ?",
		2: "SELECT id FROM products WHERE active = ? AND barcode_key <> '' AND barcode_key >= ? AND barcode_key < ? ORDER BY barcode_key LIMIT ?",
		3: "SELECT id FROM products WHERE active = ? AND name_key >= ? AND name_key < ? ORDER BY name_key LIMIT ?",
	} {
		if query == "" || f.full() {
			continue
		}
		if err := s.searchTier(ctx, f, rank, query, active, key, beyond, f.limit); err != nil {
			return err
		}
	}
	return nil
}

// searchTier adds the ids that a query gives.
func (s *Store) searchTier(ctx context.Context, f *found, rank int, query string, args ...any) error {
	rows, err := s.read.query(ctx, query, args...)
	ids, err := collect(rows, err, scalar[int64])
	for _, id := range ids {
		f.add(id, rank)
	}
	return err
}

// wordsOf are the different words of a text, long ones first: they are held by fewer products.
func wordsOf(key string) []string {
	words := strings.Fields(key)
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(words)
}

// wordSearch finds products, those of the catalogue or those gone from it, whose name or SKU holds all words.
type wordSearch struct {
	*found
	words  []string
	active bool
}

// selectTexts reads what a product is searched by.
const selectTexts = "SELECT p.id, p.active, p.name_key, p.sku_key "

func (s *Store) searchWords(ctx context.Context, w *wordSearch) error {
	if w.full() {
		return nil
	}
	// What waits to be indexed is asked for first: what is indexed in between is then met twice, and not left out.
	var indexed int64
	if err := s.read.get(ctx, []any{&indexed}, "SELECT value FROM counters WHERE name = 'indexed'"); err != nil {
		return err
	}
	waiting := &wordSearch{found: &found{ranks: map[int64]int{}, limit: w.limit}, words: w.words, active: w.active}
	rows, err := s.read.query(ctx, selectTexts+`FROM products p WHERE p.id > ?1
		UNION ALL `+selectTexts+`FROM products_unindexed u CROSS JOIN products p ON p.id = u.id WHERE u.id <= ?1`, indexed)
	if err := waiting.look(ctx, rows, err); err != nil {
		return err
	}
	if err := s.searchIndexed(ctx, indexed>>chunkBits, w); err != nil {
		return err
	}
	for _, id := range waiting.ids {
		w.add(id, 4)
	}
	return nil
}

// lookAtOnce is how many products are looked at with one query.
const lookAtOnce = 256

// searchIndexed looks at the products that the grams of the words leave, some chunks at a time and ever more of them: a text that many
// products hold is done after the first, and one that few do takes few queries.
func (s *Store) searchIndexed(ctx context.Context, last int64, w *wordSearch) error {
	grams := gramsOfWords(w.words, someGrams)
	for chunk, n := int64(0), 1; chunk <= last && !w.full(); chunk, n = chunk+int64(n), min(4*n, 256) {
		n = int(min(int64(n), last-chunk+1))
		ids, err := s.mayHold(ctx, chunk, n, w.active, grams)
		if err != nil {
			return err
		}
		for len(ids) > 0 && !w.full() {
			some, before := ids[:min(len(ids), lookAtOnce)], len(w.ids)
			rows, err := s.read.query(ctx, selectTexts+"FROM json_each(?) j CROSS JOIN products p ON p.id = j.value", idList(some))
			if err := w.look(ctx, rows, err); err != nil {
				return err
			}
			ids = ids[len(some):]
			if len(ids) < lookAtOnce || len(w.ids)-before > lookAtOnce/8 {
				continue
			}
			// Hardly one is meant: the rest is narrowed down by all grams that there are.
			if more := gramsOfWords(w.words, manyGrams); len(more) > len(grams) {
				grams = more
				fewer, err := s.mayHold(ctx, chunk, n, w.active, grams)
				if err != nil {
					return err
				}
				from, _ := slices.BinarySearch(fewer, ids[0])
				ids = fewer[from:]
			}
		}
	}
	return nil
}

// mayHold finds the products of some chunks that are in the sets of all grams, by id.
func (s *Store) mayHold(ctx context.Context, chunk int64, n int, active bool, grams []gram) (ids []int64, err error) {
	var all, gone idSet
	at, met := int64(-1), 0
	rows, err := s.read.query(ctx, selectSets, idList(gramKeys(chunk, n, append([]gram{goneGram}, grams...))))
	err = eachSet(rows, err, func(chunk int64, g gram, stored []byte) {
		if chunk != at {
			at, met, gone = chunk, 0, idSet{}
		}
		switch {
		case g == goneGram:
			gone.merge(stored)
			return
		case met == 0:
			all = idSet{}
			all.merge(stored)
		default:
			all.intersect(stored)
		}
		if met++; met == len(grams) {
			all.each(func(place uint16) {
				if gone.has(place) != active {
					ids = append(ids, chunk<<chunkBits|int64(place))
				}
			})
		}
	})
	return ids, err
}

// look takes the products that do hold all words.
func (w *wordSearch) look(ctx context.Context, rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	var id int64
	var active bool
	var name, sku sql.RawBytes
	for n := 1; !w.full() && rows.Next(); n++ {
		if err := rows.Scan(&id, &active, &name, &sku); err != nil {
			return explain(err)
		}
		if active == w.active && holdsWords(" "+string(name)+"\n"+keyboard.Replace(string(sku)), w.words) {
			w.add(id, 4)
		}
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return explain(rows.Err())
}

func holdsWords(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool {
		if utf8.RuneCountInString(w) < 3 {
			w = " " + w
		}
		return !strings.Contains(text, w)
	})
}
