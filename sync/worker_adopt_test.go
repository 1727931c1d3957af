package sync_test

import (
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// client speaks to the world's shop as its owner would.
func (w *world) client() *woo.Client {
	w.t.Helper()
	c, err := woo.New(woo.Config{URL: w.webshop.URL, ConsumerKey: w.webshop.Keys.ConsumerKey, ConsumerSecret: w.webshop.Keys.ConsumerSecret, Now: w.clock.now})
	w.must(err)
	w.t.Cleanup(c.Close)
	return c
}

// inShop makes a product in the shop by hand.
func (w *world) inShop(f woo.Fields) woo.Product {
	w.t.Helper()
	p, err := w.client().CreateProduct(w.ctx, f)
	w.must(err)
	return p
}

func TestProductsThatTheShopHasAreTakenOver(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	ids := map[string]int64{}
	for n := range 60 {
		sku := strings.ToLower(simple(n + 1).SKU) // the shop compares without regard to case
		ids[simple(n+1).SKU] = w.inShop(woo.Fields{"name": "by hand", "sku": sku, "regular_price": "1"}).ID
	}
	w.put(false, simples(100)...)
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 40, Updated: 60})
	w.has(skusOf(w)...)
	for sku, id := range ids {
		if p := w.shop.ProductBySKU(sku); int64(p["id"].(int)) != id || p["name"] == "by hand" {
			t.Fatalf("%s is %v, named %v", sku, p["id"], p["name"])
		}
	}
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
	if w.shop.WriteCount() != before {
		t.Error("what was taken over is sent again")
	}
}

func TestAFamilyThatTheShopHasIsTakenOver(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.importFile(sampleFile)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 25})
	// A new store knows nothing of the shop.
	o := newWorldOn(t, w)
	o.importFile(sampleFile)
	op := o.sync(sync.Request{})
	o.want(op, store.Completed, store.Counts{Updated: 25})
	if n := w.shop.ProductCount(); n != 18 {
		t.Errorf("the shop has %d products", n)
	}
	o.has(skusOf(o)...)
}

func TestAStrangerUnderTheSKUIsNotTakenOver(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	parent := w.inShop(woo.Fields{"name": "Family", "type": "variable", "sku": "FAMILY"})
	if _, err := w.client().CreateVariation(w.ctx, parent.ID, woo.Fields{"sku": "P-0001", "regular_price": "3"}); err != nil {
		t.Fatal(err)
	}
	w.put(false, simples(2)...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 1, Failed: 1})
	text := w.errorText(op)
	if !strings.HasPrefix(text, "1 of 2 products failed\nP-0001  Product 1: In the webshop, the SKU belongs to a variation of product ") {
		t.Errorf("the error is %q", text)
	}
	retry, err := w.svc.Retry(w.ctx, op.ID)
	w.must(err)
	w.start()
	w.want(w.ended(retry.ID), store.Failed, store.Counts{Failed: 1})
}

func TestAProductInTheTrashIsRestored(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	p := w.inShop(woo.Fields{"name": "old", "sku": "P-0001"})
	w.must(w.client().DeleteProduct(w.ctx, p.ID, false))
	w.put(false, simples(2)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 1, Updated: 1})
	if now := w.shop.ProductBySKU("P-0001"); int64(now["id"].(int)) != p.ID || now["status"] != "publish" {
		t.Errorf("the product is %v, %v", now["id"], now["status"])
	}

	// One that is ours, and moved to the trash by hand.
	w.must(w.client().DeleteProduct(w.ctx, p.ID, false))
	changed := simple(1)
	changed.Fields.RegularPrice = "99"
	w.put(false, changed)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if now := w.shop.ProductBySKU("P-0001"); now["status"] != "publish" || now["regular_price"] != "99" {
		t.Errorf("the product is %v at %v", now["status"], now["regular_price"])
	}
	w.has("P-0001", "P-0002")
}

func TestWhatTheShopHasLostIsMadeAgain(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, append(simples(3), variable("V", "red", "blue", "green")...)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 7})

	w.must(w.client().DeleteProduct(w.ctx, int64(id(w.shop.ProductBySKU("P-0002"))), true))
	w.must(w.client().DeleteProduct(w.ctx, int64(id(w.shop.ProductBySKU("V"))), true)) // takes its variations along
	w.has("P-0001", "P-0003")
	changed := simple(2)
	changed.Fields.RegularPrice = "99"
	blue := variable("V", "red", "blue", "green")
	blue[2].Fields.RegularPrice = "99"
	w.put(false, append(blue, changed)...)
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 5})
	w.has(skusOf(w)...)
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
	if w.shop.WriteCount() != before {
		t.Error("what was made again is sent again")
	}

	w.must(w.client().DeleteProduct(w.ctx, int64(id(w.shop.ProductBySKU("V"))), true))
	blue[0].Fields.ShortDescription = "new" // this time its variable product itself differs
	w.put(false, blue...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 4})
	w.has(skusOf(w)...)
}

