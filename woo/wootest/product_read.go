package wootest

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const dateLayout = "2006-01-02T15:04:05"

// localDate and gmtDate write a moment as the API does; 0 is null.
func (c *call) localDate(at int64) any {
	if at == 0 {
		return nil
	}
	return time.Unix(at, 0).In(c.shop.settings().Location).Format(dateLayout)
}

func gmtDate(at int64) any {
	if at == 0 {
		return nil
	}
	return time.Unix(at, 0).UTC().Format(dateLayout)
}

// productObject is a product as the API shows it, in the context of the call. The shop's lock must be held.
func (c *call) productObject(p *product) object {
	if p.variation {
		return c.variationAsProduct(p)
	}
	s, d, set, now := c.shop.store, p.d(), c.shop.settings(), c.now()
	edit := c.context == "edit"
	pr := s.pricing(p, now)
	stock := s.stockView(p, set)
	b := &building{make(object, 0, 78), c.only}
	b.put("id", p.id)
	b.put("name", p.name)
	b.put("slug", p.slug)
	b.put("permalink", c.permalink(p))
	b.put("date_created", c.localDate(p.created))
	b.put("date_created_gmt", gmtDate(p.created))
	b.put("date_modified", c.localDate(p.modified))
	b.put("date_modified_gmt", gmtDate(p.modified))
	b.put("type", p.kind)
	b.put("status", p.status)
	b.put("featured", d.featured)
	b.put("catalog_visibility", d.visibility)
	c.putTexts(b, p, edit)
	b.put("sku", p.sku)
	b.put("price", pr.price)
	b.put("regular_price", pr.regular)
	b.put("sale_price", pr.sale)
	c.putSaleDates(b, d)
	b.put("on_sale", pr.onSale)
	b.put("purchasable", s.purchasable(p, pr.price))
	b.put("total_sales", d.totalSales)
	b.put("virtual", d.virtual)
	b.put("downloadable", d.downloadable)
	b.put("downloads", downloadObjects(d, d.downloadable || edit))
	b.put("download_limit", d.downloadLimit)
	b.put("download_expiry", d.downloadExpiry)
	url, button := "", ""
	if p.kind == "external" {
		url, button = d.externalURL, d.buttonText
	}
	b.put("external_url", url)
	b.put("button_text", button)
	b.put("tax_status", d.taxStatus)
	b.put("tax_class", d.taxClass)
	b.put("manage_stock", stock.managed)
	b.put("stock_quantity", stock.quantity)
	b.put("backorders", d.backorders)
	b.put("backorders_allowed", d.backorders != "no")
	b.put("backordered", stock.backordered)
	b.put("low_stock_amount", d.lowStockValue())
	b.put("sold_individually", d.soldIndividually)
	b.put("weight", d.weight)
	b.put("dimensions", d.dimensions())
	b.put("shipping_required", !d.virtual)
	b.put("shipping_taxable", !d.virtual && d.taxStatus != "none")
	b.put("shipping_class", s.shippingSlug(d))
	b.put("shipping_class_id", d.shippingClass)
	b.put("reviews_allowed", !d.reviewsOff)
	rating := "0.00"
	if edit {
		rating = "0"
	}
	b.put("average_rating", rating)
	b.put("rating_count", 0)
	b.put("upsell_ids", nonNil(d.upsells))
	b.put("cross_sell_ids", nonNil(d.crossSells))
	b.put("parent_id", p.parent)
	note := d.purchaseNote
	if !edit {
		note = render(note)
	}
	b.put("purchase_note", note)
	b.put("categories", s.termObjects(p.categories))
	b.put("brands", s.termObjects(p.brands))
	b.put("tags", s.termObjects(p.tags))
	b.put("images", c.imageObjects(d.images))
	b.put("attributes", c.attributeObjects(d))
	b.put("default_attributes", s.defaultObjects(p))
	b.put("variations", s.visibleChildren(p))
	grouped := []int{}
	if p.kind == "grouped" {
		grouped = nonNil(d.grouped)
	}
	b.put("grouped_products", grouped)
	b.put("menu_order", p.menuOrder)
	if c.wants("price_html") {
		b.put("price_html", set.priceHTML(pr, p.kind))
	}
	if c.wants("related_ids") {
		b.put("related_ids", s.related(p))
	}
	b.put("meta_data", metaObjects(p))
	b.put("stock_status", stock.status)
	b.put("has_options", p.kind == "variable")
	b.put("post_password", d.password)
	b.put("global_unique_id", p.gtin)
	if edit && (c.wants("permalink_template") || c.wants("generated_slug")) {
		b.put("permalink_template", c.home+"/product/%pagename%/")
		b.put("generated_slug", unescapeSlug(s.freeSlug(p, slugify(p.name))))
	}
	return b.object
}

func (c *call) putTexts(b *building, p *product, edit bool) {
	description, short := p.description, p.short
	if !edit {
		if description != "" && c.wants("description") {
			description = render(description)
		}
		if short != "" && c.wants("short_description") {
			short = render(short)
		}
	}
	b.put("description", description)
	b.put("short_description", short)
}

