package config

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// broken reports something that is no TOML, in words for someone who knows no TOML. It begins on line first, counted from 0; open tells
// that it would have to end on a later line.
func (d *document) broken(first int, err *syntaxError) (open bool) {
	line := d.line(first)
	skipped := func(from int) int { return from + len(line[from:]) - len(bytes.TrimLeft(line[from:], " \t")) }
	begin, behind := skipped(0), skipped(0)
	if i := bytes.IndexByte(line, '='); i >= 0 {
		behind = skipped(i + 1)
	}
	key, val, assigned := strings.Cut(strings.TrimSpace(string(line)), "=")
	key, val = strings.TrimSpace(key), strings.TrimSpace(val)
	at := min(err.offset, len(d.text))
	what, remedy := err.text, "A line is KEY = VALUE, [SECTION], or a comment behind #; texts stand in quotes."
	switch {
	case d.lineOf(at) > first:
		open, at = true, d.lines[first]+behind
		what, remedy = "what begins here is not closed", "Close its quote or bracket."
	case assigned && strings.HasSuffix(what, "cannot have new lines"):
		at = d.lines[first] + behind
		what, remedy = "the quote that begins here is not closed", "Close it on the same line."
	case bytes.HasPrefix(line[begin:], []byte("[")):
		remedy = "A section is [SECTION] on a line of its own; what stands below this line is left out up to the next section."
	case !assigned && !bytes.HasPrefix(line[begin:], []byte("#")) && begin < len(line):
		at, what = d.lines[first]+begin, "there is no = behind the key"
	case key == "":
		what, remedy = "there is no key before =", "Write KEY = VALUE."
	case val == "":
		what, remedy = "there is no value behind "+quoted(key), "Write a value, or remove the line."
	case slices.Contains([]string{"yes", "no", "on", "off", "true", "false"}, strings.ToLower(val)):
		what, remedy = quoted(val)+" is no value", "Write "+key+" = true or "+key+" = false."
	case isWord(val):
		what, remedy = "the text "+quoted(val)+" has no quotes", "Write "+key+" = "+strconv.Quote(val)+"."
	}
	d.mistake(d.position(at), strings.TrimSuffix(what, "."), remedy)
	return open
}

// isWord tells whether a value looks like a text without its quotes.
func isWord(s string) bool {
	letters := 0
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r > 0x7f:
			letters++
		case strings.ContainsRune(`"'#[]{}\`, r), r < ' ':
			return false
		}
	}
	return letters > 0 && len(s) < 60
}
