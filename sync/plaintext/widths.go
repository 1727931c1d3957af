package plaintext

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// agreeWidths reduces each grapheme cluster on whose width the two ways of counting differ (flags, skin tones, conjuncts) to what they
// agree on. What would grow together with a text drawn before or behind this one is replaced: a vowel sign, a skin tone or a prefix alone.
func agreeWidths(s string) string {
	if isPlainText(s) || agreed(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for begins := true; len(s) > 0; {
		cluster, w := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		s = s[len(cluster):]
		ends := s == "" || s[0] == '\n'
		if begins && len(firstCluster(" "+cluster)) > 1 || ends && len(firstCluster(cluster+"x")) > len(cluster) {
			cluster, w = string(Replacement), 1
		}
		begins = cluster == "\n"
		if cluster == "\n" || (w > 0 && ansi.StringWidthWc(cluster) == w) {
			b.WriteString(cluster)
			continue
		}
		r, size := utf8.DecodeRuneInString(cluster)
		if first := cluster[:size]; ansi.StringWidth(first) == ansi.StringWidthWc(first) && ansi.StringWidth(first) > 0 && size < len(cluster) && !regional(r) {
			b.WriteString(first)
		} else {
			b.WriteRune(Replacement)
		}
	}
	return b.String()
}

func firstCluster(s string) string {
	cluster, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
	return cluster
}

// agreed is the quick answer for letters of scripts in which every code point is one cluster of one cell.
func agreed(s string) bool {
	for _, r := range s {
		if r >= 0x300 && (r < 0x370 || r > 0x52f) && (r < 0x2010 || r > 0x2027) && r != Replacement {
			return false
		}
		if r >= 0x483 && r <= 0x489 {
			return false
		}
	}
	return true
}

func regional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
