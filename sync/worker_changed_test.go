package sync_test

import (
	"fmt"
	"net/http"
	"strings"
	gosync "sync"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// priced gives products another price, which is all that is sent of them then.
func priced(list []store.Product, price string) []store.Product {
	for i := range list {
		if list[i].Fields.RegularPrice != "" {
			list[i].Fields.RegularPrice = price
		}
	}
	return list
}

// by is the shop's product of a SKU, by its id.
func (w *world) by(sku string) int64 {
	w.t.Helper()
	p := w.shop.ProductBySKU(sku)
	if p == nil {
		w.t.Fatalf("the shop has no %s", sku)
	}
	return int64(id(p))
}

func (w *world) byHand(sku string, f woo.Fields) {
	w.t.Helper()
	_, err := w.client().UpdateProduct(w.ctx, w.by(sku), f)
	w.must(err)
}

func TestASKUChangedByHandIsTakenBack(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := append(simples(3), variable("V", "red", "blue")...)
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 6})
	for _, sku := range []string{"P-0001", "V"} {
		w.byHand(sku, woo.Fields{"sku": "BY-HAND-" + sku})
	}
	red := w.shop.ProductBySKU("V-red")
	_, err := w.client().UpdateVariation(w.ctx, int64(red["parent_id"].(int)), int64(id(red)), woo.Fields{"sku": "BY-HAND-RED"})
	w.must(err)
	changed := priced(list, "99")
	changed[3].Fields.ShortDescription = "new"
	w.put(false, changed...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 6})
	w.has(skusOf(w)...)
	w.checkPackages()
	w.quiet()

	// Where somebody else has it now, that is said.
	w.byHand("P-0001", woo.Fields{"sku": "BY-HAND"})
	other := w.inShop(woo.Fields{"name": "Other", "sku": "P-0001"})
	w.put(false, priced(list[:1], "98")...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Failed: 1})
	if text := w.errorText(op); !strings.Contains(text, fmt.Sprintf("refused the SKU: product %d has it already", other.ID)) {
		t.Errorf("the error is %s", text)
	}
}

func TestATypeChangedByHandIsTakenBack(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := append(simples(3), variable("V", "red", "blue")...)
	list[0].Fields.ManageStock, list[0].Fields.Stock = true, "7"
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 6})
	w.byHand("P-0001", woo.Fields{"type": "external"}) // its stock goes
	w.byHand("P-0002", woo.Fields{"type": "variable"}) // it may get variations by hand
	w.byHand("V", woo.Fields{"type": "simple"})        // its variations are deleted
	w.put(false, priced(list[:3], "99")...)
	list[3].Fields.ShortDescription = "new"
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Updated: 3, Added: 2, Failed: 1})
	if text := w.errorText(op); !strings.HasPrefix(text, "1 of 6 products failed\nP-0002  Product 2: In the webshop it was made a variable product") {
		t.Errorf("the error is %s", text)
	}
	if p := w.shop.ProductBySKU("P-0001"); p["type"] != "simple" || p["stock_quantity"] != 7 || p["regular_price"] != "99" {
		t.Errorf("the first is %v with %v at %v", p["type"], p["stock_quantity"], p["regular_price"])
	}
	if p := w.shop.ProductBySKU("P-0002"); p["type"] != "variable" {
		t.Errorf("the one that may have variations is %v", p["type"])
	}
	w.has(skusOf(w)...)
	w.quiet()

	// Everything sent anew leaves the variable one alone too.
	op = w.sync(sync.Request{Full: true})
	w.want(op, store.Failed, store.Counts{Updated: 5, Failed: 1})
}

func TestTypesChangedInTheCatalogueFollow(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := append(simples(2), variable("V", "red", "blue")...)
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
	ids := []int64{w.by("P-0001"), w.by("P-0002"), w.by("V")}

	list[0].Type, list[0].Fields.ExternalURL = store.External, "https://elsewhere.site/a"
	family := variable("P-0002", "red", "blue")
	v := simple(7)
	v.SKU = "V"
	w.put(true, append(append([]store.Product{list[0], v}, family...), simple(9))...)
	op := w.sync(sync.Request{ConfirmRemovals: true})
	w.want(op, store.Completed, store.Counts{Updated: 3, Added: 3, Removed: 2})
	for i, sku := range []string{"P-0001", "P-0002", "V"} {
		if p := w.shop.ProductBySKU(sku); int64(id(p)) != ids[i] || p["type"] != []string{"external", "variable", "simple"}[i] {
			t.Errorf("%s is product %v of type %v", sku, p["id"], p["type"])
		}
	}
	w.has("P-0001", "P-0002", "P-0002-red", "P-0002-blue", "V", "P-0009")
	w.quiet()
}

