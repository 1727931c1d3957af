package wootest

import (
	"cmp"
	"slices"
	"strings"
)

// store is the database. Its methods expect the shop's lock to be held.
type store struct {
	posts map[int]*product

	// WordPress numbers products, orders and pictures in one sequence, all terms in another.
	lastPost, lastTerm, lastAttribute, lastMeta, lastOrderMeta, lastItem, lastComment int

	skus, gtins multimap // by collation key, all statuses
	orphans     map[string]bool
	sharedSKUs  bool // a plugin allows that
	slugs       map[string]int
	slugHint    map[string]int // the last suffix given to a slug, so that a thousand equal names cost no search
	byDate      index
	byID        index
	trash       map[int]*product
	statuses    map[string]int // how many listed products have it
	children    map[int][]int  // variations of a product, oldest first

	terms      map[int]*term
	taxonomies map[string]*taxonomy
	attributes map[int]*globalAttribute
	images     map[int]*attachment
	uploads    map[string]int
	orders     map[int]*order
	taxClasses []taxClass
}

// multimap finds the products of a key: nearly always one, so that only further ones need a list.
type multimap struct {
	first map[string]int
	more  map[string][]int
}

func newMultimap() multimap { return multimap{map[string]int{}, map[string][]int{}} }

func (m multimap) get(key string) []int {
	first, ok := m.first[key]
	if !ok {
		return nil
	}
	return append([]int{first}, m.more[key]...)
}

func (m multimap) add(key string, id int) {
	if key == "" {
		return
	}
	if _, taken := m.first[key]; taken {
		m.more[key] = append(m.more[key], id)
		return
	}
	m.first[key] = id
}

func (m multimap) remove(key string, id int) {
	left := slices.DeleteFunc(m.get(key), func(x int) bool { return x == id })
	delete(m.first, key)
	delete(m.more, key)
	for _, x := range left {
		m.add(key, x)
	}
}

// index keeps listed products in order, so that a page of a large shop costs no sorting. What left the list is
// swept out before the next look.
type index struct {
	entries []entry
	dead    int
}

type entry struct {
	key int64
	p   *product
}

func compareEntries(a, b entry) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.p.id, b.p.id))
}

func (x *index) add(key int64, p *product) {
	e := entry{key, p}
	if n := len(x.entries); n == 0 || compareEntries(x.entries[n-1], e) < 0 {
		x.entries = append(x.entries, e)
		return
	}
	at, _ := slices.BinarySearchFunc(x.entries, e, compareEntries)
	x.entries = slices.Insert(x.entries, at, e)
}

func (x *index) sweep() {
	if x.dead > 0 {
		x.entries = slices.DeleteFunc(x.entries, func(e entry) bool { return !e.p.listed })
		x.dead = 0
	}
}

func newStore() *store {
	s := &store{
		posts: map[int]*product{}, orphans: map[string]bool{}, skus: newMultimap(), gtins: newMultimap(), slugs: map[string]int{}, slugHint: map[string]int{},
		trash: map[int]*product{}, statuses: map[string]int{}, children: map[int][]int{},
		terms: map[int]*term{}, taxonomies: map[string]*taxonomy{}, attributes: map[int]*globalAttribute{},
		images: map[int]*attachment{}, uploads: map[string]int{}, orders: map[int]*order{},
		// A fresh WordPress with WooCommerce has used these numbers: pages, a post, the kinds of products.
		lastPost: 10, lastTerm: 14, lastMeta: 90, lastComment: 1,
		taxClasses: []taxClass{{"standard", "Standard rate"}, {"reduced-rate", "Reduced rate"}, {"zero-rate", "Zero rate"}},
	}
	for _, name := range []string{catTaxonomy, brandTaxonomy} {
		s.taxonomies[name] = newTaxonomy(name, true)
	}
	for _, name := range []string{tagTaxonomy, shippingTaxonomy} {
		s.taxonomies[name] = newTaxonomy(name, false)
	}
	s.insertTerm(s.taxonomies[catTaxonomy], &term{name: "Uncategorized", slug: "uncategorized"})
	return s
}

// defaultCategory is the category of every product that has no other.
const defaultCategory = 15

func (s *store) newPostID() int { s.lastPost++; return s.lastPost }
func (s *store) newMetaID() int { s.lastMeta++; return s.lastMeta }

