package sync

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"woosync/store"
)

// run is one operation while it is executed. Its conductor, the one goroutine in which its methods run, plans, decides and writes
// to the store; senders speak with the webshop, each with a batch of its own, and hand back what became of it.
type run struct {
	t    *term
	w    *Worker
	s    *Service
	st   *store.Store
	op   store.Operation
	plan *plan
	shop *shop

	hard context.Context // ends when nothing may be written any more
	soft context.Context // ends when nothing more may be begun; its cause says why
	stop context.CancelCauseFunc

	guest  bool  // overtakes another run, whose shop it uses
	broken error // of the store; set before the run is handed back

	stage          stage
	feed           feed
	fed            bool           // the feed has ended
	queue          queue          // ready to be sent
	open           map[int64]*job // products queued, waiting or under way
	flying         int            // batches under way
	landed         chan outcome
	after          int64                  // the last product that the feed gave, where it goes by id
	intents        map[int64]store.Intent // writes of former attempts whose end is not known
	written        map[int64]bool         // products whose last write of this attempt may have reached the webshop, and had no good end
	parents        map[int64]int64        // ids in the webshop of variable products that were handled or asked about
	born           map[int64]bool         // variable products that this operation made
	fallen         map[int64]string       // variable products that are not in the webshop, and why
	waiting        map[int64][]*job       // variations, by the variable product that they wait for
	leaving        map[int64]bool         // variable products that leave the webshop; true once they have
	heads          map[int64]int64        // ids in the webshop of variable products that leave
	grouped, links []int64                // products for the later stages
	counted        map[int64]store.Action // how products with links count already
	stray          map[string]bool        // folded SKUs of products that got another number in the webshop
	loose          []string               // those of them whose links have still to be noted
	fetching       map[string]*job        // images that the webshop fetches just now, by address
	held           []*job                 // jobs that wait for one of them
	replaced       map[int64]bool         // products that got back what the webshop had deleted
	retyped        map[int64]bool         // variable products that were none any more
	bereft         []int64                // variable products that were made again just now
	remade         []int64                // those whose variations have to follow
	removals       []int64
	have           int          // products that the webshop had from us, for the removal guard
	guard          RemovalGuard // what would be removed, once that is known
	total          int
	answers        answers
	began          time.Time
}

// stage is what a run is at. Grouped products come after their members, links after everything that they lead to.
type stage uint8

const (
	stageMain stage = iota
	stageOrphans
	stageGrouped
	stageLinks
	stageRepairs
	stageRemovals
)

func newRun(t *term, op store.Operation) *run {
	r := &run{t: t, w: t.w, s: t.w.s, st: t.st, op: op, hard: t.hard, began: t.w.s.now(), landed: make(chan outcome, 8),
		open: map[int64]*job{}, parents: map[int64]int64{}, born: map[int64]bool{}, fallen: map[int64]string{}, waiting: map[int64][]*job{}, leaving: map[int64]bool{}, heads: map[int64]int64{},
		counted: map[int64]store.Action{}, stray: map[string]bool{}, fetching: map[string]*job{}, replaced: map[int64]bool{}, written: map[int64]bool{}, retyped: map[int64]bool{}}
	r.soft, r.stop = context.WithCancelCause(t.soft)
	return r
}

// execute works on the operation and records how it ended. An error is one of the store.
func (r *run) execute() (err error) {
	defer r.stop(nil)
	defer r.closeShop()
	defer func() {
		if p := recover(); p != nil {
			r.s.log.Error("a fault of the program", "operation", r.op.ID, "fault", p, "stack", string(debug.Stack()))
			err = r.end(&giveUpError{fmt.Errorf("a fault of the program: %v", p)})
		}
	}()
	return r.end(r.work())
}

// work does everything that there is to do. A nil error means that every product has its result.
func (r *run) work() error {
	if err := r.prepare(); err != nil {
		return err
	}
	for r.stage = stageMain; r.stage <= stageRemovals; r.stage++ {
		if r.stage == stageRemovals {
			if err := r.prepareRemovals(); err != nil {
				return err
			}
		}
		if err := r.openStage(); err != nil {
			return err
		}
		if err := r.conduct(); err != nil {
			return err
		}
	}
	if r.wide() {
		return r.s.settleRemovals(r.soft)
	}
	return nil
}

