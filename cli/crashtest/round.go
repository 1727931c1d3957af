//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"woosync/store"
	"woosync/sync"
)

// mostActs is after how many a round goes on although nothing struck.
const mostActs = 8

// play is one round: a change, harm, calm, and the reckoning.
func (l *life) play(ctx context.Context) error {
	if err := l.doErrand(ctx); err != nil {
		return err
	}
	if l.round > 1 || l.rng.IntN(2) == 0 {
		if err := l.takeInChanges(ctx); err != nil {
			return err
		}
	}
	if l.rng.IntN(5) < 2 || len(l.only) > 0 {
		faults := weather(l.rng)
		l.shop.SetFaults(faults...)
		l.story.tell("the shop will have: %s", describeFaults(faults))
	}
	acts := 1 + l.rng.IntN(3)
	if len(l.only) > 0 {
		acts = mostActs
	}
	for n := 0; n < acts || l.struck == 0 && n < mostActs; n++ {
		if err := l.act(ctx); err != nil {
			return err
		}
	}
	l.shop.SetFaults()
	l.door.quiet()
	if err := l.calm(ctx); err != nil {
		return err
	}
	return l.reckon(ctx)
}

func (l *life) act(ctx context.Context) error {
	l.door.quiet() // nobody who is meant lives any more
	switch n := l.rng.IntN(20); {
	case n < 6 || n > 13 && len(l.unhit(l.only)) > 0:
		return l.actSync(ctx)
	case n < 11:
		return l.actWorkers(ctx, 1)
	case n < 14:
		return l.actWorkers(ctx, 2)
	case n < 17:
		return l.actSuspend(ctx)
	default:
		return l.actEnd(ctx)
	}
}

// takeInChanges changes the catalogue and imports it.
func (l *life) takeInChanges(ctx context.Context) error {
	l.story.tell("the catalogue: %s", l.goods.change(l.rng))
	return l.takeIn(ctx)
}

// takeIn imports the catalogue, under fire, until the import has succeeded.
func (l *life) takeIn(ctx context.Context) error {
	if err := os.WriteFile(l.file, l.goods.file(l.rng), 0o600); err != nil {
		return err
	}
	fire := l.rng.IntN(3) // more than 0: the first ones are killed
	for try := range 10 {
		h := l.drawHarm(byImport)
		if try >= fire {
			h = nil
		}
		p, err := l.run(launch{name: "import", args: []string{"import", l.file, "--replace"}, fail: h.fail()})
		if err != nil {
			return err
		}
		if err := p.wait(ctx); err != nil {
			return err
		}
		if err := l.bury(p, ""); err != nil {
			return err
		}
		if p.status.Exited() && p.status.ExitStatus() == 0 {
			return nil
		}
		if !p.killed() {
			return fmt.Errorf("%s ended with %s:\n%s", p.name, p.how(), p.printed())
		}
	}
	return errors.New("no import succeeded")
}

// request asks for a synchronization as a screen would; 0 when there is nothing to ask for.
func (l *life) request(ctx context.Context) (int64, error) {
	r := sync.Request{WebshopID: l.webshop.ID, ConfirmRemovals: true, Full: l.rng.IntN(4) == 0}
	named := ""
	if l.rng.IntN(4) == 0 {
		skus := some(l.rng, l.goods.skus(func(*article) bool { return true }), 12)
		products, err := l.store.ProductsBySKU(ctx, skus)
		if err != nil {
			return 0, err
		}
		for _, p := range products {
			r.ProductIDs = append(r.ProductIDs, p.ID)
		}
		named = fmt.Sprintf(" of %d products by name", len(products))
	}
	op, created, err := l.service.Request(ctx, r)
	var idle *sync.InactiveError
	if errors.As(err, &idle) {
		l.story.tell("nothing to ask for%s", named)
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	l.story.tell("asked for operation %d%s, full %v, new %v", op.ID, named, r.Full, created)
	return op.ID, nil
}

// final closes a channel when an operation has ended.
func (l *life) final(ctx context.Context, op int64) <-chan struct{} {
	done := make(chan struct{})
	if op == 0 {
		close(done)
		return done
	}
	go func() {
		if _, err := l.service.Wait(ctx, []int64{op}, nil); err == nil {
			close(done)
		}
	}()
	return done
}

// syncArguments are those of a `sync`, of everything or of some products.
func (l *life) syncArguments() []string {
	args := []string{"sync", "--confirm-removals"}
	if l.rng.IntN(4) == 0 {
		args = append(args, "--all")
	}
	if l.rng.IntN(5) == 0 {
		args = append(args, some(l.rng, l.goods.skus(func(a *article) bool { return a.wanted() }), 8)...)
	}
	return args
}

// calm lets the program run undisturbed until there is nothing more to do, and it has written nothing to the shop to find that out.
func (l *life) calm(ctx context.Context) error {
	const most = 6
	for try := 1; try <= most; try++ {
		writes := l.shop.WriteCount()
		p, err := l.run(launch{name: "calm", args: []string{"sync", "--confirm-removals"}})
		if err != nil {
			return err
		}
		if err := p.wait(ctx); err != nil {
			return err
		}
		if err := l.bury(p, ""); err != nil {
			return err
		}
		text, wrote := p.printed(), l.shop.WriteCount()-writes
		if !p.status.Exited() {
			return fmt.Errorf("%s ended with %s:\n%s", p.name, p.how(), text)
		}
		open, differ, err := l.left(ctx)
		if err != nil {
			return err
		}
		l.story.tell("%s: %d requests wrote, %d operations open, %d products differ: %s", p.name, wrote, open, differ, strings.ReplaceAll(text, "\n", " / "))
		if p.status.ExitStatus() == 0 && wrote == 0 && open == 0 && differ == 0 {
			return nil
		}
	}
	return fmt.Errorf("in calm weather %d synchronizations in a row found something to do", most)
}

// left counts the operations that have not ended, and the products that are not in the shop as the catalogue wants them.
func (l *life) left(ctx context.Context) (open, differ int, err error) {
	counts, err := l.store.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return 0, 0, err
	}
	plan, err := l.service.PlanCounts(ctx, l.webshop.ID)
	return counts[store.NotProcessed] + counts[store.InProgress], plan.Add + plan.Update + plan.Remove, err
}