func TestDeletedTermsAreNoticedByAnyUpdate(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := simples(6)
	for i := range list {
		f := &list[i].Fields
		f.Categories, f.Tags, f.Brands = []string{"Goods > Fine"}, []string{"salt & pepper"}, []string{"Bosch"}
		f.Attributes = []store.Attribute{{Name: "Colour", Values: []string{"Red"}, Visible: true, Global: true}}
	}
	list[5].Fields = simple(6).Fields // this one has nothing of it
	list = append(list, variable("V", "red", "blue")...)
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 9})
	c := w.client()
	for _, x := range w.shop.Categories() {
		if x["name"] == "Fine" {
			w.must(c.DeleteTerm(w.ctx, woo.TermCategories, int64(id(x))))
		}
	}
	w.must(c.DeleteTerm(w.ctx, woo.TermTags, int64(id(w.shop.Tags()[0]))))
	w.must(c.DeleteTerm(w.ctx, woo.TermBrands, int64(id(w.shop.Brands()[0]))))
	w.must(c.DeleteAttribute(w.ctx, int64(id(w.shop.Attributes()[0]))))

	w.put(false, priced(list[:1], "99")...) // one price alone changes
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Updated: 8})
	for i := range 5 {
		p := w.shop.ProductBySKU(list[i].SKU)
		for _, field := range []string{"categories", "tags", "brands", "attributes"} {
			if terms, _ := p[field].([]any); len(terms) != 1 || terms[0].(map[string]any)["name"] == "Uncategorized" {
				t.Errorf("%s has the %s %v", list[i].SKU, field, p[field])
			}
		}
	}
	for _, colour := range []string{"red", "blue"} {
		v := w.shop.ProductBySKU("V-" + colour)
		if chosen, _ := v["attributes"].([]any); len(chosen) != 1 || !strings.EqualFold(chosen[0].(map[string]any)["option"].(string), colour) {
			t.Errorf("the variation %s has %v", colour, v["attributes"])
		}
	}
	if len(w.shop.Categories()) != 3 || len(w.shop.Tags()) != 1 || len(w.shop.Brands()) != 1 || len(w.shop.Attributes()) != 1 {
		t.Errorf("the shop has %d categories, %d tags, %d brands, %d attributes", len(w.shop.Categories()), len(w.shop.Tags()), len(w.shop.Brands()), len(w.shop.Attributes()))
	}
	w.checkPackages()
	w.quiet()
}

func TestAProductTakenOutOfItsCategoryByHandComesBackAlone(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := simples(5)
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
	w.byHand("P-0001", woo.Fields{"categories": []woo.Fields{}})
	w.put(false, priced(list[:1], "99")...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if c := w.shop.ProductBySKU("P-0001")["categories"].([]any); len(c) != 1 || c[0].(map[string]any)["name"] != "Goods" {
		t.Errorf("it is in %v", c)
	}
	if n := len(w.shop.Categories()); n != 2 {
		t.Errorf("the shop has %d categories", n)
	}
	w.quiet()
}

func TestRenamedCategoriesAndAttributesAreUsedAsTheyAre(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := append(simples(2), variable("V", "red", "blue")...)
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
	c := w.client()
	var goods int64
	for _, x := range w.shop.Categories() {
		if x["name"] == "Goods" {
			goods = int64(id(x))
		}
	}
	_, err := c.UpdateTerm(w.ctx, woo.TermCategories, goods, woo.Fields{"name": "Everything we sell"})
	w.must(err)
	_, err = c.UpdateAttribute(w.ctx, int64(id(w.shop.Attributes()[0])), woo.Fields{"name": "Hue"})
	w.must(err)
	more := append(priced(list, "99"), simple(3))
	more = append(more, variable("W", "red", "pink")...)
	w.put(false, more...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 4, Added: 4})
	if n, m := len(w.shop.Categories()), len(w.shop.Attributes()); n != 2 || m != 1 {
		t.Errorf("the shop has %d categories and %d attributes", n, m)
	}
	for _, sku := range []string{"P-0003", "W"} {
		if in := w.shop.ProductBySKU(sku)["categories"].([]any); len(in) != 1 || in[0].(map[string]any)["name"] != "Everything we sell" {
			t.Errorf("%s is in %v", sku, in)
		}
	}
	for sku, want := range map[string]string{"V-red": "red", "V-blue": "blue", "W-red": "red", "W-pink": "pink"} {
		if chosen, _ := w.shop.ProductBySKU(sku)["attributes"].([]any); len(chosen) != 1 || chosen[0].(map[string]any)["option"] != want || chosen[0].(map[string]any)["name"] != "Hue" {
			t.Errorf("%s is %v", sku, chosen)
		}
	}
	w.quiet()
}

