package cli

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"woosync/sync"
)

// printedRowErrors is how many wrong rows are printed for people; the JSON document has all of them.
const printedRowErrors = 20

func (a *app) importFile() *cobra.Command {
	var (
		replace, dryRun, asJSON bool
		columns                 []string
	)
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take products from a catalogue file",
		Long: `Take products from a CSV file into the catalogue: the product export of WooCommerce, or of an ERP or a spreadsheet. Separators,
encodings and the usual headers are recognised; --map names columns that are not.

Products are identified by SKU: known ones are updated, new ones added. Rows that are wrong are listed with line and column and left
out; the good ones are kept, and the exit status is 1. Nothing is sent to a webshop; that is what sync does.`,
		Example: `  woosync import products.csv
  woosync import export.csv --map sku=Varenr,name=Varetekst,regular_price=Salgspris
  woosync import products.csv --replace --dry-run`,
		Args: args(cobra.ExactArgs(1), "one FILE"),
		RunE: func(cmd *cobra.Command, given []string) error {
			mapping, err := parseMap(cmd, columns)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *session) error {
				bar := a.progress()
				report, err := s.service.Import(cmd.Context(), sync.ImportRequest{Path: given[0], Replace: replace, DryRun: dryRun, Map: mapping,
					Progress: func(p sync.ImportProgress) {
						bar.show(fmt.Sprintf("kB of %s, %s rows", filepath.Base(given[0]), humanize.Comma(int64(p.Rows))), int(p.Bytes/1024), int(p.Size/1024))
					}})
				bar.clear()
				if err != nil {
					return err
				}
				return a.printImport(report, dryRun, asJSON)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&replace, "replace", false, "the file is the whole catalogue: products that it does not have are deactivated")
	flags.StringSliceVar(&columns, "map", nil, "which column holds a field, `FIELD=COLUMN,…`")
	flags.BoolVar(&dryRun, "dry-run", false, "tell what would happen, change nothing")
	flags.BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// parseMap reads "FIELD=COLUMN" pairs.
func parseMap(cmd *cobra.Command, pairs []string) (map[string]string, error) {
	mapping := make(map[string]string, len(pairs))
	for _, pair := range pairs {
		field, column, ok := strings.Cut(pair, "=")
		field, column = strings.TrimSpace(field), strings.TrimSpace(column)
		if !ok || field == "" || column == "" {
			return nil, usage(cmd, "--map expects FIELD=COLUMN, not %q", pair)
		}
		if _, twice := mapping[field]; twice {
			return nil, usage(cmd, "--map names the field %q twice", field)
		}
		mapping[field] = column
	}
	return mapping, nil
}

func (a *app) printImport(r sync.ImportReport, dryRun, asJSON bool) error {
	if asJSON {
		if err := writeJSON(a.env.Out, r); err != nil {
			return err
		}
	} else {
		if dryRun {
			fmt.Fprintln(a.env.Out, "A dry run; the catalogue stays as it is.")
		}
		fmt.Fprintf(a.env.Out, "%s, %s: %s added, %s updated, %s unchanged", count(r.Rows, "row"), count(r.Products, "product"),
			comma(r.Added), comma(r.Updated), comma(r.Unchanged))
		if r.Deactivated > 0 {
			fmt.Fprintf(a.env.Out, ", %s deactivated", comma(r.Deactivated))
		}
		fmt.Fprintln(a.env.Out, ".")
	}
	for _, note := range r.Notes {
		fmt.Fprintf(a.env.Err, "Note: %s\n", clean(note))
	}
	if len(r.Errors) == 0 {
		return nil
	}
	fmt.Fprintf(a.env.Err, "%s; what is right was taken:\n", count(len(r.Errors), "problem"))
	for i, e := range r.Errors {
		if i == printedRowErrors {
			fmt.Fprintf(a.env.Err, "  … and %s more; --json lists all.\n", comma(len(r.Errors)-i))
			break
		}
		fmt.Fprintf(a.env.Err, "  %s: %s\n", place(e), clean(e.Message))
	}
	return errReported
}

// place says where in the file something is wrong.
func place(e sync.RowError) string {
	if e.Line == 0 {
		return "the file"
	}
	if e.Column == "" {
		return fmt.Sprintf("line %d", e.Line)
	}
	return fmt.Sprintf("line %d, %s", e.Line, clean(e.Column))
}

// count is a number with its noun: "1 product", "1,200 products".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return comma(n) + " " + noun + "s"
}

func comma(n int) string { return humanize.Comma(int64(n)) }
