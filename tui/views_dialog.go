package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// openViews offers the saved views, and to save what is shown as one.
func (m *Model) openViews() tea.Cmd {
	c := &chooser{title: "Views", intro: []string{"A view is a filter, an order and columns under a name."}, verb: "do it"}
	entry := func(n int, name, more string) {
		sign := " "
		if n == m.views.index() {
			sign = m.glyphs.Bullet
			c.at = len(c.options)
		}
		c.options = append(c.options, option{sign: sign, text: m.clean(name), more: m.clean(more), style: m.styles.Accent,
			choose: func(*env) []action { return []action{closeDialog{}, showView{n}} }})
	}
	entry(-1, "Operations", "")
	for i, v := range m.views.list {
		more := v.Filter
		if more == "" {
			more = "no filter"
		}
		entry(i, v.Name, more)
	}
	name := m.views.active
	c.options = append(c.options, option{sign: "+", text: "Save what is shown" + m.glyphs.Ellipsis, style: m.styles.Good,
		choose: func(*env) []action { return []action{closeDialog{}, openDialog{newViewName(name)}} }})
	if name != "" {
		c.options = append(c.options, option{sign: m.glyphs.Close, text: "Remove this view" + m.glyphs.Ellipsis, more: m.clean(name), style: m.styles.Bad,
			choose: func(*env) []action {
				return []action{closeDialog{}, openDialog{&confirm{title: "Remove a view", text: []string{fmt.Sprintf("Remove the view “%s”?", cleanLine(name))}, yes: "Remove", no: "Keep",
					danger: true, at: 1, agree: []action{closeDialog{}, removeView{name}}}}}
			}})
	}
	return m.open(c, nil)
}

// viewName asks under which name a view is saved.
type viewName struct{ field field }

func newViewName(name string) *viewName { return &viewName{newField(name)} }

func (d *viewName) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		d.field.update(msg)
	case clickMsg:
		switch msg.id.kind {
		case zoneButton:
			return d.save()
		case zoneClose:
			return []action{closeDialog{}}
		}
	case tea.KeyPressMsg:
		switch c := e.keys.command(msg.String()); {
		case typed(msg):
			d.field.update(msg)
		case c == CmdDetails:
			return d.save()
		case c == CmdBack:
			return []action{closeDialog{}}
		}
	}
	return nil
}

func (d *viewName) save() []action {
	return []action{closeDialog{}, saveView{d.field.value()}}
}

func (d *viewName) view(e *env) window {
	b := newBox(e, min(60, e.w), "Save what is shown", e.styles.Border)
	b.text(e.styles.Dim, "The name of the view; one that exists is replaced.")
	l := b.line().add(e.styles.Accent, e.glyphs.Cursor+" ")
	at := d.field.draw(e, l, max(b.inner()-l.w, 1), "name")
	b.cursor = &[2]int{2 + at, len(b.lines)}
	b.put(l)
	return b.done(hint{e.keys.key(CmdDetails, e.ascii), "save", zoneID{kind: zoneButton}}, hint{e.keys.key(CmdBack, e.ascii), "cancel", zoneID{kind: zoneClose}}).centred(e)
}
