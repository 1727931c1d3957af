package catalogue

import (
	"reflect"
	"strings"
	"testing"

	"woosync/store"
)

// csvOf writes a file of header=value cells: one product with every column that is named.
func csvOf(cells ...string) string {
	var head, row []string
	quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
	for _, c := range cells {
		h, v, _ := strings.Cut(c, "=")
		head, row = append(head, quote(h)), append(row, quote(v))
	}
	return strings.Join(head, ",") + "\n" + strings.Join(row, ",") + "\n"
}

func TestEveryColumnOfWooCommerce(t *testing.T) {
	text := csvOf("ID=7", "Type=simple, downloadable, virtual", "SKU=A-1", "GTIN, UPC, EAN, or ISBN=57 01234-567890", "Name='=Sum", "Published=0", "Is featured?=1",
		"Visibility in catalog=search", `Short description=a\nb`, `Description=C:\\new\nline`, "Date sale price starts=2026-11-23 8:00:00", "Date sale price ends=2026-11-30",
		"Tax status=shipping", "Tax class=reduced-rate", "In stock?=backorder", "Stock='-3", "Low stock amount=2", "Backorders allowed?=notify", "Sold individually?=1",
		"WEIGHT (KG)=1,5", "Length (in)=.5", "Width (in)=007", "Height (in)=2.50", "Allow customer reviews?=0", "Purchase note=Thanks", "Sale price=9,5", "Regular price=1 234,50",
		`Categories=Clothing > Hoodies, Beslag\, lås, clothing>hoodies, `, `Tags=a, b\, c, A`, "Shipping class=bulky", `Images=https://x.example/a b.jpg, http://x.example/b\,c.png`,
		"Download limit='-1", "Download expiry days=30", "Parent=", "Grouped products=B-1, B-2", "Upsells=B-3", "Cross-sells=B-4", "External URL=https://x.example/p", "Button text=Buy",
		"Position=-2", "Cost of goods=3.20", "Brands=Bosch, Makita",
		"Attribute 2 name=Size", `Attribute 2 value(s)=1\,5 mm, 2 mm`, "Attribute 2 visible=0", "Attribute 2 global=1", "Attribute 2 default=2 mm", "Attribute 10 name=Color", "Attribute 10 value(s)=Red",
		"Download 1 ID=x1", "Download 1 name=Song", "Download 1 URL=https://x.example/s.mp3?k=1", "Download 2 URL=https://x.example/d/t.mp3",
		"Meta: _custom Key=v", "Meta: empty=", "Meta: _sku=evil", "My own=kept", "=unnamed", "My own=twice")
	products, r := readGood(t, text, Options{})
	minus, thirty := -1, 30
	want := store.Product{SKU: "A-1", Type: store.Simple, Name: "=Sum", Barcode: "5701234-567890", Active: true, Web: true, Fields: store.ProductFields{
		SourceID: "7", Status: "private", Featured: true, Visibility: "search", ShortDescription: "a\nb", Description: "C:\\new\nline",
		RegularPrice: "1234.50", SalePrice: "9.5", SaleFrom: "2026-11-23T08:00:00", SaleTo: "2026-11-30", TaxStatus: "shipping", TaxClass: "reduced-rate",
		Virtual: true, Downloadable: true, ManageStock: true, Stock: "-3", StockStatus: "onbackorder", LowStock: "2", Backorders: "notify", SoldIndividually: true,
		Weight: "1.5", Length: "0.5", Width: "7", Height: "2.50", ShippingClass: "bulky", PurchaseNote: "Thanks",
		Categories: []string{"Clothing > Hoodies", "Beslag, lås"}, Tags: []string{"a", "b, c"}, Brands: []string{"Bosch", "Makita"},
		Images:    []store.Image{{Src: "https://x.example/a%20b.jpg"}, {Src: "http://x.example/b,c.png"}},
		Downloads: []store.Download{{ID: "x1", Name: "Song", URL: "https://x.example/s.mp3?k=1"}, {Name: "t.mp3", URL: "https://x.example/d/t.mp3"}}, DownloadLimit: &minus, DownloadExpiry: &thirty,
		Grouped: []string{"B-1", "B-2"}, Upsells: []string{"B-3"}, CrossSells: []string{"B-4"}, ExternalURL: "https://x.example/p", ButtonText: "Buy", Position: -2, CostOfGoods: "3.20",
		Attributes: []store.Attribute{{Name: "Size", Values: []string{"1,5 mm", "2 mm"}, Global: true, Default: "2 mm"}, {Name: "Color", Values: []string{"Red"}, Visible: true}},
		Meta:       []store.Meta{{Key: "_custom Key", Value: "v"}},
		Extra:      map[string]string{"My own": "kept", "column 58": "unnamed", "My own (2)": "twice", "Meta: _sku": "evil"},
	}}
	got := products[0]
	g, w := reflect.ValueOf(got.Fields), reflect.ValueOf(want.Fields)
	for i := range g.NumField() {
		if !reflect.DeepEqual(g.Field(i).Interface(), w.Field(i).Interface()) {
			t.Errorf("%s: got %#v, want %#v", g.Type().Field(i).Name, g.Field(i).Interface(), w.Field(i).Interface())
		}
	}
	got.Fields, want.Fields = store.ProductFields{}, store.ProductFields{}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if notes := strings.Join(r.Notes(), "\n"); !strings.Contains(notes, "'Meta: _sku' is kept but not sent") {
		t.Errorf("notes: %s", notes)
	}
}

