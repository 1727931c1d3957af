package sync

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"woosync/store"
)

// decimal is an amount or size as a plain decimal with a dot: no blanks, no plus, no idle zeros, so that "45", "45.00" and
// "045" are one price. What is no such number is "", no value.
func decimal(s string) string {
	s = strings.TrimSpace(s)
	sign := ""
	switch {
	case strings.HasPrefix(s, "-"):
		sign, s = "-", s[1:]
	case strings.HasPrefix(s, "+"):
		s = s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	if whole+fraction == "" || !digits(whole) || !digits(fraction) {
		return ""
	}
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		return sign + whole + "." + fraction
	}
	if whole == "0" {
		return whole
	}
	return sign + whole
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// less compares two decimals.
func less(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && a != b && x < y
}

// wholeStock rounds a stock down to the integer that a webshop takes; ok is false where there is none.
func wholeStock(s string) (n int, ok bool) {
	whole, fraction, _ := strings.Cut(decimal(s), ".")
	n, err := strconv.Atoi(whole)
	if err != nil {
		return 0, false
	}
	if strings.HasPrefix(whole, "-") && fraction != "" {
		n--
	}
	return n, true
}

// barcode keeps what WooCommerce keeps of a GTIN: digits and hyphens (10.5 drops letters and blanks without a word). Without a
// digit there is none.
func barcode(s string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s)
	if !strings.ContainsAny(kept, "0123456789") {
		return ""
	}
	return kept
}

// shopSKU is a SKU as WooCommerce stores it: outer blanks cut, inner runs of blanks made one, percent-encoded octets removed
// (10.5 makes "50%_off+%2B" into "50%_off+"). What is sent and looked up must be this, or a product would not be found again.
func shopSKU(s string) string {
	for {
		i := octet(s)
		if i < 0 {
			return clean(strings.Join(strings.Fields(s), " "))
		}
		s = s[:i] + s[i+3:]
	}
}

// octet finds the first "%" that two hexadecimal digits follow.
func octet(s string) int {
	hex := func(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F' }
	for i := 0; i+2 < len(s); i++ {
		if s[i] == '%' && hex(s[i+1]) && hex(s[i+2]) {
			return i
		}
	}
	return -1
}

var anyTag = regexp.MustCompile(`<[a-zA-Z/!?][^<>]*>`)

// lineText is a single line as WordPress keeps it: tags and percent-encoded octets removed, runs of blanks made one.
func lineText(s string) string { return shopSKU(anyTag.ReplaceAllString(s, "")) }

// saleDate is a date with time in the shop's own time; a bare day starts at midnight as the first and ends before midnight as
// the last day of a sale, which is what WooCommerce's own product page makes of it.
func saleDate(s, clock string) string {
	s = strings.TrimSpace(s)
	if len(s) == len("2026-11-30") {
		return s + "T" + clock
	}
	return strings.Replace(s, " ", "T", 1)
}

// taxClass is a tax class as a webshop names it: a slug, "" for the standard one.
func taxClass(s string) string {
	s = strings.ToLower(strings.Join(strings.Fields(s), "-"))
	if s == "standard" {
		return ""
	}
	return s
}

// clean cuts outer blanks and replaces bytes that are no UTF-8, which no JSON can carry.
func clean(s string) string { return strings.ToValidUTF8(strings.TrimSpace(s), "\uFFFD") }

// names trims, drops what is empty or there already (blind for case and accents, as a webshop compares), and keeps the order.
func names(list []string) (out []string) {
	for _, s := range list {
		if s = clean(s); s != "" && !containsName(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// sortedNames is names in alphabetical order, for lists whose order means nothing to a webshop.
func sortedNames(list []string) []string {
	out := names(list)
	slices.Sort(out)
	return out
}

func containsName(list []string, s string) bool { return spelling(list, s) != "" }

// spelling is the member of the list that is the same name, as the list spells it; "" when there is none.
func spelling(list []string, s string) string {
	for _, have := range list {
		if have == s {
			return have
		}
	}
	folded := store.Fold(s)
	for _, have := range list {
		if store.Fold(have) == folded {
			return have
		}
	}
	return ""
}

// costOfGoods is an amount in the shape that WooCommerce's cost of goods feature takes.
func costOfGoods(amount string) payload {
	return payload{"values": []payload{{"defined_value": json.Number(amount)}}}
}
