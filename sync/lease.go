package sync

import (
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
	case errors.Is(err, store.ErrLeaseLost) || now.Sub(t.lease.renewed) > t.w.o.LeaseTTL:
		t.w.s.log.Warn("the lease is lost", "error", err)
		t.lose(store.ErrLeaseLost)
		return store.ErrLeaseLost
	}
	return err
}

// hold makes sure that the lease is still here before something is written to a webshop: a program that was suspended must not go
// on where another one works. It asks the store only where the last sign is old.
func (t *term) hold() error {
	t.lease.mu.Lock()
	age := t.w.s.now().Sub(t.lease.renewed)
	t.lease.mu.Unlock()
	if age >= 0 && age < t.w.o.LeaseTTL/2 {
		return nil
	}
	return t.renew()
}
