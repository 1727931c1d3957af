package tui

// rect is a rectangle of the screen in cells.
type rect struct{ x, y, w, h int }

func (r rect) contains(x, y int) bool { return x >= r.x && x < r.x+r.w && y >= r.y && y < r.y+r.h }

// areas are the places of everything on the operations screen. A part that has no room has height 0.
type areas struct {
	title, views, tabs, toolbar, chips, rule rect
	header, rows, bar                        rect
	paneRule, pane                           rect
	endRule, status, footer                  rect
}

const (
	paneFrom   = 44 // window lines from which the summary of the operation under the cursor is shown
	paneHeight = 8
)

// extraLines are the parts that have a line only when there is something to show on it.
type extraLines struct {
	chips bool // the active filters need a line of their own
	views bool // there are saved views
	tabs  bool // states are chosen: their tabs have a line in the lowest window too
}

// arrange places the parts in a window of w × h cells. It is pure: the same window always looks the same. In a low window the parts go in the order of how little they are missed; the rows go last.
func arrange(w, h int, want extraLines) areas {
	w, h = max(w, 0), max(h, 0)
	var a areas
	type part struct {
		r    *rect
		want bool
	}
	// by importance
	parts := []part{
		{&a.rows, true}, {&a.tabs, want.tabs}, {&a.status, true}, {&a.header, true}, {&a.footer, h >= 6}, {&a.tabs, h >= 7 && !want.tabs}, {&a.title, h >= 8},
		{&a.toolbar, h >= 10}, {&a.chips, want.chips && h >= 9}, {&a.views, want.views && h >= 11}, {&a.rule, h >= 12}, {&a.endRule, h >= 14},
	}
	left := h
	for _, p := range parts {
		if p.want && left > 0 {
			p.r.h = 1
			left--
		}
	}
	if h >= paneFrom {
		a.paneRule.h, a.pane.h = 1, paneHeight
		left -= 1 + paneHeight
	}
	a.rows.h += left
	y := 0
	for _, r := range []*rect{&a.title, &a.views, &a.tabs, &a.toolbar, &a.chips, &a.rule, &a.header, &a.rows, &a.paneRule, &a.pane, &a.endRule, &a.status, &a.footer} {
		r.y, r.w = y, w
		y += r.h
	}
	if w >= 20 && a.rows.h > 1 {
		a.bar = rect{x: w - 1, y: a.rows.y, w: 1, h: a.rows.h}
		a.rows.w = w - 1
	}
	return a
}

// middle places a window of w × h in the middle of a screen, cut to it, a little above centre as the eye expects.
func middle(screenW, screenH, w, h int) rect {
	w, h = min(w, screenW), min(h, screenH)
	return rect{x: (screenW - w) / 2, y: (screenH - h) * 2 / 5, w: w, h: h}
}

const (
	stageWide = 140 // window cells from which a large dialog leaves the screen to be seen at its sides
	stageMost = 132 // cells of a large dialog then
	stageHigh = 42  // lines of a large dialog at most
)

// stage is the place of a large dialog: between title and status in windows of usual size, all of a small one.
func stage(w, h int) rect {
	r := rect{x: 0, y: 0, w: w, h: h}
	if h >= 16 {
		r.y, r.h = 1, h-3
	}
	if w >= stageWide {
		r.w = stageMost
		r.x = (w - r.w) / 2
	}
	if r.h > stageHigh {
		r.y += (r.h - stageHigh) / 3
		r.h = stageHigh
	}
	return r
}

// beside places a popover of w × h near the cell at: below it when there is room, else above, and never past an edge.
func beside(screenW, screenH int, at rect, w, h int) rect {
	w, h = min(w, screenW), min(h, screenH)
	r := rect{x: min(at.x, screenW-w), y: at.y + at.h, w: w, h: h}
	if r.y+h > screenH {
		if at.y-h >= 0 {
			r.y = at.y - h
		} else {
			r.y = max(0, screenH-h)
		}
	}
	return r
}
