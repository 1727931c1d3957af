package cli

import (
	"context"
	"runtime/debug"

	"woosync/sync"
	"woosync/tui"
)

// errNoTerminal says where the answers are that the screens would give.
var errNoTerminal = &usageError{command: "woosync", text: "the screens need a terminal; `woosync operations` prints the overview"}

// screens opens the screens on the store of this run, with a worker beside them.
func (a *app) screens(ctx context.Context) error {
	if !isTerminal(a.env.In) || !isTerminal(a.env.Out) {
		return errNoTerminal
	}
	s, err := a.open(ctx, "screen")
	if err != nil {
		return err
	}
	defer s.close()
	return a.show(ctx, s.service)
}

// screensGC is the garbage, in percent of what is alive, that the screens let lie about. They wait most of the time and hold large
// tables of numbers, so a sparing heap costs them nothing that a user feels: 20 MB less at a million operations.
const screensGC = 25

// show runs the screens until the user leaves, and the worker as long.
func (a *app) show(ctx context.Context, service *sync.Service) error {
	defer debug.SetGCPercent(debug.SetGCPercent(screensGC))
	options, err := a.workerOptions("screen")
	if err != nil {
		return err
	}
	w := sync.NewWorker(service, options)
	if !service.ReadOnly() {
		stop := runWorker(ctx, w)
		defer stop()
	}
	return tui.Run(ctx, tui.Options{Backend: tui.NewBackend(service, w), ASCII: a.ascii, ReadOnly: a.readOnly, Now: a.env.Now})
}
