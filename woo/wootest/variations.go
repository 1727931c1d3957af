package wootest

import (
	"slices"
	"strconv"
	"strings"
)

func variationRoutes() []route {
	h := handlers{list: (*call).listVariations, create: locked((*call).createVariation), get: (*call).getVariation,
		update: locked((*call).updateVariation), remove: locked((*call).deleteVariation), batchAll: (*call).batchVariations}
	h = h.guarded(func(c *call) error {
		if c.variationOf() == nil {
			return badVariationID()
		}
		return nil
	}, nil)
	h.denyView, h.denyEdit, h.denyDelete = ifProduct(denyView), ifProduct(denyEdit), ifProduct(denyDelete)
	all := resource("products/{product_id}/variations", "product_variation", variationFields, variationListFields, h)
	return append(all, at("variations", "product_variation", variationFields,
		endpoint{reading, variationListFields, true, denyList, (*call).listAllVariations}))
}

// variationPath is the collection of the call's parent.
func variationPath(parent int) string { return "products/" + strconv.Itoa(parent) + "/variations" }

func (c *call) variationLinks(v *product) object {
	links := c.itemLinks(variationPath(v.parent), v.id)
	links.add("up", []object{{{"href", c.route("products/" + strconv.Itoa(v.parent))}}})
	return links
}

func badVariationID() *apiError {
	return fail(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.")
}

// variationOf finds a variation of the parent in the path; one of another parent is none.
func (c *call) variationOf() *product {
	v := c.shop.store.posts[c.number("id")]
	if v == nil || !v.variation || v.parent != c.number("product_id") {
		return nil
	}
	return v
}

func (c *call) getVariation() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	v := c.variationOf()
	if v == nil {
		return reply{}, badVariationID()
	}
	return ok(c.shownVariation(v))
}

func (c *call) shownVariation(v *product) linked {
	return linked{c.variationObject(v), c.variationLinks(v)}
}

func (c *call) createVariation() (reply, error) {
	if !isEmpty(c.params["id"]) {
		return reply{}, fail(400, "woocommerce_rest_product_variation_exists", "Cannot create existing product_variation.")
	}
	v := newProduct()
	v.kind, v.variation = "variation", true
	if err := c.applyVariation(v); err != nil {
		c.forgetImages()
		return reply{}, err
	}
	if err := c.saveProduct(nil, v); err != nil {
		return reply{}, err
	}
	if c.shop.store.posts[v.parent] == nil {
		return reply{}, dieNoParent()
	}
	c.touch(v.parent)
	if c.scalar != nil {
		return reply{}, dieScalarBody(c.scalar)
	}
	c.context = "edit"
	// The shop forgets to fill in the parent: the address holds the pattern of the route.
	return reply{status: 201, body: c.shownVariation(v), location: c.route(`products/(?P<product_id>[\d]+)/variations/` + strconv.Itoa(v.id))}, nil
}

func (c *call) updateVariation() (reply, error) {
	before := c.variationOf()
	if before == nil {
		return reply{}, badVariationID()
	}
	v := before.clone()
	if err := c.applyVariation(v); err != nil {
		return reply{}, err
	}
	if err := c.saveProduct(before, v); err != nil {
		return reply{}, err
	}
	c.touch(v.parent)
	if c.scalar != nil {
		return reply{}, dieScalarBody(c.scalar)
	}
	c.context = "edit"
	return ok(c.shownVariation(before))
}

func (c *call) deleteVariation() (reply, error) {
	v := c.variationOf()
	if v == nil {
		return reply{}, badVariationID()
	}
	c.context = "edit"
	shown := c.shownVariation(v)
	if phpBool(c.params["force"]) {
		c.shop.store.removeProduct(v)
		c.touch(v.parent)
		return ok(shown)
	}
	if v.inTrash() {
		return reply{}, fail(410, "woocommerce_rest_already_trashed", "The product_variation has already been deleted.")
	}
	c.trashProduct(v)
	return ok(shown)
}

func (c *call) batchVariations() (reply, error) {
	return c.runBatch(batchOf{
		defaults: variationFields, inherit: []string{"product_id"},
		create: (*call).createVariation, update: (*call).updateVariation, remove: (*call).deleteVariation,
	})
}

