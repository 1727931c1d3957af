package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxProblems is how many problems of a file are kept; the rest is counted.
const MaxProblems = 1000

// Problem is something in the file that kept a row out of the catalogue. Column and Message hold no control characters, so
// that they can be shown; what they quote from the file is shortened.
type Problem struct {
	Line    int    // physical line where the row begins, from 1
	Column  string // header, "" when it is about the row as a whole
	Message string // what is wrong and what to do
}

// FileError says why a file as a whole holds no catalogue: empty, binary, without the columns that are needed.
type FileError struct {
	Line     int // 0: the file as a whole
	Column   string
	Message  string
	Workbook bool // the line is a row of a sheet
}

func (e *FileError) Error() string {
	line := nature{sheet: e.Workbook}.word()
	switch {
	case e.Line == 0:
		return e.Message
	case e.Column == "":
		return fmt.Sprintf("%s %d: %s", line, e.Line, e.Message)
	}
	return fmt.Sprintf("%s %d, %s: %s", line, e.Line, e.Column, e.Message)
}

// MapError says that a wish of Options.Map cannot be met: wrong usage, not a wrong file.
type MapError struct{ Message string }

func (e *MapError) Error() string { return e.Message }

// problems collects what is wrong, within bounds.
type problems struct {
	list []Problem
	more int // beyond MaxProblems
}

func (p *problems) add(line int, column, message string) {
	if len(p.list) >= MaxProblems {
		p.more++
		return
	}
	p.list = append(p.list, Problem{Line: line, Column: clip(column, 80), Message: message})
}

// sorted is the list by line; later passes find problems of earlier lines.
func (p *problems) sorted() []Problem {
	slices.SortStableFunc(p.list, func(a, b Problem) int { return a.Line - b.Line })
	return p.list
}

// notes collects what was read differently from how it stands, one sentence a kind with its first place.
type notes struct {
	kinds []string
	first map[string]string
	count map[string]int
}

// add notes something about a row. Notes of one kind are shown once and counted.
func (n *notes) add(kind, first string) {
	if n.count == nil {
		n.first, n.count = map[string]string{}, map[string]int{}
	}
	if n.count[kind]++; n.count[kind] == 1 {
		n.kinds = append(n.kinds, kind)
		n.first[kind] = first
	}
}

func (n *notes) list() []string {
	out := make([]string, 0, len(n.kinds))
	for _, k := range n.kinds {
		s := n.first[k]
		if more := n.count[k] - 1; more == 1 {
			s += " (and once more)"
		} else if more > 1 {
			s += fmt.Sprintf(" (and %d times more)", more)
		}
		out = append(out, s)
	}
	return out
}

// show quotes a value for a message: shortened, and without anything that could act on a terminal.
func show(s string) string { return "'" + clip(s, 40) + "'" }

// clip shortens a text to so many characters and spells out what is no visible one.
func clip(s string, limit int) string {
	var b strings.Builder
	n := 0
	for i, r := range s {
		if n == limit {
			b.WriteString("…")
			break
		}
		n++
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "�"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
		case r == ' ' || unicode.IsGraphic(r) && r != '\u3164' && r != '\u115f' && r != '\u1160' && r != '\uffa0':
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// list joins headers or words for a message, not more than 20 of them.
func list(words []string, join string) string {
	out := make([]string, 0, min(len(words), 21))
	for i, w := range words {
		if i == 20 {
			out = append(out, fmt.Sprintf("%d more", len(words)-20))
			break
		}
		out = append(out, clip(w, 60))
	}
	if join != "" && len(out) > 1 {
		return strings.Join(out[:len(out)-1], ", ") + " " + join + " " + out[len(out)-1]
	}
	return strings.Join(out, ", ")
}
