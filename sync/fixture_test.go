package sync

import (
	"strings"

	"woosync/store"
)

// hammer is a simple product that meets every criterion of nordlys.
func hammer(change ...func(*store.Product)) store.Product {
	pr := store.Product{
		ID: 2, SKU: "hammer", Type: store.Simple, Name: "Hammer", Active: true, Web: true,
		Fields: store.ProductFields{Status: "publish", RegularPrice: "45.00", Categories: []string{"Tools > Hammers"}, ReviewsAllowed: true},
	}
	for _, c := range change {
		c(&pr)
	}
	return pr
}

// shirt is a variable product with two variations, red and blue.
func shirt() (store.Product, []store.Product) {
	parent := store.Product{
		ID: 10, SKU: "shirt", Type: store.Variable, Name: "Shirt", Active: true, Web: true,
		Fields: store.ProductFields{Categories: []string{"Clothing"}, Attributes: []store.Attribute{
			{Name: "Color", Values: []string{"Red", "Blue"}, Visible: true, Global: true, Default: "blue"},
			{Name: "Fabric", Values: []string{"Wool"}, Visible: true},
		}},
	}
	variation := func(id int64, color, price string) store.Product {
		return store.Product{
			ID: id, SKU: "shirt-" + strings.ToLower(color), Type: store.Variation, ParentID: 10, Active: true, Web: true,
			Fields: store.ProductFields{ParentSKU: "shirt", RegularPrice: price, Attributes: []store.Attribute{
				{Name: "Color", Values: []string{color}, Global: true},
				{Name: "Size", Values: nil, Global: true},
			}},
		}
	}
	return parent, []store.Product{variation(11, "Red", "20"), variation(12, "Blue", "22.5")}
}

// nordlysTree has Clothing linked with all below it, Tools > Hammers to two categories one of which is filtered, Tools > Saws to
// nothing, and Garden with selected products only.
func nordlysTree() tree {
	return tree{
		webshop: store.Webshop{ID: 7, Name: "Nordlys", CanWrite: true},
		categories: []store.Category{
			{ID: 1, Name: "Clothing", Path: "Clothing"}, {ID: 2, ParentID: 1, Name: "Hoodies", Path: "Clothing > Hoodies"},
			{ID: 3, Name: "Tools", Path: "Tools"}, {ID: 4, ParentID: 3, Name: "Hammers", Path: "Tools > Hammers"},
			{ID: 5, ParentID: 3, Name: "Saws", Path: "Tools > Saws"}, {ID: 6, Name: "Garden", Path: "Garden"},
			{ID: 7, Name: "Outlet", Path: "Outlet"},
		},
		shown: []store.WebshopCategory{
			{ID: 101, Name: "Tøj", Path: "Tøj"}, {ID: 102, ParentID: 101, Name: "Hættetrøjer", Path: "Tøj > Hættetrøjer"},
			{ID: 103, Name: "Værktøj", Path: "Værktøj"}, {ID: 104, Name: "Sale", Path: "Sale", Tags: []string{"sale", "outlet"}, Manufacturers: []string{"Bosch"}},
			{ID: 105, Name: "Have", Path: "Have"},
		},
		links: []store.Link{
			{ID: 1, CategoryID: 1, WebshopCategoryID: 101, Whole: true}, {ID: 2, CategoryID: 2, WebshopCategoryID: 102, Whole: true},
			{ID: 3, CategoryID: 4, WebshopCategoryID: 103, Whole: true}, {ID: 4, CategoryID: 4, WebshopCategoryID: 104, Whole: true},
			{ID: 5, CategoryID: 6, WebshopCategoryID: 105, ProductIDs: []int64{1, 77}}, {ID: 6, CategoryID: 7, WebshopCategoryID: 104, Whole: true},
		},
	}
}

func testPlan(t tree, change ...func(*store.Webshop)) *plan {
	for _, c := range change {
		c(&t.webshop)
	}
	if t.webshop.MirrorCategories {
		t.imagine()
	}
	return &plan{webshop: t.webshop, shelf: newShelf(t), own: ours(t.webshop.Fields)}
}

// kinOf is the kin that loadKin would find among these products.
func kinOf(products ...store.Product) *kin {
	k := &kin{products: map[int64]*store.Product{}, variations: map[int64][]store.Product{}, linked: map[string]*store.Product{}}
	for i := range products {
		pr := &products[i]
		k.products[pr.ID] = pr
		k.linked[store.FoldSKU(pr.SKU)] = pr
		if pr.Type == store.Variation {
			k.variations[pr.ParentID] = append(k.variations[pr.ParentID], *pr)
		}
	}
	return k
}