func TestDefaults(t *testing.T) {
	products, _ := readGood(t, "sku;NAME;Attribute 1 name;Attribute 1 value(s);Published;stock\na;A;Size;S, M;1;\nb;B;;;-1;5\nc;C;;;2;\nd;D;;;;\n", Options{})
	for i, want := range []struct {
		status      string
		web, manage bool
	}{{"publish", true, false}, {"draft", false, true}, {"pending", false, false}, {"draft", false, false}} {
		p := products[i]
		if p.Fields.Status != want.status || p.Web != want.web || p.Fields.ManageStock != want.manage || p.Type != store.Simple || !p.Active || !p.Fields.ReviewsAllowed {
			t.Errorf("%s: %+v", p.SKU, p)
		}
	}
	if a := products[0].Fields.Attributes[0]; !a.Visible || a.Global {
		t.Errorf("an attribute without the columns visible and global: %+v", a)
	}
}

func TestVariations(t *testing.T) {
	const head = "ID,Type,SKU,Name,Parent,Upsells,Stock,Attribute 1 name,Attribute 1 value(s)\n"
	text := head +
		"21,variation,T-red,Tee - Red,id:20,,parent,Color,\"Red\\, dark\"\n" + // above its parent, by id
		"22,variation,H-any,,hood,,,Size,\n" + // above its parent, by SKU in other letters
		"23,variation,S-1,In store,STORE,,,Size,XL\n" + // its parent is in the store only
		"20,variable,TEE,Tee,,\"id:30, NO-SUCH, id:99\",,Color,\"Red\\, dark, Blue\"\n" + // has to wait itself
		"24,variation,T-blue,Tee - Blue,TEE,,,Color,Blue\n" +
		"25,variable,HOOD,Hood,,,,Size,\"S, M\"\n" +
		"26,,H-s,Hood - S,HOOD,,,Size,S\n" + // no type, but a parent
		"30,simple,LAST,Last,,id:20,,,\n"
	var asked []string
	products, r := func() ([]store.Product, *Reader) {
		o := Options{Parents: parentsOf(t, &asked, "STORE", store.Variable)}
		return readGood(t, text, o)
	}()
	if got := skus(products); got != "HOOD H-s LAST H-any S-1 TEE T-blue T-red" {
		t.Errorf("order: %s", got)
	}
	red := bySKU(t, products, "T-red")
	if red.Type != store.Variation || red.Fields.ParentSKU != "TEE" || !red.Fields.StockFromParent || red.Fields.ManageStock || !reflect.DeepEqual(red.Fields.Attributes[0].Values, []string{"Red, dark"}) {
		t.Errorf("T-red: %+v", red)
	}
	if any := bySKU(t, products, "H-any"); any.Name != "H-any" || any.Fields.Attributes[0].Values != nil || any.Fields.Attributes[0].Name != "Size" {
		t.Errorf("H-any: %+v", any)
	}
	if s := bySKU(t, products, "H-s"); s.Type != store.Variation {
		t.Errorf("H-s: %+v", s)
	}
	if up := bySKU(t, products, "TEE").Fields.Upsells; !reflect.DeepEqual(up, []string{"LAST", "NO-SUCH"}) {
		t.Errorf("upsells: %q", up)
	}
	if up := bySKU(t, products, "LAST").Fields.Upsells; !reflect.DeepEqual(up, []string{"TEE"}) {
		t.Errorf("upsells of the last: %q", up)
	}
	if !reflect.DeepEqual(asked, []string{store.FoldSKU("STORE")}) {
		t.Errorf("asked for %q", asked)
	}
	if notes := strings.Join(r.Notes(), "\n"); !strings.Contains(notes, "line 5, Upsells: 'id:99' is no product of this file") {
		t.Errorf("notes: %s", notes)
	}
	if done, size := r.Progress(); done != int64(len(text)) || size != done {
		t.Errorf("progress %d of %d", done, size)
	}
	if r.Rows() != 8 || r.Products() != 8 {
		t.Errorf("%d rows, %d products", r.Rows(), r.Products())
	}
}

