package tui

import (
	"strings"

	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
)

// problemsDialog tells all that is wrong with the configuration, when the screen opens. What is good of it is in use already.
type problemsDialog struct {
	problems []config.Problem
	scroller
}

// tellProblems shows what is wrong with the configuration, if anything.
func (m *Model) tellProblems() tea.Cmd {
	if len(m.problems) == 0 {
		return nil
	}
	d := &problemsDialog{problems: m.problems}
	m.problems = nil
	return m.open(d, nil)
}

func (d *problemsDialog) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case wheelMsg:
		d.scroll(msg.dy)
	case clickMsg:
		switch msg.id.kind {
		case zoneButton:
			return d.copy()
		case zoneClose, zoneOutside:
			return []action{closeDialog{}}
		}
	case tea.KeyPressMsg:
		c := e.keys.command(msg.String())
		switch {
		case d.key(c):
		case c == CmdCopy:
			return d.copy()
		case c == CmdBack, c == CmdDetails, c == CmdQuit:
			return []action{closeDialog{}}
		}
	}
	return nil
}

// copy gives the problems as `woosync config check` prints them, so that an editor can go to their places.
func (d *problemsDialog) copy() []action {
	lines := make([]string, len(d.problems))
	for i, p := range d.problems {
		lines[i] = p.String()
	}
	return []action{copyText{what: plural(len(lines), "problem", "problems"), text: strings.Join(lines, "\n")}}
}

func (d *problemsDialog) view(e *env) window {
	mistakes := config.Mistakes(d.problems)
	title, border := "The configuration has "+plural(mistakes, "mistake", "mistakes"), e.styles.Bad
	if mistakes == 0 {
		title, border = "About the configuration", e.styles.Warn
	}
	b := newBox(e, min(100, e.w-min(2, e.w/20)), title, border)
	if cells := max(b.inner(), 1); d.doc.width != cells {
		texts := make([]string, len(d.problems))
		for i, p := range d.problems {
			texts[i] = e.cleanText(p.String())
		}
		d.doc = wrapText(strings.Join(texts, "\n\n"), cells)
	}
	d.h = max(1, min(d.doc.len(), e.h-6))
	d.scroll(0)
	for i := range d.h {
		b.text("", d.doc.line(d.top+i))
	}
	if e.h >= 8 {
		b.blank()
		b.text(e.styles.Dim, "Everything else of it is in use; what is wrong has its default.")
	}
	hints := []hint{{e.keys.key(CmdBack, e.ascii), "close", zoneID{kind: zoneClose}}, {e.keys.key(CmdCopy, e.ascii), "copy", zoneID{kind: zoneButton}}}
	if s := d.place(e.ascii); s != "" {
		hints = append(hints, hint{e.keys.pair(CmdUp, CmdDown, e.ascii), s, zoneID{}})
	}
	return b.done(hints...).centred(e)
}
