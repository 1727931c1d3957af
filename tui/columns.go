package tui

import (
	"slices"

	"woosync/store"
	"woosync/tui/config"
)

// column is one of the columns of the operations table.
type column struct {
	id    store.Column
	title string
	min   int // cells below which it is not drawn
	ideal int // cells in which its usual content is whole
	most  int // cells beyond which more room is of no use
}

// placedColumn is a column with its place on the line.
type placedColumn struct {
	column
	index int // in the list of columns
	x, w  int
}

const (
	wideFrom   = 100 // window cells from which the address of a webshop is shown
	agoBelow   = 80  // window cells below which times are relative
	exactFrom  = 160 // window cells from which times are exact to the second, and relative ones in words
	agoWide    = 20  // cells of a relative time in words
	fullFrom   = 190 // window cells from which every state is written out
	markWidth  = 3   // cells before the first column: the cursor, and whether the operation is marked
	stateShort = 15  // cells of "○ Not processed"
)

// operationColumns are all columns in their usual order. Their least widths depend on the window alone, so that nothing jumps when a row
// changes its state.
func operationColumns(window int) []column {
	c := []column{
		{store.ColumnWebshop, "Webshop", 12, 20, 44},
		{store.ColumnFull, "Synchronize all", 15, 15, 15},
		{store.ColumnState, "State", stateShort, 19, 37},
		{store.ColumnError, "Error", 14, 32, 400},
		{store.ColumnCreated, "Created on", 12, 12, 12},
		{store.ColumnStarted, "Started on", 10, 12, 12},
		{store.ColumnCompleted, "Completed on", 12, 12, 14},
	}
	switch {
	case window < agoBelow:
		c[4].min, c[4].ideal, c[4].most = 10, 12, 12
		c[5].min, c[5].ideal, c[5].most = 10, 12, 12
		c[0].min = 10
		if window < 60 { // with few columns in sight there is room for the words
			c[2].min = 19
		}
	case window >= exactFrom:
		c[0].ideal = 30
		c[4].ideal, c[4].most = 15, 28
		c[6].most = 22
		if window >= fullFrom {
			c[2].ideal = 37
		}
	case window >= wideFrom:
		c[0].ideal = 26
	}
	return c
}

// shownColumns are the columns that a layout shows, in its order. A width of its own does not depend on the window, but for one too narrow
// to have other columns beside it.
func shownColumns(window int, layout []config.Column, relative bool) []column {
	all := allColumns(window)
	for i := range all {
		if c := &all[i]; relative && window >= exactFrom && isTime(c.id) {
			c.ideal, c.most = agoWide, agoWide
		}
	}
	shown := make([]column, 0, len(layout))
	for _, l := range layout {
		for _, c := range all {
			if columnName(c.id) == l.Name {
				if l.Width > 0 {
					n := min(l.Width, max(window/3, 3))
					c.min, c.ideal, c.most = n, n, n
				}
				shown = append(shown, c)
			}
		}
	}
	if len(shown) == 0 {
		return operationColumns(window)
	}
	return shown
}

// indexOf is where a column stands, or 0.
func indexOf(columns []column, id store.Column) int {
	return max(slices.IndexFunc(columns, func(c column) bool { return c.id == id }), 0)
}

// placeColumns fits columns into a number of cells. The first one always stays; of the others those from first on are shown, as many as
// fit, so that the column cursor can scroll sideways. Room that is left goes to the ideals in order of need, then to the longest texts.
func placeColumns(columns []column, cells, first int) []placedColumn {
	gap := 1
	if cells >= 140 {
		gap = 2
	}
	cells -= markWidth
	var placed []placedColumn
	used := 0
	for i, c := range columns {
		if i > 0 && i < first {
			continue
		}
		need := c.min
		if len(placed) > 0 {
			need += gap
		}
		if used+need > cells {
			if len(placed) == 0 && cells > 0 {
				placed = append(placed, placedColumn{column: c, index: i, w: cells})
				used = cells
			}
			break
		}
		placed = append(placed, placedColumn{column: c, index: i, w: c.min})
		used += need
	}
	rest := cells - used
	grow := func(limit func(column) int, id store.Column, share int) {
		for i := range placed {
			if p := &placed[i]; p.id == id {
				n := min(max(limit(p.column)-p.w, 0), rest*share/100)
				p.w += n
				rest -= n
			}
		}
	}
	ideal := func(c column) int { return c.ideal }
	most := func(c column) int { return c.most }
	for _, g := range []struct {
		limit func(column) int
		id    store.Column
		share int // percent of what is left
	}{
		{ideal, store.ColumnError, 45}, {ideal, store.ColumnWebshop, 100}, {ideal, store.ColumnState, 100}, {ideal, store.ColumnError, 100},
		{ideal, store.ColumnCreated, 100}, {ideal, store.ColumnStarted, 100}, {ideal, store.ColumnCompleted, 100},
		{ideal, store.ColumnID, 100}, {ideal, columnDuration, 100}, {ideal, columnScope, 100}, {ideal, columnProducts, 100}, {ideal, columnAsker, 100},
		{most, store.ColumnCreated, 50}, {most, store.ColumnCompleted, 60}, {most, columnProducts, 40}, {most, columnScope, 40}, {most, columnAsker, 40},
		{most, store.ColumnWebshop, 15}, {most, store.ColumnError, 100},
	} {
		grow(g.limit, g.id, g.share)
	}
	x := markWidth
	for i := range placed {
		if i > 0 {
			x += gap
		}
		placed[i].x = x
		x += placed[i].w
	}
	return placed
}

// firstColumn moves the first scrolled column as little as needed for the column cursor to be in sight.
func firstColumn(columns []column, cells, first, cursor int) int {
	if cursor < first {
		first = cursor
	}
	for first < cursor {
		for _, p := range placeColumns(columns, cells, first) {
			if p.index == cursor {
				return first
			}
		}
		first++
	}
	return max(first, 1)
}

// isTime tells whether a column shows times.
func isTime(c store.Column) bool {
	return c == store.ColumnCreated || c == store.ColumnStarted || c == store.ColumnCompleted
}

// naturalDesc tells whether a first press on a column sorts downwards: the latest times come first, names and states from the start.
func naturalDesc(c store.Column) bool {
	return isTime(c) || c == store.ColumnID
}
