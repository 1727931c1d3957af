package wootest

import (
	"cmp"
	"html"
	"slices"
	"strconv"
	"time"
)

// order is what a customer bought.
type order struct {
	id                                       int
	status, currency, key, customerNote, via string
	customer, parent                         int
	created, modified, paid, completed       int64
	billing, shipping                        map[string]string
	payment, paymentTitle, transaction       string
	meta                                     []metaEntry
	lines                                    []*orderLine
	shippingLines, feeLines                  []*orderCost
	notes                                    []orderNote
	refunds                                  []*refund
	stockTaken                               bool
	saves                                    int // how often it was written
}

// orderLine is a product of an order.
type orderLine struct {
	id, product, variation, quantity int
	name, taxClass                   string
	subtotal, total                  float64
	meta                             []metaEntry
}

// orderCost is a shipping cost or a fee.
type orderCost struct {
	id                           int
	title, method, instance, tax string
	total                        float64
	meta                         []metaEntry
}

func orderRoutes() []route {
	h := handlers{list: (*call).listOrders, create: locked((*call).createOrder), get: (*call).getOrder,
		update: locked((*call).updateOrder), remove: locked((*call).deleteOrder), batchAll: (*call).batchOrders}
	h = h.guarded(nil, nil)
	out := resource("orders", "shop_order", orderFields, orderListFields, h)
	return append(out,
		at("orders/{order_id}/notes", "order_note", noteFields,
			endpoint{reading, []field{one("context", "view", "view", "edit"), one("type", "any", "any", "customer", "internal")}, true, denyList, (*call).listNotes},
			endpoint{creating, requiredNote(), true, denyCreate, writing((*call).createNote)}),
		at("orders/{order_id}/notes/{id}", "order_note", noteFields,
			endpoint{reading, itemFields, true, denyView, (*call).getNote},
			endpoint{deleting, deleteFields, true, denyDelete, writing((*call).deleteNote)}),
		at("orders/{order_id}/refunds", "shop_order_refund", refundFields,
			endpoint{reading, orderListFields, true, denyList, (*call).listRefunds},
			endpoint{creating, refundFields, true, denyCreate, writing((*call).createRefund)}),
		at("orders/{order_id}/refunds/{id}", "shop_order_refund", refundFields,
			endpoint{reading, itemFields, true, denyView, (*call).getRefund},
			endpoint{deleting, deleteFields, true, denyDelete, writing((*call).deleteRefund)}),
	)
}

func badOrderID(status int) *apiError {
	return fail(status, "woocommerce_rest_shop_order_invalid_id", "Invalid ID.")
}

func (c *call) getOrder() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	o := c.shop.store.orders[c.number("id")]
	if o == nil {
		return reply{}, badOrderID(404)
	}
	return ok(c.shownOrder(o))
}

func (c *call) shownOrder(o *order) linked {
	links := c.itemLinks("orders", o.id)
	links.add("email_templates", []object{{{"embeddable", true}, {"href", c.route("orders/" + strconv.Itoa(o.id) + "/actions/email_templates")}}})
	return linked{c.orderObject(o), links}
}

func (c *call) createOrder() (reply, error) {
	if !isEmpty(c.params["id"]) {
		return reply{}, fail(400, "woocommerce_rest_shop_order_exists", "Cannot create existing shop_order.")
	}
	s := c.shop.store
	o := &order{status: "pending", currency: c.shop.settings().Currency, via: "rest-api", key: "wc_order_" + randomHex(7), created: c.now(), modified: c.now()}
	if err := c.applyOrder(o); err != nil {
		return reply{}, err
	}
	o.id = s.newPostID()
	s.orders[o.id] = o
	if c.isset("status") && !phpBool(c.params["set_paid"]) {
		c.setOrderStatus(o, c.text("status"))
	}
	c.payOrder(o)
	return reply{status: 201, body: c.shownOrder(o), location: c.route("orders/" + strconv.Itoa(o.id))}, nil
}

