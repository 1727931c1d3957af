package wootest_test

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// idMap translates recorded ids to those of this shop, kind by kind.
type idMap struct {
	real map[kindID]int // recorded → here
	used map[kindID]int // here → recorded
	sent map[kindID]int // recorded ids that were asked for and are not known
	src  map[string]string
}

type kindID struct {
	kind string
	id   int
}

func newIDMap() *idMap {
	return &idMap{map[kindID]int{}, map[kindID]int{}, map[kindID]int{}, map[string]string{}}
}

// noIdentity are kinds whose ids are learnt and never compared.
var noIdentity = map[string]bool{"meta": true, "item": true, "note": true, "brand": true}

func (x *idMap) pair(kind string, recorded, here int) {
	if _, known := x.real[kindID{kind, recorded}]; known && !noIdentity[kind] {
		return
	}
	if _, known := x.used[kindID{kind, here}]; known && !noIdentity[kind] {
		return
	}
	x.force(kind, recorded, here)
}

func (x *idMap) force(kind string, recorded, here int) {
	if recorded > 0 && here > 0 {
		x.real[kindID{kind, recorded}] = here
		x.used[kindID{kind, here}] = recorded
	}
}

// request is the id to send; one that is not known must stay unknown to the shop.
func (x *idMap) request(kind string, recorded int) int {
	if recorded <= 0 {
		return recorded
	}
	if here, ok := x.real[kindID{kind, recorded}]; ok {
		return here
	}
	v := recorded
	if _, taken := x.used[kindID{kind, recorded}]; taken {
		v = 990000000 + recorded
	}
	x.sent[kindID{kind, recorded}] = v
	return v
}

// known is the id that must stand where the recorded one stood; 0 if that is not known.
func (x *idMap) known(kind string, recorded int) int {
	if here, ok := x.real[kindID{kind, recorded}]; ok {
		return here
	}
	return x.sent[kindID{kind, recorded}]
}

var apiPrefix = regexp.MustCompile(`(?i)^(/index\.php)?/wp-json/wc/v\d`)

func kindOf(path string) string {
	p := strings.TrimRight(strings.ToLower(apiPrefix.ReplaceAllString(path, "")), "/")
	switch {
	case strings.HasPrefix(p, "/products/categories"):
		return "category"
	case strings.HasPrefix(p, "/products/tags"):
		return "tag"
	case regexp.MustCompile(`^/products/attributes/[^/]+/terms`).MatchString(p):
		return "term"
	case strings.HasPrefix(p, "/products/attributes"):
		return "attr"
	case strings.HasPrefix(p, "/products/brands"):
		return "brand"
	case strings.HasPrefix(p, "/products/shipping_classes"):
		return "shipping_class"
	case regexp.MustCompile(`^/orders/[^/]+/notes`).MatchString(p):
		return "note"
	case strings.HasPrefix(p, "/orders"):
		return "order"
	case p == "", strings.HasPrefix(strings.TrimLeft(p, "/"), "products"), strings.HasPrefix(p, "/variations"):
		return "product"
	}
	return "other"
}

var pathIDs = []struct {
	kind    string
	pattern *regexp.Regexp
}{
	{"category", regexp.MustCompile(`(/products/categories/)(\d+)`)}, {"tag", regexp.MustCompile(`(/products/tags/)(\d+)`)},
	{"term", regexp.MustCompile(`(/terms/)(\d+)`)}, {"attr", regexp.MustCompile(`(/products/attributes/)(\d+)`)},
	{"product", regexp.MustCompile(`(/variations/)(\d+)`)}, {"product", regexp.MustCompile(`(/products/)(\d+)`)},
	{"note", regexp.MustCompile(`(/notes/)(\d+)`)}, {"order", regexp.MustCompile(`(/refunds/)(\d+)`)}, {"order", regexp.MustCompile(`(/orders/)(\d+)`)},
}

