package wootest_test

import (
	"fmt"
	"strings"
	"time"

	"woosync/woo/wootest"
)

// m is a JSON object of a set-up step.
type m = map[string]any

// step is something that was done between two recordings and not recorded. ids are the recorded ids of what it made.
type step struct {
	method, path string
	body         any
	ids          []int
}

func product(body m, id ...int) step { return step{"POST", "/products", body, id} }

func several(n int, make func(i int) step) []step {
	var out []step
	for i := range n {
		out = append(out, make(i))
	}
	return out
}

func sequence(from, n int) []int {
	var out []int
	for i := range n {
		out = append(out, from+i)
	}
	return out
}

// setUps are the steps before each recording of that number.
var setUps = map[int][]step{
	112: {product(m{"name": "To trash", "sku": "TRASH-1", "regular_price": "5", "global_unique_id": "5901234123457"}, 58)},
	127: several(12, func(i int) step {
		return product(m{"name": fmt.Sprintf("List %02d", i), "sku": fmt.Sprintf("L-%02d", i), "regular_price": fmt.Sprint(100 - i)}, 61+i)
	}),
	144: {{"PUT", "/products/15", m{"description": "touch 2026-11-23T11:19:51"}, nil}},
	184: {{"PUT", "/products/11", m{"status": "publish"}, nil}},
	186: {product(m{"name": "To delete", "sku": "DEL-B"}, 73)},
	187: {product(m{"name": "To delete 2", "sku": "DEL-C"}, 74)},
	189: {product(m{"name": "B del", "sku": "BDEL"}, 75)},
	207: {{"POST", "/products/batch", m{"create": hundred()}, sequence(83, 100)}},
	291: {product(m{"name": "Order & item", "sku": "ORD-1", "regular_price": "10.00", "manage_stock": true, "stock_quantity": 5}, 197)},
	400: {product(m{"name": "big"}), product(m{"name": "1mb"})},
	413: {product(m{"name": "Boundary", "sku": "BND-1"}, 227)},
	417: {product(m{"name": "Long sku", "sku": strings.Repeat("V", 101)}, 228)},
	420: {product(m{"name": "Comma sku", "sku": "COM,MA"}, 230)},
	421: {product(m{"name": "Space sku", "sku": "SP  ACE\tTAB"}, 231)},
	422: {product(m{"name": "Zero sku", "sku": "0"}, 232)},
	424: {product(m{"name": "Accent A", "sku": "CAFE-1"}, 233)},
	431: {product(m{"name": "T1", "sku": "TR-B"}, 237), {"DELETE", "/products/237", nil, nil}},
	435: {product(m{"name": "D", "status": "draft", "sku": "DR-1"})},
	436: {product(m{"name": "Img", "sku": "IMGX", "images": []any{}}, 240)},
	445: {product(m{"name": "Desc", "description": "line one\n\nline two [gallery] \"q\" & <em>x</em>", "short_description": "s"}, 247)},
	449: {product(m{"name": "Clear", "sku": "CLR-1", "regular_price": "10", "sale_price": "5", "weight": "2", "manage_stock": true,
		"stock_quantity": 4, "date_on_sale_from": "2020-01-01T00:00:00", "global_unique_id": "96385074"}, 248)},
	459: several(8, func(i int) step { return product(m{"name": "Race", "sku": fmt.Sprintf("RACE-%d", i)}) }),
	484: {product(m{"name": "Gone", "sku": "GONE"}, 280)},
	487: {{"DELETE", "/products/281", nil, nil}},
	490: {product(m{"name": "Mod", "sku": "MOD-1", "regular_price": "10", "manage_stock": true, "stock_quantity": 9}, 2565)},
	491: {product(m{"name": "Par", "type": "variable", "manage_stock": true, "stock_quantity": 50,
		"attributes": []any{m{"name": "Size", "variation": true, "options": []string{"S", "M"}}}}, 2567)},
	520: {{"POST", "/products/categories", m{"name": "LoopA"}, []int{16}}, {"POST", "/products/categories", m{"name": "LoopB", "parent": 16}, []int{17}},
		{"POST", "/products/categories", m{"name": "LoopC", "parent": 17}, []int{18}}},
	522: {{"PUT", "/products/categories/16", m{"parent": 0}, nil}, {"PUT", "/products/categories/17", m{"parent": 16}, nil},
		{"PUT", "/products/categories/18", m{"parent": 17}, nil}, product(m{"name": "In B", "sku": "IN-B", "categories": []any{m{"id": 17}}}, 4768)},
	530: {product(m{"name": "VV", "type": "variable", "attributes": []any{m{"name": "S", "variation": true, "options": []string{"a"}}}}, 4769),
		{"POST", "/products/4769/variations", m{"regular_price": "1", "sku": "VV-A", "attributes": []any{m{"name": "S", "option": "a"}}}, []int{4770}}},
}

