package tui

// viewsLine shows the saved views as tabs. When not all have room, those on the left go until the one that is shown is in sight.
func (m *Model) viewsLine(w int) *line {
	active := m.views.index()
	for first := -1; ; first++ {
		l, seen := m.viewTabs(w, first, active)
		if seen || first >= active {
			return l
		}
	}
}

// viewTabs draws the views from first on, and tells whether the active one is whole.
func (m *Model) viewTabs(w, first, active int) (l *line, seen bool) {
	l = newLine(w, m.glyphs.Ellipsis).add("", " ")
	if first > -1 {
		x := l.w
		l.add(m.styles.Accent, m.glyphs.MoreLeft).mark(x, zoneID{zoneView, first - 1, 0})
		l.add("", " ")
	}
	for i := first; i < len(m.views.list); i++ {
		name := "All operations"
		if i >= 0 {
			name = fit(m.clean(m.views.list[i].Name), 30, m.glyphs.Ellipsis)
		}
		if i > first {
			l.add(m.styles.Rule, " "+m.glyphs.Column+" ")
		}
		x, p := l.w, m.styles.Tab
		if i == active {
			p = m.styles.TabActive
			if m.changedView() {
				name += " *"
			}
			if m.plain {
				name = "[" + name + "]"
			}
			seen = x+width(name) <= w
		}
		l.add(p, name).mark(x, zoneID{zoneView, i, 0})
	}
	return l, seen
}
