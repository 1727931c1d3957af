package sync_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// bodiesSince are the bodies of the batches of products that came to the shop after so many requests.
func (w *world) bodiesSince(n int) (list []string) {
	for _, r := range w.shop.Requests()[n:] {
		if strings.HasSuffix(r.Path, "/batch") && r.Method == "POST" && (strings.Contains(r.Path, "/products/batch") || strings.Contains(r.Path, "/variations/")) {
			list = append(list, r.Body)
		}
	}
	slices.Sort(list)
	return list
}

func TestStockOrPriceAloneIsAllThatIsSent(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	rich := full(1)
	family := variable("V", "red", "blue")
	for i := range family[1:] {
		f := &family[1+i].Fields
		f.ManageStock, f.Stock, f.Description, f.Images = true, "5", "Long", []store.Image{{Src: "https://pictures.shop.se/v.jpg"}}
	}
	w.put(false, append(family, rich, simple(2), simple(900))...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 6})
	change := func(what string, change func(*store.ProductFields), want ...string) {
		t.Helper()
		change(&rich.Fields)
		change(&family[1].Fields)
		w.put(false, rich, family[0], family[1], family[2])
		before := len(w.shop.Requests())
		w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 2})
		if got := w.bodiesSince(before); !slices.Equal(got, want) {
			t.Errorf("with another %s was sent\n%s\nwant\n%s", what, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	p, v := w.by("P-0001"), w.by("V-red")
	update := func(fields string) []string {
		list := []string{fmt.Sprintf(`{"update":[{"id":%d,%s}]}`, p, fields), fmt.Sprintf(`{"update":[{"id":%d,%s}]}`, v, fields)}
		slices.Sort(list)
		return list
	}
	change("stock", func(f *store.ProductFields) { f.Stock = "42.9" }, update(`"stock_quantity":42`)...)
	change("price", func(f *store.ProductFields) { f.RegularPrice = "077.70" }, update(`"regular_price":"77.7"`)...)
	w.quiet()
	rich.Fields.Stock, rich.Fields.RegularPrice = "42.1", "77.700"
	w.put(false, rich)
	w.quiet() // another spelling of the same
}

func TestTenChangesAreOneRequest(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := simples(40)
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 40})
	w.put(false, priced(list[10:20], "99")...)
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 10})
	if n := w.shop.WriteCount() - before; n != 1 {
		t.Errorf("%d requests wrote", n)
	}
}

func TestSEOFieldsOfTheCommonPluginsArrive(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	p := simple(1)
	keys := []string{"_yoast_wpseo_title", "_yoast_wpseo_metadesc", "_yoast_wpseo_focuskw", "rank_math_title", "rank_math_description", "rank_math_focus_keyword",
		"_aioseo_title", "_aioseo_description", "_aioseop_title", "_seopress_titles_title", "_seopress_titles_desc", "_genesis_title"}
	for _, key := range keys {
		p.Fields.Meta = append(p.Fields.Meta, store.Meta{Key: key, Value: `Køb & spar "nu" <her>`})
	}
	w.put(false, p)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 1})
	meta := func() map[string]string {
		values := map[string]string{}
		for _, m := range w.shop.ProductBySKU("P-0001")["meta_data"].([]any) {
			m := m.(map[string]any)
			values[m["key"].(string)] = fmt.Sprint(m["value"])
		}
		return values
	}
	for _, key := range keys {
		if got := meta()[key]; got != `Køb & spar "nu" <her>` {
			t.Errorf("%s is %q", key, got)
		}
	}
	w.quiet()

	w.byHand("P-0001", woo.Fields{"meta_data": []woo.Fields{{"key": "theirs", "value": "kept"}}})
	p.Fields.Meta[0].Value = "Another"
	w.put(false, p)
	before := len(w.shop.Requests())
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if got, want := strings.Join(w.bodiesSince(before), "\n"), fmt.Sprintf(`{"update":[{"id":%d,"meta_data":[{"key":"_yoast_wpseo_title","value":"Another"}]}]}`, w.by("P-0001")); got != want {
		t.Errorf("sent %s, want %s", got, want)
	}
	if all := meta(); all["theirs"] != "kept" || len(all) != len(keys)+1 {
		t.Errorf("the product has %v", all)
	}

	// Left to the webshop, they are not sent, and not emptied.
	w.must(w.svc.SetWebshop(w.ctx, "Nordlys", "fields", "names,prices,stock,categories,images,status,details"))
	p.Fields.Meta = []store.Meta{{Key: "_yoast_wpseo_title", Value: "Ours"}, {Key: "note", Value: "1"}}
	w.put(false, p)
	before = len(w.shop.Requests())
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if got := strings.Join(w.bodiesSince(before), "\n"); !strings.HasSuffix(got, `"meta_data":[{"key":"note","value":"1"}]}]}`) {
		t.Errorf("sent %s", got)
	}
}

