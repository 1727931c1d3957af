package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Contents is what lies in a store, as a backup and a restore tell it.
type Contents struct {
	Bytes                          int64 // of the file
	Version                        int   // of the schema
	Webshops, Products, Operations int
}

// Backup writes a copy of the store to a file, as it is at one moment; all programs go on meanwhile. The copy is a store by itself
// and, as the store does, holds the keys of the webshops: only this user can read it. Without replace it fails with fs.ErrExist when
// the file is there; until the copy is complete nothing is. It fails with a *FileError.
func (s *Store) Backup(ctx context.Context, file string, replace bool, progress Progress) (Contents, error) {
	c, err := s.backup(ctx, file, replace, progress)
	return c, fileError("back up the store to "+file, err)
}

func (s *Store) backup(ctx context.Context, file string, replace bool, progress Progress) (c Contents, err error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return c, err
	}
	if err := s.checkTarget(path, replace); err != nil {
		return c, err
	}
	part, err := newPart(path)
	if err != nil {
		return c, err
	}
	defer removePart(part)
	if err := copyStore(ctx, s.path, s.params, part, s.free, progress); err != nil {
		return c, err
	}
	if c, err = contents(ctx, part); err != nil {
		return c, fmt.Errorf("read the copy: %w", err)
	}
	return c, settle(part, path, replace)
}

// checkTarget refuses a file that is in the way, and the store itself.
func (s *Store) checkTarget(path string, replace bool) error {
	target, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(filepath.Dir(path)); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no folder %s", filepath.Dir(path))
		}
		return nil
	}
	if err != nil {
		return err
	}
	if target.IsDir() {
		return errors.New("it is a folder")
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if own, err := os.Stat(s.path + suffix); err == nil && os.SameFile(own, target) {
			return errors.New("it is the store itself")
		}
	}
	if !replace {
		return &FileError{Doing: "back up the store to " + path, Reason: fmt.Errorf("the %w", fs.ErrExist), Remedy: "Name another file, or overwrite it with --force."}
	}
	return nil
}

// contents reads what lies in the store of a file.
func contents(ctx context.Context, path string) (c Contents, err error) {
	r, err := openReaders(path, "mode=ro")
	if err != nil {
		return c, err
	}
	defer r.close()
	id, err := r.identity(ctx)
	if err != nil {
		return c, err
	}
	if id.application != applicationID {
		return c, ErrNotStore
	}
	c.Version = int(id.version)
	err = r.get(ctx, []any{&c.Webshops, &c.Products, &c.Operations}, `SELECT (SELECT count(*) FROM webshops), (SELECT count(*) FROM products),
		(SELECT coalesce(sum(n), 0) FROM operation_counts)`)
	if err != nil {
		return c, err
	}
	st, err := os.Stat(path)
	if err != nil {
		return c, err
	}
	c.Bytes = st.Size()
	return c, nil
}

// unsound tells what SQLite finds wrong with a file; "" when it is sound. Looking at a gigabyte takes some seconds.
func (r *readers) unsound(ctx context.Context) (string, error) {
	rows, err := r.db.QueryContext(ctx, "PRAGMA integrity_check(3)")
	found, err := collect(rows, explain(err), scalar[string])
	switch {
	case errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotStore):
		return err.Error(), nil
	case err != nil:
		return "", err
	case len(found) == 1 && found[0] == "ok":
		return "", nil
	}
	return strings.ReplaceAll(strings.Join(found, "; "), "\n", " "), nil
}
