package store

import (
	"context"
	"fmt"
	"time"
)

const selectLease = "SELECT holder, token, renewed_on, expires_on FROM lease"

// storedLease is the lease as it lies in the store, in milliseconds.
type storedLease struct {
	holder                  string
	token, renewed, expires int64
}

func (l *storedLease) fields() []any { return []any{&l.holder, &l.token, &l.renewed, &l.expires} }

func (l *storedLease) lease() Lease {
	return Lease{Holder: l.holder, Token: l.token, ExpiresOn: fromMillis(l.expires)}
}

// valid tells whether the lease counts at a time: after its end it does not, nor when its last renewal lies ahead by more than its
// length. Then the clock went back, and by that clock it might last for years.
func (l *storedLease) valid(now int64) bool {
	length := l.expires - l.renewed
	return now < l.expires && now > l.renewed-length
}

// AcquireLease makes the caller the program that executes operations, unless another one is at work; then held is false and the
// lease says who is. A lease ends when it was not renewed in time, and also when the clock went back behind its last renewal by
// more than its length: a clock that jumps shall not stop the work. Whoever had it before is kept from writing by the new token.
func (s *Store) AcquireLease(ctx context.Context, holder string, ttl time.Duration) (l Lease, held bool, err error) {
	err = s.change(ctx, survivesCrash, "take over the work", func(t *tx) error {
		var before storedLease
		if err := t.get(before.fields(), selectLease); err != nil {
			return err
		}
		l = before.lease()
		if before.valid(t.now) {
			return nil
		}
		held = true
		l = Lease{Holder: holder, Token: before.token + 1, ExpiresOn: fromMillis(t.now + ttl.Milliseconds())}
		_, err := t.exec("UPDATE lease SET holder = ?, token = ?, renewed_on = ?, expires_on = ?", l.Holder, l.Token, t.now, millis(l.ExpiresOn))
		return err
	})
	if err != nil {
		return Lease{}, false, err
	}
	return l, held, nil
}

// RenewLease is the heartbeat of the program at work. It works on an expired lease too, as long as nobody has taken over.
func (s *Store) RenewLease(ctx context.Context, token int64, ttl time.Duration) error {
	return s.change(ctx, survivesCrash, "keep the work", func(t *tx) error {
		if err := t.holds(token); err != nil {
			return err
		}
		_, err := t.exec("UPDATE lease SET renewed_on = ?, expires_on = ?", t.now, t.now+ttl.Milliseconds())
		return err
	})
}

// ReleaseLease ends the lease now. Its token writes nothing any more.
func (s *Store) ReleaseLease(ctx context.Context, token int64) error {
	return s.change(ctx, survivesCrash, "hand over the work", func(t *tx) error {
		if err := t.holds(token); err != nil {
			return err
		}
		_, err := t.exec("UPDATE lease SET holder = '', token = token + 1, renewed_on = 0, expires_on = 0")
		return err
	})
}

// CurrentLease tells which program works; the zero Lease when none does.
func (s *Store) CurrentLease(ctx context.Context) (Lease, error) {
	var l storedLease
	if err := s.read.get(ctx, l.fields(), selectLease); err != nil {
		return Lease{}, fmt.Errorf("see who works: %w", err)
	}
	if !l.valid(millis(s.now())) {
		return Lease{}, nil
	}
	return l.lease(), nil
}

// holds fails with ErrLeaseLost unless the token is the newest. Every write of a worker asks in its own transaction.
func (t *tx) holds(token int64) error {
	var current int64
	if err := t.get([]any{&current}, "SELECT token FROM lease WHERE expires_on > 0"); err != nil || current != token {
		if err != nil && !isNotFound(err) {
			return err
		}
		return ErrLeaseLost
	}
	return nil
}
