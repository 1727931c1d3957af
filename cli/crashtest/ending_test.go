//go:build linux

package main

import (
	"context"
	"fmt"
	"syscall"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
)

// Whoever asks a program to end in the middle of a batch, it ends in order: what the shop answers is recorded, what it does not answer
// is noted as unknown, and the operation waits for the next program.
func TestEndings(t *testing.T) {
	commands := []launch{{name: "worker", args: []string{"worker"}}, {name: "sync", args: []string{"sync"}}, {name: "screen", tty: true}}
	endings := []func() *harm{
		func() *harm { return &harm{signal: syscall.SIGTERM} },
		func() *harm { return &harm{signal: syscall.SIGINT} },
		func() *harm { return &harm{signal: syscall.SIGHUP} },
		func() *harm { return &harm{hangUp: true} },
	}
	n := 0
	for i, ending := range endings {
		for k, how := range commands {
			for _, hang := range []bool{false, true} {
				if hang && i%len(commands) != k {
					continue // each takes as long as a program is patient with the shop
				}
				h := ending()
				h.kind, h.on, h.pass, h.after, h.hang = "shop", "/products/batch", 1, true, hang
				how.tty = how.tty || h.hangUp
				n++
				l := newLife(*seed, n, binary, t.TempDir(), newTally())
				t.Run(fmt.Sprintf("%s, %s, silent shop %v", how.name, h.word(), hang), func(t *testing.T) {
					t.Parallel()
					l.story.begun = time.Now()
					err := l.endInTheMiddle(t.Context(), how, h)
					if endErr := l.end(); err == nil {
						err = endErr
					}
					if err != nil {
						t.Fatalf("seed %d: %v\n%s", *seed, err, l.tale())
					}
				})
			}
		}
	}
}

func (l *life) endInTheMiddle(ctx context.Context, how launch, h *harm) error {
	if err := l.begin(ctx); err != nil {
		return err
	}
	if how.name != "sync" {
		if _, _, err := l.service.Request(ctx, sync.Request{WebshopID: l.webshop.ID}); err != nil {
			return err
		}
	}
	p, err := l.run(how)
	if err != nil {
		return err
	}
	if _, err := await(ctx, "a batch", l.aim(h, p)); err != nil {
		return err
	}
	asked := time.Now()
	if err := p.wait(ctx); err != nil {
		return err
	}
	took := time.Since(asked)
	if err := l.bury(p, ""); err != nil {
		return err
	}
	if err := l.endedInOrder(ctx, p, h, took); err != nil {
		return err
	}
	page, err := l.store.Operations(ctx, store.OperationQuery{Limit: 10})
	if err != nil {
		return err
	}
	op := page.Rows[0]
	unknown, err := l.store.Intents(ctx, l.webshop.ID)
	if err != nil {
		return err
	}
	if page.Total != 1 || op.State != store.NotProcessed || op.Done == 0 || h.hang && len(unknown) == 0 {
		return fmt.Errorf("the operation is %s with %d of %d done, and %d writes are unknown", op.State, op.Done, op.Total, len(unknown))
	}
	if err := l.calm(ctx); err != nil {
		return err
	}
	return l.reckon(ctx)
}
