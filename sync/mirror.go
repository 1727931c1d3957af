package sync

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"woosync/store"
)

// tree is everything about the categories of a webshop.
type tree struct {
	webshop    store.Webshop
	categories []store.Category
	shown      []store.WebshopCategory
	links      []store.Link
}

func loadTree(ctx context.Context, st *store.Store, w store.Webshop) (t tree, err error) {
	t.webshop = w
	if t.categories, err = st.Categories(ctx); err != nil {
		return t, fmt.Errorf("reading the inventory categories: %w", err)
	}
	if t.shown, err = st.WebshopCategories(ctx, w.ID); err != nil {
		return t, fmt.Errorf("reading the categories of %s: %w", w.Name, err)
	}
	if t.links, err = st.Links(ctx, w.ID); err != nil {
		return t, fmt.Errorf("reading the category links of %s: %w", w.Name, err)
	}
	return t, nil
}

// maker gives a webshop category that is still to be made, and a whole link to it, the ids by which others refer to them.
type maker func(*store.WebshopCategory, *store.Link)

// mirror gives every inventory category its like in the webshop: a category of the same name under the like of its parent,
// linked whole. A category that has a whole link already is left as it is, wherever that leads; its children follow it there.
func (t *tree) mirror(add maker) {
	like := map[int64]store.WebshopCategory{}
	byID := map[int64]store.WebshopCategory{}
	byName := map[string]store.WebshopCategory{}
	key := func(parent int64, name string) string { return fmt.Sprint(parent, " ", store.Fold(name)) }
	for _, c := range t.shown {
		byID[c.ID] = c
		byName[key(c.ParentID, c.Name)] = c
	}
	for _, l := range t.links {
		to, ok := byID[l.WebshopCategoryID]
		if _, have := like[l.CategoryID]; l.Whole && ok && !have {
			like[l.CategoryID] = to
		}
	}
	for _, c := range parentsFirst(t.categories) {
		if _, ok := like[c.ID]; ok {
			continue
		}
		parent := like[c.ParentID] // the zero value for a root: parent 0, no path
		want, known := byName[key(parent.ID, c.Name)]
		if known && t.linked(c.ID, want.ID) { // for selected products: that is what its owner wants of it
			like[c.ID] = want
			continue
		}
		if !known {
			want = store.WebshopCategory{WebshopID: t.webshop.ID, ParentID: parent.ID, Name: c.Name, Path: below(parent.Path, c.Name)}
		}
		link := store.Link{WebshopID: t.webshop.ID, CategoryID: c.ID, WebshopCategoryID: want.ID, Whole: true}
		add(&want, &link)
		if !known {
			t.shown = append(t.shown, want)
			byName[key(parent.ID, c.Name)] = want
		}
		t.links = append(t.links, link)
		like[c.ID] = want
	}
}

func (t *tree) linked(category, shown int64) bool {
	return slices.ContainsFunc(t.links, func(l store.Link) bool { return l.CategoryID == category && l.WebshopCategoryID == shown })
}

// imagine mirrors in memory alone, with negative ids: a preview shows what will be there without writing anything.
func (t *tree) imagine() {
	next := int64(0)
	t.mirror(func(c *store.WebshopCategory, l *store.Link) {
		next--
		if c.ID == 0 {
			c.ID = next
		}
		l.ID, l.WebshopCategoryID = next, c.ID
	})
}

// mirrorChunk is how many categories are mirrored in one transaction.
const mirrorChunk = 1000

// mirrorInto mirrors in the store and returns how many links that took.
func (t *tree) mirrorInto(ctx context.Context, st *store.Store) (n int, err error) {
	var list []store.Mirrored
	shown, links := len(t.shown), len(t.links)
	next := int64(0)
	t.mirror(func(c *store.WebshopCategory, l *store.Link) {
		if c.ID == 0 {
			next--
			c.ID = next
		}
		list = append(list, store.Mirrored{Category: *c, Link: *l})
	})
	t.links = t.links[:links]
	ids := map[int64]int64{}
	for chunk := range slices.Chunk(list, mirrorChunk) {
		if err := context.Cause(ctx); err != nil {
			return 0, err
		}
		made, err := st.AddMirrored(ctx, t.webshop.ID, chunk, ids)
		if err != nil {
			return 0, fmt.Errorf("mirroring inventory categories in %s: %w", t.webshop.Name, err)
		}
		t.links = append(t.links, made...)
	}
	for i := range t.shown[shown:] {
		c := &t.shown[shown+i]
		c.ID = ids[c.ID]
		if c.ParentID < 0 {
			c.ParentID = ids[c.ParentID]
		}
	}
	return len(list), nil
}

func parentsFirst(list []store.Category) []store.Category {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b store.Category) int {
		return cmp.Compare(strings.Count(a.Path, " > "), strings.Count(b.Path, " > "))
	})
	return list
}

func below(parent, name string) string {
	if parent == "" {
		return name
	}
	return parent + " > " + name
}

// same tells whether two trees of a webshop lead every product to the same place with the same payload.
func (t tree) same(o tree) bool {
	a, b := t.webshop, o.webshop
	return a.NewStatus == b.NewStatus && a.MirrorCategories == b.MirrorCategories && slices.Equal(a.Fields, b.Fields) &&
		sameByID(t.shown, o.shown, func(c store.WebshopCategory) int64 { return c.ID }, sameShown) &&
		sameByID(t.links, o.links, func(l store.Link) int64 { return l.ID }, sameLink)
}

func sameShown(a, b store.WebshopCategory) bool {
	return a.ParentID == b.ParentID && a.Path == b.Path && slices.Equal(a.Tags, b.Tags) && slices.Equal(a.Manufacturers, b.Manufacturers)
}

func sameLink(a, b store.Link) bool {
	return a.CategoryID == b.CategoryID && a.WebshopCategoryID == b.WebshopCategoryID && a.Whole == b.Whole && slices.Equal(a.ProductIDs, b.ProductIDs)
}

func sameByID[T any](a, b []T, id func(T) int64, same func(a, b T) bool) bool {
	byID := make(map[int64]T, len(a))
	for _, x := range a {
		byID[id(x)] = x
	}
	for _, y := range b {
		if x, ok := byID[id(y)]; !ok || !same(x, y) {
			return false
		}
	}
	return len(byID) == len(b)
}
