package tui

import (
	"time"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// hover is the cell of the table that the pointer rests on, and what is shown of it. It goes with the next key, scroll or resize,
// since a terminal does not tell when the pointer leaves it.
type hover struct {
	n     int   // counts the cells pointed at, so that a late answer is known as such
	id    int64 // operation; 0: none
	at    rect  // the cell
	col   store.Column
	shown bool
	scroller
}

// restMsg says that the pointer has rested on a cell for a moment.
type restMsg struct{ n int }

const restTime = 180 * time.Millisecond

// point follows the pointer over the table.
func (m *Model) point(x, y int) tea.Cmd {
	if w, ok := m.popover(); ok && w.contains(x, y) {
		return nil
	}
	r, c, at := m.cellAt(x, y)
	if r == nil || !m.hides(r, c) {
		m.hover.leave()
		return nil
	}
	if m.hover.id == r.ID && m.hover.col == c.id {
		return nil
	}
	n := m.hover.n + 1
	m.hover = hover{n: n, id: r.ID, at: at, col: c.id}
	return tea.Tick(restTime, func(time.Time) tea.Msg { return restMsg{n} })
}

// leave forgets the cell that was pointed at.
func (h *hover) leave() { *h = hover{n: h.n} }

// hides tells whether a cell holds more than it shows.
func (m *Model) hides(r *row, c placedColumn) bool {
	switch c.id {
	case store.ColumnError:
		return r.ErrorSize > 0 || (r.State == store.InProgress && r.Note != "")
	case store.ColumnWebshop:
		return width(r.Webshop)+1+width(r.address) > c.w
	case store.ColumnState:
		return width(r.State.String())+2 > c.w
	}
	return false
}

// rest shows the popover of the cell that the pointer rests on.
func (m *Model) rest(n int) tea.Cmd {
	h := &m.hover
	if n != h.n || h.id == 0 || len(m.dialogs) > 0 {
		return nil
	}
	i := m.table.find(h.id)
	if i < 0 {
		return nil
	}
	r := m.table.at(i)
	h.shown = true
	cells := max(1, min(m.w-4, 96)-4)
	switch {
	case h.col == store.ColumnWebshop:
		h.doc = wrapText(r.Webshop+"\n"+r.address, cells)
	case h.col == store.ColumnState:
		h.doc = wrapText(r.State.String(), cells)
	case r.State == store.InProgress:
		h.doc = wrapText(r.Note, cells)
	default:
		h.doc = wrapText(m.cleanText(r.Error), cells)
		if r.ErrorSize > len(r.Error) {
			return m.fetchError(r.ID, cells)
		}
	}
	return nil
}

// popover draws what the pointer rests on.
func (m *Model) popover() (window, bool) {
	h := &m.hover
	if !h.shown || h.doc.len() == 0 {
		return window{}, false
	}
	h.h = max(1, min(h.doc.len(), min(14, m.h/2)))
	w := 0
	for i := range h.h {
		w = max(w, width(h.doc.line(h.top+i)))
	}
	if h.doc.len() > h.h {
		w = h.doc.width
	}
	b := newBox(&m.env, min(w+4, m.w), "", m.styles.Border)
	for i := range h.h {
		b.text("", h.doc.line(h.top+i))
	}
	var hints []hint
	if h.col == store.ColumnError && h.doc.len() > h.h {
		hints = append(hints, hint{m.keys.key(CmdError, m.ascii), "all of it", zoneID{}}, hint{h.place(m.ascii), "", zoneID{}})
	}
	win := b.done(hints...)
	return win.at(beside(m.w, m.h, h.at, win.w, win.h)), true
}
