package sync

import (
	"encoding/json"
	"slices"
	"strconv"
	"unicode/utf8"
)

// canonical is the payload as JSON with sorted keys, the same bytes for equal payloads. It is written here rather than by
// encoding/json because planning encodes every product of the catalogue: this takes a third of the time and cannot fail.
func (a payload) canonical() []byte { return appendJSON(make([]byte, 0, 1024), a) }

// appendJSON writes a value of the kinds that a payload holds or decodePayload makes; others count as null.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return appendText(b, v)
	case bool:
		return strconv.AppendBool(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case json.Number:
		return append(b, v...)
	case payload:
		return appendObject(b, v)
	case map[string]any:
		return appendObject(b, v)
	case []string:
		return appendArray(b, v)
	case []payload:
		return appendArray(b, v)
	case []any:
		return appendArray(b, v)
	}
	return append(b, "null"...)
}

func appendObject(b []byte, m map[string]any) []byte {
	var few [48]string
	keys := few[:0]
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	b = append(b, '{')
	for i, key := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendText(b, key), ':')
		b = appendJSON(b, m[key])
	}
	return append(b, '}')
}

func appendArray[T any](b []byte, list []T) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSON(b, v)
	}
	return append(b, ']')
}

// appendText quotes a text: what JSON must escape and nothing else, so that HTML stays readable.
func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(append(b, s[start:i]...), "\uFFFD"...)
				start = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[start:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		start = i
	}
	return append(append(b, s[start:]...), '"')
}
