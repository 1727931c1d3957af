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
)

// transactions are all that the harness brings the program to make.
var transactions = []point{
	{"bring the store up to date", 2, byImport},
	{"begin the import", 1, byImport},
	{"put # products into the catalogue", 2, byImport},
	{"index the products", 1, byImport},
	{"take products out of the catalogue", 1, byImport},
	{"create an operation for webshop #", 1, bySync},
	{"take over the work", 3, byWorker},
	{"keep the work", 5, byWorker},
	{"hand over the work", 1, byWorker},
	{"rescue operations that were cut off", 1, byWorker},
	{"claim an operation", 12, byWorker},
	{"set the total of operation #", 2, byWorker},
	{"set the note of operation #", 3, byWorker},
	{"plan # products for webshop #", 2, byWorker},
	{"note the plan for webshop #", 1, byWorker},
	{"add category", 4, byWorker},
	{"add a link", 4, byWorker},
	{"note the webshop's id of category #", 5, byWorker},
	{"note the tag ids of webshop #", 2, byWorker},
	{"note the brand ids of webshop #", 2, byWorker},
	{"note the attribute ids of webshop #", 1, byWorker},
	{"note the media ids of webshop #", 4, byWorker},
	{"note # writes to webshop #", 15, byWorker},
	{"clear # writes to webshop #", 2, byWorker},
	{"record results of operation #", 25, byWorker},
	{"count the requests of operation #", 2, byWorker},
	{"note what has changed in webshop #", 1, byWorker},
	{"record the end of operation #", 2, byWorker},
	{"put back the rest of operation #", 1, byWorker},
}

// requests are all that go to the shop.
var requests = []point{
	{"GET products", 6, byWorker},
	{"GET products/#", 2, byWorker},
	{"GET products/categories", 2, byWorker},
	{"GET products/attributes", 1, byWorker},
	{"POST products/categories/batch", 3, byWorker},
	{"POST products/tags/batch", 2, byWorker},
	{"POST products/brands/batch", 2, byWorker},
	{"POST products/attributes", 1, byWorker},
	{"POST products/batch", 12, byWorker},
	{"POST products/#/variations/batch", 8, byWorker},
	{"PUT products/#", 2, byWorker},
	{"PUT products/#/variations/#", 2, byWorker},
	{"DELETE products/#", 3, byWorker},
	{"DELETE products/#/variations/#", 3, byWorker},
}

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
	return append(list, point{"store.statement", 1500, byWorker}, point{"woo.wire", 60, byWorker})
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

// somewhere draws a point that a command passes, and which pass of it is meant: the first ones more often. Of points that are seldom
// passed it draws several.
func somewhere(rng *rand.Rand, command string, fits func(point) bool) (string, int) {
	var list []point
	var rare []string
	for _, p := range points() {
		if (p.by == command || command == bySync && p.by == byWorker || p.name == "store.statement") && (fits == nil || fits(p)) {
			list = append(list, p)
			if p.most <= 3 {
				rare = append(rare, p.name)
			}
		}
	}
	if rng.IntN(2) == 0 {
		return strings.Join(some(rng, rare, 10), "|"), 1
	}
	p := pick(rng, list)
	most := rng.IntN(p.most) + 1
	return p.name, rng.IntN(most) + 1
}
