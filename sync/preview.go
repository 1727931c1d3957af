package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"woosync/store"
)

// PreviewRequest says which previews are wanted.
type PreviewRequest struct {
	SKUs    []string // empty: every product of the catalogue; a variable product brings its variations
	Webshop string   // name; "": all webshops
}

// Preview yields what a synchronization would do to each of the products in each of the webshops, also to those that are left
// out, product by product; it stops at the first error of yield. SKUs or a webshop that the store does not know give an
// *UnknownError before anything is yielded. Nothing is written and no webshop is asked.
func (s *Service) Preview(ctx context.Context, r PreviewRequest, yield func(Preview) error) error {
	plans, err := s.plansNamed(ctx, r.Webshop)
	if err != nil {
		return err
	}
	emit := func(products []store.Product) error {
		list, err := s.previewAll(ctx, plans, products)
		if err != nil {
			return err
		}
		for _, previews := range list {
			for _, p := range previews {
				if err := yield(p); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if len(r.SKUs) > 0 {
		products, err := s.named(ctx, r.SKUs)
		if err != nil {
			return err
		}
		for chunk := range slices.Chunk(products, planChunk) {
			if err := emit(chunk); err != nil {
				return err
			}
		}
		return nil
	}
	for after := int64(0); ; {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		products, err := s.store.ProductsAfter(ctx, after, planChunk)
		if err != nil {
			return fmt.Errorf("reading the catalogue: %w", err)
		}
		if len(products) == 0 {
			return nil
		}
		after = products[len(products)-1].ID
		if err := emit(products); err != nil {
			return err
		}
	}
}

// PreviewProducts previews products by id, in that order, in the webshops with these ids; none means all. Products that the store
// does not know are left out.
func (s *Service) PreviewProducts(ctx context.Context, ids []int64, webshopIDs ...int64) ([]Preview, error) {
	plans, err := s.plans(ctx, webshopIDs)
	if err != nil {
		return nil, err
	}
	products, err := s.store.Products(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("reading products: %w", err)
	}
	inOrder(products, ids)
	list, err := s.previewAll(ctx, plans, products)
	if err != nil {
		return nil, err
	}
	return slices.Concat(list...), nil
}

// inOrder puts products into the order of the ids by which they were asked for.
func inOrder(products []store.Product, ids []int64) {
	place := make(map[int64]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(products, func(a, b store.Product) int { return place[a.ID] - place[b.ID] })
}

// named finds products by SKU, in the order given, each once, and puts the variations of variable products behind them.
func (s *Service) named(ctx context.Context, skus []string) ([]store.Product, error) {
	found, err := s.store.ProductsBySKU(ctx, skus)
	if err != nil {
		return nil, fmt.Errorf("reading products: %w", err)
	}
	bySKU := make(map[string]store.Product, len(found))
	for _, pr := range found {
		bySKU[store.FoldSKU(pr.SKU)] = pr
	}
	var unknown []string
	products := make([]store.Product, 0, len(found))
	for _, sku := range skus {
		pr, ok := bySKU[store.FoldSKU(sku)]
		if !ok {
			unknown = append(unknown, sku)
			continue
		}
		products = append(products, pr)
	}
	if len(unknown) > 0 {
		return nil, &UnknownError{Kind: "product", Names: unknown}
	}
	return s.withVariations(ctx, products)
}

// withVariations puts the variations of each variable product behind it and drops what is there twice.
func (s *Service) withVariations(ctx context.Context, products []store.Product) ([]store.Product, error) {
	var variable []int64
	for i := range products {
		if products[i].Type == store.Variable {
			variable = append(variable, products[i].ID)
		}
	}
	var variations map[int64][]store.Product
	if len(variable) > 0 {
		var err error
		if variations, err = s.store.VariationsOf(ctx, variable); err != nil {
			return nil, fmt.Errorf("reading variations: %w", err)
		}
	}
	seen := make(map[int64]bool, len(products))
	out := make([]store.Product, 0, len(products))
	add := func(pr store.Product) {
		if !seen[pr.ID] {
			seen[pr.ID] = true
			out = append(out, pr)
		}
	}
	for _, pr := range products {
		add(pr)
		for _, v := range variations[pr.ID] {
			add(v)
		}
	}
	return out, nil
}

// plansNamed loads the plan of the webshop with that name, or of all.
func (s *Service) plansNamed(ctx context.Context, name string) ([]*plan, error) {
	if name == "" {
		return s.plans(ctx, nil)
	}
	w, err := s.webshopNamed(ctx, name)
	if err != nil {
		return nil, err
	}
	p, err := s.planFor(ctx, w)
	return []*plan{p}, err
}

func (s *Service) webshopNamed(ctx context.Context, name string) (store.Webshop, error) {
	w, err := s.store.WebshopByName(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return w, &UnknownError{Kind: "webshop", Names: []string{name}}
	}
	if err != nil {
		return w, fmt.Errorf("reading webshop %s: %w", name, err)
	}
	return w, nil
}

// plans loads the plans of the webshops with these ids; none means all.
func (s *Service) plans(ctx context.Context, webshopIDs []int64) ([]*plan, error) {
	shops, err := s.store.Webshops(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the webshops: %w", err)
	}
	for _, id := range webshopIDs {
		if !slices.ContainsFunc(shops, func(w store.Webshop) bool { return w.ID == id }) {
			return nil, &UnknownError{Kind: "webshop", Names: []string{fmt.Sprintf("with id %d", id)}}
		}
	}
	var plans []*plan
	for _, w := range shops {
		if len(webshopIDs) > 0 && !slices.Contains(webshopIDs, w.ID) {
			continue
		}
		p, err := s.planFor(ctx, w)
		if err != nil {
			return nil, err
		}
		plans = append(plans, p)
	}
	return plans, nil
}

// previewAll previews products in webshops: for each product one list, in the order of the plans.
func (s *Service) previewAll(ctx context.Context, plans []*plan, products []store.Product) ([][]Preview, error) {
	k, err := loadKin(ctx, s.store, products)
	if err != nil {
		return nil, err
	}
	var ids []int64
	for i := range products {
		ids = append(ids, products[i].ID)
		for _, v := range k.variations[products[i].ID] {
			ids = append(ids, v.ID)
		}
	}
	out := make([][]Preview, len(products))
	for _, p := range plans {
		packages, err := s.store.Packages(ctx, p.webshop.ID, ids)
		if err != nil {
			return nil, fmt.Errorf("reading the packages of %s: %w", p.webshop.Name, err)
		}
		for i := range products {
			out[i] = append(out[i], s.preview(p, &products[i], k, packages))
		}
	}
	return out, nil
}

// preview says what would become of one product in one webshop.
func (s *Service) preview(p *plan, pr *store.Product, k *kin, packages map[int64]store.Package) Preview {
	v := p.judge(pr, k)
	t := p.newTask(pr, k, v, packages[pr.ID])
	out := Preview{
		ProductID: pr.ID, SKU: pr.SKU, Name: pr.Name, WebshopID: p.webshop.ID, Webshop: p.webshop.Name,
		Action: t.Action, Reasons: t.Reasons, Categories: v.matches, RemoteID: packages[pr.ID].RemoteID,
	}
	switch t.Action {
	case store.ActionAdd:
		out.Changes = changes(nil, t.added().plain(), everything)
	case store.ActionUpdate:
		out.Changes = changes(t.previous, t.Payload.plain(), p.own)
	}
	out.Inactive = s.inactive(p, &t, func() bool { return p.variationsDiffer(pr, k, packages) })
	out.CanSynchronize = out.Inactive == ""
	return out
}

// everything takes fields for ours whatever the settings of a webshop.
var everything = ours(nil)

// inactive says why Synchronize is not offered for the product; "" when it is. It is where the product would be added or updated, and
// for a variable product also where one of its variations would: naming it covers them.
func (s *Service) inactive(p *plan, t *task, variationsDiffer func() bool) string {
	w, sku := p.webshop.Name, t.Product.SKU
	switch t.Action {
	case store.ActionExcluded:
		return fmt.Sprintf("%s does not meet the synchronization criteria of %s: %s", sku, w, strings.Join(t.Reasons, "; "))
	case store.ActionRemove:
		return fmt.Sprintf("%s would be removed from %s (%s); a synchronization of the webshop does that", sku, w, strings.Join(t.Reasons, "; "))
	case store.ActionUnchanged:
		if !variationsDiffer() {
			return fmt.Sprintf("%s already has %s as the catalogue says", w, sku)
		}
	}
	return s.forbidden(p.webshop)
}

// forbidden says why nothing can be sent to the webshop whatever the product; "" when it can.
func (s *Service) forbidden(w store.Webshop) string {
	switch {
	case s.readOnly:
		return "The store is read-only: nothing can be synchronized from here"
	case !w.CanWrite && w.WriteError != "":
		return w.WriteError
	case !w.CanWrite:
		return fmt.Sprintf("The API key of %s has no write permission", w.Name)
	}
	return ""
}

// variationsDiffer tells whether a variation of the product would be added, updated or removed.
func (p *plan) variationsDiffer(pr *store.Product, k *kin, packages map[int64]store.Package) bool {
	for i := range k.variations[pr.ID] {
		v := &k.variations[pr.ID][i]
		switch t := p.newTask(v, k, p.judge(v, k), packages[v.ID]); t.Action {
		case store.ActionAdd, store.ActionUpdate, store.ActionRemove:
			return true
		}
	}
	return false
}
