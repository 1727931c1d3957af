package sync

import (
	"context"
	"fmt"

	"woosync/store"
)

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

// importGuard is the guard for taking products out of the catalogue, and so out of every webshop: it stops half of a catalogue too,
// however small it is.
func importGuard(removals, products int) RemovalGuard {
	g := guardRemovals(removals, products)
	if products >= smallCatalogue {
		g.Limit = min(g.Limit, (products-1)/2)
	}
	return g
}

// smallCatalogue is how many products a catalogue has of which half may go without a question.
const smallCatalogue = 6

// agreed tells whether the products that the file does not have may go: few, or with a yes.
func (p *ImportReport) agreed(ctx context.Context, into *store.Import, q ImportRequest) (bool, error) {
	missing, err := into.Missing(ctx)
	if err != nil {
		return false, err
	}
	g := importGuard(missing, missing+p.Updated+p.Unchanged)
	if !g.Stops() {
		return true, nil
	}
	what := fmt.Sprintf("%d of the %d products of the catalogue are not in the file", g.Removals, g.Products)
	if p.Added > g.Limit {
		what += fmt.Sprintf(", and %d of the file are new: is the column of the SKU the right one?", p.Added)
	} else {
		what += ": is it complete?"
	}
	if q.DryRun {
		p.Notes = append(p.Notes, what+" Deactivating them needs --confirm-removals")
		return true, nil
	}
	if q.Confirm != nil {
		yes, err := q.Confirm(g)
		if yes || err != nil {
			return yes, err
		}
	}
	p.Errors = append(p.Errors, RowError{Message: "no product was deactivated: " + what + " If they are to go, import it again with --confirm-removals"})
	return false, nil
}

// RemovalGuard counts what a synchronization of the webshop would remove, after a Refresh.
func (s *Service) RemovalGuard(ctx context.Context, webshopID int64) (RemovalGuard, error) {
	counts, err := s.PlanCounts(ctx, webshopID)
	if err != nil {
		return RemovalGuard{}, err
	}
	return guardRemovals(counts.Remove, counts.Update+counts.Remove+counts.Unchanged), nil
}