func TestAnOrphanRowIsExplained(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, append(simples(3), variable("V", "red")...)...)
	w.shop.Orphan("P-0002", true)
	w.shop.Orphan("V", true)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 2, Failed: 3})
	text := w.errorText(op)
	for _, want := range []string{"P-0002  Product 2: No product of the webshop has this SKU, but its product lookup table still does", "V-red  V red: Its variable product V could not be added", "Regenerate the product lookup tables"} {
		if !strings.Contains(text, want) {
			t.Errorf("the error lacks %q: %s", want, text)
		}
	}
	w.shop.Orphan("P-0002", false) // its owner follows the advice
	w.shop.Orphan("V", false)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	w.has(skusOf(w)...)
	w.quiet()
}

func TestVariationsWithoutSKUAreFoundByTheirOptions(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	c := w.client()
	parent := w.inShop(woo.Fields{"name": "By hand", "type": "variable", "sku": "V", "attributes": []woo.Fields{
		{"name": "Colour", "options": []string{"Red", "blue"}, "variation": true, "visible": true}}})
	ids := map[string]int64{}
	for _, colour := range []string{"Red", "blue"} {
		v, err := c.CreateVariation(w.ctx, parent.ID, woo.Fields{"regular_price": "1", "attributes": []woo.Fields{{"name": "Colour", "option": colour}}})
		w.must(err)
		ids["V-"+strings.ToLower(colour)] = v.ID
	}
	_, err := c.CreateVariation(w.ctx, parent.ID, woo.Fields{"regular_price": "1"}) // of any colour: nobody's
	w.must(err)
	family := variable("V", "red", "blue", "green")
	for i := range family {
		family[i].Fields.Attributes[0].Global = false
	}
	w.put(false, family...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 3, Added: 1})
	if n := len(w.shop.Variations(int(parent.ID))); n != 4 {
		t.Errorf("there are %d variations", n)
	}
	for sku, want := range ids {
		if v := w.shop.ProductBySKU(sku); int64(id(v)) != want {
			t.Errorf("%s is variation %v, not %d", sku, v["id"], want)
		}
	}
	w.checkPackages()
	w.quiet()
}

func TestSomebodyElseCreatesAtTheSameMoment(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, append(simples(5), variable("V", "red", "blue")...)...)
	c := w.client()
	var once gosync.Once
	theirs := map[string]int64{}
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if isBatch(r) && strings.Contains(bodyOf(r), `"create"`) {
			once.Do(func() {
				w.guardDoor(nil)
				for _, f := range []woo.Fields{{"sku": "P-0002", "name": "theirs"}, {"sku": "p-0004", "name": "theirs"}, {"sku": "V", "name": "theirs", "type": "variable"}} {
					p, err := c.CreateProduct(w.ctx, f)
					if err != nil {
						t.Error(err)
					}
					theirs[strings.ToUpper(f["sku"].(string))] = p.ID
				}
			})
		}
		shop.ServeHTTP(rw, r)
	})
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5, Updated: 3})
	for sku, want := range theirs {
		if p := w.shop.ProductBySKU(sku); int64(id(p)) != want || p["name"] == "theirs" {
			t.Errorf("%s is product %v, %v", sku, p["id"], p["name"])
		}
	}
	w.has(skusOf(w)...)
	w.checkPackages()
	w.quiet()
}
