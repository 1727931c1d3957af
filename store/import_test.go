package store

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// importing puts chunks of products in one import and gives the results of all and how many went away.
func (f fixture) importing(o ImportOptions, replace bool, chunks ...[]Product) (results []PutResult, deactivated int) {
	f.t.Helper()
	ctx := context.Background()
	m := must[*Import](f.t)(f.BeginImport(ctx, o))
	for _, chunk := range chunks {
		results = append(results, must[[]PutResult](f.t)(m.Put(ctx, chunk))...)
	}
	deactivated = must[int](f.t)(m.Finish(ctx, replace))
	check(f.t, m.Close())
	return results, deactivated
}

func simple(sku, name string) Product { return Product{SKU: sku, Name: name, Type: Simple, Web: true} }

// everything is all products by SKU, without what differs from store to store.
func (f fixture) everything() map[string]Product {
	f.t.Helper()
	all := map[string]Product{}
	for _, p := range must[[]Product](f.t)(f.ProductsAfter(context.Background(), 0, 1_000_000)) {
		all[p.SKU] = p
	}
	return all
}

func TestImportResults(t *testing.T) {
	variable := Product{SKU: "V", Name: "Shirt", Type: Variable}
	red := Product{SKU: "V-RED", Name: "Shirt - red", Type: Variation, Fields: ProductFields{ParentSKU: "v"}}
	first := []Product{simple("A", "Hammer"), simple("B", "Saw"), variable, red}
	dearer := simple("a ", "Hammer")
	dearer.Fields.RegularPrice = "12.50"
	second := [][]Product{{dearer, variable}, {red, simple("C", "Drill")}}
	const added, updated, unchanged = PutAdded, PutUpdated, PutUnchanged
	f := newFixture(t)
	for _, step := range []struct {
		what        string
		replace     bool
		chunks      [][]Product
		results     []PutResult
		deactivated int
		active      int
	}{
		{"into an empty store", false, [][]Product{first}, []PutResult{added, added, added, added}, 0, 4},
		{"again", true, [][]Product{first}, []PutResult{unchanged, unchanged, unchanged, unchanged}, 0, 4},
		{"with changes", true, second, []PutResult{updated, unchanged, unchanged, added}, 1, 4},
		{"with changes again", true, second, []PutResult{unchanged, unchanged, unchanged, unchanged}, 0, 4},
		{"the first again", false, [][]Product{first}, []PutResult{updated, updated, unchanged, unchanged}, 0, 5},
		{"the same SKU twice", false, [][]Product{{simple("D", "one"), simple("d", "two"), simple("D", "one"), simple("D", "one")}}, []PutResult{added, updated, updated, unchanged}, 0, 6},
		{"nothing, in place of all", true, nil, nil, 6, 0},
		{"back again", false, [][]Product{first[:2]}, []PutResult{updated, updated}, 0, 2},
	} {
		before, revision := f.everything(), must[int64](t)(f.Revision(t.Context()))
		dryResults, dryDeactivated := f.importing(ImportOptions{DryRun: true}, step.replace, step.chunks...)
		if !reflect.DeepEqual(f.everything(), before) || must[int64](t)(f.Revision(t.Context())) != revision {
			t.Fatalf("%s: a dry run wrote", step.what)
		}
		results, deactivated := f.importing(ImportOptions{}, step.replace, step.chunks...)
		if !slices.Equal(results, step.results) || deactivated != step.deactivated {
			t.Errorf("%s: %v, %d gone; want %v, %d", step.what, results, deactivated, step.results, step.deactivated)
		}
		if !slices.Equal(dryResults, results) || dryDeactivated != deactivated {
			t.Errorf("%s: the dry run said %v, %d gone", step.what, dryResults, dryDeactivated)
		}
		if n := must[int](t)(f.CountProducts(t.Context())); n != step.active {
			t.Errorf("%s: %d active products, want %d", step.what, n, step.active)
		}
		if changed := slices.ContainsFunc(results, func(r PutResult) bool { return r != unchanged }) || deactivated > 0; changed != (must[int64](t)(f.Revision(t.Context())) > revision) {
			t.Errorf("%s: changed %v, but the revision says otherwise", step.what, changed)
		}
	}
	if p := f.product("V-RED"); p.ParentID != f.product("V").ID || p.Active {
		t.Errorf("the variation is %+v", p)
	}
}

