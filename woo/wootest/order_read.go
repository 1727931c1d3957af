package wootest

import (
	"strconv"
	"time"
)

func addressObject(m map[string]string, names []string) object {
	o := make(object, 0, len(names))
	for _, n := range names {
		o.add(n, m[n])
	}
	return o
}

func (o *order) sums() (goods, shipping, fees, discount float64) {
	for _, l := range o.lines {
		goods += l.total
		discount += l.subtotal - l.total
	}
	for _, k := range o.shippingLines {
		shipping += k.total
	}
	for _, k := range o.feeLines {
		fees += k.total
	}
	return goods, shipping, fees, discount
}

// orderObject is an order as the API shows it. The shop's lock must be held.
func (c *call) orderObject(o *order) object {
	set := c.shop.settings()
	goods, shipping, fees, discount := o.sums()
	total := goods + shipping + fees
	_, sign := set.currencySign()
	b := &building{make(object, 0, 50), c.only}
	b.put("id", o.id)
	b.put("parent_id", o.parent)
	b.put("status", o.status)
	b.put("currency", o.currency)
	b.put("version", "10.5.0")
	b.put("prices_include_tax", false)
	b.put("date_created", c.localDate(o.created))
	b.put("date_modified", c.localDate(o.modified))
	b.put("discount_total", set.money(discount))
	b.put("discount_tax", set.money(0))
	b.put("shipping_total", set.money(shipping))
	b.put("shipping_tax", set.money(0))
	b.put("cart_tax", set.money(0))
	b.put("total", set.money(total))
	b.put("total_tax", set.money(0))
	b.put("customer_id", o.customer)
	b.put("order_key", o.key)
	b.put("billing", addressObject(o.billing, billingNames))
	b.put("shipping", addressObject(o.shipping, shippingNames))
	b.put("payment_method", o.payment)
	b.put("payment_method_title", o.paymentTitle)
	b.put("transaction_id", o.transaction)
	b.put("customer_ip_address", "")
	b.put("customer_user_agent", "")
	b.put("created_via", o.via)
	b.put("customer_note", o.customerNote)
	b.put("date_completed", c.localDate(o.completed))
	b.put("date_paid", c.localDate(o.paid))
	b.put("cart_hash", "")
	b.put("number", strconv.Itoa(o.id))
	b.put("meta_data", entryObjects(o.meta))
	b.put("line_items", c.lineObjects(o))
	b.put("tax_lines", []object{})
	b.put("shipping_lines", c.shippingObjects(o))
	b.put("fee_lines", c.feeObjects(o))
	b.put("coupon_lines", []object{})
	refunds := []object{}
	for _, r := range o.refunds {
		refunds = append(refunds, object{{"id", r.id}, {"reason", r.reason}, {"total", "-" + set.money(r.amount)}})
	}
	b.put("refunds", refunds)
	b.put("payment_url", c.home+"/checkout/order-pay/"+strconv.Itoa(o.id)+"/?pay_for_order=true&key="+o.key)
	b.put("is_editable", o.status == "pending" || o.status == "on-hold" || o.status == "auto-draft")
	b.put("needs_payment", (o.status == "pending" || o.status == "failed") && total > 0)
	b.put("needs_processing", c.needsProcessing(o))
	b.put("date_created_gmt", gmtDate(o.created))
	b.put("date_modified_gmt", gmtDate(o.modified))
	b.put("date_completed_gmt", gmtDate(o.completed))
	b.put("date_paid_gmt", gmtDate(o.paid))
	b.put("currency_symbol", sign)
	return b.object
}

func entryObjects(list []metaEntry) []object {
	out := []object{}
	for _, m := range list {
		out = append(out, object{{"id", m.id}, {"key", m.key}, {"value", m.value}})
	}
	return out
}

