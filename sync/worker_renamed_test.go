package sync_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// remarks are what an operation says of products that went well.
func (w *world) remarks(id int64) string {
	w.t.Helper()
	var all []string
	for _, i := range w.items(id) {
		if i.Outcome == store.OutcomeDone && i.Error != "" {
			all = append(all, i.Error)
		}
	}
	return strings.Join(all, "\n")
}

// chosen are the values of a product's first attribute, or of a variation.
func (w *world) chosen(sku string) string {
	w.t.Helper()
	list, _ := w.shop.ProductBySKU(sku)["attributes"].([]any)
	if len(list) != 1 {
		return ""
	}
	at := list[0].(map[string]any)
	if one, ok := at["option"].(string); ok {
		return one
	}
	var all []string
	for _, o := range at["options"].([]any) {
		all = append(all, o.(string))
	}
	slices.Sort(all)
	return strings.Join(all, ",")
}

func (w *world) values(attribute int64) (list []woo.Term) {
	w.t.Helper()
	list, err := w.client().ListTerms(w.ctx, woo.AttributeTerms(attribute))
	w.must(err)
	return list
}

func TestWhatIsCalledOtherwiseInTheWebshopIsSaidOnce(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := simples(4)
	for i := range list {
		f := &list[i].Fields
		f.Categories, f.Tags, f.Brands = []string{"Goods > Fine & small"}, []string{"salt & pepper"}, []string{"Café"}
		f.Attributes = []store.Attribute{{Name: "Colour", Values: []string{"Red"}, Visible: true, Global: true}}
	}
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 4})
	if said := w.remarks(op.ID); said != "" {
		t.Errorf("without a cause it says %s", said)
	}
	c := w.client()
	for _, x := range w.shop.Categories() {
		if x["name"] == "Fine &amp; small" {
			_, err := c.UpdateTerm(w.ctx, woo.TermCategories, int64(id(x)), woo.Fields{"name": "Selected"})
			w.must(err)
		}
	}
	_, err := c.UpdateTerm(w.ctx, woo.TermTags, int64(id(w.shop.Tags()[0])), woo.Fields{"name": "Seasoning"})
	w.must(err)
	_, err = c.UpdateTerm(w.ctx, woo.TermBrands, int64(id(w.shop.Brands()[0])), woo.Fields{"name": "Bar"})
	w.must(err)
	_, err = c.UpdateAttribute(w.ctx, int64(id(w.shop.Attributes()[0])), woo.Fields{"name": "Hue"})
	w.must(err)
	w.put(false, priced(list, "99")...)
	op = w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Updated: 4})
	said := w.remarks(op.ID)
	for _, want := range []string{"the category “Fine & small” is called “Selected”", "the tag “salt & pepper” is called “Seasoning”", "the brand “Café” is called “Bar”", "the attribute “Colour” is called “Hue”"} {
		if strings.Count(said, want) != 1 {
			t.Errorf("%q is said %d times: %s", want, strings.Count(said, want), said)
		}
	}
	w.quiet()
}

func TestAValueThatWasRenamedInTheWebshopIsNotMadeASecondTime(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, append(variable("V", "red", "blue"), variable("W", "red")...)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
	colour := int64(id(w.shop.Attributes()[0]))
	for _, v := range w.values(colour) {
		if v.Name == "red" {
			_, err := w.client().UpdateTerm(w.ctx, woo.AttributeTerms(colour), v.ID, woo.Fields{"name": "Crimson"})
			w.must(err)
		}
	}
	w.put(false, variable("V", "red", "blue", "green")...) // the product gets another colour, V-red stays as it is
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Updated: 1, Added: 1})
	if got := w.chosen("V"); got != "Crimson,blue,green" {
		t.Errorf("V has %s", got)
	}
	if got := w.chosen("V-red"); got != "Crimson" {
		t.Errorf("V-red is %s", got)
	}
	if n := len(w.values(colour)); n != 3 {
		t.Errorf("there are %d colours", n)
	}
	if said := w.remarks(op.ID); said != "In the webshop, the attribute value “red” is called “Crimson”. It was known by its number and is used under that name." {
		t.Errorf("it says %q", said)
	}
	w.quiet()

	// Everything sent anew changes none of it.
	w.want(w.sync(sync.Request{Full: true}), store.Completed, store.Counts{Updated: 6})
	if got := w.chosen("W-red") + " " + w.chosen("W") + " " + w.chosen("V"); got != "Crimson Crimson Crimson,blue,green" {
		t.Errorf("sent anew they are %s", got)
	}
	w.checkPackages()
	w.quiet()
}

