package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"woosync/sync/catalogue/xlsx"
)

// A sheet of a workbook is read as text with separators that no text of XML can hold, so that everything behind it is the same as
// for CSV: limits, passes, problems. Its line is the number of its row.
const (
	cellEnd  = 0x1f
	rowEnd   = 0x1e
	isNumber = 0x1d // stands before a number: its dot is the decimal sign, whatever the texts of the sheet have
	isError  = 0x1c // stands before the error of a formula
)

// book is a workbook that a Reader reads a sheet of.
type book struct {
	*xlsx.Book
	sheet int
	name  string
	rows  *xlsx.Rows
	notes *notes

	width   int // cells of the first row that has any: the header
	line    int // that was written last
	buffer  []byte
	pending []byte // what of the buffer is not read yet
	stray   bool   // a cell without a header was noted
}

// openBook opens the sheet of that name, or the first one. The answer is nil where the file is no workbook.
func openBook(file io.ReaderAt, size int64, name string) (*book, error) {
	head := make([]byte, 8)
	if n, err := file.ReadAt(head, 0); err != nil && err != io.EOF {
		return nil, reading(err)
	} else if head = head[:n]; !xlsx.Is(head) {
		if old := xlsx.Old(file, size); old != "" {
			return nil, &FileError{Line: 1, Message: "this is " + old, Workbook: true}
		}
		if name != "" {
			return nil, &MapError{"--sheet is for workbooks (.xlsx); this file is none"}
		}
		return nil, nil
	}
	opened, err := xlsx.Open(file, size)
	if err != nil {
		return nil, bookError(err)
	}
	at, ok := opened.Find(name)
	if !ok {
		var names []string
		for _, s := range opened.Sheets() {
			names = append(names, show(s))
		}
		return nil, &MapError{fmt.Sprintf("--sheet: the workbook has no sheet %s; it has %s", show(name), list(names, "and"))}
	}
	return &book{Book: opened, sheet: at, name: opened.Sheets()[at]}, nil
}

// hint adds to what is wrong with a header that it may be the wrong sheet.
func (b *book) hint(err error) error {
	wrong, ok := errors.AsType[*FileError](err)
	if b == nil || !ok || len(b.Sheets()) < 2 {
		return err
	}
	var names []string
	for _, s := range b.Sheets() {
		names = append(names, show(s))
	}
	named := *wrong
	named.Message += fmt.Sprintf("; this is the sheet %s, and the workbook has %s: --sheet NAME chooses", show(b.name), list(names, "and"))
	return &named
}

// bookError makes what is wrong with a workbook an error of the file.
func bookError(err error) error {
	if wrong, ok := errors.AsType[*xlsx.Error](err); ok {
		return &FileError{Line: max(wrong.Row, 1), Message: clip(wrong.Message, 400), Workbook: true}
	}
	return reading(err)
}

// nature is what is known of the text of any sheet.
func (b *book) nature() nature {
	return nature{encoding: utf8Text, eol: rowEnd, hasLost: true, hasRefs: true, sheet: true}
}

// text begins at the first row.
func (b *book) text() (io.Reader, error) {
	if err := b.close(); err != nil {
		return nil, reading(err)
	}
	rows, err := b.Rows(b.sheet)
	if err != nil {
		return nil, bookError(err)
	}
	b.rows, b.line, b.pending = rows, 1, nil
	return b, nil
}

func (b *book) close() error {
	if b.rows == nil {
		return nil
	}
	rows := b.rows
	b.rows = nil
	return rows.Close()
}

// Read writes the rows as text.
func (b *book) Read(p []byte) (int, error) {
	for len(b.pending) == 0 {
		if err := b.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.pending)
	b.pending = b.pending[n:]
	return n, nil
}

func (b *book) next() error {
	number, cells, err := b.rows.Next()
	if err == io.EOF {
		return err
	}
	if err != nil {
		return bookError(err)
	}
	out := b.buffer[:0]
	for ; b.line < number; b.line++ {
		out = append(out, rowEnd)
	}
	if b.width == 0 {
		b.width = len(cells)
	}
	if len(cells) > b.width {
		if !b.stray && b.notes != nil {
			b.stray = true
			b.notes.add("stray", fmt.Sprintf("row %d: what stands to the right of the last header (%s) is not read", number, show(string(cells[len(cells)-1].Text))))
		}
		cells = cells[:b.width]
	}
	empty := true
	for i, c := range cells {
		if i > 0 {
			out = append(out, cellEnd)
		}
		out = appendCell(out, c)
		empty = empty && len(c.Text) == 0 && c.Kind == xlsx.Text
	}
	if !empty {
		for i := len(cells); i < b.width; i++ {
			out = append(out, cellEnd)
		}
	} else {
		out = out[:bytes.LastIndexByte(out, rowEnd)+1]
	}
	b.buffer = append(out, rowEnd)
	b.pending = b.buffer
	b.line++
	return nil
}

// appendCell writes a cell; in quotes where its text holds one.
func appendCell(out []byte, c xlsx.Cell) []byte {
	quoted := bytes.IndexByte(c.Text, '"') >= 0
	if quoted {
		out = append(out, '"')
	}
	switch c.Kind {
	case xlsx.Number:
		out = append(out, isNumber)
	case xlsx.Failure:
		out = append(out, isError)
	}
	for _, ch := range c.Text {
		switch {
		case ch == '"':
			out = append(out, '"', '"')
		case ch >= isError && ch <= cellEnd:
			out = append(out, "\uFFFD"...)
		default:
			out = append(out, ch)
		}
	}
	if quoted {
		out = append(out, '"')
	}
	return out
}

// cellKinds takes the marks of numbers and errors off the fields of a row, and tells which had one.
func (r *records) cellKinds(fields []string) []byte {
	r.kinds = append(r.kinds[:0], make([]byte, len(fields))...)
	for i, s := range fields {
		if s != "" && (s[0] == isNumber || s[0] == isError) {
			r.kinds[i], fields[i] = s[0], s[1:]
		}
	}
	return r.kinds
}

// cellError says what the error of a formula means; "" where the cell has none.
func cellError(rec record, column int) string {
	if rec.kinds == nil || rec.kinds[column] != isError {
		return ""
	}
	if v := strings.TrimSpace(rec.fields[column]); v != "" {
		return fmt.Sprintf("the cell holds the error %s; correct its formula", show(v))
	}
	return "the cell holds a formula without a stored value; open the workbook in a spreadsheet program and save it"
}
