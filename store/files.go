package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"woosync/failpoint"
)

// FileError says why a backup, a restore or a repair was not done. Error is a sentence for people without its full stop, Remedy
// another one: what to do about it, "" where there is nothing to say.
type FileError struct {
	Doing  string // "back up the store to /mnt/backup.db"
	Reason error
	Remedy string
}

func (e *FileError) Error() string { return fmt.Sprintf("cannot %s: %v", e.Doing, e.Reason) }
func (e *FileError) Unwrap() error { return e.Reason }

// fileError puts what went wrong with a file into two sentences; one that is a FileError already stays.
func fileError(doing string, err error) error {
	e := &FileError{Doing: doing, Reason: err}
	switch {
	case err == nil || errors.Is(err, context.Canceled) || errors.As(err, new(*FileError)):
		return err
	case errors.Is(err, ErrNoSpace):
		e.Remedy = "Free some space and try again."
	case errors.Is(err, ErrDamaged):
		e.Remedy = "`woosync doctor` tells more, and what can be done."
	case errors.Is(err, ErrReadOnly), errors.Is(err, fs.ErrPermission):
		e.Remedy = "Give this user the right to write there, or name another place."
	}
	return e
}

// keptName is a name beside the store for a copy of it that is kept: store.db becomes store-replaced-20261123-120405.db.
func keptName(path, why string, now time.Time) string {
	ext := filepath.Ext(path)
	base := strings.TrimSuffix(path, ext) + "-" + why + "-" + now.UTC().Format("20060102-150405")
	name := base + ext
	for n := 2; ; n++ {
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
		name = fmt.Sprintf("%s-%d%s", base, n, ext)
	}
}

// partSuffix ends the names of files that are not complete yet.
const partSuffix = ".part"

// newPart makes an empty file beside the place where it will be moved when it is complete. Only this user can read it.
func newPart(path string) (part string, err error) {
	failpoint.Pass("store.file", "begin a copy")
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+partSuffix)
	if err != nil {
		return "", err
	}
	return f.Name(), f.Close()
}

// removePart takes away what was begun, with what SQLite may have put beside it.
func removePart(part string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		os.Remove(part + suffix)
	}
}

// settle brings a complete file onto the disk and to its place. Without replace it fails with fs.ErrExist when something is there.
func settle(part, path string, replace bool) error {
	failpoint.Pass("store.file", "settle a copy")
	if err := syncFile(part); err != nil {
		return err
	}
	if !replace {
		switch err := os.Link(part, path); {
		case err == nil:
			failpoint.Pass("store.file", "a copy has two names")
			if err := os.Remove(part); err != nil {
				return err
			}
			return syncFolder(path)
		case errors.Is(err, fs.ErrExist):
			return err
		}
		// A file system without hard links; whoever makes the same file in this very moment loses it.
		if _, err := os.Lstat(path); err == nil {
			return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
		}
	}
	failpoint.Pass("store.file", "move a copy to its place")
	if err := os.Rename(part, path); err != nil {
		return err
	}
	failpoint.Pass("store.file", "a copy is in its place")
	return syncFolder(path)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// syncFolder brings the name of a file onto the disk.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil // a folder cannot be synced there, and need not be
	}
	f, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Progress is told how far a long work on a store is, in bytes or other units; a total of 0 is not known.
type Progress func(what string, done, total int64)

// copyStore writes a copy of the store at from into the empty file at to: as it is at one moment, while others go on writing, and
// without the room that deleted rows left.
func copyStore(ctx context.Context, from string, params []string, to string, free spaceFunc, progress Progress) error {
	db, err := sql.Open("sqlite", dataSource(from, append([]string{"mode=ro"}, params...)...))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	var size int64
	if err := db.QueryRowContext(ctx, `SELECT (SELECT page_count FROM pragma_page_count) * (SELECT page_size FROM pragma_page_size)
		- (SELECT freelist_count FROM pragma_freelist_count) * (SELECT page_size FROM pragma_page_size)`).Scan(&size); err != nil {
		return explain(err)
	}
	if left, known := free(filepath.Dir(to)); known && left < size {
		return fmt.Errorf("%w: the copy takes %s, %s are free", ErrNoSpace, megabytes(size), megabytes(left))
	}
	defer watchSize(ctx, to, size, progress)()
	failpoint.Pass("store.file", "copy the store")
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	failpoint.Pass("store.file", "the store is copied")
	return explain(err)
}

// watchSize tells how far a file has grown until the function that it gives is called.
func watchSize(ctx context.Context, path string, total int64, progress Progress) (stop func()) {
	if progress == nil {
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(200 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if st, err := os.Stat(path); err == nil {
					progress("copying the store", min(st.Size(), total), total)
				}
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}

// megabytes is a size for people.
func megabytes(n int64) string {
	switch {
	case n < 10_000:
		return fmt.Sprintf("%d bytes", n)
	case n < 10_000_000:
		return fmt.Sprintf("%d KB", (n+500)/1000)
	}
	return fmt.Sprintf("%d MB", (n+500_000)/1_000_000)
}
