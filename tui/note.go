package tui

import tea "charm.land/bubbletea/v2"

// note shows a text of some lines, to scroll and to copy.
type note struct {
	title string
	scroller
}

func newNote(e *env, title, text string) *note {
	d := &note{title: title}
	d.doc = wrapText(text, readerWidth(e)-4)
	d.h = readerHeight(e, d.doc.len())
	return d
}

func (d *note) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		d.doc = wrapText(d.doc.text, readerWidth(e)-4)
		d.h = readerHeight(e, d.doc.len())
		d.scroll(0)
	case wheelMsg:
		d.scroll(msg.dy)
	case clickMsg:
		return d.command(Command(msg.id.n))
	case tea.KeyPressMsg:
		return d.command(e.keys.command(msg.String()))
	}
	return nil
}

func (d *note) command(c Command) []action {
	switch c {
	case CmdBack, CmdDetails, CmdQuit:
		return []action{closeDialog{}}
	case CmdCopy:
		return []action{copyText{what: d.title, text: d.doc.text}}
	}
	d.key(c)
	return nil
}

func (d *note) view(e *env) window {
	b := newBox(e, readerWidth(e), d.title, e.styles.Border)
	for i := range d.h {
		b.text("", d.doc.line(d.top+i))
	}
	return b.done(hint{e.keys.key(CmdCopy, e.ascii), "copy", zoneID{zoneButton, int(CmdCopy), 0}},
		hint{e.keys.key(CmdBack, e.ascii), "close", zoneID{zoneButton, int(CmdBack), 0}}).centred(e)
}
