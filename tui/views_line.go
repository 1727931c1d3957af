package tui

import "github.com/dustin/go-humanize"

// viewsLine shows the saved views as tabs with the number of operations in each; empty ones are dim. When not all have room, those on the left go until the one that is shown is in sight.
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
		name, key := "Operations", ""
		if i >= 0 {
			key = m.views.list[i].Name
			name = fit(m.clean(key), 30, m.glyphs.Ellipsis)
		}
		n, known := m.countOf(key)
		if i > first {
			l.add(m.styles.Rule, " "+m.glyphs.Column+" ")
		}
		x, p := l.w, m.styles.Tab
		if i == active {
			p = m.styles.TabActive
			if m.changedView() {
				name += " *"
			}
			if known {
				name += " " + humanize.Comma(int64(n))
			}
			if m.plain {
				name = "[" + name + "]"
			}
			seen = x+width(name) <= w
		}
		if known && n == 0 && i != active {
			p = m.styles.TabEmpty
		}
		l.add(p, name)
		if known && i != active {
			l.add(p, " "+humanize.Comma(int64(n)))
		}
		l.mark(x, zoneID{zoneView, i, 0})
	}
	return l, seen
}
