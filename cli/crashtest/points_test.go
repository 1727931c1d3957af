//go:build linux

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A program is struck at the point that was meant and at no other whose name begins like it.
func TestPointsAreStruckExactly(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "catalogue.csv")
	if err := os.WriteFile(file, []byte("SKU,Name\nA-1,Saw\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, fail, struck string }{
		{"beginning", "kill 1 store.begin|store.begin put|store.begin put # products into the catalogue for", ""},
		{"whole", "kill 1 store.begin put # products into the catalogue", "store.begin put # products into the catalogue"},
		{"second wish", "kill 1 store.begin put;kill 1 store.commit begin the import|nowhere", "store.commit begin the import"},
		{"pass", "kill 3 " + statement, statement},
	} {
		p, err := start(binary, dir, filepath.Join(dir, c.name+".db"), lease, launch{name: c.name, args: []string{"import", file}, fail: c.fail})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		lines, _, err := p.moments(0)
		if err != nil {
			t.Fatal(err)
		}
		if struck := newTally().where(lines, ""); struck != c.struck || p.killed() != (struck != "") {
			t.Errorf("%s: it ended with %s, struck at %q", c.name, p.how(), struck)
		}
	}
}

// The page tells what a run did not reach.
func TestThePageTellsWhatWasMissed(t *testing.T) {
	tally := newTally()
	for _, p := range tally.points {
		tally.passes[p.name], tally.kills[p.name] = 2, 1
	}
	page, err := tally.page(7, time.Minute)
	if err != nil || !strings.Contains(page, "At every listed point") || strings.Contains(page, "ever struck:") || strings.Contains(page, "Never passed") {
		t.Fatalf("of a run that reached everything: %v\n%s", err, page)
	}
	tally.kills[statement], tally.passes[wire], tally.kills[wire] = 0, 0, 0
	if page, err = tally.page(7, time.Minute); err != nil || strings.Contains(page, "At every listed point") ||
		!strings.Contains(page, "Passed and never struck: `"+statement+"`.") || !strings.Contains(page, "Never passed: `"+wire+"`.") {
		t.Errorf("of a run that missed two points: %v\n%s", err, page)
	}
	if len(tally.listed) != len(tally.points) {
		t.Error("a point is listed twice")
	}
}
