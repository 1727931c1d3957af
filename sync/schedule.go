package sync

import (
	"fmt"
	"time"

	"woosync/store"
)

// scheduled is who asks for an operation that the schedule makes.
const scheduled = "schedule"

// schedule makes the operations that are due: changes only, every so often after the last operation of the whole webshop, whoever
// asked for that one. A webshop that still waits for one gets no other.
func (t *term) schedule() error {
	webshops, err := t.st.Webshops(t.hard)
	if err != nil {
		return err
	}
	now := t.w.s.now()
	for i := range webshops {
		w := &webshops[i]
		if due, known := t.due[w.ID]; w.Schedule <= 0 || !w.CanWrite || known && due.holds(now, w.Schedule) {
			continue
		}
		last, open, err := t.lastOperation(w)
		if err != nil {
			return err
		}
		if last.After(now) { // the clock was ahead then: whatever was due may not wait until that time comes
			last = now.Add(-w.Schedule)
		}
		next := last.Add(w.Schedule)
		if open {
			next = now.Add(w.Schedule)
		}
		if !open && !now.Before(next) {
			if _, _, err := t.st.CreateOperation(t.hard, store.NewOperation{WebshopID: w.ID, RequestedBy: scheduled}); err != nil {
				return fmt.Errorf("synchronizing %s by schedule: %w", w.Name, err)
			}
			next = now.Add(w.Schedule)
		}
		t.due[w.ID] = dueAt{next, w.Schedule}
	}
	return nil
}

// dueAt is when a schedule is looked at again, and the setting by which that was reckoned.
type dueAt struct {
	at    time.Time
	every time.Duration
}

// holds tells whether the time has not come yet. It is never further away than the schedule, unless the clock went back.
func (d dueAt) holds(now time.Time, every time.Duration) bool {
	left := d.at.Sub(now)
	return d.every == every && left > 0 && left <= every
}

// recentOperations is how far back the last operation of a whole webshop is looked for among those of named products.
const recentOperations = 200

// lastOperation tells when the whole webshop was last asked for, and whether such an operation waits or runs.
func (t *term) lastOperation(w *store.Webshop) (last time.Time, open bool, err error) {
	page, err := t.st.Operations(t.hard, store.OperationQuery{Filter: store.OperationFilter{Webshops: []string{w.Name}}, Limit: recentOperations})
	if err != nil {
		return last, false, err
	}
	for _, op := range page.Rows {
		if op.WebshopID != w.ID || op.Scope != store.ScopeWebshop {
			continue
		}
		open = open || !op.State.Final()
		if op.CreatedOn.After(last) {
			last = op.CreatedOn
		}
	}
	return last, open, nil
}
