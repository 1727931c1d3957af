package wootest

import (
	"regexp"
	"slices"
	"strings"
)

// fieldFilters are those that compare a field with a parameter.
func (l *listing) fieldFilters() {
	c, s := l.call, l.call.shop.store
	now, set := c.now(), c.shop.settings()
	for name, get := range map[string]func(*product) []int{
		"tag":            func(p *product) []int { return p.tags },
		"brand":          func(p *product) []int { return p.brands },
		"shipping_class": func(p *product) []int { return []int{p.d().shippingClass} },
	} {
		if wanted := ids(c.params[name]); !isEmpty(c.params[name]) && len(wanted) > 0 {
			l.want(func(p *product) bool { return overlap(get(p), wanted) })
		}
	}
	if wanted := ids(c.params["category"]); !isEmpty(c.params["category"]) && len(wanted) > 0 {
		wanted = s.withBelow(wanted)
		l.want(func(p *product) bool { return overlap(p.categories, wanted) })
	}
	kinds := elements(c.params["include_types"])
	if len(kinds) == 0 && c.text("type") != "" {
		kinds = []any{c.text("type")}
	}
	if len(kinds) > 0 {
		l.want(func(p *product) bool { return hasWord(kinds, p.kind) })
	}
	if not := elements(c.params["exclude_types"]); len(not) > 0 {
		l.want(func(p *product) bool { return !hasWord(not, p.kind) })
	}
	for name, get := range map[string]func(*product) bool{
		"featured":     func(p *product) bool { return p.d().featured },
		"virtual":      func(p *product) bool { return p.d().virtual },
		"downloadable": func(p *product) bool { return p.d().downloadable },
		"on_sale":      func(p *product) bool { return s.pricing(p, now).onSale },
	} {
		if wanted, ok := c.params[name].(bool); ok {
			l.want(func(p *product) bool { return get(p) == wanted })
		}
	}
	// A shop without taxes does not know the parameter, so it checks nothing, but it filters all the same.
	if wanted := c.text("tax_class"); !isEmpty(wanted) {
		if wanted == "standard" {
			wanted = ""
		}
		l.want(func(p *product) bool { return p.d().taxClass == wanted })
	}
	if wanted := c.text("stock_status"); wanted != "" {
		l.want(func(p *product) bool { return s.stockView(p, set).status == wanted })
	}
	l.numberFilters()
	if slug := c.text("slug"); slug != "" {
		slug = slugify(slug)
		l.want(func(p *product) bool { return p.slug == slug })
	}
	if wanted := ids(c.params["parent"]); len(wanted) > 0 {
		l.want(func(p *product) bool { return slices.Contains(wanted, p.parent) })
	}
	if not := ids(c.params["parent_exclude"]); len(not) > 0 {
		l.want(func(p *product) bool { return !slices.Contains(not, p.parent) })
	}
	if not := ids(c.params["exclude"]); len(not) > 0 {
		l.want(func(p *product) bool { return !slices.Contains(not, p.id) })
	}
	if g, terms := s.attributeBySlug(c.text("attribute")), ids(c.params["attribute_term"]); g != nil && len(terms) > 0 {
		l.want(func(p *product) bool {
			return slices.ContainsFunc(p.d().attributes, func(a productAttribute) bool { return a.id == g.id && overlap(a.terms, terms) })
		})
	}
}

// numberFilters compare prices and quantities.
func (l *listing) numberFilters() {
	c, s, now := l.call, l.call.shop.store, l.call.now()
	low, high := c.text("min_price"), c.text("max_price")
	if !isEmpty(low) || !isEmpty(high) {
		l.want(func(p *product) bool {
			price := s.pricing(p, now).price
			f := phpFloat(price)
			return price != "" && (isEmpty(low) || f >= phpFloat(low)) && (isEmpty(high) || f <= phpFloat(high))
		})
	}
	for name, holds := range map[string]func(stock, limit int) bool{
		"stock_quantity":     func(stock, limit int) bool { return stock == limit },
		"min_stock_quantity": func(stock, limit int) bool { return stock >= limit },
		"max_stock_quantity": func(stock, limit int) bool { return stock <= limit },
	} {
		if c.isset(name) {
			limit := c.number(name)
			l.want(func(p *product) bool { return p.manageStock && holds(p.stock, limit) })
		}
	}
}

