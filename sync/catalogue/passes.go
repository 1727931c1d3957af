package catalogue

import (
	"context"
	"fmt"
	"io"
	"strings"

	"woosync/store"
)

// maxRefused is how many SKUs of refused rows are kept.
const maxRefused = 100_000

// Next returns the products that follow, 1,000 at most, and io.EOF after the last. A variable product always comes before its
// variations. What is wrong with rows is in Problems.
//
// The file is read once from top to bottom. Rows that have to wait for rows below them, such as a variation above its variable
// product, are read again in a second pass; a third is needed for variations of a product that had to wait itself.
func (r *Reader) Next(ctx context.Context) ([]store.Product, error) {
	var batch []store.Product
	r.records.ctx = ctx
	for bytes := 0; len(batch) < batchSize && bytes < batchBytes && !r.done && r.failed == nil; {
		rec, f, err := r.records.next()
		if err == io.EOF || r.pass > 1 && len(r.waiting) == 0 {
			r.failed = r.endPass(ctx)
			continue
		}
		if err != nil {
			r.failed = reading(err)
			continue
		}
		if batch == nil { // a small file needs no large batch
			batch = make([]store.Product, 0, min(batchSize, r.size/32+1))
		}
		batch = append(batch, store.Product{})
		if !r.row(rec, f, &batch[len(batch)-1]) {
			batch = batch[:len(batch)-1]
			continue
		}
		bytes += rec.size
	}
	if len(batch) > 0 {
		return batch, nil
	}
	if r.failed != nil {
		return nil, r.failed
	}
	return nil, io.EOF
}

// endPass begins the next pass, if any row is still waiting.
func (r *Reader) endPass(ctx context.Context) error {
	if err := r.changed(); err != nil {
		return err
	}
	if r.rows == 0 {
		return &FileError{Line: r.records.line, Message: "there is no product below the header line", Workbook: r.nature.sheet}
	}
	if len(r.again) == 0 && len(r.waiting) == 0 {
		r.done = true
		return nil
	}
	if r.pass == 3 || len(r.waiting) > 0 { // each pass meets all its rows again, and the third has what the last ones need
		return &FileError{Message: "the file changed while it was read; import it again once it is complete"}
	}
	if r.pass == 1 {
		if err := r.ask(ctx); err != nil {
			return err
		}
	}
	r.pass++
	r.waiting, r.again = r.again, nil
	r.builder.notes = nil // they are noted
	return r.rewind(ctx)
}

// row turns a record into a product, and tells whether it is to be returned now.
func (r *Reader) row(rec record, f *fault, p *store.Product) bool {
	if r.pass == 1 {
		return r.newRow(rec, f, p)
	}
	if f != nil || rec.line != r.waiting[0] {
		return false
	}
	r.waiting = r.waiting[1:]
	if !r.build(rec, p) {
		return r.refuse(rec, p, bad)
	}
	fold := store.FoldSKU(p.SKU)
	wait, ok := r.link(p)
	if wait {
		r.again = append(r.again, rec.line)
		return false
	}
	return r.settle(rec, p, fold, ok)
}

// newRow does so for a row that is met for the first time.
func (r *Reader) newRow(rec record, f *fault, p *store.Product) bool {
	r.passed += int64(rec.size)
	if f != nil {
		r.rows++
		r.report(rec, f)
		return r.refuse(rec, p, bad)
	}
	if blank(rec.fields) {
		r.settled += int64(rec.size)
		return false
	}
	r.rows++
	ok := r.build(rec, p)
	if p.SKU == "" {
		return r.refuse(rec, p, bad)
	}
	fold := store.FoldSKU(p.SKU)
	if first, taken := r.index.find(fold); taken {
		r.builder.failField(sku, fmt.Sprintf("the SKU %s is on %s %d already, and a webshop takes capital and small letters, with accents or without, for the same; give one of them another", show(p.SKU), r.nature.word(), first.line))
		return r.refuse(rec, p, first.state)
	}
	if id := p.Fields.SourceID; r.nature.hasRefs && id != "" {
		r.index.identify(id, p.SKU)
	}
	wait := false
	if ok {
		wait, ok = r.link(p)
	}
	if wait {
		r.index.put(fold, seat{line: uint32(rec.line), kind: kindOf(p.Type)})
		r.again = append(r.again, rec.line)
		return false
	}
	return r.settle(rec, p, fold, ok)
}

// build decodes a record and builds the product.
func (r *Reader) build(rec record, p *store.Product) bool {
	if !r.nature.clean() {
		if field, wrong := r.nature.decode(rec.fields); wrong != "" {
			r.problems.add(rec.line, r.columns.headers[field], wrong)
			return false
		}
	}
	return r.builder.build(rec, p)
}

// settle ends a row.
func (r *Reader) settle(rec record, p *store.Product, fold string, ok bool) bool {
	s := seat{line: uint32(rec.line), kind: kindOf(p.Type), state: good}
	if !ok {
		s.state = bad
	}
	r.index.put(fold, s)
	if !ok {
		return r.refuse(rec, p, bad)
	}
	r.products++
	r.settled += int64(rec.size)
	return true
}

// refuse ends a row that is left out. other is the state of the row that has its SKU.
func (r *Reader) refuse(rec record, p *store.Product, other state) bool {
	r.settled += int64(rec.size)
	switch {
	case other == good:
	case p.SKU == "" || len(r.refused) >= maxRefused:
		r.unidentified++
	default:
		r.refused[strings.Clone(store.FoldSKU(p.SKU))] = strings.Clone(p.SKU)
	}
	return false
}

// report makes a problem of a record that could not be split.
func (r *Reader) report(rec record, f *fault) {
	column := ""
	if f.field >= 0 && f.field < len(r.columns.headers) {
		column = r.columns.headers[f.field]
	}
	text := f.text
	if f.width {
		text = r.wrongWidth(rec.fields)
	}
	r.problems.add(f.line, column, text)
}

// wrongWidth says which fields of a row are missing or too many.
func (r *Reader) wrongWidth(fields []string) string {
	width := len(r.columns.headers)
	if len(fields) < width {
		var missing []string
		for _, h := range r.columns.headers[len(fields):] {
			missing = append(missing, show(h))
		}
		return fmt.Sprintf("the row has %d fields, the header has %d: nothing for %s; is a line end or a quote out of place?", len(fields), width, list(missing, "and"))
	}
	var extra []string
	for _, v := range fields[width:] {
		extra = append(extra, show(v))
	}
	return fmt.Sprintf(`the row has %d fields, the header has %d; too many are %s; put a value that holds a %s in quotes: "…"`, len(fields), width, list(extra, "and"), delimiterName(r.delim))
}

func delimiterName(delim byte) string {
	switch delim {
	case ';':
		return "semicolon"
	case '\t':
		return "tab"
	case ',':
		return "comma"
	}
	return show(string(rune(delim)))
}

func blank(fields []string) bool {
	for _, s := range fields {
		if s != "" {
			return false
		}
	}
	return true
}
