package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Problem is something in a file that is not as it should be.
type Problem struct {
	File    string
	Line    int    // from 1; 0 when it is about the whole file
	Column  int    // in characters, from 1
	Warning bool   // the program knows what to do about it; everything else is a mistake
	Text    string // what is wrong, without full stop
	Remedy  string // what to do, in whole sentences
}

// String is the problem on one line, as compilers write theirs.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	if p.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Text + ".")
	if p.Remedy != "" {
		b.WriteString(" " + p.Remedy)
	}
	return b.String()
}

// Mistakes is the number of problems that are more than a warning.
func Mistakes(problems []Problem) (n int) {
	for _, p := range problems {
		if !p.Warning {
			n++
		}
	}
	return n
}

// inOrder sorts the problems of one file by their place.
func inOrder(problems []Problem) {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
}

// quoted shows a text from a file in a message: whatever could act on a terminal is escaped, and no text makes the message endless.
func quoted(s string) string {
	const most = 60
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most-1]) + "…"
	}
	return strconv.Quote(s)
}

// oneOf lists words: `"a", "b" or "c"`.
func oneOf(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = strconv.Quote(w)
	}
	if n := len(all); n > 1 {
		return strings.Join(all[:n-1], ", ") + " or " + all[n-1]
	}
	return strings.Join(all, "")
}

// perhaps is the remedy for a word that is none of those known: the one that was likely meant, else all of them.
func perhaps(word string, known []string) string {
	if near := nearest(word, known); near != "" {
		return "Perhaps " + strconv.Quote(near) + " is meant."
	}
	if len(known) > 12 {
		return "`woosync config` prints all there are."
	}
	return "There is " + oneOf(known) + "."
}

// nearest is the known word that a mistyped one most likely stands for; "" when none is near.
func nearest(word string, known []string) string {
	plain := strings.NewReplacer("_", "-", " ", "-").Replace(strings.ToLower(word))
	best, at := "", 3
	for _, k := range known {
		d := distance(plain, k)
		if strings.ReplaceAll(plain, "-", "") == strings.ReplaceAll(k, "-", "") {
			d = 0
		}
		if d < at && d*2 < max(len(k), 2) {
			best, at = k, d
		}
	}
	return best
}

// distance is the number of letters to change, insert, remove or swap to make one word of the other; words far longer than any name are
// far.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			d := 1 + min(rows[i-1][j], rows[i][j-1])
			if a[i-1] == b[j-1] {
				d = min(d, rows[i-1][j-1])
			} else {
				d = min(d, rows[i-1][j-1]+1)
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
