package catalogue

import (
	"fmt"
	"strings"
)

// decimalSign is which sign the numbers of a file have before their decimals, as far as its beginning shows.
type decimalSign uint8

const (
	unknownSign decimalSign = iota
	dot
	comma
	both // some numbers have a dot, some a comma
)

// number is what a value looks like before it is decided which sign means what.
type number struct {
	negative bool
	whole    string // digits before the decimals
	sign     byte   // between the two: '.', ',' or 0
	decimals string
	// open: one sign with three digits behind, as in 1,234: thousands or decimals.
	open bool
}

// parseNumber reads 12.50, 12,50, .5, 1.234,50, 1,234.50, 1 234,50 and 1'234.50.
func parseNumber(s string) (n number, ok bool) {
	s = unguard(strings.TrimSpace(s))
	if rest, minus := strings.CutPrefix(strings.Replace(s, "−", "-", 1), "-"); minus {
		n.negative, s = true, rest
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	body := make([]byte, 0, 32) // digits, '.', ',', and a blank for every other sign between thousands
	for _, r := range s {
		switch r {
		case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '.', ',':
			body = append(body, byte(r))
		case ' ', '\u00a0', '\u202f', '\u2009', '\'', '’':
			body = append(body, ' ')
		default:
			return n, false
		}
		if len(body) > 40 {
			return n, false
		}
	}
	text := string(body)
	whole := text
	if k := strings.LastIndexAny(text, ".,"); k >= 0 && strings.Count(text, text[k:k+1]) == 1 {
		whole, n.sign, n.decimals = text[:k], text[k], text[k+1:]
		n.open = len(n.decimals) == 3 && len(whole) < 4 && digits(whole) && strings.Trim(whole[:min(len(whole), 1)], "0") != ""
	}
	n.whole, ok = withoutThousands(whole)
	return n, ok && digits(n.decimals) && n.whole+n.decimals != ""
}

// withoutThousands takes the separators of thousands out of a number: one kind, with three digits behind each.
func withoutThousands(s string) (v string, ok bool) {
	k := strings.IndexAny(s, "., ")
	if k < 0 {
		return s, true
	}
	groups := strings.Split(s, s[k:k+1])
	for i, g := range groups {
		if !digits(g) || i > 0 && len(g) != 3 || len(g) == 0 || len(g) > 3 {
			return "", false
		}
	}
	return strings.Join(groups, ""), true
}

func digits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// learn adds what a number of the file shows about the decimal sign.
func (d decimalSign) learn(s string) decimalSign {
	n, ok := parseNumber(s)
	if !ok || n.open || n.decimals == "" {
		return d
	}
	if n.sign == ',' {
		return d | comma
	}
	return d | dot
}

// decimal reads a number as a plain decimal with a dot: no blanks, no idle zeros in front; its decimals stay as they are.
// what names it in a message ("price"). A number that could mean a thousand times as much is refused rather than guessed,
// unless the other numbers of the file tell: 1.234 is a plain decimal where none has a comma.
func (d decimalSign) decimal(s, what string) (v string, negative bool, wrong string) {
	n, ok := parseNumber(s)
	if !ok {
		return "", false, fmt.Sprintf("%s is no %s; write it like 12.50", show(s), what)
	}
	if n.open {
		switch {
		case n.sign == '.' && d == comma, n.sign == ',' && d == dot:
			n.whole, n.decimals = n.whole+n.decimals, ""
		case n.sign == '.' && d != both, n.sign == ',' && d == comma:
		default:
			return "", false, fmt.Sprintf("%s may be %s%s or %s.%s; write the %s with two decimals and no separator of thousands", show(s), n.whole, n.decimals, n.whole, n.decimals, what)
		}
	}
	v = strings.TrimLeft(n.whole, "0")
	if v == "" {
		v = "0"
	}
	if len(v) > 12 || len(n.decimals) > 10 {
		return "", false, fmt.Sprintf("%s has too many digits for a %s", show(s), what)
	}
	if n.decimals != "" {
		v += "." + n.decimals
	}
	if n.negative && strings.Trim(v, "0.") != "" {
		return "-" + v, true, ""
	}
	return v, false, ""
}

// zero tells whether a decimal is 0.
func zero(v string) bool { return strings.Trim(v, "0.") == "" }

// below tells whether one decimal is less than another; both come from decimal and are not negative.
func below(a, b string) bool {
	wa, da, _ := strings.Cut(a, ".")
	wb, db, _ := strings.Cut(b, ".")
	if len(wa) != len(wb) {
		return len(wa) < len(wb)
	}
	if wa != wb {
		return wa < wb
	}
	return strings.TrimRight(da, "0") < strings.TrimRight(db, "0")
}

// plainDecimal recognises a plain decimal such as 12.50, which most numbers are, so that nothing more has to be done.
func plainDecimal(s string) bool {
	if s == "" || len(s) > 12 || s[0] == '.' || s[0] == '0' && len(s) > 1 && s[1] != '.' {
		return false
	}
	dots := 0
	for i := range len(s) {
		if s[i] == '.' {
			if dots++; dots > 1 || len(s)-i == 4 || len(s)-i == 1 { // three decimals may be thousands
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
