package store

import (
	"context"
	"slices"
)

// page finds the ids of a page, with its place among all that match.
func (t *table) page(ctx context.Context, q OperationQuery) (ids []int64, page OperationPage, err error) {
	sel, err := t.selection(ctx, newCriteria(q.Filter, t.labels))
	if err != nil {
		return nil, page, err
	}
	g := t.groups(sel, q.Sort)
	anchor := -1
	if slot, found := t.slot(q.Anchor); found && q.Anchor != 0 && sel.rows.has(slot) {
		anchor = g.position(slot)
	}
	page.Total, page.AnchorFound = g.total, anchor >= 0
	page.Offset = place(q, g.total, anchor)
	slots := g.slice(page.Offset, min(page.Offset+q.Limit, g.total))
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
	t        *table
	sel      *selection
	rest     []OperationSort // the remaining columns
	reversed bool            // all is read from its end
	group    []int           // by kind, 0 for the first
	counts   []int           // by group
	total    int
}

func (t *table) groups(sel *selection, asked []OperationSort) groups {
	keys, reversed := normalSort(asked)
	g := groups{t: t, sel: sel, reversed: reversed, group: make([]int, len(sel.counts))}
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
	if g.rest = keys; len(keys) == 0 {
		g.rest = []OperationSort{{Column: ColumnID}}
	}
	g.counts = make([]int, n)
	for kind, count := range sel.counts {
		g.counts[g.group[kind]] += count
		g.total += count
	}
	return g
}

// view is the rows of some groups.
func (g groups) view(from, to int) view {
	v := view{t: g.t, o: g.t.order(g.rest[0].Column), keys: g.rest, rows: g.sel.rows}
	for i := from; i < to; i++ {
		v.total += g.counts[i]
	}
	if v.total < g.total {
		v.kinds = make([]uint8, len(g.group))
		for kind, i := range g.group {
			if i >= from && i < to {
				v.kinds[kind] = 1
			}
		}
	}
	return v
}

func (g groups) count() int { return g.total }

// position is the place of a row of the selection.
func (g groups) position(slot uint32) (n int) {
	own := g.group[g.t.kinds[slot]]
	for _, count := range g.counts[:own] {
		n += count
	}
	n += g.view(own, own+1).position(slot)
	if g.reversed {
		return g.total - 1 - n
	}
	return n
}

// slice gives the rows from the first to before the last.
func (g groups) slice(first, last int) []uint32 {
	if !g.reversed {
		return g.forward(first, last)
	}
	slots := g.forward(g.total-last, g.total-first)
	slices.Reverse(slots)
	return slots
}

// forward does so in the order of the groups. Those in the middle are wanted whole and are found in one walk, so there are three walks
// at most, however many groups there are.
func (g groups) forward(first, last int) []uint32 {
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
