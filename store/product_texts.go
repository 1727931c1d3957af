package store

import (
	"bytes"
	"database/sql"
	"maps"
	"slices"
)

// The texts of products wait for their index: new ones until they fill a chunk or their import ends, since a set is written once for
// all its products; those of products that were renamed, left the catalogue or came back likewise. A search looks at the ones that
// wait one by one. What a renamed product was called before stays in the index, for what is found there is looked at anyway.

// reindex makes products wait for the index.
func (t *tx) reindex(ids []int64) error {
	_, err := t.exec("INSERT OR IGNORE INTO products_unindexed (id) SELECT value FROM json_each(?)", idList(ids))
	return err
}

// indexTexts indexes texts that wait: all of up to one chunk or, while more are to come, only what fills it. It tells whether it did.
func (t *tx) indexTexts(all bool) (did bool, err error) {
	var done, newest int64
	if err := t.get([]any{&done, &newest}, "SELECT value, (SELECT coalesce(max(id), 0) FROM products) FROM counters WHERE name = 'indexed'"); err != nil {
		return false, err
	}
	chunk := (done + 1) >> chunkBits
	last := (chunk+1)<<chunkBits - 1
	if newest > done && (all || newest >= last) {
		last = min(last, newest)
		if err := t.indexChunk(chunk, "p.id > ? AND p.id <= ?", done, last); err != nil {
			return false, err
		}
		_, err := t.exec("UPDATE counters SET value = ? WHERE name = 'indexed'", last)
		return true, err
	}
	rows, err := t.query("SELECT id FROM products_unindexed ORDER BY id LIMIT ?", chunkSize)
	renamed, err := collect(rows, err, scalar[int64])
	if err != nil || len(renamed) == 0 || !all && len(renamed) < chunkSize {
		return false, err
	}
	for len(renamed) > 0 {
		chunk := renamed[0] >> chunkBits
		n, _ := slices.BinarySearch(renamed, (chunk+1)<<chunkBits)
		if err := t.indexChunk(chunk, "p.id IN (SELECT value FROM json_each(?))", idList(renamed[:n])); err != nil {
			return false, err
		}
		if _, err := t.exec("DELETE FROM products_unindexed WHERE id >= ? AND id <= ?", renamed[0], renamed[n-1]); err != nil {
			return false, err
		}
		renamed = renamed[n:]
	}
	return true, nil
}

// indexChunk adds the texts of some products of a chunk to its sets.
func (t *tx) indexChunk(chunk int64, which string, args ...any) error {
	rows, err := t.query(selectKeys+which+" ORDER BY p.id", args...)
	places, active, err := placesByGram(rows, err)
	if err != nil {
		return err
	}
	grams := slices.Sorted(maps.Keys(places))
	had := map[gram][]byte{}
	rows, err = t.query(selectSets, idList(gramKeys(chunk, 1, grams)))
	if err := eachSet(rows, err, func(_ int64, g gram, stored []byte) { had[g] = bytes.Clone(stored) }); err != nil {
		return err
	}
	for _, g := range grams {
		var set idSet
		set.merge(had[g])
		if g == goneGram {
			set.remove(active)
		}
		for _, place := range places[g] {
			set.add(place)
		}
		stored := set.stored()
		if bytes.Equal(stored, had[g]) {
			continue // a product that left or came back has the grams that it had
		}
		if _, err := t.exec("INSERT OR REPLACE INTO product_grams (id, products) VALUES (?, ?)", gramKey(chunk, g), stored); err != nil {
			return err
		}
	}
	return nil
}

const (
	selectKeys = "SELECT p.id, p.active, p.name_key, p.sku_key FROM products p WHERE "
	selectSets = "SELECT g.id, g.products FROM json_each(?) j CROSS JOIN product_grams g ON g.id = j.value"
)

// gramKeys are the keys of all sets of some grams in n chunks, chunk by chunk.
func gramKeys(chunk int64, n int, grams []gram) []int64 {
	keys := make([]int64, 0, n*len(grams))
	for c := range int64(n) {
		for _, g := range grams {
			keys = append(keys, gramKey(chunk+c, g))
		}
	}
	return keys
}

// placesByGram finds the places in their chunk of the products that selectKeys gives, in their order, by gram; and those of the
// products that are in the catalogue.
func placesByGram(rows *sql.Rows, err error) (places map[gram][]uint16, active []uint16, _ error) {
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	places = map[gram][]uint16{goneGram: nil}
	var id int64
	var in bool
	var name, sku sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&id, &in, &name, &sku); err != nil {
			return nil, nil, explain(err)
		}
		place := uint16(id % chunkSize)
		if in {
			active = append(active, place)
		} else {
			places[goneGram] = append(places[goneGram], place)
		}
		eachGram(string(name), keyboard.Replace(string(sku)), func(g gram) {
			if have := places[g]; len(have) == 0 || have[len(have)-1] != place {
				places[g] = append(have, place)
			}
		})
	}
	return places, active, explain(rows.Err())
}

// eachSet calls do with the sets that selectSets found; what it is given is gone when it returns.
func eachSet(rows *sql.Rows, err error, do func(chunk int64, g gram, stored []byte)) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	var id int64
	var stored sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&id, &stored); err != nil {
			return explain(err)
		}
		do(id>>32, gram(id), stored)
	}
	return explain(rows.Err())
}
