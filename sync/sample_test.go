package sync

import (
	"errors"
	"io"
	"path/filepath"
	"testing"

	"woosync/store"
	"woosync/sync/catalogue"
)

// sample reads WooCommerce's own sample file.
func sample(t *testing.T) []store.Product {
	t.Helper()
	r, err := catalogue.Open(t.Context(), filepath.Join("catalogue", "testdata", "sample_products.csv"), catalogue.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var all []store.Product
	for {
		some, err := r.Next(t.Context())
		all = append(all, some...)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestSampleCatalogueGoesIntoAnEmptyWebshop(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, sample(t)...)
	w := f.webshop("Nordlys")
	all := f.previews(PreviewRequest{})
	if len(all) != 25 {
		t.Fatalf("%d previews", len(all))
	}
	for sku, p := range all {
		if p.Action != store.ActionAdd || !p.CanSynchronize || len(p.Reasons) > 0 || len(p.Categories) != 1 {
			t.Errorf("%s: %+v", sku, p)
		}
	}
	if op := f.confirm(w, Request{}); op.Counts != (store.Counts{Added: 25}) {
		t.Errorf("counters %+v", op.Counts)
	}
	for sku, p := range f.previews(PreviewRequest{}) {
		if p.Action != store.ActionUnchanged {
			t.Errorf("%s afterwards: %+v", sku, p)
		}
	}
	for sku, want := range map[string]string{
		"woo-album": `{"catalog_visibility":"visible","categories":["Music"],"download_expiry":1,"download_limit":1,"downloadable":true,` +
			`"downloads":[{"file":"https://demo.woothemes.com/woocommerce/wp-content/uploads/sites/56/2017/08/single.jpg","name":"Single 1"},` +
			`{"file":"https://demo.woothemes.com/woocommerce/wp-content/uploads/sites/56/2017/08/album.jpg","name":"Single 2"}],` +
			`"meta_data":[{"key":"_wpcom_is_markdown","value":"1"}],"name":"Album","regular_price":"15","reviews_allowed":true,"short_description":"This is a simple, virtual product.",` +
			`"sku":"woo-album","status":"publish","stock_status":"instock","tax_status":"taxable","type":"simple","virtual":true}`,
		"logo-collection": `{"catalog_visibility":"visible","categories":["Clothing"],"grouped_products":["woo-hoodie-with-logo","woo-tshirt","woo-beanie"],` +
			`"meta_data":[{"key":"_wpcom_is_markdown","value":"1"}],"name":"Logo Collection",` +
			`"reviews_allowed":true,"short_description":"This is a grouped product.","sku":"logo-collection","status":"publish","stock_status":"instock","tax_status":"taxable","type":"grouped"}`,
		"woo-vneck-tee-red": `{"attributes":[{"global":true,"name":"Color","option":"Red"}],"image":{"alt":"","src":"https://woocommercecore.mystagingwebsite.com/wp-content/uploads/2017/12/vneck-tee-2.jpg"},` +
			`"parent":"woo-vneck-tee","regular_price":"20","sku":"woo-vneck-tee-red","status":"publish","stock_status":"instock","tax_status":"taxable","type":"variation"}`,
	} {
		packages, err := f.st.Packages(t.Context(), w.ID, []int64{f.id(sku)})
		if err != nil {
			t.Fatal(err)
		}
		got := decodePayload(packages[f.id(sku)].Payload)
		delete(got, "description")
		delete(got, "images")
		if string(got.canonical()) != want {
			t.Errorf("%s\n got %s\nwant %s", sku, got.canonical(), want)
		}
	}
	cheaper := sample(t)
	for i := range cheaper {
		if cheaper[i].SKU == "woo-hoodie-with-logo" {
			cheaper[i].Fields.RegularPrice = "42"
		}
	}
	f.put(true, cheaper...)
	if got, want := f.counts(w), (store.PlanCounts{Update: 1, Unchanged: 24}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	if p := f.previews(PreviewRequest{SKUs: []string{"woo-hoodie-with-logo"}})["woo-hoodie-with-logo"]; len(p.Changes) != 1 || p.Changes[0] != (Change{"regular_price", "regular price", "45.00", "42.00"}) {
		t.Errorf("%+v", p)
	}
}
