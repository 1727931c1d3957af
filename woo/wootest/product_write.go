package wootest

import (
	"slices"
	"time"
)

// applyProduct changes p as the call's parameters say, in the order in which WooCommerce does: what fails early
// leaves the later parts undone. The shop's lock must be held.
func (c *call) applyProduct(p *product) error {
	if c.isset("type") {
		c.applyType(p)
	}
	if p.variation {
		return fail(404, "woocommerce_rest_invalid_product_id", "To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.")
	}
	if err := c.applyTexts(p); err != nil {
		return err
	}
	c.applyShipping(p)
	s := c.shop.store
	if c.isset("sku") {
		if err := s.setSKU(p, c.params["sku"]); err != nil {
			return err
		}
	}
	if c.isset("global_unique_id") {
		if err := s.setGTIN(p, c.params["global_unique_id"]); err != nil {
			return err
		}
	}
	if c.isset("attributes") {
		p.edit().attributes = c.readAttributes()
	}
	c.applyPrices(p)
	if c.isset("parent_id") {
		p.parent = absInt(c.params["parent_id"])
	}
	if on := wcBool(c.params["sold_individually"]); c.isset("sold_individually") && p.d().soldIndividually != on {
		p.edit().soldIndividually = on
	}
	c.applyStock(p)
	c.applyRelations(p)
	c.applyDownloads(p)
	c.applyTypeFields(p)
	if c.isset("images") {
		if err := c.applyImages(p, c.params["images"]); err != nil {
			return err
		}
	}
	if err := c.applyMeta(p); err != nil {
		return err
	}
	c.applyCreated(p)
	return nil
}

func (c *call) applyType(p *product) {
	if p.variation {
		return
	}
	kind := c.text("type")
	if !slices.Contains(productTypes, kind) {
		kind = "simple"
	}
	p.kind = kind
}

func (c *call) applyTexts(p *product) error {
	for _, f := range []struct {
		name string
		set  func(string)
	}{
		{"name", func(v string) { p.name = v }},
		{"description", func(v string) { p.description = v }},
		{"short_description", func(v string) { p.short = v }},
		{"purchase_note", func(v string) { p.edit().purchaseNote = v }},
	} {
		if v := c.params[f.name]; v != nil {
			if !isScalar(v) {
				return dieNotText()
			}
			f.set(ksesPost(phpString(v)))
		}
	}
	if c.isset("status") {
		p.status = knownStatus(c.text("status"))
	}
	if c.isset("slug") {
		p.slug = slugify(c.text("slug"))
	}
	if c.isset("menu_order") {
		p.menuOrder = c.number("menu_order")
	}
	if c.isset("reviews_allowed") {
		if on := wcBool(c.params["reviews_allowed"]); p.d().reviewsOff == on {
			p.edit().reviewsOff = !on
		}
	}
	if c.isset("post_password") {
		p.edit().password = c.text("post_password")
	}
	if c.isset("virtual") {
		if on := wcBool(c.params["virtual"]); p.d().virtual != on {
			p.edit().virtual = on
		}
	}
	if c.isset("tax_status") {
		if !slices.Contains([]string{"taxable", "shipping", "none"}, c.text("tax_status")) {
			return fail(400, "product_invalid_tax_status", "Invalid product tax status.")
		}
		if v := c.text("tax_status"); v != p.d().taxStatus {
			p.edit().taxStatus = v
		}
	}
	if c.isset("tax_class") {
		p.edit().taxClass = c.shop.store.taxClass(c.text("tax_class"), false)
	}
	if c.isset("catalog_visibility") {
		v := c.text("catalog_visibility")
		if !slices.Contains([]string{"visible", "catalog", "search", "hidden"}, v) {
			return fail(400, "product_invalid_catalog_visibility", "Invalid catalog visibility option.")
		}
		if v != p.d().visibility {
			p.edit().visibility = v
		}
	}
	if c.isset("featured") {
		if on := wcBool(c.params["featured"]); p.d().featured != on {
			p.edit().featured = on
		}
	}
	return nil
}

func knownStatus(status string) string {
	if slices.Contains(writeStatuses, status) {
		return status
	}
	return "draft"
}

// taxClass knows the shop's classes; any other becomes the standard one.
func (s *store) taxClass(slug string, variation bool) string {
	slug = slugify(slug)
	if variation && slug == "parent" {
		return slug
	}
	for _, t := range s.taxClasses {
		if t.slug == slug && slug != "standard" {
			return slug
		}
	}
	return ""
}

