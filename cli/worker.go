package cli

import (
	"context"
	"errors"
	"fmt"

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
			s, err := a.open(cmd.Context(), "worker")
			if err != nil {
				return err
			}
			defer s.close()
			if s.service.ReadOnly() {
				return store.ErrReadOnly
			}
			w := sync.NewWorker(s.service, options)
			ctx, cancel := context.WithCancel(cmd.Context())
			defer cancel()
			go a.reportWork(ctx, s, w)
			fmt.Fprintf(a.env.Err, "The worker runs on %s; ctrl+c stops it.\n", s.store.Path())
			if err := w.Run(cmd.Context()); err != nil && !errors.Is(err, context.Canceled) {
				return fmt.Errorf("the worker ended: %w", err)
			}
			fmt.Fprintln(a.env.Err, "The worker has stopped.")
			return nil
		},
	}
}
