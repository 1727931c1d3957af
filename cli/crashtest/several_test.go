//go:build linux

package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"woosync/store"
)

// Two, five and twenty programs of every kind on one store: each operation runs once, whoever works can die or be suspended, nobody
// is told of locks, and the screens show who works.
func TestSeveralPrograms(t *testing.T) {
	for i, n := range []int{2, 5, 20} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			c := &crowd{life: newLife(*seed, i, binary, t.TempDir(), newTally()), n: n}
			c.strict, c.lease = true, time.Second
			c.story.begun = time.Now()
			err := c.play(t.Context())
			if endErr := c.end(); err == nil {
				err = endErr
			}
			if err != nil {
				t.Fatalf("seed %d: %v\n%s", *seed, err, c.tale())
			}
		})
	}
}

// crowd is a life with several programs at a time.
type crowd struct {
	*life
	n     int
	staff []*process // workers and screens, which stay
}

func (c *crowd) play(ctx context.Context) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	for i := range c.n {
		if err := c.hire(i); err != nil {
			return err
		}
	}
	for _, strike := range []func(context.Context) error{c.kill, c.suspend, func(context.Context) error { return nil }} {
		if err := c.turn(ctx, strike); err != nil {
			return err
		}
		if err := c.screensShow(ctx); err != nil {
			return err
		}
	}
	if err := c.onceEach(ctx); err != nil {
		return err
	}
	for _, p := range c.staff {
		p.signal(syscall.SIGTERM)
	}
	for _, p := range c.staff {
		if err := p.wait(ctx); err != nil {
			return err
		}
		if err := c.bury(p, ""); err != nil {
			return err
		}
		if p.status.Signaled() {
			return fmt.Errorf("%s died of %s", p.name, p.how())
		}
	}
	if err := c.calm(ctx); err != nil {
		return err
	}
	return c.reckon(ctx)
}

// kinds are the programs, in turn: the first two stay, the others are run again and again.
var kinds = []string{"worker", "screen", "sync", "operations", "import"}

func (c *crowd) hire(i int) error {
	how := launch{name: kinds[i%len(kinds)]}
	switch how.name {
	case "worker":
		how.args = []string{"worker"}
	case "screen":
		how.tty = true
	default:
		return nil
	}
	p, err := c.run(how)
	c.staff = append(c.staff, p)
	return err
}

// turn changes the catalogue and lets everybody work at once; strike happens meanwhile.
func (c *crowd) turn(ctx context.Context, strike func(context.Context) error) error {
	c.story.tell("the catalogue: %s", c.goods.change(c.rng))
	if err := os.WriteFile(c.file, c.goods.file(c.rng), 0o600); err != nil {
		return err
	}
	errands := []launch{{name: "import", args: []string{"import", c.file, "--replace"}}}
	for i := range c.n {
		switch kinds[i%len(kinds)] {
		case "sync":
			errands = append(errands, launch{name: "sync", args: c.syncArguments()})
		case "operations":
			errands = append(errands, launch{name: "operations", args: []string{"operations", "--json"}})
		case "import":
			errands = append(errands, errands[0])
		}
	}
	var running []*process
	for _, how := range errands {
		p, err := c.run(how)
		if err != nil {
			return err
		}
		running = append(running, p)
	}
	op, err := c.request(ctx)
	if err != nil {
		return err
	}
	if err := strike(ctx); err != nil {
		return err
	}
	for _, p := range running {
		if err := p.wait(ctx); err != nil {
			return err
		}
		if err := c.bury(p, ""); err != nil {
			return err
		}
		if !p.status.Exited() || p.status.ExitStatus() != 0 && !strings.HasPrefix(p.name, "sync") { // another one may have superseded it
			return fmt.Errorf("%s ended with %s:\n%s", p.name, p.how(), p.printed())
		}
	}
	_, err = await(ctx, "the operation to end", c.final(ctx, op))
	return err
}

// kill ends whoever works, and hires another one.
func (c *crowd) kill(ctx context.Context) error {
	first, err := c.leader(ctx, c.staff)
	if err != nil {
		return err
	}
	first.kill()
	if err := first.wait(ctx); err != nil {
		return err
	}
	if err := c.bury(first, "in a crowd"); err != nil {
		return err
	}
	c.staff = slices.DeleteFunc(c.staff, func(p *process) bool { return p == first })
	if err := c.hire(0); err != nil {
		return err
	}
	_, err = c.leader(ctx, c.living)
	return err
}

// suspend stops whoever works outside of a transaction, lets another one take over, and wakes it.
func (c *crowd) suspend(ctx context.Context) error {
	first, err := c.leader(ctx, c.staff)
	if err != nil {
		return err
	}
	for writing := true; writing; {
		first.signal(syscall.SIGCONT)
		first.signal(syscall.SIGSTOP)
		if _, err := await(ctx, first.name+" to be stopped", first.stopped); err != nil {
			return err
		}
		if writing, err = first.writes(); err != nil {
			return err
		}
	}
	before, asleep, err := first.moments(0)
	if err != nil {
		return err
	}
	second, err := c.leader(ctx, slices.DeleteFunc(slices.Clone(c.living), func(p *process) bool { return p == first }))
	if err != nil {
		return err
	}
	c.story.tell("%s sleeps, %s works; it is woken", first.name, second.name)
	first.signal(syscall.SIGCONT)
	op, err := c.request(ctx)
	if err != nil {
		return err
	}
	if _, err := await(ctx, "the operation to end", c.final(ctx, op)); err != nil {
		return err
	}
	return c.wroteNothing(first, before, asleep)
}

// onceEach finds operations that were begun again although the work did not change hands. The lease's token counts how often it did:
// twice by what the test does, and where the machine is so slow that a lease ends by itself.
func (c *crowd) onceEach(ctx context.Context) error {
	if _, err := c.leader(ctx, c.staff); err != nil {
		return err
	}
	lease, err := c.store.CurrentLease(ctx)
	if err != nil {
		return err
	}
	page, err := c.store.Operations(ctx, store.OperationQuery{Limit: 1000})
	if err != nil {
		return err
	}
	again := 0
	for _, op := range page.Rows {
		again += max(0, op.Attempts-1)
		if op.State == store.Failed {
			return fmt.Errorf("operation %d failed: %s", op.ID, op.Error)
		}
	}
	c.story.tell("the lease has token %d, %d operations were begun again", lease.Token, again)
	if int64(again) >= lease.Token {
		return fmt.Errorf("%d operations were begun again, and the lease has token %d", again, lease.Token)
	}
	return nil
}
