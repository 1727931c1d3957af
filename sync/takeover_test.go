package sync_test

import (
	"fmt"
	"html"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// takeOver imports the catalogue from the world's shop, which gets no writing request.
func (w *world) takeOver() sync.ImportReport {
	w.t.Helper()
	writes := w.shop.WriteCount()
	r, err := w.svc.ImportFromWebshop(w.ctx, w.webshop.Name, nil)
	w.must(err)
	if n := w.shop.WriteCount() - writes; n != 0 {
		w.t.Errorf("the import made %d writing requests", n)
	}
	return r
}

// actions are the previews of everything, by SKU.
func (w *world) actions() map[string]sync.Preview {
	w.t.Helper()
	all := map[string]sync.Preview{}
	w.must(w.svc.Preview(w.ctx, sync.PreviewRequest{Webshop: w.webshop.Name}, func(p sync.Preview) error {
		all[p.SKU] = p
		return nil
	}))
	return all
}

// unchanged checks that there is nothing to synchronize, whoever is asked.
func (w *world) unchanged(n int) {
	w.t.Helper()
	all := w.actions()
	for sku, p := range all {
		if p.Action != store.ActionUnchanged {
			w.t.Errorf("%s: %v, %v %+v", sku, p.Action, p.Reasons, p.Changes)
		}
	}
	counts, err := w.svc.PlanCounts(w.ctx, w.webshop.ID)
	w.must(err)
	if want := (store.PlanCounts{Unchanged: n}); counts != want || len(all) != n {
		w.t.Errorf("the plan is %+v for %d products, want %+v", counts, len(all), want)
	}
}

// content is all that is in the shop, without the times of changes and with numbers and attributes in one form.
func (w *world) content() map[string]any {
	all := map[string]any{}
	add := func(p map[string]any) {
		for _, passing := range []string{"date_modified", "date_modified_gmt"} {
			delete(p, passing)
		}
		all[fmt.Sprint(p["id"], " ", p["sku"])] = inOneForm(p)
	}
	for _, p := range w.shop.Products() {
		for _, v := range w.shop.Variations(p["id"].(int)) {
			add(v)
		}
		add(p)
	}
	all["categories"], all["tags"], all["brands"], all["attributes"] = w.shop.Categories(), w.shop.Tags(), w.shop.Brands(), w.shop.Attributes()
	return all
}

// inOneForm writes ".50" as "0.5" and "&copy;" as "©", cuts blanks, and leaves out the positions of attributes, whose order is that of
// the list.
func inOneForm(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key := range v {
			v[key] = inOneForm(v[key])
		}
		delete(v, "position")
	case []any:
		for i := range v {
			v[i] = inOneForm(v[i])
		}
	case string:
		if f, err := strconv.ParseFloat(v, 64); err == nil && len(v) < 10 {
			return strconv.FormatFloat(f, 'f', -1, 64)
		}
		return strings.ReplaceAll(strings.Join(strings.Fields(html.UnescapeString(v)), " "), "<p> ", "<p>")
	}
	return v
}

// sendsNothingNew sends everything to the shop anew, which must make no difference.
func (w *world) sendsNothingNew() {
	w.t.Helper()
	before := w.content()
	op := w.sync(sync.Request{Full: true})
	if op.State != store.Completed {
		w.t.Errorf("Synchronize all ended %v: %s", op.State, w.errorText(op))
	}
	after := w.content()
	for name := range maps.Keys(before) {
		if reflect.DeepEqual(before[name], after[name]) {
			continue
		}
		was, isMap := before[name].(map[string]any)
		is, _ := after[name].(map[string]any)
		if !isMap || is == nil {
			w.t.Errorf("%s was %v and is %v", name, before[name], after[name])
			continue
		}
		for field := range was {
			if !reflect.DeepEqual(was[field], is[field]) {
				w.t.Errorf("%s: %s was %#v and is %#v", name, field, was[field], is[field])
			}
		}
	}
	if len(after) != len(before) {
		w.t.Errorf("the shop has %d things, had %d", len(after), len(before))
	}
}

