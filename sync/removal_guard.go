package sync

import "context"

// RemovalGuard says whether a synchronization would remove more products from a webshop than may go without an explicit yes: more
// than ten and more than a fifth of what it has from us. It protects shops from half a catalogue.
type RemovalGuard struct {
	Removals int // products that a synchronization of the webshop would remove
	Products int // products that the webshop has from us
	Limit    int // removals that need no confirmation
}

// Stops tells whether the removals need to be confirmed.
func (g RemovalGuard) Stops() bool { return g.Removals > g.Limit }

// guardRemovals is the guard for these numbers of products.
func guardRemovals(removals, products int) RemovalGuard {
	return RemovalGuard{Removals: removals, Products: products, Limit: max(10, products/5)}
}

// RemovalGuard counts what a synchronization of the webshop would remove, after a Refresh.
func (s *Service) RemovalGuard(ctx context.Context, webshopID int64) (RemovalGuard, error) {
	counts, err := s.PlanCounts(ctx, webshopID)
	if err != nil {
		return RemovalGuard{}, err
	}
	return guardRemovals(counts.Remove, counts.Update+counts.Remove+counts.Unchanged), nil
}
