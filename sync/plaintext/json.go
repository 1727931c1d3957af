package plaintext

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// WriteJSON prints one document. Characters that could act on a terminal are escaped, which leaves their value as it is.
func WriteJSON(w io.Writer, document any) error {
	text, err := JSON(document)
	if err != nil {
		return err
	}
	_, err = w.Write(append(text, '\n'))
	return err
}

// JSON is a document, indented, in which characters that could act on a terminal are escaped.
func JSON(document any) ([]byte, error) {
	var buffer bytes.Buffer
	enc := json.NewEncoder(&buffer)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(document); err != nil {
		return nil, fmt.Errorf("write the result as JSON: %w", err)
	}
	return escapeActing(bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))), nil
}

// Array writes one JSON array element by element, so that a million of them need no memory.
type Array struct {
	out io.Writer
	n   int
}

// NewArray writes to w, from the first element on.
func NewArray(w io.Writer) *Array { return &Array{out: w} }

// Add writes an element.
func (a *Array) Add(element any) error {
	doc, err := JSON(element)
	if err != nil {
		return err
	}
	before := ",\n"
	if a.n == 0 {
		before = "[\n"
	}
	a.n++
	_, err = a.out.Write(append([]byte(before), doc...))
	return err
}

// End closes the array; the writer below stays open.
func (a *Array) End() error {
	end := "\n]\n"
	if a.n == 0 {
		end = "[]\n"
	}
	_, err := io.WriteString(a.out, end)
	return err
}

// escapeActing writes what acts or hides in a JSON document as \u and four digits: controls, what is invisible, and marks piled on a letter. Line
// ends of the document itself stay; those of texts are escaped already.
func escapeActing(doc []byte) []byte {
	if bytes.IndexFunc(doc, func(r rune) bool { return r != '\n' && (r < 0x20 || r >= 0x7f) }) < 0 {
		return doc
	}
	out := make([]byte, 0, len(doc)+64)
	marks := 0
	for len(doc) > 0 {
		r, size := utf8.DecodeRune(doc)
		marks++
		if !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		switch {
		case r == '\n' || r == utf8.RuneError || !Acts(r) && marks <= maxMarks:
			out = append(out, doc[:size]...)
		case r > 0xFFFF:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xD800+r>>10, 0xDC00+r&0x3FF)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		doc = doc[size:]
	}
	return out
}

// Acts tells whether a character could do something to a terminal or to what is read there: controls, line separators, and all that
// is invisible.
func Acts(r rune) bool {
	return unicode.IsControl(r) || r == 0x2028 || r == 0x2029 || Invisible(r)
}
