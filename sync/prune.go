package sync

import (
	"errors"
	"time"

	"woosync/failpoint"
	"woosync/store"
)

const (
	// pruneEvery is how often a worker looks for operations that are too old.
	pruneEvery = 10 * time.Minute
	// prunePause leaves the store to others between two steps of some milliseconds each.
	prunePause = 100 * time.Millisecond
)

// prune deletes operations that are too old, a few at a time, until the term ends. The channel closes when it has stopped.
func (t *term) prune() <-chan struct{} {
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		timer := time.NewTimer(0)
		defer timer.Stop()
		for {
			select {
			case <-t.hard.Done():
				return
			case <-timer.C:
			}
			more, err := t.st.Prune(t.hard, t.token)
			switch {
			case errors.Is(err, store.ErrLeaseLost) || t.hard.Err() != nil:
				return // the heartbeat notices too
			case err != nil: // what keeps the store from being written is told where an operation suffers from it
				t.w.s.log.Warn("old operations were not deleted", "error", err)
			}
			if more {
				timer.Reset(failpoint.Shorten(prunePause))
			} else {
				timer.Reset(pruneEvery)
			}
		}
	}()
	return stopped
}
