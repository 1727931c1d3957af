package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
)

func (a *app) worker() *cobra.Command {
	return &cobra.Command{
		Use:   "worker",
		Short: "Execute the queue and the schedule without a screen, until stopped",
		Long: `Execute operations as they come, and make those that the webshops' schedules ask for, until the program is stopped (ctrl+c, or
SIGTERM from a service manager). What is in flight is finished or goes back to the queue.

Several workers may run on one store: one works, the others take over when it ends.
` + leaseHelp,
		Example: `  woosync worker
  woosync webshop set Nordlys schedule=15m    # then the worker synchronizes Nordlys every 15 minutes`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			options, err := a.workerOptions("worker")
			if err != nil {
				return err
			}
			path, err := a.storeFile()
			if err != nil {
				return err
			}
			replaced, err := a.work(cmd.Context(), options)
			for replaced && err == nil {
				replaced, err = a.workAgain(cmd.Context(), path, options)
			}
			return err
		},
	}
}

// work executes operations until ctx ends or another file lies in the place of the store.
func (a *app) work(ctx context.Context, options sync.WorkerOptions) (replaced bool, err error) {
	s, err := a.open(ctx, "worker")
	if err != nil {
		return false, err
	}
	defer s.close()
	if s.service.ReadOnly() {
		return false, store.ErrReadOnly
	}
	w := sync.NewWorker(s.service, options)
	working, cancel := context.WithCancel(ctx)
	defer cancel()
	go a.reportWork(working, s, w, cancel)
	fmt.Fprintf(a.env.Err, "The worker runs on %s; ctrl+c stops it.\n", s.store.Path())
	if err := w.Run(working); err != nil && !errors.Is(err, context.Canceled) {
		return false, fmt.Errorf("the worker ended: %w", err)
	}
	if ctx.Err() == nil && s.store.Replaced() {
		return true, nil
	}
	fmt.Fprintln(a.env.Err, "The worker has stopped.")
	return false, nil
}

// storePatience is how often a worker looks whether the file that took the place of its store can be used.
const storePatience = 5 * time.Second

// workAgain is work with the file that has taken the place of the store. Until that is one, for it may still be copied, it waits; it makes
// no store where there is none.
func (a *app) workAgain(ctx context.Context, path string, options sync.WorkerOptions) (replaced bool, err error) {
	said := ""
	for {
		var st os.FileInfo
		if st, err = os.Stat(path); err == nil && st.Size() == 0 {
			err = fmt.Errorf("%s is empty", path)
		}
		if err == nil {
			replaced, err = a.work(ctx, options)
		}
		if err == nil || ctx.Err() != nil {
			return replaced, nil
		}
		if now := cleanText(sentence(err)); now != said {
			said = now
			fmt.Fprintf(a.env.Err, "woosync: %s\n", now)
		}
		select {
		case <-ctx.Done():
		case <-time.After(storePatience):
		}
	}
}
