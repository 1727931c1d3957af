package cli

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// writeJSON prints one document. Runes that could act on a terminal are escaped, which leaves their value as it is.
func writeJSON(w io.Writer, document any) error {
	if err := writeElement(w, document); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

// writeElement is writeJSON without the line end.
func writeElement(w io.Writer, element any) error {
	var buffer bytes.Buffer
	enc := json.NewEncoder(&buffer)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(element); err != nil {
		return fmt.Errorf("write the result as JSON: %w", err)
	}
	_, err := w.Write(escapeHostile(bytes.TrimSuffix(buffer.Bytes(), []byte("\n"))))
	return err
}

// escapeHostile writes invisible and acting runes of a JSON document as \uXXXX. Line ends of the document itself stay.
func escapeHostile(doc []byte) []byte {
	act := func(r rune) bool { return r != '\n' && r != utf8.RuneError && hostile(r) }
	if bytes.IndexFunc(doc, act) < 0 {
		return doc
	}
	out := make([]byte, 0, len(doc)+64)
	for len(doc) > 0 {
		r, size := utf8.DecodeRune(doc)
		switch {
		case !act(r):
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

// jsonTime is a time as it is in every document: RFC 3339 in UTC, or null when it has not come.
func jsonTime(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// localTime is a time for people: in their zone, "-" when it has not come.
func localTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

// table prints rows under their titles, in columns two cells apart, without trailing blanks.
func table(w io.Writer, titles []string, rows [][]string) error {
	widths := make([]int, len(titles))
	all := append([][]string{titles}, rows...)
	for _, r := range all {
		for c, cell := range r {
			r[c] = clean(cell)
			widths[c] = max(widths[c], ansi.StringWidth(r[c]))
		}
	}
	var b strings.Builder
	for _, r := range all {
		var line strings.Builder
		for c, cell := range r {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[c]-ansi.StringWidth(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// csvWriter writes rows that a spreadsheet takes as texts: a cell that it would take for a formula gets an apostrophe before it.
type csvWriter struct{ out *csv.Writer }

func newCSV(w io.Writer) csvWriter { return csvWriter{csv.NewWriter(w)} }

func (c csvWriter) row(cells ...string) error {
	for i, cell := range cells {
		cells[i] = cleanText(cell)
		if strings.IndexAny(strings.TrimLeft(cells[i], " "), "=+-@") == 0 {
			cells[i] = "'" + cells[i]
		}
	}
	return c.out.Write(cells)
}

func (c csvWriter) close() error {
	c.out.Flush()
	return c.out.Error()
}
