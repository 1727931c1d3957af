package wootest

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// field is one argument of a route as its JSON schema declares it. WordPress checks single calls against it; the
// items of a batch are not checked at all.
type field struct {
	name     string
	types    []string // string, integer, number, boolean, array, object, null, mixed
	enum     []string
	def      any
	format   string // date-time, uri, email
	items    *field
	props    []field
	readonly bool
	required bool
	min, max int  // of an integer; 0, 0 is unbounded
	editOnly bool // shown in the context "edit" alone
	clean    func(any) any
}

func text(name string) field          { return field{name: name, types: []string{"string"}} }
func whole(name string) field         { return field{name: name, types: []string{"integer"}} }
func date(name string) field          { return field{name: name, types: []string{"date-time"}} }
func mixed(name string) field         { return field{name: name, types: []string{"mixed"}} }
func list(name string, f field) field { return field{name: name, types: []string{"array"}, items: &f} }
func nested(name string, f ...field) field {
	return field{name: name, types: []string{"object"}, props: f}
}
func flag(name string, def bool) field {
	return field{name: name, types: []string{"boolean"}, def: def}
}
func one(name, def string, of ...string) field {
	f := field{name: name, types: []string{"string"}, enum: of}
	if def != "" {
		f.def = def
	}
	return f
}

func (f field) ro() field { f.readonly = true; return f }

// valueTypes are the types that a value is checked against: WooCommerce's own "date-time" and "mixed" are
// translated into what WordPress knows.
func (f *field) valueTypes() []string {
	switch f.types[0] {
	case "date-time":
		return []string{"null", "string"}
	case "mixed":
		return []string{"null", "object", "string", "number", "boolean", "integer", "array"}
	}
	return f.types
}

// invalid is one finding: the code and text of a WP_Error and its data.
type invalid struct {
	code, message string
	data          any
}

func (f *field) validate(v any, param string) *invalid {
	types := f.valueTypes()
	kind := types[0]
	if len(types) > 1 {
		kind = bestType(v, types)
		if kind == "" {
			return notOfType(param, strings.Join(types, ","))
		}
	} else if !isType(v, kind) {
		return notOfType(param, kind)
	}
	if len(f.enum) > 0 && !slices.Contains(f.enum, phpString(v)) {
		if len(f.enum) == 1 {
			return &invalid{"rest_not_in_enum", param + " is not " + f.enum[0] + ".", nil}
		}
		return &invalid{"rest_not_in_enum", param + " is not one of " + enumerate(f.enum) + ".", nil}
	}
	switch kind {
	case "integer":
		return f.validateRange(v, param)
	case "array":
		return f.validateItems(v, param)
	case "object":
		return f.validateProps(v, param)
	case "string":
		switch s := v.(string); f.format {
		case "date-time":
			if _, ok := parseDate(s); !ok {
				return &invalid{"rest_invalid_date", "Invalid date.", nil}
			}
		case "email":
			if s != "" && !strings.Contains(s, "@") {
				return &invalid{"rest_invalid_email", "Invalid email address.", nil}
			}
		}
	}
	return nil
}

func (f *field) validateRange(v any, param string) *invalid {
	n := phpFloat(v)
	switch {
	case f.min != 0 && f.max != 0 && (n < float64(f.min) || n > float64(f.max)):
		return &invalid{"rest_out_of_bounds", fmt.Sprintf("%s must be between %d (inclusive) and %d (inclusive)", param, f.min, f.max), nil}
	case f.min != 0 && n < float64(f.min):
		return &invalid{"rest_out_of_bounds", fmt.Sprintf("%s must be greater than or equal to %d", param, f.min), nil}
	}
	return nil
}

func (f *field) validateItems(v any, param string) *invalid {
	if f.items == nil {
		return nil
	}
	for i, x := range asList(v) {
		if bad := f.items.validate(x, fmt.Sprintf("%s[%d]", param, i)); bad != nil {
			return bad
		}
	}
	return nil
}

func (f *field) validateProps(v any, param string) *invalid {
	m, _ := v.(map[string]any)
	for _, p := range f.props {
		if x, ok := m[p.name]; ok {
			if bad := p.validate(x, param+"["+p.name+"]"); bad != nil {
				return bad
			}
		}
	}
	return nil
}

