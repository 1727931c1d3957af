package wootest

import "slices"

// onlyUser is the id of the one user that the shop has, its owner.
const onlyUser = 1

// applyOrder changes an order as the parameters say, but for its status. The shop's lock must be held.
func (c *call) applyOrder(o *order) error {
	for _, f := range []struct {
		name string
		to   *string
	}{
		{"currency", &o.currency}, {"customer_note", &o.customerNote}, {"payment_method", &o.payment},
		{"payment_method_title", &o.paymentTitle}, {"transaction_id", &o.transaction}, {"created_via", &o.via},
	} {
		if c.isset(f.name) {
			*f.to = c.text(f.name)
		}
	}
	if c.isset("customer_id") {
		if o.customer = absInt(c.params["customer_id"]); o.customer > onlyUser {
			return fail(400, "woocommerce_rest_invalid_customer_id", "Customer ID is invalid.")
		}
	}
	if c.isset("parent_id") {
		o.parent = absInt(c.params["parent_id"])
	}
	o.billing = mergeAddress(o.billing, c.params["billing"], billingNames)
	o.shipping = mergeAddress(o.shipping, c.params["shipping"], shippingNames)
	if list, ok := c.params["meta_data"].([]any); ok {
		for _, x := range list {
			m, _ := x.(map[string]any)
			o.meta = c.putOrderMeta(o.meta, absInt(m["id"]), phpString(m["key"]), metaValue(m["value"]))
		}
	}
	for _, x := range elements(c.params["line_items"]) {
		if m, ok := x.(map[string]any); ok {
			if err := c.applyLine(o, m); err != nil {
				return err
			}
		}
	}
	o.shippingLines = c.applyCosts(o.shippingLines, c.params["shipping_lines"])
	o.feeLines = c.applyCosts(o.feeLines, c.params["fee_lines"])
	return nil
}

func (c *call) putOrderMeta(list []metaEntry, id int, key string, value any) []metaEntry {
	list = slices.Clone(list)
	at := slices.IndexFunc(list, func(m metaEntry) bool { return id > 0 && m.id == id || id == 0 && m.key == key })
	switch {
	case at >= 0 && value == nil:
		return slices.Delete(list, at, at+1)
	case at >= 0:
		list[at].value = value
		return list
	case value == nil:
		return list
	}
	return append(list, metaEntry{c.orderMetaID(), key, value})
}

func mergeAddress(old map[string]string, v any, names []string) map[string]string {
	out := map[string]string{}
	sent, _ := v.(map[string]any)
	for _, n := range names {
		out[n] = old[n]
		if sent[n] != nil {
			out[n] = phpString(sent[n])
		}
	}
	return out
}

func (c *call) newItemID() int { c.shop.store.lastItem++; return c.shop.store.lastItem }

// applyLine adds a line, or changes the one of the id. A product that does not exist makes an empty line.
func (c *call) applyLine(o *order, m map[string]any) error {
	id := absInt(m["id"])
	at := slices.IndexFunc(o.lines, func(l *orderLine) bool { return l.id == id })
	if id > 0 && at < 0 {
		return fail(400, "woocommerce_rest_invalid_item_id", "Order item ID provided is not associated with order.")
	}
	if id > 0 && m["quantity"] != nil && phpInt(m["quantity"]) == 0 {
		o.lines = slices.Delete(slices.Clone(o.lines), at, at+1)
		return nil
	}
	l := &orderLine{quantity: 1}
	if id > 0 {
		l = o.lines[at]
	}
	p, err := c.orderedProduct(m, id == 0)
	if err != nil {
		return err
	}
	if m["quantity"] != nil {
		l.quantity = int(phpInt(m["quantity"]))
	}
	if p != nil {
		c.fillLine(l, p)
	}
	if m["name"] != nil {
		l.name = sanitizeText(phpString(m["name"]))
	}
	if m["total"] != nil {
		l.total = phpFloat(phpString(m["total"]))
		if m["subtotal"] == nil && id == 0 {
			l.subtotal = l.total
		}
	}
	if m["subtotal"] != nil {
		l.subtotal = phpFloat(phpString(m["subtotal"]))
	}
	for _, x := range elements(m["meta_data"]) {
		if e, ok := x.(map[string]any); ok {
			l.meta = c.putOrderMeta(l.meta, absInt(e["id"]), phpString(e["key"]), metaValue(e["value"]))
		}
	}
	if id == 0 {
		l.id = c.newItemID()
		o.lines = append(slices.Clip(o.lines), l)
	}
	return nil
}

// orderedProduct finds what a line is about: by SKU, by variation, by product.
func (c *call) orderedProduct(m map[string]any, must bool) (*product, error) {
	s := c.shop.store
	if sku := phpString(m["sku"]); sku != "" {
		if id := s.skuOwner(sku, 0, false); id > 0 {
			return s.posts[id], nil
		}
	}
	if v := absInt(m["variation_id"]); v > 0 {
		return s.posts[v], nil
	}
	if id := absInt(m["product_id"]); id > 0 {
		return s.posts[id], nil
	}
	if must && m["name"] == nil {
		return nil, fail(400, "woocommerce_rest_required_product_reference", "Product ID or SKU is required.")
	}
	return nil, nil
}

// fillLine takes name and price from the product.
func (c *call) fillLine(l *orderLine, p *product) {
	s := c.shop.store
	l.product, l.variation, l.name = p.id, 0, p.name
	if p.variation {
		l.product, l.variation = p.parent, p.id
		l.name = p.titleFor(s)
		for _, ch := range p.d().choices {
			l.meta = c.putOrderMeta(l.meta, 0, s.choiceKey(ch), ch.value)
		}
	}
	l.taxClass = p.d().taxClass
	if p.variation {
		l.taxClass = s.variationTaxClass(p, false)
	}
	l.subtotal = phpFloat(s.pricing(p, c.now()).price) * float64(l.quantity)
	l.total = l.subtotal
}

func (c *call) applyCosts(costs []*orderCost, v any) []*orderCost {
	for _, x := range elements(v) {
		m, ok := x.(map[string]any)
		if !ok {
			continue
		}
		cost := &orderCost{tax: "taxable"}
		id := absInt(m["id"])
		at := slices.IndexFunc(costs, func(k *orderCost) bool { return k.id == id })
		if at >= 0 {
			cost = costs[at]
		}
		for name, to := range map[string]*string{"method_title": &cost.title, "name": &cost.title, "method_id": &cost.method, "instance_id": &cost.instance, "tax_status": &cost.tax} {
			if m[name] != nil {
				*to = phpString(m[name])
			}
		}
		if m["total"] != nil {
			cost.total = phpFloat(c.shop.settings().price(m["total"]))
		}
		if at < 0 {
			cost.id = c.newItemID()
			costs = append(slices.Clip(costs), cost)
		}
	}
	return costs
}
