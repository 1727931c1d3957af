package sync

import (
	"context"
	"fmt"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// takeCategories takes over the webshop's tree of categories, and makes the plan by which products are judged from then on.
func (t *takeover) takeCategories(ctx context.Context) error {
	var list []woo.Term
	err := t.live.ask(ctx, func(ctx context.Context) (err error) {
		list, err = t.live.client.ListTerms(ctx, woo.TermCategories)
		return err
	})
	if err != nil {
		return fmt.Errorf("reading the categories of %s: %w", t.webshop.Name, err)
	}
	categories := adoptable(list)
	if err := t.st.AdoptCategories(ctx, t.token, t.webshop.ID, categories); err != nil {
		return err
	}
	t.paths = make(map[int64]string, len(categories))
	for _, c := range categories {
		t.paths[c.RemoteID] = c.Path
	}
	t.plan, err = t.s.loadPlan(ctx, t.webshop.ID)
	return err
}

// knowCategories reads the tree again where products are in categories that were made meanwhile.
func (t *takeover) knowCategories(ctx context.Context, products []woo.Product) error {
	unknown := func() (ids []int64) {
		for i := range products {
			for _, c := range products[i].Categories {
				if _, known := t.paths[c.ID]; !known {
					ids = append(ids, c.ID)
				}
			}
		}
		return ids
	}
	if len(unknown()) == 0 {
		return nil
	}
	if err := t.takeCategories(ctx); err != nil {
		return err
	}
	for _, id := range unknown() { // deleted a moment ago: not asked for again
		t.paths[id] = ""
	}
	return nil
}

// adoptable puts a webshop's categories in order, each after the one above it, and gives each a path of its own.
func adoptable(terms []woo.Term) (list []store.AdoptedCategory) {
	byID := make(map[int64]*woo.Term, len(terms))
	for i := range terms {
		byID[terms[i].ID] = &terms[i]
	}
	done := make(map[int64]*store.AdoptedCategory, len(terms))
	taken := make(map[string]bool, len(terms))
	list = make([]store.AdoptedCategory, 0, len(terms)) // never grows: done points into it
	var add func(t *woo.Term) *store.AdoptedCategory
	add = func(t *woo.Term) *store.AdoptedCategory {
		if c, ok := done[t.ID]; ok {
			return c // nil where a damaged tree leads back to a category above
		}
		done[t.ID] = nil
		c := store.AdoptedCategory{RemoteID: t.ID, Name: categoryName(t.Name)}
		if c.Name == "" {
			c.Name = t.Slug
		}
		var above *store.AdoptedCategory
		if parent := byID[t.Parent]; parent != nil {
			above = add(parent)
		}
		place := func() {
			c.Path = c.Name
			if above != nil {
				c.ParentRemoteID, c.Path = above.RemoteID, below(above.Path, c.Name)
			}
		}
		if place(); taken[pathKey(c.Path)] {
			c.Name = fmt.Sprintf("%s (%s)", c.Name, categoryName(t.Slug))
			place()
		}
		if taken[pathKey(c.Path)] {
			c.Name = fmt.Sprintf("%s (%d)", c.Name, t.ID)
			place()
		}
		taken[pathKey(c.Path)] = true
		list = append(list, c)
		done[t.ID] = &list[len(list)-1]
		return done[t.ID]
	}
	for i := range terms {
		add(&terms[i])
	}
	return list
}

// categoryName is a name that can stand in a path.
func categoryName(name string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(plainTerm(name), ">", " ")), " ")
}
