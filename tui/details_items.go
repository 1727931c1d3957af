package tui

import (
	"fmt"

	"woosync/plaintext"
	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// itemList is the results of an operation, product by product: a window of them, narrowed by outcome and by text.
type itemList struct {
	id      int64 // operation
	items   []item
	off     int // position of items[0]
	total   int // that match
	all     int // of the operation
	loaded  bool
	cursor  int
	top     int
	h       int
	outcome int // index into outcomeChoices
	field   field
	typing  bool
	text    string
	req     request
	failure string
}

// item is a result whose texts are clean.
type item struct {
	store.Item
	whole string // the whole error, clean, with its lines
}

type itemsMsg struct {
	n     int
	items []item
	off   int
	total int
	err   error
}

const itemWindow = 200

// outcomeChoices are what the list can be narrowed to; the first is all.
func outcomeChoices() []struct {
	word     string
	outcomes []store.Outcome
} {
	return []struct {
		word     string
		outcomes []store.Outcome
	}{
		{"all", nil}, {"failed", []store.Outcome{store.OutcomeFailed}}, {"done", []store.Outcome{store.OutcomeDone}},
		{"unchanged", []store.Outcome{store.OutcomeUnchanged}}, {"skipped", []store.Outcome{store.OutcomeSkipped}}, {"waiting", []store.Outcome{store.OutcomePending}},
	}
}

// load asks for the results around the cursor.
func (d *itemList) load(e *env) tea.Cmd {
	ctx, n := d.req.next(e.ctx)
	off := max(0, d.cursor-itemWindow/2)
	q := d.query()
	q.Offset, q.Limit = off, itemWindow
	backend, id, ascii := e.backend, d.id, e.ascii
	return func() tea.Msg {
		found, total, err := backend.Items(ctx, id, q)
		msg := itemsMsg{n: n, off: min(off, max(0, total-len(found))), total: total, err: err}
		for _, it := range found {
			c := item{it, plaintext.Text(it.Error)}
			c.SKU, c.Name, c.Error = cleanLine(it.SKU), cleanLine(it.Name), oneLine(it.Error)
			if ascii {
				c.SKU, c.Name, c.Error, c.whole = plaintext.ASCII(c.SKU), plaintext.ASCII(c.Name), plaintext.ASCII(c.Error), plaintext.ASCII(c.whole)
			}
			msg.items = append(msg.items, c)
		}
		return msg
	}
}

// query is what the list is narrowed to.
func (d *itemList) query() store.ItemQuery {
	return store.ItemQuery{Outcomes: outcomeChoices()[d.outcome].outcomes, Text: d.text, More: true}
}

func (d *itemList) show(e *env, msg itemsMsg) {
	if !d.req.answers(msg.n) {
		return
	}
	if msg.err != nil {
		d.failure = e.clean(msg.err.Error())
		return
	}
	d.failure = ""
	d.items, d.off, d.total, d.loaded = msg.items, msg.off, msg.total, true
	if d.outcome == 0 && d.text == "" {
		d.all = msg.total
	}
	d.cursor = max(0, min(d.cursor, d.total-1))
}

// current is the result under the cursor, or nil.
func (d *itemList) current() *item {
	if i := d.cursor - d.off; i >= 0 && i < len(d.items) {
		return &d.items[i]
	}
	return nil
}

// narrowed tells whether some results are left out.
func (d *itemList) narrowed() bool { return d.outcome != 0 || d.text != "" }

// widen shows all results again.
func (d *itemList) widen(e *env) []action {
	d.outcome, d.text = 0, ""
	return d.again(e)
}

// again asks anew, from the top.
func (d *itemList) again(e *env) []action {
	d.cursor, d.top = 0, 0
	return []action{runCommand{d.load(e)}}
}

func (d *itemList) move(e *env, by int) []action { return d.to(e, d.cursor+by) }

// to puts the cursor on a result and asks for more when it comes near the end of what is loaded.
func (d *itemList) to(e *env, i int) []action {
	d.cursor = max(0, min(i, d.total-1))
	near := d.cursor-d.off < d.h && d.off > 0 || d.off+len(d.items)-d.cursor < d.h+1 && d.off+len(d.items) < d.total
	if !near || d.req.busy && d.current() != nil {
		return nil
	}
	return []action{runCommand{d.load(e)}}
}

func (d *itemList) command(e *env, c Command) []action {
	page := max(d.h-1, 1)
	switch c {
	case CmdUp:
		return d.move(e, -1)
	case CmdDown:
		return d.move(e, 1)
	case CmdPageUp:
		return d.move(e, -page)
	case CmdPageDown:
		return d.move(e, page)
	case CmdHome:
		return d.to(e, 0)
	case CmdEnd:
		return d.to(e, d.total-1)
	case CmdLeft, CmdRight:
		n := len(outcomeChoices())
		d.outcome = (d.outcome + map[Command]int{CmdLeft: n - 1, CmdRight: 1}[c]) % n
		return d.again(e)
	case CmdFilter:
		d.typing, d.field = true, newField(d.text)
	}
	return nil
}

func (d *itemList) typeKey(e *env, msg tea.KeyPressMsg) []action {
	if typed(msg) {
		return d.paste(e, msg)
	}
	switch c := e.keys.command(msg.String()); c {
	case CmdDetails:
		d.typing = false
	case CmdBack:
		d.typing = false
		if d.text != "" {
			d.text = ""
			return d.again(e)
		}
	case CmdUp, CmdDown, CmdPageUp, CmdPageDown:
		return d.command(e, c)
	}
	return nil
}

func (d *itemList) paste(e *env, msg tea.Msg) []action {
	if d.typing && d.field.update(msg) {
		d.text = cleanLine(d.field.value())
		return d.again(e)
	}
	return nil
}

// outcomes adds the choice of outcomes behind the tabs.
func (d *itemList) outcomes(e *env, l *line) {
	if l.limit-l.w < 60 {
		if d.outcome != 0 {
			l.add(e.styles.Chip, "only "+outcomeChoices()[d.outcome].word)
		}
		return
	}
	l.add("", "  ")
	for i, c := range outcomeChoices() {
		p, word := e.styles.Dim, c.word
		if i == d.outcome {
			p = e.styles.Chip
			if e.plain {
				word = "[" + word + "]"
			}
		}
		l.button(p, word, zoneID{zoneChip, i, 0}).add("", "  ")
	}
}

func (d *itemList) draw(e *env, b *box, room int) {
	s := &e.styles
	if d.typing || d.text != "" {
		l := b.line().add(s.Key, e.keys.key(CmdFilter, e.ascii)+" ")
		if d.typing {
			at := d.field.draw(e, l, max(l.limit-l.w-1, 1), "SKU, name or error")
			b.cursor = &[2]int{2 + at, len(b.lines)}
		} else {
			l.add("", e.clean(d.text))
		}
		b.put(l)
		room--
	}
	switch {
	case d.failure != "":
		b.text(s.Bad, d.failure)
		return
	case d.loaded && d.total == 0 && d.narrowed():
		b.text(s.Dim, "No product of this operation matches.")
		return
	case d.loaded && d.total == 0:
		b.text(s.Dim, "No product was handled.")
		return
	}
	d.h = max(1, min(room, d.total))
	if d.cursor < d.top {
		d.top = d.cursor
	}
	if d.cursor >= d.top+d.h {
		d.top = d.cursor - d.h + 1
	}
	d.top = max(0, min(d.top, d.total-d.h))
	n := b.inner()
	sku := min(22, max(8, n/5))
	name := min(30, max(6, n/4))
	for i := d.top; i < d.top+d.h; i++ {
		l := b.line()
		if i-d.off >= 0 && i-d.off < len(d.items) {
			d.drawItem(e, l, &d.items[i-d.off], i, sku, name)
		}
		b.put(l)
	}
}

func (d *itemList) drawItem(e *env, l *line, it *item, i, sku, name int) {
	s, cursor := &e.styles, i == d.cursor
	on := func(p paint) paint { return s.on(cursor, p) }
	mark := "  "
	if cursor {
		mark = e.glyphs.Cursor + " "
	}
	sign, word, role := outcomeWords(e, it)
	l.add(on(s.Accent), mark).cell(on(role), sign+" "+word, 12).add(on(""), " ").cell(on(""), it.SKU, sku).add(on(""), "  ").cell(on(""), it.Name, name).add(on(""), "  ")
	switch {
	case it.Error != "":
		l.add(on(""), it.Error)
	case it.RemoteID != 0:
		l.add(on(s.Dim), fmt.Sprintf("id %d", it.RemoteID))
	}
	l.to(on(""), l.limit)
	l.mark(0, zoneID{zoneEntry, i, 0})
}

// outcomeWords says how a product ended: what was done to it, or why not.
func outcomeWords(e *env, it *item) (sign, word string, p paint) {
	switch it.Outcome {
	case store.OutcomeFailed:
		return e.glyphs.State[store.Failed], "failed", e.styles.Bad
	case store.OutcomeSkipped:
		return e.glyphs.Action[store.ActionExcluded], "skipped", e.styles.Warn
	case store.OutcomePending:
		return e.glyphs.State[store.NotProcessed], "waiting", e.styles.Dim
	case store.OutcomeUnchanged:
		return e.glyphs.Action[store.ActionUnchanged], "unchanged", e.styles.Dim
	}
	word = map[store.Action]string{store.ActionAdd: "added", store.ActionUpdate: "updated", store.ActionRemove: "removed"}[it.Action]
	if word == "" {
		word = "done"
	}
	return e.glyphs.Action[it.Action], word, e.styles.Action[it.Action]
}
