//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"woosync/store"
)

// faults gathers what is wrong; the first ones say enough.
type faults struct{ list []string }

const mostFaults = 20

func (f *faults) add(format string, args ...any) {
	if len(f.list) < mostFaults {
		f.list = append(f.list, fmt.Sprintf(format, args...))
	}
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return errors.New(strings.Join(f.list, "\n"))
}

// reckon holds everything against everything else.
func (l *life) reckon(ctx context.Context) error {
	f := &faults{}
	s := newStock(l.shop)
	s.once(f)
	s.hasAll(f, l.goods, l.webshop.Removal)
	for _, check := range []func(context.Context, *faults, *stock) error{l.packages, l.numbers, l.operations, l.leftovers} {
		if err := check(ctx, f, s); err != nil {
			return err
		}
	}
	if err := sound(ctx, f, l.path); err != nil {
		return err
	}
	return f.err()
}

// operations holds the counters of what ended since the last time against the results, product by product.
func (l *life) operations(ctx context.Context, f *faults, _ *stock) error {
	page, err := l.store.Operations(ctx, store.OperationQuery{Limit: 1000})
	if err != nil {
		return err
	}
	last := l.checked
	for _, op := range page.Rows { // newest first
		if op.ID <= l.checked {
			break
		}
		last = max(last, op.ID)
		if err := l.operation(ctx, f, op); err != nil {
			return err
		}
	}
	l.checked = last
	return nil
}

func (l *life) operation(ctx context.Context, f *faults, op store.Operation) error {
	l.tally.count(l.tally.ended, op.State.String())
	if !op.State.Final() {
		f.add("operation %d is %s", op.ID, op.State)
		return nil
	}
	items, total, err := l.store.Items(ctx, op.ID, store.ItemQuery{Limit: 10_000})
	if err != nil {
		return err
	}
	if total != len(items) {
		f.add("operation %d has %d results, and %d can be read", op.ID, total, len(items))
	}
	var counts store.Counts
	pending := 0
	for _, i := range items {
		if i.Outcome == store.OutcomePending {
			pending++
			continue
		}
		*counter(&counts, i)++
		if i.Outcome == store.OutcomeFailed && i.Error == "" {
			f.add("operation %d does not say why %s failed", op.ID, i.SKU)
		}
	}
	if counts != op.Counts {
		f.add("operation %d counts %+v, its results say %+v", op.ID, op.Counts, counts)
	}
	if op.Done != counts.Sum() {
		f.add("operation %d has done %d, its results are %d", op.ID, op.Done, counts.Sum())
	}
	text, err := l.store.OperationError(ctx, op.ID)
	if err != nil {
		return err
	}
	switch {
	case op.State == store.Completed && (text != "" || op.Counts.Failed > 0 || op.Total != op.Done || pending > 0):
		f.add("operation %d is completed, %d of %d, %d failed, %d pending: %s", op.ID, op.Done, op.Total, op.Counts.Failed, pending, text)
	case op.State != store.Completed && text == "":
		f.add("operation %d is %s and does not say why", op.ID, op.State)
	case op.CompletedOn.IsZero() || op.State != store.Aborted && op.StartedOn.IsZero():
		f.add("operation %d is %s, started on %v, completed on %v", op.ID, op.State, op.StartedOn, op.CompletedOn)
	}
	if op.State == store.Failed {
		first, _, _ := strings.Cut(text, "\n")
		l.story.tell("operation %d failed: %s", op.ID, first)
	}
	return nil
}

// counter is the one that a result counts for.
func counter(c *store.Counts, i store.Item) *int {
	switch {
	case i.Outcome == store.OutcomeSkipped:
		return &c.Skipped
	case i.Outcome == store.OutcomeFailed:
		return &c.Failed
	case i.Outcome == store.OutcomeUnchanged:
		return &c.Unchanged
	case i.Action == store.ActionAdd:
		return &c.Added
	case i.Action == store.ActionUpdate:
		return &c.Updated
	case i.Action == store.ActionRemove:
		return &c.Removed
	}
	return &c.Unchanged
}

// leftovers looks for what a program that ended should not have left: a lease, creates of unknown outcome, counts that do not add up.
func (l *life) leftovers(ctx context.Context, f *faults, _ *stock) error {
	lease, err := l.store.CurrentLease(ctx)
	if err != nil {
		return err
	}
	for _, p := range l.living {
		if strings.Contains(lease.Holder, p.mark()) && !p.killed() {
			f.add("%s has ended (%s) and has the lease", p.name, p.how())
		}
	}
	intents, err := l.store.Intents(ctx, l.webshop.ID)
	if err != nil {
		return err
	}
	if len(intents) > 0 {
		f.add("%d creates are still of unknown outcome: %v", len(intents), intents)
	}
	counts, err := l.store.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return err
	}
	page, err := l.store.Operations(ctx, store.OperationQuery{Limit: 1})
	if err != nil {
		return err
	}
	if counts.Sum() != page.Total {
		f.add("%d operations, %d by state", page.Total, counts.Sum())
	}
	return nil
}
