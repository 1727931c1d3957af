package tui

import (
	"fmt"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// attemptList is everything that was tried to do what was asked for: the operations whose failed products this one repeats, itself, and
// those that repeat its own, oldest first, each with how it went.
type attemptList struct {
	id      int64 // operation
	rows    []row
	at, top int
	h       int // attempts in sight
	loaded  bool
	req     request
	failure string
}

type attemptsMsg struct {
	n    int
	rows []row
	err  error
}

func (d *attemptList) load(e *env) tea.Cmd {
	ctx, n := d.req.next(e.ctx)
	backend, id, ascii := e.backend, d.id, e.ascii
	return func() tea.Msg {
		ops, err := backend.Attempts(ctx, id)
		rows := newRows(ops)
		if ascii {
			for i := range rows {
				rows[i].toASCII()
			}
		}
		return attemptsMsg{n, rows, err}
	}
}

// show takes in the attempts; the cursor stays on its own.
func (d *attemptList) show(e *env, msg attemptsMsg) {
	if !d.req.answers(msg.n) {
		return
	}
	if msg.err != nil {
		d.failure = e.clean(msg.err.Error())
		return
	}
	want := d.id
	if r := d.current(); r != nil {
		want = r.ID
	}
	d.failure, d.rows, d.loaded = "", msg.rows, true
	d.at = max(0, min(d.at, len(d.rows)-1))
	for i := range d.rows {
		if d.rows[i].ID == want {
			d.at = i
		}
	}
}

// current is the attempt under the cursor, or nil.
func (d *attemptList) current() *row {
	if d.at < len(d.rows) {
		return &d.rows[d.at]
	}
	return nil
}

func (d *attemptList) move(by int) { d.at = max(0, min(d.at+by, len(d.rows)-1)) }

func (d *attemptList) command(c Command) {
	page := max(d.h-1, 1)
	switch c {
	case CmdUp:
		d.move(-1)
	case CmdDown:
		d.move(1)
	case CmdPageUp:
		d.move(-page)
	case CmdPageDown:
		d.move(page)
	case CmdHome:
		d.at = 0
	case CmdEnd:
		d.move(len(d.rows))
	}
}

// attemptLines is how many lines each attempt has: when and how it went, and what went wrong.
const attemptLines = 2

func (d *attemptList) draw(e *env, b *box, room int, own int64) {
	switch {
	case d.failure != "":
		b.text(e.styles.Bad, d.failure)
		return
	case !d.loaded:
		b.text(e.styles.Dim, "loading"+e.glyphs.Ellipsis)
		return
	}
	d.h = max(room/attemptLines, 1)
	if d.at < d.top {
		d.top = d.at
	}
	if d.at >= d.top+d.h {
		d.top = d.at - d.h + 1
	}
	d.top = max(0, min(d.top, len(d.rows)-d.h))
	for i := d.top; i < min(d.top+d.h, len(d.rows)); i++ {
		d.drawAttempt(e, b, i, own)
	}
}

func (d *attemptList) drawAttempt(e *env, b *box, i int, own int64) {
	r, s, cursor := &d.rows[i], &e.styles, i == d.at
	on := func(p paint) paint { return s.on(cursor, p) }
	mark := "  "
	if cursor {
		mark = e.glyphs.Cursor + " "
	}
	l := b.line().add(on(s.Accent), mark).add(on(s.Strong), fmt.Sprint(r.ID))
	if r.ID == own {
		l.add(on(s.Dim), " this one")
	}
	dot := " " + e.glyphs.Dot + " "
	l.add(on(s.Dim), dot).add(on(s.State[r.State]), e.glyphs.State[r.State]+" "+r.State.String())
	l.add(on(s.Dim), dot).add(on(""), longTime(r.CreatedOn, e.now, e.loc))
	if !r.StartedOn.IsZero() {
		l.add(on(s.Dim), dot).add(on(""), tookWords(&r.Operation, e.now))
	}
	for _, words := range []string{begunWords(&r.Operation), countWords(r.Counts), r.RequestedBy} {
		if words != "" {
			l.add(on(s.Dim), dot).add(on(""), words)
		}
	}
	l.to(on(""), l.limit)
	l.mark(0, zoneID{zoneEntry, i, 0})
	b.put(l)
	l = b.line().add("", "    ")
	switch {
	case r.problem != "":
		l.add("", r.problem)
	case r.Note != "":
		l.add(s.Warn, r.Note)
	}
	l.mark(0, zoneID{zoneEntry, i, 0})
	b.put(l)
}

// begunWords says that a worker was cut off and began again; "" when that did not happen.
func begunWords(op *store.Operation) string {
	if op.Attempts < 2 {
		return ""
	}
	return fmt.Sprintf("begun %d times", op.Attempts)
}
