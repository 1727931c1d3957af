package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime/debug"
	"unicode/utf8"

	"woosync/store"
	"woosync/woo"
)

// mustLook is from how many characters on a SKU is looked up before a create: WooCommerce 10.5 lets longer ones be there twice.
const mustLook = 101

// fate is what became of a job in a batch.
type fate uint8

const (
	fateLeft   fate = iota // not touched: the operation was stopped
	fateAgain              // goes back into the queue
	fateDone               // confirmed by the webshop
	fateFailed             // refused or impossible
	fateOrphan             // a variation whose variable product the webshop no longer has
)

// reply is what became of one job.
type reply struct {
	job     *job
	fate    fate
	why     string      // of a failure, for people
	product woo.Product // as the webshop answered
	kept    bool        // of a failure: the webshop has the product all the same, as far as j.sent says
	lost    []lostTerm  // references that the webshop does not know any more
	image   *woo.Error  // why images were refused
	certain bool        // of a failed create: it did not happen
}

// outcome is what a sender hands back.
type outcome struct {
	batch   batch
	replies []reply
	choked  bool  // the batch was too much for the webshop
	went    bool  // the request went well
	wrote   bool  // a request that changes products was made, and may have reached the webshop
	found   int   // products that the webshop had before us
	err     error // ends the operation
	uploads map[string]upload
}

// launch resolves a batch and sends it on its way. What needs no request is recorded at once.
func (r *run) launch(b batch) error {
	if b.verb == verbUpload {
		return r.launchUploads(b.jobs)
	}
	if b.verb < verbDraft {
		if err := r.shop.terms.weighImages(r.hard, b.jobs); err != nil { // others may have brought some since
			return err
		}
		b.jobs = r.holdBack(b.jobs)
	}
	v, err := r.newResolver(b.jobs)
	if err != nil {
		return err
	}
	var results []store.Result
	var jobs, idle, tries []*job
	for _, j := range b.jobs {
		if b.verb >= verbDraft {
			jobs = append(jobs, j)
			continue
		}
		fault := v.resolve(j)
		switch {
		case fault != nil:
			results = append(results, r.failed(j, capital(fault.Error())+".")...)
		case j.missing && r.stage == stageMain && j.Product.Type == store.Grouped && j.follow == nil:
			r.grouped = append(r.grouped, j.Product.ID)
			delete(r.open, j.Product.ID)
		case j.trying && j.settledAs == j.hash():
			results = append(results, r.done(j)...) // what was left to try is refused
		case b.verb == verbUpdate && r.nothingToSend(j) && j.tryNextImage() == fateAgain:
			tries = append(tries, j)
		case b.verb == verbUpdate && r.nothingToSend(j):
			results = append(results, r.settled(j)...)
		default:
			jobs = append(jobs, j)
			continue
		}
		idle = append(idle, j)
	}
	if len(idle) > 0 {
		r.fetched(idle)
	}
	if err := r.shop.terms.weighImages(r.hard, tries); err != nil {
		return err
	}
	for _, j := range tries {
		r.queue.again(j)
	}
	if err := r.record(results); err != nil {
		return err
	}
	if b.jobs = jobs; len(jobs) == 0 {
		return nil
	}
	if b.verb == verbCreate {
		for _, j := range jobs {
			j.look = j.look || r.shop.lookFirst || r.shop.forgetful || utf8.RuneCountInString(j.sku()) >= mustLook
		}
	}
	if err := r.intend(b); err != nil {
		return err
	}
	r.flying++
	go func() { r.landed <- r.send(b) }()
	return nil
}

// nothingToSend tells of an update whose difference is not to be sent now: links to products that are not in the webshop, or
// images that it cannot take.
func (r *run) nothingToSend(j *job) bool {
	return len(j.fields) == 0 || j.partial && j.hash() == j.Package.Sent && j.follow == nil && !j.doubted
}

