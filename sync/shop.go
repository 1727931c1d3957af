package sync

import (
	"context"
	"errors"
	"fmt"
	gosync "sync"
	"time"

	"woosync/failpoint"
	"woosync/store"
	"woosync/woo"
)

// shop is a webshop while operations are executed on it: its client, what is known of its numbers, and how it fares.
type shop struct {
	store.Webshop
	client *woo.Client
	terms  *terms
	sizer  sizer
	// uploads is shared by the senders; nil until a file is to be uploaded.
	uploads *uploads
	// lookFirst says that the webshop had most of the last products before us: SKUs are then looked up before a create.
	lookFirst bool
	// forgetful says that the webshop may have products that the store has forgotten: SKUs are always looked up then.
	forgetful bool

	mu      gosync.Mutex
	until   time.Time // nothing is asked of the webshop before
	streak  int       // requests in a row that failed
	repeats int       // failures after which something was sent again
	worked  bool      // a request went well
	note    bool      // the operation says that it waits

	billed store.Traffic // what operations have noted already
}

// giveUpError is a failure after which the operation has no sense: nothing more is sent.
type giveUpError struct{ err error }

func (e *giveUpError) Error() string { return e.err.Error() }
func (e *giveUpError) Unwrap() error { return e.err }

// cure is what can be done about a request that failed.
type cure uint8

const (
	cureNone  cure = iota // nothing: no request of this operation can go well
	cureWait              // the same again, later
	cureHalve             // less at a time
	cureSplit             // one of the products is to blame: find it
)

func cureOf(err error, worked bool) cure {
	switch woo.KindOf(err) {
	case woo.KindRateLimited, woo.KindMaintenance, woo.KindUnavailable, woo.KindDatabaseDown:
		return cureWait
	case woo.KindRefused, woo.KindUnreachable, woo.KindDNS, woo.KindPortal:
		if worked && woo.Temporary(err) {
			return cureWait
		}
	case woo.KindClock: // a machine that slept sends what it signed before
		if worked {
			return cureWait
		}
	case woo.KindTimeout, woo.KindGateway, woo.KindTooLarge, woo.KindMemory, woo.KindHangup, woo.KindTruncated:
		return cureHalve
	case woo.KindPHPFatal, woo.KindBadJSON, woo.KindUnknown, woo.KindInvalid, woo.KindNotFound:
		return cureSplit
	case woo.KindFirewall, woo.KindHTML: // a firewall may dislike one description
		if worked {
			return cureSplit
		}
	}
	return cureNone
}

// How many requests in a row may fail before the operation is given up.
const (
	patience      = 10 // for what passes by itself
	splitPatience = 25 // for culprits among the products: enough to find a few that stand together
)

// Pauses where the webshop does not say how long: they double from the first to the longest.
const (
	firstPause   = 5 * time.Second
	longestPause = 5 * time.Minute
	notedPause   = 3 * time.Second // shorter ones are not worth a note
)

func pauseAfter(streak int) time.Duration {
	return min(firstPause<<min(max(streak-1, 0), 10), longestPause)
}

// call does one request. What passes by itself is waited out as long as the request certainly did nothing; every other failure
// is returned: a *giveUpError where the operation must end, the cause of r.soft where it was stopped.
func (r *run) call(do func(context.Context) error) error { return r.try(do, nil) }

// callWithProducts is call for a request that changes products. Only such a one shows that the webshop is well: many a plugin
// breaks what is saved and leaves alone what is read. The outcome notes whether the webshop may have got it.
func (r *run) callWithProducts(o *outcome, do func(context.Context) error) error {
	return r.try(do, &o.wrote)
}

// try does a request until it is known what became of it; wrote is set where it changes products and may have reached the webshop.
func (r *run) try(do func(context.Context) error, wrote *bool) error {
	s, products := r.shop, wrote != nil
	for {
		if err := r.await(); err != nil {
			return err
		}
		before := products && *wrote
		if products {
			*wrote = true
		}
		err := do(r.hard)
		e, _ := errors.AsType[*woo.Error](err)
		if err == nil || e != nil && refused(e) {
			s.mu.Lock()
			s.worked = true
			if products {
				s.streak = 0
			}
			s.mu.Unlock()
			return err
		}
		if r.hard.Err() != nil {
			return context.Cause(r.hard)
		}
		again, err := r.sufferFrom(err)
		if !again || products && unknown(err) {
			return err
		}
		if products {
			*wrote = before // it certainly did nothing
		}
	}
}

// refused tells a plain answer of WooCommerce to one question from a failure of the webshop.
func refused(e *woo.Error) bool {
	switch e.Kind {
	case woo.KindNotFound, woo.KindTermExists, woo.KindDuplicateSKU, woo.KindSKUInTrash, woo.KindDuplicateGTIN, woo.KindImage, woo.KindWooOld:
		return true
	case woo.KindInvalid:
		return e.Status != 0
	}
	return false
}

