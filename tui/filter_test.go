package tui

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"woosync/store"
)

func TestParseFilter(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 4, 0, 0, time.UTC)
	for line, want := range map[string]filter{
		"":                                       {},
		"state:failed":                           {states: []store.State{store.Failed}},
		"STATE:Failed,aborted":                   {states: []store.State{store.Aborted, store.Failed}},
		`state:"not processed"`:                  {states: []store.State{store.NotProcessed}},
		"state:in_progress":                      {states: []store.State{store.InProgress}},
		"webshop:nordlys":                        {webshops: []string{"nordlys"}},
		`webshop:"Gamle Butik",b`:                {webshops: []string{"Gamle Butik", "b"}},
		`webshop:"a,b"`:                          {webshops: []string{"a,b"}},
		"all:yes":                                {full: yes},
		"all:n":                                  {full: no},
		`error:"timed out"`:                      {problem: "timed out"},
		"created:7d completed:3h..":              {created: "7d", completed: "3h.."},
		`started:"2026-11-01..2026-11-07 14:00"`: {started: "2026-11-01..2026-11-07 14:00"},
		"any old  words":                         {text: "any old words"},
		"https://x.example":                      {text: "https://x.example"},
		`"state:failed"`:                         {text: "state:failed"},
		"state: created:":                        {},
	} {
		got, err := parseFilter(line, now, time.UTC)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q gives %+v (%v), want %+v", line, got, err, want)
		}
	}
}

func TestParseFilterExplains(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 4, 0, 0, time.UTC)
	for line, want := range map[string]string{"state:broken": "there is no state “broken”", "all:maybe": "yes or no", "created:soon error:x": "created: “soon” is no date"} {
		f, err := parseFilter(line, now, time.UTC)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", line, err, want)
		}
		if strings.Contains(line, "error:x") && f.problem != "x" {
			t.Errorf("%q: what can be read is lost: %+v", line, f)
		}
	}
}

// noBackend has nothing to say.
type noBackend struct{ Backend }

func (noBackend) ReadOnly() bool                          { return false }
func (noBackend) Changes(context.Context) <-chan struct{} { return nil }

func TestNearToken(t *testing.T) {
	for word, want := range map[string]string{"stat": "state", "sate": "state", "statte": "state", "staet": "state", "status": "state", "Shop": "webshop", "webshops": "webshop",
		"creatd": "created", "err": "error", "state": "", "https": "", "x": "", "": "", "504": "", "date": "created"} {
		if got := nearToken(word); got != want {
			t.Errorf("%q is near %q, want %q", word, got, want)
		}
	}
}

// FuzzFilterLine checks that what is typed never breaks, and that a filter written out reads as itself.
func FuzzFilterLine(f *testing.F) {
	for _, s := range []string{`state:failed webshop:"a b",c error:"x \" y" created:7d hello`, `"`, `\`, "state:", "webshop:,,,", `a"b c"d`, "all:yes all:no", "created:2026-11-01..", `error:`, "x:y", `webshop:"a\b"`} {
		f.Add(s)
	}
	now := time.Date(2026, 11, 23, 12, 4, 0, 0, time.UTC)
	blank := New(Options{Backend: noBackend{}, Now: func() time.Time { return now }, Location: time.UTC})
	blank.w, blank.h = 60, 20
	f.Fuzz(func(t *testing.T, s string) {
		one, wrong := parseFilter(s, now, time.UTC)
		if e, ok := errors.AsType[*lineError](wrong); wrong != nil && (!ok || e.text == "" || e.from < 0 || e.from > e.to || e.to > len(s)) {
			t.Fatalf("%q: the mistake has no place: %+v", s, wrong)
		}
		two, err := parseFilter(one.String(), now, time.UTC)
		if err != nil || !one.equal(two) {
			t.Fatalf("%q reads as %+v, written %q, which reads as %+v (%v)", s, one, one.String(), two, err)
		}
		for i, c := range one.chips() {
			g := one.clone()
			c.drop(&g)
			if len(g.chips()) != len(one.chips())-1 {
				t.Fatalf("chip %d of %q cannot be taken away", i, one.String())
			}
		}
		m := blank
		line := &filterLine{field: newField(s), names: []string{"Nordlys", "Gamle Butik", "a,b"}}
		m.applyTyped(line)
		for _, o := range line.offers {
			if !strings.HasSuffix(o.line, " ") && !strings.HasSuffix(o.line, ":") {
				t.Fatalf("%q offers %q", s, o.line)
			}
			if !strings.HasPrefix(o.line, line.field.value()[:min(line.from, lastPiece(line.field.value()))]) {
				t.Fatalf("%q offers %q, which loses what is before", s, o.line)
			}
		}
		for _, w := range []int{1, 10, 40, 120} {
			if l, at := line.draw(&m.env, w); l.w > w || at > w || at < 0 {
				t.Fatalf("%q in %d cells: %d cells, the cursor at %d", s, w, l.w, at)
			}
		}
	})
}

func TestChipsAreInTheirOrder(t *testing.T) {
	f := filter{states: []store.State{store.Aborted, store.Failed}, webshops: []string{"Nordlys"}, full: yes, created: "7d", started: "today", completed: "3h", problem: "timeout", text: "x"}
	var got []string
	for _, c := range f.chips() {
		got = append(got, c.text)
	}
	want := []string{"Aborted, Failed", "Webshop: Nordlys", "Synchronize all: Yes", "Created: last 7 days", "Started: today", "Completed: last 3 hours", "Error: timeout", "Text: x"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
