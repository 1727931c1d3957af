package demo

import (
	"context"
	"fmt"

	"woosync/store"
)

// shelf is a category of Sydkysten with the inventory categories that it shows.
type shelf struct {
	parent, name  string
	whole         []string // inventory categories with everything below
	selected      string   // an inventory category of which only some products are shown
	manufacturers []string
	tags          []string
}

// firstShelves are filled before the demo begins; the later ones wait for a synchronization. Garden is on no shelf, and of Clothing only
// two manufacturers are.
var (
	firstShelves = []shelf{
		{name: "Værktøj", whole: []string{"Tools"}},
		{name: "Friluftsliv", whole: []string{"Outdoor"}},
		{parent: "Friluftsliv", name: "Telte og hængekøjer", whole: []string{"Outdoor > Tents"}},
	}
	laterShelves = []shelf{
		{name: "Tøj", whole: []string{"Clothing"}, manufacturers: []string{"Tindvær", "Lyngheim"}},
		{name: "Hjem", whole: []string{"Home > Kitchen", "Home > Textiles"}},
		{parent: "Hjem", name: "Gaveidéer", selected: "Home > Candles and lanterns", tags: []string{"gift"}},
	}
)

// link makes shelves in Sydkysten's category tree and links them.
func (s *Stage) link(ctx context.Context, shelves []shelf) error {
	inventory, err := s.store.Categories(ctx)
	if err != nil {
		return fmt.Errorf("read the inventory categories: %w", err)
	}
	byPath := map[string]int64{}
	for _, c := range inventory {
		byPath[c.Path] = c.ID
	}
	for _, sh := range shelves {
		c, err := s.store.AddWebshopCategory(ctx, store.WebshopCategory{WebshopID: s.sydkysten.Webshop.ID, ParentID: s.shelves[sh.parent], Name: sh.name,
			Manufacturers: sh.manufacturers, Tags: sh.tags})
		if err != nil {
			return fmt.Errorf("add the webshop category %s: %w", sh.name, err)
		}
		s.shelves[sh.name] = c.ID
		links := []store.Link{}
		for _, path := range sh.whole {
			links = append(links, store.Link{CategoryID: byPath[path], Whole: true})
		}
		if sh.selected != "" {
			chosen, err := s.everyOther(ctx, sh.selected)
			if err != nil {
				return err
			}
			links = append(links, store.Link{CategoryID: byPath[sh.selected], ProductIDs: chosen})
		}
		for _, l := range links {
			l.WebshopID, l.WebshopCategoryID = s.sydkysten.Webshop.ID, c.ID
			if _, err := s.store.AddLink(ctx, l); err != nil {
				return fmt.Errorf("link the webshop category %s: %w", sh.name, err)
			}
		}
	}
	return nil
}

// everyOther selects half of the products of an inventory category.
func (s *Stage) everyOther(ctx context.Context, path string) (ids []int64, err error) {
	products, err := s.products(ctx)
	if err != nil {
		return nil, err
	}
	n := 0
	for _, p := range products {
		if len(p.Fields.Categories) > 0 && p.Fields.Categories[0] == path {
			if n++; n%2 == 1 {
				ids = append(ids, p.ID)
			}
		}
	}
	return ids, nil
}
