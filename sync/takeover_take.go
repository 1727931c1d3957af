package sync

import (
	"context"
	"fmt"
	"strings"
	"time"

	"woosync/store"
	"woosync/woo"
)

// remote is where a product is in the webshop; parent is that of a variation.
type remote struct{ id, parent int64 }

// take takes over what a walk gave. All of it is in the store when the step is noted, so that an interruption loses nothing.
func (t *takeover) take(ctx context.Context, step liveStep) error {
	if err := t.knowCategories(ctx, step.products); err != nil {
		return err
	}
	var products []store.Product
	remotes := map[string]remote{}
	var linking []*woo.Product // those of products that link others, nil for the rest
	add := func(p, parent *woo.Product, at remote) {
		pr := t.product(p, parent)
		products, linking = append(products, pr), append(linking, p)
		remotes[store.FoldSKU(pr.SKU)] = at
	}
	ids := newLearned(t.known)
	for i := range step.products {
		p := &step.products[i]
		variations := step.variations[p.ID]
		t.report.Rows += 1 + len(variations)
		if !t.accept(p, variations) {
			continue
		}
		add(p, nil, remote{id: p.ID})
		ids.from(p)
		for _, v := range t.acceptVariations(p, variations) {
			add(v, p, remote{v.ID, p.ID})
			ids.from(v)
		}
	}
	if err := t.link(ctx, products, linking); err != nil {
		return err
	}
	results, err := t.into.Put(ctx, products)
	if err != nil {
		return err
	}
	t.report.count(results)
	packages, err := t.packages(ctx, products, remotes)
	if err != nil {
		return err
	}
	t.done += len(step.products)
	adoption := store.Adoption{Packages: packages, RemoteIDs: ids.fresh}
	adoption.RemoteIDs[cursorKind] = t.cursor(step.products[len(step.products)-1].ID)
	if err := t.st.Adopt(ctx, t.token, t.webshop.ID, adoption); err != nil {
		return err
	}
	if t.progress != nil {
		t.progress(WebshopProgress{Products: t.done, Total: max(step.total, 0)})
	}
	return nil
}

// packages are what the webshop would have if the catalogue had just been sent to it. A product that does not meet the criteria has
// none, so that it is never taken out of the webshop because of how it was there.
func (t *takeover) packages(ctx context.Context, put []store.Product, remotes map[string]remote) ([]store.Package, error) {
	skus := make([]string, len(put))
	for i := range put {
		skus[i] = put[i].SKU
	}
	products, err := t.st.ProductsBySKU(ctx, skus)
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue: %w", err)
	}
	k, err := loadKin(ctx, t.st, products)
	if err != nil {
		return nil, err
	}
	now := t.s.now()
	list := make([]store.Package, len(products))
	for i := range products {
		pr := &products[i]
		at := remotes[store.FoldSKU(pr.SKU)]
		list[i] = store.Package{WebshopID: t.webshop.ID, ProductID: pr.ID}
		if v := t.plan.judge(pr, k); v.wanted() {
			list[i] = packed(list[i], v.payload, at.id, at.parent, now)
		} else {
			t.excluded++
		}
	}
	return list, nil
}

// packed fills a package as if a payload had been confirmed.
func packed(pk store.Package, a payload, id, parent int64, on time.Time) store.Package {
	pk.Payload = a.canonical()
	pk.Sent = a.hash()
	pk.RemoteID, pk.RemoteParentID, pk.SentOn = id, parent, on
	return pk
}

// accept tells whether the catalogue can have a product, and says why not.
func (t *takeover) accept(p *woo.Product, variations []woo.Product) bool {
	sku := plainSKU(p.SKU)
	why, column := "", "sku"
	switch {
	case !catalogueType(p.Type) || p.Type == string(store.Variation):
		why, column = fmt.Sprintf("is of type %q, which a plugin has made; the catalogue cannot have it", p.Type), "type"
	case store.FoldSKU(sku) == "":
		why = "has no SKU; give it one in the webshop and import again"
	default:
		why = t.claim(sku, p.ID)
	}
	if why == "" {
		t.targets.see(p, sku)
		return true
	}
	t.targets.see(p, "")
	if n := len(variations); n > 0 {
		why += fmt.Sprintf("; its variations (%d) stay away with it", n)
	}
	t.problem(column, fmt.Sprintf("product %d (%s) %s", p.ID, oneLine(plainName(plainText(p.Name))), why))
	return false
}

// claim notes whose a SKU is; it says whose it is already.
func (t *takeover) claim(sku string, id int64) string {
	key := store.FoldSKU(sku)
	if owner := t.owners[key]; owner != 0 && owner != id {
		return fmt.Sprintf("has the SKU %s, which counts as the same as that of %d; give one of the two another", oneLine(sku), owner)
	}
	t.owners[key] = id
	return ""
}

// acceptVariations are the variations that the catalogue can have. WooCommerce may show the SKU of the product in one that has none.
func (t *takeover) acceptVariations(parent *woo.Product, variations []woo.Product) (list []*woo.Product) {
	var without []string
	for i := range variations {
		v := &variations[i]
		sku := plainSKU(v.SKU)
		label := func() string {
			return fmt.Sprintf("%d (%s)", v.ID, oneLine(plainName(strings.TrimPrefix(variationName("", chosen(v, parent)), " - "))))
		}
		if store.FoldSKU(sku) == "" || store.FoldSKU(sku) == store.FoldSKU(plainSKU(parent.SKU)) {
			t.targets.see(v, "")
			without = append(without, label())
			continue
		}
		if why := t.claim(sku, v.ID); why != "" {
			t.targets.see(v, "")
			t.problem("sku", fmt.Sprintf("variation %s of product %d %s", label(), parent.ID, why))
			continue
		}
		t.targets.see(v, sku)
		list = append(list, v)
	}
	if len(without) > 0 {
		have := "variations have no SKUs of their own"
		if len(without) == 1 {
			have = "variation has no SKU of its own"
		}
		t.problem("sku", fmt.Sprintf("product %d (%s): %d %s: %s; give it in the webshop and import again", parent.ID, oneLine(plainName(plainText(parent.Name))),
			len(without), have, strings.Join(without, ", ")))
	}
	return list
}

// mostProblems is how many problems a report holds; the others are counted.
const mostProblems = 10_000

func (t *takeover) problem(column, message string) {
	if len(t.report.Errors) >= mostProblems {
		t.left++
		return
	}
	t.report.Errors = append(t.report.Errors, RowError{Column: column, Message: message})
}
