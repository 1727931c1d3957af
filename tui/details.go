package tui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// details shows everything about one operation: what was asked, how it went, the whole error, the result for each product.
type details struct {
	row
	products bool // the products are shown, not the error
	scroller      // over the error
	loading  bool
	items    itemList
	req      request
	failure  string
}

// operationMsg brings an operation anew.
type operationMsg struct {
	n   int
	row row
	err error
}

// openDetails shows the operation under the cursor.
func (m *Model) openDetails() tea.Cmd {
	d := &details{row: *m.selected()}
	d.items.id = d.ID
	d.products = d.ErrorSize == 0
	cmds := []tea.Cmd{d.items.load(&m.env)}
	if d.ErrorSize > 0 {
		d.loading = true
		d.doc = wrapText(m.cleanText(d.Error), detailsWidth(&m.env)-4)
		cmds = append(cmds, m.fetchError(d.ID, detailsWidth(&m.env)-4))
	}
	return m.open(d, tea.Batch(cmds...))
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
			d.doc, d.ErrorSize = msg.doc, msg.size
			d.scroll(0)
		}
	case rewrapMsg:
		if msg.id == d.ID {
			d.doc = msg.doc
			d.scroll(0)
		}
	case operationMsg:
		if d.req.answers(msg.n) && msg.err == nil {
			return d.renew(e, msg.row)
		}
	case itemsMsg:
		d.items.show(e, msg)
	case refreshMsg:
		return d.refresh(e)
	case tea.WindowSizeMsg:
		return []action{runCommand{d.rewrap(d.ID, detailsWidth(e)-4)}}
	case tea.PasteMsg:
		return d.items.paste(e, msg)
	case wheelMsg:
		if d.products {
			return d.items.move(e, msg.dy)
		}
		d.scroll(msg.dy)
	case clickMsg:
		return d.click(e, msg)
	case tea.KeyPressMsg:
		return d.press(e, msg)
	}
	return nil
}

// refresh asks for the operation again while it may change.
func (d *details) refresh(e *env) []action {
	if d.State.Final() || d.req.busy {
		return nil
	}
	ctx, n := d.req.next(e.ctx)
	backend, id, ascii := e.backend, d.ID, e.ascii
	return []action{runCommand{func() tea.Msg {
		op, err := backend.Operation(ctx, id)
		r := newRow(op)
		if ascii {
			r.toASCII()
		}
		return operationMsg{n, r, err}
	}}}
}

// renew takes in the operation as it is now.
func (d *details) renew(e *env, r row) []action {
	hadError := d.ErrorSize > 0
	d.row = r
	actions := []action{runCommand{d.items.load(e)}}
	if d.ErrorSize > 0 && !hadError {
		d.loading = true
		actions = append(actions, runCommand{e.fetchError(d.ID, detailsWidth(e)-4)})
	}
	return actions
}

func (d *details) press(e *env, msg tea.KeyPressMsg) []action {
	if d.products && d.items.typing {
		return d.items.typeKey(e, msg)
	}
	return d.command(e, e.keys.command(msg.String()))
}

func (d *details) command(e *env, c Command) []action {
	switch c {
	case CmdNextTab, CmdPrevTab:
		d.products = !d.products
	case CmdCopy:
		return d.copy(e)
	case CmdRetry:
		if !retryable(&d.row) {
			return []action{sayText{warning, fmt.Sprintf("Operation %d did not fail: there is nothing to retry.", d.ID)}}
		}
		return []action{retryOperation{d.ID}}
	case CmdBack:
		if d.products && d.items.narrowed() {
			return d.items.widen(e)
		}
		return []action{closeDialog{}}
	case CmdQuit:
		return []action{closeDialog{}}
	case CmdExport:
		if d.items.loaded && d.items.total == 0 {
			return []action{sayText{warning, "There is no result to export."}}
		}
		return []action{openDialog{newResultsExport(e, &d.items)}}
	case CmdDetails:
		if it := d.items.current(); d.products && it != nil && it.Error != "" {
			return []action{openDialog{newNote(e, it.SKU+" "+it.Name, it.whole)}}
		}
	default:
		if d.products {
			return d.items.command(e, c)
		}
		d.key(c)
	}
	return nil
}

// copy copies the error of the product under the cursor, or of the operation.
func (d *details) copy(e *env) []action {
	if it := d.items.current(); d.products && it != nil && it.Error != "" {
		return []action{copyText{what: "Error of " + it.SKU, text: it.SKU + ": " + it.whole}}
	}
	if d.ErrorSize == 0 {
		return []action{sayText{warning, fmt.Sprintf("Operation %d has no error.", d.ID)}}
	}
	return []action{copyText{what: fmt.Sprintf("Error of operation %d", d.ID), id: d.ID}}
}

func (d *details) click(e *env, msg clickMsg) []action {
	switch msg.id.kind {
	case zoneTab:
		d.products = msg.id.n == 1
	case zoneChip:
		d.items.outcome = msg.id.n
		return d.items.again(e)
	case zoneEntry:
		d.items.typing = false
		return d.items.to(e, msg.id.n)
	case zoneCommand:
		return d.command(e, Command(msg.id.n))
	case zoneOutside:
		return []action{closeDialog{}}
	}
	return nil
}