func TestADeletedCategoryIsMadeAgain(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := simples(3)
	for i := range list {
		list[i].Fields.Categories = []string{"Goods > Fine"}
		list[i].Fields.Tags = []string{"salt & pepper"}
	}
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	for _, c := range w.shop.Categories() {
		if c["name"] != "Uncategorized" {
			w.must(w.client().DeleteTerm(w.ctx, woo.TermCategories, int64(id(c))))
		}
	}
	w.must(w.client().DeleteTerm(w.ctx, woo.TermTags, int64(id(w.shop.Tags()[0]))))
	w.want(w.sync(sync.Request{Full: true}), store.Completed, store.Counts{Updated: 3})
	for _, p := range w.shop.Products() {
		categories, tags := p["categories"].([]any), p["tags"].([]any)
		if len(categories) != 1 || categories[0].(map[string]any)["name"] != "Fine" || len(tags) != 1 {
			t.Errorf("%v is in %v with the tags %v", p["sku"], categories, tags)
		}
	}
	if n := len(w.shop.Categories()); n != 3 {
		t.Errorf("the shop has %d categories: %v", n, w.shop.Categories())
	}
}

func TestCategoriesAndTermsThatTheShopHasAreUsed(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	c := w.client()
	goods, err := c.CreateTerm(w.ctx, woo.TermCategories, woo.Fields{"name": "Salt & Goods"})
	w.must(err)
	if _, err := c.CreateTerm(w.ctx, woo.TermCategories, woo.Fields{"name": "Fine", "parent": goods.ID}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateTerm(w.ctx, woo.TermTags, woo.Fields{"name": "Summer"}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.CreateAttribute(w.ctx, woo.Fields{"name": "colour"}); err != nil {
		t.Fatal(err)
	}
	p := simple(1)
	p.Fields.Categories, p.Fields.Tags = []string{"Salt & Goods > Fine"}, []string{"summer", "winter"}
	p.Fields.Attributes = []store.Attribute{{Name: "Colour", Values: []string{"Red"}, Visible: true, Global: true}}
	w.put(false, p)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 1})
	if len(w.shop.Categories()) != 3 || len(w.shop.Tags()) != 2 || len(w.shop.Attributes()) != 1 {
		t.Errorf("the shop has %d categories, %d tags, %d attributes", len(w.shop.Categories()), len(w.shop.Tags()), len(w.shop.Attributes()))
	}
}

func TestLinksAreMadeOnceTheirProductsAreThere(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize, s.Connections = 2, 1 })
	list := simples(6)
	list[0].Fields.Upsells = []string{"P-0006", "P-0002"}
	list[5].Fields.CrossSells = []string{"P-0001"}
	group := simple(7)
	group.Type, group.SKU, group.Fields.RegularPrice = store.Grouped, "GROUP", ""
	group.Fields.Grouped = []string{"P-0005", "P-0006"}
	list[1].Fields.Upsells = []string{"GROUP"}
	w.put(false, append([]store.Product{group}, list...)...)
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 7})
	linked := func(sku, field string) (skus []string) {
		for _, n := range w.shop.ProductBySKU(sku)[field].([]any) {
			skus = append(skus, w.shop.ProductByID(n.(int))["sku"].(string))
		}
		return skus
	}
	for _, c := range []struct{ sku, field, want string }{
		{"P-0001", "upsell_ids", "P-0006 P-0002"}, {"P-0006", "cross_sell_ids", "P-0001"},
		{"GROUP", "grouped_products", "P-0005 P-0006"}, {"P-0002", "upsell_ids", "GROUP"},
	} {
		if got := strings.Join(linked(c.sku, c.field), " "); got != c.want {
			t.Errorf("%s of %s are %q, want %q", c.field, c.sku, got, c.want)
		}
	}
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
	if w.shop.WriteCount() != before {
		t.Error("links are sent again")
	}
}

func TestAVariationThatMovesIsMadeAnew(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, append(variable("V", "red", "blue"), variable("W", "green")...)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
	moved := variable("W", "green", "blue")
	moved[2].SKU = "V-blue"
	w.put(false, moved...)
	op := w.sync(sync.Request{})
	if op.State != store.Completed {
		t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
	}
	if v := w.shop.ProductBySKU("V-blue"); parentSKU(w, v) != "W" || v["status"] != "publish" {
		t.Errorf("the variation hangs on %s as %v", parentSKU(w, v), v["status"])
	}
}
