package tui

// chipStrip is the active filters, each with a cross to take it away.
type chipStrip struct {
	*line
	fits bool // all of them are on it
}

// chipsLine lays the chips out in w cells; nil when nothing is filtered.
func (m *Model) chipsLine(w int) *chipStrip {
	chips := m.filter.chips()
	if len(chips) == 0 {
		return nil
	}
	l := newLine(max(w, 0), m.glyphs.Ellipsis)
	fits := true
	for i, c := range chips {
		text := m.clean(c.text)
		if width(text) > 40 {
			text = fit(text, 40, m.glyphs.Ellipsis)
		}
		if i > 0 {
			l.add("", "   ")
		}
		if l.w+width(text)+2 > l.limit {
			fits = false
		}
		x := l.w
		l.add(m.styles.Chip, text).add(m.styles.Dim, " "+m.glyphs.Close)
		l.mark(x, zoneID{zoneChip, i, 0})
	}
	return &chipStrip{l, fits}
}

// chipsApart tells whether the chips need a line of their own in this window.
func (m *Model) chipsApart() bool {
	if m.filter.empty() {
		return false
	}
	strip := m.chipsLine(m.w - m.toolbarActions(m.w).w - 3)
	return strip != nil && !strip.fits
}
