//go:build linux

package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	gosync "sync"
	"time"
)

// tally counts what happened, over all lives.
type tally struct {
	mu       gosync.Mutex
	rounds   int
	started  int            // processes
	kills    map[string]int // by where they struck
	stops    map[string]int // likewise, of suspensions
	endings  map[string]int // of signals that ask a program to end
	passes   map[string]int // of listed points
	unlisted map[string]int // moments that points.go does not have
	ended    map[string]int // operations, by how they ended
	errands  map[string]int // by name
	slowest  time.Duration  // of the endings

	points []point
	listed map[string]bool
}

func newTally() *tally {
	t := &tally{kills: map[string]int{}, stops: map[string]int{}, endings: map[string]int{}, passes: map[string]int{}, unlisted: map[string]int{}, ended: map[string]int{}, errands: map[string]int{},
		points: points(), listed: map[string]bool{}}
	for _, p := range t.points {
		t.listed[p.name] = true
	}
	return t
}

func (t *tally) count(in map[string]int, what string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	in[what]++
}

// trace counts the moments that a process passed.
func (t *tally) trace(lines []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "!"):
		case t.listed[line]:
			t.passes[line]++
		default:
			t.unlisted[line]++
		}
	}
}

// where is the point at which a failpoint struck, or another place where none did.
func (t *tally) where(lines []string, otherwise string) string {
	for _, line := range slices.Backward(lines) {
		if word, name, ok := strings.Cut(line, " "); ok && strings.HasPrefix(word, "!") {
			return name
		}
	}
	return otherwise
}

// complete fails where a process passed a moment that the list of points does not have.
func (t *tally) complete() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.unlisted) > 0 {
		return fmt.Errorf("points.go does not list: %s", strings.Join(slices.Sorted(maps.Keys(t.unlisted)), ", "))
	}
	return nil
}

// missed are the points at which nothing was killed.
func (t *tally) missed() (names []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range t.points {
		if t.kills[p.name] == 0 {
			names = append(names, p.name)
		}
	}
	return names
}

func (t *tally) played() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rounds
}

func sum(of map[string]int) (n int) {
	for _, v := range of {
		n += v
	}
	return n
}

func (t *tally) report(w io.Writer, whole bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(w, "%d rounds, %d processes, %d kills (%d in the middle of their work), %d suspensions, %d orderly endings, %d operations.\n",
		t.rounds, t.started, sum(t.kills), sum(t.kills)-t.kills[idle], sum(t.stops), sum(t.endings), sum(t.ended))
	table := func(title string, of map[string]int) {
		if len(of) == 0 {
			return
		}
		fmt.Fprintf(w, "\n%s\n", title)
		keys := slices.Sorted(maps.Keys(of))
		for _, k := range keys {
			fmt.Fprintf(w, "%8d  %s\n", of[k], k)
		}
	}
	table("Operations, by how they ended:", t.ended)
	table("Orderly endings:", t.endings)
	table("Errands:", t.errands)
	if t.slowest > 0 {
		fmt.Fprintf(w, "The slowest took %s.\n", t.slowest.Round(time.Millisecond))
	}
	if !whole {
		return
	}
	table("Kills, by where they struck:", t.kills)
	table("Suspensions, by where they struck:", t.stops)
	spared, never := map[string]int{}, map[string]int{}
	for _, p := range t.points {
		switch {
		case t.passes[p.name] == 0:
			never[p.name] = 0
		case t.kills[p.name] == 0:
			spared[p.name] = t.passes[p.name]
		}
	}
	table("Points without a kill, with how often they were passed:", spared)
	table("Points that were never passed:", never)
}