func (c *call) applyShipping(p *product) {
	set := c.shop.settings()
	if c.params["virtual"] == true {
		if p.details != nil {
			p.weight, p.length, p.width, p.height = "", "", "", ""
		}
	} else {
		if c.isset("weight") {
			if v := set.price(c.params["weight"]); v != p.d().weight {
				p.edit().weight = v
			}
		}
		if dims, ok := c.params["dimensions"].(map[string]any); ok && len(dims) > 0 {
			d := p.edit()
			for name, to := range map[string]*string{"length": &d.length, "width": &d.width, "height": &d.height} {
				if dims[name] != nil {
					*to = set.price(dims[name])
				}
			}
		}
	}
	if c.isset("shipping_class") {
		id := 0
		if t := c.shop.store.taxonomies[shippingTaxonomy].bySlug[sanitizeText(c.text("shipping_class"))]; t != nil {
			id = t.id
		}
		if id != p.d().shippingClass {
			p.edit().shippingClass = id
		}
	}
}

func (c *call) applyPrices(p *product) {
	if p.kind == "variable" || p.kind == "grouped" {
		p.regular, p.sale = "", ""
		if p.details != nil {
			p.saleFrom, p.saleTo = 0, 0
		}
		return
	}
	set := c.shop.settings()
	if c.isset("regular_price") {
		p.regular = set.price(c.params["regular_price"])
	}
	if c.isset("sale_price") {
		p.sale = set.price(c.params["sale_price"])
	}
	for _, f := range []struct {
		name string
		gmt  bool
		to   func(int64)
	}{
		{"date_on_sale_from", false, func(t int64) { p.edit().saleFrom = t }},
		{"date_on_sale_from_gmt", true, func(t int64) { p.edit().saleFrom = t }},
		{"date_on_sale_to", false, func(t int64) { p.edit().saleTo = t }},
		{"date_on_sale_to_gmt", true, func(t int64) { p.edit().saleTo = t }},
	} {
		if !c.isset(f.name) {
			continue
		}
		zone := set.Location
		if f.gmt {
			zone = time.UTC
		}
		if t, ok := saleDate(c.params[f.name], zone); ok {
			f.to(t)
		}
	}
}

// saleDate reads the shop's time, a moment with its zone, or seconds; "" is no date.
func saleDate(v any, zone *time.Location) (int64, bool) {
	if s, ok := v.(string); ok {
		if s == "" {
			return 0, true
		}
		if t, _, ok := parseTime(s, zone); ok {
			return t.Unix(), true
		}
	}
	if isNumeric(v) {
		return int64(phpFloat(v)), true
	}
	return 0, false
}

// dropSale clears a sale price that is none, as every save does.
func (p *product) dropSale() {
	if p.sale != "" && phpFloat(p.sale) >= phpFloat(p.regular) {
		p.sale = ""
	}
}

func (c *call) applyStock(p *product) {
	status := p.stockStatus
	if c.isset("stock_status") {
		status = knownStockStatus(c.text("stock_status"))
	}
	set := c.shop.settings()
	if set.StockOff {
		if p.kind != "variable" {
			p.stockStatus = status
		}
		return
	}
	if c.isset("manage_stock") {
		p.manageStock = wcBool(c.params["manage_stock"])
	}
	if c.isset("backorders") {
		if v := c.text("backorders"); v != p.d().backorders {
			p.edit().backorders = v
		}
	}
	switch {
	case p.kind == "grouped":
		p.manageStock = false
		p.stockStatus = status
	case p.kind == "external":
		p.manageStock = false // its status shows as in stock, but the stored one stays
	case p.manageStock:
		if p.kind != "variable" {
			p.stockStatus = status
		}
		c.applyQuantity(p)
	default:
		p.stockStatus = status
	}
}

func knownStockStatus(s string) string {
	if slices.Contains(stockStatuses, s) {
		return s
	}
	return "instock"
}

// applyQuantity is for a product or variation that manages its own stock.
func (c *call) applyQuantity(p *product) {
	switch {
	case c.isset("stock_quantity"):
		p.hasStock, p.stock = true, c.number("stock_quantity")
	case c.isset("inventory_delta"):
		p.hasStock, p.stock = true, p.stock+c.number("inventory_delta")
	}
	if v, sent := c.params["low_stock_amount"]; sent {
		d := p.edit()
		d.hasLowStock = v != nil && v != ""
		d.lowStock = int(phpInt(v))
	}
}

func (c *call) applyCreated(p *product) {
	for _, name := range []string{"date_created", "date_created_gmt"} {
		if s, ok := c.params[name].(string); ok && s != "" {
			if t, ok := parseDate(s); ok { // it is taken as UTC, whichever of the two it is
				p.created = t.Unix()
			}
		}
	}
}
