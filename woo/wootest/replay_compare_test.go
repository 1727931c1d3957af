package wootest_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// tolerated are differences that say nothing about the shop.
var tolerated = map[int]struct{ total, rows, tie bool }{
	274: {tie: true},               // three categories are named Shoes, the list is ordered by name: any may come third
	505: {total: true, rows: true}, // recorded in a shop with 2255 other products
	518: {total: true, rows: true}, // recorded after a reset of the shop
}

// ignoredValues are of the type that was recorded, with a value that depends on the theme, on chance or on the host.
var ignoredValues = map[string]bool{"price_html": true, "_links": true, "related_ids": true, "order_key": true, "payment_url": true, "cart_hash": true,
	"version": true, "customer_ip_address": true, "customer_user_agent": true}

// comparison is one answer held against its recording.
type comparison struct {
	*replay
	rec               recording
	subset, rows, tie bool
	kind              string
	diffs             []string
}

func (c *comparison) differ(where, what string, want, got any) {
	if where == "" {
		where = "(body)"
	}
	c.diffs = append(c.diffs, fmt.Sprintf("%s %s: expected %s, got %s", where, what, short(want), short(got)))
}

func short(v any) string {
	data, _ := json.Marshal(v)
	if len(data) > 120 {
		return string(data[:117]) + "..."
	}
	return string(data)
}

func (r *replay) compare(rec recording, a *reply) []string {
	if a.err != nil {
		return []string{"no answer: " + a.err.Error()}
	}
	loose := tolerated[rec.N]
	c := &comparison{replay: r, rec: rec, subset: rec.Response.Trimmed, rows: !loose.rows, tie: loose.tie, kind: kindOf(rec.Request.Path)}
	for _, p := range rec.Request.Query {
		if p[0] == "rest_route" {
			c.kind = "product"
		}
	}
	if a.status != rec.Response.Status {
		c.differ("status", "", rec.Response.Status, a.status)
	}
	c.headers(a, loose.total)
	want := rec.Response.JSON
	if want == nil {
		if rec.Response.Text != nil {
			c.text(*rec.Response.Text, string(a.body))
		}
		return c.diffs
	}
	got, isJSON := a.decoded()
	if !isJSON {
		return append(c.diffs, "no JSON: "+short(string(a.body)))
	}
	if rec.Response.Status == 201 && a.status == 201 {
		c.learn(want, got)
	}
	if strings.HasSuffix(rec.Request.Path, "/batch") {
		w, _ := want.(m)
		g, _ := got.(m)
		made, _ := w["create"].([]any)
		here, _ := g["create"].([]any)
		for i := range min(len(made), len(here)) {
			c.learn(made[i], here[i])
		}
	}
	switch rec.N {
	case 4:
		c.shapeOf(without(want, "keys"), got, "")
	case 529:
		c.indexKeys(want, got)
	default:
		c.walk(want, got, "", c.kind, "")
	}
	return c.diffs
}

// learn notes the ids of what a request has just made.
func (c *comparison) learn(want, got any) {
	w, _ := want.(m)
	g, _ := got.(m)
	if w["error"] == nil && g["error"] == nil {
		c.ids.force(c.kind, number(w["id"]), number(g["id"]))
	}
}

func (c *comparison) indexKeys(want, got any) {
	w, g := want.(m), got.(m)
	for _, k := range w["keys"].([]any) {
		if _, ok := g[k.(string)]; !ok {
			c.differ("", "key missing", k, nil)
		}
	}
	if routes, _ := g["routes"].(m); routes["/wc/v3"] == nil {
		c.differ("routes", "", "/wc/v3", nil)
	}
}

func without(v any, key string) any {
	out := m{}
	for k, e := range v.(m) {
		if k != key {
			out[k] = e
		}
	}
	return out
}

func jsonType(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case float64:
		return "number"
	case string:
		return "string"
	case []any:
		return "list"
	}
	return "object"
}

// identity compares ids: they must stand for the same thing.
func (c *comparison) identity(want, got any, where, kind string) {
	if jsonType(want) != jsonType(got) {
		c.differ(where, "type", want, got)
		return
	}
	if w, ok := want.(string); ok {
		x, err1 := strconv.Atoi(w)
		y, err2 := strconv.Atoi(got.(string))
		if err1 != nil || err2 != nil {
			if want != got {
				c.differ(where, "value", want, got)
			}
			return
		}
		want, got = float64(x), float64(y)
	}
	x, isNumber := want.(float64)
	y, _ := got.(float64)
	if !isNumber || x == 0 || y == 0 {
		if want != got {
			c.differ(where, "value", want, got)
		}
		return
	}
	if noIdentity[kind] {
		c.ids.pair(kind, int(x), int(y))
		return
	}
	here := c.ids.known(kind, int(x))
	if here == 0 {
		if other, taken := c.ids.used[kindID{kind, int(y)}]; taken {
			c.differ(where, fmt.Sprintf("another %s (recorded as %d)", kind, other), want, got)
			return
		}
		c.ids.pair(kind, int(x), int(y))
	} else if here != int(y) {
		c.differ(where, "another "+kind, here, got)
	}
}

func (c *comparison) walk(want, got any, where, kind, key string) {
	if jsonType(want) != jsonType(got) {
		c.differ(where, "type", want, got)
		return
	}
	switch want := want.(type) {
	case m:
		c.walkObject(want, got.(m), where, kind, key)
	case []any:
		c.walkList(want, got.([]any), where, kind, key)
	case string:
		c.walkString(want, got.(string), where, kind, key)
	default:
		if want != got && !ignoredValues[key] {
			c.differ(where, "value", want, got)
		}
	}
}

var tenDigits = regexp.MustCompile(`^\d{10}$`)

