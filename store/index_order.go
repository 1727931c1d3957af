package store

import (
	"bytes"
	"cmp"
	"math"
	"slices"
)

// order is all rows in the ascending order of one column and then of their ids. Other directions and more columns are read from it,
// see view: there is one for each column, whatever is asked for.
type order struct {
	keys  []OperationSort // the column, or none: the order of the slots
	slots []uint32        // nil: the order of the slots themselves
	at    int             // how far in changes
}

// slot is the row at a place of the order.
func (o *order) slot(i int) uint32 {
	if o.slots == nil {
		return uint32(i)
	}
	return o.slots[i]
}

// order gives the rows in the order of a column: the kept one brought up to date, or a new one.
func (t *table) order(c Column) *order {
	keys := []OperationSort{{Column: c}}
	if c == ColumnID || c == ColumnCreated && t.inOrder {
		return &order{keys: keys}
	}
	o := t.orders[c]
	var slots []uint32
	recent := false
	if o != nil {
		slots, recent = t.changes.since(o.at)
	}
	switch {
	case !recent:
		o = &order{keys: keys, slots: t.sorted(c)}
	case len(slots) > 0:
		t.moveInto(o, slots)
	}
	o.at = t.changes.end()
	t.orders[c] = o
	if !t.loading {
		t.scratch = scratch{}
	}
	return o
}

// catchUp brings the order that is furthest behind up to date when nobody asked for it for long: one at a time, before it is so far behind
// that it had to be sorted anew when somebody does.
func (t *table) catchUp() {
	var last *order
	for _, o := range t.orders {
		if last == nil || o.at < last.at {
			last = o
		}
	}
	if last != nil && t.changes.end()-last.at > keptChanges/16 {
		t.order(last.keys[0].Column)
	}
}

// compare orders two rows. What is equal in all columns is in the order of the ids, in the direction of the last column.
func (t *table) compare(keys []OperationSort, a, b uint32) int {
	for _, k := range keys {
		if d := t.compareIn(k.Column, a, b); d != 0 {
			if k.Desc {
				return -d
			}
			return d
		}
	}
	if keys[len(keys)-1].Desc {
		a, b = b, a
	}
	return cmp.Compare(a, b)
}

func (t *table) compareIn(c Column, a, b uint32) int {
	if c == ColumnError {
		if t.errors[a] == t.errors[b] {
			return 0
		}
		return bytes.Compare(t.errorKey(a), t.errorKey(b))
	}
	return cmp.Compare(t.value(a, c), t.value(b, c))
}

// value is what a row is sorted by in a column that is a number.
func (t *table) value(slot uint32, c Column) int64 {
	switch c {
	case ColumnWebshop, ColumnFull, ColumnState:
		return int64(t.kindValue(t.kinds[slot], c))
	case ColumnID:
		return int64(slot)
	}
	return t.at(slot, c)
}

// kindValue is what rows of a kind are sorted by in a column of few values.
func (t *table) kindValue(kind uint32, c Column) int {
	switch c {
	case ColumnWebshop:
		return int(t.ranks[kind>>4])
	case ColumnFull:
		return int(kind >> 3 & 1)
	}
	return int(kind & stateMask)
}

// values is how many different values a column of few values has at most.
func (t *table) values(c Column) int {
	switch c {
	case ColumnWebshop:
		return len(t.labels)
	case ColumnFull:
		return 2
	}
	return stateMask + 1
}

// sorted sorts all rows by a column.
func (t *table) sorted(c Column) []uint32 {
	n := t.len()
	slots, spare := make([]uint32, n, n+n/32+64), t.scratch.slots(n)
	for i := range slots {
		slots[i] = uint32(i)
	}
	if c == ColumnError {
		t.sortByError(slots, spare)
	} else {
		slots, spare = t.sortByNumber(slots, spare, c)
	}
	t.scratch.spare = spare
	return slots
}

// scratch is what sorting needs beside its result; loading, which sorts several times, keeps it until it has done.
type scratch struct {
	spare   []uint32
	numbers []int64
}

func (s *scratch) slots(n int) []uint32 {
	if cap(s.spare) < n {
		s.spare = make([]uint32, n, n+n/32+64)
	}
	return s.spare[:n]
}

func (s *scratch) values(n int) []int64 {
	if cap(s.numbers) < n {
		s.numbers = make([]int64, n)
	}
	return s.numbers[:n]
}

// sortByNumber is a radix sort, in passes of some bits each from the lowest on. It gives both arrays back, the sorted one first.
func (t *table) sortByNumber(slots, spare []uint32, c Column) (sorted, other []uint32) {
	const digit = 11
	if len(slots) == 0 {
		return slots, spare
	}
	values := t.scratch.values(len(slots)) // by slot
	for slot := range values {
		values[slot] = t.value(uint32(slot), c)
	}
	most := flatten(values)
	for shift := 0; most>>shift > 0; shift += digit {
		var starts [1<<digit + 1]int
		for _, v := range values {
			starts[v>>shift&(1<<digit-1)+1]++
		}
		for i := 1; i < len(starts); i++ {
			starts[i] += starts[i-1]
		}
		for _, slot := range slots {
			d := values[slot] >> shift & (1<<digit - 1)
			spare[starts[d]] = slot
			starts[d]++
		}
		slots, spare = spare, slots
	}
	return slots, spare
}

// flatten brings numbers near to 0 in the same order, which saves passes, and gives the largest: 0 remains, for it stands for "not
// yet" and is far below any time, and the others follow from 1 on.
func flatten(values []int64) (most int64) {
	least := int64(math.MaxInt64)
	for _, v := range values {
		if v > 0 {
			least = min(least, v)
		}
	}
	for i, v := range values {
		if v > 0 {
			values[i] = v - least + 1
			most = max(most, values[i])
		}
	}
	return most
}

// sortByError sorts the few rows that have one; the others come before them as they are.
func (t *table) sortByError(slots, spare []uint32) {
	without, with := slots[:0], spare[:0]
	for _, slot := range slots {
		if t.errors[slot] == 0 {
			without = append(without, slot)
		} else {
			with = append(with, slot)
		}
	}
	slices.SortStableFunc(with, func(a, b uint32) int { return t.compareIn(ColumnError, a, b) })
	copy(slots[len(without):], with)
}

// moveInto brings rows that changed to their places in an order, new ones among them.
func (t *table) moveInto(o *order, changed []uint32) {
	if len(changed) > t.len()/4 {
		o.slots = t.sorted(o.keys[0].Column)
		return
	}
	moved := newRowSet(t.len())
	for _, slot := range changed {
		moved.set(slot)
	}
	rest := o.slots[:0]
	for _, slot := range o.slots {
		if !moved.has(slot) {
			rest = append(rest, slot)
		}
	}
	slices.SortFunc(changed, func(a, b uint32) int { return t.compare(o.keys, a, b) })
	places := make([]int, len(changed)) // how many of the rest come before each
	for i, slot := range changed {
		places[i], _ = slices.BinarySearchFunc(rest, slot, func(a, b uint32) int { return t.compare(o.keys, a, b) })
	}
	n := len(rest)
	all := slices.Grow(rest, len(changed))[:n+len(changed)]
	for i, end := len(changed)-1, n; i >= 0; i-- {
		copy(all[places[i]+i+1:], all[places[i]:end])
		all[places[i]+i] = changed[i]
		end = places[i]
	}
	o.slots = all
}
