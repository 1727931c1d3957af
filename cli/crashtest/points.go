//go:build linux

package main

import (
	"slices"
	"strings"
)

// point is a place in the program where it can be killed.
type point struct {
	name string // as the trace has it
	most int    // how often a process passes there, at most or so
	by   string // the commands that do, with blanks between
}

const (
	byImport = "import"
	bySync   = "sync"
	byWorker = "worker" // and by sync
	byChance = "chance" // likewise, where the catalogue, the shop or a crash gives cause
	byRare   = "rare"   // likewise, seldom

	byBackup   = "backup"
	byRestore  = "restore"
	byRepair   = "repair" // doctor --repair, of a store with flaws
	byRescue   = "rescue" // doctor --repair, of a damaged store
	byKeep     = "keep"   // operations keep
	bySet      = "set"    // webshop set
	byKeys     = "keys"   // webshop set --keys
	byAdd      = "add"    // webshop add
	byForget   = "forget" // webshop remove
	byPrune    = "prune"  // a worker, of old operations
	byTakeover = "takeover"
	byCompare  = "compare" // preview --live
	byCatchUp  = "catchup" // sync --all, of a store that was restored or rescued
	byAnswer   = "answer"  // import --replace of a file that lacks much
)

// Names of webshops that stand in the names of points.
const (
	nordlys = "Nordlys"
	vestlys = "Vestlys"
)

// transactions are all that the harness brings the program to make.
var transactions = []point{
	{"bring the store up to date", 2, "import restore rescue"},
	{"begin the import", 1, "import takeover answer"},
	{"put # products into the catalogue", 2, "import takeover answer"},
	{"index the products", 1, "import takeover repair rescue"},
	{"index the names", 1, "import takeover"},
	{"take products out of the catalogue", 1, "import answer"},
	{"note whether removals need a yes", 1, "rare answer"},
	{"create an operation for webshop #", 1, bySync},
	{"take over the work", 1, "worker repair takeover"},
	{"keep the work", 2, byWorker},
	{"hand over the work", 1, "worker repair takeover"},
	{"rescue operations that were cut off", 1, "worker repair"},
	{"claim an operation", 8, byWorker},
	{"set the total of operation #", 1, byWorker},
	{"set the note of operation #", 3, "chance catchup"},
	{"plan # products for webshop #", 1, "worker takeover"},
	{"note the plan for webshop #", 1, "worker takeover"},
	{"mirror # categories", 1, byChance},
	{"note the webshop's ids of # categories", 3, byChance},
	{"note the tag ids of webshop #", 2, byChance},
	{"note the brand ids of webshop #", 2, byChance},
	{"note the attribute ids of webshop #", 1, byRare},
	{"note the media ids of webshop #", 4, byChance},
	{"note the option ids of webshop #", 1, byChance},
	{"note how webshop " + nordlys + " takes its keys", 1, byRare},
	{"note # writes to webshop #", 6, byWorker},
	{"clear # writes to webshop #", 2, byRare},
	{"record results of operation #", 8, byWorker},
	{"count the requests of operation #", 1, byWorker},
	{"note what has changed in webshop #", 1, "rare compare catchup"},
	{"note that webshop # was compared", 1, byCatchUp},
	{"record the end of operation #", 1, byWorker},
	{"put back the rest of operation #", 1, byRare},

	{"note the time", 1, "rare prune"},
	{"delete # operations", 2, byPrune},
	{"delete results of operation #", 20, byPrune},
	{"decide how long operations are kept", 1, byKeep},
	{`change webshop "` + nordlys + `"`, 2, "set keys"},
	{`add webshop "` + vestlys + `"`, 1, byAdd},
	{"remove webshop #", 1, byForget},
	{"take over # categories of webshop #", 1, byTakeover},
	{"take over # products of webshop #", 4, byTakeover},
	{"free the copy", 1, "restore rescue"},
	{"rescue the rows of a table", 17, byRescue},
	{"plan everything anew", 1, byRescue},
	{"repair a text index", 2, "repair rescue"},
	{"index the errors", 2, "repair rescue"},
	{"repair the search of products", 1, "repair rescue"},
	{"repair references", 1, byRepair},
	{"repair counters", 1, byRepair},
	{"repair the numbers of operations", 1, byRepair},
	{"repair the progress of operations", 1, byRepair},
	{"repair packages", 2, byRepair},
}

