package cli

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// hostile tells whether a rune could act on the terminal or hide what is printed: controls, escapes, bidi overrides, zero-width and
// other invisible formatting.
func hostile(r rune) bool {
	switch {
	case r == utf8.RuneError, unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
		return true
	}
	return false
}

// clean makes a text from outside fit for one line of the terminal.
func clean(s string) string {
	if strings.IndexFunc(s, hostile) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r', r == '\u2028', r == '\u2029':
			return ' '
		case hostile(r):
			return -1
		}
		return r
	}, s)
}

// cleanText is clean for a text of several lines.
func cleanText(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = clean(strings.TrimSuffix(line, "\r"))
	}
	return strings.Join(lines, "\n")
}

// firstLine is the beginning of a text, cut to a number of cells.
func firstLine(s string, cells int) string {
	line, rest, more := strings.Cut(strings.TrimSpace(s), "\n")
	line = clean(line)
	if more && strings.TrimSpace(rest) != "" && ansi.StringWidth(line) < cells {
		line += " …"
	}
	return ansi.Truncate(line, cells, "…")
}

// list joins words as a sentence does: "a", "a or b", "a, b or c".
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
