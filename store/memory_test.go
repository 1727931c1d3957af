package store

import (
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// A store that was put back or rescued has to be compared with each webshop once, by whoever holds the lease; one more restore begins anew.
func TestARestoredStoreIsOutdatedUntilItWasCompared(t *testing.T) {
	f := newFixture(t)
	here, there := f.webshop("Nordlys"), f.webshop("Sydkysten")
	is := func(s *Store, want ...Memory) {
		t.Helper()
		for i, w := range []Webshop{here, there} {
			if got := must[Memory](t)(s.Memory(t.Context(), w.ID)); got != want[i] {
				t.Errorf("of %s it has the memory %d, want %d", w.Name, got, want[i])
			}
		}
	}
	is(f.Store, RemembersAll, RemembersAll)
	for range 2 {
		file := filepath.Join(t.TempDir(), "backup.db")
		must[Contents](t)(f.Backup(t.Context(), file, false, nil))
		check(t, f.Close())
		must[Restored](t)(Restore(t.Context(), RestoreOptions{File: file, Path: f.Path(), Now: f.clock.Now}))
		f.Store = open(t, Options{Path: f.Path(), Now: f.clock.Now})
		is(f.Store, Outdated, Outdated)
		former := f.lease("suspended")
		f.clock.Add(time.Hour)
		token := f.lease("awake")
		if err := f.SetCompared(t.Context(), former, here.ID); !errors.Is(err, ErrLeaseLost) {
			t.Errorf("who has lost the lease is told: %v", err)
		}
		if _, err := f.NoteDrift(t.Context(), former, here.ID, nil); !errors.Is(err, ErrLeaseLost) {
			t.Errorf("who has lost the lease corrects packages: %v", err)
		}
		is(f.Store, Outdated, Outdated)
		check(t, f.SetCompared(t.Context(), token, here.ID))
		is(f.Store, Forgetful, Outdated)
		f.clock.Add(time.Hour)
	}
	check(t, f.Close())
	must[Recovered](t)(Recover(t.Context(), RecoverOptions{Path: f.Path(), Now: f.clock.Now}))
	is(open(t, Options{Path: f.Path(), Now: f.clock.Now}), Outdated, Outdated)
}
