package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// A store that is removed under a program that has it open takes nothing more, and works on when it is put back.
func TestStoreRemovedWhileOpen(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // an open file can be neither removed nor replaced there
	}
	f := newFixture(t)
	f.webshop("before")
	token := f.lease("worker")
	changed := f.Watch(t.Context(), time.Millisecond)
	away := f.Path() + ".away"
	check(t, os.Rename(f.Path(), away))
	<-changed // screens look again, and see why
	for what, err := range map[string]error{
		"write": func() error { _, err := f.AddWebshop(t.Context(), Webshop{Name: "lost"}); return err }(), "heartbeat": f.RenewLease(t.Context(), token, time.Minute),
		"screen": func() error { _, err := f.Operations(t.Context(), OperationQuery{Limit: 1}); return err }(),
		"tabs":   func() error { _, err := f.StateCounts(t.Context(), OperationFilter{}); return err }(),
	} {
		if !errors.Is(err, ErrMoved) {
			t.Errorf("%s: %v", what, err)
		}
	}
	check(t, os.Rename(away, f.Path()))
	<-changed
	f.webshop("after")
	if n := len(must[[]Webshop](t)(f.Webshops(t.Context()))); n != 2 {
		t.Errorf("%d webshops", n)
	}
	check(t, f.RenewLease(t.Context(), token, time.Minute))
}

// A program that makes a new store where one was removed, and the one that still has the removed one open, do each other no harm.
func TestStoreMadeAnewWhileTheFormerIsOpen(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	former := newFixture(t)
	for i := range 50 {
		former.webshop(fmt.Sprint("former ", i))
	}
	check(t, os.Remove(former.Path()))
	s := must[*Store](t)(Open(t.Context(), Options{Path: former.Path(), Now: former.clock.Now}))
	must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "new"}))
	if _, err := former.AddWebshop(t.Context(), Webshop{Name: "lost"}); !errors.Is(err, ErrMoved) {
		t.Errorf("the former one says: %v", err)
	}
	check(t, former.Close())
	must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "newer"}))
	third := open(t, Options{Path: former.Path(), Now: former.clock.Now})
	if n := len(must[[]Webshop](t)(third.Webshops(t.Context()))); n != 2 {
		t.Errorf("another program sees %d webshops", n)
	}
	check(t, s.Close())
	if flaws := must[[]Flaw](t)(third.Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("it finds: %s", flawsOf(flaws))
	}
	left := must[[]string](t)(filepath.Glob(filepath.Join(filepath.Dir(former.Path()), "store-left-*")))
	if len(left) != 2 {
		t.Errorf("the log of the former one is %q", left)
	}
}

// A file that was moved into the place of a store never meets the log of that one, which would damage it; and when the store comes back,
// so does its log, with all that it holds.
func TestStoreReplacedByAnother(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	other := newFixture(t)
	other.webshop("other")
	backup := filepath.Join(t.TempDir(), "backup.db")
	must[Contents](t)(other.Backup(t.Context(), backup, false, nil))

	f := newFixture(t)
	for i := range 50 {
		f.webshop(fmt.Sprint("former ", i))
	}
	changed := f.Watch(t.Context(), time.Millisecond)
	for n := 50; len(changed) == 0; n++ { // until somebody watches
		f.webshop(fmt.Sprint("former ", n))
	}
	<-changed
	former := len(must[[]Webshop](t)(f.Webshops(t.Context())))
	away := f.Path() + ".away"
	log := must[os.FileInfo](t)(os.Stat(f.Path() + "-wal"))
	check(t, os.Link(f.Path(), away))
	check(t, os.Rename(backup, f.Path()))
	for isFile(f.Path()+"-shm", f.log["-shm"]) { // until it is noticed
		<-changed
	}
	if !f.Replaced() {
		t.Error("nobody says that it was replaced")
	}
	if _, err := f.AddWebshop(t.Context(), Webshop{Name: "lost"}); !errors.Is(err, ErrMoved) {
		t.Errorf("a write: %v", err)
	}
	s := must[*Store](t)(Open(t.Context(), Options{Path: f.Path(), Now: f.clock.Now}))
	if list := must[[]Webshop](t)(s.Webshops(t.Context())); len(list) != 1 || list[0].Name != "other" {
		t.Errorf("the new one holds %v", list)
	}
	must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "new"}))
	if flaws := must[[]Flaw](t)(s.Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("the new one has: %s", flawsOf(flaws))
	}
	check(t, s.Close())

	check(t, os.Rename(away, f.Path()))
	for !isFile(f.Path()+"-wal", log) {
		<-changed
	}
	f.webshop("after")
	if n := len(must[[]Webshop](t)(f.Webshops(t.Context()))); n != former+1 {
		t.Errorf("the former one holds %d webshops, want %d", n, former+1)
	}
	if flaws := must[[]Flaw](t)(f.Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("the former one has: %s", flawsOf(flaws))
	}
}

