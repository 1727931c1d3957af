package sync

import (
	"context"
	"fmt"
	"slices"

	"woosync/store"
	"woosync/woo"
)

// lookForRest asks about the products that were not among those of the webshop: by id, then in the trash.
func (d *drift) lookForRest(ctx context.Context) error {
	var ids []int64
	for _, at := range d.placed {
		if !at.seen {
			ids = append(ids, at.product)
		}
	}
	var variations []store.Package
	for chunk := range slices.Chunk(ids, woo.BatchLimit) {
		packages, err := d.st.Packages(ctx, d.webshop.ID, chunk)
		if err != nil {
			return err
		}
		var products []store.Package
		for _, id := range chunk {
			switch pk := packages[id]; {
			case pk.RemoteID == 0: // a worker has taken it out meanwhile
			case pk.RemoteParentID != 0:
				pk.Payload = nil // read again when its turn comes
				variations = append(variations, pk)
			default:
				products = append(products, pk)
			}
		}
		if err := d.lookForProducts(ctx, products); err != nil {
			return err
		}
	}
	return d.lookForVariations(ctx, variations)
}

func remoteIDs(packages []store.Package) []int64 {
	ids := make([]int64, len(packages))
	for i := range packages {
		ids[i] = packages[i].RemoteID
	}
	return ids
}

func (d *drift) lookForProducts(ctx context.Context, packages []store.Package) error {
	asked := d.live.now()
	there, err := d.live.products(ctx, remoteIDs(packages), "", liveProductFields)
	if err != nil {
		return err
	}
	if err := d.compare(ctx, pointers(there), asked); err != nil {
		return err
	}
	packages = d.unseen(packages)
	trashed, err := d.live.products(ctx, remoteIDs(packages), "trash", []string{"id"})
	if err != nil {
		return err
	}
	for _, pk := range packages {
		d.gone[pk.RemoteID] = DriftMissing
	}
	for i := range trashed {
		d.gone[trashed[i].ID] = DriftTrashed
	}
	return d.tellGone(ctx, packages)
}

// lookForVariations asks variable product by variable product. WooCommerce 10.5 deletes and trashes variations with their product.
func (d *drift) lookForVariations(ctx context.Context, packages []store.Package) error {
	slices.SortStableFunc(packages, func(a, b store.Package) int { return int(a.RemoteParentID - b.RemoteParentID) })
	for len(packages) > 0 {
		parent := packages[0].RemoteParentID
		n := 1
		for n < len(packages) && n < woo.BatchLimit && packages[n].RemoteParentID == parent {
			n++
		}
		family := packages[:n]
		packages = packages[n:]
		if kind := d.gone[parent]; kind != 0 {
			for _, pk := range family {
				d.gone[pk.RemoteID] = kind
			}
		} else if err := d.lookInFamily(ctx, parent, family); err != nil {
			return err
		}
		if err := d.tellGone(ctx, d.unseen(family)); err != nil {
			return err
		}
	}
	return nil
}

func (d *drift) lookInFamily(ctx context.Context, parent int64, family []store.Package) error {
	asked := d.live.now()
	there, err := d.live.variations(ctx, parent, remoteIDs(family))
	if err != nil {
		return err
	}
	if err := d.compare(ctx, pointers(there), asked); err != nil {
		return err
	}
	for _, pk := range d.unseen(family) {
		d.gone[pk.RemoteID] = DriftMissing
		asked := d.live.now()
		var v woo.Product
		err := d.live.ask(ctx, func(ctx context.Context) (err error) {
			v, err = d.live.client.GetVariation(ctx, parent, pk.RemoteID)
			return err
		})
		switch {
		case err != nil && woo.KindOf(err) != woo.KindNotFound:
			return err
		case err == nil && v.Status == "trash":
			d.gone[pk.RemoteID] = DriftTrashed
		case err == nil:
			if err := d.compare(ctx, []*woo.Product{&v}, asked); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *drift) unseen(packages []store.Package) (list []store.Package) {
	for _, pk := range packages {
		if at := d.find(pk.RemoteID); at != nil && !at.seen {
			list = append(list, pk)
		}
	}
	return list
}

func pointers(list []woo.Product) []*woo.Product {
	out := make([]*woo.Product, len(list))
	for i := range list {
		out[i] = &list[i]
	}
	return out
}

// tellGone tells of products that the webshop no longer has, and forgets their packages: they are added again, or restored.
func (d *drift) tellGone(ctx context.Context, packages []store.Package) error {
	var found []Drifted
	var corrections []store.Drift
	for _, pk := range packages {
		d.report.Compared++
		found = append(found, Drifted{ProductID: pk.ProductID, Kind: d.gone[pk.RemoteID], RemoteID: pk.RemoteID, RemoteParentID: pk.RemoteParentID})
		corrections = append(corrections, store.Drift{Compared: pk})
	}
	return d.tell(ctx, found, corrections)
}

// tellStrangers tells which products of the webshop are not in the catalogue. Those that are and were never sent from here are taken
// over when they are.
func (d *drift) tellStrangers(ctx context.Context, list []*woo.Product, parents map[int64]*woo.Product) error {
	var skus []string
	own := func(p *woo.Product) string {
		sku := plainSKU(p.SKU)
		if parent := parents[p.ParentID]; parent != nil && store.FoldSKU(sku) == store.FoldSKU(plainSKU(parent.SKU)) {
			return "" // WooCommerce may show the product's in a variation that has none
		}
		return sku
	}
	for _, p := range list {
		if sku := own(p); store.FoldSKU(sku) != "" {
			skus = append(skus, sku)
		}
	}
	have, err := d.s.activeTypes(ctx, skus)
	if err != nil {
		return fmt.Errorf("reading the catalogue: %w", err)
	}
	var found []Drifted
	for _, p := range list {
		sku := own(p)
		if _, known := have[store.FoldSKU(sku)]; known && store.FoldSKU(sku) != "" {
			continue
		}
		name := plainText(p.Name)
		if parent := parents[p.ParentID]; p.ParentID != 0 && parent != nil {
			name = variationName(plainText(parent.Name), chosen(p, parent))
		}
		found = append(found, Drifted{SKU: sku, Name: name, Kind: DriftUnknown, RemoteID: p.ID, RemoteParentID: p.ParentID})
	}
	return d.tell(ctx, found, nil)
}
