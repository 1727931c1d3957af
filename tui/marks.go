package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// marks are operations that were chosen to be handled together. They are kept by number, so they stay through sorting, filtering and
// whatever arrives.
type marks struct {
	ids    []int64 // ascending; never changed in place
	before []int64 // what was marked before all marks were taken away
	last   int64   // marked last: where a range begins; 0: nowhere

	asked  request           // the numbers
	again  bool              // something changed while they were asked for
	known  bool              // that the numbers are those of ids
	states store.StateCounts // of those that are marked
	inside int               // of those, how many the filter leaves

	reach request // the operations of a range, or of a filter
}

// marksMost is how many operations can be marked at once: enough for whatever a person handles, and few enough that every question
// about them is answered within a frame.
const marksMost = 100_000

type (
	// marksMsg brings the numbers.
	marksMsg struct {
		n      int
		states store.StateCounts
		inside int
		err    error
	}
	// markThemMsg brings operations to mark.
	markThemMsg struct {
		n    int
		ids  []int64
		last int64  // where the next range begins
		off  bool   // take the marks away when all of them are marked
		why  string // why there are none
		err  error
	}
)

// has tells whether an operation is marked.
func (k *marks) has(id int64) bool {
	_, found := slices.BinarySearch(k.ids, id)
	return found
}

// set changes what is marked; the numbers are those of another set then.
func (k *marks) set(ids []int64) {
	k.ids, k.known = ids, false
	if len(ids) == 0 {
		k.last = 0
	}
}

// with is what is marked and some more.
func (k *marks) with(ids []int64) []int64 {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(k.ids, ids))))
}

// without is what is marked but for some, which ascend.
func (k *marks) without(ids []int64) []int64 {
	return slices.DeleteFunc(slices.Clone(k.ids), func(id int64) bool {
		_, gone := slices.BinarySearch(ids, id)
		return gone
	})
}

// outside is how many of the marked operations the filter hides, and gone how many are no longer in the store.
func (k *marks) outside() (hidden, gone int) {
	if !k.known {
		return 0, 0
	}
	there := k.states.Sum()
	return there - k.inside, len(k.ids) - there
}

// tooMany refuses to mark n operations.
func (m *Model) tooMany(n int) tea.Cmd {
	return m.say(warning, fmt.Sprintf("%s operations are too many to mark: at most %s can be. %s exports all that are filtered.", humanize.Comma(int64(n)),
		humanize.Comma(marksMost), m.keys.key(CmdExport, m.ascii)))
}

// toggleMark marks an operation, or takes its mark away.
func (m *Model) toggleMark(id int64) tea.Cmd {
	if m.marks.has(id) {
		m.marks.set(m.marks.without([]int64{id}))
		return m.countMarks(0)
	}
	return m.mark([]int64{id}, id)
}

// mark marks operations; the next range begins at last.
func (m *Model) mark(ids []int64, last int64) tea.Cmd {
	all := m.marks.with(ids)
	if len(all) > marksMost {
		return m.tooMany(len(all))
	}
	m.marks.last = last
	m.marks.set(all)
	return m.countMarks(0)
}

// unmark takes all marks away; they can be brought back.
func (m *Model) unmark() tea.Cmd {
	n := len(m.marks.ids)
	m.marks.before = m.marks.ids
	m.marks.set(nil)
	return m.say(info, fmt.Sprintf("%s no longer marked; %s marks %s again.", plural(n, "operation is", "operations are"), m.keys.key(CmdMarkAgain, m.ascii), map[bool]string{true: "it", false: "them"}[n == 1]))
}

// doMark runs a command that marks.
func (m *Model) doMark(c Command) tea.Cmd {
	r := m.selected()
	switch c {
	case CmdMark:
		cmd := m.toggleMark(r.ID)
		m.table.move(1)
		return tea.Batch(cmd, m.more())
	case CmdMarkUp, CmdMarkDown:
		m.table.move(map[Command]int{CmdMarkUp: -1, CmdMarkDown: 1}[c])
		ids := []int64{r.ID}
		if next := m.selected(); next != nil {
			ids = append(ids, next.ID)
		}
		return tea.Batch(m.mark(ids, ids[len(ids)-1]), m.more())
	case CmdMarkRange:
		return m.markRange(r.ID)
	case CmdMarkAll:
		return m.markAll()
	case CmdMarkAgain:
		return m.mark(m.marks.before, 0)
	}
	return nil
}

// markAll marks all that the filter leaves, those that are not loaded too; where all of them are marked, it takes their marks away.
func (m *Model) markAll() tea.Cmd {
	if m.table.total > marksMost {
		return m.tooMany(m.table.total)
	}
	ctx, n := m.marks.reach.next(m.ctx)
	backend, f := m.backend, m.filter.store(m.now, m.loc)
	return func() tea.Msg {
		ids, err := backend.OperationIDs(ctx, f)
		return markThemMsg{n: n, ids: ids, off: true, err: err}
	}
}