// withBelow adds the categories below those given.
func (s *store) withBelow(ids []int) []int {
	out := slices.Clone(ids)
	for i := 0; i < len(out); i++ {
		for _, t := range s.taxonomies[catTaxonomy].bySlug {
			if t.parent == out[i] && !slices.Contains(out, t.id) {
				out = append(out, t.id)
			}
		}
	}
	return out
}

// searchFilters are those that look for words.
func (l *listing) searchFilters() {
	c := l.call
	if fields := elements(c.params["search_fields"]); len(fields) > 0 && strings.TrimSpace(c.text("search")) != "" {
		l.wantWords(strings.Fields(c.text("search")), fields)
		return
	}
	if s := c.text("search"); strings.TrimSpace(s) != "" && c.text("search_name_or_sku") == "" {
		l.wantSearch(s)
	}
	if s := c.text("search_name_or_sku"); s != "" {
		l.wantWords(strings.Fields(s), []any{"name", "sku"})
		return
	}
	if s := c.text("search_sku"); !isEmpty(s) {
		key := fold(s)
		l.want(func(p *product) bool { return strings.Contains(fold(p.sku), key) })
	}
}

// wantWords asks for each word in one of the fields.
func (l *listing) wantWords(words []string, fields []any) {
	for _, w := range words {
		key := fold(w)
		l.want(func(p *product) bool {
			return slices.ContainsFunc(fields, func(f any) bool {
				text := map[any]string{"name": p.name, "sku": p.sku, "global_unique_id": p.gtin, "description": p.description, "short_description": p.short}[f]
				return strings.Contains(fold(text), key)
			})
		})
	}
}

var (
	searchTerms = regexp.MustCompile(`"([^"]+)"|[^\s",+]+`)
	stopWords   = setOf(`about an are as at be by com for from how in is it of on or that the this to was what when where who will with www`)
)

// wantSearch is WordPress's search: each word in the name or one of the descriptions. It knows no SKU, and drops
// "0", single letters and stop words.
func (l *listing) wantSearch(s string) {
	var terms []string
	for _, m := range searchTerms.FindAllStringSubmatch(s, -1) {
		term := m[0]
		if m[1] != "" {
			term = m[1]
		}
		lower := strings.ToLower(term)
		if term == "0" || len(lower) == 1 && (lower[0] >= 'a' && lower[0] <= 'z' || lower == "-") || stopWords[lower] {
			continue
		}
		terms = append(terms, term)
	}
	if len(terms) == 0 || len(terms) > 9 {
		terms = []string{s}
	}
	for _, term := range terms {
		key, not := strings.TrimPrefix(fold(term), "-"), strings.HasPrefix(term, "-")
		l.want(func(p *product) bool {
			hit := strings.Contains(fold(p.name), key) || strings.Contains(fold(p.short), key) || strings.Contains(fold(p.description), key)
			return hit != not
		})
	}
}

func (s *store) attributeBySlug(taxonomy string) *globalAttribute {
	slug, ok := strings.CutPrefix(taxonomy, "pa_")
	if !ok {
		return nil
	}
	for _, g := range s.attributes {
		if g.slug == slug {
			return g
		}
	}
	return nil
}

// oldProduct is a product as the older namespaces show it. Only reading is served there.
func oldProduct(o object, namespace string) object {
	out := make(object, 0, len(o))
	for _, m := range o {
		switch {
		case m.key == "stock_status" || m.key == "low_stock_amount" || m.key == "has_options" || m.key == "post_password" || m.key == "brands" || m.key == "global_unique_id":
			if m.key == "stock_status" {
				out.add("in_stock", m.val != "outofstock")
			}
		case namespace == "wc/v1" && strings.HasSuffix(m.key, "_gmt"):
		case namespace == "wc/v1" && (m.key == "date_created" || m.key == "date_modified"):
			out.add(m.key, o.get(m.key+"_gmt")) // the first version shows UTC
		default:
			out = append(out, m)
		}
	}
	return out
}
