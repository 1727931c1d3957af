package sync

import (
	"context"
	"errors"
	gosync "sync"
	"time"

	"woosync/store"
)

// lease remembers when the lease of a term was last confirmed.
type lease struct {
	mu      gosync.Mutex
	renewed time.Time
}

// heartbeat renews the lease until the term ends. The channel closes when it has stopped.
func (t *term) heartbeat() <-chan struct{} {
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		beat := time.NewTicker(t.w.o.LeaseTTL / 3)
		defer beat.Stop()
		for {
			select {
			case <-t.hard.Done():
				return
			case <-beat.C:
				t.renew()
			}
		}
	}()
	return stopped
}

// renew confirms the lease. A store that cannot be written for longer than the lease lasts costs it: by then another program
// may work.
func (t *term) renew() error {
	t.lease.mu.Lock()
	defer t.lease.mu.Unlock()
	now := t.w.s.now()
	err := t.st.RenewLease(t.hard, t.token, t.w.o.LeaseTTL)
	switch {
	case err == nil:
		t.lease.renewed = now
	case t.hard.Err() != nil:
	case errors.Is(err, store.ErrLeaseLost) || !fresh(t.lease.renewed, now, t.w.o.LeaseTTL):
		t.w.s.log.Warn("the lease is lost", "error", err)
		t.lose(store.ErrLeaseLost)
		return store.ErrLeaseLost
	}
	return err
}

// hold makes sure, before each request to a webshop, that the lease is still here: a program that was suspended must not go on
// where another one works. It asks the store only where the last sign is old. It fails only with the loss of the lease; a store
// that cannot be written for a moment takes nothing away before the lease has ended.
func (t *term) hold() error {
	t.lease.mu.Lock()
	renewed := t.lease.renewed
	t.lease.mu.Unlock()
	if fresh(renewed, t.w.s.now(), t.w.o.LeaseTTL/2) {
		return nil
	}
	if err := t.renew(); errors.Is(err, store.ErrLeaseLost) {
		return err
	}
	return context.Cause(t.hard)
}

// fresh tells whether less than d has passed, by the clock of the program, which stands still while the computer sleeps, and by the
// time of day, which may be set.
func fresh(since, now time.Time, d time.Duration) bool {
	for _, age := range []time.Duration{now.Sub(since), now.Round(0).Sub(since.Round(0))} {
		if age < 0 || age >= d {
			return false
		}
	}
	return true
}
