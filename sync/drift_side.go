package sync

import (
	"html"
	"maps"
	"slices"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// side is a product of the webshop beside the package that was confirmed for it.
type side struct {
	*dictionary
	p, parent *woo.Product // parent of a variation, where it was read with it
	pk        store.Package
	ours      payload // the confirmed payload, plain
}

// theirs is the confirmed payload with what the webshop has in place of what it has otherwise, plain.
func (x *side) theirs() payload {
	out := maps.Clone(x.ours)
	for name, sent := range x.ours {
		if has, same := x.field(name, sent); !same {
			out[name] = plainValue(has)
		}
	}
	return out
}

// confirmed is theirs as a package: what the webshop does not have is not in it.
func (x *side) confirmed(theirs payload) payload {
	out := maps.Clone(theirs)
	for i := range fields {
		f := &fields[i]
		v, has := out[f.name]
		if sent := x.ours[f.name]; !has || sameValue(v, sent) {
			continue
		}
		if v == nil || v == "" || f.clear != nil && sameValue(v, f.clear) || sameValue(v, []any{}) || sameValue(v, map[string]any{}) {
			delete(out, f.name)
		}
	}
	return out
}

func (x *side) variation() bool { return x.pk.RemoteParentID != 0 }

// field is what the webshop has in a field that was sent, and whether that is the same.
func (x *side) field(name string, sent any) (has any, same bool) {
	p, text := x.p, asText(sent)
	exact := func(v any) (any, bool) { return v, sameValue(plainValue(v), sent) }
	amount := func(s string) (any, bool) { return exact(decimal(s)) }
	prose := func(s string) (any, bool) { return clean(s), sameText(text, s) }
	switch name {
	case "type":
		return exact(p.Type)
	case "sku":
		return plainSKU(p.SKU), woo.SameSKU(text, p.SKU)
	case "name":
		return plainText(p.Name), sameText(text, p.Name)
	case "description":
		if x.variation() {
			return clean(unrendered(p.Description)), sameRendered(text, p.Description)
		}
		return prose(p.Description)
	case "short_description":
		return prose(p.ShortDescription)
	case "purchase_note":
		return prose(p.PurchaseNote)
	case "regular_price":
		return amount(p.RegularPrice)
	case "sale_price":
		return amount(p.SalePrice)
	case "weight":
		return amount(p.Weight)
	case "date_on_sale_from":
		return p.DateOnSaleFrom, sameMoment(text, p.DateOnSaleFrom)
	case "date_on_sale_to":
		return p.DateOnSaleTo, sameMoment(text, p.DateOnSaleTo)
	case "cost_of_goods_sold":
		cost := decimal(p.CostOfGoods)
		if cost == "" {
			return sent, true // a webshop shows it only where it uses that feature
		}
		return exact(costOfGoods(cost))
	case "status":
		return exact(p.Status)
	case "catalog_visibility":
		return exact(p.Visibility)
	case "featured":
		return exact(p.Featured)
	case "sold_individually":
		return exact(p.SoldIndividually)
	case "reviews_allowed":
		return exact(p.ReviewsAllowed)
	case "virtual":
		return exact(p.Virtual)
	case "downloadable":
		return exact(p.Downloadable)
	case "download_limit":
		return exact(p.DownloadLimit)
	case "download_expiry":
		return exact(p.DownloadExpiry)
	case "menu_order":
		return exact(p.MenuOrder)
	case "button_text":
		return p.ButtonText, sameText(text, p.ButtonText)
	case "external_url":
		return p.ExternalURL, sameAddress(text, p.ExternalURL)
	case "global_unique_id":
		return exact(p.GlobalUniqueID)
	case "tax_status", "tax_class":
		return x.tax(name, text)
	case "manage_stock", "stock_quantity", "stock_status", "low_stock_amount", "backorders":
		return x.stock(name, sent)
	case "shipping_class":
		class := p.ShippingClass
		if name := x.classes[class]; name != "" {
			class = name
		}
		return class, termKey(text) == termKey(class) || text == p.ShippingClass
	case "dimensions":
		return x.sizes(sent)
	case "meta_data":
		return x.meta(sent)
	}
	return x.list(name, sent)
}

// tax is of a variation its product's where it has none of its own.
func (x *side) tax(name, sent string) (any, bool) {
	switch {
	case name == "tax_status":
		return x.p.TaxStatus, sent == x.p.TaxStatus || x.variation()
	case x.p.TaxClass == "parent" && x.parent != nil:
		return x.parent.TaxClass, sent == x.parent.TaxClass
	}
	return x.p.TaxClass, sent == x.p.TaxClass || bare(sent) == bare(x.p.TaxClass) && sent != ""
}

func (x *side) stock(name string, sent any) (any, bool) {
	p := x.p
	var has any
	switch name {
	case "manage_stock":
		if has = p.ManageStock; p.StockOfParent {
			has = "parent"
		}
	case "stock_quantity":
		has = number(p.StockQuantity)
	case "low_stock_amount":
		has = number(p.LowStockAmount)
	case "backorders":
		has = p.Backorders
	case "stock_status":
		if has = p.StockStatus; p.StockOfParent {
			return has, true // it follows the product's
		}
	}
	return has, sameValue(plainValue(has), sent)
}

// number is "" where the webshop has none.
func number(n *int) any {
	if n == nil {
		return ""
	}
	return *n
}

// sizes are those that were sent; WooCommerce keeps the others.
func (x *side) sizes(sent any) (any, bool) {
	d := x.p.Dimensions
	all := map[string]string{"length": decimal(d.Length), "width": decimal(d.Width), "height": decimal(d.Height)}
	has, same := payload{}, true
	for _, size := range []string{"length", "width", "height"} {
		if want := member(sent, size); want != "" {
			same = same && want == all[size]
			if all[size] != "" {
				has[size] = all[size]
			}
		}
	}
	return has, same
}

// meta are the keys that were sent.
func (x *side) meta(sent any) (any, bool) {
	have := map[string]string{}
	for _, m := range x.p.MetaData {
		if value, ok := scalar(m.Value); ok {
			have[m.Key] = value
		}
	}
	has, same := []payload{}, true
	for _, m := range metaOf(payload{"meta_data": sent}) {
		value, there := have[m.Key]
		same = same && value == m.Value
		if there {
			has = append(has, payload{"key": m.Key, "value": value})
		}
	}
	return has, same
}

// list is a field that holds several things.
func (x *side) list(name string, sent any) (any, bool) {
	p := x.p
	switch name {
	case "categories":
		return x.shelves(plainTexts(sent))
	case "tags":
		return sortedNames(refNames(p.Tags)), x.sameRefs(kindTag, plainTexts(sent), p.Tags)
	case "brands":
		return sortedNames(refNames(p.Brands)), x.brandless || x.sameRefs(kindBrand, plainTexts(sent), p.Brands)
	case "grouped_products", "upsell_ids", "cross_sell_ids":
		return x.sameLinks(plainTexts(sent), links(p, name))
	case "image":
		if len(p.Images) == 0 {
			return nil, false
		}
		return pictured(p.Images[0]), x.sameImage(member(sent, "src"), member(sent, "alt"), p.Images[0])
	case "images":
		return x.pictures(sent)
	case "downloads":
		return x.downloads(sent)
	case "attributes":
		if x.variation() {
			return x.options(sent, p.Attributes)
		}
		return x.attributes(sent)
	case "default_attributes":
		return x.options(sent, p.DefaultAttributes)
	}
	return sent, true
}

// shelves are the categories, by number.
func (x *side) shelves(sent []string) (any, bool) {
	var shown []string
	same := len(sent) == len(x.p.Categories)
	for _, c := range x.p.Categories {
		path := x.paths[c.ID]
		same = same && slices.ContainsFunc(sent, func(s string) bool { return x.categories[s] == c.ID })
		if path == "" {
			path = plainTerm(c.Name)
		}
		shown = append(shown, path)
	}
	slices.Sort(shown)
	return shown, same
}

func pictured(i woo.Image) payload { return payload{"src": i.Src, "alt": clean(i.Alt)} }

func (x *side) pictures(sent any) (any, bool) {
	all, _ := sent.([]any)
	has, same := []payload{}, len(all) == len(x.p.Images)
	for n, i := range x.p.Images {
		has = append(has, pictured(i))
		if n < len(all) {
			src := member(all[n], "src")
			same = same && x.sameImage(src, member(all[n], "alt"), i)
			if x.sameImage(src, "", i) {
				has[n]["src"] = src // as it was sent: only what differs shall be shown
			}
		}
	}
	return has, same
}

// downloads are compared by their files; WooCommerce gives a name to one that has none.
func (x *side) downloads(sent any) (any, bool) {
	all, _ := sent.([]any)
	has, same := []payload{}, len(all) == len(x.p.Downloads)
	for n, d := range x.p.Downloads {
		file := payload{"name": d.Name, "file": d.File}
		if n < len(all) {
			name := member(all[n], "name")
			same = same && sameAddress(member(all[n], "file"), d.File) && (name == "" || sameText(name, d.Name))
			if id := member(all[n], "id"); id != "" {
				file["id"] = d.ID
			}
		}
		has = append(has, file)
	}
	return has, same
}

// attributes are those of a product. Their order is the webshop's.
func (x *side) attributes(sent any) (any, bool) {
	all, _ := sent.([]any)
	has, same := []payload{}, len(all) == len(x.p.Attributes)
	for n, at := range x.p.Attributes {
		shown := payload{"name": plainTerm(at.Name), "global": at.ID != 0, "visible": at.Visible, "variation": at.Variation, "position": n, "options": plainTerms(at.Options)}
		has = append(has, shown)
		i := slices.IndexFunc(all, func(v any) bool { return x.isAttribute(v, at) })
		if i < 0 {
			same = false
			continue
		}
		m, _ := all[i].(map[string]any)
		same = same && m["visible"] == at.Visible && sameTerms(plainTexts(m["options"]), at.Options) &&
			(m["variation"] == at.Variation || x.p.Type != string(store.Variable))
	}
	return has, same
}

func (x *side) isAttribute(sent any, at woo.Attribute) bool {
	m, _ := sent.(map[string]any)
	return x.sameAttributeName(member(sent, "name"), m["global"] == true, at)
}

// options are the values of a variation, or those chosen beforehand on its product.
func (x *side) options(sent any, list []woo.Attribute) (any, bool) {
	all, _ := sent.([]any)
	has, same := []payload{}, len(all) == len(list)
	for _, at := range list {
		has = append(has, payload{"name": plainTerm(at.Name), "global": at.ID != 0, "option": plainTerm(at.Option)})
		i := slices.IndexFunc(all, func(v any) bool { return x.isAttribute(v, at) })
		same = same && i >= 0 && sameOption(member(all[i], "option"), at.Option)
	}
	return has, same
}

// sameMoment compares dates with time as far as both go.
func sameMoment(a, b string) bool {
	n := min(len(a), len(b))
	return n >= len("2026-11-30T10:00") && a[:n] == b[:n] || a == b
}

// sameAddress compares addresses as WordPress keeps them, with blanks escaped.
func sameAddress(a, b string) bool {
	plain := func(s string) string {
		return strings.ReplaceAll(strings.TrimSpace(html.UnescapeString(s)), " ", "%20")
	}
	return plain(a) == plain(b)
}
