package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"woosync/store"
)

// The functions of this file read one value each. They return what is wrong with it as a sentence, or "".

// unguard takes off the ' that WooCommerce's exporter puts in front of what a spreadsheet could take for a formula.
func unguard(s string) string {
	if len(s) > 1 && s[0] == '\'' && strings.IndexByte("=+-@\t\r", s[1]) >= 0 {
		return s[1:]
	}
	return s
}

// yes reads a flag.
func yes(s string) (v bool, wrong string) {
	switch strings.ToLower(s) {
	case "1", "yes", "true", "y", "x", "on", "ja", "j", "wahr", "sand", "sant", "kyllä":
		return true, ""
	case "0", "no", "false", "n", "off", "nej", "nei", "nein", "falsch", "falsk", "falskt", "usant", "ei":
		return false, ""
	}
	return false, fmt.Sprintf("%s is neither yes nor no; write 1 or 0", show(s))
}

// typeOf reads a list such as "simple, downloadable, virtual". "" is no type.
func typeOf(s string) (t store.ProductType, virtual, downloadable bool, wrong string) {
	for _, word := range strings.Split(s, ",") {
		switch w := strings.ToLower(strings.TrimSpace(word)); w {
		case "":
		case "virtual":
			virtual = true
		case "downloadable":
			downloadable = true
		case "simple", "variable", "variation", "grouped", "external":
			if t != "" && t != store.ProductType(w) {
				return "", false, false, fmt.Sprintf("%s names two product types; a product has one", show(s))
			}
			t = store.ProductType(w)
		default:
			return "", false, false, fmt.Sprintf("%s is no product type; use simple, variable, variation, grouped or external, with virtual or downloadable beside it", show(strings.TrimSpace(word)))
		}
	}
	return t, virtual, downloadable, ""
}

// status reads Published: 1 published, 0 private, -1 draft, 2 pending review. web tells whether the product is marked for the
// web. An empty value is a draft, as for WooCommerce's importer.
func status(s string) (status string, web bool, wrong string) {
	switch strings.ToLower(s) {
	case "1", "true", "yes", "y", "x", "ja", "j", "publish", "published":
		return "publish", true, ""
	case "0", "private":
		return "private", true, ""
	case "", "-1", "false", "no", "n", "nej", "nei", "nein", "draft":
		return "draft", false, ""
	case "2", "pending":
		return "pending", false, ""
	}
	return "", false, fmt.Sprintf("%s is no publication state; write 1 for published, 0 for private, -1 for a draft, 2 for pending review", show(s))
}

func visibilityOf(s string) (v, wrong string) {
	switch v := strings.ToLower(s); v {
	case "visible", "catalog", "search", "hidden":
		return v, ""
	}
	return "", fmt.Sprintf("%s is no visibility; use visible, catalog, search or hidden", show(s))
}

func taxStatusOf(s string) (v, wrong string) {
	switch v := strings.ToLower(s); v {
	case "taxable", "shipping", "none":
		return v, ""
	case "true":
		return "taxable", ""
	case "false":
		return "none", ""
	}
	return "", fmt.Sprintf("%s is no tax status; use taxable, shipping or none", show(s))
}

func stockStatusOf(s string) (v, wrong string) {
	switch strings.ToLower(s) {
	case "backorder", "onbackorder":
		return "onbackorder", ""
	case "instock":
		return "instock", ""
	case "outofstock":
		return "outofstock", ""
	}
	in, wrong := yes(s)
	if wrong != "" {
		return "", fmt.Sprintf("%s is no stock status; write 1, 0 or backorder", show(s))
	}
	if in {
		return "instock", ""
	}
	return "outofstock", ""
}

func backordersOf(s string) (v, wrong string) {
	if strings.EqualFold(s, "notify") {
		return "notify", ""
	}
	allowed, wrong := yes(s)
	if wrong != "" {
		return "", fmt.Sprintf("%s says not whether backorders are allowed; write 1, 0 or notify", show(s))
	}
	if allowed {
		return "yes", ""
	}
	return "no", ""
}

// day reads a date with or without a time. The day is given as in 2026-11-23 or 23.11.2026; slashes are refused, since nobody
// can tell whether 03/04/2026 is in March.
func day(s string) (v, wrong string) {
	for _, layout := range [...]string{"2006-01-02", "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", "2006-01-02T15:04",
		"02.01.2006", "2.1.2006", "02-01-2006", "02.01.2006 15:04:05", "02.01.2006 15:04", "2006/01/02", "20060102"} {
		if t, err := time.Parse(layout, s); err == nil {
			if t.Year() < 1970 || t.Year() > 9999 {
				break
			}
			if strings.Contains(layout, "15") {
				return t.Format("2006-01-02T15:04:05"), ""
			}
			return t.Format("2006-01-02"), ""
		}
	}
	return "", fmt.Sprintf("%s is no date; write it like 2026-11-23 or 2026-11-23 08:00:00", show(s))
}

// maxList is how many values a list may have: beyond it a file is broken or hostile, not large.
const maxList = 1000

// values cuts a list at its commas; "\," is a comma within a value. Empty values are left out.
func values(s string) (list []string, wrong string) {
	if strings.IndexByte(s, ',') < 0 {
		if s = strings.TrimSpace(s); s == "" {
			return nil, ""
		}
		return []string{s}, ""
	}
	n := strings.Count(s, ",") + 1
	if n > 10*maxList {
		return nil, tooMany(n)
	}
	list = make([]string, 0, n)
	for start, i := 0, 0; i <= len(s); i++ {
		if i < len(s) && (s[i] != ',' || i > start && s[i-1] == '\\') {
			continue
		}
		v := s[start:i]
		if strings.Contains(v, `\,`) {
			v = strings.ReplaceAll(v, `\,`, ",")
		}
		if v = strings.TrimSpace(v); v != "" {
			list = append(list, v)
		}
		start = i + 1
	}
	if len(list) > maxList {
		return nil, tooMany(len(list))
	}
	return list, ""
}