// A store that was replaced opens the one in its place once it is whole, makes none where there is none, and stays what it was meanwhile.
func TestSuccessorOfAStore(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	other := newFixture(t)
	for i := range 50 {
		other.webshop(fmt.Sprint("other ", i))
	}
	whole := filepath.Join(t.TempDir(), "backup.db")
	must[Contents](t)(other.Backup(t.Context(), whole, false, nil))
	content := must[[]byte](t)(os.ReadFile(whole))

	f := newFixture(t)
	f.webshop("before")
	if s, err := f.Successor(t.Context(), Options{}); !errors.Is(err, ErrMoved) || s != nil {
		t.Errorf("of a store that is there: %v, %v", s, err)
	}
	away := f.Path() + ".away"
	check(t, os.Rename(f.Path(), away))
	if s, err := f.Successor(t.Context(), Options{}); !errors.Is(err, ErrMoved) || errors.Is(err, ErrReplaced) || s != nil {
		t.Errorf("of a store that was removed: %v, %v", s, err)
	}
	if isFile(f.Path(), must[os.FileInfo](t)(os.Stat(away))) {
		t.Error("a store was made")
	}
	for name, c := range map[string]struct {
		content []byte
		want    error
	}{"empty": {nil, ErrNotStore}, "a text": {[]byte("no store at all, but a text of some length"), ErrNotStore}, "a part": {content[:len(content)/2], ErrDamaged}} {
		check(t, os.WriteFile(f.Path()+".part", c.content, 0o600))
		check(t, os.Rename(f.Path()+".part", f.Path()))
		if s, err := f.Successor(t.Context(), Options{}); !errors.Is(err, c.want) || s != nil {
			t.Errorf("%s: %v, %v", name, s, err)
		}
		if now := must[[]byte](t)(os.ReadFile(f.Path())); string(now) != string(c.content) {
			t.Errorf("%s was written to", name)
		}
	}
	check(t, os.Rename(away, f.Path()))
	for f.there() != nil { // until its log is back
		f.keepLogApart()
	}
	f.webshop("after")

	check(t, os.Rename(whole, f.Path()))
	s := must[*Store](t)(f.Successor(t.Context(), Options{Now: f.clock.Now}))
	defer s.Close()
	if _, err := f.AddWebshop(t.Context(), Webshop{Name: "lost"}); !errors.Is(err, ErrReplaced) {
		t.Errorf("a write to the former: %v", err)
	}
	check(t, f.Close())
	must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "new"}))
	if n := len(must[[]Webshop](t)(s.Webshops(t.Context()))); n != 51 {
		t.Errorf("it holds %d webshops", n)
	}
	if flaws := must[[]Flaw](t)(s.Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("it has: %s", flawsOf(flaws))
	}
}

// Who writes on without the log that others see would write into another one than they.
func TestStoreWithoutItsLogIsNotWritten(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	f := newFixture(t)
	f.webshop("before")
	check(t, os.Rename(f.Path()+"-wal", f.Path()+".away"))
	if _, err := f.AddWebshop(t.Context(), Webshop{Name: "lost"}); !errors.Is(err, ErrMoved) {
		t.Errorf("a write: %v", err)
	}
	check(t, os.Rename(f.Path()+".away", f.Path()+"-wal"))
	f.webshop("after")
}

// A program that is older than the store has become reads on, writes nothing, and says why.
func TestAnOlderProgramWritesNothing(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	db := raw(t, f.Path())
	execRaw(t, db, "ALTER TABLE webshops ADD COLUMN more TEXT NOT NULL DEFAULT ''")
	execRaw(t, db, "PRAGMA user_version = 4711")
	if _, _, err := f.CreateOperation(t.Context(), NewOperation{WebshopID: w.ID}); !errors.Is(err, ErrNewer) {
		t.Errorf("it says: %v", err)
	}
	if got := must[Webshop](t)(f.Webshop(t.Context(), w.ID)); got.Name != "Nordlys" {
		t.Errorf("it reads %q", got.Name)
	}
}
