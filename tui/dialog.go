package tui

import (
	tea "charm.land/bubbletea/v2"
)

// dialog is a window over the screen. The topmost one gets every key, and every click into it. It changes nothing outside itself: it
// returns what shall be done.
type dialog interface {
	// update takes in a key, a paste, a click, the wheel, or an answer to something that it asked for.
	update(e *env, msg tea.Msg) []action
	// view draws it, placed.
	view(e *env) window
}

// action is what a dialog wants to be done.
type action interface{}

type (
	closeDialog struct{}              // take the dialog away
	openDialog  struct{ dialog }      // put another one on top
	runCommand  struct{ cmd tea.Cmd } // wait for something
	doCommand   struct{ c Command }   // what a key of the screen does
	sayText     struct {
		level level
		text  string
	}
	setFilter   struct{ f filter }       // show what this filter leaves
	synchronize struct{ orders []order } // ask for synchronizations
	copyText    struct {
		what string // "Error of operation 57"
		id   int64  // operation whose error to copy; 0: text
		text string
		part func(string) string // what to copy of it; nil: all. It runs beside the screen.
	}
	retryOperation struct{ id int64 }
)

// Messages for dialogs.
type (
	clickMsg struct {
		id     zoneID
		button tea.MouseButton
		double bool
	}
	wheelMsg struct{ x, y, dy int }
	pointMsg struct {
		id zoneID // under the pointer; the zero id is none
	}
)

// window is a drawn dialog or popover: lines of equal width, where it stands, and what in it can be clicked.
type window struct {
	rect
	lines  []string
	zones  []zone // relative to the window
	cursor *[2]int
}

// box draws a window with a border, line by line.
type box struct {
	e      *env
	w      int
	border paint
	lines  []string
	zones  []zone
	cursor *[2]int
}

// newBox begins a box of w cells with its title in the border.
func newBox(e *env, w int, title string, border paint) *box {
	b := &box{e: e, w: max(w, 4), border: border}
	g := &e.glyphs
	l := newLine(b.w, g.Ellipsis)
	l.add(border, g.TopLeft)
	if title != "" {
		l.add(border, g.Rule).add(e.styles.Strong, " "+fit(title, b.w-6, g.Ellipsis)+" ")
	}
	b.lines = append(b.lines, b.close(l, g.TopRight))
	return b
}

// inner is the number of cells between the borders with their blanks.
func (b *box) inner() int { return max(b.w-4, 0) }

// close fills a border line and ends it with its corner.
func (b *box) close(l *line, corner string) string {
	g := &b.e.glyphs
	for l.w < b.w-1 {
		l.add(b.border, g.Rule)
	}
	return l.add(b.border, corner).String()
}

// line begins a line of content.
func (b *box) line() *line { return newLine(b.inner(), b.e.glyphs.Ellipsis) }

// put adds a line of content; its zones become the box's.
func (b *box) put(l *line) {
	g := &b.e.glyphs
	l.to("", b.inner())
	y := len(b.lines)
	for _, z := range l.zones {
		z.x0, z.x1, z.y = z.x0+2, z.x1+2, y
		b.zones = append(b.zones, z)
	}
	side := newLine(1, "").add(b.border, g.Side).String()
	b.lines = append(b.lines, side+" "+l.String()+" "+side)
}

// text adds one line of plain content.
func (b *box) text(p paint, s string) { b.put(b.line().add(p, s)) }

// blank adds an empty line.
func (b *box) blank() { b.put(b.line()) }

// rule adds a line across.
func (b *box) rule() {
	g := &b.e.glyphs
	b.lines = append(b.lines, b.close(newLine(b.w, "").add(b.border, g.TeeLeft), g.TeeRgt))
}

// hint is a key with what it does, in the lower border of a box.
type hint struct {
	key, label string
	id         zoneID
}

// done ends the box; the hints that fit stand in the lower border.
func (b *box) done(hints ...hint) window {
	g, s := &b.e.glyphs, &b.e.styles
	l := newLine(b.w, g.Ellipsis).add(b.border, g.BottomLeft)
	for i, h := range hints {
		sep := " " + g.Dot + " "
		if i == 0 {
			sep = g.Rule + " "
		}
		if l.w+width(sep)+width(h.key)+1+width(h.label)+3 > b.w {
			break
		}
		if i == 0 {
			l.add(b.border, sep)
		} else {
			l.add(s.Dim, sep)
		}
		x := l.w
		l.add(s.Key, h.key).add(s.Dim, " "+h.label)
		if h.id != (zoneID{}) {
			l.mark(x, h.id)
		}
	}
	if len(hints) > 0 && l.w > 1 {
		l.add("", " ")
	}
	y := len(b.lines)
	for _, z := range l.zones {
		z.y = y
		b.zones = append(b.zones, z)
	}
	b.lines = append(b.lines, b.close(l, g.BottomRgt))
	return window{rect: rect{w: b.w, h: len(b.lines)}, lines: b.lines, zones: b.zones, cursor: b.cursor}
}

// at places a window.
func (w window) at(r rect) window {
	w.x, w.y = r.x, r.y
	return w
}

// centred places a window in the middle of the screen.
func (w window) centred(e *env) window { return w.at(middle(e.w, e.h, w.w, w.h)) }

// hit finds what is under a cell of the screen.
func (w window) hit(x, y int) (zoneID, bool) { return hit(w.zones, x-w.x, y-w.y) }
