package sync

import (
	"slices"
	"strings"

	"woosync/store"
)

// build makes the whole payload of a product, whatever the webshop's settings: everything that WooCommerce takes of its type,
// normalised to what the webshop will store. paths are the webshop categories that show it.
func build(pr *store.Product, k *kin, paths []string, linked func(sku string) bool) payload {
	a := payload{"type": string(pr.Type), "sku": shopSKU(pr.SKU), "status": status(pr)}
	f := &pr.Fields
	a.text("description", f.Description)
	a.text("tax_status", f.TaxStatus)
	a.text("tax_class", taxClass(f.TaxClass))
	a.text("global_unique_id", barcode(pr.Barcode))
	a.number("menu_order", f.Position)
	a.addPrices(pr)
	a.addStock(pr)
	a.addShipping(f)
	a.addDownloads(pr)
	a.addMeta(f.Meta)
	if cost := decimal(f.CostOfGoods); cost != "" {
		a["cost_of_goods_sold"] = costOfGoods(cost)
	}
	if pr.Type == store.Variation {
		a.addVariation(pr, k)
		return a
	}
	a.text("name", pr.Name)
	a.text("short_description", f.ShortDescription)
	a.text("catalog_visibility", f.Visibility)
	a.text("purchase_note", f.PurchaseNote)
	a.flag("featured", f.Featured)
	a.flag("sold_individually", f.SoldIndividually)
	a["reviews_allowed"] = f.ReviewsAllowed
	a.list("categories", paths)
	a.list("tags", sortedNames(f.Tags))
	a.list("brands", sortedNames(f.Brands))
	a.objects("images", images(f.Images))
	a.addAttributes(pr, k)
	a.list("upsell_ids", linkedSKUs(f.Upsells, linked))
	a.list("cross_sell_ids", linkedSKUs(f.CrossSells, linked))
	switch pr.Type {
	case store.Grouped:
		a.list("grouped_products", linkedSKUs(f.Grouped, linked))
	case store.External:
		a.text("external_url", f.ExternalURL)
		a.text("button_text", f.ButtonText)
	}
	return a
}

func (a payload) text(name, value string) {
	if value = clean(value); value != "" {
		a[name] = value
	}
}

func (a payload) number(name string, n int) {
	if n != 0 {
		a[name] = n
	}
}

func (a payload) flag(name string, on bool) {
	if on {
		a[name] = true
	}
}

func (a payload) list(name string, values []string) {
	if len(values) > 0 {
		a[name] = values
	}
}

func (a payload) objects(name string, values []payload) {
	if len(values) > 0 {
		a[name] = values
	}
}

// status is the one that the catalogue says; published when it says nothing.
func status(pr *store.Product) string {
	if s := clean(pr.Fields.Status); s != "" {
		return s
	}
	return "publish"
}

// addPrices leaves out what WooCommerce would clear by itself: a sale price that is no reduction, and the dates of no sale. A
// variable product has the prices of its variations, a grouped one those of its members.
func (a payload) addPrices(pr *store.Product) {
	if pr.Type == store.Variable || pr.Type == store.Grouped {
		return
	}
	f := &pr.Fields
	regular, sale := decimal(f.RegularPrice), decimal(f.SalePrice)
	a.text("regular_price", regular)
	if sale == "" || regular == "" || !less(sale, regular) {
		return
	}
	a["sale_price"] = sale
	a.text("date_on_sale_from", saleDate(f.SaleFrom, "00:00:00"))
	a.text("date_on_sale_to", saleDate(f.SaleTo, "23:59:59"))
}

// addStock sends a quantity only where the stock is managed and a stock status only where it is not: WooCommerce ignores the one
// and overrides the other. Grouped products have a status alone, external ones nothing, and the status of a variable one
// follows its variations.
func (a payload) addStock(pr *store.Product) {
	f := &pr.Fields
	switch {
	case pr.Type == store.External:
	case pr.Type == store.Grouped:
		a.text("stock_status", f.StockStatus)
	case pr.Type == store.Variation && f.StockFromParent:
		a["manage_stock"] = "parent"
	case f.ManageStock:
		a["manage_stock"] = true
		if n, ok := wholeStock(f.Stock); ok {
			a["stock_quantity"] = n
		}
		if n, ok := wholeStock(f.LowStock); ok {
			a["low_stock_amount"] = n
		}
		a.text("backorders", f.Backorders)
	case pr.Type != store.Variable:
		a.text("stock_status", f.StockStatus)
	}
}

