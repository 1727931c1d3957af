package cli

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/export"
	"woosync/sync/plaintext"
)

func (a *app) operationsShow() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one operation with its whole error and its products",
		Example: `  woosync operations show 4711`,
		Args:    args(cobra.ExactArgs(1), "the ID of an operation"),
		RunE: func(cmd *cobra.Command, given []string) error {
			id, err := operationID(cmd, given[0])
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *session) error {
				return a.showOperation(cmd.Context(), s.store, id, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (a *app) showOperation(ctx context.Context, st *store.Store, id int64, asJSON bool) error {
	op, err := st.Operation(ctx, id)
	if err != nil {
		return notFound(err, "there is no operation %d; `woosync operations` lists them", id)
	}
	text, err := st.OperationError(ctx, id)
	if err != nil {
		return fmt.Errorf("read the error of operation %d: %w", id, err)
	}
	if !asJSON {
		fmt.Fprint(a.env.Out, operationSheet(op, text))
		return export.EachResult(ctx, st, id, store.ItemQuery{}, func(it store.Item, _, _ int) error {
			_, err := fmt.Fprintln(a.env.Out, itemLine(it))
			return err
		})
	}
	doc := operationDetailsJSON{Operation: export.NewOperation(op, text), RequestedBy: op.RequestedBy, Attempts: op.Attempts, RetryOf: export.ID(op.RetryOf),
		Note: op.Note, Total: op.Total, Done: op.Done, Traffic: trafficJSON(op.Traffic), Products: []export.Result{}}
	head, err := plaintext.JSON(doc)
	if err != nil {
		return err
	}
	// The products stand last. There may be a million: they are written one by one.
	if _, err := a.env.Out.Write(bytes.TrimSuffix(head, []byte("[]\n}"))); err != nil {
		return err
	}
	products := export.Results(a.env.Out, export.JSON)
	err = export.EachResult(ctx, st, id, store.ItemQuery{}, func(it store.Item, _, _ int) error { return products.Write(export.NewResult(it)) })
	if err != nil {
		return err
	}
	if err := products.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(a.env.Out, "}")
	return err
}

// operationSheet is everything about an operation but its products.
func operationSheet(op store.Operation, errorText string) string {
	var b strings.Builder
	line := func(title, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-16s %s\n", title, clean(text))
		}
	}
	line("Operation", fmt.Sprint(op.ID))
	line("Webshop", op.Webshop+"  "+op.WebshopURL)
	line("Synchronize all", yesNo(op.Full))
	line("Scope", map[store.Scope]string{store.ScopeWebshop: "the whole webshop", store.ScopeProducts: "products by name"}[op.Scope])
	line("State", op.State.String())
	line("Created on", localTime(op.CreatedOn))
	line("Started on", localTime(op.StartedOn))
	line("Completed on", localTime(op.CompletedOn))
	line("Requested by", op.RequestedBy)
	if op.RetryOf != 0 {
		line("Retry of", fmt.Sprint(op.RetryOf))
	}
	if op.Attempts > 1 {
		line("Attempts", fmt.Sprint(op.Attempts))
	}
	if op.State == store.InProgress && op.Total > 0 {
		line("Progress", fmt.Sprintf("%s of %s", comma(op.Done), comma(op.Total)))
	}
	line("Waits for", op.Note)
	line("Products", countsSentence(op.Counts))
	line("Network", trafficSentence(op.Traffic))
	if errorText != "" {
		fmt.Fprintf(&b, "\n%s\n", cleanText(errorText))
	}
	b.WriteString("\n")
	return b.String()
}

func itemLine(it store.Item) string {
	action := export.ActionWord(it.Action)
	if it.Outcome == store.OutcomePending && it.Action == store.ActionExcluded {
		action = "" // nobody has looked yet
	}
	line := fmt.Sprintf("%-9s %-9s %s  %s", export.OutcomeWord(it.Outcome), action, clean(it.SKU), clean(it.Name))
	if it.Error != "" {
		line += ": " + firstLine(it.Error, 200)
	}
	return line
}

// trafficSentence says what went over the network; "" where nothing did.
func trafficSentence(f store.Traffic) string {
	if f.Requests == 0 {
		return ""
	}
	text := count(f.Requests, "request")
	if f.Retries > 0 {
		text += ", " + comma(f.Retries) + " of them again"
	}
	return fmt.Sprintf("%s, %s sent, %s received", text, humanize.Bytes(uint64(max(f.BytesOut, 0))), humanize.Bytes(uint64(max(f.BytesIn, 0))))
}
