package sync

import (
	"slices"
	"testing"

	"woosync/store"
)

func TestEachCriterionHasItsOwnReason(t *testing.T) {
	with := func(change func(*store.Product)) func() (store.Product, *kin) {
		return func() (store.Product, *kin) { pr := hammer(change); return pr, kinOf(pr) }
	}
	// the shirt with its variations changed, seen from the variable product or from its red variation
	family := func(red bool, change func(parent *store.Product, variations []store.Product)) func() (store.Product, *kin) {
		return func() (store.Product, *kin) {
			parent, variations := shirt()
			change(&parent, variations)
			k := kinOf(append(variations, parent)...)
			if red {
				return variations[0], k
			}
			return parent, k
		}
	}
	noPrices := func(_ *store.Product, variations []store.Product) {
		for i := range variations {
			variations[i].Fields.RegularPrice = ""
		}
	}
	for _, c := range []struct {
		name    string
		product func() (store.Product, *kin)
		reasons []string
	}{
		{"wanted", with(func(*store.Product) {}), nil},
		{"a price of nothing is a price", with(func(p *store.Product) { p.Fields.RegularPrice = "0" }), nil},
		{"inactive", with(func(p *store.Product) { p.Active = false }), []string{"It is not active: it was missing from the last complete import"}},
		{"draft", with(func(p *store.Product) { p.Web, p.Fields.Status = false, "draft" }), []string{"It is not marked for the web (Published is -1, a draft)"}},
		{"pending", with(func(p *store.Product) { p.Web, p.Fields.Status = false, "pending" }), []string{"It is not marked for the web (Published is 2, pending review)"}},
		{"not for the web", with(func(p *store.Product) { p.Web = false }), []string{"It is not marked for the web"}},
		{"no SKU", with(func(p *store.Product) { p.SKU = " " }), []string{"It has no SKU"}},
		{"no name", with(func(p *store.Product) { p.Name = "\t" }), []string{"It has no name"}},
		{"no price", with(func(p *store.Product) { p.Fields.RegularPrice = "" }), []string{"It has no regular price"}},
		{"external without price", with(func(p *store.Product) { p.Type, p.Fields.RegularPrice = store.External, "" }), []string{"It has no regular price"}},
		{"grouped needs no price", with(func(p *store.Product) { p.Type, p.Fields.RegularPrice = store.Grouped, "" }), nil},
		{"unlinked category", with(func(p *store.Product) { p.Fields.Categories = []string{"Tools > Saws"} }),
			[]string{"Inventory category 'Tools > Saws' is not linked to any category of Nordlys"}},
		{"unknown category", with(func(p *store.Product) { p.Fields.Categories = []string{"Boats", "Tools"} }),
			[]string{"Inventory category 'Boats' is not linked to any category of Nordlys", "Inventory category 'Tools' is not linked to any category of Nordlys"}},
		{"no category", with(func(p *store.Product) { p.Fields.Categories = nil }),
			[]string{"It has no inventory category and is not selected for any category of Nordlys"}},
		{"filters", with(func(p *store.Product) { p.Fields.Categories = []string{"Outlet"} }),
			[]string{"Webshop category 'Sale' of Nordlys takes only products tagged 'sale' or 'outlet' and of the manufacturer 'Bosch'"}},
		{"one of two filters", with(func(p *store.Product) {
			p.Fields.Categories, p.Fields.Tags = []string{"Outlet"}, []string{"SALE"}
		}), []string{"Webshop category 'Sale' of Nordlys takes only products of the manufacturer 'Bosch'"}},
		{"several at once", with(func(p *store.Product) {
			p.Active, p.Fields.RegularPrice, p.Fields.Categories = false, "", []string{"Tools > Saws"}
		}), []string{"It is not active: it was missing from the last complete import", "It has no regular price",
			"Inventory category 'Tools > Saws' is not linked to any category of Nordlys"}},

		{"variable", family(false, func(*store.Product, []store.Product) {}), nil},
		{"no variation has a price", family(false, noPrices), []string{"None of its 2 variations has a regular price"}},
		{"the priced ones cannot be sold", family(false, func(_ *store.Product, v []store.Product) { v[0].Active, v[1].Fields.RegularPrice = false, "" }),
			[]string{"None of its 2 variations can be sold: one must be active, marked for the web and have SKU and regular price"}},
		{"variation", family(true, func(*store.Product, []store.Product) {}), nil},
		{"variation without price", family(true, func(_ *store.Product, v []store.Product) { v[0].Fields.RegularPrice = "" }), []string{"It has no regular price"}},
		{"variable product not wanted", family(true, func(p *store.Product, _ []store.Product) { p.Web = false; p.Fields.Categories = []string{"Garden"} }),
			[]string{"Its variable product shirt is not in the webshop: It is not marked for the web; Inventory category 'Garden' is not linked to any category of Nordlys"}},
		{"variable product gone", func() (store.Product, *kin) { _, v := shirt(); return v[0], kinOf(v...) },
			[]string{"Its variable product shirt is not in the catalogue"}},
		{"parent is no variable product", family(true, func(p *store.Product, _ []store.Product) { p.Type = store.Simple }),
			[]string{"Its product shirt is not a variable product"}},
		{"variable without variations", func() (store.Product, *kin) { p, _ := shirt(); return p, kinOf(p) },
			[]string{"It is a variable product without variations"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pr, k := c.product()
			v := testPlan(nordlysTree()).judge(&pr, k)
			if !slices.Equal(v.reasons, c.reasons) {
				t.Errorf("reasons\n got %q\nwant %q", v.reasons, c.reasons)
			}
			if (v.payload == nil) != (len(c.reasons) > 0) {
				t.Errorf("payload %v although the reasons are %q", v.payload, v.reasons)
			}
		})
	}
}

