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
	"strings"
	gosync "sync"
	"syscall"
	"time"
)

// plan is what is asked of the harness.
type plan struct {
	rounds int
	seed   uint64
	first  int      // number of the first life
	only   []string // points that are aimed at; none: all
	// gleanings is how often points that were missed are aimed at in the end, and no others.
	gleanings int
	beside    int // lives at the same time: most of their time is waiting
	dir       string
	binary    string
	page      string
	tell      func(format string, args ...any)
}

func main() {
	p := plan{tell: func(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }}
	flag.IntVar(&p.rounds, "rounds", 1000, "how many rounds to play")
	flag.Uint64Var(&p.seed, "seed", uint64(time.Now().UnixNano())%1_000_000, "decides what happens in which round")
	flag.IntVar(&p.first, "life", 0, "begin with this life, to see one again")
	flag.IntVar(&p.beside, "beside", 4, "how many lives run at the same time")
	flag.StringVar(&p.binary, "binary", "", "a woosync built with -tags failpoints; built if empty")
	only := flag.String("only", "", "aim at these `points` alone, with | between, to see a life again")
	page := flag.String("page", "docs/crashes.md", "write what is promised and the figures to `FILE` after a run of 1,000 rounds and more that went well")
	flag.Parse()
	if *only != "" {
		p.only = strings.Split(*only, "|")
	} else if p.first == 0 {
		p.gleanings = 8
	}
	p.page = *page
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
	if t.slowest > endLimit {
		return fmt.Errorf("a program took %s to end, longer than %s", t.slowest, endLimit)
	}
	if p.rounds >= roundsOfAPage && p.page != "" {
		if err := t.writePage(p.page, p.seed, time.Since(begun)); err != nil {
			return err
		}
	}
	return os.RemoveAll(p.dir)
}

// endLimit is how long a program may take to end that was asked to. Only the command holds programs to it: a test would fail on a slow
// machine.
const endLimit = 5 * time.Second

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
	err := p.lives(ctx, t, p.first, p.rounds, p.only)
	for n := range p.gleanings {
		missed := t.missed()
		if len(missed) == 0 || err != nil {
			break
		}
		p.tell("crashtest: %d points were missed", len(missed))
		err = p.lives(ctx, t, firstGleaning*(n+1), p.beside*roundsOfALife, missed)
	}
	return t, errors.Join(err, t.complete(), ctx.Err())
}

// firstGleaning is the number of the first life that aims at points which were missed: no other has it.
const firstGleaning = 1_000_000

// lives plays rounds of lives, from a number on. only are the points that are aimed at; none: all.
func (p *plan) lives(ctx context.Context, t *tally, first, rounds int, only []string) error {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n := range (rounds + roundsOfALife - 1) / roundsOfALife {
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
				l := newLife(p.seed, first+n, p.binary, p.dir, t)
				l.only = only
				err := l.live(ctx, min(roundsOfALife, rounds-n*roundsOfALife))
				if err == nil {
					err = os.RemoveAll(l.dir)
				}
				if err != nil {
					p.tell("%v\n", err)
					mu.Lock()
					errs = append(errs, fmt.Errorf("life %d failed, see above", first+n))
					mu.Unlock()
				}
				p.tell("crashtest: %d rounds are played", t.played())
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}
