package tui

import (
	"fmt"

	"woosync/sync/plaintext"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// scroller is a long text with the part of it that is in sight.
type scroller struct {
	doc document
	top int
	h   int // lines in sight
}

// scroll moves the text by lines.
func (s *scroller) scroll(by int) { s.top = max(0, min(s.top+by, s.doc.len()-s.h)) }

// key scrolls by the keys that move; false when the key is for something else.
func (s *scroller) key(c Command) bool {
	switch c {
	case CmdUp:
		s.scroll(-1)
	case CmdDown:
		s.scroll(1)
	case CmdPageUp:
		s.scroll(1 - max(s.h, 2))
	case CmdPageDown:
		s.scroll(max(s.h, 2) - 1)
	case CmdHome:
		s.top = 0
	case CmdEnd:
		s.scroll(s.doc.len())
	default:
		return false
	}
	return true
}

// place says which lines are in sight: "12–34 of 500"; "" when all are.
func (s *scroller) place(ascii bool) string {
	if s.doc.len() <= s.h {
		return ""
	}
	dash := "–"
	if ascii {
		dash = "-"
	}
	return humanize.Comma(int64(s.top+1)) + dash + humanize.Comma(int64(min(s.top+s.h, s.doc.len()))) + " of " + humanize.Comma(int64(s.doc.len())) + " lines"
}

// errorMsg brings the whole error of an operation, wrapped.
type errorMsg struct {
	id     int64
	doc    document
	size   int
	answer bool // it holds what the webshop answered
	err    error
}

// fetchError asks for the whole error of an operation.
func (e *env) fetchError(id int64, cells int) tea.Cmd {
	ctx, backend, ascii := e.ctx, e.backend, e.ascii
	return func() tea.Msg {
		text, err := backend.OperationError(ctx, id)
		size, answer := len(text), answerIn(text) != ""
		text = plaintext.Text(text)
		if ascii {
			text = plaintext.ASCII(text)
		}
		return errorMsg{id, wrapText(text, cells), size, answer, err}
	}
}

// rewrapMsg brings a text wrapped to another width.
type rewrapMsg struct {
	of  *scroller
	doc document
}

// rewrapAtOnce is the most bytes that are wrapped while drawing waits.
const rewrapAtOnce = 32 << 10

// rewrap fits a text to a new width: a short one at once, a long one in a command.
func (s *scroller) rewrap(cells int) tea.Cmd {
	if cells == s.doc.width || cells < 1 {
		return nil
	}
	text := s.doc.text
	if len(text) <= rewrapAtOnce {
		s.doc = wrapText(text, cells)
		s.scroll(0)
		return nil
	}
	return func() tea.Msg { return rewrapMsg{s, wrapText(text, cells)} }
}

// rewrapped takes in a text that was wrapped for this scroller.
func (s *scroller) rewrapped(msg rewrapMsg) {
	if msg.of == s {
		s.doc = msg.doc
		s.scroll(0)
	}
}

// handle does with a text in a dialog what is the same in each: it fits it to the window, scrolls it, and hands on what is a command.
func (s *scroller) handle(e *env, msg tea.Msg, do func(Command) []action) []action {
	switch msg := msg.(type) {
	case rewrapMsg:
		s.rewrapped(msg)
		s.h = readerHeight(e, s.doc.len())
	case tea.WindowSizeMsg:
		cmd := s.rewrap(readerWidth(e) - 4)
		s.h = readerHeight(e, s.doc.len())
		s.scroll(0)
		return []action{runCommand{cmd}}
	case wheelMsg:
		s.scroll(msg.dy)
	case clickMsg:
		return do(Command(msg.id.n))
	case tea.KeyPressMsg:
		return do(e.keys.command(msg.String()))
	}
	return nil
}

// reader shows the whole error of an operation, to scroll and to copy.
type reader struct {
	id    int64
	title string
	scroller
	loading bool
	size    int
	failure string
}

// newReader opens the error of an operation with what is known of it; the rest follows.
func newReader(e *env, r *row) (*reader, tea.Cmd) {
	d := &reader{id: r.ID, title: fmt.Sprintf("Error of operation %d %s %s", r.ID, e.glyphs.Dot, r.Webshop), loading: true, size: r.ErrorSize}
	head := e.cleanText(r.Error)
	w := readerWidth(e)
	d.doc = wrapText(head, w-4)
	d.h = readerHeight(e, d.doc.len())
	return d, e.fetchError(r.ID, w-4)
}

func readerWidth(e *env) int         { return max(4, min(e.w-min(4, e.w/10), 110)) }
func readerHeight(e *env, n int) int { return max(1, min(n, e.h-6)) }

func (d *reader) update(e *env, msg tea.Msg) []action {
	m, ok := msg.(errorMsg)
	if !ok {
		return d.handle(e, msg, d.command)
	}
	if m.id != d.id {
		return nil
	}
	d.loading = false
	if m.err != nil {
		d.failure = e.clean(m.err.Error())
		return nil
	}
	d.doc, d.size = m.doc, m.size
	d.h = readerHeight(e, d.doc.len())
	d.scroll(0)
	return nil
}

func (d *reader) command(c Command) []action {
	switch c {
	case CmdBack, CmdError, CmdDetails, CmdQuit:
		return []action{closeDialog{}}
	case CmdCopy:
		return []action{copyText{what: fmt.Sprintf("Error of operation %d", d.id), id: d.id}}
	}
	d.key(c)
	return nil
}

func (d *reader) view(e *env) window {
	b := newBox(e, readerWidth(e), d.title, e.styles.Border)
	if d.failure != "" {
		b.text(e.styles.Bad, d.failure)
	}
	for i := range d.h {
		b.text("", d.doc.line(d.top+i))
	}
	hints := []hint{
		{e.keys.key(CmdCopy, e.ascii), "Copy error", zoneID{zoneButton, int(CmdCopy), 0}},
		{e.keys.key(CmdBack, e.ascii), "close", zoneID{zoneButton, int(CmdBack), 0}},
	}
	if p := d.place(e.ascii); p != "" {
		hints = append([]hint{{e.keys.pair(CmdUp, CmdDown, e.ascii), "scroll", zoneID{}}}, hints...)
		hints = append(hints, hint{p, "", zoneID{}})
	}
	if d.loading {
		hints = append(hints, hint{"loading" + e.glyphs.Ellipsis, "", zoneID{}})
	}
	return b.done(hints...).centred(e)
}