// full is a product with every field filled in.
func full(t *testing.T) Product {
	p := Product{SKU: "Fuld-Ø 1", Name: "Alt på én gang", Type: Variable, Barcode: "5701234567890", Web: true}
	v := reflect.ValueOf(&p.Fields).Elem()
	for i := range v.NumField() {
		switch field := v.Field(i); field.Kind() {
		case reflect.String:
			field.SetString("<b>" + v.Type().Field(i).Name + "</b> & æ\u2028\x01")
		case reflect.Bool:
			field.SetBool(true)
		case reflect.Int:
			field.SetInt(7)
		}
	}
	zero := 0
	p.Fields.Categories = []string{"A > B"}
	p.Fields.Tags, p.Fields.Brands, p.Fields.Grouped, p.Fields.Upsells, p.Fields.CrossSells = []string{"t"}, []string{"b"}, []string{"g"}, []string{"u"}, []string{"c"}
	p.Fields.Images = []Image{{Src: "https://x/1.jpg", Alt: "one"}}
	p.Fields.Downloads = []Download{{ID: "1", Name: "n", URL: "u"}}
	p.Fields.DownloadLimit, p.Fields.DownloadExpiry = &zero, &zero
	p.Fields.Attributes = []Attribute{{Name: "Colour", Values: []string{"red"}, Visible: true, Global: true, Default: "red"}}
	p.Fields.Meta, p.Fields.Extra = []Meta{{"k", "v"}}, map[string]string{"Column": "value"}
	for i := range v.NumField() {
		if v.Field(i).IsZero() {
			t.Errorf("field %s is not filled in", v.Type().Field(i).Name)
		}
	}
	return p
}

func TestProductsKeepEveryField(t *testing.T) {
	f := newFixture(t)
	in := full(t)
	got := f.put(in)[0]
	in.ID, in.Active, in.Revision = got.ID, true, got.Revision
	if !reflect.DeepEqual(got, in) {
		t.Errorf("stored %+v\nwant   %+v", got, in)
	}
	// Each field counts as a change.
	v := reflect.ValueOf(&in.Fields).Elem()
	for i := range v.NumField() {
		before := reflect.New(v.Field(i).Type()).Elem()
		before.Set(v.Field(i))
		v.Field(i).SetZero()
		if results, _ := f.importing(ImportOptions{}, false, []Product{in}); results[0] != PutUpdated {
			t.Errorf("without %s it counts as %v", v.Type().Field(i).Name, results[0])
		}
		v.Field(i).Set(before)
		f.put(in)
	}
	for what, change := range map[string]func(*Product){"web": func(p *Product) { p.Web = false }, "name": func(p *Product) { p.Name += "!" }, "type": func(p *Product) { p.Type = Grouped },
		"barcode": func(p *Product) { p.Barcode = "" }, "SKU's case": func(p *Product) { p.SKU = strings.ToUpper(p.SKU) }} {
		p := in
		change(&p)
		if results, _ := f.importing(ImportOptions{}, false, []Product{p}); results[0] != PutUpdated {
			t.Errorf("with another %s it counts as %v", what, results[0])
		}
		f.put(in)
	}
}

func TestChangesReachTheFamily(t *testing.T) {
	f := newFixture(t)
	variation := func(sku, parent, name string) Product {
		return Product{SKU: sku, Name: name, Type: Variation, Fields: ProductFields{ParentSKU: parent}}
	}
	parent := func(sku, name string) Product { return Product{SKU: sku, Name: name, Type: Variable} }
	f.put(parent("V", "Shirt"), parent("W", "Hat"), simple("A", "Hammer"), variation("V-1", "V", "red"), variation("V-2", "V", "blue"), variation("W-1", "W", "red"))
	for _, c := range []struct {
		what string
		put  []Product
		want []string
	}{
		{"nothing", []Product{simple("A", "Hammer")}, nil},
		{"a simple product", []Product{simple("A", "Big hammer")}, []string{"A"}},
		{"a variation", []Product{variation("V-1", "V", "dark red")}, []string{"V", "V-1"}},
		{"a parent", []Product{parent("V", "Fine shirt")}, []string{"V", "V-1", "V-2"}},
		{"a new variation", []Product{variation("V-3", "V", "green")}, []string{"V", "V-3"}},
		{"a variation that moves", []Product{variation("V-3", "W", "green")}, []string{"V", "V-3", "W"}},
	} {
		revision := must[int64](t)(f.Revision(t.Context()))
		f.put(c.put...)
		var got []string
		for _, p := range must[[]Product](t)(f.ProductsChanged(t.Context(), revision, 0, 100)) {
			got = append(got, p.SKU)
		}
		if slices.Sort(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q changed, want %q", c.what, got, c.want)
		}
	}
	revision := must[int64](t)(f.Revision(t.Context()))
	f.importing(ImportOptions{}, true, []Product{simple("A", "Big hammer"), parent("V", "Fine shirt"), parent("W", "Hat"), variation("V-2", "V", "blue"), variation("W-1", "W", "red")})
	var got []string
	for _, p := range must[[]Product](t)(f.ProductsChanged(t.Context(), revision, 0, 100)) {
		got = append(got, p.SKU)
	}
	if slices.Sort(got); !slices.Equal(got, []string{"V", "V-1", "V-3", "W"}) {
		t.Errorf("variations that went away changed %q", got)
	}
	v, w := f.product("V").ID, f.product("W").ID
	family := must[map[int64][]Product](t)(f.VariationsOf(t.Context(), []int64{v, w, 99}))
	if len(family) != 2 || len(family[v]) != 2 || len(family[w]) != 2 || family[v][0].SKU != "V-1" {
		t.Errorf("families %+v", family)
	}
}

