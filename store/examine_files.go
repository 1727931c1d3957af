package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"woosync/failpoint"
)

const (
	// largeLog is how large the write-ahead log may be before it counts as left over: it shrinks when nobody reads for a moment.
	largeLog = 256 << 20
	// oldPart is how long nobody writes to a file before it counts as left over by a program that was killed.
	oldPart = time.Hour
)

func findLog(_ context.Context, s *Store) (string, error) {
	st, err := os.Stat(s.path + "-wal")
	if err != nil || st.Size() < largeLog {
		return "", nil
	}
	return fmt.Sprintf("the write-ahead log beside the store has %s", megabytes(st.Size())), nil
}

func mendLog(ctx context.Context, s *Store) error {
	erased, err := s.EraseLog(ctx)
	if err == nil && !erased {
		err = fmt.Errorf("%w and reads it, so its write-ahead log cannot be emptied now", ErrInUse)
	}
	return err
}

// parts are files that a program that was killed left: copies that were not complete.
func (s *Store) parts() (left []string, err error) {
	files, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), filepath.Base(s.path)+".") || !strings.Contains(f.Name(), partSuffix) || !f.Type().IsRegular() {
			continue
		}
		if info, err := f.Info(); err == nil && s.now().Sub(info.ModTime()) > oldPart {
			left = append(left, filepath.Join(filepath.Dir(s.path), f.Name()))
		}
	}
	return left, nil
}

func findParts(_ context.Context, s *Store) (string, error) {
	left, err := s.parts()
	if err != nil || len(left) == 0 {
		return "", err
	}
	return fmt.Sprintf("%d files were left by a copy that was cut off: %s", len(left), strings.Join(left, ", ")), nil
}

func mendParts(_ context.Context, s *Store) error {
	left, err := s.parts()
	for _, name := range left {
		failpoint.Pass("store.file", "remove what was left")
		if removed := os.Remove(name); removed != nil && !errors.Is(removed, fs.ErrNotExist) {
			err = errors.Join(err, removed)
		}
	}
	return err
}