func TestProductIsShownWhereTheNearestLinksLead(t *testing.T) {
	selected := CategoryMatch{"Have", "Garden", ruleSelected}
	hammers := CategoryMatch{"Værktøj", "Tools > Hammers", ruleWhole}
	for _, c := range []struct {
		name       string
		id         int64
		categories []string
		tags       []string
		brands     []string
		want       []CategoryMatch
	}{
		{"own category, not the one above", 2, []string{"Clothing > Hoodies"}, nil, nil, []CategoryMatch{{"Tøj > Hættetrøjer", "Clothing > Hoodies", ruleWhole}}},
		{"blind for case and blanks", 2, []string{"clothing>HOODIES"}, nil, nil, []CategoryMatch{{"Tøj > Hættetrøjer", "Clothing > Hoodies", ruleWhole}}},
		{"both where it is in both", 2, []string{"Clothing", "Clothing > Hoodies"}, nil, nil,
			[]CategoryMatch{{"Tøj", "Clothing", ruleWhole}, {"Tøj > Hættetrøjer", "Clothing > Hoodies", ruleWhole}}},
		{"a filter keeps out of its category only", 2, []string{"Tools > Hammers"}, nil, nil, []CategoryMatch{hammers}},
		{"a filter that lets in", 2, []string{"Tools > Hammers"}, []string{"Outlet"}, []string{"BOSCH"}, []CategoryMatch{{"Sale", "Tools > Hammers", ruleWhole}, hammers}},
		{"selected", 77, nil, nil, nil, []CategoryMatch{selected}},
		{"selected beside its own", 1, []string{"Tools > Hammers"}, nil, nil, []CategoryMatch{selected, hammers}},
	} {
		t.Run(c.name, func(t *testing.T) {
			pr := hammer(func(p *store.Product) {
				p.ID, p.Fields.Categories, p.Fields.Tags, p.Fields.Brands = c.id, c.categories, c.tags, c.brands
			})
			if v := testPlan(nordlysTree()).judge(&pr, kinOf(pr)); !slices.Equal(v.matches, c.want) {
				t.Errorf("got %v, want %v", v.matches, c.want)
			}
		})
	}
}

func TestVariationIsShownWithItsVariableProduct(t *testing.T) {
	parent, variations := shirt()
	k := kinOf(append(variations, parent)...)
	v := testPlan(nordlysTree()).judge(&variations[0], k)
	if want := []CategoryMatch{{"Tøj", "Clothing", ruleWhole}}; !slices.Equal(v.matches, want) {
		t.Errorf("got %v, want %v", v.matches, want)
	}
	if _, has := v.payload["categories"]; has {
		t.Error("a variation sends categories, which WooCommerce does not take")
	}
}

func TestMirrorGivesEveryCategoryItsLike(t *testing.T) {
	tr := nordlysTree()
	tr.imagine()
	p := testPlan(tr)
	for path, want := range map[string]string{
		"Clothing > Hoodies": "Tøj > Hættetrøjer", // linked already: left as it is
		"Tools > Hammers":    "Værktøj",
		"Tools > Saws":       "Tools > Saws",
		"Tools":              "Tools",
		"Garden":             "Garden", // its selected products do not make it a whole link
	} {
		pr := hammer(func(p *store.Product) { p.Fields.Categories = []string{path} })
		v := p.judge(&pr, kinOf(pr))
		if len(v.matches) != 1 || v.matches[0].WebshopCategory != want {
			t.Errorf("%s leads to %v, want %s", path, v.matches, want)
		}
	}
	again := tr
	if again.imagine(); len(again.shown) != len(tr.shown) || len(again.links) != len(tr.links) {
		t.Errorf("mirroring again made %d categories and %d links", len(again.shown)-len(tr.shown), len(again.links)-len(tr.links))
	}
}

func TestMirrorFollowsALinkedParent(t *testing.T) {
	tr := nordlysTree()
	tr.categories = append(tr.categories, store.Category{ID: 8, ParentID: 2, Name: "Zip", Path: "Clothing > Hoodies > Zip"})
	p := testPlan(tr, func(w *store.Webshop) { w.MirrorCategories = true })
	pr := hammer(func(p *store.Product) { p.Fields.Categories = []string{"Clothing > Hoodies > Zip"} })
	if v := p.judge(&pr, kinOf(pr)); len(v.matches) != 1 || v.matches[0].WebshopCategory != "Tøj > Hættetrøjer > Zip" {
		t.Errorf("got %v", v.matches)
	}
}
