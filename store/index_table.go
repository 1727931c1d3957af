package store

import (
	"context"
	"math"
	"math/bits"
	"slices"
	"sort"
)

// table is the operations by column. A row's place, its slot, follows its id: slots are in the order in which operations were
// made, and a new one goes to the end.
type table struct {
	r    *readers
	seq  int64 // what it holds of operations.seq
	gone int   // rows of operations that were deleted

	ids                []uint32
	kinds              []uint32 // label << 4 | full << 3 | state
	created            []int64  // milliseconds
	started, completed []uint32 // milliseconds after created, plus 1; 0: not yet; isFar: see far
	far                map[uint64]int64
	errors             []uint32 // 1 + place in errorKeys; 0: no error
	errorKeys          [][errorKeySize]byte
	inOrder            bool // created never falls from slot to slot

	labels  []label
	ranks   []uint32         // of labels, in the order of their names; equal names are equal
	labelAt map[int64]uint32 // label id to its place in labels

	loading    bool // sorting keeps its scratch
	scratch    scratch
	changes    changes
	orders     map[Column]*order
	selections map[string]*selection
	texts      map[string]*textSet
	uses       int // counts the uses of what is kept, to let go what was used longest ago
}

// isFar stands for a time that is not within 49 days after the operation was made.
const isFar = math.MaxUint32

func farKey(slot uint32, c Column) uint64 { return uint64(slot)<<8 | uint64(c) }

func (t *table) len() int { return len(t.ids) }

// grow makes room for n rows, and a few more that will come.
func (t *table) grow(n int) {
	n += n/32 + 64
	t.ids, t.kinds, t.errors = make([]uint32, 0, n), make([]uint32, 0, n), make([]uint32, 0, n)
	t.created, t.started, t.completed = make([]int64, 0, n), make([]uint32, 0, n), make([]uint32, 0, n)
}

func (t *table) loadLabels(ctx context.Context) error {
	labels, err := t.r.labels(ctx)
	if err != nil {
		return err
	}
	t.labels = labels
	byName := make([]int, len(labels))
	for i, l := range labels {
		byName[i] = i
		t.labelAt[l.id] = uint32(i)
	}
	sort.Slice(byName, func(a, b int) bool { return labels[byName[a]].nameKey < labels[byName[b]].nameKey })
	t.ranks = make([]uint32, len(labels))
	for n, i := range byName {
		if n > 0 {
			before := byName[n-1]
			t.ranks[i] = t.ranks[before]
			if labels[before].nameKey != labels[i].nameKey {
				t.ranks[i]++
			}
		}
	}
	return nil
}

// slot finds a row by its id.
func (t *table) slot(id int64) (uint32, bool) {
	if id < 0 || id >= math.MaxUint32 {
		return 0, false
	}
	i, found := slices.BinarySearch(t.ids, uint32(id))
	return uint32(i), found
}

// put adds or replaces a row.
func (t *table) put(ctx context.Context, row *indexRow) error {
	place, known := t.labelAt[row.label]
	if !known {
		if err := t.loadLabels(ctx); err != nil {
			return err
		}
		place = t.labelAt[row.label]
	}
	slot, there := uint32(t.len()), false
	if n := t.len(); n > 0 && uint32(row.id) <= t.ids[n-1] {
		slot, there = t.slot(row.id)
	}
	if !there {
		t.ids = append(t.ids, uint32(row.id))
		t.kinds = append(t.kinds, 0)
		t.created = append(t.created, row.created)
		t.started, t.completed, t.errors = append(t.started, 0), append(t.completed, 0), append(t.errors, 0)
		if slot > 0 && row.created < t.created[slot-1] {
			t.inOrder = false
		}
	}
	t.kinds[slot] = place<<4 | uint32(row.kind)
	t.started[slot] = t.after(slot, ColumnStarted, row.started)
	t.completed[slot] = t.after(slot, ColumnCompleted, row.completed)
	t.putError(slot, row.errorKey)
	t.changes.add(slot)
	return nil
}

