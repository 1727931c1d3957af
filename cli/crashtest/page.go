//go:build linux

package main

import (
	_ "embed"
	"fmt"
	"os"
	"runtime"
	"strings"
	"text/template"
	"time"

	"github.com/dustin/go-humanize"
)

// roundsOfAPage is how many rounds make figures that are worth a page.
const roundsOfAPage = 1000

//go:embed crashes.md
var pageText string

// figures are what a run found.
type figures struct {
	Seed                                                    uint64
	Rounds, Processes, Kills, Working, Suspensions, Endings string
	Slowest, Took                                           time.Duration
	Operations, Completed, Aborted, Failed                  string
	Cores, Points, Passed, Struck                           int
	NeverStruck, NeverPassed                                []string
	Errands                                                 string
}

// writePage writes what is promised, how it is looked at, and what a run found.
func (t *tally) writePage(file string, seed uint64, took time.Duration) (err error) {
	text, err := t.page(seed, took)
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o644)
}

func (t *tally) page(seed uint64, took time.Duration) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	number := func(n int) string { return humanize.Comma(int64(n)) }
	f := figures{Seed: seed, Rounds: number(t.rounds), Processes: number(t.started), Kills: number(sum(t.kills)), Working: number(sum(t.kills) - t.kills[idle]),
		Suspensions: number(sum(t.stops)), Endings: number(sum(t.endings)), Slowest: t.slowest.Round(10 * time.Millisecond), Took: took.Round(time.Second),
		Operations: number(sum(t.ended)), Cores: runtime.NumCPU(), Points: len(t.points), Errands: number(sum(t.errands))}
	for state, n := range t.ended {
		switch word, _, _ := strings.Cut(state, " "); word {
		case "Completed":
			f.Completed = number(n)
		case "Aborted":
			f.Aborted = number(n)
		case "Failed":
			f.Failed = number(n)
		}
	}
	for _, p := range t.points {
		switch {
		case t.kills[p.name] > 0:
			f.Struck++
			f.Passed++
		case t.passes[p.name] > 0:
			f.Passed++
			f.NeverStruck = append(f.NeverStruck, p.name)
		default:
			f.NeverPassed = append(f.NeverPassed, p.name)
		}
	}
	page, err := template.New("page").Parse(pageText)
	if err != nil {
		return "", fmt.Errorf("read the text of the page: %w", err)
	}
	var b strings.Builder
	if err := page.Execute(&b, f); err != nil {
		return "", fmt.Errorf("write the page: %w", err)
	}
	return b.String(), nil
}
