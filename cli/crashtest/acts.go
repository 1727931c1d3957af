//go:build linux

package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"time"

	"woosync/store"
)

// actSync kills a `sync`.
func (l *life) actSync(ctx context.Context) error {
	h := l.drawHarm(bySync)
	p, err := l.run(launch{name: "sync", args: l.syncArguments(), fail: h.fail()})
	if err != nil {
		return err
	}
	l.aim(h, p)
	if err := p.wait(ctx); err != nil {
		return err
	}
	return l.bury(p, h.blame())
}

// actWorkers kills workers that stand by each other. When one still lives in the end, because its point was never passed or another
// one did the work, it is killed or asked to end.
func (l *life) actWorkers(ctx context.Context, n int) error {
	op, err := l.request(ctx)
	if err != nil {
		return err
	}
	harms, workers, err := l.startWorkers(n)
	if err != nil {
		return err
	}
	atTheEnd := pick(l.rng, []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM})
	if l.rng.IntN(5) == 0 {
		if err := l.takeInChanges(ctx); err != nil { // beneath the feet of those that work
			return err
		}
	}
	watching, stop := context.WithCancel(ctx)
	defer stop()
	final := l.final(watching, op)
	for _, p := range workers { // one that dies leaves the work to the next
		if _, err := await(ctx, "the operation to end, or "+p.name, final, p.ended); err != nil {
			return err
		}
	}
	for i, p := range workers {
		l.story.tell("%s gets %s", p.name, atTheEnd)
		p.signal(atTheEnd)
		if err := p.wait(ctx); err != nil {
			return err
		}
		if err := l.bury(p, harms[i].blame()); err != nil {
			return err
		}
	}
	return nil
}

func (l *life) startWorkers(n int) (harms []*harm, workers []*process, err error) {
	for range n {
		h := l.drawHarm(byWorker)
		p, err := l.run(launch{name: "worker", args: []string{"worker"}, fail: h.fail()})
		if err != nil {
			return nil, nil, err
		}
		l.aim(h, p)
		harms, workers = append(harms, h), append(workers, p)
	}
	return harms, workers, nil
}

// actEnd asks a program to end in the middle of its work, by a signal or by taking its terminal away, and looks whether it left
// everything in order.
func (l *life) actEnd(ctx context.Context) error {
	op, err := l.request(ctx)
	if err != nil {
		return err
	}
	h := &harm{kind: "shop", pass: l.rng.IntN(25), after: l.rng.IntN(2) == 0, signal: pick(l.rng, []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP})}
	if l.rng.IntN(3) == 0 {
		h.kind, h.wait = "moment", 50*time.Millisecond+time.Duration(l.rng.IntN(200_000))*time.Microsecond
	}
	h.hang = h.kind == "shop" && h.after && l.rng.IntN(6) == 0
	h.hangUp = l.rng.IntN(4) == 0
	command := launch{name: "worker", args: []string{"worker"}, tty: h.hangUp}
	switch l.rng.IntN(3) {
	case 0:
		command = launch{name: "sync", args: l.syncArguments(), tty: h.hangUp}
	case 1:
		command = launch{name: "screen", tty: true}
	}
	if l.rng.IntN(4) == 0 { // even then it can be killed
		command.fail = "kill 1 " + pick(l.rng, ofTransactions) + pick(l.rng, []string{"put back the rest of operation #", "hand over the work"})
	}
	p, err := l.run(command)
	if err != nil {
		return err
	}
	struck := l.aim(h, p)
	watching, stop := context.WithCancel(ctx)
	defer stop()
	which, err := await(ctx, "a request to the shop, or the operation to end", struck, p.ended, l.final(watching, op))
	if err != nil {
		return err
	}
	if which == 2 { // it had less to do than that
		h.do(p)
	}
	asked := time.Now()
	l.story.tell("%s is to end by %s", p.name, h.word())
	if err := p.wait(ctx); err != nil {
		return err
	}
	took := time.Since(asked)
	if err := l.bury(p, ""); err != nil {
		return err
	}
	if p.killed() {
		return nil
	}
	if which == 1 && p.status.Exited() && p.status.ExitStatus() == 0 && command.name == "sync" {
		return nil // it was done before
	}
	return l.endedInOrder(ctx, p, h, took)
}

func (l *life) endedInOrder(ctx context.Context, p *process, h *harm, took time.Duration) error {
	word := h.word()
	l.tally.count(l.tally.endings, word)
	l.tally.mu.Lock()
	l.tally.slowest = max(l.tally.slowest, took)
	l.tally.mu.Unlock()
	moments, _, err := p.moments(0)
	if err != nil {
		return err
	}
	if p.status.Signaled() && len(moments) > 0 { // else it had not come to listening for signals
		return fmt.Errorf("%s was to end by %s and died of it: %s", p.name, word, p.how())
	}
	running, err := l.store.Operations(ctx, store.OperationQuery{Filter: store.OperationFilter{States: []store.State{store.InProgress}}, Limit: 10})
	if err != nil {
		return err
	}
	lease, err := l.store.CurrentLease(ctx)
	if err != nil {
		return err
	}
	led := slices.Contains(moments, "store.committed rescue operations that were cut off")
	for _, op := range running.Rows {
		if led {
			return fmt.Errorf("%s ended by %s and left operation %d in progress", p.name, word, op.ID)
		}
	}
	if strings.Contains(lease.Holder, p.mark()) {
		return fmt.Errorf("%s ended by %s and left the lease to %q", p.name, word, lease.Holder)
	}
	return nil
}
