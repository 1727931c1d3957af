package tui

import "strings"

// toolbarCommands are the actions that are always in sight.
func toolbarCommands() []Command {
	return []Command{CmdSearch, CmdSynchronize, CmdCopy, CmdRefresh}
}

// toolbarLine shows the actions, and behind them the chips, if they fit.
func (m *Model) toolbarLine(w int) *line {
	l := m.toolbarActions(w)
	if chips := m.chipsLine(w - l.w - 3); chips != nil && chips.fits {
		l.to("", w-chips.w-1)
		x := l.w
		l.append(chips.line)
		for _, z := range chips.zones {
			z.x0, z.x1 = z.x0+x, z.x1+x
			l.zones = append(l.zones, z)
		}
	}
	return l
}

// toolbarActions shows the actions with their keys; those that would do nothing now are dim, and say why when they are pressed.
func (m *Model) toolbarActions(w int) *line {
	l := newLine(w, m.glyphs.Ellipsis)
	l.add("", " ")
	gap := "    "
	if w < 100 {
		gap = "  "
	}
	if w < 44 {
		gap = " "
	}
	for i, c := range toolbarCommands() {
		key, label := m.keys.key(c, m.ascii), m.keys.binding(c).Label
		if w < 60 {
			label, _, _ = strings.Cut(label, " ")
		}
		if l.w+len(gap)*min(i, 1)+width(key)+1+width(label) > w {
			break
		}
		if i > 0 {
			l.add("", gap)
		}
		x := l.w
		if m.disabled(c) != "" {
			l.add(m.styles.Disabled, key+" "+label)
		} else {
			l.add(m.styles.Key, key).add(m.styles.Text, " "+label)
		}
		l.mark(x, zoneID{zoneCommand, int(c), 0})
	}
	return l
}

// append puts a finished line behind this one.
func (l *line) append(o *line) {
	if l.cur != "" {
		l.b.WriteString(reset)
		l.cur = ""
	}
	l.b.WriteString(o.String())
	l.w += o.w
}
