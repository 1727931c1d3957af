package sync

import (
	"context"
	"fmt"
	"strings"

	"woosync/store"
)

// RemovalGuard says whether more products would leave a webshop, or the catalogue, than may go without an explicit yes: more than ten
// and more than a fifth of them. It protects shops from half a catalogue.
type RemovalGuard struct {
	Removals int // products that would go
	Products int // products that there are
	Limit    int // removals that need no confirmation
	Added    int // products that would come
}

// Stops tells whether the removals need to be confirmed.
func (g RemovalGuard) Stops() bool { return g.Removals > g.Limit }

// Swapped tells whether about as many products would come as go, as they do where a file was read with a wrong column for the SKU.
func (g RemovalGuard) Swapped() bool { return g.Stops() && g.Added >= max(g.Removals/2, 1) }

// WrongSKUs is what then is likely, and what to do.
const WrongSKUs = "most likely these are the same products, read with a wrong column for the SKU: --map sku=COLUMN names the right one"

// Missing says what a file would do to the catalogue.
func (g RemovalGuard) Missing() string {
	what := fmt.Sprintf("%d of the %d products of the catalogue are not in the file", g.Removals, g.Products)
	if g.Swapped() {
		return what + fmt.Sprintf(", and %d of the file are new: %s", g.Added, WrongSKUs)
	}
	return what + ": is it complete?"
}

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

// agreed tells whether the products that the file does not have may be deactivated: few, or with a yes. Where nobody is there to ask,
// they are, as that can be undone by one more import; but then no product leaves a webshop before somebody has said yes.
func (p *ImportReport) agreed(ctx context.Context, st *store.Store, into *store.Import, q ImportRequest) (bool, error) {
	missing, err := into.Missing(ctx)
	if err != nil {
		return false, err
	}
	g := importGuard(missing, missing+p.Updated+p.Unchanged)
	if !g.Stops() {
		return true, nil
	}
	g.Added = p.Added
	what := g.Missing()
	if q.Confirm != nil && !q.DryRun {
		yes, err := q.Confirm(g)
		if !yes && err == nil {
			why := "no product was deactivated: " + what
			if g.Swapped() {
				why += ". The new ones are in the catalogue now; an import with the right column and --replace takes them out again"
			}
			p.Errors = append(p.Errors, RowError{Message: why})
		}
		return yes, err
	}
	p.Notes = append(p.Notes, Ended(what)+afterAYes+". An import of the complete file brings them back")
	if q.DryRun {
		return true, nil
	}
	return true, st.SetUnanswered(ctx, true)
}

// Ended is a sentence with its end.
func Ended(s string) string {
	if strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

const afterAYes = " They leave the webshops only after a yes: woosync sync --confirm-removals, or y on the screen"

// guardWeb makes every removal need a yes when one file takes so many products off the web that this hardly is meant, as a column does
// that was taken for another.
func (p *ImportReport) guardWeb(ctx context.Context, st *store.Store, into *store.Import, dryRun bool) error {
	if into.OffWeb() == 0 {
		return nil
	}
	products, err := st.CountProducts(ctx)
	if err != nil {
		return err
	}
	g := importGuard(into.OffWeb(), products)
	if !g.Stops() {
		return nil
	}
	p.Notes = append(p.Notes, fmt.Sprintf("%d of the %d products of the catalogue are no longer for the web: is that meant?", g.Removals, g.Products)+afterAYes)
	if dryRun {
		return nil
	}
	return st.SetUnanswered(ctx, true)
}

// guard is the guard for a synchronization of a whole webshop.
func (s *Service) guard(ctx context.Context, removals, products int) (RemovalGuard, error) {
	g := guardRemovals(removals, products)
	unanswered, err := s.store.Unanswered(ctx)
	if unanswered {
		g.Limit = 0
	}
	return g, err
}

// settleRemovals ends the time in which every removal needs a yes, once no webshop has a product any more that waits to leave it.
func (s *Service) settleRemovals(ctx context.Context) error {
	unanswered, err := s.store.Unanswered(ctx)
	if err != nil || !unanswered {
		return err
	}
	shops, err := s.store.Webshops(ctx)
	if err != nil {
		return err
	}
	for _, w := range shops {
		if c, err := s.PlanCounts(ctx, w.ID); err != nil || c.Remove > 0 {
			return err
		}
	}
	return s.store.SetUnanswered(ctx, false)
}

// RemovalGuard counts what a synchronization of the webshop would remove, after a Refresh.
func (s *Service) RemovalGuard(ctx context.Context, webshopID int64) (RemovalGuard, error) {
	counts, err := s.PlanCounts(ctx, webshopID)
	if err != nil {
		return RemovalGuard{}, err
	}
	g, err := s.guard(ctx, counts.Remove, counts.Update+counts.Remove+counts.Unchanged)
	g.Added = counts.Add
	return g, err
}
