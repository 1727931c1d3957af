package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	gosync "sync"
	"testing"
	"time"
)

// older makes a store of the first version with a webshop in it.
func older(t *testing.T, path string) {
	t.Helper()
	w, err := openWriter(t.Context(), path)
	check(t, err)
	check(t, w.migrate(t.Context(), must[[]string](t)(migrations())[:1]))
	_, err = w.conn.ExecContext(t.Context(), `INSERT INTO webshops (name, name_key, url, consumer_key, consumer_secret, auth, can_write, write_error, batch_size, timeout,
		connections, removal, schedule, fields, new_status, mirror_categories, planned_revision, stale_revision, created_on)
		VALUES ('Nordlys', 'nordlys', '', '', '', '', 1, '', 30, 1000, 2, 'trash', 0, '[]', '', 0, 0, 0, 1)`)
	check(t, errors.Join(err, w.close(), os.Chmod(path, 0o600)))
}

func TestCopyIsKeptBeforeAMigration(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	older(t, path)
	var said []string
	clock := newClock()
	o := Options{Path: path, Now: clock.Now, Notice: func(text string) { said = append(said, text) }}
	s := must[*Store](t)(Open(t.Context(), o))
	check(t, s.Close())
	kept := filepath.Join(filepath.Dir(path), "store-version1-20261123-120000.db")
	alone(t, filepath.Dir(path), "store.db", filepath.Base(kept))
	if c := must[Contents](t)(contents(t.Context(), kept)); c.Version != 1 || c.Webshops != 1 {
		t.Errorf("kept is %+v", c)
	}
	if st := must[os.FileInfo](t)(os.Stat(kept)); runtime.GOOS != "windows" && st.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", st.Mode())
	}
	if len(said) != 1 || !strings.Contains(said[0], kept) {
		t.Errorf("it said %q", said)
	}
	check(t, must[*Store](t)(Open(t.Context(), o)).Close()) // up to date: no further copy
	alone(t, filepath.Dir(path), "store.db", filepath.Base(kept))
	// The way back.
	must[Restored](t)(Restore(t.Context(), RestoreOptions{File: kept, Path: path, Now: clock.Now}))
	check(t, must[*Store](t)(Open(t.Context(), o)).Close())
}

func TestOnlyTheNewestCopiesAreKept(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "store.db")
	for i := range 5 {
		check(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("store-version%d-2026010%d-120000.db", 9-i, i+1)), nil, 0o600))
	}
	others := []string{"store-versions.txt", "other-version1-20260101-120000.db", "store-replaced-20260101-120000.db"}
	for _, name := range others {
		check(t, os.WriteFile(filepath.Join(folder, name), nil, 0o600))
	}
	older(t, path)
	open(t, Options{Path: path, Now: newClock().Now})
	alone(t, folder, append(others, "store.db", "store.db-wal", "store.db-shm", "store-version1-20261123-120000.db",
		"store-version5-20260105-120000.db", "store-version6-20260104-120000.db")...)
	for _, name := range others {
		must[os.FileInfo](t)(os.Stat(filepath.Join(folder, name)))
	}
}

func TestNoMigrationWithoutSpaceForACopy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	older(t, path)
	_, err := Open(t.Context(), Options{Path: path, free: func(string) (int64, bool) { return 4096, true }})
	var e *OpenError
	if !errors.As(err, &e) || !errors.Is(err, ErrNoSpace) || !strings.Contains(err.Error(), "4096 bytes are free") || !strings.Contains(e.Remedy, "make room") {
		t.Errorf("it says: %v", err)
	}
	if c := must[Contents](t)(contents(t.Context(), path)); c.Version != 1 {
		t.Errorf("it was brought to version %d", c.Version)
	}
}

func TestManyProgramsMigrateAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	older(t, path)
	var programs gosync.WaitGroup
	for range 6 {
		programs.Go(func() {
			s, err := Open(t.Context(), Options{Path: path})
			if err == nil {
				err = s.Close()
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	programs.Wait()
	copies := must[[]string](t)(filepath.Glob(filepath.Join(filepath.Dir(path), "store-*.db")))
	if len(copies) == 0 || len(copies) > keptCopies {
		t.Errorf("%d copies were kept", len(copies))
	}
	for _, name := range copies {
		if c := must[Contents](t)(contents(t.Context(), name)); c.Version != 1 {
			t.Errorf("%s is of version %d", name, c.Version)
		}
	}
	if parts := must[[]string](t)(filepath.Glob(filepath.Join(filepath.Dir(path), "*"+partSuffix+"*"))); len(parts) > 0 {
		t.Errorf("%q were left", parts)
	}
}

func TestKeptNamesNeverMeet(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	seen := map[string]bool{}
	for range 4 {
		name := keptName(path, "replaced", now)
		if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) || seen[name] {
			t.Errorf("%s is there already", name)
		}
		seen[name] = true
		check(t, os.WriteFile(name, nil, 0o600))
	}
}
