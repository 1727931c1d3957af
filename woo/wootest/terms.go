package wootest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	catTaxonomy      = "product_cat"
	tagTaxonomy      = "product_tag"
	brandTaxonomy    = "product_brand"
	shippingTaxonomy = "product_shipping_class"
)

// term is a category, a tag, a brand, a shipping class or an option of a global attribute.
type term struct {
	id, parent       int
	taxonomy         *taxonomy
	name, slug       string
	description      string
	display          string
	image            int
	menuOrder        int
	count, treeCount int // published products, with those of the terms below
}

type taxonomy struct {
	name         string
	hierarchical bool
	attribute    *globalAttribute // of which these are the options
	bySlug       map[string]*term
}

func newTaxonomy(name string, hierarchical bool) *taxonomy {
	return &taxonomy{name: name, hierarchical: hierarchical, bySlug: map[string]*term{}}
}

func (s *store) insertTerm(tax *taxonomy, t *term) *term {
	s.lastTerm++
	t.id, t.taxonomy = s.lastTerm, tax
	s.terms[t.id] = t
	tax.bySlug[t.slug] = t
	return t
}

func (s *store) termIn(tax *taxonomy, id int) *term {
	if t := s.terms[id]; t != nil && t.taxonomy == tax {
		return t
	}
	return nil
}

// termByName finds the first term of that name, whatever its parent.
func (tax *taxonomy) termByName(name string) *term {
	key := fold(termName(name))
	if t := tax.bySlug[slugify(name)]; t != nil && fold(t.name) == key {
		return t
	}
	var found *term
	for _, t := range tax.bySlug {
		if fold(t.name) == key && (found == nil || t.id < found.id) {
			found = t
		}
	}
	return found
}

// termName is what becomes of a name: tags go, "&" becomes "&amp;".
func termName(name string) string {
	name = sanitizeText(name)
	name = kses(name, termTags)
	return angleSigns.Replace(normalizeEntities(name))
}

// termArgs are what a request says of a term; nil is unsaid.
type termArgs struct {
	name, slug, description *string
	parent                  *int
}

// addTerm is WordPress's wp_insert_term.
func (s *store) addTerm(tax *taxonomy, a termArgs) (*term, *apiError) {
	raw := ""
	if a.name != nil {
		raw = *a.name
	}
	if strings.TrimSpace(raw) == "" {
		return nil, fail(400, "empty_term_name", "A name is required for this term.")
	}
	t := &term{taxonomy: tax, name: termName(raw)}
	if a.parent != nil && *a.parent > 0 {
		if s.termIn(tax, *a.parent) == nil {
			return nil, fail(400, "missing_parent", "Parent term does not exist.")
		}
		t.parent = *a.parent
	}
	if a.description != nil {
		t.description = ksesTerm(*a.description)
	}
	given := a.slug != nil && *a.slug != ""
	wanted := slugify(raw)
	if given {
		wanted = slugify(*a.slug)
	}
	if t.name == "" {
		return nil, fail(400, "invalid_term_name", "Invalid term name.")
	}
	if twin := s.twin(t, wanted, given); twin != nil {
		where := "in this taxonomy"
		if tax.hierarchical {
			where = "with this parent"
		}
		return nil, fail(400, "term_exists", "A term with the name provided already exists "+where+".", member{"resource_id", twin.id})
	}
	if utf8.RuneCountInString(t.name) > 200 {
		return nil, fail(400, "db_insert_error", "Could not insert term into the database.")
	}
	t.slug = s.uniqueTermSlug(t, wanted)
	return s.insertTerm(tax, t), nil
}

// twin finds the term that stands in the way of a new one: of the same name at the same level, unless a slug of
// its own was sent that is free.
func (s *store) twin(t *term, slug string, slugGiven bool) *term {
	sameName := s.sameName(t)
	if sameName == nil {
		return nil
	}
	bySlug := t.taxonomy.bySlug[slug]
	if slugGiven && sameName.slug != slug && bySlug == nil {
		return nil
	}
	if !t.taxonomy.hierarchical {
		return cmp.Or(sameName, bySlug)
	}
	if (!slugGiven || sameName.slug == slug) && sameName.name == t.name {
		return sameName
	}
	if bySlug != nil && bySlug.parent == t.parent {
		return bySlug
	}
	return nil
}

// sameName finds a term of the same name: in a tree, at the same level; of two of them the newer.
func (s *store) sameName(t *term) *term {
	var found *term
	for _, x := range t.taxonomy.bySlug {
		if (!t.taxonomy.hierarchical || x.parent == t.parent) && strings.EqualFold(x.name, t.name) && (found == nil || x.id > found.id) {
			found = x
		}
	}
	return found
}

