package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
)

type syncFlags struct {
	webshop         string
	all             bool
	confirmRemovals bool
	json            bool
}

func (a *app) sync() *cobra.Command {
	var f syncFlags
	cmd := &cobra.Command{
		Use:   "sync [SKU…]",
		Short: "Synchronize products with the webshops and wait for the result",
		Long: `Send what differs between the catalogue and the webshops: everything, or the products with these SKUs; to all webshops or to one.
With --all everything is sent anew, whatever was sent before.

The command makes one operation per webshop, executes it and waits until it has ended; where nothing differs, it sends nothing.
Where another program works on the same store (a screen, woosync worker), that one executes it. The exit status is 1 when an
operation did not complete.

When more products would be removed from a webshop than its removal guard allows (10, or a fifth of what it has), nothing is done
until --confirm-removals says yes. After an import that took much out of the catalogue at once, and that nobody confirmed, that holds
for every removal.`,
		Example: `  woosync sync
  woosync sync woo-hoodie woo-cap --webshop Nordlys
  woosync sync --webshop Nordlys --all
  woosync sync --json | jq '.[].counts'`,
		Args:              args(cobra.ArbitraryArgs, "SKUs, or none for everything that differs"),
		ValidArgsFunction: a.completeSKUs,
		RunE: func(cmd *cobra.Command, skus []string) error {
			return a.with(cmd.Context(), func(s *session) error {
				return a.synchronize(cmd.Context(), s, skus, f)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.webshop, "webshop", "", "only the webshop `NAME`")
	flags.BoolVar(&f.all, "all", false, "send everything anew, not only what differs")
	flags.BoolVar(&f.confirmRemovals, "confirm-removals", false, "remove also more products than the removal guard allows")
	flags.BoolVar(&f.json, "json", false, "print the operations, as they ended, as one JSON array")
	a.complete(cmd, "webshop", a.completeWebshops)
	return cmd
}

// synchronize asks for one operation per webshop that needs one and waits for them.
func (a *app) synchronize(ctx context.Context, s *session, skus []string, f syncFlags) error {
	shops, err := chosenWebshops(ctx, s.store, f.webshop)
	if err != nil {
		return err
	}
	if len(shops) == 0 {
		return errNoWebshop
	}
	var (
		requests []sync.Request
		stopped  error // by the removal guard; the other webshops go on
	)
	if len(skus) > 0 {
		requests, err = a.namedRequests(ctx, s, skus, f)
	} else {
		requests, stopped, err = a.webshopRequests(ctx, s, shops, f)
	}
	if err != nil {
		return err
	}
	var ops []store.Operation
	for _, r := range requests {
		op, created, err := s.service.Request(ctx, r)
		if err != nil {
			return err
		}
		if !created {
			fmt.Fprintf(a.env.Err, "%s: operation %d asks for the same and waits already.\n", clean(op.Webshop), op.ID)
		}
		ops = append(ops, op)
	}
	err = a.follow(ctx, s, ops, f.json)
	if stopped != nil && (err == nil || errors.Is(err, errReported)) {
		return stopped
	}
	return err
}

// webshopRequests leaves out the webshops where the removal guard asks for a yes. Where nothing differs an operation is made all the
// same: it sends nothing, and the overview then tells when it was last looked.
func (a *app) webshopRequests(ctx context.Context, s *session, shops []store.Webshop, f syncFlags) (requests []sync.Request, stopped, err error) {
	var guarded []string
	for _, w := range shops {
		c, err := s.service.PlanCounts(ctx, w.ID)
		if err != nil {
			return nil, nil, err
		}
		memory, err := s.store.Memory(ctx, w.ID)
		if err != nil {
			return nil, nil, err
		}
		if memory == store.Outdated {
			fmt.Fprintf(a.env.Err, "%s: it is compared with the store first, which was restored.\n", clean(w.Name))
		} else if !f.all && c.Add+c.Update+c.Remove == 0 {
			fmt.Fprintf(a.env.Err, "%s: nothing to synchronize, %s unchanged.\n", clean(w.Name), count(c.Unchanged, "product"))
			if c.Unchanged == 0 {
				fmt.Fprintf(a.env.Err, "No product belongs in it; this says why: woosync preview --webshop %s\n", shellWord(w.Name))
			}
		}
		guard, err := s.service.RemovalGuard(ctx, w.ID)
		if err != nil {
			return nil, nil, err
		}
		if guard.Stops() && !f.confirmRemovals {
			guarded = append(guarded, guardSentence(w.Name, guard))
			continue
		}
		requests = append(requests, sync.Request{WebshopID: w.ID, Full: f.all, ConfirmRemovals: f.confirmRemovals})
	}
	if len(guarded) > 0 {
		stopped = &refusedError{guarded}
	}
	return requests, stopped, nil
}

// guardSentence says what the removal guard keeps from happening, and what to do.
func guardSentence(webshop string, g sync.RemovalGuard) string {
	text := fmt.Sprintf("nothing was sent to %s: %s of its %s would be removed", webshop, comma(g.Removals), count(g.Products, "product"))
	if g.Added > 0 {
		text += fmt.Sprintf(", and %s added", comma(g.Added))
	}
	if g.Swapped() {
		text += "; " + sync.WrongSKUs
	}
	return fmt.Sprintf("%s. If that is right: woosync sync --webshop %s --confirm-removals", text, shellWord(webshop))
}

// namedRequests gathers the named products for each webshop that would get something. It fails when a product can go to none of them
// because of its criteria; a product that every webshop has as it is needs nothing. One that no longer belongs in a webshop is
// removed there: who names it means it.
func (a *app) namedRequests(ctx context.Context, s *session, skus []string, f syncFlags) ([]sync.Request, error) {
	var (
		order    []int64
		products = map[int64][]int64{}
		refused  []sync.Preview
		wanted   = map[int64]bool{} // products that at least one webshop gets or has
		nothing  []sync.Preview
	)
	err := s.service.Preview(ctx, sync.PreviewRequest{SKUs: skus, Webshop: f.webshop}, func(p sync.Preview) error {
		switch {
		case p.CanSynchronize, p.Action == store.ActionRemove, f.all && p.Action == store.ActionUnchanged:
			if products[p.WebshopID] == nil {
				order = append(order, p.WebshopID)
			}
			products[p.WebshopID] = append(products[p.WebshopID], p.ProductID)
			wanted[p.ProductID] = true
		case p.Action == store.ActionUnchanged:
			nothing = append(nothing, p)
			wanted[p.ProductID] = true
		default:
			refused = append(refused, p)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	asked := map[string]bool{} // the variations of a named product are not
	for _, sku := range skus {
		asked[store.FoldSKU(sku)] = true
	}
	var why []string
	for _, p := range refused {
		if asked[store.FoldSKU(p.SKU)] && !wanted[p.ProductID] {
			why = append(why, fmt.Sprintf("%s cannot be synchronized to %s: %s", p.SKU, p.Webshop, inactive(p)))
		}
	}
	if len(why) > 0 {
		return nil, &refusedError{why}
	}
	if len(order) == 0 {
		for _, p := range nothing {
			memory, err := s.store.Memory(ctx, p.WebshopID)
			if err != nil {
				return nil, err
			}
			known := ""
			if memory == store.Outdated {
				known = ", as far as the restored store knows; without a SKU `woosync sync` compares the webshop with it"
			}
			fmt.Fprintf(a.env.Err, "%s: nothing to synchronize, %s is unchanged%s.\n", clean(p.Webshop), clean(p.SKU), known)
		}
	}
	var requests []sync.Request
	for _, id := range order {
		requests = append(requests, sync.Request{WebshopID: id, ProductIDs: products[id], Full: f.all, ConfirmRemovals: f.confirmRemovals})
	}
	return requests, nil
}

// inactive says why a product cannot be synchronized.
func inactive(p sync.Preview) string {
	if p.Inactive != "" {
		return p.Inactive
	}
	return strings.Join(p.Reasons, " ")
}
