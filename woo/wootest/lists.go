package wootest

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// listing is a list request being worked out.
type listing struct {
	call    *call
	filters []func(*product) bool
}

func (l *listing) want(f func(*product) bool) { l.filters = append(l.filters, f) }

func (c *call) listProducts() (reply, error) {
	rows, total := c.findProducts(nil)
	return c.listReply("products", rows, total, c.shownProduct)
}

func (c *call) listVariations() (reply, error) {
	parent := c.number("product_id")
	rows, total := c.findProducts(func(p *product) bool { return p.variation && p.parent == parent })
	return c.listReply(variationPath(parent), rows, total, c.shownVariation)
}

func (c *call) listAllVariations() (reply, error) {
	rows, total := c.findProducts(func(p *product) bool { return p.variation })
	return c.listReply("variations", rows, total, c.shownVariation)
}

// listReply shows rows that were found; they may have changed since, or gone.
func (c *call) listReply(path string, rows []*product, total int, show func(*product) linked) (reply, error) {
	c.pace.spend(c.pace.latency.PerRow * time.Duration(len(rows)))
	out := make([]object, 0, len(rows))
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	for _, p := range rows {
		out = append(out, c.listed(show(p)))
	}
	return reply{status: 200, body: out, total: c.page(path, total)}, nil
}

// listed is an element of a list: there the links are a member like any other.
func (c *call) listed(l linked) object {
	if c.fields == nil || slices.ContainsFunc(c.fields, func(f string) bool { return f == "_links" || strings.HasPrefix(f, "_links.") }) {
		return append(l.object, member{"_links", l.links})
	}
	return l.object
}

func (c *call) page(path string, total int) *page {
	per := max(c.number("per_page"), 1)
	return &page{total, (total + per - 1) / per, max(c.number("page"), 1), c.route(path)}
}

// findProducts returns the rows of the page that is asked for, and how many there are in all. Without a scope it
// looks among products; variations come in where a SKU or a GTIN is looked for.
func (c *call) findProducts(scope func(*product) bool) ([]*product, int) {
	s := c.shop
	s.mu.RLock()
	if s.store.byDate.dead > 0 {
		s.mu.RUnlock()
		s.mu.Lock()
		s.store.byDate.sweep()
		s.store.byID.sweep()
		s.mu.Unlock()
		s.mu.RLock()
	}
	defer s.mu.RUnlock()
	l := &listing{call: c}
	candidates, all := l.prepare(scope)
	order, ascending := c.text("orderby"), c.text("order") == "asc"
	from, count := l.window()
	if all && len(l.filters) == 0 && s.store.byDate.dead == 0 && (order == "date" || order == "id") {
		x := &s.store.byDate
		if order == "id" {
			x = &s.store.byID
		}
		return x.slice(from, count, ascending), len(x.entries)
	}
	if all {
		candidates = s.store.everything(order)
	}
	var rows []*product
	for _, p := range candidates {
		if !slices.ContainsFunc(l.filters, func(f func(*product) bool) bool { return !f(p) }) {
			rows = append(rows, p)
		}
	}
	total := len(rows)
	c.sortProducts(rows, order, ascending)
	return cut(rows, from, count), total
}

func (l *listing) window() (from, count int) {
	count = max(l.call.number("per_page"), 1)
	from = (max(l.call.number("page"), 1) - 1) * count
	if l.call.isset("offset") && l.call.number("offset") > 0 {
		from = l.call.number("offset")
	}
	return from, count
}

func cut[T any](rows []T, from, count int) []T {
	from = min(max(from, 0), len(rows))
	return rows[from:min(from+count, len(rows))]
}

func (x *index) slice(from, count int, ascending bool) []*product {
	n := len(x.entries)
	var out []*product
	for i := from; i < min(from+count, n); i++ {
		at := i
		if !ascending {
			at = n - 1 - i
		}
		out = append(out, x.entries[at].p)
	}
	return out
}

// everything is all listed products, in the order of the database.
func (s *store) everything(order string) []*product {
	x := &s.byDate
	if order == "id" {
		x = &s.byID
	}
	out := make([]*product, 0, len(x.entries))
	for _, e := range x.entries {
		if e.p.listed {
			out = append(out, e.p)
		}
	}
	return out
}

