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
)

// keptCopies is how many copies of older versions stay beside a store.
const keptCopies = 3

// keepCopy keeps the store as it is before it is brought to a newer version.
func (s *Store) keepCopy(ctx context.Context, version int64, notice func(string)) error {
	kept, err := s.copyOf(ctx, version)
	if err != nil {
		return &OpenError{Path: s.path, Reason: fmt.Errorf("it must be brought up to date, and no copy of it can be kept before: %w", err),
			Remedy: "A copy needs as much space as the store, in the same folder: make room there, or give this user the right to write there. Then try again."}
	}
	if kept == "" {
		return nil
	}
	if notice != nil {
		notice(fmt.Sprintf("The store is brought up to date; as it was, it is kept as %s.", kept))
	}
	return s.dropOldCopies()
}

// copyOf copies the store beside it, unless another program has brought it up to date meanwhile.
func (s *Store) copyOf(ctx context.Context, version int64) (kept string, err error) {
	part, err := newPart(s.path)
	if err != nil {
		return "", err
	}
	defer removePart(part)
	if err := copyStore(ctx, s.path, nil, part, s.free, nil); err != nil {
		return "", err
	}
	r, err := openReaders(part, "mode=ro")
	if err != nil {
		return "", err
	}
	id, err := r.identity(ctx)
	r.close()
	if err != nil || id.version != version {
		return "", err
	}
	for { // until a name is found that no other program takes in the same moment
		kept = keptName(s.path, fmt.Sprintf("version%d", version), s.now())
		if err := settle(part, kept, false); !errors.Is(err, fs.ErrExist) {
			return kept, err
		}
	}
}

// dropOldCopies leaves the newest copies.
func (s *Store) dropOldCopies() error {
	ext := filepath.Ext(s.path)
	prefix := filepath.Base(strings.TrimSuffix(s.path, ext)) + "-version"
	files, err := os.ReadDir(filepath.Dir(s.path))
	if err != nil {
		return err
	}
	type copied struct{ name, made string }
	var all []copied
	for _, f := range files {
		rest, found := strings.CutPrefix(f.Name(), prefix)
		_, made, dated := strings.Cut(strings.TrimSuffix(rest, ext), "-")
		if found && dated && filepath.Ext(f.Name()) == ext && f.Type().IsRegular() {
			all = append(all, copied{filepath.Join(filepath.Dir(s.path), f.Name()), made})
		}
	}
	slices.SortFunc(all, func(a, b copied) int { return strings.Compare(b.made, a.made) })
	for _, c := range all[min(len(all), keptCopies):] {
		if err := os.Remove(c.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
