package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	gosync "sync"

	"golang.org/x/sync/errgroup"

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
	select {
	case s.planning <- struct{}{}:
		defer func() { <-s.planning }()
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	for {
		if err := s.replan(ctx, webshopID); !errors.Is(err, store.ErrOutdated) {
			return err
		}
	}
}

// replan is one attempt to bring the plan up to date. It fails with store.ErrOutdated when another program has stored a newer one
// meanwhile: then little is left to do.
func (s *Service) replan(ctx context.Context, webshopID int64) error {
	w, revision, err := s.toPlan(ctx, webshopID)
	if err != nil || w.PlannedRevision == revision {
		return err
	}
	p, revision, err := s.mirrored(ctx, w, revision)
	if err != nil {
		return err
	}
	err = p.stale(ctx, func(list []planned) error {
		wanted := make([]store.Wanted, len(list))
		for i := range list {
			wanted[i] = list[i].Wanted
		}
		if err := s.store.SetWanted(ctx, w.ID, revision, wanted); err != nil {
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

// mirrored is the plan of a webshop that has what categories it lacked, with the revision up to which it can be planned.
//
// The store makes the plan start anew with every new link. Where no other link or setting changed meanwhile that is not needed:
// a category that lacked its like is younger than the plan, and so is every change that put a product into it. At a million
// products this makes half a minute a blink.
func (s *Service) mirrored(ctx context.Context, w store.Webshop, revision int64) (*plan, int64, error) {
	if !w.MirrorCategories {
		p, err := s.planFor(ctx, w)
		return p, revision, err
	}
	var left *tree // as it was left by what was made last
	for since := w.PlannedRevision; ; {
		t, err := loadTree(ctx, s.store, w)
		if err != nil {
			return nil, 0, err
		}
		if left != nil && t.same(*left) {
			w.PlannedRevision = since
		}
		since = w.PlannedRevision
		made, err := t.mirrorInto(ctx, s.store)
		if err != nil && !errors.Is(err, store.ErrExists) { // another program does the same just now
			return nil, 0, err
		}
		if made == 0 && err == nil {
			return s.planWith(w, t, revision), revision, nil
		}
		// An import may have brought more meanwhile, which the revision that is read now counts in: look again.
		left = &t
		if w, revision, err = s.toPlan(ctx, w.ID); err != nil {
			return nil, 0, err
		}
	}
}

// toPlan reads a webshop and the revision of the catalogue up to which it can be planned.
func (s *Service) toPlan(ctx context.Context, webshopID int64) (store.Webshop, int64, error) {
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

// planned is what the catalogue asks for one product.
type planned struct {
	store.Wanted
	sku string
}

// stale yields what is wanted of all products that changed since the webshop was planned, in chunks: one goroutine reads, as many as
// there are processors judge, one more takes the results. Products that come or go are yielded last, after all that link to them:
// that they come or go is known only as long as it is not stored, so a program that is cut off before finds it out again.
func (p *plan) stale(ctx context.Context, yield func([]planned) error) error {
	since := p.webshop.PlannedRevision
	chunks, results := make(chan []store.Product), make(chan []planned)
	g, running := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(chunks)
		return p.changedSince(running, since, chunks)
	})
	var judges gosync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		judges.Add(1)
		g.Go(func() error {
			defer judges.Done()
			for products := range chunks {
				k, err := loadKin(running, p.store, products)
				if err != nil {
					return err
				}
				select {
				case results <- p.judgeAll(products, k, since > 0):
				case <-running.Done():
					return context.Cause(running)
				}
			}
			return nil
		})
	}
	g.Go(func() error {
		judges.Wait()
		close(results)
		return nil
	})
	flips := map[int64]planned{}
	g.Go(func() error {
		for list := range results {
			if since > 0 {
				if err := p.flipped(running, list, flips); err != nil {
					return err
				}
				list = without(list, flips)
			}
			if err := yield(list); err != nil {
				return err
			}
		}
		return nil
	})
	if err := g.Wait(); err != nil || len(flips) == 0 {
		return err
	}
	if err := p.linkingTo(ctx, flips, yield); err != nil {
		return err
	}
	for list := range slices.Chunk(slices.Collect(maps.Values(flips)), planChunk) {
		if err := yield(list); err != nil {
			return err
		}
	}
	return nil
}

func without(list []planned, flips map[int64]planned) []planned {
	return slices.DeleteFunc(list, func(x planned) bool { _, flips := flips[x.ProductID]; return flips })
}

// changedSince sends the products that changed after a revision, in chunks.
func (p *plan) changedSince(ctx context.Context, since int64, chunks chan<- []store.Product) error {
	for after := int64(0); ; {
		products, err := p.store.ProductsChanged(ctx, since, after, planChunk)
		if err != nil {
			return fmt.Errorf("reading the catalogue: %w", err)
		}
		if len(products) == 0 {
			return context.Cause(ctx)
		}
		after = products[len(products)-1].ID
		select {
		case chunks <- products:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// judgeAll judges products and, with their kin, those whose verdict depends on them: the variable product and its variations.
func (p *plan) judgeAll(products []store.Product, k *kin, withKin bool) []planned {
	seen := make(map[int64]bool, len(products))
	list := make([]planned, 0, len(products))
	add := func(pr *store.Product) {
		if !seen[pr.ID] {
			seen[pr.ID] = true
			v := p.judge(pr, k)
			list = append(list, planned{store.Wanted{ProductID: pr.ID, Hash: v.payload.hash()}, pr.SKU})
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
	return list
}

// flipped gathers the products that are wanted now and were not, or the other way round.
func (p *plan) flipped(ctx context.Context, list []planned, flips map[int64]planned) error {
	ids := make([]int64, len(list))
	for i := range list {
		ids[i] = list[i].ProductID
	}
	packages, err := p.store.Packages(ctx, p.webshop.ID, ids)
	if err != nil {
		return fmt.Errorf("reading the packages of %s: %w", p.webshop.Name, err)
	}
	for _, x := range list {
		if none := (store.Hash{}); (packages[x.ProductID].Wanted == none) != (x.Hash == none) {
			flips[x.ProductID] = x
		}
	}
	return nil
}

// linkingTo judges the products that have one of these as member, upsell or cross-sell: they link only what the webshop will have.
// Those that are among these themselves are left out.
func (p *plan) linkingTo(ctx context.Context, flips map[int64]planned, yield func([]planned) error) error {
	skus := make([]string, 0, len(flips))
	for _, x := range flips {
		skus = append(skus, x.sku)
	}
	ids, err := p.store.ProductsLinking(ctx, skus)
	if err != nil {
		return fmt.Errorf("reading what links to %d products: %w", len(skus), err)
	}
	for chunk := range slices.Chunk(ids, planChunk) {
		products, err := p.store.Products(ctx, chunk)
		if err != nil {
			return fmt.Errorf("reading the catalogue: %w", err)
		}
		k, err := loadKin(ctx, p.store, products)
		if err != nil {
			return err
		}
		if err := yield(without(p.judgeAll(products, k, false), flips)); err != nil {
			return err
		}
	}
	return nil
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
	w, revision, err := s.toPlan(ctx, webshopID)
	if err != nil || w.PlannedRevision == revision {
		return counts, err
	}
	p, err := s.planFor(ctx, w)
	if err != nil {
		return counts, err
	}
	latest := map[int64]store.Hash{}
	err = p.stale(ctx, func(list []planned) error {
		for _, x := range list {
			latest[x.ProductID] = x.Hash
		}
		return nil
	})
	if err != nil {
		return counts, err
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(latest)), planChunk) {
		packages, err := s.store.Packages(ctx, w.ID, chunk)
		if err != nil {
			return counts, fmt.Errorf("reading the packages of %s: %w", w.Name, err)
		}
		for _, id := range chunk {
			tally(&counts, packages[id].Wanted, packages[id].Sent, -1)
			tally(&counts, latest[id], packages[id].Sent, +1)
		}
	}
	return counts, nil
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
