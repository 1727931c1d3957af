package tui

import (
	"fmt"
	"time"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// details shows everything about one operation: what was asked, how it went, the whole error, the result for each product, and all that
// was tried before and after.
type details struct {
	row
	tab      detailsTab
	scroller // over the error
	loading  bool
	answer   bool // the error holds what the webshop answered
	items    itemList
	attempts attemptList
	pace     pace
	req      request
	failure  string
}

type detailsTab uint8

const (
	tabError detailsTab = iota
	tabProducts
	tabAttempts
	tabsOfDetails
)

// operationMsg brings an operation anew.
type operationMsg struct {
	n   int
	row row
	now time.Time
	err error
}

// secondMsg brings the time to details of an operation that runs, once a second.
type secondMsg struct {
	of  *details
	now time.Time
}

// second waits for the next second while the operation runs.
func (d *details) second(e *env) tea.Cmd {
	if d.State != store.InProgress {
		return nil
	}
	clock := e.clock
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return secondMsg{d, clock()} })
}

// openDetails shows the operation under the cursor.
func (m *Model) openDetails() tea.Cmd {
	d, cmd := newDetails(&m.env, *m.selected())
	return m.open(d, cmd)
}

func newDetails(e *env, r row) (*details, tea.Cmd) {
	d := &details{row: r, items: itemList{id: r.ID}, attempts: attemptList{id: r.ID}}
	d.pace.see(e.now, r.Done)
	cmds := []tea.Cmd{d.items.load(e), d.attempts.load(e), d.second(e)}
	d.tab = tabProducts
	if d.ErrorSize > 0 {
		d.tab, d.loading = tabError, true
		d.doc = wrapText(e.cleanText(d.Error), detailsWidth(e)-4)
		cmds = append(cmds, e.fetchError(d.ID, detailsWidth(e)-4))
	}
	return d, tea.Batch(cmds...)
}

func detailsWidth(e *env) int { return max(stage(e.w, e.h).w, 4) }

func (d *details) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case errorMsg:
		if msg.id == d.ID {
			d.loading = false
			if msg.err != nil {
				d.failure = e.clean(msg.err.Error())
				return nil
			}
			d.doc, d.ErrorSize, d.answer = msg.doc, msg.size, msg.answer
			d.scroll(0)
		}
	case rewrapMsg:
		d.rewrapped(msg)
	case operationMsg:
		if d.req.answers(msg.n) && msg.err == nil {
			return d.renew(e, msg)
		}
	case secondMsg:
		if msg.of == d {
			return []action{runCommand{d.second(e)}}
		}
	case itemsMsg:
		d.items.show(e, msg)
	case attemptsMsg:
		d.attempts.show(e, msg)
	case refreshMsg:
		return d.refresh(e)
	case tea.WindowSizeMsg:
		return []action{runCommand{d.rewrap(detailsWidth(e) - 4)}}
	case tea.PasteMsg:
		return d.items.paste(e, msg)
	case wheelMsg:
		return d.wheel(e, msg.dy)
	case clickMsg:
		return d.click(e, msg)
	case tea.KeyPressMsg:
		return d.press(e, msg)
	}
	return nil
}

// refresh asks for the operation again while it may change, and for what was tried after it.
func (d *details) refresh(e *env) []action {
	var actions []action
	if !d.attempts.req.busy {
		actions = append(actions, runCommand{d.attempts.load(e)})
	}
	if d.State.Final() || d.req.busy {
		return actions
	}
	ctx, n := d.req.next(e.ctx)
	backend, id, ascii, clock := e.backend, d.ID, e.ascii, e.clock
	return append(actions, runCommand{func() tea.Msg {
		op, err := backend.Operation(ctx, id)
		r := newRow(op)
		if ascii {
			r.toASCII()
		}
		return operationMsg{n, r, clock(), err}
	}})
}

// renew takes in the operation as it is now.
func (d *details) renew(e *env, msg operationMsg) []action {
	hadError, ran := d.ErrorSize > 0, d.State == store.InProgress
	d.row = msg.row
	d.pace.see(msg.now, d.Done)
	var actions []action
	if !ran {
		actions = append(actions, runCommand{d.second(e)})
	}
	if !d.items.req.busy { // an answer that always is overtaken would never come
		actions = append(actions, runCommand{d.items.load(e)})
	}
	if d.ErrorSize > 0 && !hadError {
		d.loading = true
		actions = append(actions, runCommand{e.fetchError(d.ID, detailsWidth(e)-4)})
	}
	return actions
}

