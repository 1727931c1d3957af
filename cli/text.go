package cli

import (
	"strings"

	"woosync/sync/plaintext"

	"github.com/charmbracelet/x/ansi"
)

// clean makes a text from outside fit for one line of the terminal.
func clean(s string) string { return plaintext.Line(s) }

// cleanText is clean for a text of several lines.
func cleanText(s string) string { return plaintext.Text(s) }

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
