package sync

import (
	"context"
	"errors"
	"strings"

	"woosync/store"
)

// conduct plans and sends until the feed has ended and every job has landed.
func (r *run) conduct() error {
	err := r.loop()
	if err == nil {
		return nil
	}
	for r.flying > 0 { // let what is under way end, and keep what it did
		if landErr := r.nextLanding(); landErr != nil && !errors.Is(err, store.ErrLeaseLost) {
			r.s.log.Warn("after an operation was stopped", "operation", r.op.ID, "error", landErr)
		}
	}
	return err
}

func (r *run) loop() error {
	for {
		if err := r.betweenBatches(); err != nil {
			return err
		}
		if err := r.fill(); err != nil {
			return err
		}
		if r.flying == 0 {
			if r.queue.n > 0 {
				continue // everything taken turned out to need no request
			}
			released, err := r.releaseWaiting()
			if err != nil || !released && r.queue.n == 0 {
				return err
			}
			continue
		}
		if err := r.nextLanding(); err != nil {
			return err
		}
	}
}

// nextLanding waits for a batch to come back, or for the operation to be stopped.
func (r *run) nextLanding() error {
	o := <-r.landed
	r.flying--
	return r.land(o)
}

// betweenBatches is where others get their turn: whoever pauses or stops the worker, and products asked for by name.
func (r *run) betweenBatches() error {
	if r.soft.Err() != nil {
		return context.Cause(r.soft)
	}
	if r.w.pausing() != nil {
		if err := r.settle(); err != nil {
			return err
		}
		if err := r.whilePaused(); err != nil {
			return err
		}
	}
	if !r.wide() {
		return nil
	}
	for {
		op, ok, err := r.st.ClaimNamed(r.hard, r.t.token, r.op.WebshopID)
		if err != nil || !ok {
			return err
		}
		if err := r.letOvertake(op); err != nil {
			return err
		}
	}
}

// whilePaused waits until the worker goes on.
func (r *run) whilePaused() error {
	if paused := r.w.pausing(); paused != nil {
		select {
		case <-paused:
		case <-r.soft.Done():
			return context.Cause(r.soft)
		}
	}
	return nil
}

// settle waits until nothing is under way.
func (r *run) settle() error {
	for r.flying > 0 {
		if err := r.nextLanding(); err != nil {
			return err
		}
	}
	return nil
}

// letOvertake executes an operation of named products in the middle of this one. Afterwards everything that was planned and not
// sent is planned again, since it may be done.
func (r *run) letOvertake(op store.Operation) error {
	err := r.settle()
	r.bill(r.hard)
	named := newRun(r.t, op)
	named.shop, named.guest = r.shop, true
	if err != nil {
		named.stop(errStopping) // not begun: it is put back
	}
	if broken := named.execute(); broken != nil {
		return broken
	}
	if err != nil {
		return err
	}
	return r.replan()
}

func (r *run) replan() error {
	var ids []int64
	for _, j := range r.queue.clear() {
		ids = append(ids, j.Product.ID)
	}
	for _, jobs := range r.waiting {
		for _, j := range jobs {
			ids = append(ids, j.Product.ID)
		}
	}
	clear(r.open)
	clear(r.waiting)
	full := r.stage == stageOrphans || r.stage == stageMain && r.op.Full
	for n := 0; n < len(ids); n += planChunk {
		if err := r.planProducts(ids[n:min(n+planChunk, len(ids))], full); err != nil {
			return err
		}
	}
	return nil
}

// fill sends what is ready as long as connections are free, and plans ahead while they are busy.
func (r *run) fill() error {
	size := r.shop.sizer.size
	connections := max(1, r.shop.Connections)
	for r.flying < connections {
		b, ok := r.queue.take(size, r.fed || r.queue.n >= size*connections*4)
		if !ok && r.fed {
			break
		}
		if !ok {
			if err := r.feedMore(); err != nil {
				return err
			}
			continue
		}
		if err := r.launch(b); err != nil {
			return err
		}
	}
	if !r.fed && r.queue.n < size*connections {
		return r.feedMore()
	}
	return nil
}

// feedMore plans the next products.
func (r *run) feedMore() error {
	ids, full, err := r.feed(r.soft)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		r.fed, r.queue.open = true, 0
		return nil
	}
	return r.planProducts(ids, full)
}

