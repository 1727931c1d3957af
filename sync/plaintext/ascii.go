package plaintext

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// ASCII spells a clean text with ASCII alone: accents go, a few letters and signs are written out, the rest becomes "?".
func ASCII(s string) string {
	if isPlainText(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case r < 0x7f:
			b.WriteRune(r)
		case r >= 0x300 && r < 0x370: // the accent of the letter before
		default:
			b.WriteString(spelled(r))
		}
	}
	return b.String()
}

func spelled(r rune) string {
	switch r {
	case 'ø':
		return "o"
	case 'Ø':
		return "O"
	case 'æ':
		return "ae"
	case 'Æ':
		return "AE"
	case 'œ':
		return "oe"
	case 'Œ':
		return "OE"
	case 'ß':
		return "ss"
	case 'ł':
		return "l"
	case 'Ł':
		return "L"
	case 'đ', 'ð':
		return "d"
	case 'Đ', 'Ð':
		return "D"
	case 'þ':
		return "th"
	case 'ı':
		return "i"
	case '‘', '’', '‚', '′':
		return "'"
	case '“', '”', '„', '«', '»', '″':
		return `"`
	case '–', '—', '−', '‐', '‑':
		return "-"
	case '…':
		return "..."
	case '•', '·':
		return "-"
	case '×':
		return "x"
	case '→':
		return "->"
	case '€':
		return "EUR"
	case '\u00a0':
		return " "
	}
	return "?"
}
