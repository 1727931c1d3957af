package store

import (
	"context"
	"fmt"
)

// work runs fn in a transaction for the holder of the lease; ErrLeaseLost for anybody else.
func (s *Store) work(ctx context.Context, d durability, token int64, what string, fn func(*tx) error) error {
	return s.change(ctx, d, what, func(t *tx) error {
		if err := t.holds(token); err != nil {
			return err
		}
		return fn(t)
	})
}

// workOn is work on one operation in progress; seq is the mark for its change.
func (s *Store) workOn(ctx context.Context, d durability, token, id int64, what string, fn func(t *tx, seq int64) error) error {
	return s.work(ctx, d, token, fmt.Sprintf("%s of operation %d", what, id), func(t *tx) error {
		var state State
		var claimed int64
		if err := t.get([]any{&state, &claimed}, "SELECT state, token FROM operations WHERE id = ?", id); err != nil {
			return err
		}
		switch {
		case state.Final():
			return ErrFinal
		case state != InProgress || claimed != token:
			return ErrNotClaimed
		}
		seq, err := t.next("operations")
		if err != nil {
			return err
		}
		return fn(t, seq)
	})
}

// Claim takes the next operation to execute and sets it In progress: products by name first, then the oldest. Webshops that are
// busy are passed over, and a webshop has one operation of the whole webshop in progress at a time. It is false when nothing waits.
func (s *Store) Claim(ctx context.Context, token int64, busyWebshops []int64) (Operation, bool, error) {
	return s.claim(ctx, token, `SELECT id FROM operations o WHERE state = 0 AND webshop_id NOT IN (SELECT value FROM json_each(?))
		AND (scope = 1 OR NOT EXISTS (SELECT 1 FROM operations r WHERE r.webshop_id = o.webshop_id AND r.scope = 0 AND r.state = 1))
		ORDER BY scope DESC, id LIMIT 1`, idList(busyWebshops))
}

// ClaimNamed takes the oldest operation of products by name that waits for a webshop, to overtake the one in progress there.
func (s *Store) ClaimNamed(ctx context.Context, token, webshopID int64) (Operation, bool, error) {
	return s.claim(ctx, token, "SELECT id FROM operations WHERE state = 0 AND scope = 1 AND webshop_id = ? ORDER BY id LIMIT 1", webshopID)
}

func (s *Store) claim(ctx context.Context, token int64, next string, arg any) (op Operation, found bool, err error) {
	err = s.work(ctx, survivesCrash, token, "claim an operation", func(t *tx) error {
		var id int64
		if err := t.get([]any{&id}, next, arg); err != nil {
			if isNotFound(err) {
				return nil
			}
			return err
		}
		seq, err := t.next("operations")
		if err != nil {
			return err
		}
		found = true
		if _, err := t.exec(`UPDATE operations SET state = 1, started_on = iif(begun_on, begun_on, max(?1, created_on)), begun_on = iif(begun_on, begun_on, max(?1, created_on)),
			attempts = attempts + 1, token = ?2, seq = ?3 WHERE id = ?4 AND state = 0`, t.now, token, seq, id); err != nil {
			return err
		}
		op, err = t.operation(id)
		return err
	})
	if err != nil {
		return Operation{}, false, err
	}
	return op, found, nil
}

// SetTotal says how many products an operation in progress has to handle.
func (s *Store) SetTotal(ctx context.Context, token, id int64, total int) error {
	return s.workOn(ctx, survivesCrash, token, id, "set the total", func(t *tx, seq int64) error {
		_, err := t.exec("UPDATE operations SET total = ?, seq = ? WHERE id = ?", total, seq, id)
		return err
	})
}

// SetNote says what an operation in progress waits for; "" when it goes on.
func (s *Store) SetNote(ctx context.Context, token, id int64, note string) error {
	return s.workOn(ctx, survivesCrash, token, id, "set the note", func(t *tx, seq int64) error {
		_, err := t.exec("UPDATE operations SET note = ?, seq = ? WHERE id = ?", note, seq, id)
		return err
	})
}

// AddTraffic adds to what an operation in progress has sent and got.
func (s *Store) AddTraffic(ctx context.Context, token, id int64, f Traffic) error {
	return s.workOn(ctx, survivesCrash, token, id, "count the requests", func(t *tx, seq int64) error {
		_, err := t.exec("UPDATE operations SET requests = requests + ?, retries = retries + ?, bytes_out = bytes_out + ?, bytes_in = bytes_in + ?, seq = ? WHERE id = ?",
			f.Requests, f.Retries, f.BytesOut, f.BytesIn, seq, id)
		return err
	})
}

