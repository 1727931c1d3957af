package xlsx

import (
	"bytes"
	"io"
	"strconv"
)

// Kind is what a cell holds.
type Kind byte

const (
	Text    Kind = iota // typed as text, or nothing
	Number              // digits with a dot for the decimal sign
	Failure             // the error of a formula, such as #N/A; or "" where a formula has no stored value
)

// Cell is one cell of a row. Its text is valid until the next row is read.
type Cell struct {
	Kind Kind
	Text []byte
}

// Rows reads a sheet from top to bottom.
type Rows struct {
	book *Book
	part io.ReadCloser
	from *bounded
	xml  *scanner

	row   int // number of the row at hand
	cells []Cell
	spans []span // of the cells in text
	text  []byte
	total int64
	cut   bool // the row is longer than MaxRow
}

type span struct {
	from, to int
	kind     Kind
}

// Rows opens the sheet at a place of Sheets.
func (b *Book) Rows(at int) (*Rows, error) {
	if err := b.readStrings(); err != nil {
		return nil, err
	}
	part, err := b.open(b.sheets[at].part, MaxSheet)
	if err != nil {
		return nil, err
	}
	return &Rows{book: b, part: part, from: part.(*bounded), xml: newScanner(part)}, nil
}

// Close ends the reading.
func (r *Rows) Close() error { return r.part.Close() }

// Read is how many bytes of the sheet's XML were read so far.
func (r *Rows) Read() int64 { return r.from.read }

// Next returns the next row that is written down, with its number from 1, and io.EOF after the last. Cells that are not written down
// are empty; none follow the last that is.
func (r *Rows) Next() (number int, cells []Cell, err error) {
	for {
		kind, err := r.xml.next()
		if err != nil {
			return 0, nil, r.at(err)
		}
		switch {
		case kind == startTag && r.xml.name == "row":
			if err := r.begin(); err != nil {
				return 0, nil, r.at(err)
			}
			if err := r.readRow(); err != nil {
				return 0, nil, r.at(err)
			}
			return r.row, r.cells, nil
		case kind == endTag && r.xml.name == "sheetData":
			return 0, nil, io.EOF
		}
	}
}

// at adds the row to an error of the file.
func (r *Rows) at(err error) error {
	if e, ok := err.(*Error); ok && e.Row == 0 {
		return &Error{Row: r.row, Message: e.Message}
	}
	return err
}

// begin finds out which row comes.
func (r *Rows) begin() error {
	next := r.row + 1
	if v := r.xml.attr("r"); v != nil {
		n, err := strconv.Atoi(string(v))
		if err != nil || n <= r.row {
			return wrong("the rows of the sheet are not in order (%q after %d); save it anew", clip(string(v)), r.row)
		}
		next = n
	}
	if next > MaxRows {
		return wrong("the sheet has a row %d; Excel has %d", next, MaxRows)
	}
	r.row, r.cut = next, false
	r.text, r.spans = r.text[:0], r.spans[:0]
	return nil
}

func (r *Rows) readRow() error {
	column := -1
	for {
		kind, err := r.xml.next()
		if err == io.EOF {
			err = wrong("the workbook is damaged: the sheet ends within a row; save it anew")
		}
		if err != nil {
			return err
		}
		if kind == endTag && r.xml.name == "row" {
			return r.end()
		}
		if kind != startTag || r.xml.name != "c" {
			continue
		}
		column++
		if v := r.xml.attr("r"); v != nil {
			if column = columnOf(v); column < 0 {
				return wrong("the sheet has a cell %q, which Excel does not have", clip(string(v)))
			}
		}
		if column >= MaxColumns {
			return wrong("the sheet has more than %d columns", MaxColumns)
		}
		for len(r.spans) <= column {
			r.spans = append(r.spans, span{len(r.text), len(r.text), Text})
		}
		if err := r.cell(column); err != nil {
			return err
		}
	}
}

// end makes the cells of what was read; the last that is empty is the last no more.
func (r *Rows) end() error {
	if r.total += int64(len(r.text)); r.total > MaxText {
		return wrong("the sheet holds more than %d MB of text; save it as CSV in parts", MaxText>>20)
	}
	n := len(r.spans)
	for n > 0 && r.spans[n-1].from == r.spans[n-1].to && r.spans[n-1].kind == Text {
		n--
	}
	r.cells = r.cells[:0]
	for _, s := range r.spans[:n] {
		r.cells = append(r.cells, Cell{s.kind, r.text[s.from:s.to]})
	}
	return nil
}

// columnOf reads the column of a reference such as AB12; -1 when there is none.
func columnOf(ref []byte) int {
	n := 0
	for i, c := range ref {
		if c |= 0x20; c < 'a' || c > 'z' {
			if i == 0 {
				return -1
			}
			return n - 1
		}
		if n = n*26 + int(c-'a') + 1; n > MaxColumns {
			return n
		}
	}
	return n - 1
}

// cell reads one cell up to its end.
func (r *Rows) cell(column int) error {
	kind := string(r.xml.attr("t"))
	style := -1
	if v := r.xml.attr("s"); v != nil {
		if n, err := strconv.Atoi(string(v)); err == nil {
			style = n
		}
	} else if len(r.book.formats) > 0 {
		style = 0
	}
	from := len(r.text)
	formula, valued, in, spoken := false, false, false, false
	for {
		token, err := r.xml.next()
		if err == io.EOF {
			err = wrong("the workbook is damaged: the sheet ends within a cell; save it anew")
		}
		if err != nil {
			return err
		}
		switch name := r.xml.name; {
		case token == charData:
			if in && !spoken {
				r.add(r.xml.text)
			}
		case name == "v" || name == "t":
			in = token == startTag
			valued = true
		case name == "rPh":
			spoken = token == startTag
		case name == "f" && token == startTag:
			formula = true
		case name == "c" && token == endTag:
			none := len(r.text) == from && (!valued || kind != "str")
			r.spans[column] = r.settle(from, kind, style, formula && none)
			return nil
		}
	}
}

// add takes text of a cell, up to the limit of a row.
func (r *Rows) add(text []byte) {
	if room := MaxRow - len(r.text); len(text) > room {
		text, r.cut = text[:max(room, 0)], true
	}
	r.text = append(r.text, text...)
}

// settle turns what stands in a cell into its text.
func (r *Rows) settle(from int, kind string, style int, uncomputed bool) span {
	raw := r.text[from:]
	done := func(k Kind) span { return span{from, len(r.text), k} }
	switch {
	case uncomputed:
		return done(Failure)
	case kind == "s":
		i, err := strconv.Atoi(string(bytes.TrimSpace(raw)))
		r.text = r.text[:from]
		text, ok := r.book.strings.get(i)
		if err != nil || !ok {
			return done(Failure)
		}
		r.add(text)
		return done(Text)
	case kind == "e":
		return done(Failure)
	case kind == "inlineStr" || kind == "str":
		r.text = append(r.text[:from], unescapeRunes(raw)...)
		return done(Text)
	case kind == "b" || kind == "d":
		return done(Text)
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		r.text = r.text[:from]
		return done(Text)
	}
	text, ok := r.book.number(r.text[:from], string(raw), style)
	r.text = text
	if !ok {
		return done(Failure)
	}
	if style >= 0 && style < len(r.book.formats) && r.book.formats[style].date {
		return done(Text)
	}
	return done(Number)
}
