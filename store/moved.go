package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"woosync/failpoint"
)

// beside are the endings of what SQLite keeps beside a store while programs have it open.
var beside = []string{"-wal", "-shm", "-journal"}

// there fails with ErrMoved when the file that was opened does not lie at its path any more, or without its log. Who wrote on would
// write into a file that nobody finds again. When it is put back, work goes on.
func (s *Store) there() error {
	now, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: there is no %s any more; put it back, or end this program and start it again", ErrMoved, s.path)
	case err == nil && !os.SameFile(s.file, now):
		return fmt.Errorf("%w: %s is another file now; put the former one back, or end this program and start it again", ErrReplaced, s.path)
	}
	if log := s.log["-wal"]; log != nil && !isFile(s.path+"-wal", log) {
		return fmt.Errorf("%w: the %s-wal that belongs to it is gone; put it back, or end this program and start it again", ErrMoved, s.path)
	}
	return nil // also when the disk is away for a moment: SQLite says what that means
}

// Replaced tells whether another file lies where the store was opened.
func (s *Store) Replaced() bool {
	now, err := os.Stat(s.path)
	return err == nil && !os.SameFile(s.file, now)
}

// Successor opens the file that lies where this store was opened. It makes no store: what is empty, or not whole yet, is refused. It fails
// with an *OpenError, or with ErrMoved where no other file lies there. This store stays as it is, for the caller to close, or to go on
// with when its file is put back.
func (s *Store) Successor(ctx context.Context, o Options) (*Store, error) {
	if !s.Replaced() {
		if err := s.there(); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%w: %s is the store that was opened", ErrMoved, s.path)
	}
	s.keepLogApart()
	for suffix, log := range s.log {
		if isFile(s.path+suffix, log) {
			return nil, fmt.Errorf("%w: %s of the former store lies there still", ErrReplaced, s.path+suffix)
		}
	}
	o.Path, o.existing = s.path, true
	return Open(ctx, o)
}

// noteLog remembers what lies beside the store. What is opened for writing has its log there until it is closed.
func (s *Store) noteLog() {
	if s.write == nil {
		return
	}
	s.log = map[string]os.FileInfo{}
	for _, suffix := range beside {
		if info, err := os.Stat(s.path + suffix); err == nil {
			s.log[suffix] = info
		}
	}
}

// keepLogApart puts the log of a store that was replaced aside: SQLite would take it for the log of the file that lies there now, and
// damage that one. When the store is back, so is its log.
func (s *Store) keepLogApart() {
	switch {
	case s.log == nil:
	case s.Replaced():
		kept := ""
		for _, suffix := range beside {
			if !isFile(s.path+suffix, s.log[suffix]) {
				continue
			}
			if kept == "" {
				kept = keptName(s.path, "left", s.now())
			}
			os.Rename(s.path+suffix, kept+suffix) // where that fails, the program says all the same that it must be ended
		}
	case isFile(s.path, s.file):
		for _, suffix := range slices.Backward(beside) { // the log last: nobody reads it without what tells how far it is filled
			s.putBack(suffix, s.log[suffix])
		}
	}
}

// putBack looks for a file that was put aside. It leaves what another program, that has opened the store meanwhile, has made.
func (s *Store) putBack(suffix string, ours os.FileInfo) {
	if _, err := os.Lstat(s.path + suffix); err == nil || ours == nil {
		return
	}
	folder := filepath.Dir(s.path)
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		if name := filepath.Join(folder, f.Name()); strings.HasSuffix(name, suffix) && isFile(name, ours) {
			os.Rename(name, s.path+suffix)
			return
		}
	}
}

func isFile(name string, file os.FileInfo) bool {
	now, err := os.Stat(name)
	return err == nil && file != nil && os.SameFile(file, now)
}

// makeFile makes the file of a new store; SQLite would make it readable by others, and what it makes beside the file takes after the file.
// The log of a store that is gone is put aside: it may belong to a program that still runs with that store, and would be taken for the
// log of the one that is made now.
func (s *Store) makeFile() error {
	left := map[string]os.FileInfo{}
	for _, suffix := range beside {
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
