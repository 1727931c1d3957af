package tui

import (
	"slices"

	"woosync/store"

	"github.com/dustin/go-humanize"
)

// Kinds of zones on the operations screen.
const (
	zoneNone    zoneKind = iota
	zoneTab              // n: state, or -1 for all
	zoneView             // n: index of the saved view, or -1 for none
	zoneCommand          // n: Command
	zoneChip             // n: index of the chip
	zoneHeader           // n: index of the column
	zoneEntry            // n, k: an entry of a dialog
	zoneButton           // n: a button of a dialog
	zoneClose
	zoneOutside
)

// tabsLine shows every state with its exact number; those in the filter stand out, empty ones are dim. Where not all words fit, those
// that matter least give way to their sign.
func (m *Model) tabsLine(w int) *line {
	words := m.tabWords(w)
	l := newLine(w, m.glyphs.Ellipsis)
	l.add("", " ")
	between := " " + m.glyphs.Column + " "
	if m.tabsLeast() > w {
		between = m.glyphs.Column
	}
	m.tab(l, -1, "All", m.counts.Sum(), len(m.filter.states) == 0)
	for _, s := range store.States {
		l.add(m.styles.Rule, between)
		label := m.glyphs.State[s]
		if words[s] {
			label = stateShortName(s)
		}
		m.tab(l, int(s), label, m.counts[s], slices.Contains(m.filter.states, s))
	}
	return l
}

func (m *Model) tab(l *line, state int, label string, n int, active bool) {
	number := humanize.Comma(int64(n))
	x := l.w
	switch {
	case active && m.plain:
		l.add(m.styles.TabActive, "["+label+" "+number+"]")
	case active && (state >= 0 || !m.filter.empty()):
		l.add(m.styles.TabActive, label+" "+number)
	case active:
		l.add(m.styles.Strong, label+" "+number)
	case n == 0:
		l.add(m.styles.TabEmpty, label+" "+number)
	default:
		p := m.styles.Tab
		if state >= 0 {
			p = m.styles.State[state]
		}
		l.add(p, label).add(m.styles.Tab, " "+number)
	}
	l.mark(x, zoneID{zoneTab, state, 0})
}

// tabsLeast is the width of the line when no state is written out.
func (m *Model) tabsLeast() int {
	used := 1 + len("All ") + len(humanize.Comma(int64(m.counts.Sum())))
	for _, s := range store.States {
		used += 3 + 1 + 1 + len(humanize.Comma(int64(m.counts[s])))
	}
	if m.plain {
		used += 2 * max(1, len(m.filter.states))
	}
	return used
}

// tabWords chooses which states are written out so that the line fits.
func (m *Model) tabWords(w int) (words [len(store.States)]bool) {
	used := m.tabsLeast()
	order := []store.State{store.Failed, store.InProgress, store.NotProcessed, store.Aborted, store.Completed, store.WebshopNotFound}
	slices.SortStableFunc(order, func(a, b store.State) int { return m.tabRank(a) - m.tabRank(b) })
	for _, s := range order {
		if more := width(stateShortName(s)) - 1; used+more <= w {
			used += more
			words[s] = true
		}
	}
	return words
}

// tabRank is low for the states that should keep their word: those chosen, then those that have operations.
func (m *Model) tabRank(s store.State) int {
	switch {
	case slices.Contains(m.filter.states, s):
		return 0
	case m.counts[s] > 0:
		return 1
	}
	return 2
}

// nextTab chooses the next state, or the one before, alone; after the last come all.
func (m *Model) nextTab(by int) {
	at := 0 // 0: all
	if len(m.filter.states) > 0 {
		at = int(m.filter.states[0]) + 1
	}
	n := len(store.States) + 1
	at = (at + by + n) % n
	m.filter.states = nil
	if at > 0 {
		m.filter.states = []store.State{store.States[at-1]}
	}
}

// clickTab chooses a state alone, or all; with add it joins or leaves the chosen ones.
func (m *Model) clickTab(state int, add bool) {
	switch {
	case state < 0:
		m.filter.states = nil
	case add:
		m.filter.toggleState(store.State(state))
	case len(m.filter.states) == 1 && m.filter.states[0] == store.State(state):
		m.filter.states = nil
	default:
		m.filter.states = []store.State{store.State(state)}
	}
}
