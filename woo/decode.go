package woo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func (o object) text(name string) string { return text(o[name]) }
func (o object) int(name string) int64   { n, _ := number(o[name]); return n }
func (o object) small(name string) int   { return clampInt(o.int(name)) }

func (o object) float(name string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(o.text(name)), 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

func (o object) optional(name string) *int {
	n, ok := number(o[name])
	if !ok {
		return nil
	}
	i := clampInt(n)
	return &i
}

func (o object) bool(name string) bool {
	switch strings.ToLower(text(o[name])) {
	case "true", "1", "yes":
		return true
	}
	return false
}

// time reads a *_gmt date: UTC without a Z.
func (o object) time(name string) time.Time {
	s := strings.TrimSuffix(o.text(name), "Z")
	t, err := time.ParseInLocation("2006-01-02T15:04:05", s, time.UTC)
	if err != nil {
		return time.Time{}
	}
	return t
}

func (o object) object(name string) object {
	sub, err := parseObject(o[name])
	if err != nil {
		return nil
	}
	return sub
}

// list gives the elements of a list; PHP makes an object of one whose keys have a
// gap, so its values are taken too.
func (o object) list(name string) []json.RawMessage { return elements(o[name]) }

func (o object) objects(name string) []object {
	var list []object
	for _, raw := range o.list(name) {
		if sub, err := parseObject(raw); err == nil {
			list = append(list, sub)
		}
	}
	return list
}

func (o object) ints(name string) []int64 {
	var list []int64
	for _, raw := range o.list(name) {
		if n, ok := number(raw); ok {
			list = append(list, n)
		}
	}
	return list
}

func (o object) texts(name string) []string {
	var list []string
	for _, raw := range o.list(name) {
		if isScalar(raw) {
			list = append(list, text(raw))
		}
	}
	return list
}

func isScalar(raw json.RawMessage) bool {
	raw = bytes.TrimSpace(raw)
	return len(raw) > 0 && raw[0] != '{' && raw[0] != '[' && string(raw) != "null"
}

// text is a string, or a number or truth value as it is written; else "".
func text(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if !isScalar(raw) {
		return ""
	}
	if raw[0] != '"' {
		return string(raw)
	}
	if len(raw) < 2 {
		return ""
	}
	if inside := raw[1 : len(raw)-1]; bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) {
		return string(inside)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// number is a whole number, also when it is written as a string or with decimals.
func number(raw json.RawMessage) (int64, bool) {
	s := strings.TrimSpace(text(raw))
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, true
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1<<53 {
		return 0, false
	}
	return int64(f), true
}

func clampInt(n int64) int {
	return int(max(math.MinInt32, min(math.MaxInt32, n)))
}

// UnmarshalJSON reads a product of the shop; it fails only on something that is no object.
func (p *Product) UnmarshalJSON(b []byte) error { return p.read(b) }

func (p *Product) read(b []byte) error {
	o, err := parseObject(b)
	if err != nil {
		return fmt.Errorf("read a product: %w", err)
	}
	*p = Product{
		ID: o.int("id"), ParentID: o.int("parent_id"),
		Name: o.text("name"), Slug: o.text("slug"), Permalink: o.text("permalink"),
		Type: o.text("type"), Status: o.text("status"), Featured: o.bool("featured"), Visibility: o.text("catalog_visibility"),
		Description: o.text("description"), ShortDescription: o.text("short_description"),
		SKU: o.text("sku"), GlobalUniqueID: o.text("global_unique_id"),
		Price: o.text("price"), RegularPrice: o.text("regular_price"), SalePrice: o.text("sale_price"),
		DateOnSaleFrom: o.text("date_on_sale_from"), DateOnSaleFromGMT: o.text("date_on_sale_from_gmt"),
		DateOnSaleTo: o.text("date_on_sale_to"), DateOnSaleToGMT: o.text("date_on_sale_to_gmt"),
		TotalSales: o.int("total_sales"),
		Virtual:    o.bool("virtual"), Downloadable: o.bool("downloadable"),
		DownloadLimit: o.small("download_limit"), DownloadExpiry: o.small("download_expiry"),
		ExternalURL: o.text("external_url"), ButtonText: o.text("button_text"),
		TaxStatus: o.text("tax_status"), TaxClass: o.text("tax_class"),
		ManageStock: o.bool("manage_stock"), StockOfParent: o.text("manage_stock") == "parent" || o.bool("stock_of_parent"),
		StockQuantity: o.optional("stock_quantity"), StockStatus: o.text("stock_status"),
		Backorders: o.text("backorders"), LowStockAmount: o.optional("low_stock_amount"), SoldIndividually: o.bool("sold_individually"),
		Weight: o.text("weight"), ShippingClass: o.text("shipping_class"), ShippingClassID: o.int("shipping_class_id"),
		ReviewsAllowed: o.bool("reviews_allowed"), PurchaseNote: o.text("purchase_note"), MenuOrder: o.small("menu_order"),
		Categories: o.refs("categories"), Tags: o.refs("tags"), Brands: o.refs("brands"),
		Attributes: o.attributes("attributes"), DefaultAttributes: o.attributes("default_attributes"),
		Variations: o.ints("variations"), GroupedProducts: o.ints("grouped_products"),
		UpsellIDs: o.ints("upsell_ids"), CrossSellIDs: o.ints("cross_sell_ids"),
		DateCreatedGMT: o.time("date_created_gmt"), DateModifiedGMT: o.time("date_modified_gmt"),
	}
	if d := o.object("dimensions"); d != nil {
		p.Dimensions = Dimensions{Length: d.text("length"), Width: d.text("width"), Height: d.text("height")}
	}
	for _, v := range o.object("cost_of_goods_sold").objects("values") {
		p.CostOfGoods = v.text("defined_value") // a simple product and a variation have one
	}
	for _, i := range o.objects("images") {
		p.Images = append(p.Images, i.image())
	}
	if i := o.object("image"); i != nil && len(p.Images) == 0 {
		p.Images = []Image{i.image()}
	}
	for _, d := range o.objects("downloads") {
		p.Downloads = append(p.Downloads, Download{ID: d.text("id"), Name: d.text("name"), File: d.text("file")})
	}
	for _, m := range o.objects("meta_data") {
		p.MetaData = append(p.MetaData, Meta{ID: m.int("id"), Key: m.text("key"), Value: bytes.Clone(m["value"])})
	}
	return nil
}

func (o object) image() Image {
	return Image{ID: o.int("id"), Src: o.text("src"), Name: o.text("name"), Alt: o.text("alt")}
}

func (o object) refs(name string) []Ref {
	var list []Ref
	for _, r := range o.objects(name) {
		list = append(list, Ref{ID: r.int("id"), Name: r.text("name"), Slug: r.text("slug")})
	}
	return list
}

func (o object) attributes(name string) []Attribute {
	var list []Attribute
	for _, a := range o.objects(name) {
		list = append(list, Attribute{
			ID: a.int("id"), Name: a.text("name"), Slug: a.text("slug"), Position: a.small("position"),
			Visible: a.bool("visible"), Variation: a.bool("variation"),
			Options: a.texts("options"), Option: a.text("option"),
		})
	}
	return list
}