// prepare collects the filters and, where an index can tell them, the candidates; all means every listed product.
func (l *listing) prepare(scope func(*product) bool) (candidates []*product, all bool) {
	c, s := l.call, l.call.shop.store
	l.statusFilter()
	l.fieldFilters()
	for _, name := range []string{"after", "before", "modified_after", "modified_before"} {
		if c.isset(name) {
			dates := c.dateFilters()
			l.want(func(p *product) bool { return dates(p.created, p.modified) })
			break
		}
	}
	withVariations := scope != nil
	if scope != nil {
		l.want(scope)
	}
	searching := !isEmpty(c.params["search_sku"]) || c.text("search_name_or_sku") != "" ||
		len(elements(c.params["search_fields"])) > 0 && strings.TrimSpace(c.text("search")) != ""
	if searching || !isEmpty(c.params["sku"]) || !isEmpty(c.params["global_unique_id"]) {
		withVariations = true
	}
	if !withVariations {
		l.want(func(p *product) bool { return !p.variation })
	}
	l.searchFilters()
	if include := ids(c.params["include"]); len(include) > 0 {
		return s.byIDs(include), false
	}
	if sku := c.text("sku"); !isEmpty(sku) && !searching {
		return s.bySKUs(sku), false
	}
	if gtin := c.text("global_unique_id"); !isEmpty(gtin) {
		for _, g := range strings.Split(gtin, ",") {
			candidates = append(candidates, s.byIDs(s.gtins.get(fold(strings.TrimSpace(g))))...)
		}
		return candidates, false
	}
	if parent := c.params["product_id"]; scope != nil && parent != nil {
		return s.byIDs(s.children[c.number("product_id")]), false
	}
	if withVariations || l.asksTrash() {
		for _, p := range s.posts {
			candidates = append(candidates, p)
		}
		return candidates, false
	}
	if plain := len(l.filters) == 2 && c.text("status") == "any" && len(elements(c.params["include_status"])) == 0; plain {
		l.filters = nil // what remains of filters is what the indexes hold anyway
	}
	return nil, true
}

func (l *listing) asksTrash() bool {
	c := l.call
	return c.text("status") == "trash" || hasWord(elements(c.params["include_status"]), "trash")
}

func (s *store) byIDs(list []int) []*product {
	var out []*product
	for _, id := range list {
		if p := s.posts[id]; p != nil && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// bySKUs takes a list of SKUs, or one that has a comma itself.
func (s *store) bySKUs(sku string) []*product {
	var found []int
	skus := strings.Split(sku, ",")
	if len(skus) > 1 {
		skus = append(skus, sku)
	}
	for _, x := range skus {
		found = append(found, s.skus.get(fold(x))...)
	}
	return s.byIDs(found)
}

func (l *listing) statusFilter() {
	c := l.call
	wanted := elements(c.params["include_status"])
	if len(wanted) == 0 {
		wanted = []any{c.text("status")}
	}
	open := wanted[0] == "" || hasWord(wanted, "any")
	excluded := elements(c.params["exclude_status"])
	l.want(func(p *product) bool {
		if open {
			return p.status != "trash" && p.status != "auto-draft"
		}
		return hasWord(wanted, p.status)
	})
	if len(excluded) > 0 {
		l.want(func(p *product) bool { return !hasWord(excluded, p.status) })
	}
}

func hasWord(list []any, word string) bool {
	return slices.ContainsFunc(list, func(x any) bool { return x == word })
}

func (c *call) sortProducts(rows []*product, by string, ascending bool) {
	s, now := c.shop.store, c.now()
	include := ids(c.params["include"])
	compare := func(a, b *product) int { return 0 }
	switch by {
	case "id":
		compare = func(a, b *product) int { return cmp.Compare(a.id, b.id) }
	case "modified":
		compare = func(a, b *product) int { return cmp.Compare(a.modified, b.modified) }
	case "title":
		keys := map[int]string{}
		for _, p := range rows {
			keys[p.id] = fold(p.name)
		}
		compare = func(a, b *product) int { return cmp.Compare(keys[a.id], keys[b.id]) }
	case "slug":
		compare = func(a, b *product) int { return cmp.Compare(a.slug, b.slug) }
	case "menu_order":
		compare = func(a, b *product) int { return cmp.Compare(a.menuOrder, b.menuOrder) }
	case "price":
		compare = func(a, b *product) int {
			return cmp.Compare(phpFloat(s.pricing(a, now).price), phpFloat(s.pricing(b, now).price))
		}
	case "popularity", "sales":
		compare = func(a, b *product) int { return cmp.Compare(a.d().totalSales, b.d().totalSales) }
	case "include", "post__in":
		slices.SortStableFunc(rows, func(a, b *product) int {
			return cmp.Compare(slices.Index(include, a.id), slices.Index(include, b.id))
		})
		return
	case "random":
		for i := len(rows) - 1; i > 0; i-- {
			j := int(c.shop.chance.float() * float64(i+1))
			rows[i], rows[j] = rows[j], rows[i]
		}
		return
	default:
		compare = func(a, b *product) int { return cmp.Compare(a.created, b.created) }
	}
	slices.SortStableFunc(rows, func(a, b *product) int {
		r := cmp.Or(compare(a, b), cmp.Compare(a.id, b.id))
		if !ascending {
			return -r
		}
		return r
	})
}
