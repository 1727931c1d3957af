package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// help lists what the screen can do, with keys. Typing searches it; enter runs what is under the cursor.
type help struct {
	field   field
	entries []helpEntry
	shown   []int
	at      int
	top     int
	h       int
}

type helpEntry struct {
	Binding
	reason string // why it would do nothing now
}

func newHelp(m *Model) *help {
	d := &help{field: newField("")}
	for _, b := range m.keys {
		if b.Command == CmdInterrupt || b.Command == CmdSynchronizeField {
			continue
		}
		d.entries = append(d.entries, helpEntry{b, m.clean(m.disabled(b.Command))})
	}
	for _, b := range mouseHelp() {
		d.entries = append(d.entries, helpEntry{Binding: b})
	}
	d.find()
	return d
}

// mouseHelp is what the mouse does. There is nothing to run in it.
func mouseHelp() []Binding {
	const group = "Mouse"
	return []Binding{
		{CmdNone, "", []string{"click"}, "", "A title sorts by it; a tab, a chip or a key does what it says", group},
		{CmdNone, "", []string{"ctrl+click"}, "", "A title sorts what is equal; a tab adds its state; a row is marked", group},
		{CmdNone, "", []string{"shift+click"}, "", "Marks from the operation marked last to this row", group},
		{CmdNone, "", []string{"right click"}, "", "Only operations with the value under the pointer; again takes that away", group},
		{CmdNone, "", []string{"double click"}, "", "Details of the operation", group},
	}
}

// find lists what matches the typed words.
func (d *help) find() {
	want := strings.Fields(strings.ToLower(d.field.value()))
	d.shown, d.at = nil, 0
	for i, e := range d.entries {
		text := strings.ToLower(e.Help + " " + e.Label + " " + strings.Join(e.Keys, " "))
		match := true
		for _, w := range want {
			match = match && strings.Contains(text, w)
		}
		if match {
			d.shown = append(d.shown, i)
		}
	}
}

func (d *help) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case tea.PasteMsg:
		if d.field.update(msg) {
			d.find()
		}
	case wheelMsg:
		d.move(msg.dy)
	case clickMsg:
		switch msg.id.kind {
		case zoneEntry:
			d.at = msg.id.n
			return d.run()
		case zoneClose, zoneOutside:
			return []action{closeDialog{}}
		}
	case tea.KeyPressMsg:
		c := e.keys.command(msg.String())
		switch {
		case c == CmdHelp && d.field.value() == "":
			return []action{closeDialog{}}
		case typed(msg):
			if d.field.update(msg) {
				d.find()
			}
		case c == CmdUp:
			d.move(-1)
		case c == CmdDown:
			d.move(1)
		case c == CmdPageUp:
			d.move(-max(d.h-1, 1))
		case c == CmdPageDown:
			d.move(max(d.h-1, 1))
		case c == CmdDetails:
			return d.run()
		case c == CmdBack:
			if d.field.value() != "" {
				d.field.set("")
				d.find()
				return nil
			}
			return []action{closeDialog{}}
		}
	}
	return nil
}

func (d *help) move(by int) { d.at = max(0, min(d.at+by, len(d.shown)-1)) }

// run closes the help and does what is under the cursor.
func (d *help) run() []action {
	if d.at >= len(d.shown) {
		return nil
	}
	if d.entries[d.shown[d.at]].Command == CmdNone {
		return nil
	}
	return []action{closeDialog{}, doCommand{d.entries[d.shown[d.at]].Command}}
}

func (d *help) view(e *env) window {
	w := min(e.w-min(2, e.w/20), 86)
	b := newBox(e, w, "Help", e.styles.Border)
	l := b.line().add(e.styles.Accent, e.glyphs.Cursor+" ")
	at := d.field.draw(e, l, max(b.inner()-l.w, 1), "type to search; enter does it")
	b.cursor = &[2]int{2 + at, len(b.lines)}
	b.put(l)
	b.rule()
	rows, cursor := d.rows(e)
	more := 0 // lines for what does not fit the list; always there, so that nothing jumps
	if e.h >= 12 {
		if more = 1; b.inner() < 60 {
			more = 2
		}
	}
	d.h = max(min(len(rows), e.h-len(b.lines)-3-min(more, 1)-more), 1)
	if cursor-1 < d.top { // the heading above stays in sight
		d.top = max(cursor-1, 0)
	}
	if cursor >= d.top+d.h {
		d.top = cursor - d.h + 1
	}
	d.top = max(0, min(d.top, len(rows)-d.h))
	for i := d.top; i < min(d.top+d.h, len(rows)); i++ {
		r := b.line()
		rows[i](r)
		b.put(r)
	}
	if len(rows) == 0 {
		b.text(e.styles.Dim, "Nothing is called so.")
	}
	if more > 0 {
		b.rule()
		text, disabled := d.more(b.inner() - helpKeys)
		p, doc := e.styles.Dim, wrapText(text, max(b.inner(), 1))
		if disabled {
			p = e.styles.Warn
		}
		for i := range more {
			b.text(p, doc.line(i))
		}
	}
	return b.done(hint{e.keys.pair(CmdUp, CmdDown, e.ascii), "move", zoneID{}}, hint{e.keys.key(CmdDetails, e.ascii), "do it", zoneID{zoneEntry, d.at, 0}},
		hint{e.keys.key(CmdBack, e.ascii), "close", zoneID{kind: zoneClose}}).centred(e)
}

// helpKeys are the cells before the sentences.
const helpKeys = 15

// more says of what is under the cursor why it would do nothing now, or else the whole sentence where the list has no room for it.
func (d *help) more(room int) (text string, disabled bool) {
	if d.at >= len(d.shown) {
		return "", false
	}
	entry := d.entries[d.shown[d.at]]
	switch {
	case entry.reason != "":
		return entry.reason, true
	case width(entry.Help) > room:
		return entry.Help, false
	}
	return "", false
}

// rows are the lines of the list, headings among them, and which one the cursor is on.
func (d *help) rows(e *env) (rows []func(*line), cursor int) {
	group := ""
	for n, i := range d.shown {
		entry := d.entries[i]
		if entry.Group != group {
			group = entry.Group
			title := group
			rows = append(rows, func(l *line) { l.add(e.styles.Dim, title) })
		}
		on := n == d.at
		if on {
			cursor = len(rows)
		}
		rows = append(rows, func(l *line) {
			mark := "  "
			if on {
				mark = e.glyphs.Cursor + " "
			}
			key, text := e.styles.Key, paint("")
			if entry.reason != "" {
				key, text = e.styles.Disabled, e.styles.Disabled
			}
			l.add(e.styles.chosen(on, e.styles.Accent), mark).add(e.styles.chosen(on, key), fit(entry.keyNames(e.ascii), 12, "")).to(e.styles.chosen(on, ""), helpKeys)
			l.add(e.styles.chosen(on, text), entry.Help)
			l.to(e.styles.chosen(on, ""), l.limit)
			l.mark(0, zoneID{zoneEntry, n, 0})
		})
	}
	return rows, cursor
}
