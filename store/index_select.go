package store

import (
	"context"
	"math/bits"
)

// selection is the set of rows that meet some criteria, with their number by kind.
type selection struct {
	rows   rowSet
	counts []int // by kind: label, full and state
	at     int   // how far in changes
	used   int
}

func (s *selection) byState() (counts StateCounts) {
	for kind, n := range s.counts {
		if n > 0 {
			counts[kind&stateMask] += n
		}
	}
	return counts
}

// test tells whether rows meet criteria, in terms of the table.
type test struct {
	t     *table
	kinds []bool // by kind: label, full and state
	c     criteria
	ids   rowSet // nil: all
	error rowSet // nil: all
	text  rowSet // nil: all; rows whose error holds the text
	named []bool // by label: name or address holds the text
	plain bool   // the kind alone decides
}

func (t *table) newTest(ctx context.Context, c criteria) (*test, error) {
	q := &test{t: t, c: c, kinds: make([]bool, len(t.labels)<<4), plain: c.countable()}
	for i, l := range t.labels {
		for k := range 16 {
			state, full := k&7, k>>3
			q.kinds[i<<4|k] = (c.labels == nil || c.labels[l.id]) && c.states&(1<<state) != 0 && c.full&(1<<full) != 0
		}
	}
	if c.ids != nil {
		q.ids = newRowSet(t.len())
		for _, id := range c.ids {
			if slot, found := t.slot(id); found {
				q.ids.set(slot)
			}
		}
	}
	var err error
	if c.error != "" {
		if q.error, err = t.textSet(ctx, c.error); err != nil {
			return nil, err
		}
	}
	if c.text != "" {
		q.named = make([]bool, len(t.labels))
		for i, l := range t.labels {
			q.named[i] = c.textLabels[l.id]
		}
		q.text, err = t.textSet(ctx, c.text)
	}
	return q, err
}

func (q *test) holds(slot uint32) bool {
	kind := q.t.kinds[slot]
	if !q.kinds[kind] {
		return false
	}
	if q.plain {
		return true
	}
	c := &q.c
	return (!c.created.bounded || c.created.holds(q.t.created[slot])) &&
		(!c.started.bounded || c.started.holds(q.t.at(slot, ColumnStarted))) &&
		(!c.completed.bounded || c.completed.holds(q.t.at(slot, ColumnCompleted))) &&
		(q.ids == nil || q.ids.has(slot)) &&
		(q.error == nil || q.error.has(slot)) &&
		(q.text == nil || q.named[kind>>4] || q.text.has(slot))
}

const stateMask = 7

// selection gives the rows that meet criteria: the kept set brought up to date, or a new one.
func (t *table) selection(ctx context.Context, c criteria) (*selection, error) {
	key := c.key()
	s := t.selections[key]
	if s != nil && s.at == t.changes.end() {
		t.uses++
		s.used = t.uses
		return s, nil
	}
	q, err := t.newTest(ctx, c)
	if err != nil {
		return nil, err
	}
	var slots []uint32
	recent := false
	if s != nil && c.ids == nil {
		slots, recent = t.changes.since(s.at)
	}
	if recent {
		s.update(q, slots)
	} else {
		s = q.all()
	}
	t.uses++
	s.used, s.at = t.uses, t.changes.end()
	t.selections[key] = s
	keep(t.selections, 8, func(s *selection) int { return s.used })
	return s, nil
}

// all tests every row.
func (q *test) all() *selection {
	n := q.t.len()
	s := &selection{rows: newRowSet(n), counts: make([]int, len(q.kinds))}
	kinds := q.t.kinds
	for w := range s.rows {
		var word uint64
		from := w << 6
		for i, kind := range kinds[from:min(from+64, n)] {
			if q.kinds[kind] && (q.plain || q.holds(uint32(from+i))) {
				word |= 1 << i
				s.counts[kind]++
			}
		}
		s.rows[w] = word
	}
	return s
}

// update tests the rows that changed. Their former kinds are not known, so the numbers are counted anew; that is quick.
func (s *selection) update(q *test, slots []uint32) {
	s.rows.resize(q.t.len())
	for _, slot := range slots {
		if q.holds(slot) {
			s.rows.set(slot)
		} else {
			s.rows.clear(slot)
		}
	}
	s.counts = make([]int, len(q.kinds))
	for w, word := range s.rows {
		for ; word != 0; word &= word - 1 {
			s.counts[q.t.kinds[w<<6|bits.TrailingZeros64(word)]]++
		}
	}
}

// textSet is the set of rows whose error holds a text.
type textSet struct {
	rows rowSet
	at   int
	used int
}

// textSet gives the rows whose error holds a folded text. Only rows that changed are looked at again.
func (t *table) textSet(ctx context.Context, text string) (rowSet, error) {
	set := t.texts[text]
	var slots []uint32
	recent := false
	if set != nil {
		slots, recent = t.changes.since(set.at)
	}
	var ids []int64
	for _, slot := range slots {
		if t.errors[slot] != 0 {
			ids = append(ids, int64(t.ids[slot]))
		}
	}
	var err error
	if recent && len(ids) <= 1000 {
		ids, err = t.r.whichHold(ctx, ids, text)
	} else {
		set = &textSet{rows: newRowSet(t.len())}
		ids, err = t.r.errorsHolding(ctx, text)
	}
	if err != nil {
		return nil, err
	}
	set.rows.resize(t.len())
	for _, slot := range slots {
		set.rows.clear(slot)
	}
	for _, id := range ids {
		if slot, found := t.slot(id); found {
			set.rows.set(slot)
		}
	}
	t.uses++
	set.at, set.used = t.changes.end(), t.uses
	t.texts[text] = set
	keep(t.texts, 8, func(s *textSet) int { return s.used })
	return set.rows, nil
}
