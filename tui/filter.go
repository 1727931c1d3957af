package tui

import (
	"slices"
	"strings"
	"time"

	"woosync/store"
)

// choice is an answer that may be left open.
type choice uint8

const (
	anyway choice = iota
	yes
	no
)

// filter is what the table is restricted to, as the user put it. Filter line, panel, tabs and chips all work on this one value.
type filter struct {
	states    []store.State
	webshops  []string
	full      choice
	created   string // date ranges as typed, see daterange.go; "" is any time
	started   string
	completed string
	problem   string // part of the error
	text      string // part of webshop name, address or error
}

// clone is a copy that shares nothing.
func (f filter) clone() filter {
	f.states, f.webshops = slices.Clone(f.states), slices.Clone(f.webshops)
	return f
}

func (f filter) equal(g filter) bool { return f.String() == g.String() }

// empty tells whether the filter takes everything.
func (f filter) empty() bool { return f.String() == "" }

// store is the filter for the store. A range that cannot be read restricts nothing; whoever lets the user type it shows the error.
func (f filter) store(now time.Time, loc *time.Location) store.OperationFilter {
	g := store.OperationFilter{States: f.states, Webshops: f.webshops, Error: f.problem, Text: f.text}
	if f.full != anyway {
		full := f.full == yes
		g.Full = &full
	}
	g.Created, _ = parseRange(f.created, now, loc)
	g.Started, _ = parseRange(f.started, now, loc)
	g.Completed, _ = parseRange(f.completed, now, loc)
	return g
}

// toggleState adds a state to those that are shown, or takes it away.
func (f *filter) toggleState(s store.State) {
	if i := slices.Index(f.states, s); i >= 0 {
		f.states = slices.Delete(slices.Clone(f.states), i, i+1)
		return
	}
	f.states = append(slices.Clone(f.states), s)
	slices.Sort(f.states)
}

// toggleWebshop adds a webshop to those that are shown, or takes it away.
func (f *filter) toggleWebshop(name string) {
	for i, w := range f.webshops {
		if strings.EqualFold(w, name) {
			f.webshops = slices.Delete(slices.Clone(f.webshops), i, i+1)
			return
		}
	}
	f.webshops = append(slices.Clone(f.webshops), name)
}

func (f filter) hasWebshop(name string) bool {
	return slices.ContainsFunc(f.webshops, func(w string) bool { return strings.EqualFold(w, name) })
}

// chip is one active part of the filter, which can be taken away by itself.
type chip struct {
	text string
	drop func(*filter)
}

// chips lists the active parts; those that were likely set last, and are the first to go with esc, come last.
func (f filter) chips() []chip {
	var c []chip
	if len(f.states) > 0 {
		c = append(c, chip{stateWords(f.states), func(f *filter) { f.states = nil }})
	}
	if len(f.webshops) > 0 {
		c = append(c, chip{"Webshop: " + cleanLine(strings.Join(f.webshops, ", ")), func(f *filter) { f.webshops = nil }})
	}
	if f.full != anyway {
		c = append(c, chip{"Synchronize all: " + map[choice]string{yes: "Yes", no: "No"}[f.full], func(f *filter) { f.full = anyway }})
	}
	for _, r := range []struct {
		title string
		spec  string
		drop  func(*filter)
	}{
		{"Created", f.created, func(f *filter) { f.created = "" }},
		{"Started", f.started, func(f *filter) { f.started = "" }},
		{"Completed", f.completed, func(f *filter) { f.completed = "" }},
	} {
		if r.spec != "" {
			c = append(c, chip{r.title + ": " + cleanLine(rangeTitle(r.spec)), r.drop})
		}
	}
	if f.problem != "" {
		c = append(c, chip{"Error: " + cleanLine(f.problem), func(f *filter) { f.problem = "" }})
	}
	if f.text != "" {
		c = append(c, chip{"Text: " + cleanLine(f.text), func(f *filter) { f.text = "" }})
	}
	return c
}

// stateWords names states; of many it names those that are left out.
func stateWords(states []store.State) string {
	rest, prefix := states, ""
	if len(states) > len(store.States)/2 {
		prefix = "all but "
		if rest = slices.DeleteFunc(slices.Clone(store.States[:]), func(s store.State) bool { return slices.Contains(states, s) }); len(rest) == 0 {
			return "all states"
		}
	}
	names := make([]string, len(rest))
	for i, s := range rest {
		names[i] = stateShortName(s)
	}
	return prefix + strings.Join(names, ", ")
}

// stateShortName is the state where there is no room for a sentence.
func stateShortName(s store.State) string {
	if s == store.Aborted {
		return "Aborted"
	}
	return s.String()
}
