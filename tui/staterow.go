package tui

import (
	"fmt"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// stateRow is the cursor on the tabs of the states, with which several are chosen by key. What is chosen works at once; as in the filter
// line and the filter panel, enter keeps it and esc brings back the filter that was there before.
type stateRow struct {
	at     int // tab; 0 is for all states
	before filter
	chosen bool // something was added or taken away
}

// beginStates puts the cursor on the tabs: on the first one that is shown.
func (m *Model) beginStates() {
	m.choosing = &stateRow{before: m.filter.clone()}
	if len(m.filter.states) > 0 {
		m.choosing.at = int(m.filter.states[0]) + 1
	}
}

// chooseState takes in a key while states are chosen.
func (m *Model) chooseState(msg tea.KeyPressMsg) tea.Cmd {
	key, c := msg.String(), m.keys.command(msg.String())
	if len(key) == 1 && key[0] >= '0' && int(key[0]-'0') <= len(store.States) { // as they are numbered in the filter panel
		return m.toggleTab(int(key[0] - '0'))
	}
	return m.stateCommand(c)
}

// stateCommand does what a command means on the tabs. Any other ends the choosing, keeps what was chosen, and does what it always does.
func (m *Model) stateCommand(c Command) tea.Cmd {
	r, n := m.choosing, len(store.States)+1
	switch c {
	case CmdNone:
	case CmdLeft, CmdPrevTab:
		m.toTab((r.at + n - 1) % n)
	case CmdRight, CmdNextTab:
		m.toTab((r.at + 1) % n)
	case CmdHome:
		m.toTab(0)
	case CmdEnd:
		m.toTab(n - 1)
	case CmdMark:
		return m.toggleTab(r.at)
	case CmdDetails:
		m.choosing = nil
		if !r.chosen { // nothing was added: the one under the cursor is meant
			return m.refilter(m.filter.onlyTab(r.at))
		}
	case CmdBack:
		m.choosing = nil
		return m.refilter(r.before)
	case CmdStates, CmdQuit: // as q closes what is open before it ends the program
		m.choosing = nil
	default:
		m.choosing = nil
		return m.do(c)
	}
	return nil
}

// toTab moves the cursor to a tab. An older model is not changed.
func (m *Model) toTab(tab int) {
	r := *m.choosing
	r.at = tab
	m.choosing = &r
}

// toggleTab adds the state of a tab to those that are shown, or takes it away; the cursor goes there.
func (m *Model) toggleTab(tab int) tea.Cmd {
	m.toTab(tab)
	m.choosing.chosen = true
	return m.refilter(m.filter.toggleTab(tab))
}

// clickStates does what a click on a tab or on a key of the footer means while states are chosen.
func (m *Model) clickStates(id zoneID) tea.Cmd {
	if id.kind == zoneTab {
		return m.toggleTab(id.n + 1)
	}
	return m.stateCommand(Command(id.n))
}

// statesFooter says which tab the cursor is on and what the keys do there.
func (m *Model) statesFooter(w int) *line {
	r := m.choosing
	name, mark, enter, esc := "All", "all states", "only this", "back"
	if r.at > 0 {
		s := store.States[r.at-1]
		name, mark = stateShortName(s), "add"
		if m.tabActive(r.at) {
			mark = "take away"
		}
	}
	if r.chosen {
		enter, esc = "keep", "undo"
	}
	l := newLine(w, m.glyphs.Ellipsis).add("", " ").add(m.styles.Strong, name)
	m.keyHint(l, CmdMark, mark, w)
	m.keyHint(l, CmdDetails, enter, w)
	m.keyHint(l, CmdBack, esc, w)
	for _, h := range [][2]string{{m.keys.pair(CmdLeft, CmdRight, m.ascii), " move"}, {fmt.Sprintf("0-%d", len(store.States)), " by number"}} {
		if h[0] != "" && l.w+2+width(h[0])+width(h[1]) <= w {
			l.add("", "  ").add(m.styles.Key, h[0]).add(m.styles.Dim, h[1])
		}
	}
	m.keyHint(l, CmdHelp, "help", w)
	return l
}
