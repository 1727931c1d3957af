package sync

import (
	"context"
	"errors"
	"fmt"
	"time"

	"woosync/store"
)

// BusyError says that another program works on the store, which must not do so now.
type BusyError struct{ Holder string }

func (e *BusyError) Error() string {
	return fmt.Sprintf("another program works on this store: %s; stop it, or wait until it has ended, and try again", e.Holder)
}

// heldFor is how long a program that works without a worker and gives no sign counts as alive.
const heldFor = 10 * time.Second

// underLease runs work while no worker works on the store, which holds the lease for it. Where another program works it fails with a
// *BusyError. The context of work ends with store.ErrLeaseLost when the lease is lost.
func (s *Service) underLease(ctx context.Context, holder string, work func(ctx context.Context, token int64) error) error {
	lease, held, err := s.store.AcquireLease(ctx, holder, heldFor)
	if err != nil {
		return err
	}
	if !held {
		return &BusyError{lease.Holder}
	}
	running, stop := context.WithCancelCause(ctx)
	beaten := make(chan struct{})
	go func() {
		defer close(beaten)
		s.keepLease(running, stop, lease.Token)
	}()
	err = work(running, lease.Token)
	if lost := context.Cause(running); err != nil && ctx.Err() == nil && errors.Is(lost, store.ErrLeaseLost) {
		err = lost
	}
	stop(nil)
	<-beaten
	if released := s.store.ReleaseLease(context.WithoutCancel(ctx), lease.Token); err == nil && !errors.Is(released, store.ErrLeaseLost) {
		err = released
	}
	return err
}

// keepLease renews the lease until ctx ends. A store that cannot be written for longer than the lease lasts costs it.
func (s *Service) keepLease(ctx context.Context, stop context.CancelCauseFunc, token int64) {
	beat := time.NewTicker(heldFor / 3)
	defer beat.Stop()
	for renewed := time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
		}
		switch err := s.store.RenewLease(ctx, token, heldFor); {
		case err == nil:
			renewed = time.Now()
		case ctx.Err() != nil:
			return
		case errors.Is(err, store.ErrLeaseLost) || time.Since(renewed) > heldFor:
			stop(store.ErrLeaseLost)
			return
		}
	}
}
