package tui

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

// mouseEvent handles the mouse: the topmost dialog has it while one is open.
func (m *Model) mouseEvent(msg tea.MouseMsg) tea.Cmd {
	if !m.mouse {
		return nil
	}
	e := msg.Mouse()
	switch msg.(type) {
	case tea.MouseMotionMsg:
		return m.moved(e)
	case tea.MouseWheelMsg:
		return m.wheel(e)
	case tea.MouseClickMsg:
		return m.click(e)
	}
	return nil
}

// moved follows the pointer.
func (m *Model) moved(e tea.Mouse) tea.Cmd {
	if n := len(m.dialogs); n > 0 {
		d := m.dialogs[n-1]
		id, _ := d.view(&m.env).hit(e.X, e.Y)
		return m.act(d, d.update(&m.env, pointMsg{id}))
	}
	if e.Button == tea.MouseLeft { // dragging
		if a := m.areas(); a.bar.h > 1 && e.X >= a.bar.x-1 && e.Y >= a.bar.y {
			return m.dragBar(a.bar, e.Y)
		}
		return nil
	}
	return m.point(e.X, e.Y)
}

func (m *Model) dragBar(bar rect, y int) tea.Cmd {
	m.table.fraction(float64(max(0, min(y-bar.y, bar.h-1))) / float64(max(bar.h-1, 1)))
	return m.more()
}

const wheelRows = 3

// wheel scrolls what is under the pointer, by one notch; several at once come as a wheelSumMsg.
func (m *Model) wheel(e tea.Mouse) tea.Cmd {
	dy := wheelRows
	switch e.Button {
	case tea.MouseWheelUp:
		dy = -wheelRows
	case tea.MouseWheelDown:
	case tea.MouseWheelLeft:
		return m.do(CmdLeft)
	case tea.MouseWheelRight:
		return m.do(CmdRight)
	default:
		return nil
	}
	return m.scrollBy(e.X, e.Y, dy)
}

func (m *Model) scrollBy(x, y, dy int) tea.Cmd {
	if n := len(m.dialogs); n > 0 {
		d := m.dialogs[n-1]
		w := d.view(&m.env)
		return m.act(d, d.update(&m.env, wheelMsg{x - w.x, y - w.y, dy}))
	}
	if w, ok := m.popover(); ok && w.contains(x, y) {
		m.hover.scroll(dy)
		return nil
	}
	m.hover.leave()
	m.table.scroll(dy)
	return m.more()
}

// click does what is under the pointer.
func (m *Model) click(e tea.Mouse) tea.Cmd {
	double, forget := m.double(e)
	return tea.Batch(forget, m.clickAt(e, double))
}

func (m *Model) clickAt(e tea.Mouse, double bool) tea.Cmd {
	if n := len(m.dialogs); n > 0 {
		return m.clickDialog(m.dialogs[n-1], e, double)
	}
	if w, ok := m.popover(); ok && w.contains(e.X, e.Y) {
		return nil
	}
	m.hover.leave()
	a := m.areas()
	if m.typing != nil {
		if w, ok := m.typing.offersWindow(&m.env, a.toolbar.y); ok && w.contains(e.X, e.Y) {
			return m.takeOffer(w, e)
		}
	}
	if a.bar.contains(e.X, e.Y) {
		return m.dragBar(a.bar, e.Y)
	}
	if a.rows.contains(e.X, e.Y) {
		m.choosing = nil
		return m.clickRow(a, e, double)
	}
	id, ok := m.screenZone(a, e.X, e.Y)
	if !ok {
		return nil
	}
	if m.choosing != nil && (id.kind == zoneTab || id.kind == zoneCommand) {
		return m.clickStates(id)
	}
	m.choosing = nil
	return m.clickZone(id, e)
}

// doubleTime is how long a second click counts as the same.
const doubleTime = 400 * time.Millisecond

// clickGoneMsg says that a click is too old to be followed by a second one.
type clickGoneMsg struct{ n int }

// double tells whether this click follows another at the same place.
func (m *Model) double(e tea.Mouse) (bool, tea.Cmd) {
	at := [2]int{e.X + 1, e.Y + 1}
	m.clicks++
	if m.lastClick == at && e.Button == tea.MouseLeft {
		m.lastClick = [2]int{}
		return true, nil
	}
	m.lastClick = at
	n := m.clicks
	return false, tea.Tick(doubleTime, func(time.Time) tea.Msg { return clickGoneMsg{n} })
}

