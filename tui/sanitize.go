package tui

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/text/unicode/norm"
)

// Everything that comes from the store, a file or a webshop passes through here before it is drawn or copied. What is left holds no
// control character, no escape sequence, nothing invisible, and is measured alike by terminals that count code points and by those that
// count grapheme clusters, so that no cell can push its neighbours.

const (
	// cellBytes bounds what is read of a text that is shown on one line: no screen is wider.
	cellBytes = 4096
	// maxMarks is how many combining marks a letter keeps. Living languages need at most two after composition.
	maxMarks = 2
	// sequenceBytes is the longest escape sequence that is taken out whole; of a longer one only the introducer goes.
	sequenceBytes = 64
	// replacement stands for a byte or character that must not reach the terminal.
	replacement = '\uFFFD'
)

// cleanLine makes a text fit for one line of the screen: at most cellBytes of it, line breaks and tabs as spaces.
func cleanLine(s string) string {
	if isPlain(s) && len(s) <= cellBytes {
		return s
	}
	s = strings.TrimSpace(cutBytes(s, cellBytes))
	return agreeWidths(sift(norm.NFC.String(strings.ToValidUTF8(s, string(replacement))), false))
}

// cleanText makes a text of several lines fit for the screen: line breaks are kept as "\n".
func cleanText(s string) string {
	if isPlainText(s) {
		return s
	}
	return agreeWidths(sift(norm.NFC.String(strings.ToValidUTF8(s, string(replacement))), true))
}

// cleanCopy makes a text fit for the clipboard: it is what cleanText shows, but letters keep the form they came in.
func cleanCopy(s string) string {
	if isPlainText(s) {
		return s
	}
	return sift(strings.ToValidUTF8(s, string(replacement)), true)
}

// cutBytes cuts to at most n bytes, at a rune.
func cutBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// isPlain tells whether the text is printable ASCII throughout, which is what most texts are.
func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

func isPlainText(s string) bool {
	for i := 0; i < len(s); i++ {
		if (s[i] < 0x20 && s[i] != '\n') || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// sift drops or replaces what must not be drawn. The text is valid UTF-8.
func sift(s string, keepLines bool) string {
	var b strings.Builder
	b.Grow(len(s))
	marks := maxMarks // a mark with nothing under it is dropped
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == 0x1b || r == 0x9b {
			if n := sequenceLength(s[i:], size); n > 0 {
				i += n
				continue
			}
		}
		i += size
		switch {
		case r == '\r' && i < len(s) && s[i] == '\n': // the line feed follows
			continue
		case r == '\n' || r == '\r' || r == 0x85 || r == 0x2028 || r == 0x2029:
			marks = maxMarks
			if keepLines {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		case r == '\t':
			marks = maxMarks
			b.WriteByte(' ')
		case r < 0x20 || (r >= 0x7f && r < 0xa0):
			marks = maxMarks
			b.WriteRune(replacement)
		case r < 0x7f:
			marks = 0
			b.WriteByte(byte(r))
		case invisible(r):
		case unicode.In(r, unicode.Mn, unicode.Me):
			if marks < maxMarks {
				marks++
				b.WriteRune(r)
			}
		case unicode.IsSpace(r):
			marks = maxMarks
			b.WriteByte(' ')
		default:
			marks = 0
			b.WriteRune(r)
		}
	}
	return b.String()
}

// invisible tells whether a character has no picture of its own: bidi controls, zero-width characters, variation selectors, fillers.
func invisible(r rune) bool {
	switch {
	case unicode.Is(unicode.Cf, r), r == 0x034f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0000 && r <= 0xe0fff:
		return true
	case r == 0x115f, r == 0x1160, r == 0x3164, r == 0xffa0, r == 0x2800:
		return true
	case r >= 0xfff0 && r <= 0xfffb, unicode.Is(unicode.Cs, r):
		return true
	}
	return false
}

// sequenceLength is the length of a complete control sequence ("ESC [ … letter") at the start of s, whose introducer takes size bytes;
// 0 when there is none. Strings such as OSC and DCS are not taken out whole: one without an end would hide all that follows.
func sequenceLength(s string, size int) int {
	i := size
	if s[0] == 0x1b {
		if i >= len(s) || s[i] != '[' {
			return 0
		}
		i++
	}
	for ; i < len(s) && i < sequenceBytes; i++ {
		switch c := s[i]; {
		case c >= 0x40 && c <= 0x7e:
			return i + 1
		case c < 0x20 || c > 0x3f:
			return 0
		}
	}
	return 0
}

// agreeWidths reduces each grapheme cluster on whose width the two ways of counting differ (flags, skin tones, conjuncts) to what they
// agree on.
func agreeWidths(s string) string {
	if isPlainText(s) || agreed(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for len(s) > 0 {
		cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s = s[len(cluster):]
		if cluster == "\n" || (w > 0 && ansi.StringWidthWc(cluster) == w) {
			b.WriteString(cluster)
			continue
		}
		r, size := utf8.DecodeRuneInString(cluster)
		if first := cluster[:size]; ansi.StringWidth(first) == ansi.StringWidthWc(first) && ansi.StringWidth(first) > 0 && size < len(cluster) && !regional(r) {
			b.WriteString(first)
		} else {
			b.WriteRune(replacement)
		}
	}
	return b.String()
}

// agreed is the quick answer for letters of scripts in which every code point is one cluster of one cell.
func agreed(s string) bool {
	for _, r := range s {
		if r >= 0x300 && (r < 0x370 || r > 0x52f) && (r < 0x2010 || r > 0x2027) && r != replacement {
			return false
		}
		if r >= 0x483 && r <= 0x489 {
			return false
		}
	}
	return true
}

func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
