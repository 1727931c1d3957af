package tui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// document is a clean text wrapped to a width. It holds the text once and where each of its lines begins and ends, so that an error of
// many megabytes costs little more than itself. Wrapping a long one takes a moment: it is done in commands.
type document struct {
	text  string
	width int
	spans []span
}

type span struct{ from, to int32 }

// wrapText wraps a clean text at blanks, and inside a word only where a word is longer than a line.
func wrapText(text string, width int) document {
	d := document{text: text, width: max(width, 1)}
	for from := 0; from <= len(text); {
		to := len(text)
		if i := strings.IndexByte(text[from:], '\n'); i >= 0 {
			to = from + i
		}
		d.paragraph(from, to)
		from = to + 1
	}
	for len(d.spans) > 0 && d.spans[len(d.spans)-1].from == d.spans[len(d.spans)-1].to { // no empty lines at the end
		d.spans = d.spans[:len(d.spans)-1]
	}
	return d
}

// paragraph wraps one line of the text.
func (d *document) paragraph(from, to int) {
	if from == to {
		d.spans = append(d.spans, span{int32(from), int32(to)})
		return
	}
	for from < to {
		end, next := d.lineEnd(from, to)
		d.spans = append(d.spans, span{int32(from), int32(end)})
		from = next
	}
}

// lineEnd finds where a line that starts at from ends, and where the next one starts.
func (d *document) lineEnd(from, to int) (end, next int) {
	w, blank := 0, -1
	for i := from; i < to; {
		size, cells := 1, 1
		if c := d.text[i]; c >= 0x80 || (i+1 < to && d.text[i+1] >= 0x80) {
			cluster, n := ansi.FirstGraphemeCluster(d.text[i:min(to, i+64)], ansi.GraphemeWidth)
			size, cells = len(cluster), n
		}
		if w+cells > d.width && i > from {
			switch {
			case d.text[i] == ' ':
				return i, i + 1
			case blank > from:
				return blank, blank + 1
			}
			return i, i
		}
		if d.text[i] == ' ' {
			blank = i
		}
		w += cells
		i += size
	}
	return to, to
}

func (d *document) len() int { return len(d.spans) }

// line is the i-th wrapped line; "" beyond the ends.
func (d *document) line(i int) string {
	if i < 0 || i >= len(d.spans) {
		return ""
	}
	return d.text[d.spans[i].from:d.spans[i].to]
}
