package cli

import (
	"fmt"
	"time"

	"woosync/sync"
)

// leaseHelp documents the variable in the help of every command that executes operations.
const leaseHelp = `
WOOSYNC_LEASE=30s says how long a program that gives no sign counts as alive before another one takes over its work: 10s unless
set, 100ms to 1h. A worker that is killed is replaced sooner with a short one; a long one suits a computer that often stalls.`

// workerOptions are those of the worker that this program runs; from says which command or screen it is.
func (a *app) workerOptions(from string) (sync.WorkerOptions, error) {
	ttl, err := a.leaseTTL()
	return sync.WorkerOptions{Holder: a.holder(from), LeaseTTL: ttl}, err
}

// leaseTTL is what WOOSYNC_LEASE says; 0 where it is not set.
func (a *app) leaseTTL() (time.Duration, error) {
	text := a.env.Getenv("WOOSYNC_LEASE")
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 100*time.Millisecond || d > time.Hour {
		return 0, &usageError{command: "woosync worker", text: fmt.Sprintf("WOOSYNC_LEASE=%s is no time from 100ms to 1h, like 30s", clean(text))}
	}
	return d, nil
}
