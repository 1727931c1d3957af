package tui

import (
	"fmt"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/plaintext"

	tea "charm.land/bubbletea/v2"
)

// search finds a product, shows what a synchronization would do to it in each webshop, and starts one.
type search struct {
	field    field
	req      request
	asked    string // the text that the hits answer
	hits     []found
	product  int   // cursor over the hits
	id       int64 // of the product under it, kept over new answers
	top      int   // first hit in sight
	shop     int   // cursor over the webshops
	firstCol int   // first webshop in sight
	chosen   bool  // the field has given the keys to the product
	over     *[2]int
	pane     scroller
	paneOf   [2]int64 // product and webshop that the pane shows
	waiting  bool
	failure  string
	note     string // why something did not happen
	list     int    // hits in sight
}

// found is a product that was found: every text is clean.
type found struct {
	id        int64
	sku, name string
	barcode   string
	previews  []sync.Preview
}

type foundMsg struct {
	n    int
	text string
	hits []found
	err  error
}

const searchLimit = 50

func newSearch(note string) *search { return &search{field: newField(""), note: note} }

// ask looks for what is typed.
func (d *search) ask(e *env) []action {
	text := cleanLine(d.field.value())
	ctx, n := d.req.next(e.ctx)
	d.note, d.waiting = "", true
	if text == "" {
		d.req.answers(n)
		d.hits, d.asked, d.product, d.id, d.waiting, d.failure = nil, "", 0, 0, false, ""
		return nil
	}
	backend, ascii := e.backend, e.ascii
	return []action{runCommand{func() tea.Msg {
		hits, err := backend.Search(ctx, text, searchLimit)
		msg := foundMsg{n: n, text: text, err: err}
		for _, h := range hits {
			msg.hits = append(msg.hits, newFound(h, ascii))
		}
		return msg
	}}}
}

// newFound cleans a hit. It runs in the command that loaded it.
func newFound(h sync.SearchHit, ascii bool) found {
	clean := func(s string) string {
		s = cleanLine(s)
		if ascii {
			s = plaintext.ASCII(s)
		}
		return s
	}
	f := found{id: h.Product.ID, sku: clean(h.Product.SKU), name: clean(h.Product.Name), barcode: clean(h.Product.Barcode)}
	for _, p := range h.Previews {
		p.SKU, p.Name, p.Webshop, p.Inactive = clean(p.SKU), clean(p.Name), clean(p.Webshop), clean(p.Inactive)
		reasons := make([]string, len(p.Reasons))
		for i, r := range p.Reasons {
			reasons[i] = clean(r)
		}
		categories := make([]sync.CategoryMatch, len(p.Categories))
		for i, c := range p.Categories {
			categories[i] = sync.CategoryMatch{WebshopCategory: clean(c.WebshopCategory), InventoryCategory: clean(c.InventoryCategory), Rule: clean(c.Rule)}
		}
		changes := make([]sync.Change, len(p.Changes))
		for i, c := range p.Changes {
			changes[i] = sync.Change{Field: clean(c.Field), Label: clean(c.Label), From: clean(c.From), To: clean(c.To)}
		}
		p.Reasons, p.Categories, p.Changes = reasons, categories, changes
		f.previews = append(f.previews, p)
	}
	return f
}

func (d *search) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case foundMsg:
		if d.req.answers(msg.n) {
			d.take(e, msg)
		}
	case refreshMsg:
		if d.asked != "" && !d.waiting {
			return d.ask(e)
		}
	case tea.PasteMsg:
		d.chosen = false
		if d.field.update(msg) {
			return d.ask(e)
		}
	case wheelMsg:
		if msg.y > d.list+2 {
			d.pane.scroll(msg.dy)
		} else {
			d.move(msg.dy)
		}
	case pointMsg:
		d.over = nil
		if msg.id.kind == zoneEntry && msg.id.k >= 0 {
			d.over = &[2]int{msg.id.n, msg.id.k}
		}
	case clickMsg:
		return d.click(e, msg)
	case tea.KeyPressMsg:
		d.over = nil
		return d.press(e, msg)
	}
	return nil
}

// take shows an answer; the cursor stays on its product while that is among the hits.
func (d *search) take(e *env, msg foundMsg) {
	d.waiting = false
	if msg.err != nil {
		if !ended(msg.err) {
			d.failure = e.clean(msg.err.Error())
		}
		return
	}
	same := msg.text == d.asked
	d.hits, d.asked, d.failure, d.over = msg.hits, msg.text, "", nil
	d.product = 0
	if same || d.chosen {
		for i := range d.hits {
			if d.hits[i].id == d.id {
				d.product = i
			}
		}
	}
	d.move(0)
}

// move puts the cursor on another product.
func (d *search) move(by int) {
	if len(d.hits) == 0 {
		d.product, d.id, d.chosen = 0, 0, false
		return
	}
	d.product = max(0, min(d.product+by, len(d.hits)-1))
	d.id = d.hits[d.product].id
	d.shop = max(0, min(d.shop, len(d.hits[d.product].previews)-1))
	if by != 0 {
		d.note = ""
	}
}

