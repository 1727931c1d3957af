package sync

import (
	"context"
	"slices"

	"woosync/store"
)

// feed gives the next products to plan; none means that there are no more. full says that all of them are sent, whatever the
// packages say.
type feed func(context.Context) (ids []int64, full bool, err error)

// listFeed gives these products, as changes against their packages.
func listFeed(ids []int64) feed {
	return func(context.Context) ([]int64, bool, error) {
		n := min(len(ids), planChunk)
		chunk := ids[:n]
		ids = ids[n:]
		return chunk, false, nil
	}
}

// openStage begins a stage with its feed.
func (r *run) openStage() (err error) {
	r.fed = false
	if r.stage == stageRepairs {
		r.feed, err = r.repairs()
		return err
	}
	r.feed = r.stageFeed()
	return nil
}

// stageFeed gives the products of a stage.
func (r *run) stageFeed() feed {
	switch {
	case r.stage == stageOrphans:
		return r.orphans()
	case r.stage == stageGrouped:
		return listFeed(r.grouped)
	case r.stage == stageLinks:
		slices.Sort(r.links)
		return listFeed(slices.Compact(r.links))
	case r.stage == stageRemovals:
		return listFeed(r.allowedRemovals())
	case !r.wide():
		return r.namedFeed()
	case r.op.Full:
		return r.inDoubt(r.everything)
	}
	return r.inDoubt(r.differing)
}

// orphans gives the variations of variable products that had to be made again: they went with the old ones, whether the
// operation is about them or not.
func (r *run) orphans() feed {
	remade := r.remade
	return func(ctx context.Context) (ids []int64, full bool, err error) {
		for len(ids) == 0 && len(remade) > 0 {
			families, err := r.st.VariationsOf(ctx, remade[:1])
			if err != nil {
				return nil, true, err
			}
			for i := range families[remade[0]] {
				ids = append(ids, families[remade[0]][i].ID)
			}
			remade = remade[1:]
		}
		return ids, true, nil
	}
}

// differing gives the products that differ from their packages, by id.
func (r *run) differing(ctx context.Context) ([]int64, bool, error) {
	rows, err := r.st.Differing(ctx, r.op.WebshopID, r.after, planChunk)
	return r.idsOf(rows), false, err
}

// everything gives all products that are wanted or have a package, by id; after an interruption those that are not done.
func (r *run) everything(ctx context.Context) ([]int64, bool, error) {
	for {
		rows, err := r.st.PackagesAfter(ctx, r.op.WebshopID, r.after, planChunk)
		if err != nil || len(rows) == 0 {
			return nil, true, err
		}
		ids := r.idsOf(rows)
		if r.op.Attempts <= 1 && r.op.Done == 0 {
			return ids, true, nil
		}
		done, err := r.st.DoneProducts(ctx, r.op.ID, ids)
		if err != nil {
			return nil, true, err
		}
		rest := ids[:0]
		for _, row := range rows {
			if !done[row.ProductID] || row.Wanted != row.Sent {
				rest = append(rest, row.ProductID)
			}
		}
		if len(rest) > 0 {
			return rest, true, nil
		}
	}
}

func (r *run) idsOf(rows []store.Package) []int64 {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ProductID
		r.after = row.ProductID
	}
	return ids
}

// namedFeed gives the products that the operation names and that are not handled yet.
func (r *run) namedFeed() feed {
	var list feed
	return func(ctx context.Context) ([]int64, bool, error) {
		if list == nil {
			ids, err := r.st.PendingProducts(ctx, r.op.ID)
			if err != nil {
				return nil, false, err
			}
			if err := r.setTotal(r.op.Done + len(ids)); err != nil {
				return nil, false, err
			}
			list = listFeed(ids)
		}
		ids, _, err := list(ctx)
		return ids, r.op.Full, err
	}
}
