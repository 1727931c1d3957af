//go:build linux

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"woosync/store"
)

// packages holds what the store believes of the shop against the shop: ids and every field that was sent.
func (l *life) packages(ctx context.Context, f *faults, s *stock) error {
	for after := int64(0); ; {
		products, err := l.store.ProductsAfter(ctx, after, 500)
		if err != nil || len(products) == 0 {
			return err
		}
		after = products[len(products)-1].ID
		ids := make([]int64, len(products))
		for i := range products {
			ids[i] = products[i].ID
		}
		packages, err := l.store.Packages(ctx, l.webshop.ID, ids)
		if err != nil {
			return err
		}
		for i := range products {
			if err := l.onePackage(f, s, &products[i], packages); err != nil {
				return err
			}
		}
	}
}

func (l *life) onePackage(f *faults, s *stock, pr *store.Product, packages map[int64]store.Package) error {
	pk, none := packages[pr.ID], store.Hash{}
	a := l.goods.articles[pr.SKU]
	wanted := a != nil && a.wanted()
	switch {
	case wanted != (pk.Sent != none) && (wanted || !l.taken): // what is a draft in the shop is taken over as a draft
		f.add("%s: wanted %v, sent %v", short(pr.SKU), wanted, pk.Sent != none)
	case pk.Sent != pk.Wanted:
		f.add("%s: what was sent is not what is wanted", short(pr.SKU))
	}
	if pk.Sent == none {
		return nil
	}
	p := s.byID[pk.RemoteID]
	if p == nil || store.FoldSKU(text(p["sku"])) != store.FoldSKU(pr.SKU) {
		f.add("%s is product %d in the store, which the shop knows as %q", short(pr.SKU), pk.RemoteID, text(p["sku"]))
		return nil
	}
	if parent := number(p["parent_id"]); pr.Type == store.Variation && parent != pk.RemoteParentID {
		f.add("%s hangs on %d in the store, on %d in the shop", short(pr.SKU), pk.RemoteParentID, parent)
	}
	var payload map[string]any
	if err := json.Unmarshal(pk.Payload, &payload); err != nil {
		return fmt.Errorf("the package of %s: %w", pr.SKU, err)
	}
	for name, sent := range payload {
		if have, want, known := s.field(p, name, sent); known && have != want {
			f.add("%s: the package says %s %s, the shop has %s", short(pr.SKU), name, want, have)
		}
	}
	return nil
}

// field is a field as the shop has it and as a package has it, in words that can be compared. Known is false for what a shop shows
// in another way than it takes it.
func (s *stock) field(p map[string]any, name string, sent any) (have, want string, known bool) {
	switch name {
	case "parent":
		if head := s.byID[number(p["parent_id"])]; head != nil {
			return store.FoldSKU(text(head["sku"])), store.FoldSKU(text(sent)), true
		}
		return "nothing", text(sent), true
	case "type":
		if p["type"] == nil {
			return "", "", false
		}
	case "regular_price", "sale_price":
		return amount(p[name]), amount(sent), true
	case "categories":
		return fmt.Sprint(s.paths(p)), fmt.Sprint(texts(sent)), true
	case "tags", "brands":
		return strings.ToLower(fmt.Sprint(namesOf(p[name]))), strings.ToLower(fmt.Sprint(texts(sent))), true
	case "upsell_ids", "cross_sell_ids", "grouped_products":
		return fmt.Sprint(s.skusOf(p[name])), fmt.Sprint(texts(sent)), true
	case "attributes":
		return attributes(p[name]), attributes(sent), true
	case "meta_data":
		return metaOf(p[name], sent), metaOf(sent, sent), true
	case "images":
		return fmt.Sprint(len(list(p[name]))), fmt.Sprint(len(list(sent))), true
	case "image", "description":
		return "", "", false
	case "name":
		return unescape(text(p[name])), text(sent), true
	}
	return text(p[name]), text(sent), true
}

func texts(v any) (out []string) {
	for _, w := range list(v) {
		out = append(out, text(w))
	}
	return sorted(out)
}

// metaOf are those meta data that were sent.
func metaOf(v, sent any) string {
	var out []string
	for _, s := range list(sent) {
		for _, m := range list(v) {
			if key := s.(map[string]any)["key"]; m.(map[string]any)["key"] == key {
				out = append(out, fmt.Sprint(key, " ", m.(map[string]any)["value"]))
			}
		}
	}
	return strings.Join(sorted(out), ", ")
}

// attributes are names with their options.
func attributes(v any) string {
	var out []string
	for _, at := range list(v) {
		m := at.(map[string]any)
		options := texts(m["options"])
		if m["option"] != nil {
			options = []string{text(m["option"])}
		}
		out = append(out, text(m["name"])+" "+strings.Join(options, "|"))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// numbers holds what the store believes of the shop's categories, tags, brands and attributes against the shop.
func (l *life) numbers(ctx context.Context, f *faults, s *stock) error {
	for _, kind := range []string{"tag", "brand", "attribute"} {
		known, err := l.store.RemoteIDs(ctx, l.webshop.ID, kind)
		if err != nil {
			return err
		}
		for name, id := range known {
			if !slices.Contains(s.terms[kind+" "+name], id) {
				f.add("the %s %q is %d in the store, %v in the shop", kind, name, id, s.terms[kind+" "+name])
			}
		}
	}
	list, err := l.store.WebshopCategories(ctx, l.webshop.ID)
	if err != nil {
		return err
	}
	for _, c := range list {
		if c.RemoteID != 0 && s.categories[c.RemoteID] != c.Path {
			f.add("the category %q is %d in the store, which the shop knows as %q", c.Path, c.RemoteID, s.categories[c.RemoteID])
		}
	}
	return nil
}
