package cli

import (
	"context"
	"fmt"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/export"
)

// follow executes operations, or waits for the program that does, until all have ended; prints how; and fails when one did not
// complete. When the user stops it, what is not done goes back to the queue.
func (a *app) follow(ctx context.Context, s *session, ops []store.Operation, asJSON bool) error {
	ended, err := a.execute(ctx, s, ops)
	if err != nil {
		if ctx.Err() != nil {
			fmt.Fprintln(a.env.Err, "Stopped. What is not done waits; `woosync worker`, a screen or the next sync goes on with it.")
			if asJSON {
				if err := a.printLeftJSON(context.WithoutCancel(ctx), s, ops); err != nil {
					return err
				}
			}
			return errReported
		}
		return err
	}
	if asJSON {
		err = a.printEndedJSON(ctx, s, ended)
	} else {
		err = a.printEnded(ctx, s, ended)
	}
	if err != nil {
		return err
	}
	for _, op := range ended {
		if op.State != store.Completed {
			return errReported
		}
	}
	return nil
}

// execute runs a worker beside the wait for its operations.
func (a *app) execute(ctx context.Context, s *session, ops []store.Operation) ([]store.Operation, error) {
	if len(ops) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(ops))
	for i, op := range ops {
		ids[i] = op.ID
	}
	options, err := a.workerOptions("command line")
	if err != nil {
		return nil, err
	}
	w := sync.NewWorker(s.service, options)
	stop := runWorker(ctx, w)
	defer stop()
	bar := a.progress()
	defer bar.clear()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	go a.tellWait(ctx, s, w, bar, end)
	seen := map[int64]store.Operation{}
	return s.service.Wait(ctx, ids, func(op store.Operation) {
		seen[op.ID] = op
		done, total := 0, 0
		for _, o := range seen {
			done, total = done+o.Done, total+o.Total
		}
		what := op.Webshop
		if op.Note != "" {
			what += ", " + op.Note
		}
		bar.show(what, done, total)
	})
}

// runWorker runs a worker until stop is called, which waits for it to end in order.
func runWorker(ctx context.Context, w *sync.Worker) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	return func() {
		cancel()
		<-done
	}
}

// printLeftJSON prints operations as they are after the user stopped.
func (a *app) printLeftJSON(ctx context.Context, s *session, ops []store.Operation) error {
	left := make([]store.Operation, len(ops))
	for i, op := range ops {
		var err error
		if left[i], err = s.store.Operation(ctx, op.ID); err != nil {
			return fmt.Errorf("read operation %d: %w", op.ID, err)
		}
	}
	return a.printEndedJSON(ctx, s, left)
}

func (a *app) printEndedJSON(ctx context.Context, s *session, ended []store.Operation) error {
	print := export.Operations(a.env.Out, export.JSON)
	for _, op := range ended {
		document, err := export.Whole(ctx, s.store, op)
		if err != nil {
			return err
		}
		if err := print.Write(document); err != nil {
			return err
		}
		if op.State != store.Completed {
			fmt.Fprintf(a.env.Err, "%s: operation %d %s.\n", clean(op.Webshop), op.ID, stateSentence(op.State))
		}
	}
	return print.Close()
}

func (a *app) printEnded(ctx context.Context, s *session, ended []store.Operation) error {
	for _, op := range ended {
		fmt.Fprintf(a.env.Out, "%s: operation %d %s: %s", clean(op.Webshop), op.ID, stateSentence(op.State), countsSentence(op.Counts))
		if !op.StartedOn.IsZero() && !op.CompletedOn.IsZero() {
			fmt.Fprintf(a.env.Out, " in %s", op.CompletedOn.Sub(op.StartedOn).Round(time.Millisecond))
		}
		fmt.Fprintln(a.env.Out, ".")
		text, err := s.store.OperationError(ctx, op.ID)
		if err != nil {
			return fmt.Errorf("read the error of operation %d: %w", op.ID, err)
		}
		if text != "" {
			fmt.Fprintln(a.env.Err, cleanText(text))
		}
	}
	return nil
}

func stateSentence(s store.State) string {
	switch s {
	case store.Completed:
		return "completed"
	case store.Failed:
		return "failed"
	case store.Aborted:
		return "was aborted by another synchronization"
	case store.WebshopNotFound:
		return "did not find its webshop"
	}
	return "has not ended"
}

func countsSentence(c store.Counts) string {
	text := fmt.Sprintf("%s added, %s updated, %s removed", comma(c.Added), comma(c.Updated), comma(c.Removed))
	for _, more := range []struct {
		n    int
		word string
	}{{c.Unchanged, "unchanged"}, {c.Skipped, "skipped"}, {c.Failed, "failed"}} {
		if more.n > 0 {
			text += fmt.Sprintf(", %s %s", comma(more.n), more.word)
		}
	}
	return text
}