func TestAValueThatWasDeletedInTheWebshopIsMadeAgainForAll(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	other := simple(7)
	other.Fields.Attributes = []store.Attribute{{Name: "Colour", Values: []string{"red"}, Visible: true, Global: true}}
	w.put(false, append(variable("V", "red", "blue"), other)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 4})
	colour := int64(id(w.shop.Attributes()[0]))
	for _, v := range w.values(colour) {
		if v.Name == "red" {
			w.must(w.client().DeleteTerm(w.ctx, woo.AttributeTerms(colour), v.ID))
		}
	}
	w.put(false, variable("V", "red", "blue", "green")...)
	op := w.sync(sync.Request{})
	if op.State != store.Completed {
		t.Fatalf("it ended %v: %s", op.State, w.errorText(op))
	}
	for sku, want := range map[string]string{"V": "blue,green,red", "V-red": "red", "V-blue": "blue", "V-green": "green", other.SKU: "red"} {
		if got := w.chosen(sku); got != want {
			t.Errorf("%s has %s, want %s", sku, got, want)
		}
	}
	if n := len(w.values(colour)); n != 3 {
		t.Errorf("there are %d colours", n)
	}
	w.checkPackages()
	w.quiet()
}

// TestWhatWasFoundChangedIsSaid wants the repair of each change by hand told with its product.
func TestWhatWasFoundChangedIsSaid(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	list := simples(7)
	list[4].Fields.Tags = []string{"new"}
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 7})
	c := w.client()
	w.byHand("P-0001", woo.Fields{"sku": "BY-HAND"})
	w.byHand("P-0002", woo.Fields{"type": "external"})
	w.must(c.DeleteProduct(w.ctx, w.by("P-0003"), true))
	w.must(c.DeleteProduct(w.ctx, w.by("P-0004"), false))
	w.must(c.DeleteTerm(w.ctx, woo.TermTags, int64(id(w.shop.Tags()[0]))))
	w.put(false, priced(list[:6], "99")...)
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Updated: 5, Added: 1})
	for sku, want := range map[string]string{
		"P-0001": "In the webshop its SKU was changed to “BY-HAND”; it was changed back.",
		"P-0002": "In the webshop it was made a product of type \"external\"; it is simple again.",
		"P-0003": "The webshop no longer had it; it was made again.",
		"P-0004": "It was in the trash of the webshop and was taken out.",
		"P-0005": "The webshop had deleted or taken away its tags; it has them again.",
		"P-0006": "",
	} {
		if got := w.item(op.ID, sku).Error; got != want {
			t.Errorf("%s: it says %q, want %q", sku, got, want)
		}
	}
	w.quiet()
}

// TestAShopThatDoesNotLetValuesBeMadeGetsThemWithItsProducts takes away the right to look after attribute values, and lets a plugin break it.
func TestAShopThatDoesNotLetValuesBeMadeGetsThemWithItsProducts(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"no right": func(rw http.ResponseWriter) {
			rw.Header().Set("Content-Type", "application/json")
			rw.WriteHeader(http.StatusForbidden)
			fmt.Fprint(rw, `{"code":"woocommerce_rest_cannot_batch","message":"Sorry, you are not allowed to batch manipulate this resource.","data":{"status":403}}`)
		},
		"a broken plugin": func(rw http.ResponseWriter) {
			rw.Header().Set("Content-Type", "application/json")
			rw.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(rw, `{"code":"internal_server_error","message":"<p>There has been a critical error on this website.</p>","data":{"status":500,"error":{"message":"x","file":"/a.php","line":1}}}`)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, wootest.Options{})
			w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
				if strings.Contains(r.URL.Path, "/terms") {
					answer(rw)
					return
				}
				shop.ServeHTTP(rw, r)
			})
			w.put(false, variable("V", "red", "blue")...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
			if got := w.chosen("V") + " " + w.chosen("V-red"); got != "blue,red red" {
				t.Errorf("they have %s", got)
			}
			w.quiet()
		})
	}
}
