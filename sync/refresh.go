package sync

import (
	"context"
	"fmt"

	"woosync/store"
)

// planChunk is how many products are planned at a time: enough that the questions to the store weigh little, few enough that a
// cancelled context is noticed at once.
const planChunk = 500

// Refresh brings what the catalogue asks of a webshop up to date: the hashes of the wanted payloads, against which PlanCounts and
// the worker look for differences. Only products that changed since the last time are looked at, with their variable products
// and variations; all of them after a change of links or settings. A mirroring webshop first gets what categories it lacks.
// With nothing changed it asks the store two questions and writes nothing.
func (s *Service) Refresh(ctx context.Context, webshopID int64) error {
	if s.readOnly {
		return nil
	}
	s.planning.Lock()
	defer s.planning.Unlock()
	w, revision, err := s.planned(ctx, webshopID)
	if err != nil || w.PlannedRevision == revision {
		return err
	}
	if w.MirrorCategories {
		t, err := loadTree(ctx, s.store, w)
		if err != nil {
			return err
		}
		made, err := t.mirrorInto(ctx, s.store)
		if err != nil {
			return err
		}
		if made > 0 { // new links: read again from where to plan
			if w, revision, err = s.planned(ctx, webshopID); err != nil {
				return err
			}
		}
	}
	p, err := s.planFor(ctx, w)
	if err != nil {
		return err
	}
	err = p.stale(ctx, func(wanted []store.Wanted) error {
		if err := s.store.SetWanted(ctx, w.ID, wanted); err != nil {
			return fmt.Errorf("storing the plan of %s: %w", w.Name, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := s.store.SetPlanned(ctx, w.ID, revision); err != nil {
		return fmt.Errorf("storing the plan of %s: %w", w.Name, err)
	}
	return nil
}

// planned reads a webshop and the revision of the catalogue up to which it can be planned.
func (s *Service) planned(ctx context.Context, webshopID int64) (store.Webshop, int64, error) {
	revision, err := s.store.Revision(ctx) // before the webshop: what changes in between is planned next time
	if err != nil {
		return store.Webshop{}, 0, fmt.Errorf("reading the catalogue's revision: %w", err)
	}
	w, err := s.store.Webshop(ctx, webshopID)
	if err != nil {
		return w, 0, fmt.Errorf("reading webshop %d: %w", webshopID, err)
	}
	return w, revision, nil
}

// stale yields the wanted hashes of all products that changed since the webshop was planned, in chunks.
func (p *plan) stale(ctx context.Context, yield func([]store.Wanted) error) error {
	since := p.webshop.PlannedRevision
	for after := int64(0); ; {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		products, err := p.store.ProductsChanged(ctx, since, after, planChunk)
		if err != nil {
			return fmt.Errorf("reading the catalogue: %w", err)
		}
		if len(products) == 0 {
			return nil
		}
		after = products[len(products)-1].ID
		k, err := loadKin(ctx, p.store, products)
		if err != nil {
			return err
		}
		if err := yield(p.wantedHashes(products, k, since > 0)); err != nil {
			return err
		}
	}
}

// wantedHashes judges products and, with their kin, those whose verdict depends on them.
func (p *plan) wantedHashes(products []store.Product, k *kin, withKin bool) []store.Wanted {
	seen := make(map[int64]bool, len(products))
	wanted := make([]store.Wanted, 0, len(products))
	add := func(pr *store.Product) {
		if !seen[pr.ID] {
			seen[pr.ID] = true
			v := p.judge(pr, k)
			wanted = append(wanted, store.Wanted{ProductID: pr.ID, Hash: v.payload.hash()})
		}
	}
	for i := range products {
		add(&products[i])
	}
	for i := range products {
		if !withKin || products[i].Type != store.Variable && products[i].Type != store.Variation {
			continue
		}
		head := &products[i]
		if head.Type == store.Variation {
			head = k.products[head.ParentID]
		}
		if head == nil {
			continue
		}
		add(head)
		for j := range k.variations[head.ID] {
			add(&k.variations[head.ID][j])
		}
	}
	return wanted
}

// PlanCounts counts what a synchronization of the webshop would add, update, remove and leave as it is, after a Refresh. Where
// nothing may be written, what changed since the last Refresh is counted as it goes by.
func (s *Service) PlanCounts(ctx context.Context, webshopID int64) (store.PlanCounts, error) {
	if err := s.Refresh(ctx, webshopID); err != nil {
		return store.PlanCounts{}, err
	}
	counts, err := s.store.PlanCounts(ctx, webshopID)
	if err != nil || !s.readOnly {
		return counts, err
	}
	w, revision, err := s.planned(ctx, webshopID)
	if err != nil || w.PlannedRevision == revision {
		return counts, err
	}
	p, err := s.planFor(ctx, w)
	if err != nil {
		return counts, err
	}
	counted := map[int64]bool{}
	err = p.stale(ctx, func(wanted []store.Wanted) error {
		ids := make([]int64, len(wanted))
		for i := range wanted {
			ids[i] = wanted[i].ProductID
		}
		packages, err := s.store.Packages(ctx, w.ID, ids)
		if err != nil {
			return fmt.Errorf("reading the packages of %s: %w", w.Name, err)
		}
		for _, x := range wanted {
			if pk := packages[x.ProductID]; !counted[x.ProductID] {
				counted[x.ProductID] = true
				tally(&counts, pk.Wanted, pk.Sent, -1)
				tally(&counts, x.Hash, pk.Sent, +1)
			}
		}
		return nil
	})
	return counts, err
}

// tally counts one product n times, as the store counts.
func tally(c *store.PlanCounts, wanted, sent store.Hash, n int) {
	none := store.Hash{}
	switch {
	case wanted == none && sent == none:
	case wanted == none:
		c.Remove += n
	case sent == none:
		c.Add += n
	case wanted == sent:
		c.Unchanged += n
	default:
		c.Update += n
	}
}
