package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"
)

// RecoverOptions names a store that is damaged.
type RecoverOptions struct {
	Path string
	// Now tells the time; nil means time.Now.
	Now      func() time.Time
	Progress Progress // nil: tells nobody
}

// Recovered says what was rescued.
type Recovered struct {
	Restored
	Lost []string // what could not be read whole, in words: "the catalogue"; empty when only indexes were damaged
}

// Recover reads what can be read of a damaged store into a new one, which takes its place; the damaged one is kept beside it under a
// name with the date. Indexes and numbers are made anew. It fails with a *FileError, whose reason is ErrInUse while another program
// has the store open, and ErrDamaged when nothing can be read at all; then everything is as it was.
func Recover(ctx context.Context, o RecoverOptions) (Recovered, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(string, int64, int64) {}
	}
	r, err := recoverStore(ctx, o)
	return r, fileError("rescue the store "+o.Path, err)
}

func recoverStore(ctx context.Context, o RecoverOptions) (done Recovered, err error) {
	if o.Path, err = filepath.Abs(o.Path); err != nil {
		return done, err
	}
	h, err := holdAlone(ctx, o.Path, o.Now())
	switch {
	case errors.Is(err, ErrInUse):
		return done, &FileError{Doing: "rescue the store " + o.Path, Reason: err, Remedy: remedyInUse}
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrNotStore):
		return done, &FileError{Doing: "rescue the store " + o.Path, Reason: fmt.Errorf("nothing of it can be read: %w", err), Remedy: "Put back a backup: woosync restore FILE."}
	case err != nil:
		return done, err
	}
	defer func() { h.release() }()
	part, err := newPart(o.Path)
	if err != nil {
		return done, err
	}
	defer removePart(part)
	if done.Lost, err = h.rescueInto(ctx, part, o.Progress); err != nil {
		return done, err
	}
	h.release() // nobody can have changed it: it is held again before it is replaced
	if err := settleRescued(ctx, part, o); err != nil {
		return done, fmt.Errorf("complete the new store: %w", err)
	}
	if done.Contents, err = contents(ctx, part); err != nil {
		return done, err
	}
	done.Kept, err = putInPlace(ctx, part, o.Path, whyDamaged, o.Now())
	return done, err
}

// settleRescued makes what was not read: indexes, numbers, and what follows from rows that were lost.
func settleRescued(ctx context.Context, part string, o RecoverOptions) error {
	if err := makeReady(ctx, part); err != nil {
		return err
	}
	s, err := Open(ctx, Options{Path: part, Now: o.Now})
	if err != nil {
		return err
	}
	o.Progress("indexing", 0, 0)
	err = s.rebuildTexts(ctx)
	if err == nil {
		err = s.replanAll(ctx)
	}
	if err == nil {
		var flaws []Flaw
		flaws, err = s.Repair(ctx, o.Progress)
		for _, f := range flaws {
			if !f.Repaired && err == nil {
				err = errors.New(f.Found)
			}
		}
	}
	return errors.Join(err, s.Close())
}

// replanAll makes every plan start anew, for the plan may rest on rows that are lost.
func (s *Store) replanAll(ctx context.Context) error {
	return s.change(ctx, survivesPowerCut, "plan everything anew", func(t *tx) error {
		if _, err := t.exec("UPDATE counters SET value = max(value, " + newestRevision + ") WHERE name = 'catalogue'"); err != nil {
			return err
		}
		revision, err := t.next("catalogue")
		if err != nil {
			return err
		}
		_, err = t.exec("UPDATE webshops SET planned_revision = 0, stale_revision = ?", revision)
		return err
	})
}
