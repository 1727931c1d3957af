package store

import (
	"errors"
	"testing"
)

// TestWhatLeavesWhileItIsSent has a product leave the catalogue while a webshop makes it. The plan has nothing of it by then, and
// that it was made must not make it wanted.
func TestWhatLeavesWhileItIsSent(t *testing.T) {
	f, w, token, op := working(t)
	id := f.catalogue(1)[0]
	revision := must[int64](t)(f.Revision(t.Context()))
	record := func() {
		t.Helper()
		_, err := f.Record(t.Context(), token, op.ID, []Result{sent(id, 1)})
		check(t, err)
	}
	counts := func(when string, want PlanCounts) {
		t.Helper()
		if c := must[PlanCounts](t)(f.PlanCounts(t.Context(), w.ID)); c != want {
			t.Errorf("%s: %+v, want %+v", when, c, want)
		}
	}
	record()
	counts("sent before any plan", PlanCounts{Remove: 1})
	forget := result(id, ActionRemove, OutcomeDone)
	forget.Forget = true
	check(t, f.SetWanted(t.Context(), w.ID, revision, []Wanted{{id, Hash{}}}))
	_, err := f.Record(t.Context(), token, op.ID, []Result{forget})
	check(t, err)
	counts("gone", PlanCounts{})
	record()
	counts("sent after it has left", PlanCounts{Remove: 1})
}

func TestAPlanFromAnOlderRevisionIsRefused(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	plan := func(revision int64) error {
		return f.SetWanted(t.Context(), w.ID, revision, []Wanted{{1, Hash{byte(revision)}}})
	}
	check(t, plan(5))
	check(t, plan(5))
	check(t, plan(7))
	if err := plan(6); !errors.Is(err, ErrOutdated) {
		t.Errorf("a plan from before another one: %v", err)
	}
	check(t, f.SetPlanned(t.Context(), w.ID, 7))
	check(t, f.SetPlanned(t.Context(), w.ID, 6))
	again := must[Webshop](t)(f.Webshop(t.Context(), w.ID))
	if again.PlannedRevision != 7 {
		t.Errorf("planned up to %d, want 7", again.PlannedRevision)
	}
	w = f.webshop("Sydkysten")
	w.NewStatus = "draft" // a setting that every payload depends on
	check(t, f.UpdateWebshop(t.Context(), w))
	changed := must[int64](t)(f.Revision(t.Context()))
	if err := plan(changed - 1); !errors.Is(err, ErrOutdated) {
		t.Errorf("a plan from before a setting was changed: %v", err)
	}
	check(t, plan(changed))
}
