package tui

import (
	"slices"
	"strings"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// filterPanel is every part of the filter at once, to choose with a few keys. What is chosen works at once; esc brings back the filter
// that was there before.
type filterPanel struct {
	before, f filter
	counts    store.StateCounts
	total     int
	shops     []string
	at        spot
	fields    [5]field // created, started, completed, error, text
	wrong     [3]string
	topShop   int
	topLine   int // first line in sight, in a low window
}

// spot is a place in the panel: a group and an entry of it.
type spot struct {
	group panelGroup
	n     int
}

type panelGroup uint8

const (
	groupStates panelGroup = iota
	groupShops
	groupFull
	groupDates // n: created, started, completed
	groupTexts // n: error, text
	panelGroups
)

// matchMsg tells the panel what its filter leaves.
type matchMsg struct {
	total  int
	counts store.StateCounts
}

func newFilterPanel(m *Model) *filterPanel {
	d := &filterPanel{before: m.filter.clone(), f: m.filter.clone(), counts: m.counts, total: m.table.total, shops: slices.Clone(m.names)}
	for _, s := range m.status.webshops {
		if !slices.Contains(d.shops, s.name) {
			d.shops = append(d.shops, s.name)
		}
	}
	for _, w := range d.f.webshops { // one that the filter names stays to be seen
		if !slices.ContainsFunc(d.shops, func(s string) bool { return strings.EqualFold(s, w) }) {
			d.shops = append(d.shops, w)
		}
	}
	for i, s := range []string{d.f.created, d.f.started, d.f.completed, d.f.problem, d.f.text} {
		d.fields[i] = newField(s)
	}
	return d
}

// size is the number of entries of a group.
func (d *filterPanel) size(g panelGroup) int {
	switch g {
	case groupStates:
		return len(store.States)
	case groupShops:
		return len(d.shops)
	case groupDates:
		return 3
	case groupTexts:
		return 2
	}
	return 1
}

// field is the text field under the cursor, or nil.
func (d *filterPanel) field() *field {
	switch d.at.group {
	case groupDates:
		return &d.fields[d.at.n]
	case groupTexts:
		return &d.fields[3+d.at.n]
	}
	return nil
}

func (d *filterPanel) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case matchMsg:
		d.total, d.counts = msg.total, msg.counts
	case tea.PasteMsg:
		if f := d.field(); f != nil && f.update(msg) {
			return d.apply(e)
		}
	case wheelMsg:
		d.step(msg.dy / wheelRows)
	case clickMsg:
		return d.click(e, msg)
	case tea.KeyPressMsg:
		return d.press(e, msg)
	}
	return nil
}

func (d *filterPanel) press(e *env, msg tea.KeyPressMsg) []action {
	key, f := msg.String(), d.field()
	c := e.keys.command(key)
	switch {
	case c == CmdBack:
		return []action{setFilter{d.before}, closeDialog{}}
	case c == CmdDetails:
		return []action{closeDialog{}}
	case c == CmdNextTab:
		d.nextGroup(1)
	case c == CmdPrevTab:
		d.nextGroup(-1)
	case c == CmdUp && msg.Text == "":
		d.step(-1)
	case c == CmdDown && msg.Text == "":
		d.step(1)
	case d.at.group == groupDates && (key == "left" || key == "right") && d.presetOrEnd(key):
		d.preset(map[string]int{"left": -1, "right": 1}[key])
		return d.apply(e)
	case f != nil:
		if f.update(msg) {
			return d.apply(e)
		}
	case key == "space" || c == CmdMark:
		d.toggle()
		return d.apply(e)
	case len(key) == 1 && key[0] >= '1' && int(key[0]-'1') < len(store.States):
		d.at = spot{groupStates, int(key[0] - '1')}
		d.toggle()
		return d.apply(e)
	case key == "left" || key == "right":
		d.sideways(map[string]int{"left": -1, "right": 1}[key])
		return d.apply(e)
	case c == CmdPanel || c == CmdQuit:
		return []action{closeDialog{}}
	case key == "backspace" || key == "delete":
		d.clear()
		return d.apply(e)
	}
	return nil
}

