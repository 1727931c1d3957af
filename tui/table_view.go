package tui

import (
	"strings"

	"woosync/store"

	"github.com/dustin/go-humanize"
)

// The drawing of the operations table: a cell is a text and a role, styled last.

// columns places the columns in this window.
func (m *Model) columns(cells int) []placedColumn {
	return placeColumns(m.shown(), cells, m.table.first)
}

// shown are the columns that the table has now.
func (m *Model) shown() []column { return shownColumns(m.w, m.layout, m.settings.Relative) }

// headerLine shows the titles, an arrow at the column that sorts, and marks the one under the column cursor.
func (m *Model) headerLine(w int) *line {
	l := newLine(w, m.glyphs.Ellipsis)
	placed := m.columns(m.areas().rows.w)
	for _, c := range placed {
		l.to("", c.x)
		p, title := m.styles.Header, c.title
		if c.index == m.table.column {
			p = m.styles.HeaderCursor
			if m.plain {
				title = "[" + title + "]"
			}
		}
		arrow, mark := m.sortArrow(c.id)
		x := l.w
		if n := c.w - width(arrow); arrow != "" && width(title) > n { // the arrow takes the gap to the next column
			n++
			l.add(p, fit(title, n, m.glyphs.Ellipsis)).add(mark, arrow)
		} else {
			l.add(p, fit(title, c.w, m.glyphs.Ellipsis))
			if arrow != "" {
				if l.w-x+2 <= c.w {
					l.add("", " ")
				}
				l.add(mark, arrow)
			}
		}
		l.mark(x, zoneID{zoneHeader, c.index, 0})
		if z := &l.zones[len(l.zones)-1]; z.x1 < c.x+c.w {
			z.x1 = min(c.x+c.w, w)
		}
	}
	total := len(m.shown())
	if len(placed) > 0 && placed[len(placed)-1].index < total-1 {
		l.to("", w-1)
		l.add(m.styles.Accent, m.glyphs.More)
	}
	return l
}

// sortArrow is the arrow of a column that the table is sorted by; that of the first one stands out.
func (m *Model) sortArrow(c store.Column) (arrow string, p paint) {
	for i, s := range m.table.sort {
		if s.Column != c {
			continue
		}
		arrow, p = m.glyphs.Up, m.styles.Accent
		if s.Desc {
			arrow = m.glyphs.Down
		}
		if i > 0 {
			p = m.styles.Dim
		}
	}
	return arrow, p
}

// rowLine draws one operation.
func (m *Model) rowLine(r *row, placed []placedColumn, w int, cursor bool) *line {
	l := newLine(w, m.glyphs.Ellipsis)
	s := &m.styles
	if cursor {
		l.add(s.on(cursor, s.Accent), m.glyphs.Cursor)
	}
	if m.marks.has(r.ID) {
		l.to(s.on(cursor, ""), 1).add(s.on(cursor, s.Key), m.glyphs.Mark)
	}
	for _, c := range placed {
		l.to(s.on(cursor, ""), c.x)
		m.cell(l, r, c, cursor)
	}
	return l.to(s.on(cursor, ""), w)
}

func (m *Model) cell(l *line, r *row, c placedColumn, cursor bool) {
	s := &m.styles
	on := func(p paint) paint { return s.on(cursor, p) }
	switch c.id {
	case store.ColumnWebshop:
		n := width(r.Webshop)
		l.add(on(""), fit(r.Webshop, c.w, l.tail))
		if room := c.w - n - 1; m.w >= wideFrom && room >= min(width(r.address), 8) && r.address != "" {
			l.add(on(""), " ").add(on(s.Dim), fit(r.address, c.w-n-1, l.tail))
		}
	case store.ColumnFull:
		if r.Full {
			l.add(on(""), "Yes")
		} else {
			l.add(on(s.Dim), "No")
		}
	case store.ColumnState:
		sign, word := m.stateSign(r), r.State.String()
		if width(word)+2 > c.w {
			word = stateShortName(r.State)
		}
		l.add(on(s.State[r.State]), fit(sign+" "+word, c.w, l.tail))
	case store.ColumnError:
		m.problemCell(l, r, c.w, cursor)
	case store.ColumnID, columnDuration, columnScope, columnProducts, columnAsker, columnAttempts:
		l.add(on(""), fit(extraCell(r, c.id, m.now), c.w, l.tail))
	case store.ColumnCreated:
		l.add(on(""), fit(m.timeCell(r, c), c.w, l.tail))
	default:
		l.add(on(s.Dim), fit(m.timeCell(r, c), c.w, l.tail))
	}
}

