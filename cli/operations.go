package cli

import (
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/export"
)

// operationsPage is how many operations are read at a time; errors are read whole, so a page bounds the memory.
const operationsPage = 500

type operationsFlags struct {
	states   []string
	webshops []string
	since    string
	limit    int
	json     bool
	csv      bool
}

func (a *app) operations() *cobra.Command {
	var f operationsFlags
	cmd := &cobra.Command{
		Use:   "operations",
		Short: "List synchronizations: what ran, what waits, what failed",
		Long: `List the synchronizations of the store, newest first: what each did, when, and why it failed.

States: not_processed, in_progress, completed, aborted_by_another_synchronization, webshop_not_found, failed.
A unique beginning is enough: --state aborted.`,
		Example: `  woosync operations
  woosync operations --state failed,aborted --since 7d
  woosync operations --webshop Nordlys --limit 0 --csv > operations.csv
  woosync operations show 4711`,
		Args: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				return unknownCommand(cmd, given)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error {
			query, err := f.query(cmd, a)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *session) error {
				if err := knownNames(cmd.Context(), s.store, f.webshops); err != nil {
					return err
				}
				return a.listOperations(cmd.Context(), s.store, query, f)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.states, "state", nil, "only operations in these states, `S,…`")
	flags.StringSliceVar(&f.webshops, "webshop", nil, "only operations of the webshop `NAME`, also of one that was removed")
	flags.StringVar(&f.since, "since", "", "only operations created since then: a span (`7d`, 36h, 2w) or a date (2026-11-01)")
	flags.IntVar(&f.limit, "limit", 50, "at most `N` operations; 0: all")
	flags.BoolVar(&f.json, "json", false, "print one JSON array")
	flags.BoolVar(&f.csv, "csv", false, "print CSV with a line of titles")
	a.complete(cmd, "state", completeStates)
	a.complete(cmd, "webshop", a.completeOperationWebshops)
	cmd.AddCommand(a.operationsShow(), a.operationsRetry(), a.operationsKeep())
	return cmd
}

func (f operationsFlags) query(cmd *cobra.Command, a *app) (store.OperationFilter, error) {
	filter := store.OperationFilter{Webshops: f.webshops}
	if f.json && f.csv {
		return filter, usage(cmd, "--json and --csv exclude each other")
	}
	if f.limit < 0 {
		return filter, usage(cmd, "--limit expects a number from 0, not %d", f.limit)
	}
	for _, word := range f.states {
		state, err := store.ParseState(word)
		if err != nil {
			return filter, usage(cmd, "--state: there is no state %q; the states are %s", word, list(stateKeys()))
		}
		filter.States = append(filter.States, state)
	}
	if f.since != "" {
		from, err := parseSince(f.since, a.env.Now())
		if err != nil {
			return filter, usage(cmd, "--since: %s", err)
		}
		filter.Created.From = from
	}
	return filter, nil
}

func (a *app) listOperations(ctx context.Context, st *store.Store, filter store.OperationFilter, f operationsFlags) error {
	if f.json || f.csv {
		format := export.CSV
		if f.json {
			format = export.JSON
		}
		out := export.Operations(a.env.Out, format)
		err := eachOperation(ctx, st, filter, f.limit, func(op store.Operation, _ int) error {
			document, err := export.Whole(ctx, st, op)
			if err != nil {
				return err
			}
			return out.Write(document)
		})
		if err != nil {
			return err
		}
		return out.Close()
	}
	table := &operationTable{out: a.env.Out, note: a.env.Err}
	total := 0
	err := eachOperation(ctx, st, filter, f.limit, func(op store.Operation, of int) error {
		total = of
		table.add(op)
		return nil
	})
	if err != nil {
		return err
	}
	return table.end(total)
}

// eachOperation yields the newest operations that match, at most limit of them (0: all), with the number of all that match.
func eachOperation(ctx context.Context, st *store.Store, filter store.OperationFilter, limit int, yield func(op store.Operation, total int) error) error {
	query := store.OperationQuery{Filter: filter, Limit: operationsPage}
	if limit > 0 {
		query.Limit = min(limit, operationsPage)
	}
	reader := export.NewReader(st, query)
	for yielded := 0; ; {
		ops, err := reader.Next(ctx)
		if err != nil || len(ops) == 0 {
			return err
		}
		_, total := reader.Place()
		for _, op := range ops {
			if err := yield(op, total); err != nil {
				return err
			}
			if yielded++; yielded == limit {
				return nil
			}
		}
	}
}

func (a *app) operationsRetry() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "retry ID",
		Short: "Synchronize the failed products of an operation once more",
		Long: `Make a new operation of the products that failed in operation ID (of everything, when it failed as a whole) and wait
for its result, as sync does. The old operation stays as it is.`,
		Example: `  woosync operations retry 4711`,
		Args:    args(cobra.ExactArgs(1), "the ID of an operation"),
		RunE: func(cmd *cobra.Command, given []string) error {
			id, err := operationID(cmd, given[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *session) error {
				op, err := s.service.Retry(cmd.Context(), id)
				if err != nil {
					return notFound(err, "there is no operation %d; `woosync operations` lists them", id)
				}
				fmt.Fprintf(a.env.Err, "Operation %d repeats what failed in operation %d.\n", op.ID, id)
				return a.follow(cmd.Context(), s, []store.Operation{op}, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the new operation, as it ended, as one JSON array")
	return cmd
}

// operationID reads an ID from the command line.
func operationID(cmd *cobra.Command, word string) (int64, error) {
	id, err := strconv.ParseInt(word, 10, 64)
	if err != nil || id <= 0 {
		return 0, usage(cmd, "%q is no ID of an operation; `woosync operations` lists them", word)
	}
	return id, nil
}

func stateKeys() (keys []string) {
	for _, s := range store.States {
		keys = append(keys, s.Key())
	}
	return keys
}
