package tui

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	shopColumn = 14 // cells of a webshop's column: "= unchanged" with room to breathe
	skuColumn  = 22
)

// view draws the search: the field, the hits with a sign and a word for each webshop, and below them what would happen.
func (d *search) view(e *env) window {
	at := stage(e.w, e.h)
	h := max(at.h, 3)
	b := newBox(e, at.w, "Search product", e.styles.Border)
	n := b.inner()
	body := h - 3 // borders and field
	d.scrollTo(max(0, min(len(d.hits), max(body*2/5, 3), body-2)))
	d.drawField(e, b, n)
	switch {
	case d.failure != "":
		b.text(e.styles.Bad, d.failure)
	case d.asked == "" && !d.waiting:
		b.blank()
		if d.note != "" {
			b.text("", d.note)
		}
		b.text(e.styles.Dim, "Type part of a name, a SKU or a barcode.")
	case len(d.hits) == 0 && !d.waiting:
		b.blank()
		b.text("", fmt.Sprintf("No product with “%s” in its name, SKU or barcode.", e.clean(d.asked)))
		if slices.ContainsFunc(strings.Fields(d.asked), func(w string) bool { return utf8.RuneCountInString(w) < 3 }) {
			doc := wrapText("One or two letters are looked for where a word begins; with a third they are found inside words too.", max(n, 1))
			for i := range doc.len() {
				b.text(e.styles.Dim, doc.line(i))
			}
		}
	case len(d.hits) > 0:
		d.drawHits(e, b, n)
		d.drawPane(e, b, n, body-1-d.list-1)
	}
	for len(b.lines) < h-1 {
		b.blank()
	}
	b.lines = b.lines[:h-1]
	return b.done(d.hints(e)...).at(at)
}

func (d *search) drawField(e *env, b *box, n int) {
	l := b.line()
	if d.chosen {
		l.add(e.styles.Dim, e.glyphs.Cursor+" ")
	} else {
		l.add(e.styles.Accent, e.glyphs.Cursor+" ")
	}
	status := ""
	switch {
	case d.waiting && len(d.hits) == 0:
		status = "searching" + e.glyphs.Ellipsis
	case d.list > 0 && d.list < len(d.hits):
		dash := "–"
		if e.ascii {
			dash = "-"
		}
		status = fmt.Sprintf("%d%s%d of %d products", d.top+1, dash, d.top+d.list, len(d.hits))
		if len(d.hits) == searchLimit {
			status = fmt.Sprintf("%d%s%d of the best %d", d.top+1, dash, d.top+d.list, len(d.hits))
		}
	case d.asked != "":
		status = plural(len(d.hits), "product", "products")
	}
	at := d.field.draw(e, l, max(1, n-l.w-width(status)-2), "name, SKU or barcode")
	l.to("", n-width(status)).add(e.styles.Dim, status)
	if !d.chosen {
		b.cursor = &[2]int{2 + min(at, n), len(b.lines)}
	}
	x := l.w
	l.zones = append(l.zones, zone{x0: 0, x1: x, id: zoneID{zoneButton, int(CmdSearch), 0}})
	b.put(l)
}

// shopColumns says which webshops have a column, and how wide SKU and name are.
func (d *search) shopColumns(n int) (first, count, sku, name int) {
	shops := 0
	for _, h := range d.hits {
		shops = max(shops, len(h.previews))
	}
	count = max(min(shops, (n-2-30)/shopColumn), min(shops, 1))
	if d.shop < d.firstCol {
		d.firstCol = d.shop
	}
	if d.shop >= d.firstCol+count {
		d.firstCol = d.shop - count + 1
	}
	d.firstCol = max(0, min(d.firstCol, shops-count))
	rest := max(n-2-count*shopColumn, 0)
	for _, h := range d.hits {
		sku = max(sku, width(h.sku))
	}
	sku = min(max(sku, 8), skuColumn, rest/2)
	return d.firstCol, count, sku, max(rest-sku-4, 0)
}

func (d *search) drawHits(e *env, b *box, n int) {
	s := &e.styles
	first, count, sku, name := d.shopColumns(n)
	head := b.line().add("", "  ").cell(s.Header, "SKU", sku).add("", "  ").cell(s.Header, "Name", name).add("", "  ")
	if previews := d.hits[d.product].previews; len(previews) > 0 {
		for k := first; k < min(first+count, len(previews)); k++ {
			p := s.Header
			if k == d.shop {
				p = s.HeaderCursor
			}
			title := previews[k].Webshop
			if e.plain && k == d.shop {
				title = "[" + fit(title, shopColumn-4, e.glyphs.Ellipsis) + "]"
			}
			head.add(p, fit(title, shopColumn-2, e.glyphs.Ellipsis)).to("", 2+sku+2+name+2+(k-first+1)*shopColumn)
		}
		if first+count < len(previews) {
			head.to("", n-1).add(s.Accent, e.glyphs.More)
		}
	}
	b.put(head)
	for i := d.top; i < d.top+d.list; i++ {
		d.drawHit(e, b, i, first, count, sku, name)
	}
	b.rule()
}

