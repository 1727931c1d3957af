package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestOpenMakesFolderAndFile(t *testing.T) {
	for _, name := range []string{"store.db", "with blank.db", "quest?ion.db", "ha#sh.db", "per%20cent.db", "ærø ß.db", "a&b=c;d.db", "'quote'\".db"} {
		if runtime.GOOS == "windows" && strings.ContainsAny(name, `?"`) {
			continue // not a file name there
		}
		path := filepath.Join(t.TempDir(), "new", "fol der", name)
		s := open(t, Options{Path: path})
		if s.Path() != path || s.ReadOnly() {
			t.Errorf("%s: path %s, read-only %v", path, s.Path(), s.ReadOnly())
		}
		must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "Nordlys"}))
		if runtime.GOOS == "windows" {
			continue
		}
		for file, mode := range map[string]os.FileMode{path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600, filepath.Dir(path): 0o700, filepath.Dir(filepath.Dir(path)): 0o700} {
			st, err := os.Stat(file)
			check(t, err)
			if st.Mode().Perm() != mode {
				t.Errorf("%s has mode %v, want %v", file, st.Mode().Perm(), mode)
			}
		}
	}
}

func TestOpenAgainKeepsWhatWasThere(t *testing.T) {
	f := newFixture(t)
	f.webshop("Nordlys")
	check(t, f.Close())
	if left := must[[]os.DirEntry](t)(os.ReadDir(filepath.Dir(f.Path()))); len(left) != 1 {
		t.Errorf("beside the store lies %v", left)
	}
	again := open(t, Options{Path: f.Path()})
	if w := must[Webshop](t)(again.WebshopByName(t.Context(), "NORDLYS")); w.Name != "Nordlys" {
		t.Errorf("found %q", w.Name)
	}
}

func TestWritingAfterCloseFails(t *testing.T) {
	f := newFixture(t)
	check(t, f.Close())
	if _, err := f.AddWebshop(context.Background(), Webshop{Name: "late"}); err == nil {
		t.Error("a closed store took a webshop")
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
}

// raw opens a file with SQLite alone.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", dataSource(path))
	check(t, err)
	t.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	return db
}

