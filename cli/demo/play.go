package demo

import (
	"context"
	"fmt"

	"woosync/store"
	"woosync/sync"
)

// Play does beside the open screens what makes the demo alive: the former edition of the catalogue is imported and sent to the webshops,
// then the current one is imported, and some synchronizations begin. It needs a worker on the demo's service, and returns when the last of them has been
// asked for.
func (s *Stage) Play(ctx context.Context) error {
	if _, err := s.importEdition(ctx, former); err != nil {
		return err
	}
	if err := s.furnish(ctx); err != nil {
		return err
	}
	s.realistic()
	if err := s.recall(ctx); err != nil {
		return err
	}
	return s.bustle(ctx)
}

// furnish gives the webshops the former edition, at full speed, and then imports the current one.
func (s *Stage) furnish(ctx context.Context) error {
	if err := s.occupy(ctx); err != nil {
		return err
	}
	if err := s.link(ctx, firstShelves); err != nil {
		return err
	}
	for _, p := range []*practice{s.nordlys, s.sydkysten} {
		if _, err := s.synchronize(ctx, sync.Request{WebshopID: p.Webshop.ID}); err != nil {
			return err
		}
	}
	if err := s.link(ctx, laterShelves); err != nil {
		return err
	}
	_, err := s.importEdition(ctx, current)
	return err
}

// bustle begins some synchronizations: everything in the slow webshop, what differs behind it, and a product in each.
func (s *Stage) bustle(ctx context.Context) error {
	all, _, err := s.service.Request(ctx, sync.Request{WebshopID: s.sydkysten.Webshop.ID, Full: true})
	if err != nil {
		return err
	}
	if err := s.begun(ctx, all.ID); err != nil {
		return err
	}
	if _, _, err := s.service.Request(ctx, sync.Request{WebshopID: s.sydkysten.Webshop.ID}); err != nil {
		return err
	}
	products, err := s.store.ProductsBySKU(ctx, []string{"TV-LMP-02", "NS-DRL-02"})
	if err != nil {
		return fmt.Errorf("find products: %w", err)
	}
	for i, p := range products {
		shop := []*practice{s.nordlys, s.sydkysten}[i%2]
		if _, _, err := s.service.Request(ctx, sync.Request{WebshopID: shop.Webshop.ID, ProductIDs: []int64{p.ID}, Full: true}); err != nil {
			return err
		}
	}
	return nil
}

// synchronize asks for a synchronization and waits until it has ended.
func (s *Stage) synchronize(ctx context.Context, r sync.Request) (store.Operation, error) {
	op, _, err := s.service.Request(ctx, r)
	if err != nil {
		return op, err
	}
	ended, err := s.service.Wait(ctx, []int64{op.ID}, nil)
	if err != nil {
		return op, fmt.Errorf("wait for operation %d: %w", op.ID, err)
	}
	return ended[0], nil
}

// begun waits until an operation is worked on.
func (s *Stage) begun(ctx context.Context, id int64) error {
	changes := s.store.Watch(ctx, watchEvery)
	for {
		op, err := s.store.Operation(ctx, id)
		if err != nil {
			return fmt.Errorf("read operation %d: %w", id, err)
		}
		if op.State != store.NotProcessed {
			return nil
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