// sufferFrom counts a failure and decides whether the same request is to be repeated after the pause.
func (r *run) sufferFrom(err error) (again bool, out error) {
	s := r.shop
	s.mu.Lock()
	s.streak++
	streak, cure := s.streak, cureOf(err, s.worked)
	hopeless := cure == cureNone || cure == cureSplit && streak >= splitPatience || cure != cureSplit && streak >= patience
	if !hopeless {
		s.repeats++
	}
	s.mu.Unlock()
	r.s.log.Warn("a request failed", "operation", r.op.ID, "webshop", s.Name, "in_a_row", streak, "error", err)
	switch {
	case hopeless:
		return false, &giveUpError{err}
	case cure == cureWait:
		r.pause(err, streak)
		return !woo.Unknown(err), err
	case cure == cureHalve:
		switch woo.KindOf(err) {
		case woo.KindTooLarge, woo.KindMemory:
		case woo.KindTimeout:
			if streak > 1 || woo.RetryAfter(err) > 0 {
				r.pause(err, streak-1)
			}
		default:
			r.pause(err, streak)
		}
	}
	return false, err
}

// recovered tells that the webshop answers again.
func (s *shop) recovered() {
	s.mu.Lock()
	s.streak = 0
	s.mu.Unlock()
}

// pause keeps everybody from asking the webshop for as long as it wishes.
func (r *run) pause(err error, streak int) {
	s := r.shop
	wish, why := woo.RetryAfter(err), "the host asked for it"
	if wish == 0 {
		wish, why = pauseAfter(streak), "the webshop does not answer"
		switch woo.KindOf(err) {
		case woo.KindRateLimited:
			why = "the webshop gets too many requests"
		case woo.KindMaintenance:
			why = "the webshop is in maintenance"
		case woo.KindUnavailable, woo.KindDatabaseDown, woo.KindGateway:
			why = "the webshop is out of order for the moment"
		}
	}
	until := r.s.now().Add(failpoint.Shorten(wish))
	s.mu.Lock()
	longer := until.After(s.until)
	if longer {
		s.until = until
		s.note = s.note || wish >= notedPause
	}
	s.mu.Unlock()
	if longer {
		r.w.rest(s.URL, rest{until, why})
	}
	if longer && wish >= notedPause {
		r.sayPaused(rest{until, why})
	}
}

// rest is a pause that a webshop was promised. It outlives the operation in which it was.
type rest struct {
	until time.Time
	why   string
}

// rest notes a pause; resting tells which one holds.
func (w *Worker) rest(url string, r rest) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rests[url] = r
}

func (w *Worker) resting(url string) rest {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rests[url]
}

// keepRest lets a new operation keep the pause of the one before.
func (r *run) keepRest() {
	held := r.w.resting(r.shop.URL)
	left := held.until.Sub(r.s.now())
	if left <= 0 {
		return
	}
	r.shop.until, r.shop.note = held.until, left >= notedPause
	if r.shop.note {
		r.sayPaused(held)
	}
}

func (r *run) sayPaused(p rest) {
	r.say(fmt.Sprintf("paused until %s, %s", clock(r.s.now(), p.until), p.why))
}

// clock is a time of day for people, with the day where it is not today.
func clock(now, at time.Time) string {
	now, at = now.Local(), at.Local()
	if now.YearDay() == at.YearDay() && now.Year() == at.Year() {
		return at.Format("15:04")
	}
	return at.Format("2 Jan 15:04")
}

// await waits until the webshop may be asked. It fails with the cause of the stop where the operation is stopped.
func (r *run) await() error {
	s := r.shop
	var waited time.Time
	for {
		if r.soft.Err() != nil {
			return context.Cause(r.soft)
		}
		s.mu.Lock()
		until, note := s.until, s.note
		s.mu.Unlock()
		left := until.Sub(r.s.now())
		if left <= 0 || until.Equal(waited) {
			break
		}
		if err := r.w.o.Sleep(r.soft, left); err != nil {
			return context.Cause(r.soft)
		}
		waited = until
		if note {
			s.mu.Lock()
			clear := s.note && s.until.Equal(until)
			s.note = s.note && !clear
			s.mu.Unlock()
			if clear {
				r.say("")
			}
		}
	}
	return nil
}

// say shows beside the operation what it waits for.
func (r *run) say(note string) {
	if err := r.st.SetNote(r.hard, r.t.token, r.op.ID, note); err != nil {
		r.s.log.Warn("the note of an operation is not kept", "operation", r.op.ID, "error", err)
	}
}
