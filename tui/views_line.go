package tui

import "github.com/dustin/go-humanize"

// viewsLine shows the saved views as tabs with the number of operations in each; empty ones are dim. When not all have room, those on the
// left go until the one that is shown is in sight.
func (m *Model) viewsLine(w int) *line {
	counts := make(map[string]int, len(m.views.counts))
	for _, c := range m.views.counts {
		counts[c.name] = c.n
	}
	if delete(counts, ""); m.views.baseCount >= 0 {
		counts[""] = m.views.baseCount
	}
	active := m.views.index() + 1 // tab 0 is for the table without a view
	tabs := make([]string, len(m.views.list)+1)
	widths := make([]int, len(tabs))
	for i := range tabs {
		tabs[i] = m.viewText(i, active, counts)
		widths[i] = width(tabs[i])
	}
	between := " " + m.glyphs.Column + " "
	l := newLine(w, m.glyphs.Ellipsis).add("", " ")
	first := firstInSight(widths, width(between), w-l.w, active)
	if first > 0 {
		l.button(m.styles.Accent, m.glyphs.MoreLeft, zoneID{zoneView, first - 2, 0}).add("", " ")
	}
	for i := first; i < len(tabs) && l.w < l.limit; i++ {
		if i > first {
			l.add(m.styles.Rule, between)
		}
		n, known := counts[m.viewKey(i)]
		p := m.styles.Tab
		switch {
		case i == active:
			p = m.styles.TabActive
		case known && n == 0:
			p = m.styles.TabEmpty
		}
		l.button(p, tabs[i], zoneID{zoneView, i - 1, 0})
	}
	return l
}

// viewKey is the name of the view of a tab; "" for the table without one.
func (m *Model) viewKey(tab int) string {
	if tab == 0 {
		return ""
	}
	return m.views.list[tab-1].Name
}

// viewText is a tab as it is written: its name, a star when it was changed on the screen, and its number once it is known.
func (m *Model) viewText(tab, active int, counts map[string]int) string {
	text := "Operations"
	if tab > 0 {
		text = fit(m.clean(m.viewKey(tab)), 30, m.glyphs.Ellipsis)
	}
	if tab == active && m.changedView() {
		text += " *"
	}
	if n, known := counts[m.viewKey(tab)]; known {
		text += " " + humanize.Comma(int64(n))
	}
	if tab == active && m.plain {
		text = "[" + text + "]"
	}
	return text
}

// firstInSight is the first of some tabs to draw, so that the one at an index is whole in w cells, or begins the line when it is wider.
// A sign that there are more, of two cells, stands before the first when that is not the very first.
func firstInSight(widths []int, between, w, at int) int {
	first, used := at, widths[at]
	for i := at - 1; i >= 0; i-- {
		used += between + widths[i]
		if used > w {
			break
		}
		if i == 0 || used+2 <= w {
			first = i
		}
	}
	return first
}
