package sync

import (
	"context"

	"woosync/store"
)

type plan struct {
	store   *store.Store
	webshop store.Webshop
}

type task struct {
	Product store.Product
	Parent  *store.Product // of a variation
	Action  store.Action
	Payload payload
	Hash    store.Hash
	Package store.Package
	Reasons []string
}

func (s *Service) loadPlan(ctx context.Context, webshopID int64) (*plan, error) { return nil, nil }

func (p *plan) tasks(ctx context.Context, productIDs []int64, full bool) ([]task, error) {
	return nil, nil
}

// send is what to send for the task: for an add everything, for an update what differs from the package (everything when full).
func (t task) send(full bool) payload { return t.Payload }

// moved tells whether the product must leave its place in the webshop and be made anew.
func (t task) moved() bool { return false }

// Refresh brings the wanted hashes of a webshop up to date.
func (s *Service) Refresh(ctx context.Context, webshopID int64) error { return nil }

// PlanCounts counts what a synchronization of the webshop would do.
func (s *Service) PlanCounts(ctx context.Context, webshopID int64) (store.PlanCounts, error) {
	return s.store.PlanCounts(ctx, webshopID)
}
