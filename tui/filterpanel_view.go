package tui

import (
	"fmt"
	"slices"

	"woosync/store"

	"github.com/dustin/go-humanize"
)

const (
	panelWide  = 78 // cells of the panel with states and webshops side by side
	panelShops = 5  // webshops in sight
)

// view draws the panel: states and webshops side by side where there is room, below them the rest.
func (d *filterPanel) view(e *env) window {
	w := min(panelWide, e.w-min(2, e.w/20))
	b := newBox(e, w, "Filter", e.styles.Border)
	n := b.inner()
	states, shops := d.stateLines(e), d.shopLines(e)
	at := 0 // line of the cursor, among those between the borders
	if n >= panelWide-4 {
		left := n/2 - 2
		for i := range max(len(states), len(shops)) {
			l := b.line()
			if i < len(states) {
				states[i](l)
			}
			l.to("", left+2)
			if i < len(shops) {
				shops[i](l)
			}
			b.put(l)
		}
		if d.at.group == groupShops {
			at = d.at.n - d.topShop + 1
		} else {
			at = d.at.n + 1
		}
	} else {
		for i, draw := range append(states, shops...) {
			l := b.line()
			draw(l)
			b.put(l)
			if (d.at.group == groupStates && i == d.at.n+1) || (d.at.group == groupShops && i == len(states)+1+d.at.n-d.topShop) {
				at = i
			}
		}
		b.put(d.fullLine(e, b.line()))
		if d.at.group == groupFull {
			at = len(b.lines) - 2
		}
	}
	if n >= panelWide-4 && d.at.group == groupFull {
		at = len(states) - 1
	}
	b.blank()
	for i, title := range []string{"Created on", "Started on", "Completed on"} {
		if d.at == (spot{groupDates, i}) {
			at = len(b.lines) - 1
		}
		d.dateLine(e, b, i, title)
	}
	for i, title := range []string{"Error", "Text"} {
		if d.at == (spot{groupTexts, i}) {
			at = len(b.lines) - 1
		}
		d.textLine(e, b, i, title)
	}
	b.blank()
	l := b.line().add(e.styles.Strong, plural(d.total, "operation matches", "operations match"))
	if !d.f.empty() {
		l.to("", n-width("clear all")).button(e.styles.Key, "clear all", zoneID{zoneCommand, int(CmdPanel), 0})
	}
	b.put(l)
	d.crop(e, b, at)
	key := func(c Command) string { return e.keys.key(c, e.ascii) }
	return b.done(hint{"space", "choose", zoneID{}}, hint{fmt.Sprintf("1-%d", len(store.States)), "states", zoneID{}}, hint{key(CmdNextTab), "next", zoneID{}},
		hint{key(CmdDetails), "keep", zoneID{zoneCommand, int(CmdDetails), 0}}, hint{key(CmdBack), "undo", zoneID{zoneCommand, int(CmdBack), 0}}).centred(e)
}

// crop leaves out lines above and below the cursor when the window is too low for the panel.
func (d *filterPanel) crop(e *env, b *box, at int) {
	room := max(e.h-2, 1)
	body := len(b.lines) - 1
	if body <= room {
		d.topLine = 0
		return
	}
	if at < d.topLine {
		d.topLine = at
	}
	if at >= d.topLine+room {
		d.topLine = at - room + 1
	}
	d.topLine = max(0, min(d.topLine, body-room))
	b.lines = slices.Concat(b.lines[:1], b.lines[1+d.topLine:1+d.topLine+room])
	var zones []zone
	for _, z := range b.zones {
		if z.y -= d.topLine; z.y >= 1 && z.y <= room {
			zones = append(zones, z)
		}
	}
	b.zones = zones
	if b.cursor != nil {
		b.cursor[1] -= d.topLine
		if b.cursor[1] < 1 || b.cursor[1] > room {
			b.cursor = nil
		}
	}
}

// stateLines are the states with boxes and numbers, under their heading.
func (d *filterPanel) stateLines(e *env) []func(*line) {
	lines := []func(*line){func(l *line) { l.add(e.styles.Dim, "State") }}
	for i, s := range store.States {
		lines = append(lines, func(l *line) {
			x := l.w
			end := min(x+panelWide/2-4, l.limit)
			d.entry(e, l, spot{groupStates, i}, slices.Contains(d.f.states, s))
			on := d.at == spot{groupStates, i}
			number := humanize.Comma(int64(d.counts[s]))
			l.add(e.styles.on(on, e.styles.Dim), fmt.Sprintf("%d ", i+1))
			l.add(e.styles.on(on, e.styles.State[s]), e.glyphs.State[s]+" "+stateShortName(s))
			l.to(e.styles.on(on, ""), end-width(number)).add(e.styles.on(on, e.styles.Dim), number)
			l.mark(x, zoneID{zoneEntry, int(groupStates), i})
		})
	}
	return lines
}

