package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

// applicationID marks a SQLite file as a store of woosync: "woos" in ASCII.
const applicationID = 0x776f6f73

// migrationFiles hold the schema: file n brings a store of version n-1 to version n. A file that was released never changes.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations gives them in order; their names begin with their number.
func migrations() ([]string, error) {
	files, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	all := make([]string, len(files))
	for i, name := range files {
		if !strings.HasPrefix(name, fmt.Sprintf("migrations/%04d_", i+1)) {
			return nil, fmt.Errorf("migration %s is not number %d", name, i+1)
		}
		b, err := migrationFiles.ReadFile(name)
		if err != nil {
			return nil, err
		}
		all[i] = string(b)
	}
	return all, nil
}

// identity is what a SQLite file says about itself.
type identity struct {
	application, version int64
	tables               int64
}

const selectIdentity = `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
	(SELECT count(*) FROM sqlite_schema)`

// check tells whether the file can be used by a program that knows the given number of migrations.
func (i identity) check(known int) error {
	switch {
	case i.application == 0 && i.version == 0 && i.tables == 0:
		return nil // new and empty
	case i.application != applicationID:
		return ErrNotStore
	case i.version > int64(known):
		return fmt.Errorf("%w: it has version %d, this program knows versions up to %d", ErrNewer, i.version, known)
	}
	return nil
}

// migrate brings the store to the newest version, each step in a transaction of its own together with the number that it reaches.
// Another program may do the same at the same moment, so every step looks again.
func (w *writer) migrate(ctx context.Context, all []string) error {
	for {
		done := false
		err := w.do(ctx, 0, "bring the store up to date", func(t *tx) error {
			var id identity
			if err := t.get([]any{&id.application, &id.version, &id.tables}, selectIdentity); err != nil {
				return err
			}
			if err := id.check(len(all)); err != nil {
				return err
			}
			if done = id.version == int64(len(all)); done {
				return nil
			}
			text := fmt.Sprintf("%s;\nPRAGMA application_id = %d;\nPRAGMA user_version = %d;", all[id.version], applicationID, id.version+1)
			if _, err := t.conn.ExecContext(t.ctx, text); err != nil {
				return fmt.Errorf("bring it to version %d: %w", id.version+1, err)
			}
			return nil
		})
		if err != nil || done {
			return err
		}
	}
}