func (m *Model) clickDialog(d dialog, e tea.Mouse, double bool) tea.Cmd {
	w := d.view(&m.env)
	if !w.contains(e.X, e.Y) {
		return m.act(d, d.update(&m.env, clickMsg{id: zoneID{kind: zoneOutside}, button: e.Button}))
	}
	if id, ok := w.hit(e.X, e.Y); ok {
		return m.act(d, d.update(&m.env, clickMsg{id: id, button: e.Button, double: double}))
	}
	return nil
}

// clickRow puts the cursor on a row; a second click opens its details. With ctrl, or before the first column, it marks the operation, with
// shift all from the one marked last to here; the right button filters by the value under the pointer.
func (m *Model) clickRow(a areas, e tea.Mouse, double bool) tea.Cmd {
	i := m.table.view.top + e.Y - a.rows.y
	if i >= m.table.total {
		return nil
	}
	again := double && i == m.table.view.cursor
	m.table.goal, m.table.home = m.table.view, home{}
	m.table.goal.cursor = i
	m.table.settle()
	for _, c := range m.columns(a.rows.w) {
		if e.X >= c.x && e.X < c.x+c.w {
			m.table.column = c.index
		}
	}
	switch {
	case m.selected() == nil:
	case e.Button == tea.MouseRight:
		return m.do(CmdOnly)
	case e.Mod.Contains(tea.ModShift):
		return m.markRange(m.selected().ID)
	case e.Mod.Contains(tea.ModCtrl) || e.X < markWidth:
		return m.toggleMark(m.selected().ID)
	case again:
		return m.do(CmdDetails)
	}
	return m.more()
}

// screenZone finds what is clickable at a cell outside the rows.
func (m *Model) screenZone(a areas, x, y int) (zoneID, bool) {
	for _, p := range []struct {
		r    rect
		draw func(int) *line
	}{
		{a.title, m.titleLine}, {a.views, m.viewsLine}, {a.tabs, m.tabsLine}, {a.toolbar, m.toolbarOrInput}, {a.chips, m.chipsOnly}, {a.header, m.headerLine},
		{a.status, m.statusLine}, {a.footer, m.footerLine},
	} {
		if p.r.contains(x, y) {
			return hit(p.draw(p.r.w).zones, x-p.r.x, 0)
		}
	}
	return zoneID{}, false
}

// takeOffer takes the completion that was clicked.
func (m *Model) takeOffer(w window, e tea.Mouse) tea.Cmd {
	id, ok := w.hit(e.X, e.Y)
	if !ok {
		return nil
	}
	t := *m.typing
	m.typing = &t
	t.at = id.n
	t.accept()
	return m.applyTyped(&t)
}

func (m *Model) clickZone(id zoneID, e tea.Mouse) tea.Cmd {
	switch id.kind {
	case zoneTab:
		if e.Mod.Contains(tea.ModCtrl) || e.Button == tea.MouseRight {
			return m.refilter(m.filter.toggleTab(id.n + 1))
		}
		return m.refilter(m.filter.clickTab(id.n + 1))
	case zoneView:
		return m.showView(id.n)
	case zoneCommand:
		return m.do(Command(id.n))
	case zoneChip:
		f := m.filter.clone()
		if chips := f.chips(); id.n < len(chips) {
			chips[id.n].drop(&f)
		}
		return m.refilter(f)
	case zoneHeader:
		if e.Mod.Contains(tea.ModCtrl) || e.Button == tea.MouseRight {
			return m.sortThen(id.n)
		}
		return m.sortBy(id.n)
	}
	return nil
}

// cellAt finds the row and the column under a cell of the screen.
func (m *Model) cellAt(x, y int) (*row, placedColumn, rect) {
	a := m.areas()
	if !a.rows.contains(x, y) {
		return nil, placedColumn{}, rect{}
	}
	r := m.table.at(m.table.view.top + y - a.rows.y)
	if r == nil || m.table.view.top+y-a.rows.y >= m.table.total {
		return nil, placedColumn{}, rect{}
	}
	for _, c := range m.columns(a.rows.w) {
		if x >= c.x && x < c.x+c.w {
			return r, c, rect{x: c.x, y: y, w: c.w, h: 1}
		}
	}
	return nil, placedColumn{}, rect{}
}
