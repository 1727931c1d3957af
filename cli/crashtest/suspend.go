//go:build linux

package main

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"time"
)

// actSuspend stops the program that works, lets another one take over, and wakes the first one: it must write nothing any more, not
// to the store and not to the shop, unless it has taken the lease anew.
func (l *life) actSuspend(ctx context.Context) error {
	op, err := l.request(ctx)
	if err != nil || op == 0 {
		return err
	}
	h := l.drawSuspension()
	soon := l.rng.IntN(2) == 0
	first, err := l.run(launch{name: "worker", args: []string{"worker"}, fail: h.fail()})
	if err != nil {
		return err
	}
	l.aim(h, first)
	watching, stop := context.WithCancel(ctx)
	defer stop()
	final := l.final(watching, op)
	which, err := await(ctx, "the worker to be stopped or the operation to end", first.stopped, final, first.ended)
	if err != nil {
		return err
	}
	workers := []*process{first}
	if which == 0 {
		writing, err := first.writes()
		if err != nil {
			return err
		}
		if writing { // nobody can write then; that SQLite's lock is kept is all that can be said of it
			l.story.tell("%s stands in a transaction and is woken", first.name)
			first.signal(syscall.SIGCONT)
			which = 1
		}
	}
	if which == 0 {
		second, err := l.run(launch{name: "worker", args: []string{"worker"}})
		if err != nil {
			return err
		}
		workers = append(workers, second)
		if err := l.succeed(ctx, first, second, soon, final, h); err != nil {
			return err
		}
	}
	if _, err := await(ctx, "the operation to end", final); err != nil {
		return err
	}
	for _, p := range workers {
		l.story.tell("%s gets %s", p.name, syscall.SIGTERM)
		if err := p.end(ctx, h); err != nil {
			return err
		}
		if err := l.bury(p, ""); err != nil {
			return err
		}
		if lines, _, err := p.moments(0); err != nil || p.status.Signaled() && len(lines) > 0 { // else it had not come to listening for signals
			return fmt.Errorf("%s died of %s: %w", p.name, p.how(), err)
		}
	}
	return nil
}

// end asks a process to end that may still be suspended, or come to it only now.
func (p *process) end(ctx context.Context, h *harm) error {
	h.once.Do(func() {})
	p.signal(syscall.SIGCONT)
	p.signal(syscall.SIGTERM)
	for {
		if which, err := await(ctx, p.name+" to end", p.ended, p.stopped); err != nil || which == 0 {
			return err
		}
		p.signal(syscall.SIGCONT)
	}
}

// drawSuspension decides where the program is stopped. Between the last look at the lease and the last byte of a request lies a
// moment about which nothing can be done: the shop does what it is asked, however late the end of the request arrives. So no point
// there is named, and a shop that lets a SKU be there twice sees no suspension at a moment that nobody chose.
func (l *life) drawSuspension() *harm {
	h := &harm{kind: "point", signal: syscall.SIGSTOP}
	how := l.rng.IntN(4)
	switch {
	case how == 0 && !l.shared:
		h.kind, h.wait = "moment", 30*time.Millisecond+time.Duration(l.rng.IntN(200_000))*time.Microsecond
	case how == 1 && !l.shared:
		h.kind, h.pass, h.after = "shop", l.rng.IntN(15), l.rng.IntN(2) == 0
	default:
		h.point, h.pass = l.somewhere(byWorker, func(p point) bool {
			if strings.HasSuffix(p.name, "hand over the work") || strings.HasPrefix(p.name[strings.Index(p.name, " ")+1:], "put back") {
				return false // of the end
			}
			return !strings.HasPrefix(p.name, "woo.send") && p.name != wire && !strings.HasPrefix(p.name, "store.commit ") && p.name != statement
		})
	}
	return h
}

// writes tells whether a process that stands still may have a transaction open.
func (p *process) writes() (bool, error) {
	lines, _, err := p.moments(0)
	for i := len(lines) - 1; i >= 0; i-- {
		if strings.HasPrefix(lines[i], "store.") {
			stopped := i+1 < len(lines) && strings.HasPrefix(lines[i+1], "!stop store.begin")
			return !strings.HasPrefix(lines[i], "store.committed") && !stopped, err
		}
	}
	return false, err
}

// succeed waits for the second worker to take over, wakes the first one, and reads what it did then.
func (l *life) succeed(ctx context.Context, first, second *process, soon bool, final <-chan struct{}, h *harm) error {
	if _, err := l.leader(ctx, []*process{second}); err != nil {
		return err
	}
	if !soon {
		if _, err := await(ctx, "the operation to end", final); err != nil {
			return err
		}
	}
	before, asleep, err := first.moments(0)
	if err != nil {
		return err
	}
	stopped := l.tally.where(before, h.blame())
	l.tally.count(l.tally.stops, stopped)
	l.struck++
	l.story.tell("%s stands at %s, %s works; it is woken", first.name, stopped, second.name)
	first.signal(syscall.SIGCONT)
	if _, err := await(ctx, "the operation to end", final); err != nil {
		return err
	}
	return l.wroteNothing(first, before, asleep)
}

// wroteNothing looks at what a program did after it was woken, up to where it held the lease again.
func (l *life) wroteNothing(p *process, before []string, asleep int64) error {
	after, _, err := p.moments(asleep)
	if err != nil {
		return err
	}
	onTheirWay := 0 // requests that were past the last look at the lease
	for _, line := range before {
		switch {
		case strings.HasPrefix(line, "woo.ask"):
			onTheirWay++
		case strings.HasPrefix(line, "woo.send"), strings.HasPrefix(line, "!stop woo.ask"):
			onTheirWay--
		}
	}
	for _, line := range after {
		request, sends := strings.CutPrefix(line, "woo.send ")
		what, commits := strings.CutPrefix(line, "store.committed ")
		switch {
		case commits && what == "rescue operations that were cut off": // whoever takes over begins with it
			return nil
		case sends && onTheirWay > 0:
			onTheirWay--
		case sends && !strings.HasPrefix(request, "GET"):
			return fmt.Errorf("%s was woken while another program worked, and sent %s", p.name, request)
		case commits && what != "take over the work" && !planning(what):
			return fmt.Errorf("%s was woken while another program worked, and wrote to the store: %s", p.name, what)
		}
	}
	return nil
}

// planning tells of what every program may write: what the catalogue asks of a webshop.
func planning(transaction string) bool {
	for _, known := range []string{"plan ", "note the plan ", "mirror "} {
		if strings.HasPrefix(transaction, known) {
			return true
		}
	}
	return false
}

// leader waits for one of some processes to hold the lease.
func (l *life) leader(ctx context.Context, of []*process) (*process, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	changes := l.store.Watch(ctx, 10*time.Millisecond)
	for {
		lease, err := l.store.CurrentLease(ctx)
		if err != nil {
			return nil, err
		}
		for _, p := range of {
			if strings.Contains(lease.Holder, p.mark()) && !p.isOver() {
				return p, nil
			}
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return nil, fmt.Errorf("waited in vain for somebody to work; %q does", lease.Holder)
		}
	}
}