func execRaw(t *testing.T, db *sql.DB, text string) {
	t.Helper()
	if _, err := db.Exec(text); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		make   func(t *testing.T, path string)
		reason error  // or
		text   string // part of the sentence
	}{
		{"text", func(t *testing.T, path string) {
			check(t, os.WriteFile(path, bytes.Repeat([]byte("not a store\n"), 1000), 0o600))
		}, ErrNotStore, "not a store of woosync"},
		{"another program's database", func(t *testing.T, path string) {
			db := raw(t, path)
			execRaw(t, db, "CREATE TABLE notes (text)")
			check(t, db.Close())
		}, ErrNotStore, "not a store of woosync"},
		{"newer version", func(t *testing.T, path string) {
			check(t, open(t, Options{Path: path}).Close())
			db := raw(t, path)
			execRaw(t, db, "PRAGMA user_version = 4711")
			check(t, db.Close())
		}, ErrNewer, "version 4711"},
		{"folder", func(t *testing.T, path string) { check(t, os.Mkdir(path, 0o700)) }, nil, "it is a folder"},
		{"file in the folder's place", func(t *testing.T, path string) {
			check(t, os.Remove(filepath.Dir(path)))
			check(t, os.WriteFile(filepath.Dir(path), nil, 0o600))
		}, nil, "cannot open the store"},
		{"damaged", func(t *testing.T, path string) {
			s := open(t, Options{Path: path})
			must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "Nordlys"}))
			check(t, s.Close())
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			check(t, err)
			_, err = f.WriteAt(bytes.Repeat([]byte{0xa5}, 3000), 100) // the schema's page, behind the file header
			check(t, errors.Join(err, f.Close()))
		}, ErrDamaged, "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "folder", "store.db")
			check(t, os.Mkdir(filepath.Dir(path), 0o700))
			c.make(t, path)
			before, _ := os.ReadFile(path)
			s, err := Open(t.Context(), Options{Path: path})
			if err == nil {
				s.Close()
				t.Fatal("it was opened")
			}
			var open *OpenError
			if !errors.As(err, &open) || open.Remedy == "" || open.Path != path {
				t.Errorf("%#v has no remedy or no path", err)
			}
			if c.reason != nil && !errors.Is(err, c.reason) || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "SQL") {
				t.Errorf("it says: %v", err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestOpenWithoutName(t *testing.T) {
	for _, path := range []string{"", "a\x00b"} {
		if _, err := Open(t.Context(), Options{Path: path}); err == nil {
			t.Errorf("%q was opened", path)
		}
	}
}

func TestOpenLocked(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	check(t, f.Close())
	db := raw(t, f.Path())
	execRaw(t, db, "BEGIN EXCLUSIVE")
	s := open(t, Options{Path: f.Path()}) // what needs no write does not wait
	if got := must[Webshop](t)(s.Webshop(t.Context(), w.ID)); got.Name != w.Name {
		t.Errorf("read %q", got.Name)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.RemoveWebshop(ctx, w.ID); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a write with a context that ends: %v", err)
	}
	// A program that gave up waiting sees what a busy store says.
	busy := openError(f.Path(), explain(rawError(t, f.Path(), "BEGIN IMMEDIATE")))
	var e *OpenError
	if !errors.As(busy, &e) || !errors.Is(busy, ErrBusy) || e.Remedy != remedyBusy {
		t.Errorf("it says: %v", busy)
	}
}

// rawError runs a statement without waiting for locks.
func rawError(t *testing.T, path, text string) error {
	t.Helper()
	db, err := sql.Open("sqlite", strings.ReplaceAll(dataSource(path), fmt.Sprintf("busy_timeout(%d)", lockWait.Milliseconds()), "busy_timeout(0)"))
	check(t, err)
	defer db.Close()
	_, err = db.Exec(text)
	return err
}

func TestReadOnlyOption(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	s := open(t, Options{Path: f.Path(), ReadOnly: true})
	if !s.ReadOnly() {
		t.Error("it can be written")
	}
	if got := must[Webshop](t)(s.Webshop(t.Context(), w.ID)); got.Name != "Nordlys" {
		t.Errorf("read %q", got.Name)
	}
	f.webshop("Sydkysten") // the other program goes on writing
	if all := must[[]Webshop](t)(s.Webshops(t.Context())); len(all) != 2 {
		t.Errorf("%d webshops are seen", len(all))
	}
	_, addErr := s.AddWebshop(t.Context(), Webshop{Name: "no"})
	_, _, createErr := s.CreateOperation(t.Context(), NewOperation{WebshopID: w.ID})
	_, _, leaseErr := s.AcquireLease(t.Context(), "no", time.Minute)
	_, importErr := s.BeginImport(t.Context(), ImportOptions{})
	for _, err := range []error{addErr, createErr, leaseErr, importErr, s.RemoveWebshop(t.Context(), w.ID), s.AddOperations(t.Context(), make([]Operation, 1))} {
		if !errors.Is(err, ErrReadOnly) {
			t.Errorf("a write says: %v", err)
		}
	}
	if _, err := Open(t.Context(), Options{Path: filepath.Join(t.TempDir(), "none.db"), ReadOnly: true}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a store that is not there: %v", err)
	}
}

func TestReadOnlyOfAnOlderVersion(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	check(t, os.WriteFile(path, nil, 0o600))
	var e *OpenError
	if _, err := Open(t.Context(), Options{Path: path, ReadOnly: true}); !errors.Is(err, ErrReadOnly) || !errors.As(err, &e) {
		t.Errorf("it says: %v", err)
	}
}

func TestMigrate(t *testing.T) {
	steps := []string{"CREATE TABLE one (a)", "CREATE TABLE two (b); INSERT INTO one VALUES (2)", "CREATE TABLE three (c); INSERT INTO one VALUES (3)"}
	for from := range len(steps) + 1 {
		path := filepath.Join(t.TempDir(), "store.db")
		w, err := openWriter(t.Context(), path)
		check(t, err)
		check(t, w.migrate(t.Context(), steps[:from]))
		check(t, w.migrate(t.Context(), steps))
		check(t, w.migrate(t.Context(), steps)) // nothing left to do
		var id identity
		var rows int
		check(t, w.conn.QueryRowContext(t.Context(), selectIdentity).Scan(&id.application, &id.version, &id.tables))
		check(t, w.conn.QueryRowContext(t.Context(), "SELECT count(*) FROM one").Scan(&rows))
		if id != (identity{applicationID, 3, 3}) || rows != 2 {
			t.Errorf("from version %d: %+v, %d rows", from, id, rows)
		}
		check(t, w.close())
	}
}

func TestMigrateIsAllOrNothing(t *testing.T) {
	w, err := openWriter(t.Context(), filepath.Join(t.TempDir(), "store.db"))
	check(t, err)
	defer w.close()
	if err := w.migrate(t.Context(), []string{"CREATE TABLE one (a)", "CREATE TABLE two (b); CREATE TABLE one (again)"}); err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("it says: %v", err)
	}
	var id identity
	check(t, w.conn.QueryRowContext(t.Context(), selectIdentity).Scan(&id.application, &id.version, &id.tables))
	if id != (identity{applicationID, 1, 1}) {
		t.Errorf("it stands at %+v", id)
	}
}

func TestManyProgramsOpenANewStoreAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	errs := make(chan error, 8)
	for range cap(errs) {
		go func() {
			s, err := Open(context.Background(), Options{Path: path})
			if err == nil {
				_, err = s.Webshops(context.Background())
				err = errors.Join(err, s.Close())
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		check(t, <-errs)
	}
}

func TestWatchNoticesAnotherProgram(t *testing.T) {
	f := newFixture(t)
	other := f.second()
	ctx, cancel := context.WithCancel(t.Context())
	changed := f.Watch(ctx, time.Millisecond)
	// The watch has begun once it notices anything; what happened before it began is no change.
	for noticed := false; !noticed; {
		must[Webshop](t)(other.AddWebshop(t.Context(), Webshop{Name: time.Now().String()}))
		select {
		case <-changed:
			noticed = true
		case <-time.After(20 * time.Millisecond):
		}
	}
	f.webshop("own")
	<-changed
	cancel()
	for range changed { // closed in the end
	}
	if _, open := <-f.Watch(ctx, time.Hour); open {
		t.Error("a watch whose context has ended gave a signal")
	}
}

// Programs that make a store at the same moment wait for each other, also where SQLite itself would not.
func TestOpenWaitsForWhoMakesTheStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	check(t, os.WriteFile(path, nil, 0o600))
	db := raw(t, path)
	conn := must[*sql.Conn](t)(db.Conn(t.Context()))
	must[sql.Result](t)(conn.ExecContext(t.Context(), "BEGIN IMMEDIATE"))
	opened := make(chan error, 1)
	go func() {
		s, err := Open(t.Context(), Options{Path: path, Now: time.Now})
		if err == nil {
			err = s.Close()
		}
		opened <- err
	}()
	release := time.After(100 * time.Millisecond) // long enough to meet the other one; however slow the machine is, both get the store
	select {
	case err := <-opened:
		t.Fatalf("it did not wait: %v", err)
	case <-release:
	}
	must[sql.Result](t)(conn.ExecContext(t.Context(), "ROLLBACK"))
	check(t, conn.Close())
	check(t, <-opened)
}
