package tui

import (
	"errors"
	"fmt"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// filterLine is the filter being typed. What can be read of it works at once; esc brings the filter back that was there before.
type filterLine struct {
	field  field
	before filter
	names  []string   // webshops, for completion
	wrong  *lineError // what cannot be read
	doubt  string     // what can be read, but is hardly meant so
	offers []offer
	at     int // chosen offer; -1: none yet
	from   int // byte of the line where what is offered begins
}

// beginFilter opens the filter line with the filter as it is.
func (m *Model) beginFilter() tea.Cmd {
	text := m.filter.String()
	if text != "" {
		text += " "
	}
	m.typing = &filterLine{field: newField(text), before: m.filter.clone(), names: m.webshopNames()}
	m.typing.complete()
	return nil
}

// typeFilter takes in a key or a paste while the filter is typed.
func (m *Model) typeFilter(msg tea.Msg) tea.Cmd {
	t := *m.typing // a copy, so that an older model is not changed
	m.typing = &t
	if key, ok := msg.(tea.KeyPressMsg); ok {
		c := m.keys.command(key.String())
		if typed(key) {
			c = CmdNone
		}
		switch c {
		case CmdDetails:
			if t.at >= 0 && t.at < len(t.offers) {
				t.accept()
				return m.applyTyped(&t)
			}
			if t.wrong != nil {
				return m.say(warning, t.place()+sentence(t.wrong.text))
			}
			m.typing = nil
			return m.more()
		case CmdBack:
			before := t.before
			m.typing = nil
			return m.refilter(before)
		case CmdNextTab:
			if len(t.offers) == 1 {
				t.accept()
				return m.applyTyped(&t)
			}
			t.turn(1)
			return nil
		case CmdDown:
			t.turn(1)
			return nil
		case CmdUp, CmdPrevTab:
			t.turn(-1)
			return nil
		}
	}
	if !t.field.update(msg) {
		return nil
	}
	return m.applyTyped(&t)
}

// applyTyped shows what the typed filter leaves; a part that cannot be read is left out, and explained.
func (m *Model) applyTyped(t *filterLine) tea.Cmd {
	t.complete()
	f, err := parseFilter(t.field.value(), m.now, m.loc)
	t.wrong, t.doubt = nil, t.doubts()
	errors.As(err, &t.wrong)
	return m.refilter(f)
}

// place says where on the line the mistake is: "At 7: ".
func (t *filterLine) place() string {
	return fmt.Sprintf("At %d: ", utf8.RuneCountInString(t.field.value()[:t.wrong.from])+1)
}

// words are what stands at the right: what is wrong and where, what is doubtful, what the token being typed means, or which keys help.
func (t *filterLine) words(e *env) (string, paint) {
	switch {
	case t.wrong != nil:
		return e.clean(t.place() + t.wrong.text), e.styles.Bad
	case t.doubt != "":
		return e.clean(t.doubt), e.styles.Warn
	}
	if s := t.meaning(e); s != "" {
		return e.clean(s), e.styles.Dim
	}
	return "enter keeps " + e.glyphs.Dot + " tab completes " + e.glyphs.Dot + " esc undoes", e.styles.Dim
}

// meaning says what the date being typed means, or which ones there are.
func (t *filterLine) meaning(e *env) string {
	pieces := splitFilter(t.field.value())
	if len(pieces) == 0 {
		return ""
	}
	switch p := pieces[len(pieces)-1]; {
	case p.key != "created" && p.key != "started" && p.key != "completed" || p.to < len(t.field.value()):
		return ""
	case p.raw == "":
		return `7d, 3h, 2026-11-01, or "2026-11-01..2026-11-07 14:00"`
	default:
		return rangeWords(e, p.raw)
	}
}

// draw shows the line in the place of the toolbar, and tells the column of the cursor.
func (t *filterLine) draw(e *env, w int) (*line, int) {
	l := newLine(w, e.glyphs.Ellipsis).add(e.styles.Key, " / ")
	right, p := t.words(e)
	room, beside := t.room(right, w-l.w)
	from, to := 0, 0
	if t.wrong != nil {
		from, to = t.wrong.from, t.wrong.to
	}
	at := t.field.drawMarked(e, l, room, "state:failed created:7d error:timeout "+e.glyphs.Ellipsis, from, to)
	if beside {
		l.to("", w-width(right)-1).add(p, right)
	}
	return l, at
}

// room is how many cells the text has, and whether there is room for the words beside it.
func (t *filterLine) room(words string, cells int) (n int, beside bool) {
	n = cells - width(words) - 3
	if n >= max(24, min(width(t.field.value())+2, cells/2)) {
		return n, true
	}
	return max(cells-1, 1), false
}

// noteWindow tells below the line what is wrong with it, where there is no room beside it.
func (t *filterLine) noteWindow(e *env, y int) (window, bool) {
	text, p := t.words(e)
	if _, fits := t.room(text, e.w-3); fits || t.wrong == nil && t.doubt == "" {
		return window{}, false
	}
	d := wrapText(text, max(min(e.w-4, 60), 1))
	w := 0
	for i := range d.len() {
		w = max(w, width(d.line(i)))
	}
	b := newBox(e, min(w+4, e.w), "", p)
	for i := range d.len() {
		b.text("", d.line(i))
	}
	win := b.done()
	return win.at(beside(e.w, e.h, rect{x: 0, y: y, w: 1, h: 1}, win.w, win.h)), true
}
