package sync

import (
	"bufio"
	"encoding/json"
	"os"
	"strconv"
	"strings"
	"testing"

	"woosync/store"
	"woosync/woo"
)

// recorded is a product as it was sent to a real WooCommerce 10.5 and as it answered that it keeps it.
type recorded struct {
	Name   string
	Sent   map[string]any
	Stored woo.Product
}

func recordedProducts(t *testing.T) (list []recorded) {
	t.Helper()
	f, err := os.Open("testdata/recorded.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var r recorded
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		list = append(list, r)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// RecordedCatalogue are the products that were sent to a real WooCommerce, each once by its SKU, fit to be in a webshop.
func RecordedCatalogue(t *testing.T) (list []store.Product) {
	t.Helper()
	skus := map[string]bool{"": true}
	for i, r := range recordedProducts(t) {
		pr := r.asCatalogue()
		if key := store.FoldSKU(shopSKU(pr.SKU)); skus[key] {
			pr.SKU = "RECORDED-" + strconv.Itoa(i)
		}
		skus[store.FoldSKU(shopSKU(pr.SKU))] = true
		if strings.TrimSpace(pr.Name) == "" {
			pr.Name = "Product"
		}
		if pr.Type == store.Variable {
			pr.Type = store.Simple // its variations were sent apart
		}
		if decimal(pr.Fields.RegularPrice) == "" {
			pr.Fields.RegularPrice = "1"
		}
		pr.Barcode = "" // several have the same
		pr.Fields.Categories = []string{"Recorded"}
		list = append(list, pr)
	}
	return list
}

// asCatalogue is what a catalogue would say for what was sent.
func (r *recorded) asCatalogue() store.Product {
	text := func(name string) string {
		switch v := r.Sent[name].(type) {
		case string:
			return v
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
		return ""
	}
	flag := func(name string) bool { v, _ := r.Sent[name].(bool); return v }
	known := func(name string, values ...string) string {
		for _, v := range values {
			if v == text(name) {
				return v
			}
		}
		return ""
	}
	pr := store.Product{SKU: text("sku"), Name: text("name"), Barcode: text("global_unique_id"), Type: store.Simple, Active: true, Web: true}
	if kind := known("type", "external", "grouped", "variable"); kind != "" {
		pr.Type = store.ProductType(kind)
	}
	f := &pr.Fields
	f.Status = known("status", "publish", "private", "draft", "pending")
	f.Description, f.ShortDescription, f.PurchaseNote = text("description"), text("short_description"), text("purchase_note")
	f.RegularPrice, f.SalePrice, f.SaleFrom, f.SaleTo = text("regular_price"), text("sale_price"), text("date_on_sale_from"), text("date_on_sale_to")
	f.ManageStock, f.Stock, f.LowStock = flag("manage_stock"), text("stock_quantity"), text("low_stock_amount")
	f.StockStatus, f.Backorders = known("stock_status", "instock", "outofstock", "onbackorder"), known("backorders", "no", "notify", "yes")
	f.Visibility = known("catalog_visibility", "visible", "catalog", "search", "hidden")
	f.Featured, f.Virtual, f.Downloadable, f.SoldIndividually = flag("featured"), flag("virtual"), flag("downloadable"), flag("sold_individually")
	f.ReviewsAllowed = r.Stored.ReviewsAllowed
	f.ExternalURL, f.ButtonText = text("external_url"), text("button_text")
	f.TaxStatus, f.TaxClass = known("tax_status", "taxable", "shipping", "none"), r.Stored.TaxClass
	f.Weight = text("weight")
	if d, ok := r.Sent["dimensions"].(map[string]any); ok {
		f.Length, _ = d["length"].(string)
		f.Width, _ = d["width"].(string)
		f.Height, _ = d["height"].(string)
	}
	list, _ := r.Sent["meta_data"].([]any)
	for _, e := range list {
		m, _ := e.(map[string]any)
		key, _ := m["key"].(string)
		value, _ := m["value"].(string)
		f.Meta = append(f.Meta, store.Meta{Key: key, Value: value})
	}
	return pr
}

// TestWhatARealShopKeepsIsWhatThePackageSays holds the normal form of values against what a real WooCommerce made of them: otherwise a
// second synchronization would see differences where there are none.
func TestWhatARealShopKeepsIsWhatThePackageSays(t *testing.T) {
	compared := map[string]int{}
	for _, r := range recordedProducts(t) {
		pr := r.asCatalogue()
		if r.Stored.Status == "draft" && r.Sent["status"] != "draft" {
			continue // a status that is none, sent in a batch
		}
		a := build(&pr, &kin{}, nil, func(string) bool { return false }).plain()
		x := &side{dictionary: &dictionary{}, p: &r.Stored, ours: a}
		for name, sent := range a {
			if name == "status" && r.Sent["status"] == nil || name == "sku" && sent == "" || name == "reviews_allowed" || r.Stored.Status == "trash" || r.Stored.Status == "future" {
				continue
			}
			compared[name]++
			if has, same := x.field(name, sent); !same {
				t.Errorf("%s: %s was sent as %.80q, is %.80q in a package, and the shop has %.80q", r.Name, name, r.Sent[name], asText(sent), has)
			}
		}
	}
	if len(compared) < 20 || compared["regular_price"] < 10 || compared["sku"] < 10 || compared["name"] < 50 {
		t.Errorf("compared only %v", strings.TrimSpace(mapWords(compared)))
	}
}

func mapWords(m map[string]int) (text string) {
	for name, n := range m {
		text += name + " " + strconv.Itoa(n) + "  "
	}
	return text
}
