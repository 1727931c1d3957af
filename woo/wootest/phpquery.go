package wootest

import (
	"net/url"
	"strconv"
	"strings"
)

// phpArray is an ordered PHP array of strings and further arrays: a query or a form as PHP parses it.
type phpArray struct {
	keys []string
	vals map[string]any // string or *phpArray
	next int            // the next index that "[]" takes
}

func newPHPArray() *phpArray { return &phpArray{vals: map[string]any{}} }

func (a *phpArray) set(key string, v any) {
	if _, ok := a.vals[key]; !ok {
		a.keys = append(a.keys, key)
	}
	a.vals[key] = v
	if n, err := strconv.Atoi(key); err == nil && n >= a.next {
		a.next = n + 1
	}
}

func (a *phpArray) text(key string) string { s, _ := a.vals[key].(string); return s }

// maxVars is PHP's max_input_vars on the recorded shop.
const maxVars = 5000

// parseQuery reads a query string or a form body as PHP does: the last of equal names wins, "a[]" appends and
// "a[k]" nests, dots and blanks in names become underscores.
func parseQuery(raw string) *phpArray {
	out := newPHPArray()
	for n, pair := range strings.Split(raw, "&") {
		if n >= maxVars {
			break
		}
		name, value, _ := strings.Cut(pair, "=")
		name, value = unescape(name), unescape(value)
		if name = strings.TrimLeft(name, " "); name == "" {
			continue
		}
		base, rest := name, ""
		if i := strings.IndexByte(name, '['); i > 0 {
			base, rest = name[:i], name[i:]
		}
		base = strings.ReplaceAll(strings.ReplaceAll(base, ".", "_"), " ", "_")
		at, key := out, base
		for strings.HasPrefix(rest, "[") {
			end := strings.IndexByte(rest, ']')
			if end < 0 {
				break
			}
			sub, ok := at.vals[key].(*phpArray)
			if !ok {
				sub = newPHPArray()
				at.set(key, sub)
			}
			at, key, rest = sub, rest[1:end], rest[end+1:]
			if key == "" {
				key = strconv.Itoa(at.next)
			}
		}
		at.set(key, value)
	}
	return out
}

func unescape(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return strings.ReplaceAll(s, "+", " ")
}

// decoded is the array as JSON would bring it: a list if its keys count from 0.
func (a *phpArray) decoded() any {
	list := len(a.keys) > 0
	for i, k := range a.keys {
		list = list && k == strconv.Itoa(i)
	}
	if list {
		out := make([]any, len(a.keys))
		for i, k := range a.keys {
			out[i] = decodedValue(a.vals[k])
		}
		return out
	}
	return a.decodedMap()
}

func (a *phpArray) decodedMap() map[string]any {
	out := make(map[string]any, len(a.keys))
	for _, k := range a.keys {
		out[k] = decodedValue(a.vals[k])
	}
	return out
}

func decodedValue(v any) any {
	if sub, ok := v.(*phpArray); ok {
		return sub.decoded()
	}
	return v
}

// encode writes the array back the way WordPress's add_query_arg does: an empty value loses its "=".
func (a *phpArray) encode() string {
	var parts []string
	a.pairs("", func(k, v string) {
		if v != "" {
			k += "=" + url.QueryEscape(v)
		}
		parts = append(parts, k)
	})
	return strings.Join(parts, "&")
}

func (a *phpArray) pairs(prefix string, yield func(key, value string)) {
	for _, k := range a.keys {
		name := url.QueryEscape(k)
		if prefix != "" {
			name = prefix + "%5B" + name + "%5D"
		}
		if sub, ok := a.vals[k].(*phpArray); ok {
			sub.pairs(name, yield)
			continue
		}
		yield(name, a.vals[k].(string))
	}
}

// with is a copy in which one name has another value.
func (a *phpArray) with(key, value string) *phpArray {
	c := newPHPArray()
	for _, k := range a.keys {
		c.set(k, a.vals[k])
	}
	c.set(key, value)
	return c
}