// uniqueTermSlug adds the slugs of the terms above, then a number.
func (s *store) uniqueTermSlug(t *term, slug string) string {
	taken := func(slug string) bool { x := t.taxonomy.bySlug[slug]; return x != nil && x.id != t.id }
	for parent := s.terms[t.parent]; parent != nil && taken(slug) && t.taxonomy.hierarchical; parent = s.terms[parent.parent] {
		slug += "-" + parent.slug
	}
	slug, _ = uniqueSlug(slug, 2, taken)
	return slug
}

// changeTerm is wp_update_term. Renaming into a name that exists is no error; what is one comes as 500, because
// WordPress gives it no status.
func (s *store) changeTerm(t *term, a termArgs) *apiError {
	if a.name != nil && strings.TrimSpace(*a.name) == "" {
		return fail(500, "empty_term_name", "A name is required for this term.")
	}
	if a.parent != nil && *a.parent > 0 && s.termIn(t.taxonomy, *a.parent) == nil {
		return fail(500, "missing_parent", "Parent term does not exist.")
	}
	if a.slug != nil && *a.slug != "" {
		slug := slugify(*a.slug)
		if x := t.taxonomy.bySlug[slug]; x != nil && x != t {
			return failf(500, "duplicate_term_slug", "The slug &#8220;%s&#8221; is already in use by another term.", slug)
		}
		delete(t.taxonomy.bySlug, t.slug)
		t.slug = slug
		t.taxonomy.bySlug[slug] = t
	}
	if a.name != nil {
		t.name = termName(*a.name)
	}
	if a.description != nil {
		t.description = ksesTerm(*a.description)
	}
	if a.parent != nil && *a.parent != t.parent {
		t.parent = *a.parent
		if s.inLoop(t) {
			t.parent = 0
		}
		s.recount()
	}
	return nil
}

// inLoop tells whether a term has become its own ancestor.
func (s *store) inLoop(t *term) bool {
	for x, n := s.terms[t.parent], 0; x != nil && n <= len(s.terms); x, n = s.terms[x.parent], n+1 {
		if x == t {
			return true
		}
	}
	return false
}

// deleteTerm moves what is below a term up to its parent; its products are left without it.
func (s *store) deleteTerm(t *term) {
	for _, x := range t.taxonomy.bySlug {
		if x.parent == t.id && x != t {
			x.parent = t.parent
		}
	}
	for _, p := range s.posts {
		if p.has(t.id) {
			p.drop(t.id)
		}
	}
	delete(t.taxonomy.bySlug, t.slug)
	delete(s.terms, t.id)
	s.recount()
}

func (p *product) has(term int) bool {
	if slices.Contains(p.categories, term) || slices.Contains(p.tags, term) || slices.Contains(p.brands, term) {
		return true
	}
	if p.details == nil {
		return false
	}
	return p.shippingClass == term || slices.ContainsFunc(p.attributes, func(a productAttribute) bool { return slices.Contains(a.terms, term) })
}

func (p *product) drop(term int) {
	p.categories, p.tags, p.brands = without(p.categories, term), without(p.tags, term), without(p.brands, term)
	if p.details == nil {
		return
	}
	if p.shippingClass == term {
		p.shippingClass = 0
	}
	p.attributes = slices.Clone(p.attributes)
	for i := range p.attributes {
		p.attributes[i].terms = without(p.attributes[i].terms, term)
	}
}

func without(ids []int, id int) []int {
	if !slices.Contains(ids, id) {
		return ids
	}
	return slices.DeleteFunc(slices.Clone(ids), func(x int) bool { return x == id })
}

// sortTerms puts terms in the order that a list of them is asked for.
func sortTerms(terms []*term, by string, include []int) {
	slices.SortStableFunc(terms, func(a, b *term) int {
		switch by {
		case "id":
			return cmp.Compare(a.id, b.id)
		case "slug":
			return cmp.Or(cmp.Compare(a.slug, b.slug), cmp.Compare(a.id, b.id))
		case "description":
			return cmp.Or(cmp.Compare(fold(a.description), fold(b.description)), cmp.Compare(a.id, b.id))
		case "count":
			return cmp.Or(cmp.Compare(a.count, b.count), cmp.Compare(a.id, b.id))
		case "include":
			return cmp.Compare(slices.Index(include, a.id), slices.Index(include, b.id))
		case "menu_order":
			return cmp.Or(cmp.Compare(a.menuOrder, b.menuOrder), cmp.Compare(fold(a.name), fold(b.name)), cmp.Compare(a.id, b.id))
		case "name_num":
			x, _ := strconv.ParseFloat(leadingNumber(a.name), 64)
			y, _ := strconv.ParseFloat(leadingNumber(b.name), 64)
			return cmp.Or(cmp.Compare(x, y), cmp.Compare(a.id, b.id))
		default:
			return cmp.Or(cmp.Compare(fold(a.name), fold(b.name)), cmp.Compare(a.id, b.id))
		}
	})
}