// planProducts turns products into jobs, and into results where there is nothing to send.
func (r *run) planProducts(ids []int64, full bool) error {
	tasks, err := r.plan.tasks(r.soft, ids, full)
	if err != nil {
		return err
	}
	var jobs []*job
	var results []store.Result
	known := make(map[int64]bool, len(tasks))
	for i := range tasks {
		t := &tasks[i]
		known[t.Product.ID] = true
		if noted, open := r.intents[t.Product.ID]; open && r.stage == stageMain {
			t.doubt(noted.Fields)
		}
		if r.open[t.Product.ID] != nil || r.handledParent(t) {
			continue
		}
		if r.stage == stageOrphans && (t.Payload == nil || t.Package.RemoteParentID == r.parents[t.Product.ParentID]) {
			continue // leaves anyway, or is done already
		}
		switch t.Action {
		case store.ActionExcluded:
			if !r.wide() {
				results = append(results, result(t, t.Action, store.OutcomeSkipped, strings.Join(t.Reasons, " ")))
			}
		case store.ActionRemove:
			if r.stage != stageRemovals {
				r.removals = append(r.removals, t.Product.ID)
				if t.Product.Type == store.Variable {
					r.leaving[t.Product.ID] = false
				}
				continue
			}
			j := r.removal(t)
			r.open[t.Product.ID] = j
			jobs = append(jobs, j)
		case store.ActionUnchanged:
			results = append(results, unchanged(t))
		default:
			j := &job{task: *t, out: t.send(full), action: t.Action}
			if len(j.out) == 0 {
				results = append(results, unchanged(t))
				continue
			}
			if action, counted := r.counted[t.Product.ID]; counted && r.stage == stageLinks {
				j.action = action
			}
			r.open[t.Product.ID] = j
			jobs = append(jobs, j)
		}
	}
	for _, id := range ids {
		if !known[id] && !r.wide() {
			results = append(results, store.Result{Item: store.Item{ProductID: id, Outcome: store.OutcomeSkipped, Error: "The product is no longer in the catalogue."}})
		}
	}
	if err := r.record(results); err != nil {
		return err
	}
	return r.admit(jobs)
}

// handledParent tells of a variable product that came along with a variation earlier.
func (r *run) handledParent(t *task) bool {
	return r.stage == stageMain && t.Product.Type == store.Variable && r.parents[t.Product.ID] != 0 && t.Package.RemoteID == r.parents[t.Product.ID] && t.Hash == t.Package.Sent && !t.doubted
}

// admit makes ready in the webshop what jobs refer to, and queues them.
func (r *run) admit(jobs []*job) error {
	if len(jobs) == 0 {
		return nil
	}
	if err := r.mirror(jobs); err != nil {
		return err
	}
	if err := r.shop.terms.ensure(r.hard, r.call, jobs); err != nil {
		return r.worse(err)
	}
	if err := r.shop.terms.know(r.soft, jobs); err != nil {
		return err
	}
	if err := r.shop.terms.weighImages(r.hard, jobs); err != nil {
		return err
	}
	packages, err := r.parentPackages(jobs)
	if err != nil {
		return err
	}
	var results []store.Result
	for _, j := range jobs {
		results = append(results, r.place(j, packages)...)
	}
	if !r.fed {
		r.queue.open = jobs[len(jobs)-1].parent
	}
	return r.record(results)
}

// mirror brings the categories of a mirroring webshop up to date where named products are in one that is only planned; an operation
// of the whole webshop has done so at its beginning.
func (r *run) mirror(jobs []*job) error {
	if r.wide() || !r.shop.MirrorCategories {
		return nil
	}
	unknown, err := r.shop.terms.unknownCategories(r.soft, jobs)
	if err != nil || !unknown {
		return err
	}
	r.shop.terms.paths = nil
	return r.s.Refresh(r.soft, r.op.WebshopID)
}

// worse makes a failure of the webshop one of the whole operation.
func (r *run) worse(err error) error {
	if r.soft.Err() != nil {
		return context.Cause(r.soft)
	}
	if isShopFailure(err) {
		return &giveUpError{err}
	}
	return err
}
