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
	g := t.groups(sel, keys)
	anchor := -1
	if slot, found := t.slot(q.Anchor); found && q.Anchor != 0 && sel.rows.has(slot) {
		anchor = g.position(slot)
		if reversed {
			anchor = g.total - 1 - anchor
		}
	}
	page.Total, page.AnchorFound = g.total, anchor >= 0
	page.Offset = place(q, g.total, anchor)
	first, last := page.Offset, min(page.Offset+q.Limit, g.total)
	if reversed {
		first, last = g.total-last, g.total-first
	}
	slots := g.slice(first, last)
	if reversed {
		slices.Reverse(slots)
	}
	ids = make([]int64, len(slots))
	for i, slot := range slots {
		ids[i] = int64(t.ids[slot])
	}
	return ids, page, nil
}

func (t *table) stateCounts(ctx context.Context, f OperationFilter) (StateCounts, error) {
	if len(f.IDs) > 0 {
		return t.countIDs(ctx, f)
	}
	sel, err := t.selection(ctx, newCriteria(f, t.labels))
	if err != nil {
		return StateCounts{}, err
	}
	return sel.byState(), nil
}

// groups is a selection in an order whose leading columns have few values: webshop, Synchronize all, state. Rows of equal values
// form a group; the selection knows how many each has, so only the groups that a page shows are ever walked, in the order of the
// remaining columns. Such columns need no sorted copy of all rows.
type groups struct {
	t      *table
	sel    *selection
	rest   *order
	group  []int // by kind, 0 for the first
	counts []int // by group
	total  int
}

func (t *table) groups(sel *selection, keys []OperationSort) groups {
	g := groups{t: t, sel: sel, group: make([]int, len(sel.counts))}
	n := 1
	for len(keys) > 0 && slices.Contains([]Column{ColumnWebshop, ColumnFull, ColumnState}, keys[0].Column) {
		values := t.values(keys[0].Column)
		for kind := range g.group {
			v := t.kindValue(uint32(kind), keys[0].Column)
			if keys[0].Desc {
				v = values - 1 - v
			}
			g.group[kind] = g.group[kind]*values + v
		}
		n *= values
		keys = keys[1:]
	}
	g.rest = t.order(keys)
	g.counts = make([]int, n)
	for kind, count := range sel.counts {
		g.counts[g.group[kind]] += count
		g.total += count
	}
	return g
}

// view is the rows of some groups.
func (g groups) view(from, to int) view {
	v := view{t: g.t, o: g.rest, rows: g.sel.rows}
	for i := from; i < to; i++ {
		v.total += g.counts[i]
	}
	if v.total < g.total {
		v.kinds = make([]bool, len(g.group))
		for kind, i := range g.group {
			v.kinds[kind] = i >= from && i < to
		}
	}
	return v
}

// position is the place of a row of the selection.
func (g groups) position(slot uint32) (n int) {
	own := g.group[g.t.kinds[slot]]
	for _, count := range g.counts[:own] {
		n += count
	}
	return n + g.view(own, own+1).before(g.t.position(g.rest, slot))
}

// slice gives the rows from the first to before the last. The groups in the middle are wanted whole and are found in one walk, so
// there are three walks at most, however many groups there are.
func (g groups) slice(first, last int) []uint32 {
	var all []uint32
	begin, whole := 0, 0 // rows before the group, and the first of the groups before it that are wanted whole
	for i, count := range g.counts {
		end := begin + count
		switch {
		case end <= first:
			whole = i + 1
		case begin < first || end > last:
			all = append(all, g.whole(whole, i)...)
			all = append(all, g.view(i, i+1).slice(max(first-begin, 0), min(last, end)-begin)...)
			whole = i + 1
		}
		if begin = end; begin >= last {
			return append(all, g.whole(whole, i+1)...)
		}
	}
	return all
}

// whole gives all rows of some groups.
func (g groups) whole(from, to int) []uint32 {
	if from >= to {
		return nil
	}
	v := g.view(from, to)
	all := v.slice(0, v.total)
	slices.SortStableFunc(all, func(a, b uint32) int { return g.group[g.t.kinds[a]] - g.group[g.t.kinds[b]] })
	return all
}

// position is a row's place in an order of all rows.
func (t *table) position(o *order, slot uint32) int {
	if o.slots == nil {
		return int(slot)
	}
	i, _ := slices.BinarySearchFunc(o.slots, slot, func(a, b uint32) int { return t.compare(o.keys, a, b) })
	return i
}

// view is the rows of a selection in an order, all of them or those of some kinds.
type view struct {
	t     *table
	o     *order
	rows  rowSet
	kinds []bool // nil: all
	total int
}

func (v view) has(slot uint32) bool {
	return v.rows.has(slot) && (v.kinds == nil || v.kinds[v.t.kinds[slot]])
}

// before counts the rows of the view before a position, from whichever end is nearer.
func (v view) before(position int) (n int) {
	if position > v.t.len()/2 {
		return v.total - v.count(position, v.t.len())
	}
	return v.count(0, position)
}

func (v view) count(from, to int) (n int) {
	for i := from; i < to; i++ {
		if i&63 == 0 && i+64 <= to && v.byWord() {
			n += bits.OnesCount64(v.rows[i>>6])
			i += 63
		} else if v.has(v.at(i)) {
			n++
		}
	}
	return n
}

// byWord tells whether 64 rows of the set that follow each other do so in the order.
func (v view) byWord() bool { return v.o.slots == nil && v.kinds == nil }

func (v view) at(i int) uint32 {
	if v.o.slots == nil {
		return uint32(i)
	}
	return v.o.slots[i]
}

// slice gives the rows from the first to before the last, walking from whichever end is nearer.
func (v view) slice(first, last int) []uint32 {
	if first >= last {
		return nil
	}
	n := v.t.len()
	i, step, skip := 0, 1, first
	if v.total-last < first {
		i, step, skip = n-1, -1, v.total-last
	}
	all := make([]uint32, 0, last-first)
	for ; i >= 0 && i < n && len(all) < last-first; i += step {
		if edge := i & 63; skip >= 64 && v.byWord() && (step > 0 && edge == 0 || step < 0 && edge == 63) {
			skip -= bits.OnesCount64(v.rows[i>>6])
			i += 63 * step
			continue
		}
		if slot := v.at(i); !v.has(slot) {
			continue
		} else if skip > 0 {
			skip--
		} else {
			all = append(all, slot)
		}
	}
	if step < 0 {
		slices.Reverse(all)
	}
	return all
}