// presetOrEnd tells whether left and right choose presets, rather than move in a text that was typed.
func (d *filterPanel) presetOrEnd(string) bool {
	value := d.fields[d.at.n].value()
	return slices.ContainsFunc(datePresets(), func(p datePreset) bool { return p.spec == value })
}

// preset chooses the next named range.
func (d *filterPanel) preset(by int) {
	presets, f := datePresets(), &d.fields[d.at.n]
	i := slices.IndexFunc(presets, func(p datePreset) bool { return p.spec == f.value() })
	f.set(presets[(i+by+len(presets))%len(presets)].spec)
}

// step moves through all entries.
func (d *filterPanel) step(by int) {
	for ; by > 0; by-- {
		if d.at.n+1 < d.size(d.at.group) {
			d.at.n++
		} else {
			d.nextGroup(1)
		}
	}
	for ; by < 0; by++ {
		if d.at.n > 0 {
			d.at.n--
		} else {
			d.nextGroup(-1)
			d.at.n = d.size(d.at.group) - 1
		}
	}
}

// nextGroup goes to another group that has entries.
func (d *filterPanel) nextGroup(by int) {
	for {
		d.at = spot{(d.at.group + panelGroup(by) + panelGroups) % panelGroups, 0}
		if d.size(d.at.group) > 0 {
			return
		}
	}
}

// sideways goes between states and webshops, or chooses Yes and No.
func (d *filterPanel) sideways(by int) {
	switch {
	case d.at.group == groupFull:
		d.f.full = choice((int(d.f.full) + by + 3) % 3)
	case d.at.group == groupStates && len(d.shops) > 0:
		d.at = spot{groupShops, min(d.at.n, len(d.shops)-1)}
	case d.at.group == groupShops:
		d.at = spot{groupStates, min(d.at.n, len(store.States)-1)}
	}
}

// toggle changes the entry under the cursor.
func (d *filterPanel) toggle() {
	switch d.at.group {
	case groupStates:
		d.f.toggleState(store.States[d.at.n])
	case groupShops:
		d.f.toggleWebshop(d.shops[d.at.n])
	case groupFull:
		d.f.full = (d.f.full + 1) % 3
	}
}

// clear empties the group under the cursor.
func (d *filterPanel) clear() {
	switch d.at.group {
	case groupStates:
		d.f.states = nil
	case groupShops:
		d.f.webshops = nil
	case groupFull:
		d.f.full = anyway
	}
}

// apply shows what the panel says; a date that cannot be read restricts nothing until it can.
func (d *filterPanel) apply(e *env) []action {
	for i, to := range []*string{&d.f.created, &d.f.started, &d.f.completed} {
		spec := strings.ToLower(strings.Join(strings.Fields(d.fields[i].value()), " "))
		d.wrong[i] = ""
		if _, err := parseRange(spec, e.now, e.loc); err != nil {
			d.wrong[i], spec = err.Error(), ""
		}
		*to = spec
	}
	d.f.problem, d.f.text = strings.TrimSpace(d.fields[3].value()), strings.TrimSpace(d.fields[4].value())
	return []action{setFilter{d.f.clone()}}
}

func (d *filterPanel) click(e *env, msg clickMsg) []action {
	switch msg.id.kind {
	case zoneEntry:
		d.at = spot{panelGroup(msg.id.n), msg.id.k}
		if d.field() == nil && d.at.group != groupFull {
			d.toggle()
		}
	case zoneButton: // an answer to Synchronize all, or an arrow beside a date
		d.at = spot{panelGroup(msg.id.n), 0}
		if d.at.group == groupFull {
			d.f.full = choice(msg.id.k)
			break
		}
		d.at = spot{groupDates, msg.id.k / 2}
		if d.presetOrEnd("") {
			d.preset(msg.id.k%2*2 - 1)
		} else {
			d.fields[d.at.n].set("")
		}
	case zoneCommand:
		switch Command(msg.id.n) {
		case CmdBack:
			return []action{setFilter{d.before}, closeDialog{}}
		case CmdPanel: // clear all
			d.f = filter{}
			for i := range d.fields {
				d.fields[i].set("")
			}
		default:
			return []action{closeDialog{}}
		}
	case zoneOutside:
		return []action{closeDialog{}}
	default:
		return nil
	}
	return d.apply(e)
}
