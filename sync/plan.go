package sync

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"woosync/store"
)

// plan is a webshop with its categories and settings, loaded once and then asked about many products. It writes nothing.
type plan struct {
	store   *store.Store
	webshop store.Webshop
	shelf   *shelf
	own     ownership
}

// loadPlan reads a webshop's settings, categories and links. Inventory categories that a mirroring webshop does not have yet are
// planned as if it had; Refresh makes them.
func (s *Service) loadPlan(ctx context.Context, webshopID int64) (*plan, error) {
	w, err := s.store.Webshop(ctx, webshopID)
	if err != nil {
		return nil, fmt.Errorf("reading webshop %d: %w", webshopID, err)
	}
	return s.planFor(ctx, w)
}

// planFor takes the categories and links of the last time where they still hold: a search at every key press would otherwise spend
// its time on them. The revision grows with every change of categories, links and settings on which they rest.
func (s *Service) planFor(ctx context.Context, w store.Webshop) (*plan, error) {
	revision, err := s.store.Revision(ctx) // first: what changes in between is loaded again the next time
	if err != nil {
		return nil, fmt.Errorf("reading the catalogue's revision: %w", err)
	}
	s.shelvesMu.Lock()
	sh := s.shelves[w.ID]
	s.shelvesMu.Unlock()
	if sh != nil && sh.revision == revision && sh.webshop == w.Name && sh.mirror == w.MirrorCategories {
		return &plan{store: s.store, webshop: w, shelf: sh, own: ours(w.Fields)}, nil
	}
	t, err := loadTree(ctx, s.store, w)
	if err != nil {
		return nil, err
	}
	if w.MirrorCategories {
		t.imagine()
	}
	return s.planWith(w, t, revision), nil
}

// planWith makes a plan of a complete tree that was read at a revision or later, and keeps it for planFor.
func (s *Service) planWith(w store.Webshop, t tree, revision int64) *plan {
	sh := newShelf(t)
	sh.revision, sh.mirror = revision, w.MirrorCategories
	s.shelvesMu.Lock()
	s.shelves[w.ID] = sh
	s.shelvesMu.Unlock()
	return &plan{store: s.store, webshop: w, shelf: sh, own: ours(w.Fields)}
}

// judge decides whether the product belongs in the webshop, and with which payload.
func (p *plan) judge(pr *store.Product, k *kin) (v verdict) {
	v.reasons, v.matches = p.reasons(pr, k)
	if !v.wanted() {
		return v
	}
	paths := make([]string, len(v.matches))
	for i, m := range v.matches {
		paths[i] = m.WebshopCategory
	}
	v.full = build(pr, k, paths, func(sku string) bool { return p.has(sku, k) })
	v.payload = p.own.restrict(v.full)
	if p.webshop.NewStatus != "" && pr.Type != store.Variation {
		v.full, v.payload = maps.Clone(v.full), maps.Clone(v.payload)
		v.full["status"] = p.webshop.NewStatus
		delete(v.payload, "status") // decided once, when it is added; from then on it is the shop owner's
	}
	return v
}

// has tells whether the webshop will have the product with this SKU.
func (p *plan) has(sku string, k *kin) bool {
	pr := k.linked[store.FoldSKU(sku)]
	if pr == nil {
		return false
	}
	reasons, _ := p.reasons(pr, k)
	return len(reasons) == 0
}

// task is what a synchronization does to one product.
type task struct {
	Product store.Product
	Parent  *store.Product // of a variation, where the catalogue has it
	Action  store.Action
	Payload payload    // what the webshop will have confirmed; canonical() and Hash become the package. nil when not wanted
	Hash    store.Hash // of Payload
	Package store.Package
	Reasons []string // criteria that are not met, for remove and excluded

	full     payload // with what an add sends beyond Payload
	previous payload // the confirmed payload; nil when there is none
	own      ownership
	former   int64    // number in the webshop of what it no longer had
	doubted  bool     // a write of these fields may have happened, so that the package may not be true
	touched  []string // see doubt
}

// newTask compares what the catalogue asks for with the package.
func (p *plan) newTask(pr *store.Product, k *kin, v verdict, pk store.Package) task {
	t := task{Product: *pr, Payload: v.payload, Hash: v.payload.hash(), Package: pk, Reasons: v.reasons, full: v.full, own: p.own}
	if pr.Type == store.Variation {
		t.Parent = k.products[pr.ParentID]
	}
	sent := pk.Sent != store.Hash{}
	if sent && t.Hash != pk.Sent {
		t.previous = decodePayload(pk.Payload)
	}
	switch {
	case !v.wanted() && sent:
		t.Action = store.ActionRemove
	case !v.wanted():
		t.Action = store.ActionExcluded
	case !sent:
		t.Action = store.ActionAdd
		t.touched = decodePayload(pk.Payload).names() // the webshop may still have it, as it was when it left
	case t.Hash == pk.Sent || t.settles():
		t.Action = store.ActionUnchanged
	default:
		t.Action = store.ActionUpdate
	}
	return t
}