// Finish brings an operation in progress into a final state. Without a text, an aborted one names the operation that superseded
// it and one whose webshop is gone says so. ErrFinal when it has ended already.
func (s *Store) Finish(ctx context.Context, token, id int64, state State, errorText string) error {
	return s.workOn(ctx, survivesPowerCut, token, id, "record the end", func(t *tx, seq int64) error {
		if !state.Final() {
			return fmt.Errorf("%q is no final state", state)
		}
		if errorText == "" {
			var err error
			if errorText, err = t.usualError(id, state); err != nil {
				return err
			}
		}
		return t.end(id, state, errorText, seq)
	})
}

const webshopGoneText = "The webshop was removed before everything was done."

// usualError is the text of an end that needs no other explanation.
func (t *tx) usualError(id int64, state State) (string, error) {
	switch state {
	case WebshopNotFound:
		return webshopGoneText, nil
	case Aborted:
		o, err := t.operation(id)
		if err != nil || o.SupersededBy == 0 {
			return "", err
		}
		by, err := t.operation(o.SupersededBy)
		if isNotFound(err) {
			by, err = Operation{ID: o.SupersededBy}, nil
		}
		return supersededText(by), err
	}
	return "", nil
}

// Requeue puts an operation in progress back to where it waited, as on shutdown; that costs no attempt. One that was superseded
// meanwhile, or whose webshop is gone, ends instead.
func (s *Store) Requeue(ctx context.Context, token, id int64) error {
	return s.workOn(ctx, survivesCrash, token, id, "put back the rest", func(t *tx, seq int64) error {
		state, err := t.leave(id, seq)
		if err == nil && state == NotProcessed {
			_, err = t.exec("UPDATE operations SET attempts = max(attempts - 1, 0) WHERE id = ?", id)
		}
		return err
	})
}

// leave takes an operation out of progress: back to waiting, unless waiting has become pointless.
func (t *tx) leave(id, seq int64) (State, error) {
	var supersededBy int64
	var webshop bool
	if err := t.get([]any{&supersededBy, &webshop}, "SELECT superseded_by, EXISTS (SELECT 1 FROM webshops w WHERE w.id = o.webshop_id) FROM operations o WHERE id = ?", id); err != nil {
		return 0, err
	}
	state := NotProcessed
	switch {
	case !webshop:
		state = WebshopNotFound
	case supersededBy != 0:
		state = Aborted
	}
	if state == NotProcessed {
		_, err := t.exec("UPDATE operations SET state = 0, started_on = 0, token = 0, note = '', seq = ? WHERE id = ? AND state = 1", seq, id)
		return state, err
	}
	text, err := t.usualError(id, state)
	if err != nil {
		return state, err
	}
	return state, t.end(id, state, text, seq)
}

// Rescue puts operations back to waiting that are in progress under a former lease; those that were begun maxAttempts times
// already are Failed. Those that were superseded, or whose webshop is gone, end as that and count as neither.
func (s *Store) Rescue(ctx context.Context, token int64, maxAttempts int) (requeued, failed int, err error) {
	err = s.work(ctx, survivesPowerCut, token, "rescue operations that were cut off", func(t *tx) error {
		requeued, failed = 0, 0
		rows, err := t.query("SELECT id, attempts FROM operations WHERE state = 1 AND token <> ? ORDER BY id", token)
		orphans, err := collect(rows, err, scanPair)
		if err != nil || len(orphans) == 0 {
			return err
		}
		seq, err := t.next("operations")
		if err != nil {
			return err
		}
		for _, o := range orphans {
			state, err := t.rescue(o[0], int(o[1]), maxAttempts, seq)
			if err != nil {
				return err
			}
			switch state {
			case NotProcessed:
				requeued++
			case Failed:
				failed++
			}
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	return requeued, failed, nil
}

func (t *tx) rescue(id int64, attempts, maxAttempts int, seq int64) (State, error) {
	if attempts >= maxAttempts {
		o, err := t.operation(id)
		if err != nil {
			return 0, err
		}
		var webshop bool
		if err := t.get([]any{&webshop}, "SELECT EXISTS (SELECT 1 FROM webshops WHERE id = ?)", o.WebshopID); err != nil {
			return 0, err
		}
		if webshop && o.SupersededBy == 0 {
			text := fmt.Sprintf("Cut off %d times before it could finish; %d products were handled.", attempts, o.Done)
			return Failed, t.end(id, Failed, text, seq)
		}
	}
	return t.leave(id, seq)
}
