package tui

import (
	"fmt"
	"slices"

	"woosync/store"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
)

// columnsDialog shows and hides columns, moves them and sets their widths. What it does shows at once behind it; esc undoes it.
type columnsDialog struct {
	before  []config.Column
	entries []columnEntry // those that are shown, in their order, and the hidden ones behind them
	sort    []store.OperationSort
	at, top int
	note    string // why something did not happen
}

type columnEntry struct {
	config.Column
	title string
	shown bool
}

func newColumnsDialog(m *Model) *columnsDialog {
	d := &columnsDialog{before: slices.Clone(m.layout), sort: m.table.sort}
	titles := map[string]string{}
	for _, c := range allColumns(m.w) {
		titles[columnName(c.id)] = c.title
	}
	for _, c := range m.layout {
		d.entries = append(d.entries, columnEntry{c, titles[c.Name], true})
	}
	for _, c := range allColumns(m.w) {
		if name := columnName(c.id); !slices.ContainsFunc(m.layout, func(l config.Column) bool { return l.Name == name }) {
			d.entries = append(d.entries, columnEntry{config.Column{Name: name}, c.title, false})
		}
	}
	return d
}

// layout is the columns that are shown.
func (d *columnsDialog) layout() []config.Column {
	var columns []config.Column
	for _, e := range d.entries {
		if e.shown {
			columns = append(columns, e.Column)
		}
	}
	return columns
}

func (d *columnsDialog) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case wheelMsg:
		d.move(msg.dy / wheelRows)
	case clickMsg:
		switch msg.id.kind {
		case zoneEntry:
			d.at = msg.id.n
			return d.toggle(e)
		case zoneButton:
			return []action{closeDialog{}}
		case zoneClose, zoneOutside:
			return d.undo()
		}
	case tea.KeyPressMsg:
		return d.press(e, msg)
	}
	return nil
}

func (d *columnsDialog) press(e *env, msg tea.KeyPressMsg) []action {
	d.note = ""
	switch msg.String() {
	case "space":
		return d.toggle(e)
	case "shift+up", "K":
		return d.carry(-1)
	case "shift+down", "J":
		return d.carry(1)
	case "+", "=":
		return d.widen(e, 1)
	case "-":
		return d.widen(e, -1)
	case "0", "backspace":
		d.entries[d.at].Width = 0
		return d.show()
	}
	switch e.keys.command(msg.String()) {
	case CmdMark:
		return d.toggle(e)
	case CmdMarkUp:
		return d.carry(-1)
	case CmdMarkDown:
		return d.carry(1)
	case CmdUp, CmdPrevTab:
		d.move(-1)
	case CmdDown, CmdNextTab:
		d.move(1)
	case CmdHome:
		d.at = 0
	case CmdEnd:
		d.at = len(d.entries) - 1
	case CmdRight:
		return d.widen(e, 1)
	case CmdLeft:
		return d.widen(e, -1)
	case CmdDetails, CmdColumns, CmdQuit:
		return []action{closeDialog{}}
	case CmdBack:
		return d.undo()
	}
	return nil
}

func (d *columnsDialog) move(by int) { d.at = max(0, min(d.at+by, len(d.entries)-1)) }

// undo shows the columns that were there before.
func (d *columnsDialog) undo() []action { return []action{setColumns{d.before}, closeDialog{}} }

// show shows the columns as they are now.
func (d *columnsDialog) show() []action { return []action{setColumns{d.layout()}} }

// toggle shows or hides a column. One that sorts stays, since an order that nothing shows looks like none.
func (d *columnsDialog) toggle(*env) []action {
	x := &d.entries[d.at]
	switch {
	case x.shown && len(d.layout()) == 1:
		d.note = "One column stays."
		return nil
	case x.shown && slices.ContainsFunc(d.sort, func(s store.OperationSort) bool { return columnName(s.Column) == x.Name }):
		d.note = "The table is sorted by it: sort by another column first."
		return nil
	}
	x.shown = !x.shown
	return d.show()
}

// carry moves a column among its neighbours.
func (d *columnsDialog) carry(by int) []action {
	to := d.at + by
	if to < 0 || to >= len(d.entries) {
		return nil
	}
	d.entries[d.at], d.entries[to] = d.entries[to], d.entries[d.at]
	d.at = to
	return d.show()
}

// widen gives a column a width of its own, beginning with the one that it has.
func (d *columnsDialog) widen(e *env, by int) []action {
	x := &d.entries[d.at]
	if !x.shown {
		d.note = "A hidden column has no width."
		return nil
	}
	if x.Width == 0 {
		for _, c := range placeColumns(shownColumns(e.w, d.layout(), e.settings.Relative), e.w-1, 1) {
			if columnName(c.id) == x.Name {
				x.Width = c.w
			}
		}
		if x.Width == 0 { // not in sight
			x.Width = 12
		}
	}
	x.Width = max(3, min(x.Width+by, 400))
	return d.show()
}

func (d *columnsDialog) view(e *env) window {
	b := newBox(e, min(76, e.w), "Columns", e.styles.Border)
	room := max(e.h-4, 1)
	d.top = max(min(d.top, d.at), d.at-room+1)
	for i := d.top; i < min(d.top+room, len(d.entries)); i++ {
		x, cursor := d.entries[i], i == d.at
		on := func(p paint) paint { return e.styles.chosen(cursor, p) }
		mark, box, wide, p := "  ", e.glyphs.Unchecked, "", e.styles.Dim
		if cursor {
			mark = e.glyphs.Cursor + " "
		}
		if x.shown {
			box, wide, p = e.glyphs.Checked, "automatic", ""
		}
		if x.Width > 0 {
			wide = fmt.Sprintf("%d cells", x.Width)
		}
		l := b.line().add(on(""), mark).add(on(e.styles.Accent), box).add(on(""), " ").cell(on(p), x.title, 18).add(on(e.styles.Dim), wide)
		l.to(on(""), l.limit).mark(0, zoneID{zoneEntry, i, 0})
		b.put(l)
	}
	if d.note != "" {
		b.text(e.styles.Warn, d.note)
	}
	arrows := "shift+↑↓"
	if e.ascii {
		arrows = "shift+up/down"
	}
	return b.done(hint{"space", "show or hide", zoneID{}}, hint{arrows, "reorder", zoneID{}}, hint{"+-", "width", zoneID{}},
		hint{e.keys.key(CmdDetails, e.ascii), "keep", zoneID{kind: zoneButton}}, hint{e.keys.key(CmdBack, e.ascii), "undo", zoneID{kind: zoneClose}}).centred(e)
}
