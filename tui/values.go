package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// The value of a cell becomes a filter, or is kept out by one.

// valueBytes is the most of an error that becomes a filter: its first line, as a rule.
const valueBytes = 120

// filterByCell shows only the operations that have the value under the cursor; with the filter as it would be, it takes it away.
func (m *Model) filterByCell() tea.Cmd {
	f, why := m.only(m.selected(), m.columnAt())
	if why != "" {
		return m.say(warning, why)
	}
	return m.filterAround(f)
}

// hideCell shows only the operations that do not have the value under the cursor.
func (m *Model) hideCell() tea.Cmd {
	f, why := m.except(m.selected(), m.columnAt())
	if why != "" {
		return m.say(warning, why)
	}
	return m.filterAround(f)
}

// columnAt is the column under the column cursor.
func (m *Model) columnAt() column {
	columns := m.shown()
	return columns[max(0, min(m.table.column, len(columns)-1))]
}

// only is the filter that asks for the value of a cell in place of what it asks for there now; asked for already, it is taken away. why
// says why there is no such filter.
func (m *Model) only(r *row, c column) (f filter, why string) {
	f = m.filter.clone()
	switch c.id {
	case store.ColumnWebshop:
		if f.webshops = []string{r.shop}; len(m.filter.webshops) == 1 && m.filter.hasWebshop(r.shop) {
			f.webshops = nil
		}
	case store.ColumnFull:
		f.full = no
		if r.Full {
			f.full = yes
		}
		if f.full == m.filter.full {
			f.full = anyway
		}
	case store.ColumnState:
		if f.states = []store.State{r.State}; slices.Equal(f.states, m.filter.states) {
			f.states = nil
		}
	case store.ColumnError:
		text := errorValue(r.Error)
		if text == "" {
			return f, fmt.Sprintf("Operation %d has no error to filter by.", r.ID)
		}
		if f.problem = text; text == m.filter.problem {
			f.problem = ""
		}
	case store.ColumnCreated, store.ColumnStarted, store.ColumnCompleted:
		t, to := r.CreatedOn, &f.created
		switch c.id {
		case store.ColumnStarted:
			t, to = r.StartedOn, &f.started
		case store.ColumnCompleted:
			t, to = r.CompletedOn, &f.completed
		}
		if t.IsZero() {
			return f, fmt.Sprintf("Operation %d has no such time yet to filter by.", r.ID)
		}
		if day := t.In(m.loc).Format("2006-01-02"); *to == day {
			*to = ""
		} else {
			*to = day
		}
	default:
		return f, fmt.Sprintf("Nothing can be filtered by “%s”.", c.title)
	}
	return f, ""
}

// except is the filter that keeps the value of a cell out: of the few values that there are, it asks for the others.
func (m *Model) except(r *row, c column) (f filter, why string) {
	f = m.filter.clone()
	switch c.id {
	case store.ColumnWebshop:
		f.webshops = slices.DeleteFunc(m.webshopNames(), func(name string) bool {
			return strings.EqualFold(name, r.shop) || len(m.filter.webshops) > 1 && !m.filter.hasWebshop(name)
		})
		if len(f.webshops) == 0 {
			return f, "There is no other webshop."
		}
	case store.ColumnFull:
		f.full = yes
		if r.Full {
			f.full = no
		}
	case store.ColumnState:
		if len(f.states) < 2 {
			f.states = slices.Clone(store.States[:])
		}
		f.states = slices.DeleteFunc(f.states, func(s store.State) bool { return s == r.State })
	default:
		return f, fmt.Sprintf("A value of “%s” cannot be kept out, only asked for: %s.", c.title, m.keys.key(CmdOnly, m.ascii))
	}
	return f, ""
}

// webshopNames are the names of all webshops, those of removed ones that operations remember too.
func (m *Model) webshopNames() []string {
	names := slices.Clone(m.names)
	for _, s := range m.status.webshops {
		if !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	return names
}

// errorValue is the part of an error that tells errors of its kind apart: its first line, cut where the filter line would not take it.
func errorValue(s string) string {
	s, _, _ = strings.Cut(strings.TrimLeft(s, "\r\n\t "), "\n")
	if i := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsPrint(r) || r == unicode.ReplacementChar }); i >= 0 {
		s = s[:i]
	}
	if len(s) > valueBytes {
		s = s[:valueBytes]
		if i := strings.LastIndexByte(s, ' '); i > 0 {
			s = s[:i]
		}
		s = strings.ToValidUTF8(s, "")
	}
	return strings.TrimSpace(s)
}

// valueWord is the value under the cursor in a word or two for the footer; "" when nothing can be filtered by it.
func (m *Model) valueWord() string {
	r, c := m.selected(), m.columnAt()
	if r == nil {
		return ""
	}
	f, why := m.only(r, c)
	if why != "" {
		return ""
	}
	text := ""
	switch c.id {
	case store.ColumnWebshop:
		text = r.Webshop
	case store.ColumnFull:
		text = c.title + ": No"
		if r.Full {
			text = c.title + ": Yes"
		}
	case store.ColumnState:
		text = stateShortName(r.State)
	case store.ColumnError:
		text = "this error"
	case store.ColumnCreated:
		text = "of " + shortDay(r.CreatedOn, m.now, m.loc)
	case store.ColumnStarted:
		text = "started " + shortDay(r.StartedOn, m.now, m.loc)
	case store.ColumnCompleted:
		text = "completed " + shortDay(r.CompletedOn, m.now, m.loc)
	}
	if len(f.chips()) < len(m.filter.chips()) {
		return "not only " + fit(text, 24, m.glyphs.Ellipsis)
	}
	return "only " + fit(text, 24, m.glyphs.Ellipsis)
}
