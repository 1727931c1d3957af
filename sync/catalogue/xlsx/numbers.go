package xlsx

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// format is how a cell shows its number, as far as that changes what was typed.
type format struct {
	date  bool
	zeros int // digits that are shown at least: 00042 for 42
}

// readStyles finds the format of each style.
func (b *Book) readStyles(part string) error {
	codes := map[string]string{}
	inCells := false
	return b.walk(part, MaxPart, func(s *scanner, kind token) error {
		switch {
		case s.name == "cellXfs":
			inCells = kind == startTag && !s.empty
		case kind != startTag:
		case s.name == "numFmt":
			codes[s.value("numFmtId")] = s.value("formatCode")
		case s.name == "xf" && inCells:
			id := s.value("numFmtId")
			code, ok := codes[id]
			if !ok {
				n, _ := strconv.Atoi(id) // without an id it is 0, General
				code = builtIn(n)
			}
			b.formats = append(b.formats, formatOf(code))
		}
		return nil
	})
}

// builtIn is the code of a format that Excel does not write down, as far as it matters.
func builtIn(id int) string {
	if id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58 {
		return "yyyy-mm-dd"
	}
	return "General"
}

// formatOf understands a format code such as 0.00, 00000, dd/mm/yyyy or [$-406]d. mmmm yyyy;@.
func formatOf(code string) format {
	code, _, _ = strings.Cut(code, ";")
	if strings.EqualFold(code, "General") || strings.EqualFold(code, "@") {
		return format{}
	}
	if len(code) > 1 && strings.Trim(code, "0") == "" {
		return format{zeros: min(len(code), 100)}
	}
	quoted, bracketed := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case quoted:
			quoted = c != '"'
		case bracketed:
			bracketed = c != ']'
		case c == '"':
			quoted = true
		case c == '[':
			if rest := strings.ToLower(code[i+1:]); strings.HasPrefix(rest, "h") || strings.HasPrefix(rest, "mm]") || strings.HasPrefix(rest, "m]") || strings.HasPrefix(rest, "s") {
				return format{} // hours that passed, which are no date
			}
			bracketed = true
		case c == '\\' || c == '_' || c == '*':
			i++ // the next one stands for itself
		case strings.IndexByte("yYmMdDhHsS", c) >= 0:
			return format{date: true}
		}
	}
	return format{}
}

// number brings a number into the form in which it was typed: digits without an exponent, with the 15 places that Excel keeps.
func (b *Book) number(out []byte, raw string, style int) (text []byte, ok bool) {
	raw = strings.TrimSpace(raw)
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) >= 1e50 {
		return out, false
	}
	var f format
	if style >= 0 && style < len(b.formats) {
		f = b.formats[style]
	}
	if f.date {
		if text, ok := b.date(out, v); ok {
			return text, true
		}
	}
	if plain(raw) {
		return pad(out, raw, f.zeros), true
	}
	short := strconv.FormatFloat(v, 'g', 15, 64)
	if v, err = strconv.ParseFloat(short, 64); err != nil {
		return out, false
	}
	return pad(out, strconv.FormatFloat(v, 'f', -1, 64), f.zeros), true
}

// plain tells whether a number stands in the file as it was typed.
func plain(raw string) bool {
	if len(raw) == 0 || len(raw) > 15 || strings.Trim(raw, "0123456789") != "" && strings.Count(raw, ".") > 1 {
		return false
	}
	for i := range len(raw) {
		if c := raw[i]; (c < '0' || c > '9') && c != '.' && (c != '-' || i > 0) {
			return false
		}
	}
	return raw[0] != '.' && raw[len(raw)-1] != '.'
}

// pad adds zeros in front of a whole number.
func pad(out []byte, digits string, width int) []byte {
	if strings.Trim(digits, "0123456789") == "" {
		for n := len(digits); n < width; n++ {
			out = append(out, '0')
		}
	}
	return append(out, digits...)
}

// date reads a count of days as a date, with the time of day where there is one. Excel takes 1900 for a leap year.
func (b *Book) date(out []byte, days float64) (text []byte, ok bool) {
	if days < 0 || days >= 2958466 {
		return out, false
	}
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.date04:
		begin = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days < 1: // a time of day
		return begin.Add(time.Duration(math.Round(days*86400))*time.Second).AppendFormat(out, "15:04:05"), true
	case days < 60:
		days++
	}
	whole := math.Floor(days)
	at := begin.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round((days-whole)*86400)) * time.Second)
	if at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 {
		return at.AppendFormat(out, "2006-01-02"), true
	}
	return at.AppendFormat(out, "2006-01-02 15:04:05"), true
}
