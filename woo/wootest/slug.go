package wootest

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	slugEntity = regexp.MustCompile(`&.+?;`)
	slugWaste  = regexp.MustCompile(`[^%a-z0-9 _-]`)
	slugBlanks = regexp.MustCompile(`[ \t]+`)
	slugHyphen = regexp.MustCompile(`-+`)
	slugSafe   = regexp.MustCompile(`%([a-fA-F0-9][a-fA-F0-9])`)
)

// maxSlug is the width of the database column.
const maxSlug = 200

// slugify is sanitize_title: "Ærlig blåbær" becomes "aerlig-blabaer"; what is not Latin is percent-encoded.
func slugify(title string) string {
	if s, ok := plainSlug(title); ok {
		return s
	}
	s := anyTag.ReplaceAllString(title, "")
	s = removeAccents(s)
	s = slugSafe.ReplaceAllString(s, "---$1---")
	s = strings.ReplaceAll(s, "%", "")
	s = regexpOctet.ReplaceAllString(s, "%$1")
	s = strings.ToLower(s)
	s = encodeURI(s, maxSlug)
	s = slugEntity.ReplaceAllString(s, "")
	s = strings.ReplaceAll(s, ".", "-")
	s = slugSigns.Replace(s)
	s = slugWaste.ReplaceAllString(s, "")
	s = slugBlanks.ReplaceAllString(s, "-")
	s = slugHyphen.ReplaceAllString(s, "-")
	return strings.Trim(s, "-")
}

// plainSlug is slugify for a title of ASCII letters, digits, blanks and hyphens, which most titles are.
func plainSlug(title string) (string, bool) {
	if len(title) > maxSlug {
		return "", false
	}
	b := make([]byte, 0, len(title))
	for i := 0; i < len(title); i++ {
		c := title[i]
		switch {
		case c >= 'A' && c <= 'Z':
			b = append(b, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '_':
			b = append(b, c)
		case c == ' ' || c == '-':
			if len(b) > 0 && b[len(b)-1] != '-' {
				b = append(b, '-')
			}
		default:
			return "", false
		}
	}
	return strings.TrimRight(string(b), "-"), true
}

// slugSigns are encoded dashes, blanks and signs.
var slugSigns = strings.NewReplacer("%c2%a0", "-", "%e2%80%93", "-", "%e2%80%94", "-", "/", "-",
	"%c2%a1", "", "%c2%bf", "", "%c2%ab", "", "%c2%bb", "", "%e2%80%b9", "", "%e2%80%ba", "",
	"%e2%80%98", "", "%e2%80%99", "", "%e2%80%9c", "", "%e2%80%9d", "", "%e2%80%9a", "", "%e2%80%9b", "",
	"%e2%80%9e", "", "%e2%80%9f", "", "%e2%80%a2", "", "%c2%a9", "", "%c2%ae", "", "%c2%b0", "",
	"%e2%80%a6", "", "%e2%84%a2", "", "%c2%b4", "", "%c3%97", "x")

var regexpOctet = regexp.MustCompile(`---([a-fA-F0-9][a-fA-F0-9])---`)

// encodeURI percent-encodes what is not ASCII and stops before the result is longer than max.
func encodeURI(s string, max int) string {
	var b strings.Builder
	for _, r := range s {
		if r < utf8.RuneSelf {
			if b.Len()+1 > max {
				break
			}
			b.WriteRune(r)
			continue
		}
		var e strings.Builder
		for _, c := range []byte(string(r)) {
			fmt.Fprintf(&e, "%%%02x", c)
		}
		if b.Len()+e.Len() > max {
			break
		}
		b.WriteString(e.String())
	}
	return b.String()
}

// uniqueSlug adds "-2", "-3", … until taken says no.
func uniqueSlug(slug string, from int, taken func(string) bool) (string, int) {
	if !taken(slug) {
		return slug, 0
	}
	for n := max(from, 2); ; n++ {
		suffix := "-" + strconv.Itoa(n)
		base := slug
		if len(base)+len(suffix) > maxSlug {
			base = strings.TrimRight(base[:maxSlug-len(suffix)], "-%")
		}
		if s := base + suffix; !taken(s) {
			return s, n
		}
	}
}

func unescapeSlug(slug string) string {
	if s, err := url.PathUnescape(slug); err == nil {
		return s
	}
	return slug
}