// addShipping leaves out the sizes of a virtual product: WooCommerce empties them.
func (a payload) addShipping(f *store.ProductFields) {
	if f.Virtual {
		return
	}
	a.text("weight", decimal(f.Weight))
	sizes := payload{}
	sizes.text("length", decimal(f.Length))
	sizes.text("width", decimal(f.Width))
	sizes.text("height", decimal(f.Height))
	if len(sizes) > 0 {
		a["dimensions"] = sizes
	}
	a.text("shipping_class", f.ShippingClass)
}

func (a payload) addDownloads(pr *store.Product) {
	if pr.Type != store.Simple && pr.Type != store.Variation {
		return
	}
	f := &pr.Fields
	a.flag("virtual", f.Virtual)
	if !f.Downloadable {
		return
	}
	a["downloadable"] = true
	var files []payload
	for _, d := range f.Downloads {
		if url := clean(d.URL); url != "" {
			file := payload{"name": clean(d.Name), "file": url}
			if d.ID != "" { // without it WooCommerce makes a new one, and who bought the old one can download it no more
				file["id"] = d.ID
			}
			files = append(files, file)
		}
	}
	a.objects("downloads", files)
	if f.DownloadLimit != nil {
		a["download_limit"] = *f.DownloadLimit
	}
	if f.DownloadExpiry != nil {
		a["download_expiry"] = *f.DownloadExpiry
	}
}

// internalMeta are the keys in which WooCommerce keeps a product's own fields. Sent as meta data they would change the field
// behind our back (10.5 takes "_sku" as the SKU), so they are never sent. The last ones are WordPress's own
// notes of what a product was before it lay in the trash.
var internalMeta = strings.Fields(`_sku _global_unique_id _price _regular_price _sale_price _sale_price_dates_from
	_sale_price_dates_to total_sales _tax_status _tax_class _manage_stock _stock _stock_status _backorders _low_stock_amount
	_sold_individually _weight _length _width _height _upsell_ids _crosssell_ids _children _purchase_note _default_attributes
	_product_attributes _virtual _downloadable _download_limit _download_expiry _downloadable_files _featured _visibility
	_wc_rating_count _wc_average_rating _wc_review_count _variation_description _thumbnail_id _product_image_gallery
	_product_url _button_text _product_version _edit_lock _edit_last _wp_old_slug
	_wp_trash_meta_status _wp_trash_meta_time _wp_desired_post_slug`)

// addMeta keeps the last value of a key given twice, as WooCommerce does.
func (a payload) addMeta(list []store.Meta) {
	values := map[string]string{}
	for _, m := range list {
		key := clean(m.Key)
		if key != "" && m.Value != "" && !slices.Contains(internalMeta, key) {
			values[key] = strings.ToValidUTF8(m.Value, "\uFFFD")
		}
	}
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	var pairs []payload
	for _, key := range keys {
		pairs = append(pairs, payload{"key": key, "value": values[key]})
	}
	a.objects("meta_data", pairs)
}

// images leaves out what is there already: a webshop would fetch it twice.
func images(list []store.Image) (out []payload) {
	for n, i := range list {
		twice := slices.ContainsFunc(list[:n], func(o store.Image) bool { return clean(o.Src) == clean(i.Src) })
		if src := clean(i.Src); src != "" && !twice {
			image := payload{"src": src, "alt": lineText(i.Alt)}
			image.text("mark", i.Mark)
			out = append(out, image)
		}
	}
	return out
}

// linkedSKUs keeps the products that the webshop will have, so that every reference can be resolved.
func linkedSKUs(skus []string, linked func(string) bool) (out []string) {
	for _, sku := range names(skus) {
		if linked(sku) {
			out = append(out, shopSKU(sku))
		}
	}
	return out
}