// insert adds a product with its id set; enter puts it into all indexes.
func (s *store) insert(p *product) {
	s.posts[p.id] = p
	if p.variation {
		s.children[p.parent] = append(slices.Clip(s.children[p.parent]), p.id)
	}
	s.enter(p)
}

// update makes next the new content of p.
func (s *store) update(p, next *product) {
	s.leave(p, next)
	listed, ghost := p.listed, p.ghost
	moved := p.parent != next.parent && p.variation
	if moved {
		s.orphan(p)
	}
	*p = *next
	p.listed, p.ghost = listed, ghost
	if moved {
		s.children[p.parent] = append(slices.Clip(s.children[p.parent]), p.id)
	}
	s.enter(p)
}

func (s *store) remove(p *product) {
	s.leave(p, nil)
	delete(s.posts, p.id)
	if p.variation {
		s.orphan(p)
	}
}

func (s *store) orphan(p *product) {
	left := slices.DeleteFunc(slices.Clone(s.children[p.parent]), func(id int) bool { return id == p.id })
	if len(left) == 0 {
		delete(s.children, p.parent)
		return
	}
	s.children[p.parent] = left
}

// leave takes p out of the indexes; next, if any, is what it is about to become: then it may keep its place.
func (s *store) leave(p, next *product) {
	s.skus.remove(fold(p.sku), p.id)
	s.gtins.remove(fold(p.gtin), p.id)
	if p.slug != "" && s.slugs[slugKey(p)] == p.id {
		delete(s.slugs, slugKey(p))
		delete(s.slugHint, slugKey(p))
		if base := strings.TrimRight(slugKey(p), "0123456789"); base != "" {
			delete(s.slugHint, base[:len(base)-1]) // its number is free again
		}
	}
	if p.inTrash() {
		delete(s.trash, p.id)
	}
	s.count(p, -1)
	if !p.listed {
		return
	}
	s.statuses[p.status]--
	if next != nil && next.shows() && next.created == p.created {
		return
	}
	p.listed, p.ghost = false, true
	s.byDate.dead++
	s.byID.dead++
}

func (s *store) enter(p *product) {
	s.skus.add(fold(p.sku), p.id)
	s.gtins.add(fold(p.gtin), p.id)
	if p.slug != "" {
		if _, taken := s.slugs[slugKey(p)]; !taken {
			s.slugs[slugKey(p)] = p.id
		}
	}
	if p.inTrash() {
		s.trash[p.id] = p
	}
	s.count(p, +1)
	if !p.shows() {
		return
	}
	s.statuses[p.status]++
	if p.listed {
		return
	}
	if p.ghost { // its old entry would come to life again
		s.byDate.sweep()
		s.byID.sweep()
	}
	p.listed, p.ghost = true, false
	s.byDate.add(p.created, p)
	s.byID.add(0, p)
}

// slugKey keeps the slugs of variations apart: each kind of post has its own.
func slugKey(p *product) string {
	if p.variation {
		return "/" + p.slug
	}
	return p.slug
}

// count keeps the number of published products of each term.
func (s *store) count(p *product, by int) {
	if p.variation || p.status != "publish" {
		return
	}
	seen := map[int]bool{}
	for _, list := range [][]int{p.categories, p.tags, p.brands} {
		for _, id := range list {
			if t := s.terms[id]; t != nil {
				t.count += by
				s.countTree(t, by, seen)
			}
		}
	}
	if p.details == nil {
		return
	}
	for _, a := range p.attributes {
		for _, id := range a.terms {
			if t := s.terms[id]; t != nil {
				t.count += by
				t.treeCount += by
			}
		}
	}
	if t := s.terms[p.shippingClass]; t != nil {
		t.count += by
		t.treeCount += by
	}
}

// countTree counts a product once in each category above those that it is in.
func (s *store) countTree(t *term, by int, seen map[int]bool) {
	for ; t != nil && !seen[t.id]; t = s.terms[t.parent] {
		seen[t.id] = true
		t.treeCount += by
	}
}

// recount starts the counts of the tree anew after a category moved.
func (s *store) recount() {
	for _, t := range s.terms {
		t.count, t.treeCount = 0, 0
	}
	for _, p := range s.posts {
		s.count(p, +1)
	}
}
