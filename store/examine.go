package store

import (
	"context"
	"errors"
	"fmt"
)

// Flaw is something in a store that is not as it should be.
type Flaw struct {
	Found    string // a sentence without its full stop: "the text index lacks 3 errors"
	Remedy   string // what to do when it cannot be repaired here; "" otherwise
	Repaired bool   // it was put right
	Damage   bool   // SQLite finds the file damaged: only Recover helps, or a backup
	Harmless bool   // everything works all the same
}

// checkup is one thing that is looked at. find gives a sentence, "" when all is well; mend, where there is one, puts it right while
// other programs go on.
type checkup struct {
	what string // for the progress
	find func(context.Context, *Store) (found string, err error)
	mend func(context.Context, *Store) error

	harmless bool
}

// The order matters: what others rest on is put right first.
var checkups = [...]checkup{
	{"references", findStray, mendStray, false},
	{"counters", findCounters, mendCounters, false},
	{"numbers of operations", findCounts, mendCounts, false},
	{"progress of operations", findProgress, mendProgress, false},
	{"operations in progress", findStuck, mendStuck, true},
	{"packages", findPackages, mendPackages, false},
	{"search of error texts", findErrorTexts, mendErrorTexts, false},
	{"search of products", findProductTexts, mendProductTexts, false},
	{"the write-ahead log", findLog, mendLog, true},
	{"files beside the store", findParts, mendParts, true},
}

// Examine looks for flaws and changes nothing. On a large store it takes some seconds.
func (s *Store) Examine(ctx context.Context, progress Progress) ([]Flaw, error) {
	return s.examine(ctx, progress, func(checkup) error { return nil })
}

// Repair puts right what Examine finds, as far as it can. Other programs may go on meanwhile. What is damaged it leaves to Recover.
func (s *Store) Repair(ctx context.Context, progress Progress) ([]Flaw, error) {
	if s.write == nil {
		return nil, ErrReadOnly
	}
	return s.examine(ctx, progress, func(c checkup) error { return c.mend(ctx, s) })
}

func (s *Store) examine(ctx context.Context, progress Progress, mend func(checkup) error) (flaws []Flaw, err error) {
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	progress("examining the file", 0, int64(len(checkups))+1)
	found, err := s.read.unsound(ctx)
	if err != nil {
		return nil, fmt.Errorf("examine the file: %w", err)
	}
	if found != "" {
		return []Flaw{damage(found)}, nil
	}
	for i, c := range checkups {
		progress("examining "+c.what, int64(i)+1, int64(len(checkups))+1)
		f, err := s.check(ctx, c, mend)
		switch {
		case errors.Is(err, ErrDamaged):
			return append(flaws, damage(err.Error())), nil
		case err != nil:
			return flaws, fmt.Errorf("examine %s: %w", c.what, err)
		case f.Found != "":
			flaws = append(flaws, f)
		}
	}
	return flaws, nil
}

func damage(found string) Flaw {
	return Flaw{Found: "SQLite finds the file damaged: " + found, Damage: true}
}

// check looks, repairs, and looks again: what is still there was not repaired.
func (s *Store) check(ctx context.Context, c checkup, mend func(checkup) error) (f Flaw, err error) {
	f.Harmless = c.harmless
	if f.Found, err = c.find(ctx, s); err != nil || f.Found == "" {
		return f, err
	}
	if err := mend(c); err != nil {
		if errors.Is(err, ErrInUse) {
			f.Remedy = err.Error()
			return f, nil
		}
		return f, err
	}
	still, err := c.find(ctx, s)
	f.Repaired = still == ""
	return f, err
}

// some says how many things there are, for which a query with one number as its answer is asked: "3 packages".
func (s *Store) some(ctx context.Context, format, query string, args ...any) (string, error) {
	var n int64
	if err := s.read.get(ctx, []any{&n}, query, args...); err != nil || n == 0 {
		return "", err
	}
	return fmt.Sprintf(format, n), nil
}

// repair changes something in the course of a repair.
func (s *Store) repair(ctx context.Context, what string, statements ...string) error {
	return s.change(ctx, survivesPowerCut, "repair "+what, func(t *tx) error {
		for _, text := range statements {
			if _, err := t.exec(text); err != nil {
				return err
			}
		}
		return nil
	})
}
