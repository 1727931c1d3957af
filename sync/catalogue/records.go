package catalogue

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
)

// Limits of a file. What is beyond them is refused with a sentence; memory stays bounded by them.
const (
	MaxField   = 1 << 20 // bytes of one field
	MaxRecord  = 8 << 20 // bytes of one row
	MaxColumns = 5000
)

const readSize = 64 << 10

// record is one row of the file, split into fields.
type record struct {
	line   int // physical line where it begins, from 1
	size   int // bytes, with the line end
	fields []string
	kinds  []byte // of the cells of a sheet: isNumber, isError, or 0; nil for other files
}

// fault says why a record cannot be split.
type fault struct {
	line  int // physical line where the record begins
	field int // index of the field, -1: the row as a whole
	text  string
	width bool // the row has too many or too few fields; its fields are in the record
}

// records splits text into records. It is encoding/csv's job, done by hand for three reasons: a field, a row and a line are
// bounded, so that a quote without end or a line of gigabytes costs no memory; after a broken quote the rows below it are
// still found; and it is told where in the file a record begins.
//
// A quote inside a field that does not begin with one is an ordinary character (3/4" pipe). Blank lines are skipped.
type records struct {
	ctx   context.Context
	src   io.Reader
	delim byte
	eol   byte // '\n', or '\r' in files of the old Mac
	width int  // fields of a good record; 0: any

	buf     []byte
	pos     int // next unread byte
	end     int // end of the bytes read
	line    int // physical line of buf[pos]
	eof     bool
	err     error  // the reader's, or the context's
	scratch []byte // text of a record with quotes
	ends    []int  // ends of its fields in scratch
	fields  []string
	kinds   []byte // see cellKinds
	sheet   bool
	pending *record // found while looking for the end of a damage
}

func newRecords(ctx context.Context, src io.Reader, delim, eol byte) *records {
	return &records{ctx: ctx, src: src, delim: delim, eol: eol, line: 1, sheet: delim == cellEnd && eol == rowEnd}
}

// next returns a record, or a fault, or an error: io.EOF at the end, else the reader's or the context's. The fields are valid
// until the next call.
func (r *records) next() (record, *fault, error) {
	if r.pending != nil {
		rec := *r.pending
		r.pending = nil
		return rec, nil, nil
	}
	rec, f, broken, err := r.parse()
	if err != nil || f == nil {
		return rec, f, err
	}
	if broken {
		r.recover(f)
	}
	return rec, f, nil
}

// recover reads on after a broken quote, until a row has as many fields as it should. The lines before it belong to the
// damage: they are named in the fault instead of being reported one by one.
func (r *records) recover(f *fault) {
	first := r.line
	for r.width > 0 {
		rec, g, _, err := r.parse()
		if err != nil {
			break // next meets it again
		}
		if g == nil {
			r.pending = &rec
			break
		}
	}
	last := r.line - 1
	if r.pending != nil {
		last = r.pending.line - 1
	}
	switch {
	case last == first:
		f.text += fmt.Sprintf("; line %d was skipped with it", first)
	case last > first:
		f.text += fmt.Sprintf("; lines %d to %d were skipped with it", first, last)
	}
}

// parse reads one record. broken says that a quote is wrong and that reading goes on at the physical line below.
func (r *records) parse() (rec record, f *fault, broken bool, err error) {
	for {
		text, size, err := r.physicalLine()
		if err != nil {
			return rec, nil, false, err
		}
		rec = record{line: r.line, size: size}
		if text == nil {
			return rec, r.skipLine(), false, nil
		}
		if len(text) == 0 {
			r.advance(size, 1)
			continue
		}
		if bytes.IndexByte(text, '"') < 0 {
			r.split(string(text))
			r.advance(size, 1)
			rec.fields = r.fields
		} else if f := r.quoted(&rec); f != nil {
			r.advance(r.lineSize(), 1)
			return rec, f, true, r.err
		} else if r.err != nil {
			return rec, nil, false, r.err // the record may be cut off
		}
		if r.sheet {
			rec.kinds = r.cellKinds(rec.fields)
		}
		return rec, r.check(&rec), false, nil
	}
}

