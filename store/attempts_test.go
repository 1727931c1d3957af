package store

import (
	"errors"
	"slices"
	"testing"
	"time"
)

// TestAttempts checks that every operation of a chain of retries shows the whole chain, and what is gone does not hide the rest.
func TestAttempts(t *testing.T) {
	f := newFixture(t)
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	ops := make([]Operation, 12)
	for i := range ops {
		ops[i] = Operation{Webshop: "Nordlys", WebshopURL: "https://nordlys.example", State: Failed, CreatedOn: at, StartedOn: at, CompletedOn: at.Add(time.Hour), Error: "some failed"}
		at = at.Add(time.Minute)
	}
	for repeats, of := range map[int]int64{3: 2, 5: 4, 7: 2, 8: 6, 11: 8, 9: 100} { // by place, of ids
		ops[repeats].RetryOf = of
	}
	if err := f.AddOperations(t.Context(), ops); err != nil {
		t.Fatal(err)
	}
	chain := func(id int64) (ids []int64) {
		t.Helper()
		found, err := f.Attempts(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range found {
			ids = append(ids, o.ID)
		}
		return ids
	}
	for id, want := range map[int64][]int64{1: {1}, 2: {2, 4, 6, 8, 9, 12}, 6: {2, 4, 6, 8, 9, 12}, 9: {2, 4, 6, 8, 9, 12}, 12: {2, 4, 6, 8, 9, 12}, 10: {10}} {
		if got := chain(id); !slices.Equal(got, want) {
			t.Errorf("the attempts of %d are %v, want %v", id, got, want)
		}
	}
	if _, err := f.Attempts(t.Context(), 99); !errors.Is(err, ErrNotFound) {
		t.Errorf("an operation that is not there: %v", err)
	}
}

// TestAttemptsAreBounded checks that of a chain without end the part around the operation is listed.
func TestAttemptsAreBounded(t *testing.T) {
	f := newFixture(t)
	at := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	ops := make([]Operation, 500)
	for i := range ops {
		ops[i] = Operation{Webshop: "Nordlys", WebshopURL: "https://nordlys.example", State: Failed, CreatedOn: at, StartedOn: at, CompletedOn: at, RetryOf: int64(i)}
	}
	if err := f.AddOperations(t.Context(), ops); err != nil {
		t.Fatal(err)
	}
	for _, id := range []int64{1, 250, 500} {
		found, err := f.Attempts(t.Context(), id)
		if err != nil || len(found) != attemptsMost || !slices.ContainsFunc(found, func(o Operation) bool { return o.ID == id }) {
			t.Errorf("%d attempts around %d (%v)", len(found), id, err)
		}
	}
}