// markRange marks everything from the operation that was marked last to this one, in the order of the table.
func (m *Model) markRange(to int64) tea.Cmd {
	from := m.marks.last
	if from == 0 || from == to {
		return m.mark([]int64{to}, to)
	}
	ctx, n := m.marks.reach.next(m.ctx)
	backend, q := m.backend, store.OperationQuery{Filter: m.filter.store(m.now, m.loc), Sort: m.table.sort}
	return func() tea.Msg {
		ids, why, err := rangeOf(ctx, backend, q, from, to)
		return markThemMsg{n: n, ids: ids, last: to, why: why, err: err}
	}
}

// rangeOf lists the operations between two, both included; why says why there are none.
func rangeOf(ctx context.Context, b Operations, q store.OperationQuery, from, to int64) (ids []int64, why string, err error) {
	var at [2]int
	for i, id := range []int64{from, to} {
		q.Limit, q.Anchor = 1, id
		page, err := b.Operations(ctx, q)
		if err != nil {
			return nil, "", err
		}
		if !page.AnchorFound {
			return nil, fmt.Sprintf("Operation %d, from which to mark, is hidden by the filter: mark another one first.", id), nil
		}
		at[i] = page.Offset
	}
	first, last := min(at[0], at[1]), max(at[0], at[1])
	if last-first >= marksMost {
		return nil, fmt.Sprintf("%s operations lie between: at most %s can be marked.", humanize.Comma(int64(last-first+1)), humanize.Comma(marksMost)), nil
	}
	for q.Anchor = 0; first <= last; {
		q.Offset, q.Limit = first, min(last-first+1, 10_000)
		page, err := b.Operations(ctx, q)
		if err != nil {
			return nil, "", err
		}
		for _, op := range page.Rows {
			ids = append(ids, op.ID)
		}
		if len(page.Rows) == 0 {
			break
		}
		first += len(page.Rows)
	}
	return ids, "", nil
}

// markThem takes in operations to mark.
func (m *Model) markThem(msg markThemMsg) tea.Cmd {
	switch {
	case !m.took(&m.marks.reach, msg.n, msg.err):
		return nil
	case msg.why != "":
		return m.say(warning, msg.why)
	}
	n := len(m.marks.ids)
	if msg.off && len(msg.ids) > 0 && len(m.marks.with(msg.ids)) == n {
		m.marks.before = m.marks.ids
		m.marks.set(m.marks.without(msg.ids))
		return tea.Batch(m.countMarks(0), m.say(info, fmt.Sprintf("%s no longer marked.", plural(len(msg.ids), "operation that the filter leaves is", "operations that the filter leaves are"))))
	}
	last := msg.last
	if last == 0 {
		last = m.marks.last
	}
	cmd := m.mark(msg.ids, last)
	if more := len(m.marks.ids) - n; more > 0 {
		return tea.Batch(cmd, m.say(info, fmt.Sprintf("%s marked.", plural(more, "operation", "operations"))))
	}
	return cmd
}

// countMarks asks, after a pause, how many of the marked operations are in which state, and how many the filter leaves.
func (m *Model) countMarks(pause time.Duration) tea.Cmd {
	if len(m.marks.ids) == 0 {
		m.marks.asked.forget()
		m.marks.known, m.marks.states, m.marks.inside = true, store.StateCounts{}, 0
		return nil
	}
	ctx, n := m.marks.asked.next(m.ctx)
	backend, f := m.backend, m.filter.store(m.now, m.loc)
	all := store.OperationFilter{IDs: m.marks.ids}
	f.IDs = m.marks.ids
	filtered := !m.filter.empty()
	return func() tea.Msg {
		msg := marksMsg{n: n}
		if pause > 0 {
			select {
			case <-ctx.Done():
				return marksMsg{n: n, err: ctx.Err()}
			case <-time.After(pause):
			}
		}
		if msg.states, msg.err = backend.StateCounts(ctx, all); msg.err != nil {
			return msg
		}
		inside := msg.states
		if filtered {
			inside, msg.err = backend.StateCounts(ctx, f)
		}
		for _, s := range store.States {
			if len(f.States) == 0 || slices.Contains(f.States, s) {
				msg.inside += inside[s]
			}
		}
		return msg
	}
}

// recountMarks asks for the numbers again after a change in the store, at most once a second: with many marks they cost more than a page.
func (m *Model) recountMarks() tea.Cmd {
	if len(m.marks.ids) == 0 {
		return nil
	}
	if m.marks.asked.busy {
		m.marks.again = true
		return nil
	}
	return m.countMarks(time.Second)
}

// marksCounted takes the numbers in.
func (m *Model) marksCounted(msg marksMsg) tea.Cmd {
	if !m.took(&m.marks.asked, msg.n, msg.err) {
		return nil
	}
	m.marks.known, m.marks.states, m.marks.inside = true, msg.states, msg.inside
	if m.marks.again {
		m.marks.again = false
		return m.recountMarks()
	}
	return nil
}

// marksWords says how many operations are marked: "3 marked · 1 outside the filter".
func (m *Model) marksWords() string {
	s := humanize.Comma(int64(len(m.marks.ids))) + " marked"
	outside, gone := m.marks.outside()
	if outside > 0 {
		s += " " + m.glyphs.Dot + " " + humanize.Comma(int64(outside)) + " outside the filter"
	}
	if gone > 0 {
		s += " " + m.glyphs.Dot + " " + humanize.Comma(int64(gone)) + " no longer there"
	}
	return s
}
