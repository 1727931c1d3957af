package tui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
)

// level says how much a message matters.
type level uint8

const (
	info level = iota
	success
	warning
	failure
)

// toast is a message that shows for a while in a corner.
type toast struct {
	n     int
	level level
	text  string
}

// toasts are the messages on the screen, newest last.
type toasts struct {
	list []toast
	last int
}

type toastGoneMsg struct{ n int }

const maxToasts = 3

// say shows a message. What went wrong stays longer.
func (m *Model) say(l level, text string) tea.Cmd {
	if text == "" {
		return nil
	}
	m.toasts.last++
	t := toast{m.toasts.last, l, m.clean(text)}
	list := slices.DeleteFunc(slices.Clone(m.toasts.list), func(old toast) bool { // said again, it moves down; what was merely told is told no more
		return old.text == t.text || old.level == info && l == info
	})
	if len(list) == maxToasts {
		first := max(0, slices.IndexFunc(list, func(old toast) bool { return old.level < failure })) // what failed goes last: it was not read yet
		list = slices.Delete(list, first, first+1)
	}
	m.toasts.list = append(list, t)
	ttl := 5 * time.Second
	if l >= warning {
		ttl = 9 * time.Second
	}
	return tea.Tick(ttl, func(time.Time) tea.Msg { return toastGoneMsg{t.n} })
}

// drop takes a message away.
func (t *toasts) drop(n int) {
	t.list = slices.DeleteFunc(slices.Clone(t.list), func(x toast) bool { return x.n == n })
}

// quiet takes away what was merely told: it would stand over what was opened since.
func (t *toasts) quiet() {
	t.list = slices.DeleteFunc(slices.Clone(t.list), func(x toast) bool { return x.level == info })
}

// toastRoom is where messages go: above the footer, or where dialogs are open below them, be it in the place of the footer, or above them;
// where there is no room for the newest one, into the topmost of them. Its border with the keys stays in sight.
func (m *Model) toastRoom(dialogs []window) rect {
	bottom := m.h
	if a := m.areas(); a.status.h > 0 && a.footer.h > 0 {
		bottom = a.status.y
	}
	whole := rect{0, 0, m.w - 1, bottom}
	if len(dialogs) == 0 || len(m.toasts.list) == 0 {
		return whole
	}
	first, last := m.h, 0
	for _, d := range dialogs {
		first, last = min(first, d.y), max(last, d.y+d.h)
	}
	newest := m.toasts.list[len(m.toasts.list)-1]
	boxed := newest.window(&m.env, whole).h
	for _, r := range []rect{{0, last, m.w - 1, bottom - last}, {0, last, m.w - 1, m.h - last}, {0, 0, m.w - 1, first}} {
		if text := newest.lines(r); r.h >= boxed || r.flat() && text.len() <= r.h {
			return r
		}
	}
	top := dialogs[len(dialogs)-1]
	return rect{top.x + 1, top.y + 1, min(top.w, m.w) - 2, min(top.h, m.h-top.y) - 2}
}

// windows draws the messages, stacked upwards at the right of the room that they have.
func (t *toasts) windows(e *env, room rect) []window {
	var ws []window
	y := room.y + room.h
	for i := len(t.list) - 1; i >= 0; i-- {
		w := t.list[i].window(e, room)
		y -= w.h
		if y < room.y {
			break
		}
		w.x, w.y = max(room.x+room.w-w.w, 0), y
		ws = append(ws, w)
	}
	return ws
}

// flat tells whether a place has room for lines, but not for a box with one.
func (r rect) flat() bool { return r.h == 1 || r.h == 2 }

// lines is the text as it is broken in its room.
func (t toast) lines(room rect) document {
	if room.flat() {
		return wrapText(t.text, max(room.w-4, 1))
	}
	return wrapText(t.text, min(max(room.w-7, 1), 84))
}

func (t toast) window(e *env, room rect) window {
	style, sign := e.styles.Accent, e.glyphs.Bullet
	switch t.level {
	case success:
		style, sign = e.styles.Good, e.glyphs.State[2]
	case warning:
		style, sign = e.styles.Warn, "!"
	case failure:
		style, sign = e.styles.Bad, e.glyphs.Close
	}
	d := t.lines(room)
	add := func(l *line, i int) *line {
		if i > 0 {
			sign = " "
		}
		return l.add(style, sign+" ").add("", d.line(i))
	}
	if room.flat() {
		w := window{rect: rect{w: e.w}}
		for i := range min(d.len(), room.h) {
			w.lines = append(w.lines, add(newLine(e.w, e.glyphs.Ellipsis).add("", " "), i).to("", e.w).String())
		}
		w.h = len(w.lines)
		return w
	}
	most, n := min(d.len(), 6, max(room.h-2, 1)), 0
	for i := range most {
		n = max(n, width(d.line(i)))
	}
	b := newBox(e, n+6, "", style)
	for i := range most {
		b.put(add(b.line(), i))
	}
	return b.done()
}
