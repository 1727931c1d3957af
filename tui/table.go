package tui

import (
	"woosync/store"
)

// table is the list of operations: a window of rows loaded around what is on the screen, a cursor that stays on its operation while rows
// arrive, and a cursor over the columns.
//
// What is shown (view) and where the user wants to be (goal) differ while a page is being loaded: the old page stays visible until the
// new one is there, and keys pressed meanwhile move the goal on.
type table struct {
	rows   []row // a stretch of the list
	off    int   // position of rows[0] in the list
	total  int   // operations that match
	loaded bool

	view, goal place
	height     int   // rows on the screen
	id         int64 // operation under the cursor as it is shown; 0 when the list is empty
	jump       int64 // operation to go to when it is loaded; 0: none
	lost       bool  // the operation under the cursor is not among the rows that came: it must be looked for
	anew       bool  // the list that comes is another one: begin at its top
	home       home  // where the cursor goes back to

	sort   []store.OperationSort
	column int // column cursor
	first  int // first of the columns that scroll
}

// place is a position in the list: the first row on the screen and the row under the cursor.
type place struct{ top, cursor int }

// home is the operation that was under the cursor when the filter was changed first. Until the user does something with another one, the
// cursor goes back to it whenever a filter leaves it.
type home struct {
	id   int64 // 0: none
	line int   // of the screen
	ask  bool  // the filter changed: look for it
}

const (
	windowPages   = 3  // pages loaded at once: the one that is shown and its neighbours
	windowAtLeast = 60 // rows loaded at once at least
)

func newTable() table {
	return table{sort: []store.OperationSort{{Column: store.ColumnCreated, Desc: true}}, first: 1}
}

// clamp keeps a place within the list and its cursor on the screen.
func (t *table) clamp(p place) place {
	h := max(t.height, 1)
	p.cursor = max(0, min(p.cursor, t.total-1))
	p.top = max(0, min(p.top, t.total-h))
	if p.cursor < p.top {
		p.top = p.cursor
	}
	if p.cursor >= p.top+h {
		p.top = p.cursor - h + 1
	}
	return p
}

// holds tells whether every row that is on the screen at a place is loaded.
func (t *table) holds(p place) bool {
	last := min(p.top+max(t.height, 1), t.total)
	return t.loaded && p.top >= t.off && last <= t.off+len(t.rows)
}

// wants tells whether rows must be fetched: for the goal itself, or because the goal comes near the end of what is loaded.
func (t *table) wants() bool {
	if !t.holds(t.goal) {
		return true
	}
	h := max(t.height, 1)
	low := t.off > 0 && t.goal.top-t.off < h/2
	high := t.off+len(t.rows) < t.total && t.off+len(t.rows)-(t.goal.top+h) < h/2
	return low || high
}

// settle shows the goal if it is loaded.
func (t *table) settle() {
	if t.total == 0 {
		t.view, t.goal, t.id = place{}, place{}, 0
		return
	}
	if t.holds(t.goal) {
		t.view = t.goal
		if r := t.at(t.view.cursor); r != nil {
			t.id = r.ID
		}
	}
}

// at is the loaded row at a position of the list, or nil.
func (t *table) at(i int) *row {
	if i < t.off || i >= t.off+len(t.rows) {
		return nil
	}
	return &t.rows[i-t.off]
}

// current is the row under the cursor as it is shown, or nil.
func (t *table) current() *row {
	if r := t.at(t.view.cursor); r != nil && r.ID == t.id {
		return r
	}
	return nil
}

// move sets the cursor by a number of rows.
func (t *table) move(by int) {
	t.goal.cursor += by
	t.goal = t.clamp(t.goal)
	t.settle()
}

// page moves the screen and the cursor by pages.
func (t *table) page(by int) {
	h := max(t.height-1, 1)
	t.goal = t.clamp(place{top: t.goal.top + by*h, cursor: t.goal.cursor + by*h})
	t.settle()
}

// scroll moves the screen by rows; the cursor stays on its operation while that is in sight.
func (t *table) scroll(by int) {
	t.home = home{}
	h := max(t.height, 1)
	p := t.goal
	p.top = max(0, min(p.top+by, t.total-h))
	p.cursor = max(p.top, min(p.cursor, p.top+h-1))
	t.goal = t.clamp(p)
	t.settle()
}

// to goes to a position of the list.
func (t *table) to(cursor int) {
	t.goal = t.clamp(place{top: t.goal.top, cursor: cursor})
	t.settle()
}

