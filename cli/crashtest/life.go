//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// life is one store with its catalogue and its shop, through some rounds. It is used by one goroutine.
type life struct {
	seed   uint64
	n      int
	binary string
	dir    string
	tally  *tally

	rng       *rand.Rand // of the round
	shop      *wootest.Shop
	shared    bool // the shop allows a SKU twice
	strict    bool // it must not be shared
	taken     bool // the store was filled from the shop
	lease     time.Duration
	door      *door
	goods     *catalogue
	store     *store.Store // the harness is a program on the store as any other
	service   *sync.Service
	webshop   store.Webshop
	path      string // of the store
	file      string // the catalogue as it is imported
	round     int
	story     story
	struck    int // kills and suspensions of the round
	turns     map[string]int
	only      []string        // points that are aimed at, and no others; empty: all
	hit       map[string]bool // points at which the life was struck
	checked   int64           // the last operation that was held against its results
	processes int
	living    []*process
	closers   []func() error
}

// story is what happened in a round, for whoever has to find out why it went wrong.
type story struct {
	begun time.Time
	lines []string
}

func (s *story) tell(format string, args ...any) {
	s.lines = append(s.lines, fmt.Sprintf("%7.3f  ", time.Since(s.begun).Seconds())+fmt.Sprintf(format, args...))
}

// roundsOfALife is how many rounds a store goes through: enough to grow old, few enough that a later life has other settings.
const roundsOfALife = 10

func newLife(seed uint64, n int, binary, dir string, tally *tally) *life {
	return &life{lease: lease, turns: map[string]int{}, hit: map[string]bool{}, seed: seed, n: n, binary: binary, dir: filepath.Join(dir, fmt.Sprintf("life-%d", n)), tally: tally}
}

// live goes through rounds. The error says what is wrong, with the story of the round.
func (l *life) live(ctx context.Context, rounds int) (err error) {
	defer func() { err = errors.Join(err, l.end()) }()
	l.story.begun = time.Now()
	if err := l.begin(ctx); err != nil {
		return fmt.Errorf("seed %d, life %d: %w", l.seed, l.n, err)
	}
	for l.round = 1; l.round <= rounds && ctx.Err() == nil; l.round++ {
		l.story, l.struck = story{begun: time.Now()}, 0
		l.rng = l.chance(l.round)
		if err := l.play(ctx); err != nil {
			return fmt.Errorf("seed %d, life %d, round %d%s: %w\nThe story of the round (everything is kept in %s):\n%s", l.seed, l.n, l.round, l.aims(), err, l.dir, l.tale())
		}
		l.tally.mu.Lock()
		l.tally.rounds++
		l.tally.mu.Unlock()
		if err := l.sweep(); err != nil {
			return err
		}
	}
	return nil
}

// aims says what the life aims at, where that is not everything.
func (l *life) aims() string {
	if len(l.only) == 0 {
		return ""
	}
	return fmt.Sprintf(", -only %q", strings.Join(l.only, "|"))
}

func (l *life) tale() string { return strings.Join(l.story.lines, "\n") }

// chance is the luck of a round, whatever came before.
func (l *life) chance(round int) *rand.Rand {
	return rand.New(rand.NewPCG(l.seed, uint64(l.n)<<32|uint64(round)))
}

// begin makes the shop, the catalogue and the store with its webshop, which the settings of this life say how to treat.
func (l *life) begin(ctx context.Context) error {
	rng := l.chance(0)
	if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return err
	}
	// In every other life the shop lets a SKU be there twice, so that nothing but the program itself prevents it.
	l.shared = rng.IntN(2) == 0 && !l.strict
	l.shop = wootest.New(wootest.Options{KeepRequests: -1, Seed: l.seed, DuplicateSKUs: l.shared,
		Latency: wootest.Latency{PerCall: time.Duration(rng.IntN(3)) * time.Millisecond}})
	l.closers = append(l.closers, l.shop.Close)
	var err error
	if l.door, err = newDoor(l.shop); err != nil {
		return err
	}
	url, shut, err := l.door.open()
	if err != nil {
		return err
	}
	l.closers = append(l.closers, shut)
	l.goods = newCatalogue(rng, 120+rng.IntN(120), 8+rng.IntN(12), url+"/pictures/")
	l.file, l.path = filepath.Join(l.dir, "catalogue.csv"), filepath.Join(l.dir, "store.db")
	l.rng = rng
	if err := l.takeIn(ctx); err != nil { // the store is made under fire
		return err
	}
	if err := l.openStore(ctx); err != nil {
		return err
	}
	removals := []store.Removal{store.RemoveToTrash, store.RemoveToTrash, store.RemoveForGood, store.RemoveToDraft}
	if l.shared {
		removals = removals[:3] // a product that is brought back finds its draft only because the shop refuses another one
	}
	key, secret := l.shop.Keys()
	l.webshop, err = l.service.AddWebshop(ctx, store.Webshop{
		Name: nordlys, URL: url, Keys: store.Keys{ConsumerKey: key, ConsumerSecret: secret}, CanWrite: true,
		BatchSize: pick(rng, []int{4, 10, 30}), Connections: 1 + rng.IntN(2), Timeout: 20 * time.Second,
		Removal: pick(rng, removals),
	}, true)
	return err
}

// run starts the program.
func (l *life) run(how launch) (*process, error) {
	l.processes++
	how.name = fmt.Sprintf("%s %d", how.name, l.processes)
	path := l.path
	if how.store != "" {
		path = how.store
	}
	p, err := start(l.binary, l.dir, path, l.lease, how)
	if err != nil {
		return nil, err
	}
	l.living = append(l.living, p)
	l.tally.mu.Lock()
	l.tally.started++
	l.tally.mu.Unlock()
	l.story.tell("%s starts: %s%s", p.name, strings.Join(how.args, " "), strings.TrimRight("; "+how.fail, "; "))
	return p, nil
}

// bury counts where a process was killed, once it has ended. blame is where, if it was no failpoint.
func (l *life) bury(p *process, blame string) error {
	lines, _, err := p.moments(0)
	if err != nil {
		return err
	}
	l.tally.trace(lines)
	if p.killed() {
		killed := l.tally.where(lines, blame)
		if killed != idle {
			l.struck++
		}
		l.hit[killed] = true
		l.tally.count(l.tally.kills, killed)
		l.story.tell("%s: %s at %s", p.name, p.how(), killed)
	} else {
		l.story.tell("%s: %s", p.name, p.how())
	}
	text := p.printed()
	for _, never := range []string{"panic:", "goroutine ", "SQLITE_", "database is locked", "keeps the store locked"} {
		if strings.Contains(text, never) {
			return fmt.Errorf("%s says %q:\n%s", p.name, never, text)
		}
	}
	return nil
}

// sweep removes what the processes of a good round left behind.
func (l *life) sweep() error {
	l.living = nil
	for _, pattern := range []string{"*.trace", "*.print"} {
		files, err := filepath.Glob(filepath.Join(l.dir, pattern))
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// end kills what still runs and closes everything.
func (l *life) end() error {
	var errs []error
	for _, p := range l.living {
		p.kill()
		<-p.ended
	}
	for i := len(l.closers) - 1; i >= 0; i-- {
		errs = append(errs, l.closers[i]())
	}
	return errors.Join(errs...)
}
