//go:build linux

package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"woosync/store"
	"woosync/sync"
)

// errand is what people do to a store besides synchronizing: a command that is killed at points of its own, until it may end. It
// begins where the shop has what the catalogue wants. turn counts how often it was done, over all lives.
type errand struct {
	name string
	do   func(l *life, ctx context.Context, turn int) error
}

var errands = [...]errand{
	{"back up", (*life).backUp},
	{"restore", (*life).restore},
	{"take the shop over", (*life).takeOver},
	{"repair", (*life).repair},
	{"delete old operations", (*life).prune},
	{"set", (*life).set},
	{"rescue", (*life).rescue},
	{"import half a catalogue", (*life).importHalf},
	{"retry", (*life).retry},
}

// doErrand does one in every second round, all of them in turn; in every round where only some points are aimed at.
func (l *life) doErrand(ctx context.Context) error {
	n := l.n*(roundsOfALife/2) + l.round/2 - 1 + int(l.seed%1000)
	if len(l.only) > 0 {
		n = l.n*roundsOfALife + l.round
	} else if l.round%2 == 1 {
		return nil
	}
	e := errands[n%len(errands)]
	l.story.tell("errand: %s", e.name)
	l.tally.count(l.tally.errands, e.name)
	if err := e.do(l, ctx, n/len(errands)); err != nil {
		return fmt.Errorf("%s: %w", e.name, err)
	}
	return nil
}

// underFire runs a command again and again: killed at the points of its own in turn, as often as fires says, and at last undisturbed.
// how may prepare a run, and see what it will suffer; after looks at what it left.
func (l *life) underFire(ctx context.Context, by string, turn, fires int, how func(h *harm) (launch, error), after func(p *process) error) error {
	for try := range fires + 1 {
		var h *harm
		if try < fires {
			h = l.aimed(by, turn*fires+try)
		}
		command, err := how(h)
		if err != nil {
			return err
		}
		command.fail = h.fail()
		p, err := l.run(command)
		if err != nil {
			return err
		}
		l.aim(h, p)
		if err := l.waitFor(ctx, p, h); err != nil {
			return err
		}
		if !p.killed() && h == nil && (!p.status.Exited() || p.status.ExitStatus() > command.most) {
			return fmt.Errorf("%s ended with %s:\n%s", p.name, p.how(), p.printed())
		}
		if after == nil {
			continue
		}
		if err := after(p); err != nil {
			return fmt.Errorf("after %s: %w", p.name, err)
		}
	}
	return nil
}

// waitFor waits for a process to end, and counts.
func (l *life) waitFor(ctx context.Context, p *process, h *harm) error {
	if err := p.wait(ctx); err != nil {
		return err
	}
	blame := ""
	if h != nil {
		blame = h.blame()
	}
	return l.bury(p, blame)
}

// calmly runs a command that nothing disturbs, and which has to succeed.
func (l *life) calmly(ctx context.Context, how launch) error {
	p, err := l.run(how)
	if err != nil {
		return err
	}
	if err := l.waitFor(ctx, p, nil); err != nil {
		return err
	}
	if !p.status.Exited() || p.status.ExitStatus() != 0 {
		return fmt.Errorf("%s ended with %s:\n%s", p.name, p.how(), p.printed())
	}
	return nil
}

// aimed is the harm of a turn: at one point of a command after the other, at a statement, at any moment.
func (l *life) aimed(by string, turn int) *harm {
	list := append(pointsOf(by), point{name: statement, most: 40})
	if missed := only(list, func(p point) bool { return slices.Contains(l.only, p.name) && !l.hit[p.name] }); len(missed) > 0 {
		list = missed
	}
	h := &harm{signal: syscall.SIGKILL, kind: "point", pass: 1}
	at, lap := turn%(len(list)+1), turn/(len(list)+1)
	if at == len(list) {
		h.kind, h.wait = "moment", time.Duration(l.rng.IntN(120_000))*time.Microsecond
		return h
	}
	h.point = list[at].name
	if lap%2 == 1 || h.point == statement {
		h.pass = 1 + l.rng.IntN(list[at].most)
	}
	return h
}

// startsAgain looks whether the next program that opens the store works.
func (l *life) startsAgain(ctx context.Context) error {
	return l.calmly(ctx, launch{name: "look", args: []string{"operations", "--json", "--limit", "1"}})
}

// openStore opens the store for the harness, which is a program as any other.
func (l *life) openStore(ctx context.Context) (err error) {
	if l.store, err = store.Open(ctx, store.Options{Path: l.path}); err != nil {
		return err
	}
	l.closers = append(l.closers, l.store.Close)
	l.service = sync.New(sync.Options{Store: l.store, Requester: "crashtest"})
	return nil
}

// alone does what needs a store that no other program has open.
func (l *life) alone(ctx context.Context, do func() error) error {
	if err := l.store.Close(); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	return l.openStore(ctx)
}

// beside lists the files whose names begin as that of a file, other than itself and what SQLite has beside it, and those of another
// beginning: what a command left.
func beside(path string, beginnings ...string) (out []string, err error) {
	for _, b := range append([]string{path + "."}, beginnings...) {
		files, err := filepath.Glob(b + "*")
		if err != nil {
			return nil, err
		}
		out = append(out, files...)
	}
	return out, nil
}

// unfinished tells by its name that a file is no store yet.
func unfinished(file string) bool { return strings.Contains(filepath.Base(file), ".part") }
