package plaintext

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Replacement stands for a byte or character that must not reach the terminal.
const Replacement = '\uFFFD'

// Line makes a text fit for one line: line breaks and tabs become spaces, line breaks at its ends go.
func Line(s string) string {
	if IsPlain(s) {
		return s
	}
	s = strings.Trim(s, "\r\n")
	return agreeWidths(sift(norm.NFC.String(valid(s)), false))
}

// Text makes a text of several lines fit to be shown: line breaks are kept, as "\n".
func Text(s string) string {
	if isPlainText(s) {
		return s
	}
	return agreeWidths(sift(norm.NFC.String(valid(s)), true))
}

// Copy makes a text fit for the clipboard or a file: it is what Text shows, but letters keep the form they came in.
func Copy(s string) string {
	if isPlainText(s) {
		return s
	}
	return sift(valid(s), true)
}

// Cut cuts a text to at most n bytes, at a rune. Cutting before cleaning bounds what the cleaning costs.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// IsPlain tells whether the text is printable ASCII throughout, which is what most texts are.
func IsPlain(s string) bool {
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

func valid(s string) string { return strings.ToValidUTF8(s, string(Replacement)) }
