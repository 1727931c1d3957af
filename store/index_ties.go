package store

import (
	"slices"
	"sort"
)

// A second column decides among rows that are equal in the first. Such rows lie together in the order of the first column, in a
// stretch. A page touches a few stretches, and only these are sorted: no order of two columns is made, kept or brought up to date.

// ties is the rows of a stretch in the order of all columns.
type ties interface {
	count() int
	slice(first, last int) []uint32
	position(slot uint32) int
}

// sortedTies are the rows of a short stretch, sorted.
type sortedTies []uint32

func (s sortedTies) count() int                     { return len(s) }
func (s sortedTies) slice(first, last int) []uint32 { return s[first:last] }
func (s sortedTies) position(slot uint32) int       { return slices.Index(s, slot) }

// ties gives the rows between two places of the order, which are equal in the first column. Those of a long stretch, such as all
// operations without an error, are a selection of their own in the order of the other columns.
func (v view) ties(begin, end int) ties {
	if end-begin <= v.t.len()/128+16 {
		var slots sortedTies
		for i := begin; i < end; i++ {
			if slot := v.o.slot(i); v.has(slot) {
				slots = append(slots, slot)
			}
		}
		slices.SortFunc(slots, func(a, b uint32) int { return v.t.compare(v.keys[1:], a, b) })
		return slots
	}
	some := &selection{rows: newRowSet(v.t.len()), counts: make([]int, len(v.t.labels)<<4)}
	for i := begin; i < end; i++ {
		slot := v.o.slot(i)
		some.rows[slot>>6] |= v.rows[slot>>6] & (1 << (slot & 63))
	}
	some.rows.each(func(slot uint32) {
		if kind := v.t.kinds[slot]; v.kinds == nil || v.kinds[kind] > 0 {
			some.counts[kind]++
		} else {
			some.rows.clear(slot)
		}
	})
	return v.t.groups(some, v.keys[1:])
}

// tied is slice where several columns decide.
func (v view) tied(first, last int) (all []uint32) {
	place := v.seek(first)
	begin, _ := v.stretch(v.o.slot(place))
	rank := v.rankAt(begin, place, first) // of the row at i
	for i := begin; rank < last && i < v.t.len(); {
		slot := v.o.slot(i)
		if !v.has(slot) {
			i++
			continue
		}
		end := i + 1
		if end < v.t.len() && v.t.compareIn(v.keys[0].Column, slot, v.o.slot(end)) == 0 {
			_, end = v.stretch(slot)
		}
		some := v.ties(i, end)
		all = append(all, some.slice(max(first-rank, 0), min(last-rank, some.count()))...)
		rank += some.count()
		i = end
	}
	return all
}

// tiedPosition is position where several columns decide.
func (v view) tiedPosition(slot uint32) int {
	begin, end := v.stretch(slot)
	return v.before(begin) + v.ties(begin, end).position(slot)
}

// stretch is where in the order the rows lie that are equal to one in the first column.
func (v view) stretch(slot uint32) (begin, end int) {
	n, c := v.t.len(), v.keys[0].Column
	begin = sort.Search(n, func(i int) bool { return v.t.compareIn(c, v.o.slot(i), slot) >= 0 })
	end = begin + sort.Search(n-begin, func(i int) bool { return v.t.compareIn(c, v.o.slot(begin+i), slot) > 0 })
	return begin, end
}

// rankAt counts the rows of the view before a place, knowing how many are before a later one: along the shortest way.
func (v view) rankAt(place, later, before int) int {
	if later-place < min(place, v.t.len()-place) {
		return before - v.count(place, later)
	}
	return v.before(place)
}
