package store

import (
	"errors"
	"testing"
)

func TestAddMirroredAddsATreeAtOnce(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	f.put(Product{SKU: "A", Type: Simple, Name: "A", Active: true, Fields: ProductFields{Categories: []string{"Goods > Fine > Small"}}})
	inventory := must[[]Category](t)(f.Categories(t.Context()))
	top := must[WebshopCategory](t)(f.AddWebshopCategory(t.Context(), WebshopCategory{WebshopID: w.ID, Name: "Goods"}))
	before := must[int64](t)(f.Revision(t.Context()))
	ids := map[int64]int64{}
	first := []Mirrored{
		{top, Link{CategoryID: inventory[0].ID, Whole: true}},
		{WebshopCategory{ID: -1, ParentID: top.ID, Name: "Fine"}, Link{CategoryID: inventory[1].ID, Whole: true}},
	}
	links := must[[]Link](t)(f.AddMirrored(t.Context(), w.ID, first, ids))
	if len(links) != 2 || links[0].WebshopCategoryID != top.ID || links[1].WebshopCategoryID != ids[-1] || links[0].ID == 0 {
		t.Errorf("links %+v, ids %v", links, ids)
	}
	if now := must[int64](t)(f.Revision(t.Context())); now != before+1 {
		t.Errorf("the revision went from %d to %d", before, now)
	}
	// One below a category that came earlier, and one that cannot be: nothing of it stays.
	second := []Mirrored{{WebshopCategory{ID: -2, ParentID: -1, Name: "Small"}, Link{CategoryID: inventory[2].ID, Whole: true}}}
	if _, err := f.AddMirrored(t.Context(), w.ID, append(second, first[1]), ids); !errors.Is(err, ErrExists) {
		t.Errorf("what is there already gives %v", err)
	}
	must[[]Link](t)(f.AddMirrored(t.Context(), w.ID, second, ids))
	shown := must[[]WebshopCategory](t)(f.WebshopCategories(t.Context(), w.ID))
	if len(shown) != 3 || shown[2].Path != "Goods > Fine > Small" || shown[2].ID != ids[-2] || shown[2].ParentID != ids[-1] {
		t.Errorf("the webshop has %+v", shown)
	}
	if all := must[[]Link](t)(f.Links(t.Context(), w.ID)); len(all) != 3 {
		t.Errorf("%d links", len(all))
	}
	if _, err := f.AddMirrored(t.Context(), 999, second, ids); !errors.Is(err, ErrNotFound) {
		t.Errorf("a webshop that is not there gives %v", err)
	}
}
