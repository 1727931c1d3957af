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
// barcodes that do, names that do, names and SKUs that hold all its words. Products that are gone from the catalogue are found by
// their exact SKU only. Words of one and two characters count where a word begins.
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
	beyond := key + string(utf8.MaxRune)
	for rank, tier := range []struct {
		text string
		args []any
	}{
		{"SELECT id FROM products WHERE sku_key = ?", []any{key}},
		{"SELECT id FROM products WHERE active = 1 AND sku_key >= ? AND sku_key < ? ORDER BY sku_key LIMIT ?", []any{key, beyond, limit}},
		{"SELECT id FROM products WHERE active = 1 AND barcode_key <> '' AND barcode_key >= ? AND barcode_key < ? ORDER BY barcode_key LIMIT ?", []any{key, beyond, limit}},
		{"SELECT id FROM products WHERE active = 1 AND name_key >= ? AND name_key < ? ORDER BY name_key LIMIT ?", []any{key, beyond, limit}},
	} {
		rows, err := s.read.query(ctx, tier.text, tier.args...)
		ids, err := collect(rows, err, scalar[int64])
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			f.add(id, rank)
		}
		if f.full() {
			break
		}
	}
	if !f.full() {
		words := strings.Fields(key)
		slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
		if err := s.searchWords(ctx, slices.Compact(words), f); err != nil {
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

// searchWords finds products whose name or SKU holds all words.
func (s *Store) searchWords(ctx context.Context, words []string, f *found) error {
	rows, err := s.read.query(ctx, `SELECT p.id, ' ' || p.name_key || char(10) || p.sku_key FROM product_texts CROSS JOIN products p ON p.id = product_texts.rowid
		WHERE product_texts MATCH ? AND p.active = 1`, wordsMatch(words))
	if err != nil {
		return err
	}
	defer rows.Close()
	var id int64
	var text sql.RawBytes
	for n := 1; !f.full() && rows.Next(); n++ {
		if err := rows.Scan(&id, &text); err != nil {
			return err
		}
		if holdsWords(string(text), words) {
			f.add(id, 4)
		}
		if n%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
	}
	return explain(rows.Err())
}

// wordsMatch narrows down to products that may hold all words: those of three characters and more by their terms, shorter ones as
// the beginning of a word, for a blank stands before the name and between its words. A few words are enough for that.
func wordsMatch(words []string) string {
	var all []string
	for _, w := range words[:min(len(words), 6)] {
		switch utf8.RuneCountInString(w) {
		case 1:
			all = append(all, "("+match(wordStarts(w), " OR ")+")")
		case 2:
			all = append(all, match([]string{" " + w}, ""))
		default:
			all = append(all, match(trigrams(w), " AND "))
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