func (c *comparison) walkObject(want, got m, where, kind, key string) {
	if key == "_links" || strings.HasSuffix(where, "data.error") {
		return
	}
	if k := nested[key]; k != "" {
		kind = k
	}
	names := make([]string, 0, len(want))
	for k := range want {
		names = append(names, k)
	}
	slices.SortFunc(names, func(a, b string) int { // the id first: it tells what the rest is about
		if (a == "id") != (b == "id") {
			return map[bool]int{true: -1, false: 1}[a == "id"]
		}
		return strings.Compare(a, b)
	})
	trashTime := want["key"] == "_wp_trash_meta_time" && got["key"] == want["key"]
	for _, k := range names {
		v, ok := got[k]
		if !ok {
			c.differ(where, "key missing", k, nil)
			continue
		}
		w := k
		if where != "" {
			w = where + "." + k
		}
		switch {
		case k == "id" || k == "resource_id":
			c.identity(want[k], v, w, kind)
		case k == "number" && kind == "order":
			c.identity(want[k], v, w, "order")
		case k == "parent_id" && kind == "order":
			c.identity(want[k], v, w, "order")
		case k == "parent" && kind == "category":
			c.identity(want[k], v, w, "category")
		case keys[k] != "":
			c.identity(want[k], v, w, keys[k])
		case lists[k] != "" && jsonType(want[k]) == "list" && jsonType(v) == "list":
			a, b := want[k].([]any), v.([]any)
			if len(a) != len(b) {
				c.differ(w, "length", len(a), len(b))
				continue
			}
			for i := range a {
				c.identity(a[i], b[i], fmt.Sprintf("%s[%d]", w, i), lists[k])
			}
		case k == "value" && trashTime && tenDigits.MatchString(fmt.Sprint(v)):
		default:
			c.walk(want[k], v, w, kind, k)
		}
	}
	if c.subset {
		return
	}
	for k := range got {
		if _, ok := want[k]; !ok {
			c.differ(where, "extra key", nil, k)
		}
	}
}

func (c *comparison) walkList(want, got []any, where, kind, key string) {
	if ignoredValues[key] {
		return
	}
	top := where == "" || where == "body"
	if len(want) != len(got) && (c.rows || !top) {
		c.differ(where, "length", len(want), len(got))
	}
	for i := range min(len(want), len(got)) {
		at := fmt.Sprintf("%s[%d]", where, i)
		if top && !c.rows {
			c.shapeOf(want[i], got[i], at)
			return
		}
		w, _ := want[i].(m)
		g, _ := got[i].(m)
		if c.tie && top && w["name"] == g["name"] && c.ids.known(c.kind, number(w["id"])) != number(g["id"]) {
			c.shapeOf(w, g, at)
			continue
		}
		inner, innerKey := kind, ""
		if k := nested[key]; k != "" {
			inner, innerKey = k, key
		}
		c.walk(want[i], got[i], at, inner, innerKey)
	}
}

var (
	dateForm       = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$`)
	ownHost        = regexp.MustCompile(`https?://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?`)
	failedDownload = regexp.MustCompile(`(?s)^(Error getting remote image .*?\. Error: ).*$`)
	postNumber     = regexp.MustCompile(`([?&]p=)(\d+)`)
	anyNumber      = regexp.MustCompile(`\d+`)
	galleryHTML    = regexp.MustCompile(`(?s)<div id='gallery-.*</div>\s*`)
)

func (c *comparison) walkString(want, got, where, kind, key string) {
	if strings.HasPrefix(key, "date_") {
		if dateForm.MatchString(want) != dateForm.MatchString(got) {
			c.differ(where, "date form", want, got)
		}
		return
	}
	if ignoredValues[key] {
		return
	}
	a, b := ownHost.ReplaceAllString(want, "<BASE>"), ownHost.ReplaceAllString(got, "<BASE>")
	renumber := func(kind string) func(string) string {
		return func(s string) string {
			n, _ := strconv.Atoi(s)
			if here := c.ids.known(kind, n); here > 0 {
				return strconv.Itoa(here)
			}
			return s
		}
	}
	switch key {
	case "src":
		if want != "" && got != "" {
			c.ids.src[want] = got
		}
		a, b = a[strings.LastIndexByte(a, '/')+1:], b[strings.LastIndexByte(b, '/')+1:]
	case "permalink":
		a = postNumber.ReplaceAllStringFunc(a, func(s string) string {
			p := postNumber.FindStringSubmatch(s)
			return p[1] + renumber("product")(p[2])
		})
	case "message":
		a, b = failedDownload.ReplaceAllString(a, "$1"), failedDownload.ReplaceAllString(b, "$1")
		if a != b && len(a) < 400 {
			a = anyNumber.ReplaceAllStringFunc(a, renumber(kind))
		}
	case "description":
		if strings.Contains(a, "<div id='gallery-") { // how a theme shows a gallery is its own affair
			a, b = galleryHTML.ReplaceAllString(a, "<GALLERY>"), galleryHTML.ReplaceAllString(b, "<GALLERY>")
		}
	}
	if a != b {
		c.differ(where, "value", a, b)
	}
}

// shapeOf compares keys and types, not values; more keys than recorded are no harm.
func (c *comparison) shapeOf(want, got any, where string) {
	if jsonType(want) != jsonType(got) {
		c.differ(where, "type", want, got)
		return
	}
	w, ok := want.(m)
	if !ok {
		return
	}
	for k, v := range w {
		g, there := got.(m)[k]
		switch {
		case !there:
			c.differ(where, "key missing", k, nil)
		case k != "_links" && k != "taxonomies" && k != "product_visibility_terms":
			c.shapeOf(v, g, where+"."+k)
		}
	}
}
