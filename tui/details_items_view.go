package tui

import (
	"fmt"

	"woosync/store"
)

// outcomes adds the choice of outcomes to a line. Where not all fit, those on the left go until the chosen one is in sight.
func (d *itemList) outcomes(e *env, l *line) {
	words := d.outcomeWords(e)
	widths := make([]int, len(words))
	for i, word := range words {
		widths[i] = width(word)
	}
	l.add("", "  ")
	first := firstInSight(widths, outcomeGap, l.limit-l.w, d.outcome)
	if first > 0 {
		l.button(e.styles.Accent, e.glyphs.MoreLeft, zoneID{zoneChip, first - 1, 0}).add("", " ")
	}
	for i := first; i < len(words) && l.w < l.limit; i++ {
		p := e.styles.Dim
		if i == d.outcome {
			p = e.styles.Chip
		}
		l.button(p, words[i], zoneID{zoneChip, i, 0}).add("", spaces(outcomeGap))
	}
}

// outcomeGap is how many cells are between two outcomes.
const outcomeGap = 2

// outcomeWords are the outcomes as they are written.
func (d *itemList) outcomeWords(e *env) []string {
	var words []string
	for i, c := range outcomeChoices() {
		if word := c.word; i == d.outcome && e.plain {
			words = append(words, "["+word+"]")
		} else {
			words = append(words, word)
		}
	}
	return words
}

// outcomesFit tells whether all outcomes have room in n cells.
func (d *itemList) outcomesFit(e *env, n int) bool {
	need := 0
	for _, word := range d.outcomeWords(e) {
		need += outcomeGap + width(word)
	}
	return need <= n
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
		if d.loaded && d.narrowed() && !d.req.busy {
			found := plural(d.total, "product", "products")
			l.to("", l.limit-width(found)).add(s.Dim, found)
		}
		b.put(l)
		room--
	}
	switch {
	case d.failure != "":
		b.text(s.Bad, d.failure)
		return
	case !d.loaded:
		b.text(s.Dim, "loading"+e.glyphs.Ellipsis)
		return
	case d.total == 0 && d.narrowed():
		b.text(s.Dim, "No product of this operation matches: "+e.keys.key(CmdBack, e.ascii)+" shows all.")
		return
	case d.total == 0:
		b.text(s.Dim, "No product was handled.")
		return
	}
	d.h = max(1, min(room, d.total))
	d.follow()
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

// follow moves what is in sight with the cursor, once the results there are loaded.
func (d *itemList) follow() {
	if d.current() == nil && d.req.busy && d.top >= d.off && d.top < d.off+len(d.items) {
		return // the old ones stay until the new ones are there
	}
	if d.cursor < d.top {
		d.top = d.cursor
	}
	if d.cursor >= d.top+d.h {
		d.top = d.cursor - d.h + 1
	}
	d.top = max(0, min(d.top, d.total-d.h))
}

func (d *itemList) drawItem(e *env, l *line, it *item, i, sku, name int) {
	s, cursor := &e.styles, i == d.cursor
	on := func(p paint) paint { return s.on(cursor, p) }
	mark := "  "
	if cursor {
		mark = e.glyphs.Cursor + " "
	}
	sign, role := outcomeSign(e, it)
	l.add(on(s.Accent), mark).cell(on(role), sign+" "+outcomeOf(&it.Item), 12).add(on(""), " ").cell(on(""), it.sku, sku).add(on(""), "  ").cell(on(""), it.name, name).add(on(""), "  ")
	switch {
	case it.why != "":
		l.add(on(""), it.why)
	case it.RemoteID != 0:
		l.add(on(s.Dim), fmt.Sprintf("id %d", it.RemoteID))
	}
	l.to(on(""), l.limit)
	l.mark(0, zoneID{zoneEntry, i, 0})
}

// outcomeSign is the sign and the style of how a product ended.
func outcomeSign(e *env, it *item) (string, paint) {
	switch it.Outcome {
	case store.OutcomeFailed:
		return e.glyphs.State[store.Failed], e.styles.Bad
	case store.OutcomeSkipped:
		return e.glyphs.Action[store.ActionExcluded], e.styles.Warn
	case store.OutcomePending:
		return e.glyphs.State[store.NotProcessed], e.styles.Dim
	case store.OutcomeUnchanged:
		return e.glyphs.Action[store.ActionUnchanged], e.styles.Dim
	}
	return e.glyphs.Action[it.Action], e.styles.Action[it.Action]
}

// outcomeOf says how a product ended, in one word.
func outcomeOf(i *store.Item) string {
	switch i.Outcome {
	case store.OutcomeFailed:
		return "failed"
	case store.OutcomeSkipped:
		return "skipped"
	case store.OutcomePending:
		return "waiting"
	case store.OutcomeUnchanged:
		return "unchanged"
	}
	switch i.Action {
	case store.ActionAdd:
		return "added"
	case store.ActionUpdate:
		return "updated"
	case store.ActionRemove:
		return "removed"
	}
	return "done"
}
