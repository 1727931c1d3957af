package tui

import (
	"fmt"
	"strings"

	"woosync/store"
	"woosync/sync"
)

// previewLines lays out what a synchronization would do to a product in one webshop, and why, in lines of n cells: what would happen,
// each criterion that is not met, where customers would see it and by which rule, and field by field what would change.
func previewLines(e *env, p *sync.Preview, n int) []*line {
	v := &paneWriter{e: e, n: n}
	s := &e.styles
	head := v.line()
	head.add(s.Action[p.Action]+s.Strong, e.glyphs.Action[p.Action]+" "+headline(p))
	if p.RemoteID != 0 {
		id := fmt.Sprintf("id %d in the webshop", p.RemoteID)
		if head.w+3+width(id) <= n {
			head.to("", n-width(id)).add(s.Dim, id)
		}
	}
	if len(p.Reasons) > 0 {
		v.heading("Criteria not met")
		for _, r := range p.Reasons {
			v.item(s.Bad, e.glyphs.Close, r)
		}
	} else if !p.CanSynchronize && p.Inactive != "" {
		v.item(s.Dim, e.glyphs.Bullet, p.Inactive)
	}
	if len(p.Categories) > 0 {
		v.heading("Shown under")
		for _, c := range p.Categories {
			v.mapping(c)
		}
	}
	if len(p.Changes) > 0 {
		title := "What would change"
		if p.Action == store.ActionAdd {
			title = "What would be sent"
		}
		v.heading(title)
		v.changes(p.Changes)
	}
	return v.lines
}

// headline says in a sentence what would happen.
func headline(p *sync.Preview) string {
	switch p.Action {
	case store.ActionAdd:
		return p.Webshop + " would get it as a new product"
	case store.ActionUpdate:
		return p.Webshop + " would be updated"
	case store.ActionRemove:
		return p.Webshop + " would have it removed"
	case store.ActionUnchanged:
		return p.Webshop + " has it as it is: nothing to do"
	}
	return p.Webshop + " does not get it"
}

// paneWriter collects lines.
type paneWriter struct {
	e     *env
	n     int
	lines []*line
}

func (v *paneWriter) line() *line {
	l := newLine(v.n, v.e.glyphs.Ellipsis)
	v.lines = append(v.lines, l)
	return l
}

func (v *paneWriter) heading(s string) {
	v.line()
	v.line().add(v.e.styles.Dim, s)
}

// item writes a sentence behind a sign, wrapped.
func (v *paneWriter) item(p paint, sign, text string) {
	d := wrapText(text, max(v.n-4, 1))
	for i := range min(d.len(), 6) {
		l := v.line()
		if i == 0 {
			l.add(p, "  "+sign+" ")
		} else {
			l.add("", "    ")
		}
		l.add("", d.line(i))
	}
}

// mapping writes an inventory category, the webshop category that it leads to, and the rule.
func (v *paneWriter) mapping(c sync.CategoryMatch) {
	s, arrow := &v.e.styles, " "+v.e.glyphs.Arrow+" "
	rule := ""
	if c.Rule != "" {
		rule = " (" + c.Rule + ")"
	}
	if 2+width(c.InventoryCategory)+width(arrow)+width(c.WebshopCategory)+width(rule) <= v.n || c.InventoryCategory == "" {
		l := v.line().add("", "  "+c.InventoryCategory)
		if c.InventoryCategory != "" {
			l.add(s.Dim, arrow)
		}
		l.add(s.Strong, c.WebshopCategory).add(s.Dim, rule)
		return
	}
	v.line().add("", "  "+c.InventoryCategory)
	v.line().add(s.Dim, " "+arrow).add(s.Strong, c.WebshopCategory).add(s.Dim, rule)
}

// changes writes each field with its old and its new value. Values too long for a line begin where they differ.
func (v *paneWriter) changes(changes []sync.Change) {
	s, arrow := &v.e.styles, " "+v.e.glyphs.Arrow+" "
	label := 0
	for _, c := range changes {
		label = max(label, width(changeLabel(c)))
	}
	label = min(label, 24, v.n/3)
	for _, c := range changes {
		l := v.line().add("", "  ").cell("", changeLabel(c), label).add("", "  ")
		room := v.n - l.w
		if c.From == "" {
			l.add(s.To, fit(c.To, room, l.tail))
			continue
		}
		from, to := c.From, c.To
		if to == "" {
			to = "(empty)"
		}
		if width(from)+width(arrow)+width(to) <= room {
			l.add(s.From, from).add(s.Dim, arrow).add(s.To, to)
			continue
		}
		from, to = whereTheyDiffer(from, to, room/3, l.tail)
		l.add(s.From, fit(from, room, l.tail))
		under := v.line().add("", spaces(max(l.limit-room-width(arrow)+1, 0))).add(s.Dim, arrow[1:])
		under.add(s.To, fit(to, v.n-under.w, l.tail))
	}
}

func changeLabel(c sync.Change) string {
	if c.Label != "" {
		return c.Label
	}
	return c.Field
}

// whereTheyDiffer cuts what two long texts have in common at their start, but for a few words of context.
func whereTheyDiffer(a, b string, context int, tail string) (string, string) {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	from := n - context
	if from <= 0 {
		return a, b
	}
	if i := strings.LastIndexByte(a[:from], ' '); i > 0 {
		from = i + 1
	}
	for from < n && a[from]&0xc0 == 0x80 {
		from++
	}
	return tail + a[from:], tail + b[from:]
}