func TestRefusedVariations(t *testing.T) {
	const text = "ID,Type,SKU,Name,Regular price,Parent\n" +
		"1,variable,BAD,Bad,x,\n" +
		"2,variation,B-1,,1,BAD\n" +
		"3,variation,B-2,,1,id:1\n" +
		"4,variation,L-1,,1,LATE\n" +
		"5,variable,LATE,Late,-1,\n" +
		"6,simple,S,Simple,1,\n" +
		"7,variation,S-1,,1,S\n" +
		"8,variation,V-1,,1,B-1\n" +
		"9,variation,N-1,,1,NONE\n" +
		"10,variation,N-2,,1,id:77\n" +
		"11,variation,N-3,,1,\n" +
		"12,variation,N-4,,1,n-4\n" +
		"13,variation,E-1,,1,ELSE\n" +
		"14,simple,OK,Good,1,S\n"
	var asked []string
	products, r, err := read(t.Context(), text, Options{Parents: parentsOf(t, &asked, "ELSE", store.Simple)})
	if err != nil {
		t.Fatal(err)
	}
	if got := skus(products); got != "S OK" {
		t.Errorf("good: %s", got)
	}
	list, _ := r.Problems()
	want := strings.TrimSpace(`
2, Regular price: 'x' is no price; write it like 12.50
3, Parent: its parent 'BAD' on line 2 is refused; correct that row first
4, Parent: its parent 'BAD' on line 2 is refused; correct that row first
5, Parent: its parent 'LATE' on line 6 is refused; correct that row first
6, Regular price: '-1' is below zero; a price is 0 or more
8, Parent: its parent 'S' on line 7 is not variable; set its type to variable
9, Parent: its parent 'B-1' on line 3 is refused; correct that row first
10, Parent: neither the file nor the catalogue has a product 'NONE' to be its parent; add its row, or correct the SKU
11, Parent: no good row of the file has the ID '77'; write the SKU of the variable product
12, Parent: a variation needs its parent; write the SKU of the variable product that it belongs to
13, Parent: the variation names itself as its parent; write the SKU of the variable product
14, Parent: its parent 'ELSE' in the catalogue is not variable; import that product as variable first`)
	if lines(list) != want {
		t.Errorf("got\n%s\nwant\n%s", lines(list), want)
	}
	if p := bySKU(t, products, "OK"); p.Fields.Extra["Parent"] != "S" {
		t.Errorf("the parent of a simple product is lost: %+v", p)
	}
}
