package store

import (
	"bytes"
	"cmp"
	"slices"
	"sort"
)

// itemTable is the results of one operation by column. A result that changed gets a new slot, so that slots and texts only ever grow at
// the end, and a search goes on where it ended.
type itemTable struct {
	r         *readers
	operation int64
	seq       int64 // what it holds of operation_items.seq

	products []int64
	kinds    []itemKind
	order    []uint32 // slots in the order of their products, without dead ones
	counts   itemCounts
	changes  int // counts what was put, so that what is derived knows whether it is up to date

	texts   []byte   // SKU, name and error of each slot, folded, each with textMark behind it
	starts  []uint32 // where the texts of a slot begin; shorter than kinds when there is more text than is held
	matches map[string]*itemMatch
	uses    int
	room    int // for texts
}

// itemKind is outcome * 8 + action.
type itemKind uint8

const (
	itemKinds = (int(OutcomeFailed) + 1) * 8
	deadItem  = itemKind(itemKinds) // of a slot whose result has changed meanwhile
)

// itemCounts are numbers of results by kind, dead ones last.
type itemCounts [itemKinds + 1]int

// itemKindOf is the kind in SQL.
const itemKindOf = "outcome * 8 + min(action, 7)"

func (k itemKind) outcome() Outcome { return Outcome(k >> 3) }
func (k itemKind) action() Action   { return Action(k & 7) }

// textMark stands after each text. Fold turns control characters into blanks, so no text that is searched for holds it.
const textMark = 1

// mostItemText is how much text is held at most, in bytes; beyond it a search reads the rows.
const mostItemText = 128 << 20

func (t *itemTable) product(slot uint32) int64 { return t.products[slot] }

// put adds a result or replaces the one of its product. One that belongs before others is missing in the order still.
func (t *itemTable) put(row *itemRow) (slot uint32, missing bool) {
	slot = uint32(len(t.products))
	at, there := len(t.order), false
	if n := len(t.order); n > 0 && row.product <= t.product(t.order[n-1]) {
		at, there = slices.BinarySearchFunc(t.order, row.product, func(s uint32, p int64) int { return cmp.Compare(t.product(s), p) })
	}
	t.products, t.kinds = append(t.products, row.product), append(t.kinds, row.kind)
	t.addText(row)
	t.counts[row.kind]++
	t.changes++
	switch {
	case there:
		was := t.order[at]
		t.counts[t.kinds[was]]--
		t.kinds[was] = deadItem
		t.order[at] = slot
	case at < len(t.order):
		return slot, true
	default:
		t.order = append(t.order, slot)
	}
	return slot, false
}

func (t *itemTable) addText(row *itemRow) {
	if len(t.starts) < len(t.kinds)-1 || len(t.texts) >= t.room {
		return
	}
	t.starts = append(t.starts, uint32(len(t.texts)))
	for _, text := range [][]byte{row.sku, row.name, row.error} {
		t.texts = append(appendFolded(t.texts, text), textMark)
	}
}

// insert brings slots whose products come in order, but before others, to their places.
func (t *itemTable) insert(slots []uint32) {
	if len(slots) == 0 {
		return
	}
	end := len(t.order)
	t.order = append(t.order, slots...)
	for i, slot := range slices.Backward(slots) {
		at := sort.Search(end, func(k int) bool { return t.product(t.order[k]) > t.product(slot) })
		copy(t.order[at+i+1:], t.order[at:end])
		t.order[at+i] = slot
		end = at
	}
}

// itemMatch is the slots whose texts hold a text.
type itemMatch struct {
	rows    rowSet
	counts  itemCounts // without dead slots
	tested  int        // slots
	changes int        // as of the table when it was counted
	used    int
}

// find tests the texts of some slots, from a multiple of 64 on.
func (t *itemTable) find(rows rowSet, text []byte, from, to int) {
	end := len(t.texts)
	if to < len(t.starts) {
		end = int(t.starts[to])
	}
	for slot := from; slot < to; slot++ {
		at := int(t.starts[slot])
		i := bytes.Index(t.texts[at:end], text)
		if i < 0 {
			return
		}
		// The slot that the place found lies in: most often near.
		at += i
		for step := 1; slot+1 < to && int(t.starts[slot+1]) <= at; step *= 2 {
			if next := min(slot+step, to-1); int(t.starts[next]) <= at {
				slot = next
			} else {
				slot += sort.Search(next-slot, func(k int) bool { return int(t.starts[slot+1+k]) > at })
				break
			}
		}
		rows.set(uint32(slot))
	}
}

// count counts the live slots of a match.
func (t *itemTable) count(m *itemMatch) {
	if m.changes == t.changes {
		return
	}
	m.counts, m.changes = itemCounts{}, t.changes
	m.rows.each(func(slot uint32) { m.counts[t.kinds[slot]]++ })
	m.counts[deadItem] = 0
}

// itemFilter says which kinds are wanted.
type itemFilter [itemKinds + 1]bool

func newItemFilter(q ItemQuery) (f itemFilter) {
	for k := range itemKinds {
		kind := itemKind(k)
		f[k] = (len(q.Outcomes) == 0 || slices.Contains(q.Outcomes, kind.outcome())) && (len(q.Actions) == 0 || slices.Contains(q.Actions, kind.action()))
	}
	return f
}

// page finds the products of a page, by outcome from failed on and then by product, and how many match.
func (t *itemTable) page(f itemFilter, m *itemMatch, offset, limit int) (products []int64, total int) {
	counts := &t.counts
	if m != nil {
		counts = &m.counts
	}
	for outcome := OutcomeFailed; ; outcome-- {
		group, n := f, 0
		for k := range itemKinds {
			if group[k] = f[k] && itemKind(k).outcome() == outcome; group[k] {
				n += counts[k]
			}
		}
		if first, last := max(offset-total, 0), min(offset+limit-total, n); first < last {
			products = append(products, t.slice(&group, m, first, last, n)...)
		}
		if total += n; outcome == 0 {
			return products, total
		}
	}
}

// slice gives the products from the first to before the last of n, walking from whichever end is nearer.
func (t *itemTable) slice(f *itemFilter, m *itemMatch, first, last, n int) []int64 {
	i, step, skip := 0, 1, first
	if n-last < first {
		i, step, skip = len(t.order)-1, -1, n-last
	}
	all := make([]int64, 0, last-first)
	for ; len(all) < last-first && i >= 0 && i < len(t.order); i += step {
		switch slot := t.order[i]; {
		case !f[t.kinds[slot]] || m != nil && !m.rows.has(slot):
		case skip > 0:
			skip--
		default:
			all = append(all, t.products[slot])
		}
	}
	if step < 0 {
		slices.Reverse(all)
	}
	return all
}
