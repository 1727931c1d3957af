package catalogue

import (
	"bytes"
	"fmt"
)

const (
	wrongQuote = `a quote stands in the middle of the text; double it there: ""`
	openQuote  = `a quote opens here and never ends; close it, or double it where it belongs to the text: ""`
)

// quoted reads a record in which a quote occurs, which may go over several lines. It is consumed unless it is at fault.
func (r *records) quoted(rec *record) *fault {
	q := quotes{records: r, eolAt: -1}
	r.scratch, r.ends = r.scratch[:0], r.ends[:0]
	for more := true; more; {
		var wrong string
		if q.has() && q.at() == '"' {
			wrong = q.quotedField()
		} else {
			wrong = q.plainField()
		}
		if wrong == "" && len(r.ends) == MaxColumns {
			return &fault{line: rec.line, field: -1, text: tooManyColumns()}
		}
		if wrong != "" {
			return &fault{line: rec.line, field: len(r.ends), text: wrong}
		}
		r.ends = append(r.ends, len(r.scratch))
		more = q.delimiter()
	}
	text := string(r.scratch)
	r.fields = r.fields[:0]
	start := 0
	for _, end := range r.ends {
		r.fields = append(r.fields, text[start:end])
		start = end
	}
	rec.size, rec.fields = q.i, r.fields
	r.advance(q.i, q.lines)
	return nil
}

// quotes walks through one record, from pos on.
type quotes struct {
	*records
	i     int // bytes behind us
	lines int // line ends behind us
	eolAt int // where a line end is known to be, if not before i
}

// has tells whether there is a byte at i.
func (q *quotes) has() bool {
	for q.pos+q.i >= q.end {
		if !q.more() {
			return false
		}
	}
	return true
}

func (q *quotes) at() byte { return q.buf[q.pos+q.i] }

func (q *quotes) rest() []byte { return q.buf[q.pos+q.i : q.end] }

// quotedField reads from the opening quote to behind the closing one, into scratch. It says what is wrong, or "".
func (q *quotes) quotedField() (wrong string) {
	start := len(q.scratch)
	q.i++
	for {
		data := q.rest()
		j := bytes.IndexByte(data, '"')
		text := data
		if j >= 0 {
			text = data[:j]
		}
		q.scratch = append(q.scratch, text...)
		q.lines += bytes.Count(text, []byte{q.eol})
		q.i += len(text)
		if len(q.scratch)-start > MaxField || q.i > MaxRecord {
			return fmt.Sprintf(`a quote opens here and does not end within %d MB; close it, or double it where it belongs to the text: ""`, MaxField>>20)
		}
		if j < 0 {
			if !q.more() {
				return openQuote
			}
			continue
		}
		q.i++
		if !q.has() || q.at() == q.delim || q.at() == q.eol {
			return ""
		}
		switch {
		case q.at() == '"':
			q.scratch = append(q.scratch, '"')
			q.i++
		case q.at() == '\r' && q.beforeEnd():
			return ""
		default:
			return wrongQuote
		}
	}
}

// beforeEnd tells whether a line end or the end of the file follows the byte at i.
func (q *quotes) beforeEnd() bool {
	q.i++
	end := !q.has() || q.at() == q.eol
	q.i--
	return end
}

// plainField reads up to the next delimiter or line end, into scratch.
func (q *quotes) plainField() (wrong string) {
	for from := 0; q.eolAt < q.i; {
		data := q.rest()
		if j := bytes.IndexByte(data[from:], q.eol); j >= 0 {
			q.eolAt = q.i + from + j
			break
		}
		from = len(data)
		if q.i+from > MaxRecord {
			return fmt.Sprintf("the row is longer than %d MB", MaxRecord>>20)
		}
		if !q.more() {
			q.eolAt = q.i + from
			break
		}
	}
	data := q.trimCR(q.buf[q.pos+q.i : q.pos+q.eolAt])
	if j := bytes.IndexByte(data, q.delim); j >= 0 {
		data = data[:j]
	}
	q.scratch = append(q.scratch, data...)
	q.i += len(data)
	return ""
}

// delimiter passes over what stands between two fields, and tells whether a field follows.
func (q *quotes) delimiter() bool {
	if !q.has() {
		q.lines++ // the last line has no end
		return false
	}
	c := q.at()
	q.i++
	if c == q.delim {
		return true
	}
	if c != q.eol && q.has() { // the \r before a line end
		q.i++
	}
	q.lines++
	return false
}