// send speaks with the webshop about a batch.
func (r *run) send(b batch) (o outcome) {
	o.batch = b
	defer func() {
		if p := recover(); p != nil {
			r.s.log.Error("a fault of the program", "operation", r.op.ID, "fault", p, "stack", string(debug.Stack()))
			o.replies, o.err = nil, &giveUpError{fmt.Errorf("a fault of the program: %v", p)}
		}
	}()
	switch b.verb {
	case verbCreate:
		r.sendCreates(&o)
	case verbUpdate:
		r.sendUpdates(&o, b.jobs)
	default:
		r.sendRemovals(&o)
	}
	return o
}

// sendCreates looks up what may be there already, and creates the rest.
func (r *run) sendCreates(o *outcome) {
	var create, look []*job
	for _, j := range o.batch.jobs {
		if j.retire && !r.retire(o, j) {
			continue
		}
		if j.look {
			look = append(look, j)
		}
		create = append(create, j)
	}
	if len(look) > 0 {
		there, err := r.lookUp(look)
		if err != nil {
			o.leave(create, r.worse(err))
			return
		}
		create = r.takeOver(o, create, there)
	}
	there, err := r.byOptions(o.batch.parent, create)
	if err != nil {
		o.leave(create, r.worse(err))
		return
	}
	if create = r.takeOver(o, create, there); len(create) == 0 {
		return
	}
	fields := make([]woo.Fields, len(create))
	for i, j := range create {
		fields[i] = j.fields
	}
	answer, err := r.request(o, woo.Batch{Create: fields})
	if err != nil {
		r.createFailed(o, create, err)
		return
	}
	o.went = true
	var taken, orphans []*job
	var why *woo.Error
	for i, j := range create {
		switch item := answer.Create[i]; {
		case item.Err != nil && (item.Err.Kind == woo.KindDuplicateSKU || item.Err.Kind == woo.KindSKUInTrash):
			j.rival, j.cause = item.Err.ResourceID, item.Err
			taken = append(taken, j)
		case item.Err != nil && item.Err.Kind == woo.KindNotFound:
			orphans, why = append(orphans, j), item.Err
		default:
			o.add(r.judge(j, item))
		}
	}
	if why != nil && !r.parentGone(o, orphans, why) {
		for _, j := range orphans {
			j.cause = why
			o.add(reply{job: j, fate: fateFailed, why: sentence(why), certain: true})
		}
	}
	r.adopt(o, taken)
}

// request sends a batch of products, or of variations of one variable product.
func (r *run) request(o *outcome, b woo.Batch) (answer woo.BatchResult, err error) {
	err = r.callWithProducts(o, func(ctx context.Context) (err error) {
		if parent := o.batch.parent; parent != 0 {
			answer, err = r.shop.client.BatchVariations(ctx, parent, b)
		} else {
			answer, err = r.shop.client.BatchProducts(ctx, b)
		}
		return err
	})
	return answer, err
}

// createFailed finds out what a create that failed as a whole has done. What is there is ours; the rest is tried again, in smaller
// batches until one product is to blame.
func (r *run) createFailed(o *outcome, jobs []*job, err error) {
	if r.ends(o, jobs, err) {
		return
	}
	if r.parentGone(o, jobs, err) {
		return
	}
	if unknown(err) {
		for _, j := range jobs {
			j.ours = true
		}
		there, lookErr := r.lookUp(jobs)
		if lookErr != nil {
			o.leave(jobs, r.worse(lookErr))
			return
		}
		jobs = r.takeOver(o, jobs, there)
	}
	r.split(o, jobs, err)
}

func (r *run) sendUpdates(o *outcome, jobs []*job) {
	fields := make([]woo.Fields, len(jobs))
	for i, j := range jobs {
		j.fields["id"] = j.remote
		fields[i] = j.fields
	}
	answer, err := r.request(o, woo.Batch{Update: fields})
	if err != nil {
		if !r.ends(o, jobs, err) && !r.parentGone(o, jobs, err) {
			r.split(o, jobs, err)
		}
		return
	}
	o.went = true
	for i, j := range jobs {
		o.add(r.judge(j, answer.Update[i]))
	}
}

