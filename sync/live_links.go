package sync

import (
	"context"

	"woosync/store"
	"woosync/woo"
)

// targets knows the SKUs of products that others link, by the webshop's ids. What it does not know it asks the webshop, each once.
type targets struct {
	*live
	known map[int64]target
}

// target is a product that is linked.
type target struct {
	sku  string // "" where the catalogue cannot have it
	gone bool   // the webshop has no such product: WooCommerce keeps ids of deleted ones
}

func newTargets(l *live) *targets { return &targets{live: l, known: map[int64]target{}} }

// see notes a product that was read.
func (t *targets) see(p *woo.Product, sku string) { t.known[p.ID] = target{sku: sku} }

// learn asks about the ids that are not known. A list shows no variations and nothing from the trash, so what it lacks is asked for
// by itself.
func (t *targets) learn(ctx context.Context, ids []int64) error {
	var unknown []int64
	asked := map[int64]bool{}
	for _, id := range ids {
		if _, ok := t.known[id]; !ok && !asked[id] {
			asked[id] = true
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	found, err := t.products(ctx, unknown, "", []string{"id", "type", "sku", "status"})
	if err != nil {
		return err
	}
	for i := range found {
		t.see(&found[i], linkable(&found[i]))
	}
	for _, id := range unknown {
		if _, ok := t.known[id]; ok {
			continue
		}
		var p woo.Product
		err := t.ask(ctx, func(ctx context.Context) (err error) {
			p, err = t.client.GetProduct(ctx, id)
			return err
		})
		switch {
		case err == nil:
			t.known[id] = target{sku: linkable(&p)}
		case woo.KindOf(err) == woo.KindNotFound:
			t.known[id] = target{gone: true}
		default:
			return err
		}
	}
	return nil
}

// linkable is the SKU by which the catalogue can name a product; "" when it cannot.
func linkable(p *woo.Product) string {
	if p.Status == "trash" || !catalogueType(p.Type) {
		return ""
	}
	return plainSKU(p.SKU)
}

// catalogueType tells the types that WooCommerce itself has from those that plugins make.
func catalogueType(kind string) bool {
	switch store.ProductType(kind) {
	case store.Simple, store.Variable, store.Variation, store.Grouped, store.External:
		return true
	}
	return false
}

// skus are the products of a list by SKU. It is not ok where the catalogue cannot have one of them.
func (t *targets) skus(ids []int64) (list []string, ok bool) {
	for _, id := range ids {
		switch at := t.known[id]; {
		case at.gone:
		case at.sku == "":
			return nil, false
		default:
			list = append(list, at.sku)
		}
	}
	return list, true
}
