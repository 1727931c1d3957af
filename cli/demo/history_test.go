package demo

import (
	"strings"
	"testing"
	"time"

	"woosync/store"
)

func sampleHistory(n int) history {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	h := history{nordlys: shopRef{1, "Nordlys", "http://127.0.0.1:1"}, sydkysten: shopRef{2, "Sydkysten", "http://127.0.0.1:2"}, from: now.Add(-recentSpan), to: now, n: n, firstID: 1}
	for i := range 400 {
		h.products = append(h.products, store.Product{ID: int64(i + 1), SKU: "A-" + string(rune('a'+i%26)), Name: "Axe"})
	}
	return h
}

// A history holds all final states with what belongs to each, in the order of time.
func TestHistoryIsBelievable(t *testing.T) {
	h := sampleHistory(recentOperations)
	states, texts := map[store.State]int{}, map[string]bool{}
	var before time.Time
	longest := 0
	for i := range h.n {
		op, items := h.operation(i)
		states[op.State]++
		if op.CreatedOn.Before(before) {
			t.Errorf("operation %d is older than the one before", i)
		}
		before = op.CreatedOn
		if op.CreatedOn.Before(h.from) || op.CreatedOn.After(h.to) {
			t.Errorf("operation %d was created %v, outside the time", i, op.CreatedOn)
		}
		if !op.State.Final() || op.CompletedOn.Before(op.CreatedOn) || !op.StartedOn.IsZero() && op.StartedOn.Before(op.CreatedOn) || op.CompletedOn.Before(op.StartedOn) {
			t.Errorf("operation %d in the state %q has the times %v, %v, %v", i, op.State, op.CreatedOn, op.StartedOn, op.CompletedOn)
		}
		if (op.Error == "") != (op.State == store.Completed) {
			t.Errorf("operation %d in the state %q has the error %q", i, op.State, op.Error)
		}
		if op.Done > op.Total || op.State == store.Completed && op.Counts.Sum() != op.Total {
			t.Errorf("operation %d: %d done of %d, counters %+v", i, op.Done, op.Total, op.Counts)
		}
		failed := 0
		for _, it := range items {
			if it.DoneOn.Before(op.StartedOn) || it.DoneOn.After(op.CompletedOn) {
				t.Errorf("operation %d has a result of %v, outside its time", i, it.DoneOn)
			}
			if it.Outcome == store.OutcomeFailed {
				failed++
			}
		}
		if failed != op.Counts.Failed {
			t.Errorf("operation %d has %d failed results, its counter says %d", i, failed, op.Counts.Failed)
		}
		texts[op.Error] = true
		longest = max(longest, len(op.Error))
	}
	for _, s := range []store.State{store.Completed, store.Failed, store.Aborted, store.WebshopNotFound} {
		if states[s] < 3 {
			t.Errorf("%d operations are in the state %q, want at least 3", states[s], s)
		}
	}
	if len(texts) < 150 || longest < 5_000 {
		t.Errorf("%d different errors, the longest of %d bytes: want at least 150 and 5,000", len(texts), longest)
	}
}

// An aborted operation names one that really aborted it.
func TestAbortedOperationsNameTheirSuccessor(t *testing.T) {
	h := sampleHistory(2000)
	ops := make([]store.Operation, h.n)
	for i := range h.n {
		ops[i], _ = h.operation(i)
	}
	for i, op := range ops {
		if op.State != store.Aborted {
			continue
		}
		named := false
		for k, by := range ops[i+1:] {
			if strings.HasPrefix(op.Error, "Superseded by synchronization "+itoa(i+1+k+1)) && by.CreatedOn.Equal(op.CompletedOn) {
				named = by.Webshop == op.Webshop && by.Scope == store.ScopeWebshop && (by.Full || !op.Full)
			}
		}
		if !named {
			t.Errorf("operation %d says %q, and no such one follows", i, op.Error)
		}
	}
}

func itoa(n int) string { return decimal(n, 1) }

func BenchmarkHistory(b *testing.B) {
	h := sampleHistory(1_000_000)
	h.products = nil
	for i := 0; b.Loop(); i++ {
		h.operation(i % h.n)
	}
}
