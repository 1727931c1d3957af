package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"woosync/sync"
	"woosync/sync/plaintext"
)

// printedRowErrors is how many wrong rows are printed for people; the JSON document has all of them.
const printedRowErrors = 20

type importFlags struct {
	replace, dryRun, json bool
	confirmRemovals       bool
	columns               []string
	sheet, images         string
	webshop               string
}

func (a *app) importFile() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE | --from-webshop NAME",
		Short: "Take products from a catalogue file, or from a webshop",
		Long: `Take products from a CSV or Excel file (.xlsx) into the catalogue: the product export of WooCommerce, or of an ERP or a spreadsheet.
Separators, encodings and the usual headers are recognised; --map names columns that are not. Of a workbook the first sheet is read,
or the one that --sheet names; numbers are taken as they were typed, formulas by their stored value.

Products are identified by SKU: known ones are updated, new ones added. Rows that are wrong are listed with line and column and left
out; the good ones are kept, and the exit status is 1. Nothing is sent to a webshop; that is what sync does.

--replace takes products that the file does not have out of the catalogue, and the next synchronization takes them out of the
webshops. More than 10 and a fifth of the catalogue, or half of it, leave the webshops only after a yes: in a terminal it is asked for
here, elsewhere --confirm-removals gives it, here or with the synchronization.

--from-webshop takes the catalogue as a webshop has it, with categories, variations and images: the first step for a shop that has
its products already. The webshop is only read. What was taken counts as sent, so that the preview says "unchanged" afterwards. An
import that was cut off goes on where it was when the command is given again.`,
		Example: `  woosync import products.csv
  woosync import export.csv --map sku=Varenr,name=Varetekst,regular_price=Salgspris
  woosync import catalogue.xlsx --sheet Products
  woosync import products.csv --replace --dry-run
  woosync import --from-webshop Nordlys`,
		Args: func(cmd *cobra.Command, given []string) error {
			switch {
			case f.webshop == "" && len(given) != 1:
				return usage(cmd, "%s expects one FILE, or --from-webshop NAME", cmd.CommandPath())
			case f.webshop != "" && len(given) > 0:
				return usage(cmd, "a FILE and --from-webshop exclude each other")
			case f.webshop != "" && (f.replace || f.dryRun || f.sheet != "" || f.images != "" || len(f.columns) > 0):
				return usage(cmd, "--replace, --dry-run, --sheet, --images and --map are for a FILE, not for --from-webshop")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, given []string) error {
			mapping, err := parseMap(cmd, f.columns)
			if err != nil {
				return err
			}
			return a.with(cmd.Context(), func(s *session) error {
				var report sync.ImportReport
				if f.webshop != "" {
					report, err = a.takeWebshop(cmd.Context(), s, f.webshop)
				} else {
					report, err = a.takeFile(cmd.Context(), s, sync.ImportRequest{Path: given[0], Replace: f.replace, Confirm: a.confirmDeactivation(f.confirmRemovals), DryRun: f.dryRun, Map: mapping, Sheet: f.sheet, Images: f.images})
				}
				if err != nil {
					return err
				}
				return a.printImport(report, f.dryRun, f.json)
			})
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.replace, "replace", false, "the file is the whole catalogue: products that it does not have are deactivated")
	flags.BoolVar(&f.confirmRemovals, "confirm-removals", false, "with --replace, say yes to any number of products that go")
	flags.StringSliceVar(&f.columns, "map", nil, "which column holds a field, `FIELD=COLUMN,…`")
	flags.StringVar(&f.sheet, "sheet", "", "read the sheet `NAME` of an Excel file")
	flags.StringVar(&f.images, "images", "", "image files lie in `FOLDER` and below (default: the folder of FILE); those elsewhere are not uploaded")
	flags.BoolVar(&f.dryRun, "dry-run", false, "tell what would happen, change nothing")
	flags.StringVar(&f.webshop, "from-webshop", "", "take the catalogue as the webshop `NAME` has it")
	flags.BoolVar(&f.json, "json", false, "print one JSON document")
	a.complete(cmd, "from-webshop", a.completeWebshops)
	return cmd
}

// confirmDeactivation asks on a terminal whether so many products may leave the catalogue, unless a flag has said so. Elsewhere nobody
// can be asked: then the webshops' removal guards ask.
func (a *app) confirmDeactivation(yes bool) func(sync.RemovalGuard) (bool, error) {
	if !yes && !isTerminal(a.env.In) {
		return nil
	}
	return func(g sync.RemovalGuard) (bool, error) {
		if yes {
			return true, nil
		}
		fmt.Fprintln(a.env.Err, sync.Ended(g.Missing()))
		return a.ask(fmt.Sprintf("Deactivate %s, so that the next synchronization removes them from the webshops?", count(g.Removals, "product")))
	}
}

// takeFile imports a file, with a bar of its kilobytes.
func (a *app) takeFile(ctx context.Context, s *session, r sync.ImportRequest) (sync.ImportReport, error) {
	bar := a.progress()
	defer bar.clear()
	name := filepath.Base(r.Path)
	r.Progress = func(p sync.ImportProgress) {
		bar.show(fmt.Sprintf("kB of %s, %s", name, count(p.Rows, "row")), int(p.Bytes/1024), int(p.Size/1024))
	}
	if ask := r.Confirm; ask != nil {
		r.Confirm = func(g sync.RemovalGuard) (bool, error) {
			bar.clear()
			return ask(g)
		}
	}
	return s.service.Import(ctx, r)
}

// takeWebshop imports what a webshop has.
func (a *app) takeWebshop(ctx context.Context, s *session, name string) (sync.ImportReport, error) {
	w, err := webshopNamed(ctx, s.store, name)
	if err != nil {
		return sync.ImportReport{}, err
	}
	bar := a.progress()
	report, err := s.service.ImportFromWebshop(ctx, w.Name, func(p sync.WebshopProgress) {
		bar.show("products of "+w.Name, p.Products, p.Total)
	})
	bar.clear()
	if err != nil && report.Products > 0 {
		fmt.Fprintf(a.env.Err, "%s were taken before it ended; the same command goes on behind them.\n", count(report.Products, "product"))
	}
	return report, err
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
		if err := plaintext.WriteJSON(a.env.Out, r); err != nil {
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
	rest := ""
	switch {
	case r.Products > 0 && dryRun:
		rest = "; what is right would be taken"
	case r.Products > 0:
		rest = "; what is right was taken"
	}
	fmt.Fprintf(a.env.Err, "%s%s:\n", count(len(r.Errors), "problem"), rest)
	for i, e := range r.Errors {
		if i == printedRowErrors {
			fmt.Fprintf(a.env.Err, "  … and %s more; --json lists all.\n", comma(len(r.Errors)-i))
			break
		}
		fmt.Fprintf(a.env.Err, "  %s: %s\n", place(e, r.Workbook), clean(e.Message))
	}
	return errReported
}

// place says where in the file, or in a product of a webshop, something is wrong.
func place(e sync.RowError, workbook bool) string {
	line := "line"
	if workbook {
		line = "row"
	}
	switch {
	case e.Line == 0 && e.Column != "":
		return clean(e.Column)
	case e.Line == 0:
		return "the file"
	}
	if e.Column == "" {
		return fmt.Sprintf("%s %d", line, e.Line)
	}
	return fmt.Sprintf("%s %d, %s", line, e.Line, clean(e.Column))
}

// count is a number with its noun: "1 product", "1,200 products".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return comma(n) + " " + noun + "s"
}

func comma(n int) string { return humanize.Comma(int64(n)) }
