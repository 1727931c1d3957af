package sync_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// drift looks for drift and gives it by SKU, or by name where there is none.
func (w *world) drift(skus ...string) (map[string]sync.Drifted, sync.DriftReport) {
	w.t.Helper()
	return w.driftBy(w.svc, skus...)
}

func (w *world) driftBy(svc *sync.Service, skus ...string) (map[string]sync.Drifted, sync.DriftReport) {
	w.t.Helper()
	writes := w.shop.WriteCount()
	all := map[string]sync.Drifted{}
	report, err := svc.Drift(w.ctx, sync.DriftRequest{Webshop: w.webshop.Name, SKUs: skus}, func(d sync.Drifted) error {
		key := d.SKU
		if key == "" {
			key = d.Name
		}
		if _, twice := all[key]; twice {
			w.t.Errorf("%s was told twice", key)
		}
		all[key] = d
		return nil
	})
	w.must(err)
	if n := w.shop.WriteCount() - writes; n != 0 {
		w.t.Errorf("looking for drift made %d writing requests", n)
	}
	return all, report
}

// noDrift checks that the webshop is as it was left.
func (w *world) noDrift(n int) {
	w.t.Helper()
	all, report := w.drift()
	if len(all) > 0 || report != (sync.DriftReport{Compared: n}) {
		w.t.Errorf("drift without a cause: %+v", report)
		for sku, d := range all {
			w.t.Errorf("%s: %s %+v", sku, d.Kind.Key(), d.Changes)
		}
	}
}

func TestAShopThatWasTakenOverHasNotDrifted(t *testing.T) {
	w := newWorld(t, wootest.Options{Sample: true})
	w.takeOver()
	w.noDrift(25)
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, wootest.Options{})
			k := w.shopkeeper(seed + 100)
			k.furnish()
			for n := range 60 {
				k.one(n)
			}
			r := w.takeOver()
			w.noDrift(r.Rows)
			w.unchanged(r.Rows)
		})
	}
}

func TestAShopThatWasFilledFromHereHasNotDrifted(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.importFile("catalogue/testdata/sample_products.csv")
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 25})
	w.noDrift(25)
	w.unchanged(25)
}

// What one shop had is sent to another, and found there as it was sent.
func TestAnythingThatIsSentHasNotDrifted(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, wootest.Options{})
			k := w.shopkeeper(seed + 200)
			k.furnish()
			for n := range 60 {
				k.one(n)
			}
			r := w.takeOver()
			w.shop, w.webshop = w.addShop("Sydkysten", wootest.Options{})
			op := w.sync(sync.Request{})
			if op.State != store.Completed {
				t.Fatalf("%v: %s", op.State, w.errorText(op))
			}
			w.noDrift(r.Rows)
			w.unchanged(r.Rows)
		})
	}
}

// full is a product that says something about every field.
func full(n int) store.Product {
	pr := simple(n)
	limit, f := 3, &pr.Fields
	pr.Barcode = fmt.Sprintf("57012345%05d", n)
	f.SalePrice, f.SaleFrom, f.SaleTo = "5", "2026-11-01", "2026-12-31"
	f.ManageStock, f.Stock, f.LowStock, f.Backorders = true, "10", "2", "notify"
	f.Weight, f.Length, f.Width, f.ShippingClass = "1.50", "10", "20", "Heavy & large"
	f.Tags, f.Brands = []string{"New & hot", "Gift"}, []string{"Bosch"}
	f.Images = []store.Image{{Src: "https://pictures.site/a.jpg", Alt: "A"}, {Src: "https://pictures.site/b.jpg"}}
	f.Description, f.ShortDescription, f.PurchaseNote = "Salt & <b>pepper</b> \\o/ <script>x</script>", "Short & sweet", "Thanks"
	f.Visibility, f.Featured, f.SoldIndividually = "catalog", true, true
	f.Downloadable, f.DownloadLimit, f.Downloads = true, &limit, []store.Download{{Name: "Book", URL: "https://files.site/book.pdf"}}
	f.Upsells = []string{"P-0900"}
	f.Position, f.TaxStatus, f.TaxClass = 7, "shipping", "reduced-rate"
	f.Attributes = []store.Attribute{{Name: "Colour", Values: []string{"Red", "Blue"}, Visible: true, Global: true}, {Name: "Fabric", Values: []string{"Wool"}, Visible: true}}
	f.Meta = []store.Meta{{Key: "note", Value: "ours"}}
	return pr
}

