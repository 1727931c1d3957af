package store

import (
	"bytes"
	"context"
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

// alone checks that nothing but the named files lies in a folder.
func alone(t *testing.T, folder string, names ...string) {
	t.Helper()
	left := must[[]os.DirEntry](t)(os.ReadDir(folder))
	for _, e := range left {
		found := false
		for _, name := range names {
			found = found || e.Name() == name
		}
		if !found {
			t.Errorf("%s was left", e.Name())
		}
	}
}

func TestBackupIsAStore(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	f.put(simple("A", "Hammer"))
	f.create(NewOperation{WebshopID: w.ID})
	file := filepath.Join(t.TempDir(), "backup.db")
	c := must[Contents](t)(f.Backup(t.Context(), file, false, nil))
	st := must[os.FileInfo](t)(os.Stat(file))
	if c.Webshops != 1 || c.Products != 1 || c.Operations != 1 || c.Bytes != st.Size() || c.Version == 0 {
		t.Errorf("it holds %+v, its size is %d", c, st.Size())
	}
	if runtime.GOOS != "windows" && st.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", st.Mode())
	}
	alone(t, filepath.Dir(file), "backup.db")
	copied := open(t, Options{Path: file})
	if got := must[Webshop](t)(copied.Webshop(t.Context(), w.ID)); got.Name != w.Name {
		t.Errorf("it holds %q", got.Name)
	}
}

func TestBackupNeverOverwritesUnasked(t *testing.T) {
	f := newFixture(t)
	folder := t.TempDir()
	file := filepath.Join(folder, "backup.db")
	check(t, os.WriteFile(file, []byte("precious"), 0o600))
	_, err := f.Backup(t.Context(), file, false, nil)
	var e *FileError
	if !errors.Is(err, fs.ErrExist) || !errors.As(err, &e) || !strings.Contains(e.Remedy, "--force") {
		t.Errorf("it says: %v", err)
	}
	if b := must[[]byte](t)(os.ReadFile(file)); string(b) != "precious" {
		t.Error("the file was changed")
	}
	must[Contents](t)(f.Backup(t.Context(), file, true, nil))
	must[Contents](t)(contents(t.Context(), file))
	for _, own := range []string{f.Path(), f.Path() + "-wal", folder} {
		if _, err := f.Backup(t.Context(), own, true, nil); err == nil {
			t.Errorf("%s was overwritten", own)
		}
	}
	alone(t, folder, "backup.db")
	f.webshop("still here")
}

func TestBackupWithoutSpaceLeavesNothing(t *testing.T) {
	folder := t.TempDir()
	s := open(t, Options{Path: filepath.Join(t.TempDir(), "store.db"), free: func(string) (int64, bool) { return 1000, true }})
	_, err := s.Backup(t.Context(), filepath.Join(folder, "backup.db"), false, nil)
	if !errors.Is(err, ErrNoSpace) || !strings.Contains(err.Error(), "1000 bytes are free") {
		t.Errorf("it says: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s.free = freeSpace
	if _, err := s.Backup(ctx, filepath.Join(folder, "backup.db"), false, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled, it says: %v", err)
	}
	alone(t, folder)
}

// Each transaction of the writers adds a webshop and an operation; a copy that was not taken at one moment has more of the one.
func TestBackupsAreConsistentWhileOthersWrite(t *testing.T) {
	f := newFixture(t)
	f.webshop("Nordlys")
	folder := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	var writers gosync.WaitGroup
	for n, s := range []fixture{f, f.second(), f.second()} {
		writers.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				err := s.change(context.Background(), survivesCrash, "write", func(t *tx) error {
					w, err := t.insert(`INSERT INTO webshop_categories (webshop_id, parent_id, name, path, path_key, remote_id, tags, manufacturers)
						SELECT id, 0, '', '', ?, 0, '[]', '[]' FROM webshops LIMIT 1`, fmt.Sprint(n, i))
					if err != nil {
						return err
					}
					_, err = t.exec("INSERT INTO categories (id, parent_id, name, path, path_key) VALUES (?, 0, '', '', ?)", w, fmt.Sprint(w))
					return err
				})
				if err != nil {
					f.t.Error(err)
					return
				}
			}
		})
	}
	for i := range 5 {
		file := filepath.Join(folder, fmt.Sprint(i, ".db"))
		must[Contents](t)(f.Backup(t.Context(), file, false, nil))
		var differ, all int
		db := raw(t, file)
		check(t, db.QueryRow("SELECT count(*), count(*) - (SELECT count(*) FROM webshop_categories) FROM categories").Scan(&all, &differ))
		if differ != 0 {
			t.Errorf("copy %d with %d rows is not of one moment", i, all)
		}
	}
	stop()
	writers.Wait()
}

