package tui

import (
	"slices"
	"strings"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// filterLine is the filter being typed. What can be read of it works at once; esc brings the filter back that was there before.
type filterLine struct {
	field  field
	before filter
	names  []string // webshops, for completion
	wrong  string   // why it cannot be read
	offers []offer
	at     int // chosen offer; -1: none yet
}

// offer is a completion: what to show, and the whole line once it is taken.
type offer struct{ show, line string }

const maxOffers = 8

// beginFilter opens the filter line with the filter as it is.
func (m *Model) beginFilter() tea.Cmd {
	text := m.filter.String()
	if text != "" {
		text += " "
	}
	names := slices.Clone(m.names)
	for _, s := range m.status.webshops {
		if !slices.Contains(names, s.name) {
			names = append(names, s.name)
		}
	}
	m.typing = &filterLine{field: newField(text), before: m.filter.clone(), names: names}
	m.typing.complete()
	return nil
}

// typeFilter takes in a key or a paste while the filter is typed.
func (m *Model) typeFilter(msg tea.Msg) tea.Cmd {
	t := *m.typing // a copy, so that an older model is not changed
	m.typing = &t
	if key, ok := msg.(tea.KeyPressMsg); ok {
		c := m.keys.command(key.String())
		if typed(key) {
			c = CmdNone
		}
		switch c {
		case CmdDetails:
			if t.at >= 0 && t.at < len(t.offers) {
				t.accept()
				return m.applyTyped(&t)
			}
			if t.wrong != "" {
				return m.say(warning, sentence(t.wrong))
			}
			m.typing = nil
			return m.more()
		case CmdBack:
			before := t.before
			m.typing = nil
			return m.refilter(before)
		case CmdNextTab:
			if len(t.offers) == 1 {
				t.accept()
				return m.applyTyped(&t)
			}
			t.turn(1)
			return nil
		case CmdDown:
			t.turn(1)
			return nil
		case CmdUp, CmdPrevTab:
			t.turn(-1)
			return nil
		}
	}
	if !t.field.update(msg) {
		return nil
	}
	return m.applyTyped(&t)
}

// applyTyped shows what the typed filter leaves; a part that cannot be read is left out, and explained.
func (m *Model) applyTyped(t *filterLine) tea.Cmd {
	t.complete()
	f, err := parseFilter(t.field.value(), m.now, m.loc)
	t.wrong = ""
	if err != nil {
		t.wrong = err.Error()
	}
	return m.refilter(f)
}

// turn chooses another offer.
func (t *filterLine) turn(by int) {
	if n := len(t.offers); n > 0 {
		if t.at < 0 && by < 0 {
			t.at = 0
		}
		t.at = (t.at + by + n) % n
	}
}

// accept takes the chosen offer.
func (t *filterLine) accept() {
	if len(t.offers) > 0 {
		t.field.set(t.offers[max(t.at, 0)].line)
	}
}

// complete finds what may follow the cursor: names of tokens, or values of the one being typed.
func (t *filterLine) complete() {
	t.offers, t.at = nil, -1
	text := t.field.value()
	head, word := "", text
	if i := lastPiece(text); i >= 0 {
		head, word = text[:i], text[i:]
	}
	key, value, hasKey := strings.Cut(word, ":")
	if !hasKey || !slices.Contains(tokenKeys(), strings.ToLower(key)) {
		for _, k := range tokenKeys() {
			if strings.HasPrefix(k, strings.ToLower(word)) && !strings.Contains(" "+head, " "+k+":") {
				t.offers = append(t.offers, offer{k + ":", head + k + ":"})
			}
		}
		return
	}
	key = strings.ToLower(key)
	head += key + ":"
	if key == "state" || key == "webshop" {
		if i := strings.LastIndexByte(value, ','); i >= 0 {
			head, value = head+value[:i+1], value[i+1:]
		}
	}
	value = strings.ToLower(strings.Trim(value, `"`))
	for _, v := range t.values(key) {
		if name := strings.ToLower(v[0]); strings.Contains(name, value) && name != value && v[1] != value && len(t.offers) < maxOffers {
			t.offers = append(t.offers, offer{v[0], head + quote(v[1], ",") + " "})
		}
	}
}

// values are what a token can hold: in words, and as typed.
func (t *filterLine) values(key string) (v [][2]string) {
	switch key {
	case "state":
		for _, s := range store.States {
			v = append(v, [2]string{s.String(), s.Key()})
		}
	case "webshop":
		for _, n := range t.names {
			v = append(v, [2]string{cleanLine(n), n})
		}
	case "all":
		v = [][2]string{{"yes", "yes"}, {"no", "no"}}
	case "created", "started", "completed":
		for _, p := range datePresets()[1:] {
			v = append(v, [2]string{p.title, p.spec})
		}
	}
	return v
}

// lastPiece is where the last word or token of the line begins; -1 when the line is empty.
func lastPiece(s string) int {
	pieces := splitFilter(s)
	if n := len(pieces); n > 0 && pieces[n-1].to == len(s) {
		return pieces[n-1].from
	}
	return len(s)
}

// draw shows the line in the place of the toolbar: what is typed, and at the right what is wrong with it or which keys help.
func (t *filterLine) draw(e *env, w int) *line {
	l := newLine(w, e.glyphs.Ellipsis).add(e.styles.Key, " / ")
	right, p := "enter keeps "+e.glyphs.Dot+" tab completes "+e.glyphs.Dot+" esc undoes", e.styles.Dim
	if t.wrong != "" {
		right, p = e.clean(t.wrong), e.styles.Bad
	}
	room := w - l.w - width(right) - 3
	if room < 24 {
		room = max(w-l.w-1, 1)
		if t.wrong != "" {
			room = max(room/2, 1)
		}
	}
	t.field.draw(e, l, room, "state:failed created:7d error:timeout …")
	if w-l.w > 3 {
		right = fit(right, w-l.w-3, e.glyphs.Ellipsis)
		l.to("", w-width(right)-1).add(p, right)
	}
	return l
}

// cursorAt is the column of the cursor on the line.
func (t *filterLine) cursorAt(e *env, w int) int {
	l := newLine(w, "").add("", " / ")
	return t.field.draw(e, l, max(w-l.w-1, 1), "")
}

// offersWindow shows the completions below the line.
func (t *filterLine) offersWindow(e *env, y int) (window, bool) {
	if len(t.offers) == 0 {
		return window{}, false
	}
	w := 0
	for _, o := range t.offers {
		w = max(w, width(e.clean(o.show)))
	}
	b := newBox(e, min(w+6, e.w), "", e.styles.BorderQuiet)
	for i, o := range t.offers {
		p, mark := e.styles.chosen(i == t.at, ""), "  "
		if i == t.at {
			mark = e.glyphs.Cursor + " "
		}
		l := b.line().add(p, mark+e.clean(o.show))
		b.put(l.to(p, l.limit))
	}
	win := b.done()
	value := t.field.value()
	x := 3 + width(e.clean(value[:max(lastPiece(value), 0)]))
	return win.at(beside(e.w, e.h, rect{x: max(x-4, 0), y: y, w: 1, h: 1}, win.w, win.h)), true
}
