//go:build linux

package main

import (
	"math/rand/v2"
	"strings"
)

// point is a place in the program where it can be killed.
type point struct {
	name string // as the trace has it, or its beginning
	most int    // how often a process passes there, at most or so
	by   string // the command that does
}

const (
	byImport = "import"
	bySync   = "sync"
	byWorker = "worker" // and by sync
	byChance = "chance" // likewise, where the catalogue, the shop or a crash gives cause
)

// transactions are all that the harness brings the program to make.
var transactions = []point{
	{"bring the store up to date", 2, byImport},
	{"begin the import", 1, byImport},
	{"put # products into the catalogue", 2, byImport},
	{"index the products", 1, byImport},
	{"take products out of the catalogue", 1, byImport},
	{"note whether removals need a yes", 1, byChance},
	{"create an operation for webshop #", 1, bySync},
	{"take over the work", 1, byWorker},
	{"keep the work", 2, byWorker},
	{"hand over the work", 1, byWorker},
	{"rescue operations that were cut off", 1, byWorker},
	{"claim an operation", 8, byWorker},
	{"set the total of operation #", 1, byWorker},
	{"set the note of operation #", 3, byChance},
	{"plan # products for webshop #", 1, byWorker},
	{"note the plan for webshop #", 1, byWorker},
	{"mirror # categories", 1, byChance},
	{"note the webshop's ids of # categories", 3, byChance},
	{"note the tag ids of webshop #", 2, byChance},
	{"note the brand ids of webshop #", 2, byChance},
	{"note the attribute ids of webshop #", 1, byChance},
	{"note the media ids of webshop #", 4, byChance},
	{"note the option ids of webshop #", 1, byChance},
	{"note how webshop", 1, byChance},
	{"note the time", 1, byChance},
	{"note # writes to webshop #", 6, byWorker},
	{"clear # writes to webshop #", 2, byChance},
	{"record results of operation #", 8, byWorker},
	{"count the requests of operation #", 1, byWorker},
	{"note what has changed in webshop #", 1, byChance},
	{"record the end of operation #", 1, byWorker},
	{"put back the rest of operation #", 1, byChance},
}

// requests are all that go to the shop.
var requests = []point{
	{"GET products", 6, byChance},
	{"GET products/#", 2, byChance},
	{"GET products/categories", 2, byChance},
	{"GET products/attributes", 1, byChance},
	{"POST products/categories/batch", 3, byChance},
	{"POST products/tags/batch", 2, byChance},
	{"POST products/brands/batch", 2, byChance},
	{"POST products/attributes", 1, byChance},
	{"POST products/attributes/#/terms/batch", 2, byChance},
	{"POST products/batch", 6, byWorker},
	{"POST products/#/variations/batch", 5, byWorker},
	{"PUT products/#", 2, byChance},
	{"PUT products/#/variations/#", 2, byChance},
	{"DELETE products/#", 3, byChance},
	{"DELETE products/#/variations/#", 3, byChance},
}

// statement is each one that changes something within a transaction.
const statement = "store.statement"

// points lists every place: before, within and after each transaction, before each request, at each write to a connection, and
// after each answer.
func points() (list []point) {
	for _, t := range transactions {
		for _, at := range []string{"store.begin ", "store.commit ", "store.committed "} {
			list = append(list, point{at + t.name, t.most, t.by})
		}
	}
	for _, r := range requests {
		for _, at := range []string{"woo.ask ", "woo.send ", "woo.answered "} {
			list = append(list, point{at + r.name, r.most, r.by})
		}
	}
	return append(list, point{statement, 400, byWorker}, point{"woo.wire", 20, byWorker})
}

// listed is the name of the point that a line of a trace belongs to, the longest that fits; "" when there is none.
func listed(all []point, line string) (name string) {
	for _, p := range all {
		if strings.HasPrefix(line, p.name) && len(p.name) > len(name) {
			name = p.name
		}
	}
	return name
}

// somewhere draws a point that a command passes, and which pass of it is meant: the first ones more often. Of points that are passed
// by chance it draws several.
func somewhere(rng *rand.Rand, command string, fits func(point) bool) (string, int) {
	var list []point
	var chances []string
	for _, p := range points() {
		mine := p.by == command || command == bySync && p.by == byWorker || command != byImport && p.by == byChance || p.name == statement
		if !mine || fits != nil && !fits(p) {
			continue
		}
		if p.by == byChance {
			chances = append(chances, p.name)
		} else {
			list = append(list, p)
		}
	}
	p := pick(rng, list)
	switch n := rng.IntN(8); {
	case n < 3 && len(chances) > 0:
		return strings.Join(append(some(rng, chances, 5), pick(rng, chances)), "|"), 1
	case n == 3 && fits == nil: // these two stand for many places each
		p = list[len(list)-1]
	case n == 4 && fits == nil:
		p = list[len(list)-2]
	}
	most := rng.IntN(p.most) + 1
	return p.name, rng.IntN(most) + 1
}