// turn puts the cursor on another webshop.
func (d *search) turn(by int) {
	if p := d.current(); p != nil && len(p.previews) > 0 {
		d.shop = (d.shop + by + len(p.previews)) % len(p.previews)
		d.note = ""
	}
}

// current is the product under the cursor, or nil.
func (d *search) current() *found {
	if d.product < 0 || d.product >= len(d.hits) {
		return nil
	}
	return &d.hits[d.product]
}

// shown is the preview in the pane: of the icon under the pointer, else of the cursors.
func (d *search) shown() *sync.Preview {
	product, shop := d.product, d.shop
	if d.over != nil {
		product, shop = d.over[0], d.over[1]
	}
	if product >= len(d.hits) || shop >= len(d.hits[product].previews) {
		return nil
	}
	return &d.hits[product].previews[shop]
}

func (d *search) press(e *env, msg tea.KeyPressMsg) []action {
	c := e.keys.command(msg.String())
	if !d.chosen && typed(msg) {
		if d.field.update(msg) {
			return d.ask(e)
		}
		return nil
	}
	switch c {
	case CmdUp:
		d.move(-1)
	case CmdDown:
		d.move(1)
	case CmdLeft, CmdPrevTab:
		d.turn(-1)
	case CmdRight, CmdNextTab:
		d.turn(1)
	case CmdPageUp:
		d.pane.scroll(1 - max(d.pane.h, 2))
	case CmdPageDown:
		d.pane.scroll(max(d.pane.h, 2) - 1)
	case CmdHome:
		d.move(-len(d.hits))
	case CmdEnd:
		d.move(len(d.hits))
	case CmdDetails:
		return d.choose()
	case CmdSynchronizeField:
		return d.synchronize(e)
	case CmdSynchronize:
		if d.chosen {
			return d.synchronize(e)
		}
	case CmdSearch, CmdFilter:
		d.chosen = false
	case CmdBack:
		if d.chosen {
			d.chosen = false
			return nil
		}
		return []action{closeDialog{}}
	}
	return nil
}

// choose gives the keys to the product under the cursor.
func (d *search) choose() []action {
	p := d.current()
	if p == nil {
		return nil
	}
	d.chosen = true
	for i := range p.previews { // begin at a webshop that would take it
		if d.shop < len(p.previews) && p.previews[d.shop].CanSynchronize {
			break
		}
		if p.previews[i].CanSynchronize {
			d.shop = i
		}
	}
	return nil
}

func (d *search) click(e *env, msg clickMsg) []action {
	switch msg.id.kind {
	case zoneEntry:
		d.product = msg.id.n
		d.move(0)
		if msg.id.k >= 0 {
			d.shop = msg.id.k
		}
		d.chosen = d.chosen || msg.double
	case zoneButton:
		switch Command(msg.id.n) {
		case CmdSynchronize:
			return d.synchronize(e)
		case CmdDetails:
			return d.choose()
		case CmdBack:
			return []action{closeDialog{}}
		case CmdNextTab:
			d.turn(1)
		case CmdSearch:
			d.chosen = false
		}
	}
	return nil
}

// synchronize starts a synchronization of the product, or says why not. With more than one webshop that would take it, it asks which.
func (d *search) synchronize(e *env) []action {
	p := d.current()
	if p == nil {
		return []action{sayText{warning, "Search a product first, then synchronize it."}}
	}
	if e.readOnly {
		return []action{sayText{failure, readOnlyReason}}
	}
	var able []sync.Preview
	for _, v := range p.previews {
		if v.CanSynchronize {
			able = append(able, v)
		}
	}
	if len(able) == 0 || (d.shop < len(p.previews) && !p.previews[d.shop].CanSynchronize && d.chosen) {
		d.note = d.reason(p)
		return []action{sayText{failure, d.note}}
	}
	if len(able) == 1 {
		return []action{openDialog{confirmProduct(e, p, able[0])}}
	}
	return []action{openDialog{chooseWebshops(e, p, able, d.shopID())}}
}

func (d *search) shopID() int64 {
	if p := d.current(); p != nil && d.shop < len(p.previews) {
		return p.previews[d.shop].WebshopID
	}
	return 0
}

// reason says why the product cannot be synchronized to the webshop under the cursor.
func (d *search) reason(p *found) string {
	if len(p.previews) == 0 {
		return "There is no webshop to synchronize to."
	}
	v := p.previews[min(d.shop, len(p.previews)-1)]
	text := v.Inactive
	if text == "" {
		text = fmt.Sprintf("%s is %s in %s.", p.sku, actionWord(v.Action), v.Webshop)
	}
	return text
}

// actionWord is what a synchronization does, as a word beside its sign.
func actionWord(a store.Action) string {
	switch a {
	case store.ActionAdd:
		return "add"
	case store.ActionUpdate:
		return "update"
	case store.ActionRemove:
		return "remove"
	case store.ActionUnchanged:
		return "unchanged"
	}
	return "excluded"
}
