package sync

import (
	"context"
	"fmt"

	"woosync/store"
	"woosync/woo"
)

// linkFields are those of a payload that name other products.
var linkFields = [...]string{"grouped_products", "upsell_ids", "cross_sell_ids"}

// link names the products that others link. A list with one that the catalogue cannot have is left to the webshop: sent without it,
// the webshop would lose it.
func (t *takeover) link(ctx context.Context, products []store.Product, from []*woo.Product) error {
	var ids []int64
	for _, p := range from {
		ids = append(append(append(ids, p.GroupedProducts...), p.UpsellIDs...), p.CrossSellIDs...)
	}
	if err := t.targets.learn(ctx, ids); err != nil {
		return err
	}
	for i, p := range from {
		f := &products[i].Fields
		whole := true
		for _, l := range []struct {
			to  *[]string
			ids []int64
		}{{&f.Grouped, p.GroupedProducts}, {&f.Upsells, p.UpsellIDs}, {&f.CrossSells, p.CrossSellIDs}} {
			skus, ok := t.targets.skus(l.ids)
			*l.to = skus
			whole = whole && ok
		}
		if !whole {
			t.unlinked++
		}
	}
	return nil
}

// settleLinks completes the packages of products that link others which came after them.
func (t *takeover) settleLinks(ctx context.Context) error {
	p, err := t.s.loadPlan(ctx, t.webshop.ID)
	if err != nil {
		return err
	}
	none := store.Hash{}
	for after := int64(0); ; {
		differing, err := t.st.Differing(ctx, t.webshop.ID, after, planChunk)
		if err != nil {
			return fmt.Errorf("reading the plan of %s: %w", t.webshop.Name, err)
		}
		if len(differing) == 0 {
			return nil
		}
		after = differing[len(differing)-1].ProductID
		var ids []int64
		for _, pk := range differing {
			if pk.Sent != none && pk.Wanted != none {
				ids = append(ids, pk.ProductID)
			}
		}
		tasks, err := p.tasks(ctx, ids, false)
		if err != nil {
			return err
		}
		var settled []store.Package
		for i := range tasks {
			if task := &tasks[i]; task.linksAlone() {
				settled = append(settled, packed(task.Package, task.Payload, task.Package.RemoteID, task.Package.RemoteParentID, t.s.now()))
			}
		}
		if err := t.st.Adopt(ctx, t.token, t.webshop.ID, store.Adoption{Packages: settled}); err != nil {
			return err
		}
	}
}

// linksAlone tells of an update of nothing but links.
func (t *task) linksAlone() bool {
	if t.Action != store.ActionUpdate || t.previous == nil || t.moved() {
		return false
	}
	out := changed(t.previous, t.Payload, t.own, false)
	for _, name := range linkFields {
		delete(out, name)
	}
	return len(out) == 0
}

// learned collects the ids of things that products name.
type learned struct {
	known map[termKind]map[string]int64
	fresh map[string]map[string]int64
}

func newLearned(known map[termKind]map[string]int64) *learned {
	return &learned{known, map[string]map[string]int64{}}
}

func (l *learned) add(kind termKind, name string, id int64) {
	if id == 0 || name == "" || l.known[kind][name] == id {
		return
	}
	if l.fresh[string(kind)] == nil {
		l.fresh[string(kind)] = map[string]int64{}
	}
	l.fresh[string(kind)][name] = id
	if l.known[kind] != nil { // images are too many to be remembered
		l.known[kind][name] = id
	}
}

func (l *learned) from(p *woo.Product) {
	for _, r := range p.Tags {
		l.add(kindTag, termKey(r.Name), r.ID)
	}
	for _, r := range p.Brands {
		l.add(kindBrand, termKey(r.Name), r.ID)
	}
	for _, at := range p.Attributes {
		l.add(kindAttribute, termKey(at.Name), at.ID)
	}
	for _, i := range p.Images {
		l.add(kindMedia, clean(i.Src), i.ID)
	}
}
