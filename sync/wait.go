package sync

import (
	"context"
	"fmt"
	"time"

	"woosync/store"
)

// How often waiting looks at the store without being told of a change, and how soon after being told.
const (
	waitEvery = 2 * time.Second
	waitSoon  = 100 * time.Millisecond
)

// Wait waits until all these operations have ended, whichever program executes them, and gives them in the order asked. Progress,
// if not nil, is called at the beginning and after each change of one of them, in the calling goroutine. It fails with the cause
// of ctx where that ends first, and with store.ErrNotFound for an operation that is not there.
func (s *Service) Wait(ctx context.Context, ids []int64, progress func(store.Operation)) ([]store.Operation, error) {
	watching, stop := context.WithCancel(ctx)
	defer stop()
	changed := s.store.Watch(watching, waitSoon) // before the first look: a change in between is not missed
	timer := time.NewTicker(waitEvery)
	defer timer.Stop()
	ops := make([]store.Operation, len(ids))
	for {
		open := 0
		for i, id := range ids {
			if ops[i].State.Final() {
				continue
			}
			op, err := s.store.Operation(ctx, id)
			if err != nil {
				return nil, fmt.Errorf("waiting for operation %d: %w", id, err)
			}
			if progress != nil && op != ops[i] {
				progress(op)
			}
			if ops[i] = op; !op.State.Final() {
				open++
			}
		}
		if open == 0 {
			return ops, nil
		}
		select {
		case <-ctx.Done():
			return ops, context.Cause(ctx)
		case <-changed:
		case <-timer.C:
		}
	}
}