// files are what is done to the file of a store and beside it, other than by a transaction.
var files = []point{
	{"an empty store is made", 1, byImport},
	{"begin a copy", 1, "backup restore rescue"},
	{"copy the store", 1, "backup restore"},
	{"the store is copied", 1, "backup restore"},
	{"settle a copy", 1, byBackup},
	{"a copy has two names", 1, byBackup},
	{"move a copy to its place", 1, byBackup},
	{"a copy is in its place", 1, byBackup},
	{"hold the store", 2, "restore rescue"},
	{"keep the former store", 1, "restore rescue"},
	{"replace the store", 1, "restore rescue"},
	{"the store is replaced", 1, "restore rescue"},
	{"empty the log", 1, "keys forget"},
	{"remove what was left", 1, byRepair},
}

// requests are all that go to the shop.
var requests = []point{
	{"GET ", 1, byAdd}, // what the shop can do
	{"GET system_status", 1, byAdd},
	{"GET products/shipping_classes", 1, "takeover compare catchup"},
	{"GET products", 6, "chance takeover compare catchup"},
	{"GET products/#", 2, byRare},
	{"GET products/#/variations", 2, "chance takeover compare catchup"},
	{"GET products/categories", 2, "chance takeover"},
	{"GET products/#/variations/#", 1, "rare compare catchup"},
	{"GET products/brands", 1, "compare catchup"},
	{"GET products/attributes", 1, byChance},
	{"GET products/attributes/#/terms", 2, byChance},
	{"POST products/categories/batch", 3, byChance},
	{"POST products/tags/batch", 2, byChance},
	{"POST products/brands/batch", 2, byChance},
	{"POST products/attributes", 1, byChance},
	{"POST products/attributes/#/terms/batch", 2, byChance},
	{"POST products/batch", 6, byWorker},
	{"POST products/#/variations/batch", 5, byWorker},
	{"PUT products/#", 2, byRare},
	{"PUT products/#/variations/#", 2, byRare},
	{"DELETE products/#", 3, byChance},
	{"DELETE products/#/variations/#", 3, byRare},
}

const (
	statement = "store.statement" // each one that changes something within a transaction
	wire      = "woo.wire"        // each write to a connection
	inFiles   = "store.file "
)

// Where a transaction and a request can be cut off: before, within and after.
var (
	ofTransactions = []string{"store.begin ", "store.commit ", "store.committed "}
	ofRequests     = []string{"woo.ask ", "woo.send ", "woo.answered "}
)

// points lists every place.
func points() (list []point) {
	for _, t := range transactions {
		for _, at := range ofTransactions {
			list = append(list, point{at + t.name, t.most, t.by})
		}
	}
	for _, r := range requests {
		for _, at := range ofRequests {
			list = append(list, point{at + r.name, r.most, r.by})
		}
	}
	for _, f := range files {
		list = append(list, point{inFiles + f.name, f.most, f.by})
	}
	return append(list, point{statement, 400, "worker import"}, point{wire, 20, byWorker}) // these two stand for many places each
}

// passed tells whether a command passes there.
func (p point) passed(by string) bool { return slices.Contains(strings.Fields(p.by), by) }

// pointsOf are those that a command passes.
func pointsOf(by string) (list []point) {
	for _, p := range points() {
		if p.passed(by) {
			list = append(list, p)
		}
	}
	return list
}

// unlikely are some of the points that are passed by chance: others each time, and not two of the same write, of which the first would
// hide the second.
func unlikely(turn, apart int, fits func(point) bool) (out []string) {
	all := names(only(pointsOf(byChance), fits))
	for i := turn % apart; i < len(all); i += apart {
		out = append(out, all[i])
	}
	return out
}

// rare are the rare points of a kind: before, within or after.
func rare(turn int) []string {
	i := turn % len(ofTransactions)
	return names(only(pointsOf(byRare), func(p point) bool {
		return strings.HasPrefix(p.name, ofTransactions[i]) || strings.HasPrefix(p.name, ofRequests[i])
	}))
}

// only are those that fit; nil fits all.
func only(list []point, fits func(point) bool) []point {
	if fits == nil {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(p point) bool { return !fits(p) })
}

func names(list []point) (out []string) {
	for _, p := range list {
		out = append(out, p.name)
	}
	return out
}