// applyVariation changes v as the parameters say. The shop's lock must be held.
func (c *call) applyVariation(v *product) error {
	s, set := c.shop.store, c.shop.settings()
	v.parent = c.number("product_id")
	if c.isset("status") {
		v.status = knownStatus(c.text("status"))
	}
	if c.isset("sku") {
		if err := s.setSKU(v, c.params["sku"]); err != nil {
			return err
		}
	}
	if c.isset("global_unique_id") {
		if err := s.setGTIN(v, c.params["global_unique_id"]); err != nil {
			return err
		}
	}
	if c.isset("image") {
		if err := c.applyVariationImage(v, c.params["image"]); err != nil {
			return err
		}
	}
	if c.isset("virtual") {
		if on := wcBool(c.params["virtual"]); v.d().virtual != on {
			v.edit().virtual = on
		}
	}
	c.applyDownloads(v)
	c.applyShipping(v)
	if !set.StockOff {
		c.applyVariationStock(v)
	}
	c.applyPrices(v)
	if c.isset("tax_class") {
		v.edit().taxClass = s.taxClass(c.text("tax_class"), true)
	}
	if c.isset("description") {
		if !isScalar(c.params["description"]) {
			return dieNotText()
		}
		v.description = kses(c.text("description"), postTags)
	}
	if list, ok := c.params["attributes"].([]any); ok {
		parent := s.posts[v.parent]
		if parent == nil {
			return fail(404, "woocommerce_rest_product_variation_invalid_parent", "Cannot set attributes due to invalid parent product.")
		}
		v.edit().choices = s.readChoices(parent.d(), list)
	}
	if !isEmpty(c.params["menu_order"]) {
		v.menuOrder = c.number("menu_order")
	}
	return c.applyMeta(v)
}

func (c *call) applyVariationStock(v *product) {
	if c.isset("manage_stock") {
		v.manageStock = wcBool(c.params["manage_stock"])
	}
	if c.isset("stock_status") {
		v.stockStatus = knownStockStatus(c.text("stock_status"))
	}
	if c.isset("backorders") {
		if b := c.text("backorders"); b != v.d().backorders {
			v.edit().backorders = b
		}
	}
	if v.manageStock {
		c.applyQuantity(v)
	}
}

// titleFor is what WordPress makes a slug of: of a variation the parent's name, with the options where they are few.
func (p *product) titleFor(s *store) string {
	if !p.variation {
		return p.name
	}
	title := "product"
	if parent := s.posts[p.parent]; parent != nil {
		title = parent.name
	}
	choices := p.d().choices
	if len(choices) == 0 || len(choices) > 2 {
		return title
	}
	for _, ch := range choices {
		if len(choices) > 1 && strings.Contains(s.choiceKey(ch), "-") {
			return title
		}
	}
	if options := s.variationName(p); options != "" {
		return title + " - " + options
	}
	return title
}

// variationName is made of the options: "M, Red".
func (s *store) variationName(v *product) string {
	var parts []string
	for _, ch := range v.d().choices {
		if ch.value != "" {
			parts = append(parts, s.choiceText(ch))
		}
	}
	return strings.Join(parts, ", ")
}

func (c *call) choiceObjects(v *product) []object {
	s := c.shop.store
	parent := &unset
	if p := s.posts[v.parent]; p != nil {
		parent = p.d()
	}
	out := []object{}
	for _, ch := range v.d().choices {
		if ch.value != "" {
			out = append(out, object{{"id", ch.id}, {"name", s.choiceLabel(parent, ch)}, {"slug", s.choiceKey(ch)}, {"option", s.choiceText(ch)}})
		}
	}
	return out
}

