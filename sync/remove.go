package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"woosync/store"
	"woosync/woo"
)

// prepareRemovals learns what the removal guard and the strays need.
func (r *run) prepareRemovals() (err error) {
	if r.wide() {
		if err := r.admitStrays(); err != nil {
			return err
		}
		r.guard, err = r.s.guard(r.soft, len(r.removals), r.have)
		return err
	}
	if len(r.removals) > 0 {
		r.have, err = r.st.CountPackages(r.soft, r.op.WebshopID)
		r.guard = guardRemovals(len(r.removals), r.have) // who names a product means it
	}
	return err
}

// allowedRemovals are the removals, variable products first, unless the removal guard stops them.
func (r *run) allowedRemovals() []int64 {
	if r.stopsRemovals() {
		return nil
	}
	ids := make([]int64, 0, len(r.removals))
	for _, variable := range []bool{true, false} {
		for _, id := range r.removals {
			if _, leaves := r.leaving[id]; leaves == variable {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// stopsRemovals tells whether the removal guard keeps everything where it is.
func (r *run) stopsRemovals() bool { return r.guard.Stops() && !r.op.ConfirmRemovals }

// removal makes the job that takes a product out of the webshop, in the way that the webshop's setting says.
func (r *run) removal(t *task) *job {
	j := &job{task: *t, action: store.ActionRemove, remote: t.Package.RemoteID, parent: t.Package.RemoteParentID}
	if t.Product.Type == store.Variable {
		r.heads[t.Product.ID] = j.remote
	}
	switch r.shop.Removal {
	case store.RemoveToDraft:
		j.verb = verbDraft
	case store.RemoveForGood:
		j.verb = verbErase
	default:
		j.verb = verbTrash
	}
	return j
}

// placeLeaving queues the removal of a variation, or lets it leave with its variable product. In the webshop it may hang elsewhere, or
// be a product of its own: what became a variation since it was sent.
func (r *run) placeLeaving(j *job) []store.Result {
	parent := j.Product.ParentID
	if _, leaves := r.leaving[parent]; leaves && j.parent != r.heads[parent] {
		r.queue.add(j)
		return nil
	}
	left, leaves := r.leaving[parent]
	switch {
	case r.open[parent] != nil:
		r.waiting[parent] = append(r.waiting[parent], j)
	case leaves && left:
		return r.done(j)
	case leaves && r.fallen[parent] != "":
		return r.failed(j, r.fallen[parent])
	default:
		r.queue.add(j)
	}
	return nil
}

// parentLeft takes the variations along that waited for their variable product to leave.
func (r *run) parentLeft(j *job, waiting []*job, done bool) (results []store.Result) {
	if r.leaving[j.Product.ID] = done; !done {
		r.fallen[j.Product.ID] = fmt.Sprintf("Its variable product %s could not be removed.", j.Product.SKU)
	}
	for _, v := range waiting {
		if done {
			results = append(results, r.done(v)...)
		} else {
			results = append(results, r.failed(v, r.fallen[j.Product.ID])...)
		}
	}
	return results
}

// sendRemovals takes products out of the webshop. What is gone already counts as removed.
func (r *run) sendRemovals(o *outcome) {
	jobs := o.batch.jobs
	if o.batch.verb == verbTrash {
		r.sendToTrash(o, jobs)
		return
	}
	var b woo.Batch
	for _, j := range jobs {
		if o.batch.verb == verbErase {
			b.Delete = append(b.Delete, j.remote)
		} else {
			b.Update = append(b.Update, woo.Fields{"id": j.remote, "status": draftStatus(j.parent != 0)})
		}
	}
	answer, err := r.request(o, b)
	if err != nil {
		if !r.ends(o, jobs, err) && !r.parentGone(o, jobs, err) {
			r.split(o, jobs, err)
		}
		for i := range o.replies {
			if o.replies[i].fate == fateOrphan {
				o.replies[i].fate = fateDone // gone with its variable product
			}
		}
		return
	}
	o.went = true
	for i, item := range append(answer.Delete, answer.Update...) {
		o.add(removed(jobs[i], errorOf(item)))
	}
}

// Statuses that hide a product. WooCommerce has no drafts of variations: the box “Enabled” makes them private.
const (
	draft            = "draft"
	draftOfVariation = "private"
)

func draftStatus(variation bool) string {
	if variation {
		return draftOfVariation
	}
	return draft
}

func errorOf(item woo.ItemResult) error {
	if item.Err == nil {
		return nil
	}
	return item.Err
}

// removed reads what became of one removal.
func removed(j *job, err error) reply {
	if err == nil || woo.KindOf(err) == woo.KindNotFound {
		return reply{job: j, fate: fateDone}
	}
	j.cause = err
	return reply{job: j, fate: fateFailed, why: sentence(err)}
}

// sendToTrash moves products to the trash one by one: a batch would delete them for good. To repeat one does no harm.
func (r *run) sendToTrash(o *outcome, jobs []*job) {
	for i, j := range jobs {
		err := r.delete(o, j.parent, j.remote, false)
		switch {
		case err == nil || woo.KindOf(err) == woo.KindNotFound:
			o.add(removed(j, err))
		case r.ends(o, jobs[i:], err):
			return
		default:
			r.split(o, []*job{j}, err)
		}
	}
	o.choked = false // single requests say nothing of batches
}

func (r *run) delete(o *outcome, parent, id int64, force bool) error {
	return r.callWithProducts(o, func(ctx context.Context) error {
		if parent != 0 {
			return r.shop.client.DeleteVariation(ctx, parent, id, force)
		}
		return r.shop.client.DeleteProduct(ctx, id, force)
	})
}

// change updates one product, or variation of one.
func (r *run) change(o *outcome, parent, id int64, f woo.Fields) error {
	return r.callWithProducts(o, func(ctx context.Context) (err error) {
		if parent != 0 {
			_, err = r.shop.client.UpdateVariation(ctx, parent, id, f)
		} else {
			_, err = r.shop.client.UpdateProduct(ctx, id, f)
		}
		return err
	})
}

// retire frees the SKU of a product that has to be made anew elsewhere, and takes the old one out of the webshop.
func (r *run) retire(o *outcome, j *job) bool {
	old := j.Package
	var err error
	if r.shop.Removal == store.RemoveForGood {
		err = r.delete(o, old.RemoteParentID, old.RemoteID, true)
	} else {
		f := woo.Fields{"sku": ""}
		if r.shop.Removal == store.RemoveToDraft {
			f["status"] = draftStatus(old.RemoteParentID != 0)
		}
		err = r.change(o, old.RemoteParentID, old.RemoteID, f)
		if err == nil && r.shop.Removal != store.RemoveToDraft {
			err = r.delete(o, old.RemoteParentID, old.RemoteID, false)
		}
	}
	switch {
	case err == nil || woo.KindOf(err) == woo.KindNotFound:
		j.retire = false
		return true
	case r.ends(o, []*job{j}, err):
	default:
		r.split(o, []*job{j}, err)
		if a := &o.replies[len(o.replies)-1]; a.fate == fateFailed {
			a.why = "Its former place in the webshop could not be left. " + a.why
		}
	}
	return false
}

// strayTolerance is how far the clocks of the webshop and of this computer may be apart for a stray to be known as ours.
const strayTolerance = 10 * time.Minute

// admitStrays takes out what a create of ours has made although nobody learned of it, of products that no longer belong in the
// webshop. A product counts as ours when the webshop made it after the operation that wanted to create it was asked for.
func (r *run) admitStrays() error {
	intents, err := r.st.Intents(r.soft, r.op.WebshopID)
	if err != nil {
		return err
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(intents)), planChunk) {
		tasks, err := r.plan.tasks(r.soft, ids, false)
		if err != nil {
			return err
		}
		var settled []int64
		var suspects []*job
		for i := range tasks {
			if t := &tasks[i]; t.Action == store.ActionExcluded {
				suspects = append(suspects, &job{task: *t})
			}
		}
		strays, err := r.ours(suspects, intents)
		if err != nil {
			return r.worse(err)
		}
		for _, j := range suspects {
			if strays[j] == nil {
				settled = append(settled, j.Product.ID)
			}
		}
		if err := r.st.ClearIntents(r.hard, r.t.token, r.op.WebshopID, settled); err != nil {
			return r.gone(err)
		}
		if err := r.admit(slices.Collect(maps.Values(strays))); err != nil {
			return err
		}
	}
	return nil
}

// ours finds what creates of ours have made, as removals.
func (r *run) ours(suspects []*job, intents map[int64]store.Intent) (map[*job]*job, error) {
	strays := map[*job]*job{}
	if len(suspects) == 0 {
		return strays, nil
	}
	there, err := r.lookUp(suspects)
	if err != nil {
		return nil, err
	}
	for j, p := range there {
		op, err := r.st.Operation(r.soft, intents[j.Product.ID].OperationID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		if err != nil || (p.Type == "variation") != j.variation() || p.DateCreatedGMT.Before(op.CreatedOn.Add(-strayTolerance)) {
			continue
		}
		t := j.task
		t.Package.RemoteID, t.Package.RemoteParentID = p.ID, p.ParentID
		strays[j] = r.removal(&t)
		r.open[t.Product.ID] = strays[j]
		if t.Product.Type == store.Variable {
			r.leaving[t.Product.ID] = false
		}
	}
	return strays, nil
}
