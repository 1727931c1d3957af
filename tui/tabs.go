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

// tabWords says which of the tabs are written out; those that are not are shown by their sign.
type tabWords struct {
	all    bool
	states [len(store.States)]bool
}

// tabsLine shows every state with its exact number; those in the filter stand out, empty ones are dim. Where not all words fit, those
// that matter least give way to their sign; where not even the signs do, empty states go, and then those on the left until the one that
// matters is in sight.
func (m *Model) tabsLine(w int) *line {
	words, tabs, between := m.tabWords(w), []int{}, " "+m.glyphs.Column+" "
	for t := range len(store.States) + 1 {
		tabs = append(tabs, t)
	}
	if m.tabsLeast() > w {
		between = m.glyphs.Column
	}
	if m.choosing == nil && 1+m.tabsWidth(tabs, words, 1) > w {
		tabs = slices.DeleteFunc(tabs, func(t int) bool { return t > 0 && m.counts[store.States[t-1]] == 0 && !m.tabActive(t) })
		words.all = 1+m.tabsWidth(tabs, words, 1) <= w
	}
	widths, at := make([]int, len(tabs)), 0
	for i, t := range tabs {
		widths[i] = m.tabsWidth([]int{t}, words, 0)
		if m.choosing != nil && t == m.choosing.at || m.choosing == nil && len(m.filter.states) > 0 && t == int(m.filter.states[0])+1 {
			at = i
		}
	}
	l := newLine(w, m.glyphs.Ellipsis).add("", " ")
	first := firstInSight(widths, width(between), w-l.w, at)
	if first > 0 {
		l.button(m.styles.Accent, m.glyphs.MoreLeft, zoneID{zoneTab, tabs[first-1] - 1, 0}).add("", " ")
	}
	for i, t := range tabs[first:] {
		if i > 0 {
			l.add(m.styles.Rule, between)
		}
		m.drawTab(l, t, words)
	}
	if m.choosing == nil { // how to choose more than one
		m.keyHint(l, CmdStates, "several", w-1)
	}
	return l
}

// tabsWidth is the width of some tabs with so many cells between them.
func (m *Model) tabsWidth(tabs []int, words tabWords, between int) int {
	n := -between
	for _, t := range tabs {
		label, number := m.tabText(t, words)
		n += between + width(label) + width(number)
	}
	return n
}

// tabText is a tab in two parts, its label and its number; tab 0 is for all states. Brackets stand around what is shown where the terminal
// has no attributes, and while several are chosen, since the cursor has the attributes then.
func (m *Model) tabText(tab int, words tabWords) (label, number string) {
	number = humanize.Comma(int64(m.counts.Sum()))
	if words.all {
		label, number = "All", " "+number
	}
	if tab > 0 {
		s := store.States[tab-1]
		number = " " + humanize.Comma(int64(m.counts[s]))
		if label = m.glyphs.State[s]; words.states[s] {
			label = stateShortName(s)
		}
	}
	if m.tabActive(tab) && (m.plain || m.choosing != nil) {
		label, number = "["+label, number+"]"
	}
	if m.choosing != nil && m.choosing.at == tab {
		label = m.glyphs.Cursor + label
	}
	return label, number
}

// tabActive tells whether a tab is one of those that are shown.
func (m *Model) tabActive(tab int) bool {
	if tab == 0 {
		return len(m.filter.states) == 0
	}
	return slices.Contains(m.filter.states, store.States[tab-1])
}

func (m *Model) drawTab(l *line, tab int, words tabWords) {
	x := l.w
	label, number := m.tabText(tab, words)
	name, count := m.styles.Tab, m.styles.Tab
	switch {
	case m.choosing != nil && m.choosing.at == tab:
		name, count = m.styles.Cursor, m.styles.Cursor
	case m.tabActive(tab) && (tab > 0 || !m.filter.empty()):
		name, count = m.styles.TabActive, m.styles.TabActive
	case m.tabActive(tab):
		name, count = m.styles.Strong, m.styles.Strong
	case tab == 0 && m.counts.Sum() == 0, tab > 0 && m.counts[store.States[max(tab, 1)-1]] == 0:
		name, count = m.styles.TabEmpty, m.styles.TabEmpty
	case tab > 0:
		name = m.styles.State[store.States[tab-1]]
	}
	l.add(name, label).add(count, number).mark(x, zoneID{zoneTab, tab - 1, 0})
}

// tabsLeast is the width of the line when no state is written out.
func (m *Model) tabsLeast() int {
	return 1 + m.tabsWidth([]int{0, 1, 2, 3, 4, 5, 6}, tabWords{all: true}, 3)
}

// tabWords chooses which states are written out so that the line fits.
func (m *Model) tabWords(w int) tabWords {
	words, used := tabWords{all: true}, m.tabsLeast()
	order := []store.State{store.Failed, store.InProgress, store.NotProcessed, store.Aborted, store.Completed, store.WebshopNotFound}
	slices.SortStableFunc(order, func(a, b store.State) int { return m.tabRank(a) - m.tabRank(b) })
	for _, s := range order {
		if more := width(stateShortName(s)) - 1; used+more <= w {
			used += more
			words.states[s] = true
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

// turnState is the filter with the next state alone, or the one before; after the last come all.
func (f filter) turnState(by int) filter {
	at := 0 // 0: all
	if len(f.states) > 0 {
		at = int(f.states[0]) + 1
	}
	n := len(store.States) + 1
	return f.onlyTab((at + by + n) % n)
}

// onlyTab is the filter with the state of a tab alone; tab 0 is for all states.
func (f filter) onlyTab(tab int) filter {
	f = f.clone()
	f.states = nil
	if tab > 0 {
		f.states = []store.State{store.States[tab-1]}
	}
	return f
}

// toggleTab is the filter with the state of a tab added to the chosen ones, or taken away; tab 0 is for all states.
func (f filter) toggleTab(tab int) filter {
	if tab == 0 {
		return f.onlyTab(0)
	}
	f = f.clone()
	f.toggleState(store.States[tab-1])
	return f
}

// clickTab is the filter after a click on a tab: its state alone, or all again when it was alone already.
func (f filter) clickTab(tab int) filter {
	if next := f.onlyTab(tab); !next.equal(f) {
		return next
	}
	return f.onlyTab(0)
}
