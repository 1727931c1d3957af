package tui

import (
	"strings"

	"woosync/sync/plaintext"

	"github.com/charmbracelet/x/ansi"
)

// width is the number of cells of a clean text.
func width(s string) int {
	if plaintext.IsPlain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// fit cuts a clean text to at most n cells; what is cut off shows as the tail.
func fit(s string, n int, tail string) string {
	if n <= 0 {
		return ""
	}
	if len(s) <= n && plaintext.IsPlain(s) {
		return s
	}
	if width(tail) > n {
		tail = ""
	}
	if plaintext.IsPlain(s) {
		return s[:n-width(tail)] + tail
	}
	return ansi.Truncate(s, n, tail)
}

// spaces is n blanks.
func spaces(n int) string {
	const blanks = "                                                                                                                                "
	if n <= 0 {
		return ""
	}
	if n <= len(blanks) {
		return blanks[:n]
	}
	return strings.Repeat(" ", n)
}

// paint is the opening SGR sequence of a style; "" is the terminal's own.
type paint string

const reset = "\x1b[m"

// line builds one line of the screen from left to right and never grows beyond its limit. It remembers which cells are clickable.
type line struct {
	b     strings.Builder
	limit int
	w     int
	tail  string // stands for what did not fit
	cur   paint
	zones []zone
}

// zone is a stretch of a line, or of a window, that does something when it is clicked.
type zone struct {
	x0, x1, y int // cells x0 ≤ x < x1
	id        zoneID
}

// zoneID names what a zone does: a kind and up to two numbers.
type zoneID struct {
	kind zoneKind
	n, k int
}

type zoneKind uint8

func newLine(limit int, tail string) *line {
	l := &line{limit: max(limit, 0), tail: tail}
	l.b.Grow(limit + 64)
	return l
}

// add appends a clean text.
func (l *line) add(p paint, s string) *line {
	if s == "" || l.w >= l.limit {
		return l
	}
	n := width(s)
	if l.w+n > l.limit {
		s = fit(s, l.limit-l.w, l.tail)
		n = width(s)
	}
	if p != l.cur {
		if l.cur != "" {
			l.b.WriteString(reset)
		}
		l.b.WriteString(string(p))
		l.cur = p
	}
	l.b.WriteString(s)
	l.w += n
	return l
}

// cell appends a text in exactly n cells.
func (l *line) cell(p paint, s string, n int) *line {
	if n <= 0 {
		return l
	}
	s = fit(s, n, l.tail)
	return l.add(p, s).add(p, spaces(n-width(s)))
}

// marked appends a text in exactly n cells, with what was searched for in a paint of its own.
func (l *line) marked(p, match paint, s, want string, n int) *line {
	s = fit(s, n, l.tail)
	end := l.w + n
	at := -1
	if low := strings.ToLower(s); want != "" && len(low) == len(s) { // lower case of another length: the place would be wrong
		at = strings.Index(low, strings.ToLower(want))
	}
	if at < 0 || at+len(want) > len(s) || width(s[:at])+width(s[at:at+len(want)])+width(s[at+len(want):]) != width(s) { // not there, or inside a letter with its signs
		return l.add(p, s).to(p, end)
	}
	return l.add(p, s[:at]).add(match, s[at:at+len(want)]).add(p, s[at+len(want):]).to(p, end)
}

// to pads with blanks up to a column.
func (l *line) to(p paint, column int) *line {
	return l.add(p, spaces(min(column, l.limit)-l.w))
}

// button appends a clickable text.
func (l *line) button(p paint, s string, id zoneID) *line {
	x := l.w
	l.add(p, s)
	return l.mark(x, id)
}

// mark makes everything from column x to here clickable.
func (l *line) mark(x int, id zoneID) *line {
	if l.w > x {
		l.zones = append(l.zones, zone{x0: x, x1: l.w, id: id})
	}
	return l
}

// String is the line with its styles closed.
func (l *line) String() string {
	if l.cur != "" {
		l.b.WriteString(reset)
		l.cur = ""
	}
	return l.b.String()
}

// hit finds the zone at a cell; the one added last wins.
func hit(zones []zone, x, y int) (zoneID, bool) {
	for i := len(zones) - 1; i >= 0; i-- {
		if z := zones[i]; y == z.y && x >= z.x0 && x < z.x1 {
			return z.id, true
		}
	}
	return zoneID{}, false
}
