package plaintext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxMarks is how many combining marks a letter keeps. Living languages need at most two after composition.
	maxMarks = 2
	// sequenceBytes is the longest escape sequence that is taken out whole; of a longer one only the introducer goes.
	sequenceBytes = 64
)

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
			b.WriteRune(Replacement)
		case r < 0x7f:
			marks = 0
			b.WriteByte(byte(r))
		case Invisible(r):
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

// Invisible tells whether a character has no picture of its own: bidi controls, zero-width characters, variation selectors, fillers.
func Invisible(r rune) bool {
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