func tooMany(n int) string {
	return fmt.Sprintf("%d values are more than the %d that a product may have here", n, maxList)
}

// distinct drops repeated values, whatever their case.
func distinct(list []string) []string {
	kept := list[:0]
	var seen map[string]bool // for long lists only
	if len(list) > 16 {
		seen = make(map[string]bool, len(list))
	}
	for _, s := range list {
		if seen == nil {
			if !slices.ContainsFunc(kept, func(have string) bool { return strings.EqualFold(have, s) }) {
				kept = append(kept, s)
			}
		} else if key := strings.ToLower(s); !seen[key] {
			seen[key] = true
			kept = append(kept, s)
		}
	}
	return kept
}

// maxName is how long the name of a category, tag, brand or attribute may be, in characters: what WordPress stores of a term.
const maxName = 200

// nameList checks the names of a list.
func nameList(list []string) (wrong string) {
	for _, s := range list {
		if len(s) > maxName && utf8.RuneCountInString(s) > maxName {
			return fmt.Sprintf("%s is longer than %d characters", show(s), maxName)
		}
	}
	return ""
}

// categoryPath brings a category path into the form "Clothing > Hoodies".
func categoryPath(s string) (p, wrong string) {
	if strings.IndexByte(s, '>') < 0 {
		return s, nameList([]string{s})
	}
	var names []string
	for _, name := range strings.Split(s, ">") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	if len(names) > 20 {
		return "", fmt.Sprintf("%s goes deeper than 20 categories", show(s))
	}
	return strings.Join(names, " > "), nameList(names)
}

// text brings "\n" as two characters back into line ends, and keeps "\\n", which stands for the two characters themselves.
func text(s string) string {
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	if !strings.Contains(s, `\n`) {
		return s
	}
	return strings.NewReplacer(`\\n`, `\n`, `\n`, "\n").Replace(s)
}

// skuOf checks a SKU and brings it into the form in which a webshop stores it: a real WooCommerce 10.5 cuts outer blanks and
// makes inner runs of blanks one. What it would change beyond that is refused, since the product would not be found again; so
// is what is longer than 100 characters, for which it guarantees no uniqueness.
func skuOf(s string) (v, wrong string) {
	s = strings.TrimSpace(s)
	if strings.Contains(s, "  ") {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' }), " ")
	}
	if s == "" {
		return "", "the SKU is empty; every product needs one of its own"
	}
	if s == "0" {
		return "", "a webshop takes the SKU '0' for none; give the product another"
	}
	if len(s) > 100 && utf8.RuneCountInString(s) > 100 {
		return "", fmt.Sprintf("%s has %d characters; a webshop keeps SKUs apart up to 100", show(s), utf8.RuneCountInString(s))
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c == 0x7f:
			return "", fmt.Sprintf("%s holds a control character (%#02x); a SKU is one line of visible characters", show(s), c)
		case c == '<':
			return "", fmt.Sprintf("%s holds '<', which a webshop would change; give the product another SKU", show(s))
		case c == '%' && i+2 < len(s) && hexDigit(s[i+1]) && hexDigit(s[i+2]):
			return "", fmt.Sprintf("%s holds %s, which a webshop would drop; give the product another SKU", show(s), show(s[i:i+3]))
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.Is(unicode.C, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) {
				return "", fmt.Sprintf("%s holds an invisible character (U+%04X); type the SKU anew", show(s), r)
			}
			i += size - 1
		}
	}
	if store.FoldSKU(s) == "" {
		return "", fmt.Sprintf("%s has no letter or digit; give the product another SKU", show(s))
	}
	if _, ok := reference(s); ok {
		return "", fmt.Sprintf("%s stands for a product by its id; give the product another SKU", show(s))
	}
	return s, ""
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// reference reads "id:123".
func reference(s string) (id string, ok bool) {
	if len(s) < 4 || !strings.EqualFold(s[:3], "id:") {
		return "", false
	}
	for _, c := range s[3:] {
		if c < '0' || c > '9' {
			return "", false
		}
	}
	return s[3:], true
}

// spoiled recognises a number that a spreadsheet wrote as 5.70E+12: its digits are lost.
func spoiled(s string) bool {
	i := strings.IndexAny(s, "eE")
	return i > 0 && i+1 < len(s) && (s[i+1] == '+' || s[i+1] >= '0' && s[i+1] <= '9') && strings.Trim(s, "0123456789.,eE+") == ""
}

// gtin keeps a barcode without blanks. ok is false where a webshop would change it: it drops everything but digits and
// hyphens without a word.
func gtin(s string) (v string, ok bool) {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
	return s, strings.Trim(s, "0123456789-") == "" && strings.Trim(s, "-") != ""
}

// address checks that a value is the address of a page or file; blanks in it are spelled out.
func address(s string) (v string, ok bool) {
	rest := s
	for _, scheme := range [...]string{"https://", "http://"} {
		if len(s) > len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			rest = s[len(scheme):]
			break
		}
	}
	if len(rest) == len(s) || rest == "" || strings.IndexByte("/?#:", rest[0]) >= 0 {
		return "", false
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] == 0x7f {
			return "", false
		}
	}
	if strings.IndexByte(s, ' ') >= 0 {
		s = strings.ReplaceAll(s, " ", "%20")
	}
	return s, true
}