func (c *call) updateOrder() (reply, error) {
	o := c.shop.store.orders[c.number("id")]
	if o == nil {
		return reply{}, badOrderID(400)
	}
	if err := c.applyOrder(o); err != nil {
		return reply{}, err
	}
	o.modified = c.now()
	o.saves++
	if c.isset("status") {
		c.setOrderStatus(o, c.text("status"))
	}
	c.payOrder(o)
	return ok(c.shownOrder(o))
}

// payOrder is payment_complete, asked for with set_paid.
func (c *call) payOrder(o *order) {
	if !phpBool(c.params["set_paid"]) || !slices.Contains([]string{"pending", "on-hold", "failed", "cancelled"}, o.status) {
		return
	}
	o.paid = c.now()
	o.status = "completed"
	if c.needsProcessing(o) {
		o.status = "processing"
	} else {
		o.completed = c.now()
	}
	c.note(o, "Payment complete.", false)
	c.takeStock(o)
}

var orderStatusNames = map[string]string{"pending": "Pending payment", "processing": "Processing", "on-hold": "On hold", "completed": "Completed",
	"cancelled": "Cancelled", "refunded": "Refunded", "failed": "Failed", "checkout-draft": "Draft", "trash": "Trash"}

func (c *call) setOrderStatus(o *order, status string) {
	if !slices.Contains(orderStatuses, status) {
		status = "pending"
	}
	if status == o.status {
		return
	}
	c.note(o, "Order status changed from "+orderStatusNames[o.status]+" to "+orderStatusNames[status]+".", false)
	o.status = status
	switch status {
	case "completed":
		o.completed = c.now()
		if o.paid == 0 {
			o.paid = c.now()
		}
	case "processing":
		if o.paid == 0 {
			o.paid = c.now()
		}
	}
	switch status {
	case "processing", "completed", "on-hold":
		c.takeStock(o)
	case "cancelled", "pending":
		c.giveStock(o)
	}
}

// needsProcessing tells whether anything is to be shipped.
func (c *call) needsProcessing(o *order) bool {
	return slices.ContainsFunc(o.lines, func(l *orderLine) bool {
		p := c.shop.store.lineProduct(l)
		return p != nil && !(p.d().virtual && p.d().downloadable)
	})
}

func (s *store) lineProduct(l *orderLine) *product {
	if l.variation > 0 {
		return s.posts[l.variation]
	}
	return s.posts[l.product]
}

// stockHolder is the product whose quantity a sale changes: that of a variation, or of its parent.
func (s *store) stockHolder(l *orderLine) *product {
	p := s.lineProduct(l)
	if p != nil && p.variation && !p.manageStock {
		p = s.posts[p.parent]
	}
	if p == nil || !p.manageStock {
		return nil
	}
	return p
}

func (c *call) takeStock(o *order) {
	if o.stockTaken {
		return
	}
	o.stockTaken = true
	for _, l := range o.lines {
		if p := c.shop.store.stockHolder(l); p != nil {
			from := p.stock
			c.changeStock(p, -l.quantity)
			l.meta = append(l.meta, metaEntry{c.orderMetaID(), "_reduced_stock", strconv.Itoa(l.quantity)})
			c.note(o, "Stock levels reduced: "+l.name+" ("+strconv.Itoa(from)+"&rarr;"+strconv.Itoa(p.stock)+")", false)
		}
	}
}

func (c *call) giveStock(o *order) {
	if !o.stockTaken {
		return
	}
	o.stockTaken = false
	for _, l := range o.lines {
		if p := c.shop.store.stockHolder(l); p != nil {
			from := p.stock
			c.changeStock(p, l.quantity)
			l.meta = slices.DeleteFunc(slices.Clone(l.meta), func(m metaEntry) bool { return m.key == "_reduced_stock" })
			c.note(o, "Stock levels increased: "+l.name+" ("+strconv.Itoa(from)+"&rarr;"+strconv.Itoa(p.stock)+")", false)
		}
	}
}

