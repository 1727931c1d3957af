package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime/debug"

	"woosync/sync"
	"woosync/tui"
	"woosync/tui/config"
)

// errNoTerminal says where the answers are that the screens would give.
var errNoTerminal = &usageError{command: "woosync", text: "the screens need a terminal; `woosync operations` prints the overview"}

// screens opens the screens on the store of this run, with a worker beside them.
func (a *app) screens(ctx context.Context) error {
	if !isTerminal(a.env.In) || !isTerminal(a.env.Out) {
		return errNoTerminal
	}
	path, err := a.storeFile()
	if err != nil {
		return err
	}
	o, err := a.look(path)
	if err != nil {
		return err
	}
	s, err := a.open(ctx, "screen")
	if err != nil {
		return err
	}
	defer s.close()
	return a.show(ctx, s.service, o, true)
}

// look is how the user wants the screens to look, and how they were left on the store at path; "" is one that is not kept.
func (a *app) look(path string) (tui.Options, error) {
	c, problems, err := a.loadConfig()
	if err != nil {
		return tui.Options{}, err
	}
	if a.asciiSaid() {
		c.ASCII = a.ascii
	}
	o := tui.Options{Config: c, Problems: problems, ASCII: a.ascii, ReadOnly: a.readOnly, Now: a.env.Now}
	if path == "" {
		return o, nil
	}
	if path, err = filepath.Abs(path); err != nil {
		return o, fmt.Errorf("find the folder of the store: %w", err)
	}
	var more []config.Problem
	o.Memory, more = c.Recall(path)
	o.Problems = append(o.Problems, more...)
	o.Leave = func(m config.Memory) {
		if err := c.Keep(path, m); err != nil {
			fmt.Fprintf(a.env.Err, "woosync: %s\n", cleanText(err.Error()))
		}
	}
	return o, nil
}

// screensGC is the garbage, in percent of what is alive, that the screens let lie about. They wait most of the time and hold large
// tables of numbers, so a sparing heap costs them nothing that a user feels: 20 MB less at a million operations.
const screensGC = 25

// show runs the screens until the user leaves, and the worker as long. moves says that they may go over to a store that takes the place
// of the one they began with.
func (a *app) show(ctx context.Context, service *sync.Service, o tui.Options, moves bool) error {
	defer debug.SetGCPercent(debug.SetGCPercent(screensGC))
	g, err := a.stand(ctx, service)
	if err != nil {
		return err
	}
	defer g.end()
	if o.Backend = g.backend(); moves {
		o.Reopen = g.move
	}
	return tui.Run(ctx, o)
}