// settles tells whether the payloads differ in nothing that is to be sent: a group of fields stopped being ours. The worker stores
// the new package without a request.
func (t *task) settles() bool {
	return t.previous != nil && t.Hash != t.Package.Sent && !t.moved() && len(changed(t.previous, t.Payload, t.own, false)) == 0
}

// moved tells whether the product has to leave its place in the webshop and be made anew: it became a variation, stopped being
// one, or went to another variable product. WooCommerce cannot turn one into the other.
func (t *task) moved() bool {
	if t.previous == nil || t.Payload == nil {
		return false
	}
	variation := string(store.Variation)
	if (t.previous["type"] == variation) != (t.Payload["type"] == variation) {
		return true
	}
	was, _ := t.previous["parent"].(string)
	is, _ := t.Payload["parent"].(string)
	return store.FoldSKU(was) != store.FoldSKU(is)
}

// send is what to send for the task, with names still in place of the webshop's numbers: for an add (and for a product that
// moved) everything that is ours and what a new product needs whoever owns it, for an update what differs from the package, or
// everything when full. It is empty where nothing is to be sent.
func (t *task) send(full bool) payload {
	var out payload
	switch {
	case t.Payload == nil:
		return payload{}
	case t.Package.Sent == store.Hash{} || t.moved():
		out = t.added()
	case t.Hash == t.Package.Sent && !full && !t.doubted:
		return payload{}
	default:
		out = changed(t.previous, t.Payload, t.own, full || t.doubted)
		if (t.Hash == t.Package.Sent || t.previous["type"] == t.Payload["type"]) && !slices.Contains(t.touched, "type") {
			delete(out, "type") // a variable product that was made by hand would lose its variations
		}
		if status, has := t.full["status"]; has && slices.Contains(t.touched, "status") {
			out["status"] = status // a removal may have hidden it
		}
	}
	delete(out, "parent")
	if t.Payload["type"] == string(store.Variation) {
		delete(out, "type")
	}
	return out
}

// added is what a new product is made of. Name, status and the attributes that variations hang on are sent even where they are
// not ours to change later: without them WooCommerce makes a published "Product".
func (t *task) added() payload {
	out := payload{}
	for name, value := range t.Payload {
		out[name] = value
	}
	needed := []string{"name", "status"}
	if t.Product.Type == store.Variable || t.Product.Type == store.Variation {
		needed = append(needed, "attributes")
	}
	for _, name := range needed {
		if value, ok := t.full[name]; ok {
			out[name] = value
		}
	}
	return t.cleared(out)
}

// tasks says what to do to each of the products, variable products before variations, otherwise in the order given. A product
// that a variation cannot do without and that the webshop does not have yet comes along; ids that the store does not know are
// left out. With full, what is unchanged becomes an update. For all variations of a variable product, see Service.Request.
func (p *plan) tasks(ctx context.Context, productIDs []int64, full bool) ([]task, error) {
	products, err := p.store.Products(ctx, productIDs)
	if err != nil {
		return nil, fmt.Errorf("reading products: %w", err)
	}
	inOrder(products, productIDs)
	named := make(map[int64]bool, len(products))
	k, err := loadKin(ctx, p.store, products)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, 0, len(products))
	var parents []int64
	for i := range products {
		ids = append(ids, products[i].ID)
		named[products[i].ID] = true
	}
	for i := range products {
		if parent := products[i].ParentID; products[i].Type == store.Variation && !named[parent] {
			named[parent] = true
			parents = append(parents, parent)
		}
	}
	packages, err := p.store.Packages(ctx, p.webshop.ID, append(ids, parents...))
	if err != nil {
		return nil, fmt.Errorf("reading the packages of %s: %w", p.webshop.Name, err)
	}
	list := make([]task, 0, len(products))
	for _, id := range parents {
		if parent := k.products[id]; parent != nil && (packages[id].Sent == store.Hash{}) {
			if v := p.judge(parent, k); v.wanted() {
				list = append(list, p.newTask(parent, k, v, packages[id]))
			}
		}
	}
	for i := range products {
		pr := &products[i]
		t := p.newTask(pr, k, p.judge(pr, k), packages[pr.ID])
		if full && t.Action == store.ActionUnchanged {
			t.Action = store.ActionUpdate
		}
		list = append(list, t)
	}
	slices.SortStableFunc(list, func(a, b task) int { return rank(a) - rank(b) })
	return list, nil
}

func rank(t task) int {
	if t.Product.Type == store.Variation {
		return 1
	}
	return 0
}