func hundred() []any {
	var out []any
	for i := range 100 {
		out = append(out, m{"name": fmt.Sprintf("h%d", i), "sku": fmt.Sprintf("H-%d", i)})
	}
	return out
}

// setUp repeats what was done before recording n.
func (r *replay) setUp(n int) {
	if n == 144 {
		r.marks["modified"] = r.clock.Now()
		r.clock.Advance(2100 * time.Millisecond)
	}
	for _, s := range setUps[n] {
		kind := kindOf(api + s.path)
		a := r.mustDo(s.method, r.ids.path(s.path), r.ids.body(kind, generic(s.body), ""))
		for i, id := range s.ids {
			made := a.object()
			if list, ok := made["create"].([]any); ok {
				made, _ = list[i].(m)
			}
			r.ids.force(kind, id, number(made["id"]))
		}
		if n == 413 {
			r.marks["boundary"] = parseGMT(r.t, a.object()["date_modified_gmt"])
		}
	}
}

// times are queries that name a moment of the recording; here it is the moment of this run.
func (r *replay) moment(n int) (param, value string) {
	local := func(t time.Time) string { return t.Add(time.Hour).UTC().Format(layout) }
	gmt := func(t time.Time) string { return t.UTC().Format(layout) }
	mark := r.marks["modified"]
	switch n {
	case 144:
		return "modified_after", gmt(mark)
	case 145:
		return "modified_after", local(mark)
	case 146:
		return "modified_after", local(mark.Add(-time.Hour))
	case 147:
		return "modified_after", gmt(mark) + "Z"
	case 148:
		return "modified_after", local(mark) + "+01:00"
	case 306:
		return "modified_after", gmt(r.clock.Now().Add(-time.Hour))
	case 307:
		return "modified_after", gmt(r.clock.Now().Add(time.Hour))
	case 413:
		return "modified_after", gmt(r.marks["boundary"])
	case 414:
		return "modified_before", gmt(r.marks["boundary"])
	case 516:
		return "modified_after", gmt(r.clock.Now())
	}
	return "", ""
}

const layout = "2006-01-02T15:04:05"

// arrange brings the shop into the state of the recorded one, which had other settings, or a fault, at that
// number; what it returns brings it back.
func (r *replay) arrange(n int) (undo func()) {
	set := func(change func(*wootest.Settings)) func() {
		r.shop.Change(change)
		return func() {
			r.shop.Change(func(s *wootest.Settings) { *s = wootest.Settings{} })
		}
	}
	fault := func(kind wootest.FaultKind) func() {
		r.shop.SetFaults(wootest.Fault{Kind: kind})
		return func() { r.shop.SetFaults() }
	}
	switch {
	case n == 354 || n == 355:
		return set(func(s *wootest.Settings) { s.StripAuthorization = true })
	case n == 375 || n == 376:
		return set(func(s *wootest.Settings) { s.Redirect = "https" })
	case n == 377:
		return fault(wootest.FaultBadGateway)
	case n == 402 || n == 403:
		return fault(wootest.FaultMemory)
	case n >= 400 && n <= 407:
		return fault(wootest.FaultFatal)
	case n == 408:
		return fault(wootest.FaultWarning)
	case n == 409:
		return fault(wootest.FaultBOM)
	case n == 410:
		return fault(wootest.FaultEmpty)
	case n >= 461 && n <= 465:
		return set(func(s *wootest.Settings) { s.DecimalSign = "," })
	case n == 466:
		return set(func(s *wootest.Settings) { s.Decimals = -1 })
	case n == 467:
		return set(func(s *wootest.Settings) { s.StockOff = true })
	case n >= 468 && n <= 481 && n != 474 && n != 475:
		return set(func(s *wootest.Settings) { s.PlainPermalinks = true })
	case n >= 499 && n <= 501:
		return fault(wootest.FaultMaintenance)
	case n >= 502 && n <= 504:
		return fault(wootest.FaultDatabase)
	}
	return func() {}
}
