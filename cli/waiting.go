package cli

import (
	"context"
	"fmt"

	"woosync/store"
	"woosync/sync"
)

// tellWait says on standard error what a command waits for that would execute operations itself: another program that works on the store,
// or a store that cannot be used. Each is said once. A store that was replaced does not come back by waiting: it ends the wait.
func (a *app) tellWait(ctx context.Context, s *session, w *sync.Worker, bar *progress, end context.CancelCauseFunc) {
	said := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.Changes():
		}
		st := w.Status()
		now := ""
		switch {
		case st.Trouble != "":
			now = st.Trouble
		case st.State == sync.WorkerStandby:
			now = fmt.Sprintf("%s works on this store and executes what was asked for; waiting for it.", st.Holder)
		case said != "":
			now = "This program works on it now."
		}
		if now != "" && now != said {
			said = now
			bar.say(a.env.Err, fmt.Sprintf("%s %s", a.env.Now().Format("15:04:05"), clean(now)))
		}
		if s.store.Replaced() {
			end(fmt.Errorf("%w: %s is another file now", store.ErrMoved, s.store.Path()))
		}
	}
}
