package tui

import (
	"slices"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// itemList is the results of an operation, product by product: a window of them, narrowed by outcome and by text. Of a million it never
// holds more than a window, and the old one stays until the next is there.
type itemList struct {
	id      int64 // operation
	items   []item
	off     int      // position of items[0]
	total   int      // that match
	all     int      // of the operation
	first   []string // the first SKUs of the operation
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

// item is a result with its texts as they are shown, on one line each.
type item struct {
	store.Item
	sku, name, why string
	answer         int // bytes of what the webshop answered, behind the sentence of the error
}

type itemsMsg struct {
	n     int
	items []item
	off   int
	total int
	err   error
}

const itemWindow = 200

// outcomeChoice is what the list can be narrowed to.
type outcomeChoice struct {
	word     string
	outcomes []store.Outcome
	actions  []store.Action
}

// outcomeChoices are all of them; the first is everything.
func outcomeChoices() []outcomeChoice {
	done := []store.Outcome{store.OutcomeDone}
	return []outcomeChoice{
		{word: "all"}, {word: "failed", outcomes: []store.Outcome{store.OutcomeFailed}}, {word: "skipped", outcomes: []store.Outcome{store.OutcomeSkipped}},
		{"added", done, []store.Action{store.ActionAdd}}, {"updated", done, []store.Action{store.ActionUpdate}}, {"removed", done, []store.Action{store.ActionRemove}},
		{word: "unchanged", outcomes: []store.Outcome{store.OutcomeUnchanged}}, {word: "waiting", outcomes: []store.Outcome{store.OutcomePending}},
	}
}

// load asks for the results around the cursor.
func (d *itemList) load(e *env) tea.Cmd {
	ctx, n := d.req.next(e.ctx)
	off := max(0, d.cursor-itemWindow/2)
	q := d.query()
	q.Offset, q.Limit, q.More = off, itemWindow, true
	backend, id, clean := e.backend, d.id, e.cleaner()
	return func() tea.Msg {
		found, total, err := backend.Items(ctx, id, q)
		msg := itemsMsg{n: n, off: min(off, max(0, total-len(found))), total: total, err: err}
		for _, it := range found {
			why, answer := splitError(it.Error)
			msg.items = append(msg.items, item{it, clean(it.SKU), clean(it.Name), clean(oneLine(why)), len(answer)})
		}
		return msg
	}
}

// query is what the list is narrowed to.
func (d *itemList) query() store.ItemQuery {
	c := outcomeChoices()[d.outcome]
	return store.ItemQuery{Outcomes: c.outcomes, Actions: c.actions, Text: d.text}
}

// show takes in results. The cursor stays on its product when that moved.
func (d *itemList) show(e *env, msg itemsMsg) {
	if !d.req.answers(msg.n) {
		return
	}
	if msg.err != nil {
		d.failure = e.clean(msg.err.Error())
		return
	}
	was := d.current()
	d.failure = ""
	d.items, d.off, d.total, d.loaded = msg.items, msg.off, msg.total, true
	if !d.narrowed() {
		d.all = msg.total
		if d.off == 0 && d.first == nil {
			for _, it := range d.items[:min(len(d.items), namedMost)] {
				d.first = append(d.first, it.sku)
			}
		}
	}
	if was != nil {
		for i := range d.items {
			if by := d.off + i - d.cursor; d.items[i].ProductID == was.ProductID && by != 0 {
				d.cursor, d.top = d.cursor+by, d.top+by
				break
			}
		}
	}
	d.cursor = max(0, min(d.cursor, d.total-1))
}

// namedMost is how many products of an operation are named among its facts.
const namedMost = 3

// named lists the first products that were asked for by name: ": WH-1, WH-2 and 38 more"; "" where it is not known.
func (d *itemList) named() string {
	if len(d.first) == 0 {
		return ""
	}
	list := slices.Clone(d.first)
	if more := d.all - len(list); more > 0 {
		list = append(list, comma(more)+" more")
	}
	return ": " + words(list)
}

// waits tells whether what the list shall show is still on its way.
func (d *itemList) waits() bool {
	return d.req.busy && (!d.loaded || d.current() == nil && d.total > 0)
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

// to puts the cursor on a result.
func (d *itemList) to(e *env, i int) []action {
	d.cursor = max(0, min(i, d.total-1))
	return d.more(e)
}

// more asks for results when the cursor comes near the end of what is loaded.
func (d *itemList) more(e *env) []action {
	end := d.off + len(d.items)
	near := d.cursor-d.off < d.h && d.off > 0 || end-d.cursor < d.h+1 && end < d.total
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
