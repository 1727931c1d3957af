package store

import "slices"

// view is the rows of a selection in an order, all of them or those of some kinds. It walks the order of the first column; where more
// columns decide, see ties.
type view struct {
	t     *table
	o     *order          // of the first of the keys
	keys  []OperationSort // one at least
	rows  rowSet
	kinds []uint8 // 1: is in it; nil: all
	total int
}

func (v view) has(slot uint32) bool {
	return v.rows.has(slot) && (v.kinds == nil || v.kinds[v.t.kinds[slot]] > 0)
}

// slice gives the rows from the first to before the last.
func (v view) slice(first, last int) []uint32 {
	switch {
	case first >= last:
		return nil
	case v.keys[0].Desc:
		all := v.inverted().slice(v.total-last, v.total-first)
		slices.Reverse(all)
		return all
	case len(v.keys) > 1:
		return v.tied(first, last)
	}
	i, step := 0, 1
	if first < v.total-last {
		i = v.seek(first)
	} else {
		i, step = v.seek(last-1), -1
	}
	all := make([]uint32, 0, last-first)
	for ; i >= 0 && i < v.t.len() && len(all) < last-first; i += step {
		if slot := v.o.slot(i); v.has(slot) {
			all = append(all, slot)
		}
	}
	if step < 0 {
		slices.Reverse(all)
	}
	return all
}

// position is how many rows of the view come before one of them.
func (v view) position(slot uint32) int {
	switch {
	case v.keys[0].Desc:
		return v.total - 1 - v.inverted().position(slot)
	case len(v.keys) > 1:
		return v.tiedPosition(slot)
	}
	return v.before(v.t.position(v.o, slot))
}

// inverted is the view read from its end.
func (v view) inverted() view {
	v.keys = slices.Clone(v.keys)
	for i := range v.keys {
		v.keys[i].Desc = !v.keys[i].Desc
	}
	return v
}

// position is a row's place in an order of all rows.
func (t *table) position(o *order, slot uint32) int {
	if o.slots == nil {
		return int(slot)
	}
	i, _ := slices.BinarySearchFunc(o.slots, slot, func(a, b uint32) int { return t.compare(o.keys, a, b) })
	return i
}

// before counts the rows of the view before a place of the order, from whichever end is nearer.
func (v view) before(place int) (n int) {
	if place > v.t.len()/2 {
		return v.total - v.count(place, v.t.len())
	}
	return v.count(0, place)
}

// count counts the rows of the view between two places of the order. Nothing in it depends on whether a row is in the view: a processor
// that guesses wrong every other time takes several times as long.
func (v view) count(from, to int) (n int) {
	switch {
	case v.o.slots == nil && v.kinds == nil:
		return v.rows.count(from, to)
	case v.o.slots == nil:
		for i, kind := range v.t.kinds[from:to] {
			n += int(v.rows.bit(uint32(from+i)) & v.kinds[kind])
		}
	case v.kinds == nil:
		for _, slot := range v.o.slots[from:to] {
			n += int(v.rows.bit(slot))
		}
	default:
		for _, slot := range v.o.slots[from:to] {
			n += int(v.rows.bit(slot) & v.kinds[v.t.kinds[slot]])
		}
	}
	return n
}

// seek finds the place in the order of a row of the view, by how many come before it there, walking from whichever end is nearer.
func (v view) seek(rank int) (place int) {
	const stride = 1024
	n := v.t.len()
	if back := v.total - 1 - rank; back < rank {
		for place = n; ; place -= stride {
			count := v.count(max(place-stride, 0), place)
			if back < count {
				break
			}
			back -= count
		}
		for place--; ; place-- {
			if !v.has(v.o.slot(place)) {
				continue
			}
			if back == 0 {
				return place
			}
			back--
		}
	}
	for ; ; place += stride {
		count := v.count(place, min(place+stride, n))
		if rank < count {
			break
		}
		rank -= count
	}
	for ; ; place++ {
		if !v.has(v.o.slot(place)) {
			continue
		}
		if rank == 0 {
			return place
		}
		rank--
	}
}
