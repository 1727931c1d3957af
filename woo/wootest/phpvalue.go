package wootest

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// The conversions below are PHP's: nearly everything becomes something.

func phpString(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "1"
		}
	case int64:
		return strconv.FormatInt(v, 10)
	case int:
		return strconv.Itoa(v)
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatInt(int64(v), 10)
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return ""
}

var numberAtStart = regexp.MustCompile(`^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?`)

func leadingNumber(s string) string { return strings.TrimSpace(numberAtStart.FindString(s)) }

func phpFloat(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case int:
		return float64(v)
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
	case string:
		f, err := strconv.ParseFloat(leadingNumber(v), 64)
		if err == nil {
			return f
		}
	}
	return 0
}

// phpInt is never beyond what a database integer holds.
func phpInt(v any) int64 {
	switch v := v.(type) {
	case []any:
		return int64(min(len(v), 1))
	case map[string]any:
		return int64(min(len(v), 1))
	}
	f := math.Trunc(phpFloat(v))
	return int64(max(min(f, math.MaxInt32), math.MinInt32))
}

// phpBool is rest_sanitize_boolean: of the words only "false" and "0" (and none) are false.
func phpBool(v any) bool {
	switch v := v.(type) {
	case bool:
		return v
	case string:
		s := strings.ToLower(v)
		return s != "" && s != "0" && s != "false"
	case int64:
		return v != 0
	case float64:
		return v != 0
	case []any:
		return len(v) > 0
	case map[string]any:
		return len(v) > 0
	}
	return false
}

// wcBool is wc_string_to_bool: of the words only "yes", "true", "on" and "1" are true.
func wcBool(v any) bool {
	if s, ok := v.(string); ok {
		switch strings.ToLower(s) {
		case "yes", "true", "on", "1":
			return true
		}
		return false
	}
	return phpBool(v)
}

func absInt(v any) int {
	n := int(phpInt(v))
	if n < 0 {
		return -n
	}
	return n
}

// isEmpty is PHP's empty().
func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == "" || v == "0"
	case bool:
		return !v
	case int64:
		return v == 0
	case float64:
		return v == 0
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

func isScalar(v any) bool {
	switch v.(type) {
	case []any, map[string]any, nil:
		return false
	}
	return true
}

// ids reads a list of numbers, given as a list or as words.
func ids(v any) []int {
	list := asList(v)
	out := make([]int, 0, len(list))
	for _, x := range list {
		out = append(out, absInt(x))
	}
	return out
}