func (d *details) press(e *env, msg tea.KeyPressMsg) []action {
	if d.tab == tabProducts && d.items.typing {
		return d.items.typeKey(e, msg)
	}
	return d.command(e, e.keys.command(msg.String()))
}

func (d *details) command(e *env, c Command) []action {
	switch c {
	case CmdNextTab:
		d.tab = (d.tab + 1) % tabsOfDetails
	case CmdPrevTab:
		d.tab = (d.tab + tabsOfDetails - 1) % tabsOfDetails
	case CmdCopy:
		return d.copy()
	case CmdCopyPart:
		return d.copyMenu(e)
	case CmdRetry:
		if reason := e.noRetry(&d.row); reason != "" {
			return []action{sayText{warning, reason}}
		}
		return []action{retryOperation{d.ID}}
	case CmdExport:
		if d.items.loaded && d.items.total == 0 {
			return []action{sayText{warning, "There is no result to export."}}
		}
		return []action{openDialog{newResultsExport(e, &d.items)}}
	case CmdBack:
		if d.tab == tabProducts && d.items.narrowed() {
			return d.items.widen(e)
		}
		return []action{closeDialog{}}
	case CmdQuit:
		return []action{closeDialog{}}
	default:
		return d.inTab(e, c)
	}
	return nil
}

// inTab does what a command means in the tab that is shown.
func (d *details) inTab(e *env, c Command) []action {
	switch d.tab {
	case tabProducts:
		if it := d.items.current(); c == CmdDetails && it != nil {
			n, cmd := newResultNote(e, d.ID, it)
			return []action{openDialog{n}, runCommand{cmd}}
		}
		return d.items.command(e, c)
	case tabAttempts:
		if r := d.attempts.current(); c == CmdDetails && r != nil && r.ID != d.ID {
			other, cmd := newDetails(e, *r)
			other.tab = tabAttempts
			return []action{openDialog{other}, runCommand{cmd}}
		}
		d.attempts.command(c)
	default:
		d.key(c)
	}
	return nil
}

// noRetry says why the failed products of an operation cannot be retried; "" when they can.
func (e *env) noRetry(r *row) string {
	switch {
	case e.readOnly:
		return readOnlyReason
	case !r.State.Final():
		return fmt.Sprintf("Operation %d has not ended yet.", r.ID)
	case !retryable(r):
		return fmt.Sprintf("Operation %d did not fail: there is nothing to retry.", r.ID)
	}
	return ""
}

func (d *details) wheel(e *env, dy int) []action {
	switch d.tab {
	case tabProducts:
		return d.items.move(e, dy)
	case tabAttempts:
		d.attempts.move(dy)
	default:
		d.scroll(dy)
	}
	return nil
}

func (d *details) click(e *env, msg clickMsg) []action {
	switch msg.id.kind {
	case zoneTab:
		d.tab = detailsTab(msg.id.n)
	case zoneChip:
		d.items.outcome = msg.id.n
		return d.items.again(e)
	case zoneEntry:
		if d.tab == tabAttempts {
			d.attempts.at = msg.id.n
		} else {
			d.items.typing = false
			d.items.to(e, msg.id.n)
		}
		if msg.double {
			return d.inTab(e, CmdDetails)
		}
		return d.items.more(e)
	case zoneCommand:
		return d.command(e, Command(msg.id.n))
	case zoneOutside:
		return []action{closeDialog{}}
	}
	return nil
}