// prepare brings the plan up to date and counts what is to be done.
func (r *run) prepare() error {
	webshop, err := r.st.Webshop(r.soft, r.op.WebshopID)
	if errors.Is(err, store.ErrNotFound) {
		return errWebshopGone
	}
	if err != nil {
		return err
	}
	if r.shop == nil {
		memory, err := r.st.Memory(r.soft, webshop.ID)
		if err != nil {
			return err
		}
		client, err := r.s.newClient(webshop)
		if err != nil {
			return &giveUpError{err}
		}
		r.shop = &shop{Webshop: webshop, client: client, sizer: newSizer(webshop.BatchSize), forgetful: memory != store.RemembersAll,
			terms: newTerms(r.st, r.t.token, webshop.ID, client)}
		r.keepRest()
		if memory == store.Outdated {
			if err := r.catchUp(); err != nil {
				return err
			}
		}
	}
	if r.wide() {
		if err := r.s.Refresh(r.soft, webshop.ID); err != nil {
			return err
		}
	}
	if r.plan, err = r.s.loadPlan(r.soft, webshop.ID); err != nil {
		return err
	}
	if r.intents, err = r.st.Intents(r.soft, webshop.ID); err != nil {
		return err
	}
	return r.count()
}

// count says how many products there are to handle.
func (r *run) count() error {
	if !r.wide() {
		return nil // the feed knows how many are named
	}
	if !r.op.Full { // counting a million products takes longer than to see that none of them differs
		some, err := r.st.Differing(r.soft, r.op.WebshopID, 0, 1)
		if err != nil || len(some) == 0 {
			return err
		}
	}
	c, err := r.st.PlanCounts(r.soft, r.op.WebshopID)
	if err != nil {
		return err
	}
	r.have = c.Update + c.Remove + c.Unchanged
	total := c.Add + c.Update + c.Remove
	switch {
	case r.op.Full:
		total += c.Unchanged
	case r.op.Done > 0: // what a former attempt did differs no more
		total += r.op.Counts.Sum() - r.op.Counts.Failed
	}
	return r.setTotal(total)
}

func (r *run) setTotal(n int) error {
	if n == r.total {
		return nil
	}
	if err := r.st.SetTotal(r.hard, r.t.token, r.op.ID, n); err != nil {
		return err
	}
	r.total = n
	return nil
}

// wide tells an operation of the whole webshop from one of named products.
func (r *run) wide() bool { return r.op.Scope == store.ScopeWebshop }

// end records the state in which the operation ends, or puts it back for later.
func (r *run) end(err error) error {
	if cause := context.Cause(r.soft); err != nil && cause != nil {
		err = cause
	}
	ctx, cancel := r.t.lastWords()
	defer cancel()
	r.bill(ctx)
	r.rememberAuth(ctx)
	var ended error
	var superseded supersededError
	var giveUp *giveUpError
	state := store.Failed
	switch {
	case err == nil:
		var text string
		if state, text, ended = r.verdict(ctx); ended == nil {
			ended = r.finish(ctx, state, text)
		}
	case errors.Is(err, store.ErrLeaseLost):
		r.t.lose(store.ErrLeaseLost)
		return nil
	case errors.Is(err, store.ErrFinal), errors.Is(err, store.ErrNotClaimed):
		return nil // somebody else has ended it
	case errors.Is(err, errStopping):
		ended = r.st.Requeue(ctx, r.t.token, r.op.ID)
		r.s.log.Info("an operation is put back", "operation", r.op.ID, "webshop", r.op.Webshop)
	case errors.As(err, &superseded):
		ended = r.finish(ctx, store.Aborted, "")
	case errors.Is(err, errWebshopGone):
		ended = r.finish(ctx, store.WebshopNotFound, "")
	case errors.As(err, &giveUp):
		var text string
		if text, ended = r.reportGivenUp(ctx, giveUp.err); ended == nil {
			ended = r.finish(ctx, store.Failed, text)
		}
	default:
		r.s.log.Error("an operation failed in the store", "operation", r.op.ID, "error", err)
		if r.finish(ctx, store.Failed, "The store could not be used: "+err.Error()+".") != nil {
			return err
		}
	}
	switch {
	case ended == nil, errors.Is(ended, store.ErrFinal), errors.Is(ended, store.ErrNotClaimed):
		return nil
	case errors.Is(ended, store.ErrLeaseLost):
		r.t.lose(store.ErrLeaseLost)
		return nil
	}
	return ended
}

func (r *run) finish(ctx context.Context, state store.State, text string) error {
	if err := r.st.Finish(ctx, r.t.token, r.op.ID, state, text); err != nil {
		return err
	}
	log := r.s.log.With("operation", r.op.ID, "webshop", r.op.Webshop, "state", state.String(), "took", r.s.now().Sub(r.began).Round(time.Millisecond))
	if r.shop != nil {
		t := r.shop.traffic()
		log = log.With("requests", t.Requests, "retries", t.Retries, "bytes_out", t.BytesOut, "bytes_in", t.BytesIn)
	}
	log.Info("an operation ended")
	return nil
}

// closeShop lets go of connections.
func (r *run) closeShop() {
	if r.shop != nil && !r.guest {
		r.shop.client.Close()
	}
}
