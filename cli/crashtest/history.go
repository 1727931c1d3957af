//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"woosync/store"
)

const (
	// longAgo is older than what any setting of the harness keeps.
	longAgo = 400 * 24 * time.Hour
	// manyResults takes several steps to delete.
	manyResults = 4500
)

// prune kills workers that delete old operations. In the end the newest are left with all their results, and nothing else has changed.
func (l *life) prune(ctx context.Context, turn int) error {
	if err := l.growOld(ctx); err != nil {
		return err
	}
	kept := func() (contents, error) {
		return digestOf(ctx, l.path, func(table string) bool {
			switch table {
			case "packages", "package_payloads", "intents", "remote_ids", "products", "links", "webshops":
				return true
			}
			return false
		})
	}
	before, err := kept()
	if err != nil {
		return err
	}
	for try := range 5 {
		var h *harm
		if try < 4 {
			h = l.aimed(byPrune, turn*4+try)
		}
		if err := l.pruneOnce(ctx, h); err != nil {
			return err
		}
	}
	after, err := kept()
	if err != nil {
		return err
	}
	if before != after {
		return fmt.Errorf("what was sent changed while old operations were deleted: %v", after.from(before))
	}
	f := &faults{}
	if err := sound(ctx, f, l.path); err != nil {
		return err
	}
	ended, err := ask(ctx, l.path, "SELECT count(*) FROM operations WHERE state >= 2")
	if err != nil {
		return err
	}
	if ended != store.KeptOperations {
		f.add("%d operations are left", ended)
	}
	return f.err()
}

// pruneOnce lets a worker delete until nothing is left to do, or it dies.
func (l *life) pruneOnce(ctx context.Context, h *harm) error {
	p, err := l.run(launch{name: "worker", args: []string{"worker"}, fail: h.fail()})
	if err != nil {
		return err
	}
	l.aim(h, p)
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		var left int64
		if left, err = ask(ctx, l.path, `SELECT (SELECT count(*) FROM operations_leftover) +
			(SELECT max(count(*), ?) FROM operations WHERE state >= 2) - ?`, store.KeptOperations, store.KeptOperations); err != nil || left == 0 {
			break
		}
		select {
		case <-tick.C:
			continue
		case <-p.ended:
		case <-ctx.Done():
			err = fmt.Errorf("%s does not delete %d old operations", p.name, left)
		}
		break
	}
	p.signal(syscall.SIGTERM)
	return errors.Join(err, l.waitFor(ctx, p, h))
}

// growOld gives the webshop a history, and the look at it a time that is not suspicious.
func (l *life) growOld(ctx context.Context) error {
	ended, err := ask(ctx, l.path, "SELECT count(*) FROM operations WHERE state >= 2")
	if err != nil {
		return err
	}
	at := time.Now().Add(-longAgo)
	ops := make([]store.Operation, max(0, store.KeptOperations-int(ended))+30+l.rng.IntN(60))
	for i := range ops {
		on := at.Add(time.Duration(i) * time.Second)
		ops[i] = store.Operation{WebshopID: l.webshop.ID, Webshop: l.webshop.Name, WebshopURL: l.webshop.URL, State: store.Completed,
			CreatedOn: on, StartedOn: on, CompletedOn: on}
	}
	ops[0].Total, ops[0].Done, ops[0].Counts.Unchanged = manyResults, manyResults, manyResults
	for i := 1; i < len(ops); i++ {
		ops[i].Total, ops[i].Done, ops[i].Counts.Unchanged = i%2, i%2, i%2
	}
	if err := l.store.AddOperations(ctx, ops); err != nil {
		return err
	}
	var items []store.Item
	for _, op := range ops {
		l.checked = max(l.checked, op.ID)
		for n := range op.Total {
			items = append(items, store.Item{OperationID: op.ID, ProductID: int64(n + 1), SKU: fmt.Sprint("old ", n), Action: store.ActionUpdate,
				Outcome: store.OutcomeUnchanged, DoneOn: op.CompletedOn})
		}
	}
	if err := l.store.AddItems(ctx, items); err != nil {
		return err
	}
	return change(ctx, l.path, fmt.Sprintf("UPDATE settings SET value = %d WHERE name = 'pruned_on'", time.Now().Add(-2*time.Hour).UnixMilli()))
}
