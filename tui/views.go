package tui

import (
	"fmt"
	"slices"
	"strings"

	"woosync/store"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
)

// views are the saved views. Each is a tab; before them stands one for the table without a view.
type views struct {
	list      []config.View
	active    string // name of the one that is shown; "" for none
	base      lens   // the table without a view, while one is shown
	baseCount int    // operations in it; -1: not known
	counts    []viewCount
	tally     request // the counts
	again     bool    // something changed while they were counted
}

// lens is a way to look at the operations.
type lens struct {
	filter filter
	sort   []store.OperationSort
	layout []config.Column
}

func (l lens) equal(o lens) bool {
	return l.filter.equal(o.filter) && slices.Equal(l.sort, o.sort) && slices.Equal(l.layout, o.layout)
}

// Actions of dialogs, and the answer to what they save.
type (
	showView   struct{ n int } // -1: without a view
	saveView   struct{ name string }
	removeView struct{ name string }
	setColumns struct{ columns []config.Column }

	viewsMsg struct {
		list        []config.View
		saved, gone string // name of the view that was saved, or removed
		err         error
	}
)

// lens is how the table is now.
func (m *Model) lens() lens {
	return lens{m.filter.clone(), slices.Clone(m.table.sort), slices.Clone(m.layout)}
}

// lensOf is what a view shows; what it leaves open is as the table without a view. Its filter was checked when it was read.
func (m *Model) lensOf(v config.View) lens {
	base := m.views.base
	if m.views.active == "" {
		base = m.lens()
	}
	l := lens{sort: base.sort, layout: base.layout}
	l.filter, _ = parseFilter(v.Filter, m.now, m.loc)
	if len(v.Sort) > 0 {
		l.sort = sortOf(v.Sort)
	}
	if len(v.Columns) > 0 {
		l.layout = v.Columns
	}
	l.layout = revealed(l.layout, l.sort)
	return l
}

// revealed is a layout with the columns that the table is sorted by, since an order that nothing shows looks like none.
func revealed(layout []config.Column, sort []store.OperationSort) []config.Column {
	all := slices.Clone(layout)
	for _, s := range sort {
		if name := columnName(s.Column); !slices.ContainsFunc(all, func(c config.Column) bool { return c.Name == name }) {
			all = append(all, config.Column{Name: name})
		}
	}
	return all
}

// index is which of the views is shown, or -1.
func (v *views) index() int {
	return slices.IndexFunc(v.list, func(x config.View) bool { return x.Name == v.active })
}

// changed tells whether the view that is shown was changed on the screen since.
func (m *Model) changedView() bool {
	i := m.views.index()
	return i >= 0 && !m.lens().equal(m.lensOf(m.views.list[i]))
}

// showView shows one of the views, or the table without one as it was left.
func (m *Model) showView(n int) tea.Cmd {
	if n >= len(m.views.list) || n < 0 && m.views.active == "" {
		return nil
	}
	if n < 0 {
		m.views.active = ""
		return m.take(m.views.base)
	}
	l := m.lensOf(m.views.list[n])
	if m.views.active == "" {
		m.views.base = m.lens()
	}
	m.views.active = m.views.list[n].Name
	return m.take(l)
}

// turnView shows the next view, or the one before; the table without a view is one of them.
func (m *Model) turnView(by int) tea.Cmd {
	n := len(m.views.list) + 1
	return m.showView((m.views.index()+1+by+n)%n - 1)
}

// take looks at the operations in another way.
func (m *Model) take(l lens) tea.Cmd {
	m.filter, m.table.sort = l.filter.clone(), slices.Clone(l.sort)
	m.place(l.layout)
	m.table.rewind()
	m.fitTable()
	return tea.Batch(m.load(true), m.count(), m.countMarks(0))
}

// place shows other columns; the column cursor stays on its column while that is shown, and else goes to the one that sorts.
func (m *Model) place(layout []config.Column) {
	var id store.Column
	if before := m.shown(); m.table.column < len(before) {
		id = before[m.table.column].id
	}
	m.layout = slices.Clone(layout)
	after := m.shown()
	if !slices.ContainsFunc(after, func(c column) bool { return c.id == id }) {
		id = m.table.sort[0].Column
	}
	m.table.column = indexOf(after, id)
}

// setColumns shows other columns.
func (m *Model) setColumns(columns []config.Column) tea.Cmd {
	m.place(columns)
	m.fitTable()
	return nil
}

// saveView keeps what is shown as a view.
func (m *Model) saveView(name string) tea.Cmd {
	v := config.View{Name: name, Filter: m.filter.String(), Sort: configSort(m.table.sort)}
	if !slices.Equal(m.layout, m.settings.Columns) {
		v.Columns = slices.Clone(m.layout)
	}
	settings := m.settings
	return func() tea.Msg {
		list, err := settings.SaveView(v)
		return viewsMsg{list: list, saved: strings.TrimSpace(name), err: err}
	}
}

func (m *Model) removeView(name string) tea.Cmd {
	settings := m.settings
	return func() tea.Msg {
		list, err := settings.RemoveView(name)
		return viewsMsg{list: list, gone: name, err: err}
	}
}

// viewsChanged takes in the views after one was saved or removed.
func (m *Model) viewsChanged(msg viewsMsg) tea.Cmd {
	if msg.err != nil {
		return m.say(failure, sentence(msg.err.Error()))
	}
	m.views.list = msg.list
	if msg.saved == "" {
		if m.views.index() < 0 {
			m.views.active = ""
		}
		m.fitTable()
		return tea.Batch(m.countViews(viewsSoon), m.say(success, fmt.Sprintf("The view “%s” was removed.", msg.gone)))
	}
	if m.views.active == "" { // what was filtered is in the view now
		m.views.base = m.lens()
		m.views.base.filter = filter{}
	}
	m.views.active = msg.saved
	m.fitTable()
	return tea.Batch(m.countViews(viewsSoon), m.say(success, fmt.Sprintf("The view “%s” was saved.", msg.saved)))
}

// recall begins as the configuration says, and as the screen was left.
func (m *Model) recall(left config.Memory) {
	c := m.settings
	m.views.list, m.views.baseCount = c.Views, -1
	m.table.sort, m.layout = sortOf(c.Sort), c.Columns
	usual := m.lens()
	if len(left.Sort) > 0 {
		m.table.sort = sortOf(left.Sort)
	}
	if len(left.Columns) > 0 {
		m.layout = left.Columns
	}
	m.filter, _ = parseFilter(left.Filter, m.now, m.loc)
	m.table.column = indexOf(m.shown(), m.table.sort[0].Column)
	now := m.lens()
	for _, v := range c.Views {
		m.views.active, m.views.base = v.Name, usual
		if m.lensOf(v).equal(now) && !now.equal(usual) {
			return
		}
	}
	m.views.active = ""
}

// memory is how the screen is left.
func (m *Model) memory() config.Memory {
	return config.Memory{Filter: m.filter.String(), Sort: configSort(m.table.sort), Columns: m.layout}
}

// sortOf is a configured order for the store.
func sortOf(keys []config.Sort) []store.OperationSort {
	var sort []store.OperationSort
	for _, k := range keys {
		if id, ok := columnNamed(k.Column); ok {
			sort = append(sort, store.OperationSort{Column: id, Desc: k.Desc})
		}
	}
	return sort
}

// configSort is an order of the store as a configuration names it.
func configSort(keys []store.OperationSort) []config.Sort {
	sort := make([]config.Sort, len(keys))
	for i, k := range keys {
		sort[i] = config.Sort{Column: columnName(k.Column), Desc: k.Desc}
	}
	return sort
}
