package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// attemptsMost is how many operations of one chain are listed.
const attemptsMost = 200

// Attempts lists an operation together with those whose failed products it repeats and those that repeat its own, oldest first: all that
// was tried to do what the first of them was asked for, at most 200 of them, the operation itself always among them. Those that are gone
// are left out. ErrNotFound when the operation itself is.
func (s *Store) Attempts(ctx context.Context, id int64) ([]Operation, error) {
	ops, err := s.attempts(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list the attempts of operation %d: %w", id, err)
	}
	return ops, nil
}

func (s *Store) attempts(ctx context.Context, id int64) ([]Operation, error) {
	op, err := s.Operation(ctx, id)
	if err != nil {
		return nil, err
	}
	first := op
	for n := 0; first.RetryOf != 0 && n < attemptsMost; n++ {
		o, err := s.Operation(ctx, first.RetryOf)
		if errors.Is(err, ErrNotFound) { // the chain begins behind it
			break
		}
		if err != nil {
			return nil, err
		}
		first = o
	}
	ids, err := s.repeated(ctx, first.ID)
	if err != nil {
		return nil, err
	}
	return s.operationsByID(ctx, around(ids, id))
}

// repeated lists an operation and all that repeat it or one that repeats it, oldest first.
func (s *Store) repeated(ctx context.Context, first int64) ([]int64, error) {
	rows, err := s.read.query(ctx, `WITH RECURSIVE chain (id) AS (VALUES (?) UNION
		SELECT o.id FROM chain c CROSS JOIN operations o INDEXED BY operations_retried ON o.retry_of = c.id AND o.retry_of <> 0) SELECT id FROM chain ORDER BY id`, first)
	return collect(rows, err, scalar[int64])
}

// around keeps at most attemptsMost ids with one of them among them.
func around(ids []int64, id int64) []int64 {
	at := slices.Index(ids, id)
	from := max(0, min(at-attemptsMost/2, len(ids)-attemptsMost))
	return ids[from:min(from+attemptsMost, len(ids))]
}
