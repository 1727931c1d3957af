package wootest_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the documents that tests hold against the practice shop anew")

// replayReport counts how the recordings compare, by what they are about.
type replayReport struct {
	all, same map[string]int
	left      []recording
	differ    []string
}

func newReplayReport() *replayReport {
	return &replayReport{all: map[string]int{}, same: map[string]int{}}
}

// subjects are what recordings are about, in the order in which a recording is counted to the first that fits.
var subjects = []struct {
	name string
	fits func(rec recording) bool
}{
	{"authentication and transport", called("auth-", "route-", "rest-route", "redirect", "pretty-url", "front", "index", "trailing-slash", "double-slash", "method-override", "head-", "options", "chunked", "expect", "gzip", "params-", "body-", "bad-json", "json-")},
	{"failures of the server", called("fail-", "maintenance", "database", "after-database", "after-maintenance", "dead")},
	{"plain permalinks", called("plain-permalinks")},
	{"batches", under("/batch")},
	{"variations", under("/variations")},
	{"attributes and their terms", under("/attributes")},
	{"categories", under("/categories")},
	{"tags, brands, shipping and tax classes", under("/tags", "/brands", "/shipping_classes", "/taxes")},
	{"orders, notes and refunds", under("/orders")},
	{"products: lists and searches", func(rec recording) bool {
		return rec.Request != nil && rec.Request.Method == "GET" && strings.HasSuffix(strings.TrimRight(rec.Request.Path, "/"), "/products")
	}},
	{"products: one at a time", under("/products")},
	{"other", func(recording) bool { return true }},
}

func called(parts ...string) func(recording) bool {
	return func(rec recording) bool {
		return slices.ContainsFunc(parts, func(p string) bool { return strings.HasPrefix(rec.Name, p) })
	}
}

func under(parts ...string) func(recording) bool {
	return func(rec recording) bool {
		return rec.Request != nil && slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(strings.ToLower(rec.Request.Path), p) })
	}
}

func subject(rec recording) string {
	i := slices.IndexFunc(subjects, func(s struct {
		name string
		fits func(rec recording) bool
	}) bool {
		return s.fits(rec)
	})
	return subjects[i].name
}

func (p *replayReport) add(rec recording, diffs []string) {
	p.all[subject(rec)]++
	if len(diffs) == 0 {
		p.same[subject(rec)]++
		return
	}
	p.differ = append(p.differ, fmt.Sprintf("%03d %s: %s", rec.N, rec.Name, strings.Join(diffs, "; ")))
}

const recordingsPage = `# The practice shop against a real WooCommerce

A real WooCommerce 10.5 on WordPress 6.9 was asked %d things, and its answers were recorded. This test asks the practice shop the same in the same order, over real
sockets, and compares: ` + "`go test ./woo/wootest -run TestTheShopAnswersAsRecorded`" + ` (with ` + "`-update`" + ` it also writes this page).

**%d of %d match.** %d are not replayed, because what was recorded is no single request; each has a test of its own.

| subject | recordings | match |
|---|---|---|
`

const recordingsCompared = `
Compared are status, Content-Type, the headers that a client can act on (X-WP-Total, X-WP-TotalPages, Link, Allow, Location, Retry-After, Cache-Control and some more), error
code and message, the shape of the JSON (every key, every type, every length) and every value that follows from the request. Ids are mapped: where an
answer names a thing, it must be the thing that the recorded id stands for. Not compared are times of day (their form is), and the values, not the types, of %s.

In %d recordings a part is left out: 274 (which of three categories of the same name comes third), and the totals and rows of 505 and 518, which were recorded when
the shop held other products or had been emptied.
`

// page is the report for readers.
func (p *replayReport) page() string {
	sum := func(counts map[string]int) (n int) {
		for _, c := range counts {
			n += c
		}
		return n
	}
	var b strings.Builder
	fmt.Fprintf(&b, recordingsPage, sum(p.all)+len(p.left), sum(p.same), sum(p.all), len(p.left))
	for _, s := range subjects {
		if p.all[s.name] > 0 {
			fmt.Fprintf(&b, "| %s | %d | %d |\n", s.name, p.all[s.name], p.same[s.name])
		}
	}
	b.WriteString("\n| not replayed | why |\n|---|---|\n")
	for _, rec := range p.left {
		fmt.Fprintf(&b, "| %03d %s | %s |\n", rec.N, rec.Name, notReplayed[rec.N])
	}
	if len(p.differ) > 0 {
		b.WriteString("\nThese differ:\n")
		for _, d := range p.differ {
			b.WriteString("- " + d + "\n")
		}
	}
	names := slices.Sorted(maps.Keys(ignoredValues))
	fmt.Fprintf(&b, recordingsCompared, strings.Join(names[:len(names)-1], ", ")+" and "+names[len(names)-1], len(tolerated))
	return b.String()
}

// check holds the report against the page in the documentation.
func (p *replayReport) check(t *testing.T) {
	t.Helper()
	const file = "../../docs/recordings.md"
	page := p.page()
	if *update {
		if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(file); err != nil || string(have) != page {
		t.Errorf("%s does not say what was found (%v); go test ./woo/wootest -run TestTheShopAnswersAsRecorded -update writes it anew", file, err)
	}
}