func (c *call) lineObjects(o *order) []object {
	s, set := c.shop.store, c.shop.settings()
	out := []object{}
	for _, l := range o.lines {
		p := s.lineProduct(l)
		var sku, gtin, parentName any
		image := object{{"id", 0}, {"src", ""}}
		if p != nil {
			sku, gtin = p.sku, p.gtin
			image = object{{"id", ""}, {"src", ""}}
			if images := p.d().images; len(images) > 0 && s.images[images[0]] != nil {
				image = object{{"id", strconv.Itoa(images[0])}, {"src", c.uploadURL(s.images[images[0]])}}
			}
			if parent := s.posts[p.parent]; p.variation && parent != nil {
				parentName = parent.name
			}
		}
		price := 0.0
		if l.quantity != 0 {
			price = l.total / float64(l.quantity)
		}
		out = append(out, object{{"id", l.id}, {"name", l.name}, {"product_id", l.product}, {"variation_id", l.variation}, {"quantity", l.quantity},
			{"tax_class", l.taxClass}, {"subtotal", set.money(l.subtotal)}, {"subtotal_tax", set.money(0)}, {"total", set.money(l.total)},
			{"total_tax", set.money(0)}, {"taxes", []object{}}, {"meta_data", c.lineMeta(l)}, {"sku", sku}, {"global_unique_id", gtin},
			{"price", price}, {"image", image}, {"parent_name", parentName}})
	}
	return out
}

// lineMeta shows the options of a variation by their names.
func (c *call) lineMeta(l *orderLine) []object {
	s := c.shop.store
	out := []object{}
	p := s.posts[l.variation]
	for _, m := range l.meta {
		key, value := m.key, m.value
		if p != nil {
			for _, ch := range p.d().choices {
				if parent := s.posts[p.parent]; parent != nil && s.choiceKey(ch) == m.key {
					key, value = s.choiceLabel(parent.d(), ch), s.choiceText(ch)
				}
			}
		}
		out = append(out, object{{"id", m.id}, {"key", m.key}, {"value", m.value}, {"display_key", key}, {"display_value", value}})
	}
	return out
}

func (c *call) shippingObjects(o *order) []object {
	set := c.shop.settings()
	out := []object{}
	for _, k := range o.shippingLines {
		out = append(out, object{{"id", k.id}, {"method_title", k.title}, {"method_id", k.method}, {"instance_id", k.instance}, {"total", set.money(k.total)},
			{"total_tax", set.money(0)}, {"taxes", []object{}}, {"tax_status", k.tax}, {"meta_data", entryObjects(k.meta)}})
	}
	return out
}

func (c *call) feeObjects(o *order) []object {
	set := c.shop.settings()
	out := []object{}
	for _, k := range o.feeLines {
		out = append(out, object{{"id", k.id}, {"name", k.title}, {"tax_class", ""}, {"tax_status", k.tax}, {"amount", set.money(k.total)},
			{"total", set.money(k.total)}, {"total_tax", set.money(0)}, {"taxes", []object{}}, {"meta_data", entryObjects(k.meta)}})
	}
	return out
}

// dateFilters compares created and modified with after, before, modified_after and modified_before, to the second
// and strictly. A date without a zone is the shop's time; with dates_are_gmt the shop still turns a date with a
// zone into its own time first, and then compares that with GMT.
func (c *call) dateFilters() func(created, modified int64) bool {
	zone := c.shop.settings().Location
	gmt := phpBool(c.params["dates_are_gmt"])
	shift := func(at int64) int64 {
		if gmt {
			return 0
		}
		return offsetAt(at, zone)
	}
	limit := func(name string) (int64, bool) {
		text, _ := c.params[name].(string)
		t, _, ok := parseTime(text, zone)
		if text == "" || !ok {
			return 0, false
		}
		return t.Unix() + offsetAt(t.Unix(), zone), true
	}
	// No zone is a day off: what is further apart needs no look at the zone, which takes its time.
	later := func(at, limit int64) bool {
		if apart := at - limit; apart > 86400 || apart < -86400 {
			return apart > 0
		}
		return at+shift(at) > limit
	}
	earlier := func(at, limit int64) bool {
		if apart := at - limit; apart > 86400 || apart < -86400 {
			return apart < 0
		}
		return at+shift(at) < limit
	}
	after, hasAfter := limit("after")
	before, hasBefore := limit("before")
	modifiedAfter, hasModifiedAfter := limit("modified_after")
	modifiedBefore, hasModifiedBefore := limit("modified_before")
	return func(created, modified int64) bool {
		return (!hasAfter || later(created, after)) && (!hasBefore || earlier(created, before)) &&
			(!hasModifiedAfter || later(modified, modifiedAfter)) && (!hasModifiedBefore || earlier(modified, modifiedBefore))
	}
}

// offsetAt is what a clock on the shop's wall is ahead of UTC.
func offsetAt(at int64, zone *time.Location) int64 {
	_, offset := time.Unix(at, 0).In(zone).Zone()
	return int64(offset)
}
