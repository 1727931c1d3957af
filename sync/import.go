package sync

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"woosync/store"
	"woosync/sync/catalogue"
)

// ImportRequest asks to take a catalogue file into the store.
type ImportRequest struct {
	Path string
	// Replace says that the file is the whole catalogue: products that it does not have are deactivated.
	Replace bool
	// Confirm is asked before more products are deactivated than may go without a yes. Where it is nil they are deactivated, but no
	// webshop loses a product before somebody has said yes.
	Confirm func(RemovalGuard) (bool, error)
	// DryRun finds out what would happen and writes nothing.
	DryRun bool
	// Map gives fields the columns of these headers, before columns are recognised by themselves.
	Map map[string]string
	// Images is the folder below which image files lie; "" is that of the file.
	Images string
	// Sheet is the name of the sheet of a workbook; "" is its first.
	Sheet string
	// Progress, when not nil, is told how far the import is, about every thousand rows, by the goroutine that called Import.
	Progress func(ImportProgress)
}

// ImportProgress is how far an import is: rows read, and bytes of the file that are dealt with, of Size.
type ImportProgress struct {
	Rows        int
	Bytes, Size int64
}

// ImportReport is what an import did. Rows counts those of the file, good and bad; Products those that are in the catalogue now,
// each of them added, updated or unchanged. Deactivated ones are gone from the catalogue.
type ImportReport struct {
	Rows        int        `json:"rows"`
	Products    int        `json:"products"`
	Added       int        `json:"added"`
	Updated     int        `json:"updated"`
	Unchanged   int        `json:"unchanged"`
	Deactivated int        `json:"deactivated"`
	Errors      []RowError `json:"errors"` // by line; never nil
	// Notes are sentences about what was read differently from how it stands in the file, such as its encoding. They are no errors.
	Notes []string `json:"-"`
	// Sheet is the name of the sheet that was read, "" where the file was no workbook.
	Sheet string `json:"-"`
	// Workbook says that the file was one, be it a broken one. Lines are rows of its sheet.
	Workbook bool `json:"-"`
}

// RowError is something in the file that kept a row, or what was wished for the file as a whole, from being done. It holds no
// control characters.
type RowError struct {
	Line    int    `json:"line"`   // physical line where the row begins, from 1; 0: about the file as a whole
	Column  string `json:"column"` // header; "" when it is about the row as a whole
	Message string `json:"message"`
}

// Import takes a catalogue file into the store. What is wrong in the file is in the report, and the good rows are kept. The error
// is for what is not about the content: the file cannot be read (wrapping the system's error), a wish of Map cannot be met
// (*catalogue.MapError), the store is read-only or fails, the context ends. What was put until then stays, and importing the
// file again goes on from there; nothing is deactivated before the whole file is read.
func (s *Service) Import(ctx context.Context, q ImportRequest) (ImportReport, error) {
	report := ImportReport{Errors: []RowError{}}
	if s.readOnly && !q.DryRun {
		return report, fmt.Errorf("import a catalogue: %w", store.ErrReadOnly)
	}
	o := catalogue.Options{Map: q.Map, Sheet: q.Sheet}
	if q.Images != "" {
		folder, err := filepath.Abs(q.Images)
		if err != nil {
			return report, fmt.Errorf("find the folder of images: %w", err)
		}
		if _, err := os.Stat(folder); err != nil {
			return report, fmt.Errorf("find the folder of images: %w", err)
		}
		o.Folder = folder
	}
	if !q.Replace { // with Replace, what the file does not have is going away
		o.Parents = s.activeTypes
	}
	r, err := catalogue.Open(ctx, q.Path, o)
	if err != nil {
		return report, report.refuse(err)
	}
	defer r.Close()
	into, err := s.store.BeginImport(ctx, store.ImportOptions{DryRun: q.DryRun})
	if err != nil {
		return report, fmt.Errorf("import %s: %w", filepath.Base(q.Path), err)
	}
	defer into.Close() // makes the indexes again if the import ends early; opening the store does too
	err = report.take(ctx, r, into, q.Progress)
	report.gather(r)
	if err = report.refuse(err); err == nil {
		err = s.finishImport(ctx, r, into, q, &report)
	}
	if err != nil {
		return report, fmt.Errorf("import %s: %w", filepath.Base(q.Path), err)
	}
	return report, nil
}

// refuse moves what is wrong with the file as a whole into the report and returns every other error.
func (p *ImportReport) refuse(err error) error {
	var wrong *catalogue.FileError
	if errors.As(err, &wrong) && wrong.Line > 0 {
		p.Errors = append(p.Errors, RowError{Line: wrong.Line, Column: wrong.Column, Message: wrong.Message})
		p.Workbook = p.Workbook || wrong.Workbook
		return nil
	}
	return err
}