// stateSign is the sign of a state; that of an operation in progress turns when something was done.
func (m *Model) stateSign(r *row) string {
	if r.State == store.InProgress {
		return m.glyphs.Steps[m.step%len(m.glyphs.Steps)]
	}
	return m.glyphs.State[r.State]
}

// problemCell shows the error, or how far an operation in progress is.
func (m *Model) problemCell(l *line, r *row, w int, cursor bool) {
	s := &m.styles
	on := func(p paint) paint { return s.on(cursor, p) }
	if r.State != store.InProgress {
		p := s.Dim
		if r.State == store.Failed {
			p = ""
		}
		l.add(on(p), fit(r.problem, w, l.tail))
		return
	}
	if r.Total == 0 {
		text := "begins" + m.glyphs.Ellipsis
		if r.Note != "" {
			text = r.Note
		}
		l.add(on(s.Dim), fit(text, w, l.tail))
		return
	}
	done := min(r.Done, r.Total)
	label := " " + humanize.Comma(int64(done)) + " of " + humanize.Comma(int64(r.Total))
	if w-width(label) < 8 {
		label = " " + humanize.Comma(int64(100*done/r.Total)) + " %"
	}
	bar := min(w-width(label), 24)
	if bar < 4 {
		l.add(on(""), fit(strings.TrimSpace(label), w, l.tail))
		return
	}
	m.bar(l, bar, done, r.Total, on)
	l.add(on(""), label)
	if r.Note != "" && w-bar-width(label) > 12 {
		l.add(on(s.Dim), " "+m.glyphs.Dot+" "+fit(r.Note, w-bar-width(label)-3, l.tail))
	}
}

// bar draws a progress bar of n cells.
func (e *env) bar(l *line, n, done, total int, on func(paint) paint) {
	eighths := n * 8 * done / max(total, 1)
	full := eighths / 8
	l.add(on(e.styles.Bar), strings.Repeat(e.glyphs.Fill, full))
	rest := n - full
	if part := eighths % 8; part > 0 && !e.ascii && rest > 0 && !e.plain {
		l.add(on(e.styles.Bar), string(rune('▉'+7-part)))
		rest--
	}
	l.add(on(e.styles.BarRest), strings.Repeat(e.glyphs.Rest, rest))
}

// timeCell is a time as its column has room for it.
func (m *Model) timeCell(r *row, c placedColumn) string {
	var t = r.CreatedOn
	switch c.id {
	case store.ColumnStarted:
		t = r.StartedOn
	case store.ColumnCompleted:
		t = r.CompletedOn
	}
	switch {
	case m.w < agoBelow || m.settings.Relative:
		if c.w >= agoWide {
			return agoWords(t, m.now)
		}
		return agoTime(t, m.now)
	case c.id == store.ColumnCreated && c.w >= 26:
		return longTime(t, m.now, m.loc) + " " + m.glyphs.Dot + " " + agoTime(t, m.now)
	case c.id == store.ColumnCreated && c.w >= 15:
		return longTime(t, m.now, m.loc)
	case c.id == store.ColumnCreated:
		return shortTime(t, m.now, m.loc)
	}
	text := stepTime(t, r.CreatedOn, m.now, m.loc)
	if width(text) > c.w {
		text = t.In(m.loc).Format("2 Jan")
	}
	if c.id == store.ColumnCompleted && c.w >= 21 && !t.IsZero() && !r.StartedOn.IsZero() {
		if took := " " + m.glyphs.Dot + " " + spanTime(t.Sub(r.StartedOn)); width(text)+width(took) <= c.w {
			text += took
		}
	}
	return text
}

// emptyLines says why there is nothing in the table and what to do.
func (m *Model) emptyLines() []string {
	key := func(c Command) string { return m.keys.key(c, m.ascii) }
	switch {
	case m.failure != "" && !m.table.loaded:
		return []string{"No operations can be shown.", m.failure, "", key(CmdRefresh) + " tries again"}
	case !m.table.loaded:
		return nil
	case !m.filter.empty():
		return []string{"No operation matches the filter.", "", key(CmdBack) + " clears it, " + key(CmdFilter) + " changes it"}
	case m.status.known && len(m.status.webshops) == 0:
		return []string{"There is no webshop yet.", "", "Add one in a shell:", "woosync webshop add NAME https://shop.example", "", "or see everything at work first:  woosync demo"}
	}
	return []string{"Nothing was synchronized yet.", "", key(CmdNew) + " starts a synchronization of a webshop", key(CmdSearch) + " searches a product to synchronize"}
}
