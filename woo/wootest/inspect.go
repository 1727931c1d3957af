package wootest

import (
	"html"
	"slices"
)

// inspector is a call that only looks, in the context "edit". Answers are as the API would give them, with home
// as the shop's address.
func (s *Shop) inspector(home string) *call {
	return &call{shop: s, method: "GET", namespace: "wc/v3", home: home, context: "edit", query: newPHPArray(), params: map[string]any{}, stopAfter: -1}
}

const inspectHome = "http://practice.shop"

// Products returns a snapshot of all products, oldest first, those in the trash included, without variations.
func (s *Shop) Products() []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var list []*product
	for _, p := range s.store.posts {
		if !p.variation {
			list = append(list, p)
		}
	}
	return s.snapshot(list)
}

// ProductBySKU returns the product or variation of a SKU, or nil; one in the trash only if no other has the SKU.
func (s *Shop) ProductBySKU(sku string) map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found *product
	for _, p := range s.store.byIDs(s.store.skus.get(fold(sku))) {
		if found == nil || found.inTrash() {
			found = p
		}
	}
	if found == nil {
		return nil
	}
	return s.snapshot([]*product{found})[0]
}

// ProductByID returns a product or variation, or nil.
func (s *Shop) ProductByID(id int) map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p := s.store.posts[id]
	if p == nil {
		return nil
	}
	return s.snapshot([]*product{p})[0]
}

// Variations returns the variations of a product, oldest first, those in the trash included.
func (s *Shop) Variations(parentID int) []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.snapshot(s.store.byIDs(s.store.children[parentID]))
}

// ProductCount is how many products there are, without variations and those in the trash.
func (s *Shop) ProductCount() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := 0
	for _, count := range s.store.statuses {
		n += count
	}
	return n
}

func (s *Shop) snapshot(list []*product) []map[string]any {
	slices.SortFunc(list, func(a, b *product) int { return a.id - b.id })
	c := s.inspector(inspectHome)
	out := make([]map[string]any, 0, len(list))
	for _, p := range list {
		o := c.productObject
		if p.variation {
			o = c.variationObject
		}
		out = append(out, plain(o(p)).(map[string]any))
	}
	return out
}

// Categories returns all product categories, Brands, Tags and Attributes what their names say; oldest first.
func (s *Shop) Categories() []map[string]any {
	return s.termSnapshot(catTaxonomy, (*call).categoryObject)
}

// Brands returns all brands.
func (s *Shop) Brands() []map[string]any {
	return s.termSnapshot(brandTaxonomy, (*call).categoryObject)
}

// Tags returns all tags.
func (s *Shop) Tags() []map[string]any { return s.termSnapshot(tagTaxonomy, (*call).tagObject) }

func (s *Shop) termSnapshot(taxonomy string, show func(*call, *term) object) []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var terms []*term
	for _, t := range s.store.taxonomies[taxonomy].bySlug {
		terms = append(terms, t)
	}
	sortTerms(terms, "id", nil)
	c := s.inspector(inspectHome)
	out := make([]map[string]any, 0, len(terms))
	for _, t := range terms {
		out = append(out, plain(show(c, t)).(map[string]any))
	}
	return out
}

// Attributes returns the global attributes with their options under "terms".
func (s *Shop) Attributes() []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := s.inspector(inspectHome)
	var out []map[string]any
	for _, id := range sortedIDs(s.store.attributes) {
		g := s.store.attributes[id]
		m := plain(c.shownAttribute(g).object).(map[string]any)
		var terms []*term
		for _, t := range g.terms.bySlug {
			terms = append(terms, t)
		}
		sortTerms(terms, "id", nil)
		options := []any{}
		for _, t := range terms {
			options = append(options, plain(c.optionObject(t)))
		}
		m["terms"] = options
		out = append(out, m)
	}
	return out
}

func sortedIDs[V any](m map[int]V) []int {
	out := make([]int, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

func unescapeName(s string) string { return html.UnescapeString(s) }