// importBatch is some products on their way from the file to the store.
type importBatch struct {
	products []store.Product
	progress ImportProgress
	err      error
}

// take brings the products of the file into the store. The file is read while the store writes.
func (p *ImportReport) take(ctx context.Context, r *catalogue.Reader, into *store.Import, progress func(ImportProgress)) error {
	ctx, cancel := context.WithCancel(ctx)
	batches := make(chan importBatch, 2)
	go func() {
		defer close(batches)
		for {
			var b importBatch
			b.products, b.err = r.Next(ctx)
			b.progress.Rows = r.Rows()
			b.progress.Bytes, b.progress.Size = r.Progress()
			batches <- b
			if b.err != nil {
				return
			}
		}
	}()
	defer func() { // the reader is this goroutine's again
		cancel()
		for range batches {
		}
	}()
	for b := range batches {
		if b.err == io.EOF {
			b.err = nil
		}
		if b.err != nil {
			return b.err
		}
		if len(b.products) > 0 {
			results, err := into.Put(ctx, b.products)
			if err != nil {
				return err
			}
			p.count(results)
		}
		if progress != nil {
			progress(b.progress)
		}
	}
	return nil
}

func (p *ImportReport) count(results []store.PutResult) {
	p.Products += len(results)
	for _, r := range results {
		switch r {
		case store.PutAdded:
			p.Added++
		case store.PutUpdated:
			p.Updated++
		default:
			p.Unchanged++
		}
	}
}

// gather takes over what the reader found.
func (p *ImportReport) gather(r *catalogue.Reader) {
	p.Rows, p.Sheet, p.Workbook = r.Rows(), r.Sheet(), r.Sheet() != ""
	p.Notes = r.Notes()
	list, more := r.Problems()
	for _, wrong := range list {
		p.Errors = append(p.Errors, RowError(wrong))
	}
	if more > 0 {
		p.Errors = append(p.Errors, RowError{Message: fmt.Sprintf("there are %d more errors; correct these first", more)})
	}
}

// finishImport ends the import, and with replace deactivates the products that the file does not have. A row that is refused does
// not take its product out of the catalogue; where it cannot be told which product a refused row is about, none is taken out.
func (s *Service) finishImport(ctx context.Context, r *catalogue.Reader, into *store.Import, q ImportRequest, report *ImportReport) error {
	if err := report.guardWeb(ctx, s.store, into, q.DryRun); err != nil {
		return err
	}
	replace := q.Replace
	if replace {
		refused, unidentified := r.Refused()
		switch {
		case report.Products == 0:
			replace = false
			report.Errors = append(report.Errors, RowError{Message: "no product was deactivated, because the file holds no good row"})
		case unidentified > 0:
			replace = false
			report.Errors = append(report.Errors, RowError{Message: fmt.Sprintf("no product was deactivated, because %s; correct the file and import it again", unknownRows(unidentified))})
		default:
			spared, err := s.spare(ctx, into, refused)
			if err != nil {
				return err
			}
			if spared > 0 {
				report.Notes = append(report.Notes, fmt.Sprintf("rows refused: the products that they stand for stay in the catalogue as they were (%d)", spared))
			}
			if replace, err = report.agreed(ctx, s.store, into, q); err != nil {
				return err
			}
		}
	}
	var err error
	report.Deactivated, err = into.Finish(ctx, replace)
	return err
}

func unknownRows(n int) string {
	if n == 1 {
		return "it cannot be told which one a refused row stands for"
	}
	return fmt.Sprintf("it cannot be told which ones %d refused rows stand for", n)
}

// spare puts the active products of these SKUs into the catalogue as they are, so that they do not count as gone.
func (s *Service) spare(ctx context.Context, into *store.Import, skus []string) (spared int, err error) {
	for part := range slices.Chunk(skus, 500) {
		products, err := s.store.ProductsBySKU(ctx, part)
		if err != nil {
			return spared, err
		}
		products = slices.DeleteFunc(products, func(p store.Product) bool { return !p.Active })
		if len(products) == 0 {
			continue
		}
		if _, err := into.Put(ctx, products); err != nil {
			return spared, err
		}
		spared += len(products)
	}
	return spared, nil
}

// activeTypes answers which SKUs are active products of the catalogue, for parents that a file does not have.
func (s *Service) activeTypes(ctx context.Context, skus []string) (map[string]store.ProductType, error) {
	products, err := s.store.ProductsBySKU(ctx, skus)
	if err != nil {
		return nil, err
	}
	types := make(map[string]store.ProductType, len(products))
	for _, p := range products {
		if p.Active {
			types[store.FoldSKU(p.SKU)] = p.Type
		}
	}
	return types, nil
}
