package sync

import "context"

// RemovalGuard says whether a synchronization would remove more products than may go without a confirmation.
type RemovalGuard struct {
	Removals int // products that a synchronization of the webshop would remove
	Products int // products that the webshop has from us
	Limit    int // removals that need no confirmation
}

// Stops tells whether the removals need to be confirmed.
func (g RemovalGuard) Stops() bool { return g.Removals > g.Limit }

func guard(removals, products int) RemovalGuard {
	return RemovalGuard{Removals: removals, Products: products, Limit: max(10, products/5)}
}

// RemovalGuard counts what a synchronization of the webshop would remove.
func (s *Service) RemovalGuard(ctx context.Context, webshopID int64) (RemovalGuard, error) {
	return RemovalGuard{}, nil
}