func (x *idMap) path(path string) string {
	for _, p := range pathIDs {
		path = p.pattern.ReplaceAllStringFunc(path, func(s string) string {
			parts := p.pattern.FindStringSubmatch(s)
			n, _ := strconv.Atoi(parts[2])
			return parts[1] + strconv.Itoa(x.request(p.kind, n))
		})
	}
	return path
}

var onlyIDs = regexp.MustCompile(`^[\d,]+$`)

func (x *idMap) query(kind, name, value string) string {
	base, _, _ := strings.Cut(name, "[")
	which := map[string]string{"include": kind, "exclude": kind, "parent": kind, "category": "category", "tag": "tag", "product": "product"}[base]
	if which == "" || !onlyIDs.MatchString(value) {
		return value
	}
	parts := strings.Split(value, ",")
	for i, p := range parts {
		if n, err := strconv.Atoi(p); err == nil {
			parts[i] = strconv.Itoa(x.request(which, n))
		}
	}
	return strings.Join(parts, ",")
}

// nested, lists and keys tell of which kind the ids are that stand under a name.
var (
	nested = map[string]string{"categories": "category", "tags": "tag", "attributes": "attr", "default_attributes": "attr", "images": "image", "image": "image",
		"meta_data": "meta", "line_items": "item", "shipping_lines": "item", "tax_lines": "item", "fee_lines": "item", "coupon_lines": "item",
		"refunds": "order", "brands": "brand"}
	lists = map[string]string{"upsell_ids": "product", "cross_sell_ids": "product", "grouped_products": "product", "variations": "product"}
	keys  = map[string]string{"product_id": "product", "variation_id": "product", "parent_id": "product"}
)

var pictureHost = regexp.MustCompile(`^http://[^/]+/static/`)

// body translates the ids, and the addresses of pictures, in what is sent.
func (x *idMap) body(kind string, v any, pictures string) any {
	switch v := v.(type) {
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = x.body(kind, v[i], pictures)
		}
		return out
	case m:
		out := m{}
		for k, e := range v {
			out[k] = x.member(kind, k, e, pictures)
		}
		return out
	}
	return v
}

func (x *idMap) member(kind, k string, v any, pictures string) any {
	switch {
	case k == "create" || k == "update":
		return x.body(kind, v, pictures)
	case k == "delete":
		return x.each(v, func(e any) any {
			if o, ok := e.(m); ok {
				return x.body(kind, o, pictures)
			}
			return x.id(kind, e)
		})
	case k == "id", k == "parent" && (kind == "category" || kind == "product"):
		return x.id(kind, v)
	case keys[k] != "":
		return x.id(keys[k], v)
	case lists[k] != "":
		return x.each(v, func(e any) any { return x.id(lists[k], e) })
	case nested[k] != "":
		if list, ok := v.([]any); ok {
			return x.each(list, func(e any) any {
				if _, isNumber := e.(float64); isNumber {
					return x.id(nested[k], e)
				}
				return x.body(nested[k], e, pictures)
			})
		}
		return x.body(nested[k], v, pictures)
	case k == "src":
		if s, ok := v.(string); ok {
			if own, known := x.src[s]; known {
				return own
			}
			if pictures != "" {
				return pictureHost.ReplaceAllString(s, pictures)
			}
		}
	}
	return v
}

func (x *idMap) each(v any, f func(any) any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	out := make([]any, len(list))
	for i := range list {
		out[i] = f(list[i])
	}
	return out
}

func (x *idMap) id(kind string, v any) any {
	switch v := v.(type) {
	case float64:
		return float64(x.request(kind, int(v)))
	case string:
		if n, err := strconv.Atoi(v); err == nil {
			return strconv.Itoa(x.request(kind, n))
		}
	}
	return v
}

// generic turns a literal of a test into what JSON would make of it.
func generic(v any) any {
	if v == nil {
		return nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var out any
	if err := json.Unmarshal(data, &out); err != nil {
		panic(err)
	}
	return out
}

func number(v any) int { f, _ := v.(float64); return int(f) }

func parseGMT(t *testing.T, v any) time.Time {
	t.Helper()
	s, _ := v.(string)
	at, err := time.Parse(layout, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