func (c *call) putSaleDates(b *building, d *details) {
	b.put("date_on_sale_from", c.localDate(d.saleFrom))
	b.put("date_on_sale_from_gmt", gmtDate(d.saleFrom))
	b.put("date_on_sale_to", c.localDate(d.saleTo))
	b.put("date_on_sale_to_gmt", gmtDate(d.saleTo))
}

func (c *call) productLinks(p *product) object {
	if p.variation {
		return c.variationLinks(p)
	}
	links := c.itemLinks("products", p.id)
	if p.parent > 0 {
		links.add("up", []object{{{"href", c.route("products/" + strconv.Itoa(p.parent))}}})
	}
	return links
}

// itemLinks are the links of one thing in a collection.
func (c *call) itemLinks(collection string, id int, methods ...string) object {
	if methods == nil {
		methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	}
	return object{
		{"self", []object{{{"href", c.route(collection + "/" + strconv.Itoa(id))}, {"targetHints", object{{"allow", methods}}}}}},
		{"collection", []object{{{"href", c.route(collection)}}}},
	}
}

func (c *call) permalink(p *product) string {
	if p.variation {
		parent := c.shop.store.posts[p.parent]
		if parent == nil {
			return c.home + "/?post_type=product_variation&p=" + strconv.Itoa(p.id)
		}
		link := c.permalink(parent)
		sep := "?"
		if strings.Contains(link, "?") {
			sep = "&"
		}
		for _, ch := range p.d().choices {
			if ch.value != "" {
				link += sep + "attribute_" + c.shop.store.choiceKey(ch) + "=" + url.QueryEscape(ch.value)
				sep = "&"
			}
		}
		return link
	}
	if (p.status == "publish" || p.status == "private") && p.slug != "" {
		return c.home + "/product/" + p.slug + "/"
	}
	return c.home + "/?post_type=product&p=" + strconv.Itoa(p.id)
}

func downloadObjects(d *details, show bool) []object {
	out := []object{}
	if show {
		for _, f := range d.downloads {
			out = append(out, object{{"id", f.id}, {"name", f.name}, {"file", f.file}})
		}
	}
	return out
}

func (d *details) lowStockValue() any {
	if !d.hasLowStock {
		return nil
	}
	return d.lowStock
}

func (d *details) dimensions() object {
	return object{{"length", d.length}, {"width", d.width}, {"height", d.height}}
}

func (s *store) shippingSlug(d *details) string {
	if t := s.terms[d.shippingClass]; t != nil {
		return t.slug
	}
	return ""
}

func nonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// termObjects shows terms by name.
func (s *store) termObjects(ids []int) []object {
	terms := make([]*term, 0, len(ids))
	for _, id := range ids {
		if t := s.terms[id]; t != nil {
			terms = append(terms, t)
		}
	}
	if len(terms) > 1 {
		sortTerms(terms, "name", nil)
	}
	out := make([]object, len(terms))
	for i, t := range terms {
		out[i] = object{{"id", t.id}, {"name", t.name}, {"slug", t.slug}}
	}
	return out
}

// metaObjects lists the meta data, with the address of a product that is external no longer.
func metaObjects(p *product) []object {
	out := []object{}
	if p.details == nil {
		return out
	}
	all := p.meta
	if p.kind != "external" && p.externalMeta != [2]int{} {
		all = slices.Clone(all)
		for i, m := range []metaEntry{{p.externalMeta[0], "_product_url", p.externalURL}, {p.externalMeta[1], "_button_text", p.buttonText}} {
			if p.externalMeta[i] > 0 {
				all = append(all, m)
			}
		}
		slices.SortFunc(all, func(a, b metaEntry) int { return cmp.Compare(a.id, b.id) })
	}
	for _, m := range all {
		out = append(out, object{{"id", m.id}, {"key", m.key}, {"value", m.value}})
	}
	return out
}

// visibleChildren are the variations that a variable product shows: in the order of the menu, then of making.
func (s *store) visibleChildren(p *product) []int {
	out := []int{}
	if p.kind != "variable" {
		return out
	}
	for _, id := range s.children[p.id] {
		if c := s.posts[id]; c != nil && (c.status == "publish" || c.status == "private") {
			out = append(out, id)
		}
	}
	slices.SortStableFunc(out, func(a, b int) int { return cmp.Compare(s.posts[a].menuOrder, s.posts[b].menuOrder) })
	return out
}

// related names up to five published products of the same categories or tags. A real shop draws them by lot.
func (s *store) related(p *product) []int {
	out := []int{}
	for n, i := 0, len(s.byDate.entries)-1; i >= 0 && len(out) < 5 && n < 50; n, i = n+1, i-1 {
		x := s.byDate.entries[i].p
		if x.listed && x.id != p.id && x.status == "publish" && (overlap(x.categories, p.categories) || overlap(x.tags, p.tags)) {
			out = append(out, x.id)
		}
	}
	return out
}

func overlap(a, b []int) bool {
	return slices.ContainsFunc(a, func(x int) bool { return slices.Contains(b, x) })
}
