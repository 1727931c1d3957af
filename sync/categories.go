package sync

import (
	"fmt"
	"slices"
	"strings"

	"woosync/store"
)

// The two ways by which a product comes to a webshop category.
const (
	ruleWhole    = "whole category"
	ruleSelected = "selected product"
)

// shelf answers which webshop categories show a product: the inventory tree, the webshop's tree and the links between them.
type shelf struct {
	webshop  string // name, for reasons
	revision int64  // of the store when it was loaded
	mirror   bool   // every inventory category has its like
	byPath   map[string]int64
	whole    map[int64][]spot // by inventory category: what its nearest links give, in order
	selected map[int64][]spot // by product
}

// spot is a webshop category with the inventory category that leads to it.
type spot struct {
	match CategoryMatch
	shown *store.WebshopCategory
}

// newShelf prepares the tree for many products.
//
// A product is shown where its own inventory category leads, not in all categories above: going up from there, the first
// category with a link decides. Only filtered webshop categories do not end the way up, so that a "Sale" which takes some
// products of a category hides none of them from the category's regular place.
func newShelf(t tree) *shelf {
	s := &shelf{webshop: t.webshop.Name, byPath: map[string]int64{}, whole: map[int64][]spot{}, selected: map[int64][]spot{}}
	shown := map[int64]*store.WebshopCategory{}
	for i := range t.shown {
		shown[t.shown[i].ID] = &t.shown[i]
	}
	byID := map[int64]*store.Category{}
	for i := range t.categories {
		byID[t.categories[i].ID] = &t.categories[i]
		s.byPath[t.categories[i].Path] = t.categories[i].ID // as it is nearly always given
		s.byPath[pathKey(t.categories[i].Path)] = t.categories[i].ID
	}
	own := map[int64][]spot{}
	for _, l := range t.links {
		to, from := shown[l.WebshopCategoryID], byID[l.CategoryID]
		if to == nil || from == nil {
			continue
		}
		at := spot{shown: to, match: CategoryMatch{WebshopCategory: to.Path, InventoryCategory: from.Path, Rule: ruleWhole}}
		if l.Whole {
			own[from.ID] = append(own[from.ID], at)
			continue
		}
		at.match.Rule = ruleSelected
		for _, id := range l.ProductIDs {
			s.selected[id] = append(s.selected[id], at)
		}
	}
	for id := range byID {
		s.whole[id] = nearest(id, byID, own)
	}
	return s
}

// nearest walks up the inventory tree and collects links until a webshop category without filter ends the way.
func nearest(id int64, byID map[int64]*store.Category, own map[int64][]spot) (spots []spot) {
	for range len(byID) { // a damaged tree with a loop ends here
		c := byID[id]
		if c == nil {
			break
		}
		open := false
		for _, at := range own[id] {
			spots = append(spots, at)
			open = open || !filtered(at.shown)
		}
		if open {
			break
		}
		id = c.ParentID
	}
	return spots
}

func filtered(c *store.WebshopCategory) bool { return len(c.Tags) > 0 || len(c.Manufacturers) > 0 }

// find returns the webshop categories that show the product, by path. Where there is none, reasons says why.
func (s *shelf) find(pr *store.Product) (matches []CategoryMatch, reasons []string) {
	var refused []string
	try := func(spots []spot) {
		for _, at := range spots {
			if why := s.refuses(at.shown, pr); why != "" {
				if !slices.Contains(refused, why) {
					refused = append(refused, why)
				}
				continue
			}
			if !slices.ContainsFunc(matches, func(m CategoryMatch) bool { return m.WebshopCategory == at.match.WebshopCategory }) {
				matches = append(matches, at.match)
			}
		}
	}
	try(s.selected[pr.ID])
	var unlinked []string
	for _, path := range pr.Fields.Categories {
		spots := s.whole[s.category(path)]
		if len(spots) == 0 {
			unlinked = append(unlinked, fmt.Sprintf("Inventory category '%s' is not linked to any category of %s", path, s.webshop))
		}
		try(spots)
	}
	if len(matches) > 0 {
		slices.SortFunc(matches, func(a, b CategoryMatch) int { return strings.Compare(a.WebshopCategory, b.WebshopCategory) })
		return matches, nil
	}
	if len(pr.Fields.Categories) == 0 && len(refused) == 0 {
		unlinked = append(unlinked, fmt.Sprintf("It has no inventory category and is not selected for any category of %s", s.webshop))
	}
	return nil, append(unlinked, refused...)
}

// category is the inventory category with that path, 0 when there is none.
func (s *shelf) category(path string) int64 {
	if id, ok := s.byPath[path]; ok {
		return id
	}
	return s.byPath[pathKey(path)]
}

// refuses says why a webshop category does not take the product; "" when it does.
func (s *shelf) refuses(c *store.WebshopCategory, pr *store.Product) string {
	var wants []string
	if len(c.Tags) > 0 && !anyName(c.Tags, pr.Fields.Tags) {
		wants = append(wants, "tagged "+quoted(c.Tags))
	}
	if len(c.Manufacturers) > 0 && !anyName(c.Manufacturers, pr.Fields.Brands) {
		wants = append(wants, "of the manufacturer "+quoted(c.Manufacturers))
	}
	if len(wants) == 0 {
		return ""
	}
	return fmt.Sprintf("Webshop category '%s' of %s takes only products %s", c.Path, s.webshop, strings.Join(wants, " and "))
}

func anyName(wanted, have []string) bool {
	return slices.ContainsFunc(names(have), func(s string) bool { return containsName(wanted, s) })
}

// quoted lists names as "'a', 'b' or 'c'".
func quoted(list []string) string {
	var b strings.Builder
	for i, s := range list {
		switch {
		case i > 0 && i == len(list)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString("'" + s + "'")
	}
	return b.String()
}

// pathKey makes paths of inventory categories comparable, blind for case and for blanks around names.
func pathKey(path string) string {
	var names []string
	for part := range strings.SplitSeq(path, ">") {
		if name := strings.Join(strings.Fields(part), " "); name != "" {
			names = append(names, name)
		}
	}
	return strings.ToLower(strings.Join(names, " > "))
}