func notOfType(param, kind string) *invalid {
	return &invalid{"rest_invalid_type", param + " is not of type " + kind + ".", object{{"param", param}}}
}

// enumerate joins words as WordPress does: "a, b, and c".
func enumerate(words []string) string {
	switch n := len(words); n {
	case 1:
		return words[0]
	case 2:
		return words[0] + " and " + words[1]
	default:
		return strings.Join(words[:n-1], ", ") + ", and " + words[n-1]
	}
}

func bestType(v any, types []string) string {
	if v == "" && slices.Contains(types, "string") {
		return "string"
	}
	for _, t := range types {
		if isType(v, t) {
			return t
		}
	}
	return ""
}

func isType(v any, kind string) bool {
	switch kind {
	case "string":
		_, ok := v.(string)
		return ok
	case "integer":
		return isNumeric(v) && phpFloat(v) == math.Round(phpFloat(v))
	case "number":
		return isNumeric(v)
	case "boolean":
		switch v := v.(type) {
		case bool:
			return true
		case string:
			return slices.Contains([]string{"true", "false", "0", "1"}, strings.ToLower(v))
		case int64:
			return v == 0 || v == 1
		}
		return false
	case "array":
		_, object := v.(map[string]any)
		return !object && v != nil
	case "object":
		switch v := v.(type) {
		case map[string]any, []any:
			return true
		case string:
			return v == ""
		}
		return false
	case "null":
		return v == nil
	}
	return true
}

var numeric = regexp.MustCompile(`^[ \t\n\r\v\f]*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[ \t\n\r\v\f]*$`)

func isNumeric(v any) bool {
	switch v := v.(type) {
	case int64, int, float64:
		return true
	case string:
		return numeric.MatchString(v)
	}
	return false
}

var listSeparator = regexp.MustCompile(`[\s,]+`)

// asList takes a string for a list of words, as WordPress does.
func asList(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case nil:
		return nil
	case map[string]any:
		return nil
	}
	var out []any
	for _, w := range listSeparator.Split(phpString(v), -1) {
		if w != "" {
			out = append(out, w)
		}
	}
	return out
}

// sanitize makes of a valid value what its type says: "5" becomes 5, null the empty value of the type.
func (f *field) sanitize(v any) any {
	if f.clean != nil {
		return f.clean(v)
	}
	types := f.valueTypes()
	kind := types[0]
	if len(types) > 1 {
		kind = bestType(v, types)
	}
	switch kind {
	case "string":
		return phpString(v)
	case "integer":
		return phpInt(v)
	case "number":
		return phpFloat(v)
	case "boolean":
		return phpBool(v)
	case "array":
		in := asList(v)
		out := make([]any, len(in))
		for i, x := range in {
			out[i] = x
			if f.items != nil {
				out[i] = f.items.sanitize(x)
			}
		}
		return out
	case "object":
		m, ok := v.(map[string]any)
		if !ok {
			if l, isList := v.([]any); isList {
				return l
			}
			return map[string]any{}
		}
		for _, p := range f.props {
			if x, ok := m[p.name]; ok {
				m[p.name] = p.sanitize(x)
			}
		}
		return m
	}
	return v
}

var dateForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}(?::?\d{2})?)?$`)

// parseDate is rest_parse_date: an ISO 8601 date with a time; without a zone it is taken as UTC.
func parseDate(s string) (time.Time, bool) {
	if !dateForm.MatchString(s) {
		return time.Time{}, false
	}
	t, _, ok := parseTime(s, time.UTC)
	return t, ok
}

// parseTime reads a date, with a time or without; zoned tells whether it named its zone.
func parseTime(s string, in *time.Location) (t time.Time, zoned, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05Z0700",
		"2006-01-02T15:04:05Z07", "2006-01-02T15:04:05.999999999Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true, true
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05.999999999",
		"2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if t, err := time.ParseInLocation(layout, s, in); err == nil {
			return t, false, true
		}
	}
	if strings.HasPrefix(s, "@") {
		if n, err := strconv.ParseInt(s[1:], 10, 64); err == nil {
			return time.Unix(n, 0), true, true
		}
	}
	return time.Time{}, false, false
}