// facts are the lines above the tabs: what was asked and how it went, as many facts on a line as fit.
func (d *details) facts(e *env, n int) []*line {
	s := &e.styles
	f := &flow{e: e, n: n}
	f.add(fact{s.State[d.State] + s.Strong, e.glyphs.State[d.State] + " " + d.State.String()})
	f.add(fact{"", scopeWords(&d.Operation)})
	full := "No"
	if d.Full {
		full = "Yes"
	}
	f.add(fact{s.Dim, "Synchronize all "}.with(full)...)
	if d.RequestedBy != "" {
		f.add(fact{s.Dim, "asked by "}.with(d.RequestedBy)...)
	}
	if d.RetryOf != 0 {
		f.add(fact{"", fmt.Sprintf("retry of %d", d.RetryOf)})
	}
	if d.Attempts > 1 {
		f.add(fact{"", plural(d.Attempts, "attempt", "attempts")})
	}
	if d.ConfirmRemovals {
		f.add(fact{"", "removals confirmed"})
	}
	f.newLine()
	f.add(fact{s.Dim, "Created on "}.with(longTime(d.CreatedOn, e.now, e.loc))...)
	f.add(fact{s.Dim, "Started on "}.with(stepTime(d.StartedOn, d.CreatedOn, e.now, e.loc))...)
	f.add(fact{s.Dim, "Completed on "}.with(stepTime(d.CompletedOn, d.CreatedOn, e.now, e.loc))...)
	if !d.StartedOn.IsZero() {
		f.add(fact{"", tookWords(&d.Operation, e.now)})
	}
	f.newLine()
	if !d.State.Final() && d.Total > 0 {
		f.newLine()
		l := f.line()
		e.bar(l, min(24, n/3), min(d.Done, d.Total), d.Total, func(p paint) paint { return p })
		l.add("", fmt.Sprintf(" %d of %d", d.Done, d.Total))
	}
	if c := countWords(d.Counts); c != "" {
		f.add(fact{"", c})
	}
	if t := d.Traffic; t.Requests > 0 {
		text := plural(t.Requests, "request", "requests")
		if t.Retries > 0 {
			text += fmt.Sprintf(", %d of them again", t.Retries)
		}
		f.add(fact{s.Dim, fmt.Sprintf("%s, %s sent, %s received", text, humanize.Bytes(uint64(max(t.BytesOut, 0))), humanize.Bytes(uint64(max(t.BytesIn, 0))))})
	}
	if d.Note != "" {
		f.add(fact{s.Warn, d.Note})
	}
	return f.done()
}

func (d *details) view(e *env) window {
	at := stage(e.w, e.h)
	h := max(at.h, 3)
	b := newBox(e, detailsWidth(e), fmt.Sprintf("Operation %d %s %s %s", d.ID, e.glyphs.Dot, d.Webshop, d.address), e.styles.Border)
	for _, l := range d.facts(e, b.inner()) {
		b.put(l)
	}
	b.blank()
	b.put(d.tabs(e, b.line()))
	b.rule()
	room := max(h-len(b.lines)-1, 1)
	if d.products {
		d.items.draw(e, b, room)
	} else {
		d.drawError(e, b, room)
	}
	for len(b.lines) < h-1 {
		b.blank()
	}
	b.lines = b.lines[:min(len(b.lines), h-1)]
	return b.done(d.hints(e)...).at(at)
}

func (d *details) tabs(e *env, l *line) *line {
	for i, title := range []string{"Error", "Products"} {
		if i == 1 && d.items.loaded {
			title += " " + fmt.Sprint(d.items.all)
		}
		p, active := e.styles.Tab, d.products == (i == 1)
		if active {
			p = e.styles.TabActive
			title = " " + title + " "
			if e.plain {
				title = "[" + title + "]"
			}
		} else {
			title = " " + title + " "
		}
		l.button(p, title, zoneID{zoneTab, i, 0}).add("", "  ")
	}
	if d.products {
		d.items.outcomes(e, l)
	}
	return l
}

func (d *details) drawError(e *env, b *box, room int) {
	switch {
	case d.failure != "":
		b.text(e.styles.Bad, d.failure)
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
	hints := []hint{{key(CmdNextTab), "error or products", on(CmdNextTab)}}
	if d.ErrorSize > 0 || d.products {
		hints = append(hints, hint{key(CmdCopy), "Copy error", on(CmdCopy)})
	}
	if retryable(&d.row) && !e.readOnly {
		hints = append(hints, hint{key(CmdRetry), "retry", on(CmdRetry)})
	}
	if d.products {
		hints = append(hints, hint{key(CmdFilter), "search", on(CmdFilter)}, hint{key(CmdLeft) + key(CmdRight), "outcome", zoneID{}})
	}
	hints = append(hints, hint{key(CmdBack), "close", on(CmdBack)})
	if p := d.place(e.ascii); !d.products && p != "" {
		hints = append(hints, hint{p, "", zoneID{}})
	}
	return hints
}