// scrollTo keeps the cursor in sight in a list of so many lines.
func (d *search) scrollTo(lines int) {
	d.list = lines
	d.top = max(min(d.top, d.product), d.product-lines+1)
	d.top = max(0, min(d.top, len(d.hits)-lines))
}

func (d *search) drawHit(e *env, b *box, i, first, count, sku, name int) {
	s, h := &e.styles, &d.hits[i]
	cursor := i == d.product
	on := func(p paint) paint { return s.on(cursor, p) }
	l := b.line()
	mark := "  "
	if cursor {
		mark = e.glyphs.Cursor + " "
	}
	l.add(on(s.Accent), mark).marked(on(""), on("")+s.Match, h.sku, d.asked, sku).add(on(""), "  ").marked(on(""), on("")+s.Match, h.name, d.asked, name).add(on(""), "  ")
	l.mark(0, zoneID{zoneEntry, i, -1})
	for k := first; k < min(first+count, len(h.previews)); k++ {
		p := h.previews[k]
		x := l.w
		text := e.glyphs.Action[p.Action] + " " + actionWord(p.Action)
		role := s.Action[p.Action]
		if cursor && k == d.shop {
			role = s.on(true, role) + s.HeaderCursor
			if e.plain {
				text = "[" + text + "]"
			}
			l.add(role, text)
		} else {
			l.add(on(role), text)
		}
		l.mark(x, zoneID{zoneEntry, i, k})
		l.to(on(""), 2+sku+2+name+2+(k-first+1)*shopColumn)
	}
	l.to(on(""), l.limit)
	b.put(l)
}

// drawPane shows the preview of the product in the webshop that the cursor or the pointer is on.
func (d *search) drawPane(e *env, b *box, n, h int) {
	p := d.shown()
	if h < 1 {
		return
	}
	if p == nil {
		b.text(e.styles.Dim, "There is no webshop yet.")
		return
	}
	lines := previewLines(e, p, n)
	if of := [2]int64{p.ProductID, p.WebshopID}; of != d.paneOf {
		d.paneOf, d.pane.top = of, 0
	}
	if d.note != "" {
		l := b.line().add(e.styles.Bad, e.glyphs.Close+" "+d.note)
		b.put(l)
		h--
	}
	d.pane.h = h
	d.pane.doc = document{spans: make([]span, len(lines))}
	d.pane.scroll(0)
	for i := d.pane.top; i < min(d.pane.top+h, len(lines)); i++ {
		l := lines[i]
		if i == d.pane.top+h-1 && i < len(lines)-1 {
			more := newLine(n, "").add(e.styles.Dim, fmt.Sprintf("%s %d more lines: %s", e.glyphs.Ellipsis, len(lines)-i, e.keys.key(CmdPageDown, e.ascii)))
			l = more
		}
		b.put(l)
	}
}

func (d *search) hints(e *env) []hint {
	key := func(c Command) string { return e.keys.key(c, e.ascii) }
	button := func(c Command) zoneID { return zoneID{zoneButton, int(c), 0} }
	updown := e.keys.pair(CmdUp, CmdDown, e.ascii)
	p := d.current()
	if p == nil {
		return []hint{{key(CmdBack), "close", button(CmdBack)}}
	}
	sync := d.syncWords(e, p)
	if d.chosen {
		return []hint{{key(CmdSynchronize), sync, button(CmdSynchronize)}, {updown, "product", zoneID{}}, {key(CmdNextTab), "webshop", button(CmdNextTab)},
			{key(CmdSearch), "search on", button(CmdSearch)}, {key(CmdBack), "back", button(CmdSearch)}}
	}
	return []hint{{updown, "product", zoneID{}}, {key(CmdNextTab), "webshop", button(CmdNextTab)}, {key(CmdDetails), "choose", button(CmdDetails)},
		{key(CmdSynchronizeField), sync, button(CmdSynchronize)}, {key(CmdBack), "close", button(CmdBack)}}
}

// syncWords says what Synchronize would do: to which webshop, or that it will ask, or say why not.
func (d *search) syncWords(e *env, p *found) string {
	able := 0
	name := ""
	for _, v := range p.previews {
		if v.CanSynchronize {
			able++
			name = v.Webshop
		}
	}
	switch v := d.shown(); {
	case able == 0 || (d.chosen && v != nil && !v.CanSynchronize):
		return "why not?"
	case able > 1:
		return "Synchronize" + e.glyphs.Ellipsis
	}
	return "Synchronize to " + name
}
