package sync

import (
	"errors"
	"fmt"
	"slices"

	"woosync/store"
)

// land records what became of a batch and lets go on what waited for it.
func (r *run) land(o outcome) error {
	if o.batch.verb == verbUpload {
		return r.landUploads(o)
	}
	r.weigh(o)
	var results []store.Result
	var again, orphans []*job
	var undone, unsent []int64 // writes that certainly did not happen
	images := map[string]int64{}
	r.noteNumbers(o.replies)
	for i := range o.replies {
		a := &o.replies[i]
		j := a.job
		if o.wrote {
			r.written[j.Product.ID] = true
		}
		switch a.fate {
		case fateLeft:
			delete(r.open, j.Product.ID)
			if _, noted := r.intents[j.Product.ID]; !noted && !r.written[j.Product.ID] {
				unsent = append(unsent, j.Product.ID)
			}
		case fateOrphan:
			orphans = append(orphans, j)
		case fateAgain:
			r.learn(a, images)
			r.prepareAgain(a)
			again = append(again, j)
		case fateDone:
			if j.trouble == "" {
				delete(r.written, j.Product.ID) // its note goes with the result
			}
			r.learn(a, images)
			results = append(results, r.done(j)...)
		case fateFailed:
			if a.certain && (j.verb == verbCreate || !j.doubted) {
				undone = append(undone, j.Product.ID)
			}
			failed := r.failed(j, a.why)
			if a.kept {
				failed[0].Sent, failed[0].Forget = r.pack(j), false
			}
			results = append(results, failed...)
		}
	}
	r.fetched(o.batch.jobs)
	forgotten, err := r.forgetFamilies()
	if err != nil {
		return err
	}
	if err := r.loosenLinks(); err != nil {
		return err
	}
	if err := r.record(append(results, forgotten...)); err != nil {
		return err
	}
	if err := r.shop.terms.saveImages(r.hard, images); err != nil {
		return r.gone(err)
	}
	if len(undone) > 0 {
		if err := r.st.ClearIntents(r.hard, r.t.token, r.op.WebshopID, undone); err != nil {
			return r.gone(err)
		}
	}
	if len(unsent) > 0 && r.hard.Err() == nil {
		if err := r.st.ClearIntentsOf(r.hard, r.t.token, r.op.WebshopID, r.op.ID, unsent); err != nil {
			return r.gone(err)
		}
	}
	if o.err != nil || r.soft.Err() != nil {
		return o.err // of a stop, betweenBatches says why
	}
	return r.goOn(again, orphans)
}

// weigh learns from a batch how much the webshop can take, and whether it had the products before us.
func (r *run) weigh(o outcome) {
	switch {
	case o.choked:
		r.shop.sizer.choked(len(o.batch.jobs))
	case o.went:
		r.shop.sizer.ok()
	}
	if o.batch.verb == verbCreate && (o.went || o.found > 0) {
		r.shop.lookFirst = o.found*2 > len(o.batch.jobs)
	}
}

// prepareAgain draws the consequences from an answer before the job is sent again.
func (r *run) prepareAgain(a *reply) {
	r.shop.terms.forget(a.lost)
	if len(a.lost) > 0 {
		r.replaced[a.job.Product.ID] = true
	}
	if a.image != nil {
		r.imageRefused(a.job, a.image)
	}
	if a.job.remade && a.job.Product.Type == store.Variable {
		delete(r.parents, a.job.Product.ID)
	}
}

// goOn puts jobs back into the queue, before all others and in their order.
func (r *run) goOn(again, orphans []*job) error {
	if err := r.shop.terms.ensure(r.hard, r.call, again); err != nil {
		return r.worse(err)
	}
	if err := r.shop.terms.weighImages(r.hard, again); err != nil {
		return err
	}
	for _, j := range slices.Backward(again) {
		if len(j.toUpload()) > 0 {
			j.verb, j.then = verbUpload, j.verb
		}
		r.queue.again(j)
	}
	lost := map[int64]bool{}
	for _, j := range orphans {
		parent := j.Product.ParentID
		lost[parent] = true
		delete(r.parents, parent)
		j.verb = verbCreate
		r.waiting[parent] = append(r.waiting[parent], j)
	}
	for parent := range lost {
		if err := r.remakeParent(parent); err != nil {
			return err
		}
	}
	return nil
}

