package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold makes texts comparable without regard to case and accents: "Ærøskøbing" and "AEROSKOBING" fold alike, and so do "Straße"
// and "STRASSE". Control characters become blanks, characters that cannot be seen go, and bytes that are no UTF-8 become U+FFFD.
func Fold(s string) string {
	ascii, folded := true, true
	for i := 0; i < len(s); i++ {
		c := s[i]
		ascii = ascii && c < utf8.RuneSelf
		folded = folded && c >= ' ' && c < 0x7f && (c < 'A' || c > 'Z')
	}
	switch {
	case folded:
		return s
	case ascii:
		return foldASCII(s)
	}
	return foldUnicode(s)
}

// appendFolded appends what Fold makes of a text.
func appendFolded(to, text []byte) []byte {
	begin := len(to)
	for _, c := range text {
		switch {
		case c >= utf8.RuneSelf:
			return append(to[:begin], foldUnicode(string(text))...)
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c < ' ' || c == 0x7f:
			c = ' '
		}
		to = append(to, c)
	}
	return to
}

func foldASCII(s string) string {
	b := make([]byte, len(s))
	for i := range b {
		c := s[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c < ' ' || c == 0x7f:
			c = ' '
		}
		b[i] = c
	}
	return string(b)
}

// foldUnicode takes letters apart first, so that what is left of "é" is an "e" and a mark that can go. Letters that Unicode does
// not take apart are spelled as people without that key type them.
func foldUnicode(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD")) {
		if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			continue
		}
		switch r = unicode.ToLower(r); r {
		case 'æ':
			b.WriteString("ae")
		case 'œ':
			b.WriteString("oe")
		case 'ß':
			b.WriteString("ss")
		case 'þ':
			b.WriteString("th")
		case 'ø':
			b.WriteByte('o')
		case 'đ', 'ð':
			b.WriteByte('d')
		case 'ł':
			b.WriteByte('l')
		case 'ħ':
			b.WriteByte('h')
		case 'ŧ':
			b.WriteByte('t')
		case 'ŋ':
			b.WriteByte('n')
		case 'ı':
			b.WriteByte('i')
		case 'ĸ':
			b.WriteByte('k')
		case 'ς':
			b.WriteRune('σ')
		default:
			if unicode.IsControl(r) {
				r = ' '
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// FoldSKU makes SKUs comparable as a webshop compares them: blind for case and accents, outer blanks trimmed and inner runs of
// blanks as one. (A real WooCommerce 10.5 refuses "CAFE-1" beside "CAFÉ-1" as a duplicate.)
func FoldSKU(s string) string { return strings.Join(strings.Fields(Fold(s)), " ") }

// head is the first n bytes of a text at most, cut between two runes.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
