package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"woosync/failpoint"
)

// there fails with ErrMoved when the file that was opened does not lie at its path any more. Who wrote on would write into a file that
// nobody finds again. When it is put back, work goes on.
func (s *Store) there() error {
	now, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: there is no %s any more; put it back, or end this program and start it again", ErrMoved, s.path)
	case err == nil && !os.SameFile(s.file, now):
		return fmt.Errorf("%w: %s is another file now; put the former one back, or end this program and start it again", ErrMoved, s.path)
	}
	return nil // also when the disk is away for a moment: SQLite says what that means
}

// makeFile makes the file of a new store; SQLite would make it readable by others, and what it makes beside the file takes after the file.
// The log of a store that is gone is put aside: it may belong to a program that still runs with that store, and would be taken for the
// log of the one that is made now.
func (s *Store) makeFile() error {
	left := map[string]os.FileInfo{}
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if info, err := os.Stat(s.path + suffix); err == nil {
			left[suffix] = info
		}
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) { // the usual case: it is there, and its log is its own
		if f, err = os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600); err == nil {
			err = f.Close()
		}
		return err
	}
	if err != nil {
		return err
	}
	failpoint.Pass("store.file", "an empty store is made")
	kept := keptName(s.path, "left", s.now())
	for suffix, before := range left {
		if now, err := os.Stat(s.path + suffix); err != nil || !os.SameFile(before, now) {
			continue // another program made it for the new store
		}
		if err := os.Rename(s.path+suffix, kept+suffix); err != nil {
			return errors.Join(err, f.Close())
		}
	}
	return f.Close()
}
