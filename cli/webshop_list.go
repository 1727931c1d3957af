package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/export"
	"woosync/sync/plaintext"
	"woosync/woo"
)

// webshopJSON is a webshop in the document of `webshop list`. The key is masked and the secret left out.
type webshopJSON struct {
	Name             string   `json:"name"`
	URL              string   `json:"url"`
	Keys             string   `json:"keys"`
	Auth             string   `json:"auth"` // what was found to work: basic, query, oauth; "" until known
	CanWrite         bool     `json:"can_write"`
	WriteError       string   `json:"write_error"`
	Products         int      `json:"products"` // that it has from us
	BatchSize        int      `json:"batch_size"`
	TimeoutSeconds   int      `json:"timeout_seconds"`
	Connections      int      `json:"connections"`
	Removal          string   `json:"removal"`
	ScheduleMinutes  int      `json:"schedule_minutes"` // 0: off
	Fields           []string `json:"fields"`
	NewStatus        string   `json:"new_status"`
	MirrorCategories bool     `json:"mirror_categories"`
	CreatedOn        *string  `json:"created_on"`
}

func (a *app) webshopList() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List the webshops with their settings",
		Example: `  woosync webshop list --json | jq -r '.[].name'`,
		Args:    noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd.Context(), func(s *session) error {
				docs, err := webshopDocuments(cmd.Context(), s.store)
				if err != nil {
					return err
				}
				if asJSON {
					return plaintext.WriteJSON(a.env.Out, docs)
				}
				return a.printWebshops(docs)
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	return cmd
}

func webshopDocuments(ctx context.Context, st *store.Store) ([]webshopJSON, error) {
	shops, err := st.Webshops(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the webshops: %w", err)
	}
	docs := []webshopJSON{}
	for _, w := range shops {
		products, err := st.CountPackages(ctx, w.ID)
		if err != nil {
			return nil, fmt.Errorf("count the packages of %s: %w", w.Name, err)
		}
		docs = append(docs, webshopJSON{Name: w.Name, URL: w.URL, Keys: w.Keys.String(), Auth: w.Auth, CanWrite: w.CanWrite, WriteError: w.WriteError, Products: products,
			BatchSize: w.BatchSize, TimeoutSeconds: int(w.Timeout / time.Second), Connections: w.Connections, Removal: string(w.Removal),
			ScheduleMinutes: int(w.Schedule / time.Minute), Fields: append([]string{}, w.Fields...), NewStatus: w.NewStatus, MirrorCategories: w.MirrorCategories,
			CreatedOn: export.Time(w.CreatedOn)})
	}
	return docs, nil
}

func (a *app) printWebshops(docs []webshopJSON) error {
	if len(docs) == 0 {
		fmt.Fprintln(a.env.Err, "No webshops: `woosync webshop add NAME URL` adds one.")
		return nil
	}
	var rows [][]string
	for _, d := range docs {
		schedule, fields, write := "off", "all", "yes"
		if d.ScheduleMinutes > 0 {
			schedule = fmt.Sprintf("%d min", d.ScheduleMinutes)
		}
		if len(d.Fields) > 0 {
			fields = strings.Join(d.Fields, ",")
		}
		if !d.CanWrite {
			write = "no"
		}
		rows = append(rows, []string{d.Name, d.URL, d.Keys, write, comma(d.Products), schedule, d.Removal, fmt.Sprint(d.BatchSize), fields})
	}
	if err := table(a.env.Out, []string{"Name", "URL", "Keys", "May write", "Products", "Schedule", "Removal", "Batch", "Fields"}, rows); err != nil {
		return err
	}
	for _, d := range docs {
		if text := woo.PlainHTTP(d.URL); text != "" {
			fmt.Fprintf(a.env.Err, "Note: %s\n", clean(text))
		}
	}
	return nil
}