func TestRestore(t *testing.T) {
	f := newFixture(t)
	f.webshop("before")
	token := f.lease("the program that made the backup")
	file := filepath.Join(t.TempDir(), "backup.db")
	must[Contents](t)(f.Backup(t.Context(), file, false, nil))
	check(t, f.ReleaseLease(t.Context(), token))
	f.webshop("after")
	path := f.Path()
	o := RestoreOptions{File: file, Path: path, Now: f.clock.Now}

	_, err := Restore(t.Context(), o)
	var e *FileError
	if !errors.Is(err, ErrInUse) || !errors.As(err, &e) || e.Remedy == "" {
		t.Fatalf("with the store open here it says: %v", err)
	}
	f.webshop("still open")
	check(t, f.Close())
	done := must[Restored](t)(Restore(t.Context(), o))
	if done.Webshops != 1 || filepath.Base(done.Kept) != "store-replaced-20261123-120000.db" {
		t.Errorf("it did %+v", done)
	}
	alone(t, filepath.Dir(path), "store.db", filepath.Base(done.Kept))
	names := func() (names string) {
		s := must[*Store](t)(Open(t.Context(), Options{Path: path, Now: f.clock.Now}))
		for _, w := range must[[]Webshop](t)(s.Webshops(t.Context())) {
			names += w.Name + " "
		}
		if l := must[Lease](t)(s.CurrentLease(t.Context())); l != (Lease{}) {
			t.Errorf("%s holds the lease", l.Holder)
		}
		check(t, s.Close())
		return names
	}
	if got := names(); got != "before " {
		t.Errorf("the store has %s", got)
	}
	o.File = done.Kept
	again := must[Restored](t)(Restore(t.Context(), o))
	if got := names(); got != "after before still open " || again.Kept == done.Kept {
		t.Errorf("back again, the store has %s, kept as %s", got, again.Kept)
	}
	o.Path = filepath.Join(t.TempDir(), "new", "store.db")
	if done := must[Restored](t)(Restore(t.Context(), o)); done.Kept != "" || done.Webshops != 3 {
		t.Errorf("into an empty place: %+v", done)
	}
}

func TestRestoreRefusesWhileALeaseIsHeld(t *testing.T) {
	f := newFixture(t)
	file := filepath.Join(t.TempDir(), "backup.db")
	must[Contents](t)(f.Backup(t.Context(), file, false, nil))
	f.lease("server1, process 4711, worker")
	check(t, f.Close())
	o := RestoreOptions{File: file, Path: f.Path(), Now: f.clock.Now}
	if _, err := Restore(t.Context(), o); !errors.Is(err, ErrInUse) || !strings.Contains(err.Error(), "process 4711") {
		t.Errorf("it says: %v", err)
	}
	f.clock.Add(2 * time.Minute) // it gave no sign
	must[Restored](t)(Restore(t.Context(), o))
}

func TestRestoreRefusesBadFiles(t *testing.T) {
	f := newFixture(t)
	f.put(manyProducts(2000)...)
	check(t, f.Close())
	whole := must[[]byte](t)(os.ReadFile(f.Path()))
	folder := t.TempDir()
	for _, c := range []struct {
		name, text string
		make       func(path string)
	}{
		{"missing", "there is no file", func(string) {}},
		{"empty", ErrNotStore.Error(), func(path string) { check(t, os.WriteFile(path, nil, 0o600)) }},
		{"text", ErrNotStore.Error(), func(path string) { check(t, os.WriteFile(path, bytes.Repeat([]byte("text\n"), 5000), 0o600)) }},
		{"folder", "it is a folder", func(path string) { check(t, os.Mkdir(path, 0o700)) }},
		{"cut off", "damaged", func(path string) { check(t, os.WriteFile(path, whole[:len(whole)/2], 0o600)) }},
		{"overwritten in the middle", "damaged", func(path string) {
			b := bytes.Clone(whole)
			copy(b[len(b)/2:], bytes.Repeat([]byte{0xa5}, 20_000))
			check(t, os.WriteFile(path, b, 0o600))
		}},
		{"of a newer version", "newer version", func(path string) {
			check(t, os.WriteFile(path, whole, 0o600))
			db := raw(t, path)
			execRaw(t, db, "PRAGMA user_version = 4711")
			check(t, db.Close())
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(folder, c.name+".db")
			c.make(file)
			_, err := Restore(t.Context(), RestoreOptions{File: file, Path: f.Path()})
			if err == nil || !strings.Contains(err.Error(), c.text) {
				t.Errorf("it says: %v", err)
			}
			alone(t, filepath.Dir(f.Path()), "store.db")
			s := must[*Store](t)(Open(t.Context(), Options{Path: f.Path()}))
			if n := must[int](t)(s.CountProducts(t.Context())); n != 2000 {
				t.Errorf("%d products are left", n)
			}
			check(t, s.Close())
		})
	}
}

// A store that SQLite cannot read any more is replaced all the same, and kept with its log.
func TestRestoreOverADamagedStore(t *testing.T) {
	f := newFixture(t)
	f.webshop("Nordlys")
	file := filepath.Join(t.TempDir(), "backup.db")
	must[Contents](t)(f.Backup(t.Context(), file, false, nil))
	check(t, f.Close())
	check(t, os.WriteFile(f.Path(), bytes.Repeat([]byte{0xa5}, 9000), 0o600))
	check(t, os.WriteFile(f.Path()+"-wal", []byte("what is left of a log"), 0o600))
	done := must[Restored](t)(Restore(t.Context(), RestoreOptions{File: file, Path: f.Path()}))
	alone(t, filepath.Dir(f.Path()), "store.db", filepath.Base(done.Kept), filepath.Base(done.Kept)+"-wal")
	if s := open(t, Options{Path: f.Path()}); len(must[[]Webshop](t)(s.Webshops(t.Context()))) != 1 {
		t.Error("the webshop is not there")
	}
	another := filepath.Join(t.TempDir(), "notes.db")
	db := raw(t, another)
	execRaw(t, db, "CREATE TABLE notes (text)")
	check(t, db.Close())
	if _, err := Restore(t.Context(), RestoreOptions{File: file, Path: another}); !errors.Is(err, ErrNotStore) {
		t.Errorf("over another program's file it says: %v", err)
	}
}

// manyProducts makes a store larger than a few pages.
func manyProducts(n int) []Product {
	all := make([]Product, n)
	for i := range all {
		all[i] = simple(fmt.Sprintf("SKU-%06d", i), fmt.Sprintf("Product %d %s", i, strings.Repeat("of some length ", 8)))
	}
	return all
}
