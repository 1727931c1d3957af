package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// label is a webshop as operations show it.
type label struct {
	id              int64
	name            string
	nameKey, urlKey string
}

func (r *readers) labels(ctx context.Context) ([]label, error) {
	rows, err := r.query(ctx, "SELECT id, name, name_key, url_key FROM operation_labels ORDER BY id")
	return collect(rows, err, func(rows *sql.Rows, l *label) error { return rows.Scan(&l.id, &l.name, &l.nameKey, &l.urlKey) })
}

// span is a TimeRange in milliseconds: from ≤ t < to. When it is bounded, from is at least 1, so that "not yet" lies outside.
type span struct {
	from, to int64
	bounded  bool
}

func newSpan(r TimeRange) span {
	s := span{from: 1, to: math.MaxInt64, bounded: r.Bounded()}
	if !r.From.IsZero() {
		s.from = max(ceilMillis(r.From), 1)
	}
	if !r.To.IsZero() {
		s.to = ceilMillis(r.To)
	}
	return s
}

// ceilMillis rounds up: a stored time is a whole number of milliseconds, so t < 1.5 ms means t < 2.
func ceilMillis(t time.Time) int64 {
	ms := t.UnixMilli()
	if t.After(time.UnixMilli(ms)) {
		ms++
	}
	return ms
}

func (s span) holds(t int64) bool { return !s.bounded || t >= s.from && t < s.to }

const (
	allStates = 1<<len(stateWords) - 1
	allFull   = 3
)

// criteria is an OperationFilter in terms of what is stored.
type criteria struct {
	states                      uint8          // one bit for each state
	full                        uint8          // bit 0: No, bit 1: Yes
	labels                      map[int64]bool // nil: all
	created, started, completed span
	ids                         []int64        // sorted; nil: all
	error                       string         // folded; "": any
	text                        string         // folded; "": any
	textLabels                  map[int64]bool // those whose name or address holds the text
}

// longestText is how many bytes of a text that is searched count.
const longestText = 300

func newCriteria(f OperationFilter, labels []label) criteria {
	c := criteria{states: allStates, full: allFull, created: newSpan(f.Created), started: newSpan(f.Started), completed: newSpan(f.Completed),
		error: Fold(head(f.Error, longestText)), text: Fold(head(f.Text, longestText))}
	if len(f.States) > 0 {
		c.states = 0
		for _, s := range f.States {
			c.states |= 1 << s & allStates
		}
	}
	if f.Full != nil {
		c.full = 1
		if *f.Full {
			c.full = 2
		}
	}
	if len(f.Webshops) > 0 {
		c.labels = map[int64]bool{}
		keys := make([]string, len(f.Webshops))
		for i, name := range f.Webshops {
			keys[i] = Fold(name)
		}
		for _, l := range labels {
			if slices.Contains(keys, l.nameKey) {
				c.labels[l.id] = true
			}
		}
	}
	if f.IDs != nil {
		c.ids = slices.Compact(slices.Sorted(slices.Values(f.IDs)))
	}
	if c.text != "" {
		c.textLabels = map[int64]bool{}
		for _, l := range labels {
			if strings.Contains(l.nameKey, c.text) || strings.Contains(l.urlKey, c.text) {
				c.textLabels[l.id] = true
			}
		}
	}
	return c
}

// countable tells whether the counters know the answer.
func (c criteria) countable() bool {
	return !c.created.bounded && !c.started.bounded && !c.completed.bounded && c.ids == nil && c.error == "" && c.text == ""
}

// key tells criteria apart.
func (c criteria) key() string {
	return fmt.Sprint(c.states, c.full, c.created, c.started, c.completed, c.ids != nil, c.ids, c.labels != nil, sortedKeys(c.labels)) +
		"\x00" + c.error + "\x00" + c.text
}

func sortedKeys(set map[int64]bool) []int64 {
	all := make([]int64, 0, len(set))
	for id := range set {
		all = append(all, id)
	}
	slices.Sort(all)
	return all
}

// normalSort brings a sort order to the form in which the last column ascends and the id breaks ties upwards; reversed tells that it
// is to be read from its end. A column counts once, and nothing can follow the id, which decides alone.
func normalSort(asked []OperationSort) (keys []OperationSort, reversed bool) {
	if len(asked) == 0 {
		asked = []OperationSort{{Column: ColumnCreated, Desc: true}}
	}
	var seen [ColumnID + 1]bool
	for _, k := range asked {
		if k.Column > ColumnID || seen[k.Column] {
			continue
		}
		seen[k.Column] = true
		keys = append(keys, k)
		if k.Column == ColumnID {
			break
		}
	}
	if len(keys) == 0 {
		keys = []OperationSort{{Column: ColumnID}}
	}
	if reversed = keys[len(keys)-1].Desc; reversed {
		for i := range keys {
			keys[i].Desc = !keys[i].Desc
		}
	}
	return keys, reversed
}

// idList is a list of ids as a statement takes it: one parameter, a JSON array.
func idList(ids []int64) string {
	if len(ids) == 0 {
		return "[]"
	}
	b, err := json.Marshal(ids)
	if err != nil {
		return "[]" // integers can always be written
	}
	return string(b)
}
