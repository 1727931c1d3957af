package cli

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/plaintext"
)

// retentionJSON says which operations are kept.
type retentionJSON struct {
	Days          *int `json:"days"` // after their end; null: for ever
	AlwaysNewest  int  `json:"always_newest"`
	OperationsNow int  `json:"operations_now"`
}

func (a *app) operationsKeep() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "keep [90d | forever]",
		Short: "Say, or decide, how long operations are kept",
		Long: fmt.Sprintf(`Say how long operations are kept after they ended, or decide it: a number of days (90d) or weeks (12w), or forever. It is a setting
of the store, so it holds for every program that works on it.

What is older goes, some operations at a time, while a worker or the screens run. The newest %d operations of each webshop always
stay, and so does everything that was sent: what a webshop has does not depend on the history.`, store.KeptOperations),
		Example: `  woosync operations keep
  woosync operations keep 30d
  woosync operations keep forever`,
		Args: args(cobra.MaximumNArgs(1), "one span of time at most, like 90d, or forever"),
		RunE: func(cmd *cobra.Command, given []string) error {
			var wanted time.Duration
			if len(given) > 0 {
				var err error
				if wanted, err = parseRetention(given[0]); err != nil {
					return usage(cmd, "%s", err)
				}
			}
			return a.with(cmd.Context(), func(s *session) error {
				if len(given) > 0 {
					if err := s.store.SetRetention(cmd.Context(), wanted); err != nil {
						return err
					}
				}
				return a.printRetention(cmd, s, asJSON)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// parseRetention reads a number of days or weeks; 0 stands for ever.
func parseRetention(word string) (time.Duration, error) {
	if word == "forever" {
		return 0, nil
	}
	for unit, days := range map[string]int{"d": 1, "w": 7} {
		if digits, ok := strings.CutSuffix(word, unit); ok {
			if n, err := strconv.Atoi(digits); err == nil && n > 0 && n*days <= 36_500 {
				return time.Duration(n*days) * 24 * time.Hour, nil
			}
		}
	}
	return 0, fmt.Errorf("%q is neither a span of at least a day (90d, 12w) nor forever", word)
}

func (a *app) printRetention(cmd *cobra.Command, s *session, asJSON bool) error {
	kept, err := s.store.Retention(cmd.Context())
	if err != nil {
		return err
	}
	counts, err := s.store.StateCounts(cmd.Context(), store.OperationFilter{})
	if err != nil {
		return err
	}
	days := int(kept / (24 * time.Hour))
	if asJSON {
		doc := retentionJSON{AlwaysNewest: store.KeptOperations, OperationsNow: counts.Sum()}
		if days > 0 {
			doc.Days = &days
		}
		return plaintext.WriteJSON(a.env.Out, doc)
	}
	text := "Operations are kept for ever"
	if days > 0 {
		text = fmt.Sprintf("Operations are kept for %s after they ended, and the newest %d of each webshop always", count(days, "day"), store.KeptOperations)
	}
	_, err = fmt.Fprintf(a.env.Out, "%s. There are %s.\n", text, count(counts.Sum(), "operation"))
	return err
}
