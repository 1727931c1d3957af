//go:build linux

package main

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"woosync/store"
	"woosync/woo/wootest"
)

// stock is all that the practice shop has.
type stock struct {
	byID       map[int64]map[string]any // products and variations
	bySKU      map[string][]map[string]any
	categories map[int64]string   // paths
	terms      map[string][]int64 // ids of categories, tags, brands and attributes by kind and name
}

func newStock(shop *wootest.Shop) *stock {
	s := &stock{byID: map[int64]map[string]any{}, bySKU: map[string][]map[string]any{}, categories: map[int64]string{}, terms: map[string][]int64{}}
	for _, p := range shop.Products() {
		s.take(p)
		if p["type"] == "variable" {
			for _, v := range shop.Variations(int(number(p["id"]))) {
				s.take(v)
			}
		}
	}
	s.readTerms(shop)
	return s
}

func (s *stock) take(p map[string]any) {
	s.byID[number(p["id"])] = p
	if sku := text(p["sku"]); sku != "" {
		key := store.FoldSKU(sku)
		s.bySKU[key] = append(s.bySKU[key], p)
	}
}

func (s *stock) readTerms(shop *wootest.Shop) {
	list := shop.Categories()
	parents, names := map[int64]int64{}, map[int64]string{}
	for _, c := range list {
		parents[number(c["id"])], names[number(c["id"])] = number(c["parent"]), unescape(text(c["name"]))
	}
	for id := range names {
		path := names[id]
		for up := parents[id]; up != 0; up = parents[up] {
			path = names[up] + " > " + path
		}
		s.categories[id] = path
		s.terms["category "+path] = append(s.terms["category "+path], id)
	}
	for kind, list := range map[string][]map[string]any{"tag ": shop.Tags(), "brand ": shop.Brands(), "attribute ": shop.Attributes()} {
		for _, t := range list {
			key := kind + strings.ToLower(unescape(text(t["name"])))
			s.terms[key] = append(s.terms[key], number(t["id"]))
		}
	}
}

// live are the products with a SKU that are not in the trash.
func (s *stock) live(sku string) (list []map[string]any) {
	for _, p := range s.bySKU[store.FoldSKU(sku)] {
		if p["status"] != "trash" {
			list = append(list, p)
		}
	}
	return list
}

