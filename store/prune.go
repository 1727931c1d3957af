package store

import (
	"context"
	"fmt"
	"time"
)

// Operations that ended long ago go, but for the newest of each webshop. They go in small steps, each a short transaction, taken by
// whoever works. The row of an operation goes first and its results follow, so that nobody ever sees an operation with a part of
// its results. Packages stay whatever happens.
const (
	// KeptOperations is how many operations of each webshop stay, however old they are: those that ended last.
	KeptOperations = 500
	// DefaultRetention is how long operations are kept unless something else was decided.
	DefaultRetention = 90 * 24 * time.Hour
	// MinRetention is the shortest time to keep them.
	MinRetention = 24 * time.Hour

	prunedOperations = 50   // in one step
	prunedItems      = 2000 // in one step
	keptGone         = 50_000

	// When nobody has looked for old operations for so long, or the clock went back, the clock may be wrong: then the first look
	// only notes the time. A clock that jumps ahead for a moment costs nobody their history.
	longRest = 7 * 24 * time.Hour
	// notedEvery is how precisely the time of the last look is noted.
	notedEvery = time.Hour
)

// Retention is how long operations are kept after their end; 0: for ever.
func (s *Store) Retention(ctx context.Context) (time.Duration, error) {
	var ms int64
	if err := s.read.get(ctx, []any{&ms}, "SELECT value FROM settings WHERE name = 'retention'"); err != nil {
		return 0, fmt.Errorf("read how long operations are kept: %w", err)
	}
	return time.Duration(ms) * time.Millisecond, nil
}

// SetRetention decides how long operations are kept after their end: MinRetention at least, or 0 for ever.
func (s *Store) SetRetention(ctx context.Context, d time.Duration) error {
	return s.change(ctx, survivesPowerCut, "decide how long operations are kept", func(t *tx) error {
		if d != 0 && d < MinRetention {
			return fmt.Errorf("%v is less than a day", d)
		}
		_, err := t.exec("UPDATE settings SET value = ? WHERE name = 'retention'", d.Milliseconds())
		return err
	})
}

// Prune takes one step: it deletes some operations that are too old, or some results of those that were deleted before. It tells
// whether there is more to do. Where nothing is, it only reads.
func (s *Store) Prune(ctx context.Context, token int64) (more bool, err error) {
	if more, err = s.prune(ctx, token); err != nil {
		return false, fmt.Errorf("delete operations that are too old: %w", err)
	}
	return more, nil
}

func (s *Store) prune(ctx context.Context, token int64) (more bool, err error) {
	var leftover, retention, looked int64
	if err := s.read.get(ctx, []any{&leftover, &retention, &looked}, `SELECT (SELECT coalesce(min(id), 0) FROM operations_leftover),
		(SELECT value FROM settings WHERE name = 'retention'), (SELECT value FROM settings WHERE name = 'pruned_on')`); err != nil {
		return false, err
	}
	if leftover != 0 {
		return true, s.pruneItems(ctx, token, leftover)
	}
	if retention == 0 {
		return false, nil
	}
	now := millis(s.now())
	if since := now - looked; since < 0 || since > notedEvery.Milliseconds() {
		if err := s.noteLook(ctx, token); err != nil || since < 0 || since > longRest.Milliseconds() {
			return false, err
		}
	}
	webshops, err := s.prunable(ctx)
	if err != nil {
		return false, err
	}
	for _, w := range webshops {
		ids, err := s.tooOld(ctx, w, now-retention)
		if err != nil {
			return false, err
		}
		if len(ids) > 0 {
			return true, s.pruneOperations(ctx, token, ids)
		}
	}
	return false, nil
}

func (s *Store) noteLook(ctx context.Context, token int64) error {
	return s.work(ctx, survivesCrash, token, "note the time", func(t *tx) error {
		_, err := t.exec("UPDATE settings SET value = ? WHERE name = 'pruned_on'", t.now)
		return err
	})
}