func TestTheSampleShopIsTakenOver(t *testing.T) {
	for _, mirror := range []bool{false, true} {
		w := newWorld(t, wootest.Options{Sample: true}, func(s *store.Webshop) { s.MirrorCategories = mirror })
		r := w.takeOver()
		if r.Rows != 25 || r.Products != 25 || r.Added != 25 || len(r.Errors) != 0 || len(r.Notes) != 0 {
			t.Errorf("the report is %+v", r)
		}
		w.unchanged(25)
		links, err := w.store.Links(w.ctx, w.webshop.ID)
		w.must(err)
		shown, err := w.store.WebshopCategories(w.ctx, w.webshop.ID)
		w.must(err)
		inventory, err := w.store.Categories(w.ctx)
		w.must(err)
		if n := len(w.shop.Categories()); len(links) != n || len(shown) != n || len(inventory) != n {
			t.Errorf("the shop has %d categories; there are %d links, %d webshop categories, %d inventory categories", n, len(links), len(shown), len(inventory))
		}
		for _, c := range shown {
			if c.RemoteID == 0 {
				t.Errorf("%s has no id", c.Path)
			}
		}
		if p := w.product("woo-vneck-tee-red"); p.ParentID != w.product("woo-vneck-tee").ID || p.Name != "V-Neck T-Shirt - Red" || p.Fields.RegularPrice != "20" ||
			len(p.Fields.Attributes) != 2 || p.Fields.Attributes[1].Values != nil {
			t.Errorf("%+v", p)
		}
		if p := w.product("woo-hoodie"); !slices.Equal(p.Fields.Categories, []string{"Clothing > Hoodies"}) || len(p.Fields.Images) != 4 {
			t.Errorf("%+v", p)
		}
		if p := w.product("logo-collection"); !slices.Equal(p.Fields.Grouped, []string{"woo-hoodie-with-logo", "woo-tshirt", "woo-beanie"}) {
			t.Errorf("%+v", p)
		}
		if r := w.takeOver(); r.Unchanged != 25 || r.Added != 0 || r.Updated != 0 {
			t.Errorf("once more: %+v", r)
		}
		w.unchanged(25)
		w.sendsNothingNew()
		w.unchanged(25)
		writes := w.shop.WriteCount()
		w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
		if n := w.shop.WriteCount() - writes; n != 0 {
			t.Errorf("with nothing changed, %d writing requests", n)
		}
	}
}

// Whatever an owner has done in a shop: after the import there is nothing to synchronize, a second import changes nothing, and to send
// everything anew leaves the shop as it was.
func TestAnyShopIsTakenOverAsItIs(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, wootest.Options{})
			k := w.shopkeeper(seed)
			k.furnish()
			for n := range 60 {
				k.one(n)
			}
			r := w.takeOver()
			if r.Products != r.Rows || r.Added != r.Rows || len(r.Errors) > 0 || len(r.Notes) > 0 {
				t.Errorf("%+v", r)
			}
			w.unchanged(r.Rows)
			if again := w.takeOver(); again.Unchanged != r.Rows || len(again.Errors) > 0 {
				t.Errorf("once more: %+v", again)
			}
			w.unchanged(r.Rows)
			w.sendsNothingNew()
			w.unchanged(r.Rows)
		})
	}
}

// What WordPress notes of a product in the trash stays there after it came back. It is no meta data of the product.
func TestNotesOfTheTrashAreNotTakenOver(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	p := w.inShop(woo.Fields{"name": "Saw", "sku": "A-1", "regular_price": "5", "meta_data": []woo.Fields{{"key": "shelf", "value": "12"}}})
	w.must(w.client().DeleteProduct(w.ctx, p.ID, false))
	_, err := w.client().UpdateProduct(w.ctx, p.ID, woo.Fields{"status": "publish"})
	w.must(err)
	w.takeOver()
	if meta := w.product("A-1").Fields.Meta; len(meta) != 1 || meta[0] != (store.Meta{Key: "shelf", Value: "12"}) {
		t.Errorf("the catalogue has the meta data %v", meta)
	}
	w.unchanged(1)
}