// shopLines are the webshops with boxes, under their heading, and in a wide panel Synchronize all below them.
func (d *filterPanel) shopLines(e *env) []func(*line) {
	lines := []func(*line){func(l *line) {
		l.add(e.styles.Dim, "Webshop")
		if len(d.shops) > panelShops {
			l.add(e.styles.Dim, fmt.Sprintf(" (%d)", len(d.shops)))
		}
	}}
	rows := min(len(d.shops), panelShops)
	if d.at.group == groupShops {
		d.topShop = max(min(d.topShop, d.at.n), d.at.n-panelShops+1)
	}
	d.topShop = max(0, min(d.topShop, len(d.shops)-rows))
	for i := d.topShop; i < d.topShop+rows; i++ {
		lines = append(lines, func(l *line) {
			x := l.w
			on := d.at == spot{groupShops, i}
			d.entry(e, l, spot{groupShops, i}, d.f.hasWebshop(d.shops[i]))
			l.add(e.styles.on(on, ""), e.clean(d.shops[i])).to(e.styles.on(on, ""), l.limit)
			l.mark(x, zoneID{zoneEntry, int(groupShops), i})
		})
	}
	if e.w-min(2, e.w/20) < panelWide {
		return lines
	}
	for len(lines) < len(store.States)-1 {
		lines = append(lines, func(*line) {})
	}
	return append(lines, func(l *line) { l.add(e.styles.Dim, "Synchronize all") }, func(l *line) { d.fullLine(e, l) })
}

// entry begins an entry with the mark of the cursor and its box.
func (d *filterPanel) entry(e *env, l *line, at spot, checked bool) {
	on := d.at == at
	mark := "  "
	if on {
		mark = e.glyphs.Cursor + " "
	}
	box := e.glyphs.Unchecked
	if checked {
		box = e.glyphs.Checked
	}
	role := paint("")
	if checked {
		role = e.styles.Strong
	}
	l.add(e.styles.on(on, e.styles.Accent), mark).add(e.styles.on(on, role), box+" ")
}

// fullLine is the choice of any, Yes and No.
func (d *filterPanel) fullLine(e *env, l *line) *line {
	on := d.at.group == groupFull
	mark := "  "
	if on {
		mark = e.glyphs.Cursor + " "
	}
	l.add(e.styles.on(on, e.styles.Accent), mark)
	if e.w-min(2, e.w/20) < panelWide {
		l.add(e.styles.Dim, "Synchronize all ")
	}
	for i, word := range []string{"any", "Yes", "No"} {
		sign, role := e.glyphs.RadioOff, paint("")
		if d.f.full == choice(i) {
			sign, role = e.glyphs.Radio, e.styles.Strong
		}
		x := l.w
		l.add(e.styles.on(on, role), sign+" "+word)
		l.mark(x, zoneID{zoneButton, int(groupFull), i})
		l.add(e.styles.on(on, ""), "  ")
	}
	return l
}

const panelLabel = 14

// dateLine is a range: a preset between arrows, or what was typed, and what it means or what is wrong with it.
func (d *filterPanel) dateLine(e *env, b *box, i int, title string) {
	on := d.at == spot{groupDates, i}
	l := b.line()
	d.label(e, l, on, title)
	spec := d.fields[i].value()
	l.button(e.styles.Accent, e.glyphs.MoreLeft, zoneID{zoneButton, int(groupDates), 2 * i}).add("", " ")
	x := l.w
	room := min(20, max(l.limit-l.w-2, 1))
	placeholder := "any time"
	if on {
		placeholder = "any time, or type 3h"
	}
	at := d.fields[i].draw(e, l, room, placeholder)
	if on {
		b.cursor = &[2]int{2 + at, len(b.lines)}
	}
	l.zones = append(l.zones, zone{x0: x, x1: l.w, id: zoneID{zoneEntry, int(groupDates), i}})
	l.add("", " ").button(e.styles.Accent, e.glyphs.More, zoneID{zoneButton, int(groupDates), 2*i + 1}).add("", " ")
	if d.wrong[i] != "" {
		if l.limit-l.w >= width(d.wrong[i]) {
			b.put(l.add(e.styles.Bad, e.clean(d.wrong[i])))
			return
		}
		b.put(l)
		b.put(b.line().add("", spaces(min(panelLabel+2, 4))).add(e.styles.Bad, e.clean(d.wrong[i])))
		return
	}
	if spec != "" {
		if words := e.clean(rangeWords(e, spec)); width(words) <= l.limit-l.w {
			l.add(e.styles.Dim, words)
		}
	}
	b.put(l)
}

// rangeWords says which times a range means now.
func rangeWords(e *env, spec string) string {
	r, err := parseRange(spec, e.now, e.loc)
	if err != nil || !r.Bounded() {
		return ""
	}
	from, to := "", "now"
	if !r.From.IsZero() {
		from = shortTime(r.From, e.now, e.loc)
	}
	if !r.To.IsZero() {
		to = shortTime(r.To, e.now, e.loc)
	}
	switch {
	case from == "":
		return "until " + to
	case r.To.IsZero():
		return "since " + from
	}
	return from + " – " + to
}

// textLine is a text that the error, or any of the texts, must hold.
func (d *filterPanel) textLine(e *env, b *box, i int, title string) {
	on := d.at == spot{groupTexts, i}
	l := b.line()
	d.label(e, l, on, title)
	l.add("", "  ")
	x := l.w
	placeholder := ""
	if on {
		placeholder = "part of the error"
		if i == 1 {
			placeholder = "part of webshop, address or error"
		}
	}
	at := d.fields[3+i].draw(e, l, max(l.limit-l.w-1, 1), placeholder)
	if on {
		b.cursor = &[2]int{2 + at, len(b.lines)}
	}
	l.zones = append(l.zones, zone{x0: x, x1: l.w, id: zoneID{zoneEntry, int(groupTexts), i}})
	b.put(l)
}

func (d *filterPanel) label(e *env, l *line, on bool, title string) {
	mark, p := "  ", paint("")
	if on {
		mark, p = e.glyphs.Cursor+" ", e.styles.Strong
	}
	l.add(e.styles.Accent, mark).cell(p, title, panelLabel)
}
