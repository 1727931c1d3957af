package tui

import (
	"fmt"
	"strings"

	"woosync/sync/plaintext"

	tea "charm.land/bubbletea/v2"
)

// note shows the result of a product with what the webshop answered, to scroll and to copy.
type note struct {
	title string
	what  string // what a copy is called
	facts string // how it ended
	error string // as it came
	scroller
}

// newResultNote shows a result. A long text is cleaned and wrapped in the command.
func newResultNote(e *env, operation int64, it *item) (*note, tea.Cmd) {
	d := &note{title: strings.TrimSpace(it.sku + " " + it.name), what: "Result of " + it.sku, error: it.Error}
	facts := outcomeOf(&it.Item)
	if it.RemoteID != 0 {
		facts += fmt.Sprintf(", id %d in the webshop", it.RemoteID)
	}
	if !it.DoneOn.IsZero() {
		facts += ", " + longTime(it.DoneOn, e.now, e.loc)
	}
	d.facts = fmt.Sprintf("%s %s\n%s, operation %d", plaintext.Cut(it.SKU, cellBytes), plaintext.Cut(it.Name, cellBytes), facts, operation)
	if it.Error != "" {
		d.what, d.facts = "Error of "+it.sku, d.facts+"\n\n"
	}
	cells := readerWidth(e) - 4
	d.doc = wrapText(e.cleanText(d.facts+plaintext.Cut(it.Error, cellBytes)), cells)
	d.h = readerHeight(e, d.doc.len())
	if len(d.error) <= cellBytes {
		return d, nil
	}
	s, text, whole, spell := &d.scroller, d.error, d.whole(), env{ascii: e.ascii}
	return d, func() tea.Msg { return rewrapMsg{s, wrapText(spell.cleanText(whole(text)), cells)} }
}

// whole puts the facts before the error.
func (d *note) whole() func(text string) string {
	facts := d.facts
	return func(text string) string { return facts + text }
}

func (d *note) update(e *env, msg tea.Msg) []action { return d.handle(e, msg, d.command) }

func (d *note) command(c Command) []action {
	switch c {
	case CmdBack, CmdDetails, CmdQuit:
		return []action{closeDialog{}}
	case CmdCopy:
		return []action{copyText{what: d.what, text: d.error, part: d.whole()}}
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
