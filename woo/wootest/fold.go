package wootest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// special are the Latin letters that have no decomposition but are compared, and written in a slug, as others.
var special = map[rune]string{
	'æ': "ae", 'Æ': "AE", 'ø': "o", 'Ø': "O", 'œ': "oe", 'Œ': "OE", 'ß': "ss", 'đ': "d", 'Đ': "D", 'ð': "d", 'Ð': "D",
	'ł': "l", 'Ł': "L", 'ħ': "h", 'Ħ': "H", 'ı': "i", 'þ': "th", 'Þ': "TH", 'ŋ': "n", 'Ŋ': "N", 'ŧ': "t", 'Ŧ': "T",
	'ĸ': "k", 'ſ': "s", 'ẞ': "SS",
}

// fold is the key by which the database compares text (utf8mb4_unicode_520_ci): case and accents do not count,
// nor do blanks at the end.
func fold(s string) string {
	s = strings.TrimRight(s, " ")
	ascii := true
	for i := 0; i < len(s) && ascii; i++ {
		ascii = s[i] < utf8.RuneSelf
	}
	if ascii {
		return strings.ToLower(s)
	}
	return strings.ToLower(removeAccents(norm.NFKC.String(s)))
}

// removeAccents replaces accented Latin letters by their base letters and leaves all else as it is.
func removeAccents(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
			continue
		}
		if to, ok := special[r]; ok {
			b.WriteString(to)
			continue
		}
		base, rest := rune(-1), false
		for _, d := range norm.NFD.String(string(r)) {
			switch {
			case unicode.Is(unicode.Mn, d):
			case base < 0 && d < utf8.RuneSelf:
				base = d
			default:
				rest = true
			}
		}
		if base >= 0 && !rest {
			b.WriteRune(base)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}