func (c *call) changeStock(p *product, by int) {
	next := p.clone()
	next.stock += by
	next.hasStock = true
	next.modified = c.now()
	next.alignStock(c.shop.settings())
	c.shop.store.update(p, next)
}

func (c *call) deleteOrder() (reply, error) {
	s := c.shop.store
	o := s.orders[c.number("id")]
	if o == nil {
		return reply{}, badOrderID(404)
	}
	shown := c.shownOrder(o)
	if phpBool(c.params["force"]) {
		delete(s.orders, o.id)
		return ok(shown)
	}
	if o.status == "trash" {
		return reply{}, fail(410, "woocommerce_rest_already_trashed", "The shop_order has already been deleted.")
	}
	o.meta = append([]metaEntry{{c.orderMetaID(), "_wp_trash_meta_status", "wc-" + o.status}, {c.orderMetaID(), "_wp_trash_meta_time", strconv.FormatInt(c.now(), 10)}}, o.meta...)
	o.status, o.modified = "trash", c.now()
	return ok(shown)
}

func (c *call) orderMetaID() int { c.shop.store.lastOrderMeta++; return c.shop.store.lastOrderMeta }

func (c *call) batchOrders() (reply, error) {
	return c.runBatch(batchOf{defaults: orderFields, create: (*call).createOrder, update: (*call).updateOrder, remove: (*call).deleteOrder})
}

func (c *call) listOrders() (reply, error) {
	c.shop.mu.RLock()
	rows := c.findOrders()
	l := listing{call: c}
	from, count := l.window()
	out := []object{}
	for _, o := range cut(rows, from, count) {
		out = append(out, c.listed(c.shownOrder(o)))
	}
	c.shop.mu.RUnlock()
	c.pace.spend(c.pace.latency.PerRow * time.Duration(len(out)))
	return reply{status: 200, body: out, total: c.page("orders", len(rows))}, nil
}

func (c *call) findOrders() []*order {
	include, exclude, statuses := ids(c.params["include"]), ids(c.params["exclude"]), elements(c.params["status"])
	times := c.dateFilters()
	if t, _, ok := parseTime(c.text("modified_after"), time.UTC); ok && t.Unix() == 0 {
		times = func(int64, int64) bool { return false } // the first second of all is no date, and no order comes after it
	}
	search := fold(c.text("search"))
	var rows []*order
	for _, o := range c.shop.store.orders {
		open := hasWord(statuses, "any") && o.status != "trash" && o.status != "auto-draft"
		switch {
		case len(statuses) > 0 && !open && !hasWord(statuses, o.status),
			len(include) > 0 && !slices.Contains(include, o.id),
			slices.Contains(exclude, o.id),
			!times(o.created, o.modified),
			c.isset("customer") && o.customer != c.number("customer"),
			c.isset("product") && !slices.ContainsFunc(o.lines, func(l *orderLine) bool { return l.product == c.number("product") }),
			search != "" && !o.matches(search):
			continue
		}
		rows = append(rows, o)
	}
	by, ascending := c.text("orderby"), c.text("order") == "asc"
	slices.SortFunc(rows, func(a, b *order) int {
		r := cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.id, b.id))
		switch by {
		case "id":
			r = cmp.Compare(a.id, b.id)
		case "modified":
			r = cmp.Or(cmp.Compare(a.modified, b.modified), cmp.Compare(a.id, b.id))
		case "include":
			return cmp.Compare(slices.Index(include, a.id), slices.Index(include, b.id))
		}
		if !ascending {
			return -r
		}
		return r
	})
	return rows
}

func (o *order) matches(search string) bool {
	if strconv.Itoa(o.id) == search {
		return true
	}
	for _, v := range o.billing {
		if v != "" && fold(v) == search {
			return true
		}
	}
	return slices.ContainsFunc(o.lines, func(l *orderLine) bool { return fold(html.UnescapeString(l.name)) == search })
}
