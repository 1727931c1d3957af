package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"unicode"
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
	key := FoldSKU(head(text, longestText))
	if key == "" {
		return nil, nil
	}
	f := &found{ranks: map[int64]int{}, limit: limit}
	if err := s.searchTier(ctx, f, 0, "SELECT id FROM products WHERE sku_key = ?", key); err != nil {
		return nil, err
	}
	if err := s.searchPrefix(ctx, f, key, true); err != nil {
		return nil, err
	}
	var gone []int64
	if !f.full() {
		words := strings.Fields(key)
		slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
		var err error
		if gone, err = s.searchWords(ctx, slices.Compact(words), f); err != nil {
			return nil, err
		}
	}
	if err := s.searchPrefix(ctx, f, key, false); err != nil {
		return nil, err
	}
	for _, id := range gone {
		f.add(id, 4)
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

// searchWords finds products whose name or SKU holds all words. Those that are gone from the catalogue it hands back, as many as are
// asked for, to come after the others.
func (s *Store) searchWords(ctx context.Context, words []string, f *found) (gone []int64, err error) {
	rows, err := s.read.query(ctx, `SELECT p.id, p.active, ' ' || p.name_key || char(10) || p.sku_key FROM product_texts CROSS JOIN products p ON p.id = product_texts.rowid
		WHERE product_texts MATCH ?`, wordsMatch(words))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var id int64
	var active bool
	var text sql.RawBytes
	for n := 1; !f.full() && rows.Next(); n++ {
		if err := rows.Scan(&id, &active, &text); err != nil {
			return nil, err
		}
		switch {
		case !holdsWords(string(text), words):
		case active:
			f.add(id, 4)
		case len(gone) < f.limit:
			gone = append(gone, id)
		}
		if n%1000 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return gone, explain(rows.Err())
}

// wordsMatch narrows down to products that may hold all words: those of three characters and more by their terms, shorter ones as
// the beginning of a word, for a blank stands before the name and between its words. A few words are enough for that, and of several
// words a few terms: where each is in half of all products, every term costs milliseconds.
func wordsMatch(words []string) string {
	words = words[:min(len(words), 6)]
	terms := 12
	if len(words) > 1 {
		terms = max(2, 6/len(words))
	}
	var all []string
	for _, w := range words {
		switch utf8.RuneCountInString(w) {
		case 1:
			all = append(all, "("+match(wordStarts(w), " OR ")+")")
		case 2:
			all = append(all, match([]string{" " + w}, ""))
		default:
			all = append(all, match(trigrams(w, terms), " AND "))
		}
	}
	return strings.Join(all, " AND ")
}

// wordStarts are the terms of words that begin with a character: it and what is likely to follow in its script.
func wordStarts(char string) (terms []string) {
	following := " -./'0123456789"
	switch r, _ := utf8.DecodeRuneInString(char); {
	case unicode.Is(unicode.Greek, r):
		following += "αβγδεζηθικλμνξοπρστυφχψω"
	case unicode.Is(unicode.Cyrillic, r):
		following += "абвгдежзиклмнопрстуфхцчшщъыьэюя"
	default:
		following += "abcdefghijklmnopqrstuvwxyz"
	}
	for _, r := range following {
		terms = append(terms, " "+char+string(r))
	}
	return terms
}

func holdsWords(text string, words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool {
		if utf8.RuneCountInString(w) < 3 {
			w = " " + w
		}
		return !strings.Contains(text, w)
	})
}
