package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"woosync/store"
)

// written is what a process that writes has done, which it prints at its end.
type written struct {
	changes, added int   // of operations; of these, new ones
	last           int64 // when the last one was begun, in Unix nanoseconds
}

func (w written) String() string { return fmt.Sprintln(w.changes, w.added, w.last) }

func (w *written) parse(text string) error {
	_, err := fmt.Sscan(text, &w.changes, &w.added, &w.last)
	return err
}

// writeNotice adds one operation of a webshop with a name that is looked for.
func writeNotice(ctx context.Context, path, name string) error {
	s, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return err
	}
	at := time.Now()
	err = s.AddOperations(ctx, []store.Operation{{Webshop: name, WebshopURL: "https://notice.example", CreatedOn: at}})
	fmt.Print(written{1, 1, at.UnixNano()})
	return errors.Join(err, s.Close())
}

// writeOn makes a thousand changes of operations a second until it is stopped, in ten portions. It does what a worker does with
// operations of single products: of every ten changes two put one into the queue, two begin one, four count a result and two end one.
func writeOn(ctx context.Context, path string) error {
	s, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return err
	}
	w, err := newWriter(ctx, s)
	for tick := time.Tick(100 * time.Millisecond); err == nil && ctx.Err() == nil; {
		if err = w.portion(); err == nil {
			<-tick
		}
	}
	if ctx.Err() != nil {
		err = nil // it was told to end
	}
	fmt.Print(w.written)
	return errors.Join(err, s.Close())
}

// writer is a worker without a webshop.
type writer struct {
	ctx context.Context
	s   *store.Store
	written
	shops []store.Webshop
	token int64
	begun []int64 // operations in progress, the oldest first
}

func newWriter(ctx context.Context, s *store.Store) (*writer, error) {
	shops, err := s.Webshops(ctx)
	if err != nil {
		return nil, err
	}
	lease, held, err := s.AcquireLease(ctx, "benchmark", time.Hour)
	if err == nil && !held {
		err = fmt.Errorf("%s is at work on this store", lease.Holder)
	}
	return &writer{ctx: ctx, s: s, shops: shops, token: lease.Token}, err
}

// portion makes a hundred changes. Twenty operations are always in progress, from the second portion on.
func (w *writer) portion() error {
	const n = 20
	ops := make([]store.Operation, n)
	for i := range ops {
		shop := w.shops[i%len(w.shops)]
		ops[i] = store.Operation{Webshop: shop.Name, WebshopURL: shop.URL, WebshopID: shop.ID, Scope: store.ScopeProducts, CreatedOn: time.Now(), Total: 2, RequestedBy: "benchmark"}
	}
	if err := w.s.AddOperations(w.ctx, ops); err != nil {
		return err
	}
	w.done(n)
	w.added += n
	for range n {
		op, found, err := w.s.Claim(w.ctx, w.token, nil)
		if err == nil && !found {
			err = errors.New("nothing waits")
		}
		if err != nil {
			return err
		}
		w.begun = append(w.begun, op.ID)
		w.done(1)
	}
	ending := w.begun[:max(len(w.begun)-n, 0)]
	for i, id := range ending {
		state, text := store.Completed, ""
		outcome := store.OutcomeDone
		if i%9 == 0 {
			state, text, outcome = store.Failed, fmt.Sprintf("1 of 2 products failed in operation %d", id), store.OutcomeFailed
		}
		for product := range int64(2) {
			result := store.Result{Item: store.Item{ProductID: product + 1, SKU: "OO-1", Name: "Hoodie", Action: store.ActionUpdate, Outcome: outcome}}
			if _, err := w.s.Record(w.ctx, w.token, id, []store.Result{result}); err != nil {
				return err
			}
			outcome = store.OutcomeDone
			w.done(1)
		}
		if err := w.s.Finish(w.ctx, w.token, id, state, text); err != nil {
			return err
		}
		w.done(1)
	}
	w.begun = append(w.begun[:0], w.begun[len(ending):]...)
	return nil
}

func (w *writer) done(n int) { w.changes += n }