// prunable lists the webshops, removed ones too, of which operations have ended. It asks the index for one after the other.
func (s *Store) prunable(ctx context.Context) ([]int64, error) {
	const next = "SELECT min(webshop_id) FROM operations INDEXED BY operations_ended WHERE state >= 2"
	rows, err := s.read.query(ctx, "WITH RECURSIVE w (id) AS ("+next+" UNION ALL SELECT ("+next+` AND webshop_id > w.id) FROM w WHERE w.id IS NOT NULL)
		SELECT id FROM w WHERE id IS NOT NULL`)
	return collect(rows, err, scalar[int64])
}

// tooOld lists some operations of a webshop that ended before a time and before the newest ones that always stay.
func (s *Store) tooOld(ctx context.Context, webshopID, before int64) ([]int64, error) {
	var kept int64
	err := s.read.get(ctx, []any{&kept}, `SELECT completed_on FROM operations INDEXED BY operations_ended WHERE state >= 2 AND webshop_id = ?
		ORDER BY completed_on DESC LIMIT 1 OFFSET ?`, webshopID, KeptOperations-1)
	if isNotFound(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	// One that began a write whose end is still not known is needed to tell what became of that.
	rows, err := s.read.query(ctx, `SELECT id FROM operations INDEXED BY operations_ended WHERE state >= 2 AND webshop_id = ?1 AND completed_on < ?2
		AND id NOT IN (SELECT operation_id FROM intents WHERE webshop_id = ?1) ORDER BY completed_on LIMIT ?3`, webshopID, min(kept, before), prunedOperations)
	return collect(rows, err, scalar[int64])
}

// pruneOperations deletes operations. Their results are left over, however many those are.
func (s *Store) pruneOperations(ctx context.Context, token int64, ids []int64) error {
	return s.work(ctx, leavesResults, token, fmt.Sprintf("delete %d operations", len(ids)), func(t *tx) error {
		seq, err := t.next("operations")
		if err != nil {
			return err
		}
		for _, id := range ids {
			n, err := t.exec("DELETE FROM operations WHERE id = ? AND state >= 2", id)
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if err := t.forgetError(id); err != nil {
				return err
			}
			if _, err := t.exec("INSERT INTO operations_leftover SELECT ?1 WHERE EXISTS (SELECT 1 FROM operation_items WHERE operation_id = ?1)", id); err != nil {
				return err
			}
			if _, err := t.exec("INSERT INTO operations_gone (seq, id) VALUES (?, ?)", seq, id); err != nil {
				return err
			}
		}
		return t.forgetGone()
	})
}

// forgetGone keeps the list of deleted operations short. Who has not looked for longer than it reaches back reads everything anew.
func (t *tx) forgetGone() error {
	var n int
	if err := t.get([]any{&n}, "SELECT count(*) FROM operations_gone"); err != nil || n <= keptGone {
		return err
	}
	var seq int64
	if err := t.get([]any{&seq}, "SELECT seq FROM operations_gone ORDER BY seq LIMIT 1 OFFSET ?", keptGone/2); err != nil {
		return err
	}
	if _, err := t.exec("DELETE FROM operations_gone WHERE seq <= ?", seq); err != nil {
		return err
	}
	_, err := t.exec("UPDATE counters SET value = ? WHERE name = 'operations_gone'", seq)
	return err
}

// pruneItems deletes some results of an operation that is gone.
func (s *Store) pruneItems(ctx context.Context, token, id int64) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("delete results of operation %d", id), func(t *tx) error {
		var last int64
		err := t.get([]any{&last}, "SELECT product_id FROM operation_items WHERE operation_id = ? ORDER BY product_id LIMIT 1 OFFSET ?", id, prunedItems-1)
		switch {
		case isNotFound(err):
			if _, err := t.exec("DELETE FROM operation_items WHERE operation_id = ?", id); err != nil {
				return err
			}
			_, err = t.exec("DELETE FROM operations_leftover WHERE id = ?", id)
			return err
		case err != nil:
			return err
		}
		_, err = t.exec("DELETE FROM operation_items WHERE operation_id = ? AND product_id <= ?", id, last)
		return err
	})
}
