//go:build linux

package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	gosync "sync"
	"syscall"
	"time"
)

// plan is what is asked of the harness.
type plan struct {
	rounds int
	seed   uint64
	first  int // number of the first life
	beside int // lives at the same time: most of their time is waiting
	dir    string
	binary string
	tell   func(format string, args ...any)
}

func main() {
	p := plan{tell: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }}
	flag.IntVar(&p.rounds, "rounds", 1000, "how many rounds to play")
	flag.Uint64Var(&p.seed, "seed", uint64(time.Now().UnixNano())%1_000_000, "decides what happens in which round")
	flag.IntVar(&p.first, "life", 0, "begin with this life, to see one again")
	flag.IntVar(&p.beside, "beside", 4, "how many lives run at the same time")
	flag.StringVar(&p.binary, "binary", "", "a woosync built with -tags failpoints; built if empty")
	flag.Parse()
	if err := p.work(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// work makes a folder and the program, plays, and prints the figures. The folder is kept where something went wrong.
func (p *plan) work(ctx context.Context) (err error) {
	if p.dir, err = os.MkdirTemp("", "crashtest-"); err != nil {
		return err
	}
	if p.binary == "" {
		p.binary = filepath.Join(p.dir, "woosync")
		if err := build(p.binary); err != nil {
			return err
		}
	}
	begun := time.Now()
	t, err := p.play(ctx)
	t.report(os.Stdout, true)
	fmt.Printf("\nSeed %d, %s.\n", p.seed, time.Since(begun).Round(time.Second))
	if err != nil {
		return err
	}
	return os.RemoveAll(p.dir)
}

// build makes a woosync with failpoints.
func build(to string) error {
	cmd := exec.Command("go", "build", "-tags", "failpoints", "-o", to, "woosync")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build the program with failpoints: %w\n%s", err, out)
	}
	return nil
}

// play goes through all rounds, some lives beside each other. A life ends with its first fault, the others go on.
func (p *plan) play(ctx context.Context) (*tally, error) {
	// What the harness listens to, the programs that it starts do not ignore, even where the harness was told to.
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	p.tell("crashtest: %d rounds, seed %d", p.rounds, p.seed)
	t := newTally()
	lives := (p.rounds + roundsOfALife - 1) / roundsOfALife
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n := range lives {
			select {
			case numbers <- n:
			case <-ctx.Done():
				return
			}
		}
	}()
	var mu gosync.Mutex
	var errs []error
	var wg gosync.WaitGroup
	for range p.beside {
		wg.Go(func() {
			for n := range numbers {
				l := newLife(p.seed, p.first+n, p.binary, p.dir, t)
				err := l.live(ctx, min(roundsOfALife, p.rounds-n*roundsOfALife))
				if err == nil {
					err = os.RemoveAll(l.dir)
				}
				if err != nil {
					p.tell("%v\n", err)
					mu.Lock()
					errs = append(errs, fmt.Errorf("life %d failed, see above", p.first+n))
					mu.Unlock()
				}
				t.mu.Lock()
				rounds := t.rounds
				t.mu.Unlock()
				p.tell("crashtest: %d of %d rounds", rounds, p.rounds)
			}
		})
	}
	wg.Wait()
	return t, errors.Join(append(errs, t.complete(), ctx.Err())...)
}