// variationObject is a variation as its own address shows it. The shop's lock must be held.
func (c *call) variationObject(v *product) object {
	s, d, set, now := c.shop.store, v.d(), c.shop.settings(), c.now()
	pr := s.pricing(v, now)
	stock := s.stockView(v, set)
	b := &building{object: make(object, 0, 52)}
	description := v.description
	if description != "" {
		description = render(description) // of a variation also in the answer to a write
	}
	b.put("id", v.id)
	b.put("type", "variation")
	b.put("date_created", c.localDate(v.created))
	b.put("date_created_gmt", gmtDate(v.created))
	b.put("date_modified", c.localDate(v.modified))
	b.put("date_modified_gmt", gmtDate(v.modified))
	b.put("description", description)
	b.put("permalink", c.permalink(v))
	b.put("sku", v.sku)
	b.put("global_unique_id", v.gtin)
	b.put("price", pr.price)
	b.put("regular_price", pr.regular)
	b.put("sale_price", pr.sale)
	c.putSaleDates(b, d)
	b.put("on_sale", pr.onSale)
	b.put("status", v.status)
	b.put("purchasable", s.purchasable(v, pr.price))
	b.put("virtual", d.virtual)
	b.put("downloadable", d.downloadable)
	b.put("downloads", downloadObjects(d, d.downloadable))
	b.put("download_limit", d.downloadLimit)
	b.put("download_expiry", d.downloadExpiry)
	b.put("tax_status", s.variationTaxStatus(v))
	b.put("tax_class", s.variationTaxClass(v, c.context == "edit"))
	b.put("manage_stock", stock.managed)
	b.put("stock_quantity", stock.quantity)
	b.put("stock_status", stock.status)
	b.put("backorders", stock.backorders)
	b.put("backorders_allowed", stock.backorders != "no")
	b.put("backordered", stock.backordered)
	b.put("low_stock_amount", stock.lowStock)
	weight, dims := s.variationSize(v)
	b.put("weight", weight)
	b.put("dimensions", dims)
	class := s.variationShipping(v)
	b.put("shipping_class", s.shippingSlug(&details{shippingClass: class}))
	b.put("shipping_class_id", class)
	b.put("image", c.variationImage(v))
	b.put("attributes", c.choiceObjects(v))
	b.put("menu_order", v.menuOrder)
	b.put("meta_data", metaObjects(v))
	b.put("name", s.variationName(v))
	b.put("parent_id", v.parent)
	return b.object
}

func (s *store) variationTaxStatus(v *product) string {
	if p := s.posts[v.parent]; p != nil {
		return p.d().taxStatus
	}
	return "taxable"
}

// variationTaxClass is "parent" in the answer to a write, and what that means when it is read.
func (s *store) variationTaxClass(v *product, edit bool) string {
	class := v.effectiveTaxClass()
	if class == "parent" && !edit {
		if p := s.posts[v.parent]; p != nil {
			return p.d().taxClass
		}
		return ""
	}
	return class
}

// variationSize inherits what the variation does not have itself.
func (s *store) variationSize(v *product) (string, object) {
	d := *v.d()
	if p := s.posts[v.parent]; p != nil {
		parent := p.d()
		for _, f := range [][2]*string{{&d.weight, &parent.weight}, {&d.length, &parent.length}, {&d.width, &parent.width}, {&d.height, &parent.height}} {
			if *f[0] == "" {
				*f[0] = *f[1]
			}
		}
	}
	return d.weight, d.dimensions()
}

func (s *store) variationShipping(v *product) int {
	if class := v.d().shippingClass; class > 0 {
		return class
	}
	if p := s.posts[v.parent]; p != nil {
		return p.d().shippingClass
	}
	return 0
}

// variationAsProduct is how a variation shows among products, where it was found by SKU or by id.
func (c *call) variationAsProduct(v *product) object {
	all := c.variationObject(v)
	as := *newProduct()
	as.id, as.parent, as.kind = v.id, v.parent, "variation"
	as.created, as.modified, as.status, as.slug = v.created, v.modified, v.status, v.slug
	as.name = v.titleFor(c.shop.store)
	as.regular, as.sale, as.sku, as.gtin, as.menuOrder = v.regular, v.sale, v.sku, v.gtin, v.menuOrder
	as.categories = nil
	d := *v.d()
	d.reviewsOff = true
	d.images = c.shop.store.variationImages(v, c.context == "edit")
	as.details = &d
	plain := *c
	plain.only = nil
	base := plain.productObject(&as)
	out := make(object, 0, len(base))
	for _, m := range base {
		switch m.key {
		case "categories", "tags", "brands":
			m.val = []object{}
		case "attributes":
			m.val = c.choiceObjects(v)
		case "total_sales":
			m.val = "0" // nothing counts them for a variation, and the default is a text
		default:
			if i := slices.IndexFunc(all, func(x member) bool { return x.key == m.key && x.key != "name" }); i >= 0 {
				m.val = all[i].val
			}
		}
		if c.wants(m.key) {
			out = append(out, m)
		}
	}
	return out
}