func TestTaxAndShippingClassesAreFoundByNameOrSlug(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	c := w.client()
	_, err := c.CreateTerm(w.ctx, woo.TermShippingClasses, woo.Fields{"name": "Heavy & large", "slug": "heavy"})
	w.must(err)
	w.makeTaxClass("Moms 12 %")
	list := append(simples(7), variable("V", "red", "blue")...)
	for i, tax := range []string{"Reduced rate", "zero-rate", "MOMS 12 %", "standard", "", "Books", ""} {
		list[i].Fields.TaxClass = tax
		list[i].Fields.ShippingClass = []string{"heavy & large", "heavy", "Bulky things", "Bulky things", "", "", "bulky things"}[i]
	}
	list[8].Fields.TaxClass = "Zero rate"
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 9, Failed: 1})
	if text := w.errorText(op); !strings.Contains(text, `P-0006  Product 6: The webshop has no tax class "books"; make it there under WooCommerce > Settings > Tax, with its rates`) {
		t.Errorf("the error is %s", text)
	}
	for sku, want := range map[string][2]string{"P-0001": {"reduced-rate", "heavy"}, "P-0002": {"zero-rate", "heavy"}, "P-0003": {"moms-12", "bulky-things"},
		"P-0004": {"", "bulky-things"}, "P-0005": {"", ""}, "P-0007": {"", "bulky-things"}, "V-red": {"zero-rate", ""}, "V-blue": {"parent", ""}} {
		if p := w.shop.ProductBySKU(sku); p["tax_class"] != want[0] || p["shipping_class"] != want[1] {
			t.Errorf("%s has tax class %q and shipping class %q", sku, p["tax_class"], p["shipping_class"])
		}
	}
	if classes, err := c.ListTaxClasses(w.ctx); err != nil || len(classes) != 4 {
		t.Errorf("the shop has the tax classes %v, %v", classes, err)
	}
	w.makeTaxClass("Books")
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 1})
	w.quiet()
	if d, report := w.drift(); len(d) > 0 {
		t.Errorf("drift is seen: %+v %+v", d, report)
	}
}

// makeTaxClass makes a tax class in the shop, as its owner would.
func (w *world) makeTaxClass(name string) {
	w.t.Helper()
	body, err := json.Marshal(map[string]string{"name": name})
	w.must(err)
	if status, answer := w.post("/wp-json/wc/v3/taxes/classes", body); status != 201 {
		w.t.Fatalf("making a tax class is answered %d %s", status, answer)
	}
}

func TestDownloadsArrive(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := append(simples(2), variable("V", "red")...)
	limit, days := 3, 30
	for _, i := range []int{0, 3} {
		f := &list[i].Fields
		f.Downloadable, f.Virtual, f.DownloadLimit, f.DownloadExpiry = true, true, &limit, &days
		f.Downloads = []store.Download{{Name: "Book & more", URL: "https://files.site/b.pdf?a=1&b=2"}, {Name: "Song", URL: "https://files.site/s.mp3"}}
	}
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 4})
	for _, sku := range []string{"P-0001", "V-red"} {
		p := w.shop.ProductBySKU(sku)
		files := p["downloads"].([]any)
		if p["downloadable"] != true || p["virtual"] != true || p["download_limit"] != 3 || p["download_expiry"] != 30 || len(files) != 2 || files[0].(map[string]any)["file"] != "https://files.site/b.pdf?a=1&b=2" {
			t.Errorf("%s: %v", sku, p["downloads"])
		}
	}
	w.quiet()
	list[0].Fields.Downloads = list[0].Fields.Downloads[1:]
	list[3].Fields.Downloadable, list[3].Fields.Downloads = false, nil
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 2})
	if files := w.shop.ProductBySKU("P-0001")["downloads"].([]any); len(files) != 1 {
		t.Errorf("one file is left: %v", files)
	}
	if v := w.shop.ProductBySKU("V-red"); v["downloadable"] != false {
		t.Errorf("the variation is still downloadable: %v", v["downloads"])
	}
	w.quiet()
}
