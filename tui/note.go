package tui

import (
	"fmt"
	"strings"

	"woosync/plaintext"

	tea "charm.land/bubbletea/v2"
)

// note shows a text of some lines, to scroll and to copy.
type note struct {
	title string
	what  string // what a copy is called
	text  string // as it came, to copy
	scroller
}

// newResultNote shows the result of a product, with what the webshop answered. A long text is cleaned and wrapped in the command.
func newResultNote(e *env, operation int64, it *item) (*note, tea.Cmd) {
	d := &note{title: strings.TrimSpace(it.sku + " " + it.name), what: "Result of " + it.sku}
	facts := outcomeOf(&it.Item)
	if it.RemoteID != 0 {
		facts += fmt.Sprintf(", id %d in the webshop", it.RemoteID)
	}
	if !it.DoneOn.IsZero() {
		facts += ", " + longTime(it.DoneOn, e.now, e.loc)
	}
	d.text = fmt.Sprintf("%s %s\n%s, operation %d", it.SKU, it.Name, facts, operation)
	if it.Error != "" {
		d.what, d.text = "Error of "+it.sku, d.text+"\n\n"+it.Error
	}
	cells := readerWidth(e) - 4
	d.doc = wrapText(e.cleanText(plaintext.Cut(d.text, cellBytes)), cells)
	d.h = readerHeight(e, d.doc.len())
	if len(d.text) <= cellBytes {
		return d, nil
	}
	s, text, spell := &d.scroller, d.text, env{ascii: e.ascii}
	return d, func() tea.Msg { return rewrapMsg{s, wrapText(spell.cleanText(text), cells)} }
}

func (d *note) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		cmd := d.rewrap(readerWidth(e) - 4)
		d.h = readerHeight(e, d.doc.len())
		d.scroll(0)
		return []action{runCommand{cmd}}
	case rewrapMsg:
		d.rewrapped(msg)
		d.h = readerHeight(e, d.doc.len())
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
		return []action{copyText{what: d.what, text: d.text}}
	}
	d.key(c)
	return nil
}

func (d *note) view(e *env) window {
	b := newBox(e, readerWidth(e), d.title, e.styles.Border)
	for i := range d.h {
		b.text("", d.doc.line(d.top+i))
	}
	hints := []hint{{e.keys.key(CmdCopy, e.ascii), "copy", zoneID{zoneButton, int(CmdCopy), 0}}, {e.keys.key(CmdBack, e.ascii), "close", zoneID{zoneButton, int(CmdBack), 0}}}
	if p := d.place(e.ascii); p != "" {
		hints = append(hints, hint{p, "", zoneID{}})
	}
	return b.done(hints...).centred(e)
}