// physicalLine finds the line at pos without consuming it: its text without the line end (nil: longer than MaxRecord), and its
// size with the line end.
func (r *records) physicalLine() (text []byte, size int, err error) {
	for from := 0; ; {
		data := r.buf[r.pos:r.end]
		if i := bytes.IndexByte(data[from:], r.eol); i >= 0 {
			text = data[:from+i]
			return r.trimCR(text), len(text) + 1, nil
		}
		if len(data) > MaxRecord {
			return nil, len(data), nil
		}
		from = len(data)
		if !r.more() {
			if r.err != nil {
				return nil, 0, r.err
			}
			if len(data) == 0 {
				return nil, 0, io.EOF
			}
			return r.trimCR(data), len(data), nil
		}
	}
}

// lineSize is the size of the physical line at pos, which is in the buffer already.
func (r *records) lineSize() int {
	data := r.buf[r.pos:r.end]
	if i := bytes.IndexByte(data, r.eol); i >= 0 {
		return i + 1
	}
	return len(data)
}

// skipLine passes over a line that is too long.
func (r *records) skipLine() *fault {
	f := &fault{line: r.line, field: -1, text: fmt.Sprintf("the line is longer than %d MB; is a line end missing?", MaxRecord>>20)}
	for {
		data := r.buf[r.pos:r.end]
		if i := bytes.IndexByte(data, r.eol); i >= 0 {
			r.advance(i+1, 1)
			return f
		}
		r.pos = r.end
		if !r.more() {
			r.line++
			return f
		}
	}
}

// split cuts a line without quotes.
func (r *records) split(line string) {
	r.fields = r.fields[:0]
	for len(r.fields) <= MaxColumns {
		i := strings.IndexByte(line, r.delim)
		if i < 0 {
			r.fields = append(r.fields, line)
			return
		}
		r.fields = append(r.fields, line[:i])
		line = line[i+1:]
	}
}

// check holds a record against the limits and the header. Empty fields beyond the header's are cut off.
func (r *records) check(rec *record) *fault {
	n := len(rec.fields)
	if n > MaxColumns {
		return &fault{line: rec.line, field: -1, text: tooManyColumns()}
	}
	if rec.size > MaxField {
		for i, s := range rec.fields {
			if len(s) > MaxField {
				return &fault{line: rec.line, field: i, text: fmt.Sprintf("the value is longer than %d MB", MaxField>>20)}
			}
		}
	}
	if r.width == 0 || n == r.width {
		return nil
	}
	for n > r.width && rec.fields[n-1] == "" {
		n--
	}
	rec.fields = rec.fields[:n]
	if n != r.width {
		return &fault{line: rec.line, field: -1, width: true}
	}
	return nil
}

func tooManyColumns() string {
	return fmt.Sprintf("there are more than %d columns; is this a product file, and is its delimiter a comma, semicolon or tab?", MaxColumns)
}

// more reads on and tells whether there was more. What begins at pos stays; it may move in the buffer.
func (r *records) more() bool {
	if r.eof || r.err != nil {
		return false
	}
	if r.err = r.ctx.Err(); r.err != nil {
		return false
	}
	if len(r.buf)-r.end < readSize/2 {
		if r.pos > 0 {
			r.end = copy(r.buf, r.buf[r.pos:r.end])
			r.pos = 0
		}
		if len(r.buf)-r.end < readSize/2 {
			grown := make([]byte, max(2*len(r.buf), readSize))
			copy(grown, r.buf[:r.end])
			r.buf = grown
		}
	}
	for range 100 { // a reader may return nothing now and then, but not for ever
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		if err == io.EOF {
			r.eof = true
			return n > 0
		}
		if err != nil {
			r.err = err
			return n > 0
		}
		if n > 0 {
			return true
		}
	}
	r.err = io.ErrNoProgress
	return false
}

func (r *records) advance(size, lines int) {
	r.pos += size
	r.line += lines
}

func (r *records) trimCR(b []byte) []byte {
	if r.eol == '\n' && len(b) > 0 && b[len(b)-1] == '\r' {
		return b[:len(b)-1]
	}
	return b
}
