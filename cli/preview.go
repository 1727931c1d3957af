package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/export"
	"woosync/sync/plaintext"
)

func (a *app) preview() *cobra.Command {
	var (
		webshop      string
		asJSON, live bool
	)
	cmd := &cobra.Command{
		Use:   "preview [SKU…]",
		Short: "Show what a synchronization would do, and why",
		Long: `Show for each product and webshop what a synchronization would do: add, update, remove, unchanged or excluded. The webshops are
not asked; the catalogue is compared with what was sent last.

With SKUs the answer has everything: the categories with the rule that put the product there, each field that would change, or each
criterion that is not met. A variable product brings its variations.

--live asks the webshops what they have now and compares it with what was sent: what was changed there by hand (from what was sent to
what is there), what is missing or in the trash, and what is there and not in the catalogue. The webshops are only read. Unless the
store is read-only, what differs is noted, and the next synchronization repairs what is ours.`,
		Example: `  woosync preview
  woosync preview woo-hoodie --webshop Nordlys
  woosync preview --live --webshop Nordlys
  woosync preview --json | jq '.[] | select(.action == "excluded") | .reasons'`,
		Args:              args(cobra.ArbitraryArgs, "SKUs, or none for all products"),
		ValidArgsFunction: a.completeSKUs,
		RunE: func(cmd *cobra.Command, skus []string) error {
			if live {
				return a.previewLive(cmd, skus, webshop, asJSON)
			}
			return a.with(cmd.Context(), func(s *session) error {
				shops, err := chosenWebshops(cmd.Context(), s.store, webshop)
				if err != nil {
					return err
				}
				if len(shops) == 0 {
					return errNoWebshop
				}
				var print previewPrinter = &previewSummary{app: a}
				switch {
				case asJSON:
					print = previewArray{plaintext.NewArray(a.env.Out)}
				case len(skus) > 0:
					print = previewDetails{app: a}
				}
				if err := s.service.Preview(cmd.Context(), sync.PreviewRequest{SKUs: skus, Webshop: webshop}, print.preview); err != nil {
					return err
				}
				return print.end()
			})
		},
	}
	cmd.Flags().StringVar(&webshop, "webshop", "", "only the webshop `NAME`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON array")
	cmd.Flags().BoolVar(&live, "live", false, "compare what was sent with what the webshops have now")
	a.complete(cmd, "webshop", a.completeWebshops)
	return cmd
}

// previewPrinter writes previews one by one.
type previewPrinter interface {
	preview(sync.Preview) error
	end() error
}

type previewArray struct{ *plaintext.Array }

func (p previewArray) preview(v sync.Preview) error { return p.Add(previewDocument(v)) }
func (p previewArray) end() error                   { return p.End() }

// previewSummary prints a line for each product that is not unchanged, and how many there are of each action in each webshop.
type previewSummary struct {
	app    *app
	shops  []string
	counts map[string]*[5]int
}

func (p *previewSummary) preview(v sync.Preview) error {
	if p.counts == nil {
		p.counts = map[string]*[5]int{}
	}
	c := p.counts[v.Webshop]
	if c == nil {
		c = new([5]int)
		p.counts[v.Webshop] = c
		p.shops = append(p.shops, v.Webshop)
	}
	c[v.Action]++
	if v.Action == store.ActionUnchanged {
		return nil
	}
	_, err := fmt.Fprintf(p.app.env.Out, "%s %-9s %s  %s  %s%s\n", p.app.icon(v.Action), export.ActionWord(v.Action), clean(v.Webshop), clean(v.SKU), clean(v.Name), inShort(v))
	return err
}

func (p *previewSummary) end() error {
	if len(p.shops) == 0 {
		fmt.Fprintln(p.app.env.Err, "The catalogue is empty: `woosync import FILE` fills it.")
		return nil
	}
	for _, name := range p.shops {
		c := p.counts[name]
		_, err := fmt.Fprintf(p.app.env.Out, "%s: %s add, %s update, %s remove, %s unchanged, %s excluded\n", clean(name),
			comma(c[store.ActionAdd]), comma(c[store.ActionUpdate]), comma(c[store.ActionRemove]), comma(c[store.ActionUnchanged]), comma(c[store.ActionExcluded]))
		if err != nil {
			return err
		}
	}
	return nil
}

// inShort is the gist of a preview for the end of a line.
func inShort(v sync.Preview) string {
	switch v.Action {
	case store.ActionUpdate:
		var parts []string
		for i, c := range v.Changes {
			if i == 3 {
				parts = append(parts, fmt.Sprintf("%d more", len(v.Changes)-i))
				break
			}
			parts = append(parts, fmt.Sprintf("%s %s → %s", c.Label, orNone(firstLine(c.From, 24)), orNone(firstLine(c.To, 24))))
		}
		return ": " + strings.Join(parts, ", ")
	case store.ActionExcluded, store.ActionRemove:
		if len(v.Reasons) > 0 {
			return ": " + clean(strings.Join(v.Reasons, " "))
		}
	}
	return ""
}

// previewDetails prints everything about each product.
type previewDetails struct{ app *app }

func (p previewDetails) preview(v sync.Preview) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s  %s in %s: %s\n", p.app.icon(v.Action), clean(v.SKU), clean(v.Name), clean(v.Webshop), export.ActionWord(v.Action))
	for _, c := range v.Categories {
		fmt.Fprintf(&b, "    category  %s → %s (%s)\n", clean(c.InventoryCategory), clean(c.WebshopCategory), clean(c.Rule))
	}
	for _, r := range v.Reasons {
		fmt.Fprintf(&b, "    because   %s\n", clean(r))
	}
	for _, c := range v.Changes {
		if v.Action == store.ActionAdd {
			fmt.Fprintf(&b, "    %s: %s\n", clean(c.Label), orNone(firstLine(c.To, 100)))
			continue
		}
		fmt.Fprintf(&b, "    %s: %s → %s\n", clean(c.Label), orNone(firstLine(c.From, 60)), orNone(firstLine(c.To, 60)))
	}
	if !v.CanSynchronize && v.Inactive != "" {
		fmt.Fprintf(&b, "    Synchronize is inactive: %s\n", clean(v.Inactive))
	}
	_, err := fmt.Fprint(p.app.env.Out, b.String())
	return err
}

func (previewDetails) end() error { return nil }

func orNone(s string) string {
	if s == "" {
		return "(none)"
	}
	return s
}

// icon is the mark of an action, as the search shows it.
func (a *app) icon(action store.Action) string {
	if a.ascii {
		return [...]string{store.ActionExcluded: "-", store.ActionAdd: "+", store.ActionUpdate: "*", store.ActionRemove: "x", store.ActionUnchanged: "="}[action]
	}
	return [...]string{store.ActionExcluded: "–", store.ActionAdd: "+", store.ActionUpdate: "✎", store.ActionRemove: "×", store.ActionUnchanged: "="}[action]
}
