package store

import (
	"context"
	"maps"
	"math/bits"
	"runtime"
	"slices"
	"strings"
	gosync "sync"
	"sync/atomic"
)

// match gives the slots whose texts hold a folded text; nil for all. Only slots that came since the last time are looked at.
func (t *itemTable) match(ctx context.Context, text string) (*itemMatch, error) {
	if text == "" {
		return nil, nil
	}
	m := t.matches[text]
	if m == nil {
		m = &itemMatch{changes: -1}
	}
	if m.tested < len(t.kinds) {
		m.rows.resize(len(t.kinds))
		if err := t.test(ctx, m, text); err != nil {
			return nil, err
		}
		m.tested = len(t.kinds)
	}
	t.count(m)
	t.uses++
	m.used = t.uses
	t.matches[text] = m
	keep(t.matches, 8, func(m *itemMatch) int { return m.used })
	return m, nil
}

// test looks at the slots that were not tested yet, on all processors. It begins with whole words of the set, so that no two write
// the same.
func (t *itemTable) test(ctx context.Context, m *itemMatch, text string) error {
	const portion = 1 << 14
	from, needle := m.tested&^63, []byte(text)
	var next atomic.Int64
	var wg gosync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for ctx.Err() == nil {
				at := from + int(next.Add(1)-1)*portion
				if at >= len(t.starts) {
					return
				}
				t.find(m.rows, needle, at, min(at+portion, len(t.starts)))
			}
		})
	}
	wg.Wait()
	return t.testRows(ctx, m, text)
}

// testRows reads the rows of slots whose texts are not held.
func (t *itemTable) testRows(ctx context.Context, m *itemMatch, text string) error {
	const chunk = 1000
	for from := max(m.tested, len(t.starts)); from < len(t.kinds) && ctx.Err() == nil; from += chunk {
		slots := make(map[int64]uint32, chunk)
		for slot := from; slot < min(from+chunk, len(t.kinds)); slot++ {
			if t.kinds[slot] != deadItem {
				slots[t.products[slot]] = uint32(slot)
			}
		}
		err := t.read(ctx, "product_id IN (SELECT value FROM json_each(?))", []any{idList(slices.Sorted(maps.Keys(slots)))}, func(row *itemRow) {
			for _, s := range [][]byte{row.sku, row.name, row.error} {
				if strings.Contains(Fold(string(s)), text) {
					m.rows.set(slots[row.product])
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// each calls fn with every slot of the set.
func (b rowSet) each(fn func(slot uint32)) {
	for w, word := range b {
		for ; word != 0; word &= word - 1 {
			fn(uint32(w<<6 + bits.TrailingZeros64(word)))
		}
	}
}