func TestEachChangeByHandIsFoundAndRepaired(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	k := w.shopkeeper(1)
	other := k.term(woo.TermCategories, woo.Fields{"name": "Elsewhere"})
	for i, c := range []struct {
		change   woo.Fields
		field    string
		from, to string
		follows  []string // fields that WooCommerce changes with it
	}{
		{woo.Fields{"name": "Renamed & more"}, "name", "Product 1", "Renamed & more", nil},
		{woo.Fields{"regular_price": "99.00"}, "regular_price", "12.50", "99.00", nil},
		{woo.Fields{"sale_price": ""}, "sale_price", "5.00", "", nil},
		{woo.Fields{"date_on_sale_to": "2027-01-31T23:59:59"}, "date_on_sale_to", "2026-12-31T23:59:59", "2027-01-31T23:59:59", nil},
		{woo.Fields{"stock_quantity": 3}, "stock_quantity", "10", "3", nil},
		{woo.Fields{"manage_stock": false}, "manage_stock", "yes", "no", []string{"stock_quantity", "low_stock_amount", "backorders"}},
		{woo.Fields{"low_stock_amount": 9}, "low_stock_amount", "2", "9", nil},
		{woo.Fields{"backorders": "yes"}, "backorders", "notify", "yes", nil},
		{woo.Fields{"categories": []woo.Fields{{"id": other}}}, "categories", "Goods", "Elsewhere", nil},
		{woo.Fields{"tags": []woo.Fields{{"name": "Gift"}}}, "tags", "Gift, New & hot", "Gift", nil},
		{woo.Fields{"brands": []woo.Fields{}}, "brands", "Bosch", "", nil},
		{woo.Fields{"status": "draft"}, "status", "publish", "draft", nil},
		{woo.Fields{"catalog_visibility": "hidden"}, "catalog_visibility", "catalog", "hidden", nil},
		{woo.Fields{"featured": false}, "featured", "yes", "no", nil},
		{woo.Fields{"images": []woo.Fields{{"src": "https://elsewhere.site/new.jpg"}}}, "images", "https://pictures.site/a.jpg (A), https://pictures.site/b.jpg", "new.jpg", nil},
		{woo.Fields{"description": "Salt & <i>pepper</i>"}, "description", "<b>pepper</b>", "<i>pepper</i>", nil},
		{woo.Fields{"short_description": "Long"}, "short_description", "Short & sweet", "Long", nil},
		{woo.Fields{"purchase_note": ""}, "purchase_note", "Thanks", "", nil},
		{woo.Fields{"attributes": []woo.Fields{{"name": "Fabric", "options": []string{"Silk"}, "visible": true}}}, "attributes", "Colour: Red, Blue; Fabric: Wool", "Fabric: Silk", nil},
		{woo.Fields{"tax_status": "none"}, "tax_status", "shipping", "none", nil},
		{woo.Fields{"tax_class": ""}, "tax_class", "reduced-rate", "", nil},
		{woo.Fields{"global_unique_id": "4012345000000"}, "global_unique_id", "5701234500022", "4012345000000", nil},
		{woo.Fields{"weight": "2"}, "weight", "1.5", "2", nil},
		{woo.Fields{"dimensions": woo.Fields{"width": ""}}, "dimensions.width", "20", "", nil},
		{woo.Fields{"shipping_class": "nothing"}, "shipping_class", "Heavy & large", "", nil},
		{woo.Fields{"sold_individually": false}, "sold_individually", "yes", "no", nil},
		{woo.Fields{"reviews_allowed": false}, "reviews_allowed", "yes", "no", nil},
		{woo.Fields{"menu_order": 1}, "menu_order", "7", "1", nil},
		{woo.Fields{"download_limit": -1}, "download_limit", "3", "-1", nil},
		{woo.Fields{"downloads": []woo.Fields{{"name": "Book", "file": "https://files.site/other.pdf"}}}, "downloads", "book.pdf", "other.pdf", nil},
		{woo.Fields{"upsell_ids": []int{}}, "upsell_ids", "P-0900", "", nil},
		{woo.Fields{"meta_data": []woo.Fields{{"key": "note", "value": "theirs"}}}, "meta_data.note", "ours", "theirs", nil},
		{woo.Fields{"sku": "P-NEW"}, "sku", "P-0033", "P-NEW", nil},
		{woo.Fields{"type": "external"}, "type", "simple", "external", []string{"manage_stock", "stock_quantity", "low_stock_amount", "backorders"}},
	} {
		n := i + 1
		w.put(false, append([]store.Product{full(n)}, simple(900))...)
		t.Run(c.field, func(t *testing.T) {
			sku := fmt.Sprintf("P-%04d", n)
			w.t = t
			w.sync(sync.Request{})
			id := int64(w.shop.ProductBySKU(sku)["id"].(int))
			w.noDrift(n + 1)
			_, err := k.client.UpdateProduct(w.ctx, id, c.change)
			w.must(err)
			all, report := w.drift()
			d, ok := all[sku]
			if !ok || len(all) != 1 || d.Kind != sync.DriftChanged || d.RemoteID != id || !d.Noted || report.Changed != 1 || report.Noted != 1 {
				t.Fatalf("%+v %+v", all, report)
			}
			found := false
			for _, x := range d.Changes {
				if x.Field == c.field {
					found = strings.Contains(x.From, c.from) && strings.Contains(x.To, c.to)
				} else if !slices.Contains(c.follows, x.Field) {
					t.Errorf("%s changed too: %q → %q", x.Field, x.From, x.To)
				}
			}
			if !found {
				t.Errorf("%+v", d.Changes)
			}
			p := w.actions()[sku]
			if p.Action != store.ActionUpdate || len(p.Changes) != len(d.Changes) || p.Changes[0].From != d.Changes[0].To && p.Changes[0].From != "" {
				t.Errorf("the preview is %v %+v", p.Action, p.Changes)
			}
			if again, report := w.drift(); len(again) > 0 || report.Noted != 0 {
				t.Errorf("it is found again after it was noted: %+v", again)
			}
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
			w.noDrift(n + 1)
			w.unchanged(n + 1)
		})
	}
}
