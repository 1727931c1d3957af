package sync

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"woosync/store"
)

// kin is what a verdict depends on beside the product itself. It is the same for all webshops.
type kin struct {
	products   map[int64]*store.Product  // the products, their parents and the parents of linked ones, by id
	variations map[int64][]store.Product // of every variable product among them and the linked ones
	linked     map[string]*store.Product // members, upsells and cross-sells of the products, by folded SKU
}

// loadKin reads the kin of many products, with at most five questions to the store. The kin serves for the products, for the
// parents of variations among them, and for all variations of those.
func loadKin(ctx context.Context, st *store.Store, products []store.Product) (*kin, error) {
	k := &kin{products: make(map[int64]*store.Product, len(products)), linked: map[string]*store.Product{}}
	for i := range products {
		k.products[products[i].ID] = &products[i]
	}
	if err := k.loadParents(ctx, st, slices.Collect(maps.Values(k.products))); err != nil {
		return nil, err
	}
	if err := k.loadLinked(ctx, st); err != nil {
		return nil, err
	}
	linked := slices.Collect(maps.Values(k.linked))
	if err := k.loadParents(ctx, st, linked); err != nil {
		return nil, err
	}
	return k, k.loadVariations(ctx, st, linked)
}

func (k *kin) loadParents(ctx context.Context, st *store.Store, of []*store.Product) error {
	missing := map[int64]bool{}
	for _, pr := range of {
		if pr.Type == store.Variation && pr.ParentID != 0 && k.products[pr.ParentID] == nil {
			missing[pr.ParentID] = true
		}
	}
	if len(missing) == 0 {
		return nil
	}
	found, err := st.Products(ctx, slices.Sorted(maps.Keys(missing)))
	if err != nil {
		return fmt.Errorf("reading variable products: %w", err)
	}
	for i := range found {
		k.products[found[i].ID] = &found[i]
	}
	return nil
}

func (k *kin) loadLinked(ctx context.Context, st *store.Store) error {
	var skus []string
	for _, pr := range k.products {
		skus = slices.Concat(skus, pr.Fields.Grouped, pr.Fields.Upsells, pr.Fields.CrossSells)
	}
	if len(skus) == 0 {
		return nil
	}
	slices.Sort(skus)
	found, err := st.ProductsBySKU(ctx, slices.Compact(skus))
	if err != nil {
		return fmt.Errorf("reading linked products: %w", err)
	}
	for i := range found {
		k.linked[store.FoldSKU(found[i].SKU)] = &found[i]
	}
	return nil
}

func (k *kin) loadVariations(ctx context.Context, st *store.Store, linked []*store.Product) (err error) {
	variable := map[int64]bool{}
	for _, pr := range slices.Concat(slices.Collect(maps.Values(k.products)), linked) {
		if pr.Type == store.Variable {
			variable[pr.ID] = true
		}
	}
	if len(variable) == 0 {
		return nil
	}
	if k.variations, err = st.VariationsOf(ctx, slices.Sorted(maps.Keys(variable))); err != nil {
		return fmt.Errorf("reading variations: %w", err)
	}
	return nil
}
