//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"woosync/store"
)

// set kills commands that change a setting. Each is the former one then, or the new one, and nothing else is touched.
func (l *life) set(ctx context.Context, turn int) error {
	for _, do := range []func(context.Context, int) error{l.setRetention, l.setWebshop, l.setKeys, l.addAndRemove} {
		if err := do(ctx, turn); err != nil {
			return err
		}
	}
	return nil
}

func (l *life) setRetention(ctx context.Context, turn int) error {
	former, err := l.store.Retention(ctx)
	if err != nil {
		return err
	}
	wanted := former
	how := func(*harm) (launch, error) {
		days := 30 + l.rng.IntN(100)
		wanted = time.Duration(days) * 24 * time.Hour
		return launch{name: "keep", args: []string{"operations", "keep", fmt.Sprint(days, "d")}}, nil
	}
	return l.underFire(ctx, byKeep, turn, 2, how, func(p *process) error {
		now, err := l.store.Retention(ctx)
		if err != nil {
			return err
		}
		if now != wanted && (now != former || !p.killed()) {
			return fmt.Errorf("operations are kept for %v; it was %v, and was to be %v", now, former, wanted)
		}
		former = now
		return nil
	})
}

func (l *life) setWebshop(ctx context.Context, turn int) error {
	var size int
	var timeout time.Duration
	how := func(*harm) (launch, error) {
		size, timeout = pick(l.rng, []int{4, 10, 30}), time.Duration(15+l.rng.IntN(10))*time.Second
		return launch{name: "set", args: []string{"webshop", "set", nordlys, fmt.Sprint("batch-size=", size), "timeout=" + timeout.String()}}, nil
	}
	return l.underFire(ctx, bySet, turn, 2, how, func(p *process) error {
		now, err := l.webshopNow(ctx)
		if err != nil {
			return err
		}
		// One setting is made after the other.
		all, none := now.BatchSize == size && now.Timeout == timeout, now.BatchSize == l.webshop.BatchSize && now.Timeout == l.webshop.Timeout
		first := now.BatchSize == size && now.Timeout == l.webshop.Timeout
		l.webshop.BatchSize, l.webshop.Timeout = now.BatchSize, now.Timeout
		if !all && (!p.killed() || !first && !none) || fmt.Sprint(now) != fmt.Sprint(l.webshop) {
			return fmt.Errorf("the webshop is %+v, it was to be %d, %v and otherwise as %+v", now, size, timeout, l.webshop)
		}
		return nil
	})
}

// webshopNow is the webshop as it is set now. What the program finds out by itself is taken as it is.
func (l *life) webshopNow(ctx context.Context) (store.Webshop, error) {
	now, err := l.store.Webshop(ctx, l.webshop.ID)
	if err != nil {
		return now, err
	}
	l.webshop.Auth, l.webshop.CanWrite, l.webshop.WriteError, l.webshop.PlannedRevision = now.Auth, now.CanWrite, now.WriteError, now.PlannedRevision
	return now, nil
}

// setKeys takes the same keys anew.
func (l *life) setKeys(ctx context.Context, turn int) error {
	how := func(*harm) (launch, error) {
		return launch{name: "keys", args: []string{"webshop", "set", nordlys, "--keys", "keys=store"}, env: l.keys()}, nil
	}
	return l.underFire(ctx, byKeys, turn, 2, how, func(p *process) error {
		now, err := l.webshopNow(ctx)
		if err != nil {
			return err
		}
		if now.Keys != l.webshop.Keys {
			return errors.New("the keys of the webshop are others")
		}
		return nil
	})
}

func (l *life) keys() []string {
	key, secret := l.shop.Keys()
	return []string{"WOOSYNC_CONSUMER_KEY=" + key, "WOOSYNC_CONSUMER_SECRET=" + secret}
}

// addAndRemove adds another webshop and removes it again.
func (l *life) addAndRemove(ctx context.Context, turn int) error {
	there := func() (bool, error) {
		_, err := l.store.WebshopByName(ctx, vestlys)
		if errors.Is(err, store.ErrNotFound) {
			return false, nil
		}
		return err == nil, err
	}
	add := launch{name: "add", args: []string{"webshop", "add", vestlys, l.webshop.URL, "--mirror-categories", "--keys-in", "store"}, env: l.keys()}
	remove := launch{name: "remove", args: []string{"webshop", "remove", vestlys, "--yes"}}
	was, err := digest(ctx, l.path, "counters", "sqlite_sequence")
	if err != nil {
		return err
	}
	withKeys := func(*harm) (launch, error) { // as it is there only when it was added, it is removed calmly first
		if is, err := there(); err != nil || !is {
			return add, err
		}
		return add, l.calmly(ctx, remove)
	}
	if err := l.underFire(ctx, byAdd, turn, 2, withKeys, nil); err != nil {
		return err
	}
	without := func(*harm) (launch, error) {
		if is, err := there(); err != nil || is {
			return remove, err
		}
		return remove, l.calmly(ctx, add)
	}
	if err := l.underFire(ctx, byForget, turn, 2, without, nil); err != nil {
		return err
	}
	now, err := digest(ctx, l.path, "counters", "sqlite_sequence")
	if err != nil {
		return err
	}
	if is, err := there(); err != nil || is || now != was {
		return errors.Join(err, fmt.Errorf("a webshop that was added and removed is there: %v; the store has changed: %v", is, now.from(was)))
	}
	return nil
}