func (t *table) putError(slot uint32, text []byte) {
	if len(text) == 0 {
		t.errors[slot] = 0
		return
	}
	if t.errors[slot] == 0 {
		t.errorKeys = append(t.errorKeys, [errorKeySize]byte{})
		t.errors[slot] = uint32(len(t.errorKeys))
	}
	key := &t.errorKeys[t.errors[slot]-1]
	*key = [errorKeySize]byte{}
	copy(key[:], text)
}

// after puts a time into 32 bits: as the distance from when the operation was made.
func (t *table) after(slot uint32, c Column, at int64) uint32 {
	d := at - t.created[slot] + 1
	switch {
	case at == 0:
		return 0
	case d >= 1 && d < isFar:
		return uint32(d)
	}
	t.far[farKey(slot, c)] = at
	return isFar
}

// at is a time of a row in milliseconds, 0 when it is not yet.
func (t *table) at(slot uint32, c Column) int64 {
	var d uint32
	switch c {
	case ColumnCreated:
		return t.created[slot]
	case ColumnStarted:
		d = t.started[slot]
	default:
		d = t.completed[slot]
	}
	switch d {
	case 0:
		return 0
	case isFar:
		return t.far[farKey(slot, c)]
	}
	return t.created[slot] + int64(d) - 1
}

func (t *table) errorKey(slot uint32) []byte {
	if n := t.errors[slot]; n > 0 {
		return t.errorKeys[n-1][:]
	}
	return nil
}

// changes is the log of slots that changed. What is derived from the table remembers how far it has followed.
type changes struct {
	base  int // number of the first that is still here
	slots []uint32
}

// keptChanges is how far behind something may be and still catch up; further behind, it is made anew, which is quicker.
const keptChanges = 1 << 16

func (c *changes) add(slot uint32) {
	if len(c.slots) >= 2*keptChanges {
		c.base += keptChanges
		c.slots = append(c.slots[:0], c.slots[keptChanges:]...)
	}
	c.slots = append(c.slots, slot)
}

func (c *changes) end() int { return c.base + len(c.slots) }

// since gives the slots that changed after a point, each once and in order; false when that was too long ago.
func (c *changes) since(point int) ([]uint32, bool) {
	if point < c.base || c.end()-point > keptChanges {
		return nil, false
	}
	slots := slices.Clone(c.slots[point-c.base:])
	slices.Sort(slots)
	return slices.Compact(slots), true
}

// keep lets go of what was used longest ago when there are more than n.
func keep[T any](kept map[string]*T, n int, used func(*T) int) {
	for len(kept) > n {
		oldest := ""
		for key, v := range kept {
			if oldest == "" || used(v) < used(kept[oldest]) {
				oldest = key
			}
		}
		delete(kept, oldest)
	}
}

// rowSet is a set of slots.
type rowSet []uint64

func newRowSet(n int) rowSet { return make(rowSet, (n+63)/64, (n+n/32+4096)/64) }

func (b *rowSet) resize(n int) {
	for len(*b) < (n+63)/64 {
		*b = append(*b, 0)
	}
}

func (b rowSet) has(slot uint32) bool { return b[slot>>6]&(1<<(slot&63)) != 0 }
func (b rowSet) set(slot uint32)      { b[slot>>6] |= 1 << (slot & 63) }
func (b rowSet) clear(slot uint32)    { b[slot>>6] &^= 1 << (slot & 63) }

func (b rowSet) bit(slot uint32) uint8 { return uint8(b[slot>>6] >> (slot & 63) & 1) }

// count counts the slots from one to before another.
func (b rowSet) count(from, to int) (n int) {
	for from < to {
		end := min(to, from|63+1)
		n += bits.OnesCount64(b[from>>6] >> (from & 63) << (64 - (end - from)))
		from = end
	}
	return n
}
