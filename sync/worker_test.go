package sync_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

const sampleFile = "catalogue/testdata/sample_products.csv"

func TestTheSampleCatalogueArrivesWhole(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.importFile(sampleFile)
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 25})
	if op.Total != 25 || op.Done != 25 || op.StartedOn.IsZero() || op.CompletedOn.IsZero() {
		t.Errorf("the operation ended as %+v", op)
	}
	if n := w.shop.ProductCount(); n != 18 {
		t.Errorf("the shop has %d products, want 18", n)
	}

	hoodie := w.shop.ProductBySKU("woo-hoodie")
	if hoodie["type"] != "variable" || len(w.shop.Variations(id(hoodie))) != 4 {
		t.Errorf("the hoodie is %v with %d variations", hoodie["type"], len(w.shop.Variations(id(hoodie))))
	}
	if v := w.shop.ProductBySKU("woo-vneck-tee-red"); parentSKU(w, v) != "woo-vneck-tee" || v["regular_price"] != "20" {
		t.Errorf("the red tee hangs on %s at %v", parentSKU(w, v), v["regular_price"])
	} else if options := optionsOf(v); options["Color"] != "Red" || options["Size"] != "" {
		t.Errorf("the red tee has the options %v, want the colour and any size", options)
	}
	if v := w.shop.ProductBySKU("woo-hoodie-blue-logo"); optionsOf(v)["Logo"] != "Yes" {
		t.Errorf("the hoodie with logo has the options %v", optionsOf(v))
	}
	var members []string
	for _, n := range w.shop.ProductBySKU("logo-collection")["grouped_products"].([]any) {
		members = append(members, w.shop.ProductByID(n.(int))["sku"].(string))
	}
	slices.Sort(members)
	if want := []string{"woo-beanie", "woo-hoodie-with-logo", "woo-tshirt"}; !slices.EqualFunc(members, want, strings.EqualFold) {
		t.Errorf("the logo collection has %v, want %v", members, want)
	}
	if p := w.shop.ProductBySKU("wp-pennant"); p["type"] != "external" || p["external_url"] == "" {
		t.Errorf("the pennant is %v to %v", p["type"], p["external_url"])
	}
	if p := w.shop.ProductBySKU("woo-beanie"); p["sale_price"] != "18" {
		t.Errorf("the beanie is on sale at %v", p["sale_price"])
	}
	parents := map[string]string{}
	names := map[any]string{0: ""}
	for _, c := range w.shop.Categories() {
		names[c["id"]] = c["name"].(string)
	}
	for _, c := range w.shop.Categories() {
		parents[c["name"].(string)] = names[c["parent"]]
	}
	if parents["Hoodies"] != "Clothing" || parents["Accessories"] != "Clothing" || parents["Clothing"] != "" || parents["Music"] != "" {
		t.Errorf("the categories hang together as %v", parents)
	}
}

func TestASecondSynchronizationSendsNothingAndAChangedPriceOneRequest(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.importFile(sampleFile)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 25})

	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
	if n := w.shop.WriteCount() - before; n != 0 {
		t.Errorf("nothing differed, and %d requests wrote", n)
	}

	beanie := w.product("woo-beanie")
	beanie.Fields.RegularPrice = "22"
	w.put(false, beanie)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if n := w.shop.WriteCount() - before; n != 1 {
		t.Errorf("one price differed, and %d requests wrote", n)
	}
	if p := w.shop.ProductBySKU("woo-beanie"); p["regular_price"] != "22" || p["sale_price"] != "18" {
		t.Errorf("the beanie costs %v, on sale %v", p["regular_price"], p["sale_price"])
	}
	last := w.shop.Requests()[len(w.shop.Requests())-1]
	if strings.Contains(last.Body, "description") || !strings.Contains(last.Body, `"regular_price":"22"`) {
		t.Errorf("a changed price sent %s", last.Body)
	}
}

func TestEverythingIsSentAnew(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.importFile(sampleFile)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 25})
	before := len(w.shop.Requests())
	w.want(w.sync(sync.Request{Full: true}), store.Completed, store.Counts{Updated: 25})
	for _, r := range w.shop.Requests()[before:] {
		if strings.Contains(r.Body, `"src"`) {
			t.Errorf("images are fetched again: %s %s", r.Path, r.Body)
		}
	}
	w.has(skusOf(w)...)
}

func TestOneProductByName(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.importFile(sampleFile)
	vneck := w.product("woo-vneck-tee-red")
	op := w.sync(sync.Request{ProductIDs: []int64{vneck.ID}})
	w.want(op, store.Completed, store.Counts{Added: 2})
	w.has("woo-vneck-tee", "woo-vneck-tee-red")

	hoodie := w.product("woo-hoodie")
	w.want(w.sync(sync.Request{ProductIDs: []int64{hoodie.ID}}), store.Completed, store.Counts{Added: 5})

	var inactive *sync.InactiveError
	if _, _, err := w.svc.Request(w.ctx, sync.Request{WebshopID: w.webshop.ID, ProductIDs: []int64{hoodie.ID}}); !errors.As(err, &inactive) {
		t.Errorf("an unchanged product is taken on: %v", err)
	}
}

func id(o map[string]any) int { return o["id"].(int) }

func parentSKU(w *world, v map[string]any) string {
	p := w.shop.ProductByID(v["parent_id"].(int))
	if p == nil {
		return ""
	}
	return p["sku"].(string)
}

func optionsOf(v map[string]any) map[string]string {
	options := map[string]string{}
	for _, a := range v["attributes"].([]any) {
		at := a.(map[string]any)
		options[at["name"].(string)], _ = at["option"].(string)
	}
	return options
}

func skusOf(w *world) (skus []string) {
	products, err := w.store.ProductsAfter(w.ctx, 0, 10000)
	w.must(err)
	for _, p := range products {
		skus = append(skus, p.SKU)
	}
	return skus
}
