package wootest

import (
	"cmp"
	"slices"
	"strconv"
)

type orderNote struct {
	id       int
	created  int64
	save     int // which save of the order it belongs to
	text     string
	customer bool
}

// refund is money that went back.
type refund struct {
	id      int
	created int64
	amount  float64
	reason  string
	kind    string
	meta    []metaEntry
}

// note adds a note in the shop's own name.
func (c *call) note(o *order, text string, customer bool) orderNote {
	c.shop.store.lastComment++
	n := orderNote{c.shop.store.lastComment, c.now(), o.saves, text, customer}
	o.notes = append(slices.Clip(o.notes), n)
	return n
}

func (c *call) orderInPath(code string) (*order, *apiError) {
	if o := c.shop.store.orders[c.number("order_id")]; o != nil {
		return o, nil
	}
	return nil, fail(404, code, "Invalid order ID.")
}

func (c *call) notePath() string { return "orders/" + strconv.Itoa(c.number("order_id")) + "/notes" }

func (c *call) shownNote(n orderNote) linked {
	links := c.itemLinks(c.notePath(), n.id, "GET", "DELETE")
	links.add("up", []object{{{"href", c.route("orders/" + strconv.Itoa(c.number("order_id")))}}})
	return linked{object{{"id", n.id}, {"author", "WooCommerce"}, {"date_created", c.localDate(n.created)}, {"date_created_gmt", gmtDate(n.created)},
		{"note", n.text}, {"customer_note", n.customer}}, links}
}

// listNotes shows the newest first, but in the order of their making those of one second: a real shop, where each
// save of an order takes its time, has only those of one save there.
func (c *call) listNotes() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	o, err := c.orderInPath("woocommerce_rest_order_invalid_id")
	if err != nil {
		return reply{}, err
	}
	notes := slices.Clone(o.notes)
	slices.SortFunc(notes, func(a, b orderNote) int {
		return cmp.Or(cmp.Compare(b.created, a.created), cmp.Compare(b.save, a.save), cmp.Compare(a.id, b.id))
	})
	out := []object{}
	for _, n := range notes {
		if kind := c.text("type"); kind == "customer" && !n.customer || kind == "internal" && n.customer {
			continue
		}
		out = append(out, c.listed(c.shownNote(n)))
	}
	return ok(out)
}

func (c *call) createNote() (reply, error) {
	o, err := c.orderInPath("woocommerce_rest_order_invalid_id")
	if err != nil {
		return reply{}, err
	}
	n := c.note(o, c.text("note"), phpBool(c.params["customer_note"]))
	return reply{status: 201, body: c.shownNote(n), location: c.route(c.notePath() + "/" + strconv.Itoa(n.id))}, nil
}

func (c *call) findNote() (*order, int, *apiError) {
	o, err := c.orderInPath("woocommerce_rest_order_invalid_id")
	if err != nil {
		return nil, 0, err
	}
	at := slices.IndexFunc(o.notes, func(n orderNote) bool { return n.id == c.number("id") })
	if at < 0 {
		return nil, 0, fail(404, "woocommerce_rest_invalid_id", "Invalid resource ID.")
	}
	return o, at, nil
}

func (c *call) getNote() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	o, at, err := c.findNote()
	if err != nil {
		return reply{}, err
	}
	return ok(c.shownNote(o.notes[at]))
}

func (c *call) deleteNote() (reply, error) {
	if !phpBool(c.params["force"]) {
		return reply{}, fail(501, "woocommerce_rest_trash_not_supported", "Webhooks do not support trashing.")
	}
	o, at, err := c.findNote()
	if err != nil {
		return reply{}, err
	}
	n := o.notes[at]
	o.notes = slices.Delete(slices.Clone(o.notes), at, at+1)
	return ok(c.shownNote(n))
}

func (c *call) refundPath() string {
	return "orders/" + strconv.Itoa(c.number("order_id")) + "/refunds"
}

func (c *call) shownRefund(r *refund) linked {
	links := c.itemLinks(c.refundPath(), r.id, "GET", "DELETE")
	links.add("up", []object{{{"href", c.route("orders/" + strconv.Itoa(c.number("order_id")))}}})
	return linked{object{{"id", r.id}, {"date_created", c.localDate(r.created)}, {"date_created_gmt", gmtDate(r.created)},
		{"amount", c.shop.settings().money(r.amount)}, {"reason", r.reason}, {"refunded_by", 1}, {"refunded_payment", false},
		{"meta_data", entryObjects(r.meta)}, {"line_items", []object{}}, {"shipping_lines", []object{}}, {"tax_lines", []object{}},
		{"fee_lines", []object{}}}, links}
}

func (c *call) createRefund() (reply, error) {
	o, err := c.orderInPath("woocommerce_rest_invalid_order_id")
	if err != nil {
		return reply{}, err
	}
	goods, shipping, fees, _ := o.sums()
	left := goods + shipping + fees
	for _, r := range o.refunds {
		left -= r.amount
	}
	amount := phpFloat(c.shop.settings().price(c.params["amount"]))
	if amount < 0 || !c.isset("amount") {
		return reply{}, fail(400, "woocommerce_rest_invalid_order_refund", "Refund amount must be greater than zero.")
	}
	if amount > left+1e-9 {
		return reply{}, fail(500, "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.")
	}
	s := c.shop.store
	r := &refund{id: s.newPostID(), created: c.now(), amount: amount, reason: c.text("reason")}
	r.kind = "partial"
	if left-amount < 1e-9 {
		r.kind = "full"
		c.setOrderStatus(o, "refunded")
	}
	r.meta = []metaEntry{{c.orderMetaID(), "_refund_type", r.kind}}
	o.refunds = append([]*refund{r}, o.refunds...)
	o.modified = c.now()
	// As with variations, the address holds the pattern of the route.
	return reply{status: 201, body: c.shownRefund(r), location: c.route(`orders/(?P<order_id>[\d]+)/refunds/` + strconv.Itoa(r.id))}, nil
}

func (c *call) findRefund() (*order, int, *apiError) {
	o, err := c.orderInPath("woocommerce_rest_invalid_order_id")
	if err != nil {
		return nil, 0, err
	}
	at := slices.IndexFunc(o.refunds, func(r *refund) bool { return r.id == c.number("id") })
	if at < 0 {
		return nil, 0, fail(404, "woocommerce_rest_shop_order_refund_invalid_id", "Invalid ID.")
	}
	return o, at, nil
}

func (c *call) getRefund() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	o, at, err := c.findRefund()
	if err != nil {
		return reply{}, err
	}
	return ok(c.shownRefund(o.refunds[at]))
}

func (c *call) deleteRefund() (reply, error) {
	o, at, err := c.findRefund()
	if err != nil {
		return reply{}, err
	}
	if !phpBool(c.params["force"]) {
		return reply{}, fail(501, "woocommerce_rest_trash_not_supported", "The shop_order_refund does not support trashing.")
	}
	r := o.refunds[at]
	o.refunds = slices.Delete(slices.Clone(o.refunds), at, at+1)
	return ok(c.shownRefund(r))
}

func (c *call) listRefunds() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	o, err := c.orderInPath("woocommerce_rest_invalid_order_id")
	if err != nil {
		return reply{}, err
	}
	l := listing{call: c}
	from, count := l.window()
	out := []object{}
	for _, r := range cut(o.refunds, from, count) {
		out = append(out, c.listed(c.shownRefund(r)))
	}
	return reply{status: 200, body: out, total: c.page(c.refundPath(), len(o.refunds))}, nil
}
