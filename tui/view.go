package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// View draws the screen as it stands.
func (m Model) View() tea.View {
	v := tea.View{AltScreen: true, ReportFocus: true, WindowTitle: m.windowTitle(), ProgressBar: m.progressBar(), MouseMode: m.mouseMode()}
	if m.w < 1 || m.h < 1 {
		return v
	}
	windows := m.windows()
	if len(m.dialogs) > 0 && !m.plain { // behind a dialog the screen steps back; m is a copy
		m.styles = quietStyles(m.styles.Dim)
	}
	lines, cursor := m.screen()
	if len(m.dialogs) > 0 && !m.plain {
		quiet(lines, m.styles.Dim)
	}
	for i, w := range windows {
		overlay(lines, w, m.w)
		if i < len(m.dialogs) {
			cursor = nil
			if w.cursor != nil {
				cursor = &[2]int{w.x + w.cursor[0], w.y + w.cursor[1]}
			}
		}
	}
	v.Content = strings.Join(lines, "\n")
	if cursor != nil && cursor[0] < m.w && cursor[1] < m.h {
		v.Cursor = tea.NewCursor(cursor[0], cursor[1])
		v.Cursor.Shape = tea.CursorBar
	}
	return v
}

// quiet puts lines that know no other paint than this one into it as a whole.
func quiet(lines []string, p paint) {
	bare := strings.NewReplacer(string(p), "", reset, "")
	for i, l := range lines {
		lines[i] = string(p) + bare.Replace(l) + reset
	}
}

// screen draws everything that is not a window over it: exactly as many lines as the terminal has.
func (m *Model) screen() (lines []string, cursor *[2]int) {
	a := m.areas()
	lines = make([]string, 0, m.h)
	one := func(r rect, draw func(int) *line) {
		if r.h > 0 {
			lines = append(lines, draw(r.w).String())
		}
	}
	one(a.title, m.titleLine)
	one(a.views, m.viewsLine)
	one(a.tabs, m.tabsLine)
	one(a.toolbar, m.toolbarOrInput)
	one(a.chips, m.chipsOnly)
	one(a.rule, m.ruleLine)
	one(a.header, m.headerLine)
	lines = append(lines, m.tableLines(a)...)
	one(a.paneRule, m.ruleLine)
	if a.pane.h > 0 {
		lines = append(lines, m.summaryLines(a.pane)...)
	}
	one(a.endRule, m.ruleLine)
	one(a.status, m.statusLine)
	one(a.footer, m.footerLine)
	if m.typing != nil && a.toolbar.h > 0 {
		_, at := m.typing.draw(&m.env, m.w)
		cursor = &[2]int{at, a.toolbar.y}
	}
	return lines, cursor
}

// areas places the parts of the screen in this window.
func (m *Model) areas() areas {
	return arrange(m.w, m.h, extraLines{chips: m.chipsApart(), views: len(m.views.list) > 0, tabs: m.choosing != nil})
}

func (m *Model) ruleLine(w int) *line {
	return newLine(w, "").add(m.styles.Rule, strings.Repeat(m.glyphs.Rule, w))
}

// chipsOnly is the line of the chips when they do not fit beside the toolbar.
func (m *Model) chipsOnly(w int) *line {
	l := newLine(w, m.glyphs.Ellipsis).add("", " ")
	if strip := m.chipsLine(w - 1); strip != nil {
		for _, z := range strip.zones {
			z.x0, z.x1 = z.x0+1, z.x1+1
			l.zones = append(l.zones, z)
		}
		l.append(strip.line)
	}
	return l
}

// toolbarOrInput is the toolbar, or the filter line while it is typed.
func (m *Model) toolbarOrInput(w int) *line {
	if m.typing != nil {
		l, _ := m.typing.draw(&m.env, w)
		return l
	}
	return m.toolbarLine(w)
}

// tableLines draws the rows in sight, with the scroll bar, or says why there are none.
func (m *Model) tableLines(a areas) []string {
	lines := make([]string, 0, a.rows.h)
	t := &m.table
	if !t.loaded || t.total == 0 {
		return m.emptyTable(a.rows)
	}
	placed := m.columns(a.rows.w)
	from, to := m.thumb(a.bar.h)
	for i := range a.rows.h {
		l := newLine(a.rows.w, "")
		if r := t.at(t.view.top + i); r != nil && t.view.top+i < t.total {
			l = m.rowLine(r, placed, a.rows.w, t.view.top+i == t.view.cursor)
		}
		text := l.String()
		if a.bar.h > 0 && to > from {
			s := newLine(1, "")
			if i >= from && i < to {
				s.add(m.styles.Thumb, m.glyphs.Thumb)
			} else {
				s.add(m.styles.Rule, m.glyphs.Track)
			}
			text += spaces(a.rows.w-l.w) + s.String()
		}
		lines = append(lines, text)
	}
	return lines
}

// thumb says which cells of a scroll bar of n cells stand for what is in sight; none when everything is.
func (m *Model) thumb(n int) (from, to int) {
	t := &m.table
	if n < 1 || t.total <= t.height {
		return 0, 0
	}
	size := max(1, n*t.height/t.total)
	from = (n - size) * t.view.top / max(t.total-t.height, 1)
	return from, from + size
}

// emptyTable says in the middle of the table why it is empty.
func (m *Model) emptyTable(r rect) []string {
	words := m.emptyLines()
	lines := make([]string, r.h)
	first := max(0, (r.h-len(words))*2/5)
	for i, s := range words {
		if first+i >= r.h {
			break
		}
		s = fit(m.clean(s), r.w, m.glyphs.Ellipsis)
		p := m.styles.Dim
		if i == 0 {
			p = m.styles.Strong
		}
		lines[first+i] = newLine(r.w, "").add("", spaces((r.w-width(s))/2)).add(p, s).String()
	}
	return lines
}

// windows draws what stands over the screen, bottom first.
func (m *Model) windows() []window {
	var ws []window
	for _, d := range m.dialogs {
		ws = append(ws, d.view(&m.env))
	}
	if w, ok := m.popover(); ok && len(m.dialogs) == 0 {
		ws = append(ws, w)
	}
	if m.typing != nil && len(m.dialogs) == 0 {
		if w, ok := m.typing.offersWindow(&m.env, m.areas().toolbar.y); ok {
			ws = append(ws, w)
		}
	}
	return append(ws, m.toasts.windows(&m.env, m.toastRoom(ws[:len(m.dialogs)]))...)
}

// mouseMode reports motion only while there is something to hover over.
func (m *Model) mouseMode() tea.MouseMode {
	switch {
	case !m.mouse:
		return tea.MouseModeNone
	case m.hoverable():
		return tea.MouseModeAllMotion
	}
	return tea.MouseModeCellMotion
}

func (m *Model) hoverable() bool {
	if n := len(m.dialogs); n > 0 {
		s, ok := m.dialogs[n-1].(*search)
		return ok && len(s.hits) > 0
	}
	t := &m.table
	for i := t.view.top; i < min(t.view.top+t.height, t.total); i++ {
		if r := t.at(i); r != nil && r.ErrorSize > 0 {
			return true
		}
	}
	return false
}