// ends tells of a failure after which nothing more is sent.
func (r *run) ends(o *outcome, jobs []*job, err error) bool {
	var giveUp *giveUpError
	if r.soft.Err() == nil && !errors.As(err, &giveUp) {
		return false
	}
	if r.soft.Err() == nil {
		o.leave(jobs, err)
	} else {
		o.leave(jobs, nil)
	}
	return true
}

// unknown tells whether a write of products that failed may have happened. WordPress says that it has no connection to its database
// in the same words whether it never had one or lost it in the middle of a batch.
func unknown(err error) bool { return woo.Unknown(err) || woo.KindOf(err) == woo.KindDatabaseDown }

// split sends jobs that failed together in smaller batches, and gives up one that fails alone.
func (r *run) split(o *outcome, jobs []*job, err error) {
	if len(jobs) == 0 {
		return
	}
	cure := cureOf(err, true)
	o.choked = cure == cureHalve
	if len(jobs) > 1 || cure == cureWait { // for how long, the patience with the webshop says
		for _, j := range jobs {
			if cure != cureWait {
				j.limit = (len(jobs) + 1) / 2
			}
			o.add(reply{job: j, fate: fateAgain})
		}
		return
	}
	j := jobs[0]
	if j.tries++; cure != cureNone && j.tries < 3 { // what dies twice may live the next time
		j.limit = 1
		o.add(reply{job: j, fate: fateAgain})
		return
	}
	j.cause = err
	o.add(reply{job: j, fate: fateFailed, why: sentence(err), certain: !unknown(err)})
}

// judge reads what became of one product.
func (r *run) judge(j *job, item woo.ItemResult) reply {
	if item.Err != nil {
		return r.judgeRefusal(j, item.Err)
	}
	p := item.Product
	j.remote = p.ID
	a := reply{job: j, fate: fateDone, product: p}
	if p.Status == "trash" && j.verb == verbUpdate {
		if j.restore {
			return reply{job: j, fate: fateFailed, why: "The product is in the trash of the webshop and could not be restored. Restore it there, or delete it there for good."}
		}
		j.restore, j.follow = true, payload{}
		a.fate = fateAgain
	}
	if lost := j.lost(p); len(lost) > 0 {
		if j.repaired {
			for _, l := range lost {
				j.amend(l.kind.field(), nil)
			}
			return reply{job: j, fate: fateFailed, kept: true, why: "The webshop took the product but not its " + describeLost(lost) + "."}
		}
		j.repaired, a.lost, a.fate = true, lost, fateAgain
		j.follow = payload{}
		for _, l := range lost {
			if value, ok := j.Payload[l.kind.field()]; ok {
				j.follow[l.kind.field()] = value
			}
		}
	}
	if again := j.reclaim(p); again != nil {
		maps.Copy(again, j.follow)
		j.follow, a.fate = again, fateAgain
	}
	if a.fate == fateDone {
		a.fate = j.tryNextImage()
	}
	if a.fate == fateAgain {
		j.verb = verbUpdate
	}
	return a
}

// judgeRefusal decides what to do about a product that the webshop did not take.
func (r *run) judgeRefusal(j *job, e *woo.Error) reply {
	switch {
	case e.Kind == woo.KindNotFound && j.verb == verbUpdate:
		j.anew()
		j.remade = true
		return reply{job: j, fate: fateAgain}
	case e.Kind == woo.KindImage && !j.plain:
		return reply{job: j, fate: fateAgain, image: e}
	}
	j.cause = e
	return reply{job: j, fate: fateFailed, why: sentence(e), certain: true}
}

func (o *outcome) add(a reply) { o.replies = append(o.replies, a) }

// leave gives jobs back untouched; err ends the operation.
func (o *outcome) leave(jobs []*job, err error) {
	for _, j := range jobs {
		o.add(reply{job: j, fate: fateLeft})
	}
	if o.err == nil {
		o.err = err
	}
}