func TestPutRefuses(t *testing.T) {
	f := newFixture(t)
	f.put(simple("A", "Hammer"))
	for _, o := range []ImportOptions{{}, {DryRun: true}} {
		m := must[*Import](t)(f.BeginImport(t.Context(), o))
		if _, err := m.Put(t.Context(), []Product{simple("B", "Saw"), {SKU: "X-1", Type: Variation, Fields: ProductFields{ParentSKU: "nobody"}}}); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), `"nobody"`) {
			t.Errorf("a variation without its parent: %v", err)
		}
		for _, sku := range []string{"", " \t", "\u200b"} {
			if _, err := m.Put(t.Context(), []Product{simple("B", "Saw"), simple(sku, "Nameless")}); err == nil || !strings.Contains(err.Error(), "Nameless") {
				t.Errorf("SKU %q: %v", sku, err)
			}
		}
		check(t, m.Close())
		check(t, m.Close())
	}
	if found := must[[]Product](t)(f.ProductsBySKU(t.Context(), []string{"B", "a", "nobody"})); len(found) != 1 {
		t.Errorf("a refused call left %d products", len(found))
	}
}

// TestImportThatDiesLeavesAWholeStore ends the program between two chunks of a first import.
func TestImportThatDiesLeavesAWholeStore(t *testing.T) {
	f := newFixture(t)
	m := must[*Import](t)(f.BeginImport(t.Context(), ImportOptions{}))
	must[[]PutResult](t)(m.Put(t.Context(), []Product{simple("HAM-1", "Hammer"), simple("SAW-1", "Saw")}))
	if hits := must[[]ProductHit](t)(f.SearchProducts(t.Context(), "amm", 10)); len(hits) != 1 {
		t.Errorf("during the import %d products are found", len(hits))
	}
	check(t, f.Close()) // and the import is neither finished nor closed
	for range 2 {
		s := open(t, Options{Path: f.Path()})
		s.tasks.Wait()
		var n int
		check(t, s.read.get(t.Context(), []any{&n}, "SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name IN ('products_sku', 'products_name', 'products_barcode')"))
		if n != 3 {
			t.Errorf("%d of 3 search indexes are there", n)
		}
		for _, text := range []string{"ham", "saw", "amm"} {
			if hits := must[[]ProductHit](t)(s.SearchProducts(t.Context(), text, 10)); len(hits) != 1 {
				t.Errorf("%q finds %d products", text, len(hits))
			}
		}
		check(t, s.Close())
	}
}

func TestProductsChangedWalksManyAndFew(t *testing.T) {
	f := newFixture(t)
	var products []Product
	for i := range fewChanges + 500 {
		products = append(products, simple(fmt.Sprintf("P-%d", i), "Product"))
	}
	f.importing(ImportOptions{}, false, products)
	revision := must[int64](t)(f.Revision(t.Context()))
	f.importing(ImportOptions{}, false, []Product{simple("P-7", "Seven"), simple("P-20000", "Twenty thousand")})
	for since, want := range map[int64]int{0: len(products), revision: 2, revision + 1: 0} {
		var ids []int64
		for after := int64(0); ; {
			some := must[[]Product](t)(f.ProductsChanged(t.Context(), since, after, 3000))
			if len(some) == 0 {
				break
			}
			for _, p := range some {
				ids = append(ids, p.ID)
			}
			after = ids[len(ids)-1]
		}
		if len(ids) != want || !slices.IsSorted(ids) {
			t.Errorf("since revision %d: %d products, sorted %v; want %d", since, len(ids), slices.IsSorted(ids), want)
		}
	}
}

func TestProductsByIDComeInTheirOrder(t *testing.T) {
	f := newFixture(t)
	ps := f.put(simple("A", "a"), simple("B", "b"), simple("C", "c"))
	var got []string
	for _, p := range must[[]Product](t)(f.Products(t.Context(), []int64{ps[2].ID, 99, ps[0].ID})) {
		got = append(got, p.SKU)
	}
	if !slices.Equal(got, []string{"C", "A"}) {
		t.Errorf("read %q", got)
	}
}
