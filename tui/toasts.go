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

// windows draws the messages, stacked upwards from above the footer at the right.
func (t *toasts) windows(e *env, bottom int) []window {
	var ws []window
	y := bottom
	for i := len(t.list) - 1; i >= 0; i-- {
		w := t.list[i].window(e)
		y -= w.h
		if y < 0 {
			break
		}
		w.x, w.y = max(e.w-w.w-1, 0), y
		ws = append(ws, w)
	}
	return ws
}

func (t toast) window(e *env) window {
	style, sign := e.styles.Accent, e.glyphs.Bullet
	switch t.level {
	case success:
		style, sign = e.styles.Good, e.glyphs.State[2]
	case warning:
		style, sign = e.styles.Warn, "!"
	case failure:
		style, sign = e.styles.Bad, e.glyphs.Close
	}
	inner := min(max(e.w-8, 1), 84)
	d := wrapText(t.text, inner)
	w := 0
	for i := range min(d.len(), 6) {
		w = max(w, width(d.line(i)))
	}
	b := newBox(e, w+6, "", style)
	for i := range min(d.len(), 6) {
		l := b.line()
		if i == 0 {
			l.add(style, sign+" ")
		} else {
			l.add("", "  ")
		}
		b.put(l.add("", d.line(i)))
	}
	return b.done()
}