// once finds what is there twice: products by SKU, categories, tags, brands and attributes by name.
func (s *stock) once(f *faults) {
	for _, key := range slices.Sorted(maps.Keys(s.bySKU)) {
		var ids []string
		for _, p := range s.bySKU[key] {
			ids = append(ids, fmt.Sprintf("%d (%s)", number(p["id"]), p["status"]))
		}
		if len(s.live(key)) > 1 {
			f.add("%s is in the shop %d times: %s", short(key), len(ids), strings.Join(ids, ", "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(s.terms)) {
		if ids := s.terms[name]; len(ids) > 1 {
			f.add("the shop has the %s %d times: %v", name, len(ids), ids)
		}
	}
}

// hasAll holds the shop against the catalogue: everything that belongs there is, as the catalogue says, and nothing else.
func (s *stock) hasAll(f *faults, goods *catalogue, removal store.Removal) {
	wanted := map[string]bool{}
	for _, sku := range goods.skus((*article).wanted) {
		wanted[store.FoldSKU(sku)] = true
		there := s.live(sku)
		if len(there) == 0 {
			f.add("%s is missing in the shop", short(sku))
			continue
		}
		s.compare(f, goods, goods.articles[sku], there[0])
	}
	for _, id := range slices.Sorted(maps.Keys(s.byID)) {
		p := s.byID[id]
		head := s.byID[number(p["parent_id"])] // a variation is not to be seen without its product
		if !wanted[store.FoldSKU(text(p["sku"]))] && !hidden(p, removal) && (head == nil || !hidden(head, removal)) {
			f.add("product %d, SKU %q, %s, is in the shop and not in the catalogue", id, short(text(p["sku"])), text(p["status"]))
		}
	}
}

// hidden tells whether customers cannot see a product any more.
func hidden(p map[string]any, removal store.Removal) bool {
	status := text(p["status"])
	return status == "trash" || removal == store.RemoveToDraft && (status == "draft" || status == "private")
}

// compare holds a product of the shop against the catalogue.
func (s *stock) compare(f *faults, goods *catalogue, a *article, p map[string]any) {
	differ := func(field string, have, want any) {
		if fmt.Sprint(have) != fmt.Sprint(want) {
			f.add("%s: the shop has %s %v, the catalogue %v", short(a.sku), field, have, want)
		}
	}
	status := "publish"
	if a.published == 0 {
		status = "private"
	}
	differ("status", p["status"], status)
	differ("regular price", amount(p["regular_price"]), amount(a.regular))
	differ("sale price", amount(p["sale_price"]), amount(a.sale))
	if a.stock >= 0 {
		differ("stock", number(p["stock_quantity"]), a.stock)
	}
	if a.parent != "" {
		head := s.live(a.parent)
		if len(head) != 1 || number(head[0]["id"]) != number(p["parent_id"]) {
			f.add("%s hangs on %v in the shop, in the catalogue on %s", short(a.sku), p["parent_id"], short(a.parent))
		}
		differ("colour", s.option(p, goods.articles[a.parent].axis), a.colour)
		return
	}
	differ("type", p["type"], a.kind)
	differ("name", unescape(text(p["name"])), a.name)
	differ("categories", s.paths(p), []string{a.category})
	differ("tags", namesOf(p["tags"]), sorted(a.tags))
	differ("brands", namesOf(p["brands"]), sorted(a.brands))
	differ("upsells", s.skusOf(p["upsell_ids"]), sorted(goods.leads(a.upsells)))
	differ("cross-sells", s.skusOf(p["cross_sell_ids"]), sorted(goods.leads(a.crossSells)))
	if a.kind == "grouped" {
		differ("members", s.skusOf(p["grouped_products"]), sorted(goods.leads(a.members)))
	}
	pictures := 0
	if a.picture != "" {
		pictures = 1
	}
	differ("number of images", len(list(p["images"])), pictures)
}

func (s *stock) paths(p map[string]any) (out []string) {
	for _, c := range list(p["categories"]) {
		out = append(out, s.categories[number(c.(map[string]any)["id"])])
	}
	return sorted(out)
}

// skusOf are the SKUs of the products that have these ids; links have no order that counts.
func (s *stock) skusOf(ids any) (out []string) {
	for _, id := range list(ids) {
		if p := s.byID[number(id)]; p != nil {
			out = append(out, text(p["sku"]))
		} else {
			out = append(out, fmt.Sprintf("product %v, which is not there", id))
		}
	}
	return sorted(out)
}

func (s *stock) option(p map[string]any, name string) string {
	for _, at := range list(p["attributes"]) {
		if m := at.(map[string]any); m["name"] == name {
			return text(m["option"])
		}
	}
	return ""
}

func namesOf(v any) (out []string) {
	for _, t := range list(v) {
		out = append(out, unescape(text(t.(map[string]any)["name"])))
	}
	return sorted(out)
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

func sorted(l []string) []string {
	l = slices.Clone(l)
	slices.Sort(l)
	if l == nil {
		l = []string{}
	}
	return l
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

func unescape(s string) string { return strings.ReplaceAll(s, "&amp;", "&") }

func number(v any) int64 {
	n, err := strconv.ParseFloat(text(v), 64)
	if err != nil {
		return 0
	}
	return int64(n)
}

// amount makes prices comparable, "" being none.
func amount(v any) string {
	if text(v) == "" {
		return ""
	}
	n, err := strconv.ParseFloat(text(v), 64)
	if err != nil {
		return text(v)
	}
	return strconv.FormatFloat(n, 'f', 2, 64)
}

// short is a SKU for a sentence.
func short(sku string) string {
	if len(sku) > 24 {
		return sku[:24] + "…"
	}
	return sku
}