func (d *details) view(e *env) window {
	at := stage(e.w, e.h)
	h := max(at.h, 3)
	b := newBox(e, detailsWidth(e), fmt.Sprintf("Operation %d %s %s %s", d.ID, e.glyphs.Dot, d.Webshop, d.address), e.styles.Border)
	for _, l := range d.facts(e, b.inner(), h) {
		b.put(l)
	}
	b.blank()
	l := d.tabsLine(e, b.line())
	beside := d.items.outcomesFit(e, l.limit-l.w)
	if d.tab == tabProducts && beside {
		d.items.outcomes(e, l)
	}
	b.put(l)
	if d.tab == tabProducts && !beside {
		own := b.line()
		d.items.outcomes(e, own)
		b.put(own)
	}
	if d.tab != tabProducts || beside || h-len(b.lines) > 5 { // in a low window the results have the line
		b.rule()
	}
	room := max(h-len(b.lines)-1, 1)
	switch d.tab {
	case tabProducts:
		d.items.draw(e, b, room)
	case tabAttempts:
		d.attempts.draw(e, b, room, d.ID)
	default:
		d.drawError(e, b, room)
	}
	for len(b.lines) < h-1 {
		b.blank()
	}
	b.lines = b.lines[:min(len(b.lines), h-1)]
	return b.done(d.hints(e)...).at(at)
}

func (d *details) tabsLine(e *env, l *line) *line {
	titles := [tabsOfDetails]string{tabError: "Error", tabProducts: "Products", tabAttempts: "Attempts"}
	if d.items.loaded {
		titles[tabProducts] += " " + comma(d.items.all)
	}
	if n := len(d.attempts.rows); n > 1 {
		titles[tabAttempts] += " " + comma(n)
	}
	for i, title := range titles {
		p := e.styles.Tab
		if title = " " + title + " "; d.tab == detailsTab(i) {
			p = e.styles.TabActive
			if e.plain {
				title = "[" + title + "]"
			}
		}
		l.button(p, title, zoneID{zoneTab, i, 0}).add("", "  ")
	}
	return l
}

func (d *details) drawError(e *env, b *box, room int) {
	switch {
	case d.failure != "":
		b.text(e.styles.Bad, d.failure)
		return
	case d.ErrorSize == 0 && !d.State.Final() && d.Counts.Failed > 0:
		doc := wrapText(fmt.Sprintf("%s so far, see Products; the error is put together when the operation ends.", plural(d.Counts.Failed, "product failed", "products failed")), max(b.inner(), 1))
		for i := range doc.len() {
			b.text(e.styles.Bad, doc.line(i))
		}
		return
	case d.ErrorSize == 0:
		b.text(e.styles.Dim, "No error.")
		return
	}
	d.h = min(room, max(d.doc.len(), 1))
	d.scroll(0)
	for i := range d.h {
		b.text("", d.doc.line(d.top+i))
	}
}

func (d *details) hints(e *env) []hint {
	key := func(c Command) string { return e.keys.key(c, e.ascii) }
	on := func(c Command) zoneID { return zoneID{zoneCommand, int(c), 0} }
	hints := []hint{{key(CmdNextTab), "next", on(CmdNextTab)}}
	if it := d.items.current(); d.tab == tabError && d.ErrorSize > 0 || d.tab == tabProducts && it != nil && it.Error != "" {
		hints = append(hints, hint{key(CmdCopy), "Copy error", on(CmdCopy)})
	}
	hints = append(hints, hint{key(CmdCopyPart), "copy a part", on(CmdCopyPart)})
	if e.noRetry(&d.row) == "" {
		hints = append(hints, hint{key(CmdRetry), "retry", on(CmdRetry)})
	}
	switch d.tab {
	case tabProducts:
		hints = append(hints, hint{key(CmdFilter), "search", on(CmdFilter)}, hint{e.keys.pair(CmdLeft, CmdRight, e.ascii), "outcome", zoneID{}}, hint{key(CmdExport), "export", on(CmdExport)})
	case tabAttempts:
		if r := d.attempts.current(); r != nil && r.ID != d.ID {
			hints = append(hints, hint{key(CmdDetails), "its details", on(CmdDetails)})
		}
	}
	hints = append(hints, hint{key(CmdBack), "close", on(CmdBack)})
	switch p := d.place(e.ascii); {
	case d.tab == tabError && d.loading:
		hints = append(hints, hint{"loading" + e.glyphs.Ellipsis, "", zoneID{}})
	case d.tab == tabError && p != "":
		hints = append(hints, hint{p, "", zoneID{}})
	case d.tab == tabProducts && d.items.waits():
		hints = append(hints, hint{"loading" + e.glyphs.Ellipsis, "", zoneID{}})
	}
	return hints
}
