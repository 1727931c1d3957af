package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"woosync/cli/demo"
	"woosync/sync"
	"woosync/tui"
)

func (a *app) demo() *cobra.Command {
	var (
		rows     int
		headless bool
	)
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try everything: a store with history, a catalogue and two practice webshops",
		Long: `Open the screens on a demo: a catalogue of a Nordic shop, a history of some weeks, and two practice webshops served by this
program on this machine: Nordlys, which is healthy, and Sydkysten, which has the troubles of a crowded host. Everything works:
search, synchronize, watch, copy an error.

The demo is made anew in a temporary folder and removed at the end. With --store it is kept, to be looked at with other commands;
a store that holds anything else is left alone. Your keys and colours hold here too; views that you save here go with the demo.

--headless does the main job without a terminal and tells what happens. The exit status is 1 when something is not as it should be.`,
		Example: `  woosync demo
  woosync demo --headless
  woosync demo --rows 1000000 --store /tmp/million.db`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if rows < 0 {
				return usage(cmd, "--rows expects a number from 0, not %d", rows)
			}
			if !headless && (!isTerminal(a.env.In) || !isTerminal(a.env.Out)) {
				return &usageError{command: cmd.CommandPath(), text: "the screens need a terminal; --headless does without one"}
			}
			return a.playDemo(cmd.Context(), rows, headless)
		},
	}
	cmd.Flags().IntVar(&rows, "rows", 0, "give the history `N` more operations")
	cmd.Flags().BoolVar(&headless, "headless", false, "do the main job without a terminal, and tell what happens")
	return cmd
}

func (a *app) playDemo(ctx context.Context, rows int, headless bool) (err error) {
	bar := a.progress()
	path := a.storePath
	if path == "" {
		path = a.env.Getenv("WOOSYNC_STORE")
	}
	var look tui.Options
	from := "command line"
	if !headless {
		from = "screen"
		if look, err = a.look(""); err != nil {
			return err
		}
	}
	stage, err := demo.Set(ctx, demo.Options{Path: path, Rows: rows, Requester: a.requester(from), Now: a.env.Now,
		Progress: func(done, total int) { bar.show("operations of the history", done, total) }})
	bar.clear()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stage.Close()) }()
	if headless {
		return a.rehearse(ctx, stage)
	}
	look.Config = look.Config.Beside(stage.Folder())
	ctx, cancel := context.WithCancel(ctx)
	played := make(chan error, 1)
	go func() { played <- stage.Play(ctx) }()
	err = a.show(ctx, stage.Service(), look, false)
	cancel()
	if failed := <-played; failed != nil && !errors.Is(failed, context.Canceled) {
		err = errors.Join(err, fmt.Errorf("the demo could not be set up wholly: %w", failed))
	}
	return err
}

func (a *app) rehearse(ctx context.Context, stage *demo.Stage) error {
	stop := runWorker(ctx, sync.NewWorker(stage.Service(), sync.WorkerOptions{Holder: a.holder("demo")}))
	defer stop()
	if err := stage.Rehearse(ctx, a.env.Out); err != nil {
		return err
	}
	fmt.Fprintln(a.env.Out, "Everything was as it should be.")
	return nil
}