// remakeParent makes a variable product again that the webshop has lost, so that its variations can be made again too.
func (r *run) remakeParent(parent int64) error {
	if r.open[parent] != nil {
		return nil // on its way
	}
	tasks, err := r.plan.tasks(r.soft, []int64{parent}, true)
	if err != nil {
		return err
	}
	for i := range tasks {
		if t := &tasks[i]; t.Payload != nil {
			j := &job{task: *t}
			j.anew()
			j.remade = true
			r.open[parent] = j
			return r.admit([]*job{j})
		}
	}
	r.fallen[parent] = "Its variable product is no longer in the webshop, and no longer belongs there."
	var results []store.Result
	for _, j := range r.waiting[parent] {
		results = append(results, r.failed(j, r.fallen[parent])...)
	}
	delete(r.waiting, parent)
	return r.record(results)
}

// done is the result of a job that the webshop confirmed, with those that depend on it.
func (r *run) done(j *job) []store.Result {
	delete(r.open, j.Product.ID)
	res := result(&j.task, j.action, store.OutcomeDone, "")
	res.RemoteID = j.remote
	if j.verb >= verbDraft {
		res.Forget, res.Former = true, j.verb != verbErase
	} else {
		r.dropStrays(j)
		res.Sent = r.pack(j)
		r.linkLater(j)
	}
	if j.trouble != "" {
		res.Outcome, res.Error = store.OutcomeFailed, r.answers.below(j.trouble, j)
	}
	return append([]store.Result{remarked(res, j)}, r.dependants(j, true)...)
}

// failed is the result of a job that did not succeed, with those that depend on it.
func (r *run) failed(j *job, why string) []store.Result {
	delete(r.open, j.Product.ID)
	res := result(&j.task, j.action, store.OutcomeFailed, r.answers.below(why, j))
	res.RemoteID, res.Forget, res.Former = j.remote, j.verb == verbCreate && !j.retire, true
	return append([]store.Result{res}, r.dependants(j, false)...)
}

// settled is the result of a job that needs no request.
func (r *run) settled(j *job) []store.Result {
	delete(r.open, j.Product.ID)
	r.dropStrays(j)
	r.linkLater(j)
	res := unchanged(&j.task)
	if j.partial {
		res.Sent = nil // the package stays as it is
	}
	if j.trouble != "" {
		res.Action, res.Outcome, res.Error = j.action, store.OutcomeFailed, r.answers.below(j.trouble, j)
	}
	return append([]store.Result{res}, r.dependants(j, true)...)
}

func (r *run) dependants(j *job, done bool) []store.Result {
	if j.Product.Type != store.Variable {
		return nil
	}
	return r.parentLanded(j, done)
}

// linkLater remembers a product whose links lead to products that the webshop does not have yet, and how one with links counts.
func (r *run) linkLater(j *job) {
	if r.stage >= stageLinks {
		return
	}
	if j.missing {
		r.links = append(r.links, j.Product.ID)
	}
	if slices.ContainsFunc(linkFields[:], func(name string) bool { return j.Payload[name] != nil }) {
		r.counted[j.Product.ID] = j.action
	}
}

// pack is the package that a confirmed job leaves.
func (r *run) pack(j *job) *store.Package {
	return &store.Package{WebshopID: r.op.WebshopID, ProductID: j.Product.ID, Sent: j.hash(), Payload: j.sent.canonical(),
		RemoteID: j.remote, RemoteParentID: j.parent, SentOn: r.s.now()}
}

func result(t *task, action store.Action, outcome store.Outcome, why string) store.Result {
	return store.Result{Item: store.Item{ProductID: t.Product.ID, SKU: t.Product.SKU, Name: t.Product.Name,
		Action: action, Outcome: outcome, Error: why, RemoteID: t.Package.RemoteID}}
}

// unchanged is the result of a product of which nothing is to be sent. Where the package differs all the same, because fields
// stopped being ours, it is brought up to date.
func unchanged(t *task) store.Result {
	res := result(t, store.ActionUnchanged, store.OutcomeUnchanged, "")
	if pk := t.Package; t.Payload != nil && t.Hash != pk.Sent && pk.Sent != (store.Hash{}) {
		pk.Sent, pk.Payload = t.Hash, t.Payload.canonical()
		res.Sent = &pk
	}
	return res
}

// record stores results. It notices that the operation was superseded or its webshop removed.
func (r *run) record(results []store.Result) error {
	if len(results) == 0 {
		return nil
	}
	by, err := r.st.Record(r.hard, r.t.token, r.op.ID, results)
	if by != 0 {
		r.stop(supersededError{by})
	}
	return r.gone(err)
}

// gone makes of a webshop that is no longer there the end of the run.
func (r *run) gone(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		if _, lookErr := r.st.Webshop(r.hard, r.op.WebshopID); errors.Is(lookErr, store.ErrNotFound) {
			r.stop(errWebshopGone)
			return errWebshopGone
		}
	}
	if err != nil {
		return fmt.Errorf("storing results: %w", err)
	}
	return nil
}
