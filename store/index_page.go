package store

import (
	"context"
	"math/bits"
	"slices"
)

// page finds the ids of a page, with its place among all that match.
func (t *table) page(ctx context.Context, q OperationQuery) (ids []int64, page OperationPage, err error) {
	sel, err := t.selection(ctx, newCriteria(q.Filter, t.labels))
	if err != nil {
		return nil, page, err
	}
	keys, reversed := normalSort(q.Sort)
	v := view{o: t.order(keys), rows: sel.rows, n: t.len(), total: sel.counts.Sum()}
	anchor := -1
	if slot, found := t.slot(q.Anchor); found && q.Anchor != 0 && sel.rows.has(slot) {
		anchor = v.before(t.position(v.o, slot))
		if reversed {
			anchor = v.total - 1 - anchor
		}
	}
	page.Total, page.AnchorFound = v.total, anchor >= 0
	page.Offset = place(q, v.total, anchor)
	first, last := page.Offset, min(page.Offset+q.Limit, v.total)
	if reversed {
		first, last = v.total-last, v.total-first
	}
	ids = make([]int64, 0, last-first)
	for _, slot := range v.slice(first, last) {
		ids = append(ids, int64(t.ids[slot]))
	}
	if reversed {
		slices.Reverse(ids)
	}
	return ids, page, nil
}

func (t *table) stateCounts(ctx context.Context, f OperationFilter) (StateCounts, error) {
	sel, err := t.selection(ctx, newCriteria(f, t.labels))
	if err != nil {
		return StateCounts{}, err
	}
	return sel.counts, nil
}

// position is a row's place in an order of all rows.
func (t *table) position(o *order, slot uint32) int {
	if o.slots == nil {
		return int(slot)
	}
	i, _ := slices.BinarySearchFunc(o.slots, slot, func(a, b uint32) int { return t.compare(o.keys, a, b) })
	return i
}

// view is the rows of a set in an order.
type view struct {
	o     *order
	rows  rowSet
	n     int // rows in the order
	total int // rows in the set
}

// before counts the rows of the set before a position, from whichever end is nearer.
func (v view) before(position int) (n int) {
	if position > v.n/2 {
		return v.total - v.count(position, v.n)
	}
	return v.count(0, position)
}

func (v view) count(from, to int) (n int) {
	if v.o.slots != nil {
		for _, slot := range v.o.slots[from:to] {
			if v.rows.has(slot) {
				n++
			}
		}
		return n
	}
	for from < to && from&63 != 0 {
		if v.rows.has(uint32(from)) {
			n++
		}
		from++
	}
	for ; from+64 <= to; from += 64 {
		n += bits.OnesCount64(v.rows[from>>6])
	}
	for ; from < to; from++ {
		if v.rows.has(uint32(from)) {
			n++
		}
	}
	return n
}

// slice gives the rows of the set from the first to before the last, counted in the order, from whichever end is nearer.
func (v view) slice(first, last int) []uint32 {
	all := make([]uint32, 0, last-first)
	if first >= last {
		return all
	}
	if v.total-last < first {
		for i, skip := v.n-1, v.total-last; i >= 0 && len(all) < last-first; i-- {
			if skip >= 64 && v.o.slots == nil && i&63 == 63 {
				if n := bits.OnesCount64(v.rows[i>>6]); n <= skip {
					skip -= n
					i -= 63
					continue
				}
			}
			if slot := v.at(i); v.rows.has(slot) {
				if skip > 0 {
					skip--
				} else {
					all = append(all, slot)
				}
			}
		}
		slices.Reverse(all)
		return all
	}
	for i, skip := 0, first; i < v.n && len(all) < last-first; i++ {
		if skip >= 64 && v.o.slots == nil && i&63 == 0 {
			if n := bits.OnesCount64(v.rows[i>>6]); n <= skip {
				skip -= n
				i += 63
				continue
			}
		}
		if slot := v.at(i); v.rows.has(slot) {
			if skip > 0 {
				skip--
			} else {
				all = append(all, slot)
			}
		}
	}
	return all
}

func (v view) at(i int) uint32 {
	if v.o.slots == nil {
		return uint32(i)
	}
	return v.o.slots[i]
}
