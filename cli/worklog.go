package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"woosync/store"
	"woosync/sync"
)

// reportWork writes a line on standard error for each operation that begins or ends, and when something keeps the worker from working,
// until ctx ends. When the store was replaced, which waiting does not undo, it calls replaced.
func (a *app) reportWork(ctx context.Context, s *session, w *sync.Worker, replaced func()) {
	begun := a.env.Now()
	changes := s.store.Watch(ctx, time.Second)
	known := map[int64]store.State{}
	trouble, said := "", ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-changes:
		case <-w.Changes():
		}
		if now := w.Status().Trouble; now != trouble {
			if trouble = now; now == "" {
				now = "The store can be used again."
			}
			fmt.Fprintf(a.env.Err, "%s %s\n", a.env.Now().Format("15:04:05"), clean(now))
		}
		if s.store.Replaced() {
			replaced()
			return
		}
		filter := store.OperationFilter{Started: store.TimeRange{From: begun}}
		err := eachOperation(ctx, s.store, filter, operationsPage, func(op store.Operation, _ int) error {
			before, seen := known[op.ID]
			if !seen || before != op.State {
				known[op.ID] = op.State
				fmt.Fprintln(a.env.Err, workLine(a.env.Now(), op))
			}
			return nil
		})
		now := ""
		if err != nil && !errors.Is(err, store.ErrMoved) && ctx.Err() == nil { // that it was moved is a trouble of the worker's
			now = cleanText(sentence(err))
		}
		if now != said && now != "" {
			fmt.Fprintf(a.env.Err, "woosync: %s\n", now)
		}
		said = now
	}
}

func workLine(now time.Time, op store.Operation) string {
	line := fmt.Sprintf("%s %s: operation %d ", now.Format("15:04:05"), clean(op.Webshop), op.ID)
	switch op.State {
	case store.InProgress:
		return line + "begins"
	case store.NotProcessed:
		return line + "waits again"
	}
	line += stateSentence(op.State) + ": " + countsSentence(op.Counts)
	if op.Error != "" {
		line += "; " + firstLine(op.Error, 200)
	}
	return line
}
