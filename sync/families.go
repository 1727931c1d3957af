package sync

import (
	"fmt"

	"woosync/store"
)

// parentPackages reads the packages of the variable products that these jobs hang on and of which nothing is known yet.
func (r *run) parentPackages(jobs []*job) (map[int64]store.Package, error) {
	var ids []int64
	seen := map[int64]bool{}
	for _, j := range jobs {
		id := j.Product.ParentID
		if j.variation() && r.parents[id] == 0 && r.open[id] == nil && !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	packages, err := r.st.Packages(r.soft, r.op.WebshopID, ids)
	if err != nil {
		return nil, fmt.Errorf("reading the packages of variable products: %w", err)
	}
	return packages, nil
}

// place queues a job, or lets a variation wait for its variable product. Where that cannot come, the results say so.
func (r *run) place(j *job, packages map[int64]store.Package) []store.Result {
	parent := j.Product.ParentID
	j.late = j.variation() && !r.born[parent]
	switch {
	case !j.variation():
	case j.verb >= verbDraft:
		return r.placeLeaving(j)
	case r.parents[parent] != 0:
		j.parent = r.parents[parent]
	default:
		pk := packages[parent]
		switch {
		case r.fallen[parent] != "":
			return r.failed(j, r.fallen[parent])
		case r.open[parent] != nil, r.comes(parent, pk):
			r.waiting[parent] = append(r.waiting[parent], j)
			return nil
		case pk.Sent == store.Hash{} || pk.RemoteID == 0:
			return r.failed(j, "Its variable product is not in the webshop.")
		}
		r.parents[parent] = pk.RemoteID
		j.parent = pk.RemoteID
	}
	r.ready(j)
	return nil
}

// comes tells whether the feed will give this variable product yet.
func (r *run) comes(parent int64, pk store.Package) bool {
	return r.stage == stageMain && r.wide() && !r.fed && parent > r.after && (r.op.Full || pk.Wanted != pk.Sent)
}

// ready decides between create and update, and queues the job.
func (r *run) ready(j *job) {
	if len(j.toUpload()) > 0 {
		j.verb, j.then = verbUpload, verbOpen
		r.queue.add(j)
		return
	}
	pk := &j.Package
	switch {
	case j.verb >= verbDraft:
	case j.moved():
		j.verb, j.retire = verbCreate, pk.RemoteID != 0
	case pk.Sent == store.Hash{}, pk.RemoteID == 0:
		j.verb = verbCreate
	case j.variation() && pk.RemoteParentID != j.parent: // its variable product was made anew, and it went with the old one
		j.anew()
	default:
		j.verb, j.remote = verbUpdate, pk.RemoteID
	}
	if _, open := r.intents[j.Product.ID]; open && j.verb == verbCreate {
		j.look, j.ours = true, true
	}
	r.queue.add(j)
}

// anew makes a job create what the webshop no longer has.
func (j *job) anew() {
	j.former = max(j.former, j.Package.RemoteID)
	j.Package, j.previous = store.Package{}, nil
	j.verb, j.remote, j.action = verbCreate, 0, store.ActionAdd
	j.out, j.follow = j.send(false), nil
	if j.doubted { // it may have been made anew already
		j.look, j.ours = true, true
	}
}

// releaseWaiting is for the end of the feed: variations whose variable product did not come go on without it, or fail.
func (r *run) releaseWaiting() (released bool, err error) {
	var jobs []*job
	for parent, waiting := range r.waiting {
		if r.open[parent] == nil {
			jobs = append(jobs, waiting...)
			delete(r.waiting, parent)
		}
	}
	return len(jobs) > 0, r.admit(jobs)
}

// parentLanded lets variations go on once their variable product has its result.
func (r *run) parentLanded(j *job, done bool) (results []store.Result) {
	id := j.Product.ID
	waiting := r.waiting[id]
	delete(r.waiting, id)
	if j.verb >= verbDraft {
		return r.parentLeft(j, waiting, done)
	}
	switch {
	case j.remote != 0:
		r.parents[id] = j.remote
		r.born[id] = r.born[id] || done && j.action == store.ActionAdd && !j.ours
		if (j.remade || j.retyped) && done {
			r.bereft = append(r.bereft, id)
			r.retyped[id] = j.retyped
		}
	default:
		r.fallen[id] = fmt.Sprintf("Its variable product %s could not be added.", j.Product.SKU)
	}
	for _, v := range waiting {
		results = append(results, r.place(v, nil)...)
	}
	return results
}

// forgetFamilies makes the store forget the variations of variable products that were made again: they went with the old ones,
// whether the operation is about them or not. They are made again in a stage of their own, or by the next operation.
func (r *run) forgetFamilies() (results []store.Result, err error) {
	if len(r.bereft) == 0 {
		return nil, nil
	}
	families, err := r.st.VariationsOf(r.hard, r.bereft)
	if err != nil {
		return nil, fmt.Errorf("reading variations: %w", err)
	}
	for _, parent := range r.bereft {
		ids := make([]int64, len(families[parent]))
		for i := range families[parent] {
			ids[i] = families[parent][i].ID
		}
		packages, err := r.st.Packages(r.hard, r.op.WebshopID, ids)
		if err != nil {
			return nil, fmt.Errorf("reading the packages of variations: %w", err)
		}
		none := store.Hash{}
		for i := range families[parent] {
			v := &families[parent][i]
			if pk := packages[v.ID]; pk.Sent != none && pk.Wanted != none && (pk.RemoteParentID != r.parents[parent] || r.retyped[parent]) && r.open[v.ID] == nil {
				r.astray(v.SKU)
				results = append(results, store.Result{Forget: true, Item: store.Item{ProductID: v.ID, SKU: v.SKU, Name: v.Name,
					Action: store.ActionAdd, Outcome: store.OutcomePending}})
			}
		}
	}
	r.remade, r.bereft = append(r.remade, r.bereft...), nil
	return results, nil
}