// fraction scrolls to a part of the list, 0 to 1.
func (t *table) fraction(f float64) {
	t.home = home{}
	h := max(t.height, 1)
	top := int(f * float64(max(t.total-h, 0)))
	t.goal = t.clamp(place{top: top, cursor: top + (t.goal.cursor - t.goal.top)})
	t.settle()
}

// resize changes the number of rows on the screen.
func (t *table) resize(height int) {
	t.height = height
	t.goal = t.clamp(t.goal)
	t.view = t.clamp(t.view)
	t.settle()
}

// query is what must be asked of the store to show the goal. follow keeps the operation under the cursor in its place.
func (t *table) query(filter store.OperationFilter, follow bool) store.OperationQuery {
	limit := max(windowPages*t.height, windowAtLeast)
	q := store.OperationQuery{Filter: filter, Sort: t.sort, Limit: limit}
	q.Offset = max(0, t.goal.top-(limit-max(t.height, 1))/2)
	switch {
	case t.jump != 0:
		q.Anchor, q.AnchorRow = t.jump, limit/2
	case follow && t.home.ask && !t.anew:
		q.Anchor, q.AnchorRow = t.home.id, limit/2
	case follow && t.id != 0 && !t.anew && t.goal == t.view && (t.goal.top > 0 || t.lost):
		q.Anchor, q.AnchorRow = t.id, max(0, t.goal.cursor-q.Offset)
	}
	return q
}

// show takes in an answer of the store; anchored says that it was asked to keep the operation under the cursor in sight. Where so many
// rows came that this one was pushed out of what was asked for, it must be looked for: lost is true then, and query asks with follow.
func (t *table) show(page store.OperationPage, rows []row, anchored bool) (lost bool) {
	t.rows, t.off, t.total = rows, page.Offset, page.Total
	settled := t.loaded && t.goal == t.view
	t.loaded, t.lost = true, false
	atHome := t.home.ask && t.find(t.home.id) >= 0
	if t.home.ask && !atHome {
		anchored = false
	}
	t.home.ask = false
	switch {
	case t.jump != 0:
		if i := t.find(t.jump); i >= 0 {
			t.goal = place{top: i - min(i, t.height/3), cursor: i}
		}
		t.jump = 0
	case atHome:
		i := t.find(t.home.id)
		t.goal = place{top: i - t.home.line, cursor: i}
	case settled && t.id != 0 && !t.anew && !t.follow() && !anchored:
		t.lost = true
		return true
	}
	t.anew = false
	t.goal = t.clamp(t.goal)
	t.settle()
	return false
}

// follow keeps the cursor on its operation after rows came or went. At the top of the list new rows push it down, so that they are seen;
// elsewhere it stays where it is on the screen.
func (t *table) follow() bool {
	i := t.find(t.id)
	if i < 0 {
		return false
	}
	top := i - (t.goal.cursor - t.goal.top)
	if t.goal.top == 0 && t.off == 0 {
		top = 0
	}
	t.goal = place{top: top, cursor: i}
	return true
}

// find is the position in the list of a loaded operation, or -1.
func (t *table) find(id int64) int {
	for i := range t.rows {
		if t.rows[i].ID == id {
			return t.off + i
		}
	}
	return -1
}

// sortBy sorts by a column; the column that sorts already is reversed.
func (t *table) sortBy(c store.Column) {
	desc := naturalDesc(c)
	if t.sort[0].Column == c {
		desc = !t.sort[0].Desc
	}
	t.sort = []store.OperationSort{{Column: c, Desc: desc}}
}

// sortThen sorts what is equal in the first column by another one; the column that does so already is reversed.
func (t *table) sortThen(c store.Column) {
	if t.sort[0].Column == c {
		t.sortBy(c)
		return
	}
	desc := naturalDesc(c)
	if len(t.sort) > 1 && t.sort[1].Column == c {
		desc = !t.sort[1].Desc
	}
	t.sort = []store.OperationSort{t.sort[0], {Column: c, Desc: desc}}
}

// refilter prepares for a list that leaves out, or holds, other operations.
func (t *table) refilter() {
	if t.anew {
		return
	}
	if t.home.id == 0 && t.id != 0 {
		t.home = home{id: t.id, line: t.view.cursor - t.view.top}
	}
	t.home.ask = t.home.id != 0
}

// rewind goes to the top of a list that is about to be a different one.
func (t *table) rewind() { t.goal, t.anew, t.home = place{}, true, home{} }
