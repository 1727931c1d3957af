package catalogue

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"woosync/store"
)

func TestExportsOfOtherPrograms(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       store.Product
		notes      string
	}{
		{
			name: "Danish", text: "Varenr.;Stregkode;Varetekst;Varegruppe;Salgspris;Tilbudspris;Beholdning;Leverandør;Vægt;Moms\n" +
				"1001;5701234567890;Hammer 16 oz;Værktøj, hånd;1.299,00;0,00;12,5;Bahco, SE;0,750;25 %\n",
			want: store.Product{SKU: "1001", Name: "Hammer 16 oz", Barcode: "5701234567890", Fields: store.ProductFields{RegularPrice: "1299.00", ManageStock: true, Stock: "12.5",
				Categories: []string{"Værktøj, hånd"}, Brands: []string{"Bahco, SE"}, Weight: "0.750", Extra: map[string]string{"Moms": "25 %"}}},
		},
		{
			name: "Norwegian", text: "Artikkelnummer\tStrekkode\tVarenavn\tProduktgruppe\tPris (NOK)\tTilbudspris\tLagerbeholdning\tMerke\tVekt kg\n" +
				"N-1\t 7012345678900 \tSag\tVerktøy > Sager\t199\t149,90\t0\tBahco\t1,2\n",
			want: store.Product{SKU: "N-1", Name: "Sag", Barcode: "7012345678900", Fields: store.ProductFields{RegularPrice: "199", SalePrice: "149.90", ManageStock: true, Stock: "0",
				Categories: []string{"Verktøy > Sager"}, Brands: []string{"Bahco"}, Weight: "1.2"}},
		},
		{
			name: "Swedish", text: "Artikelnummer,Streckkod,Benämning,Varugrupp,Försäljningspris,Kampanjpris,Lagersaldo,Leverantör,Vikt,VAT\n" +
				"S-1,,Såg,Verktyg,\"249,50\",,7,Bahco,,25\n",
			want: store.Product{SKU: "S-1", Name: "Såg", Fields: store.ProductFields{RegularPrice: "249.50", ManageStock: true, Stock: "7", Categories: []string{"Verktyg"}, Brands: []string{"Bahco"},
				Extra: map[string]string{"VAT": "25"}}},
		},
		{
			name: "German", text: "Artikelnr;EAN;Bezeichnung;Warengruppe;VK-Preis;Aktionspreis;Bestand;Hersteller;Gewicht;Länge\n" +
				"D-1;4006381333931;Säge;Werkzeug;19,99;14,99;;Bosch;1;30\n",
			want: store.Product{SKU: "D-1", Name: "Säge", Barcode: "4006381333931", Fields: store.ProductFields{RegularPrice: "19.99", SalePrice: "14.99", Categories: []string{"Werkzeug"},
				Brands: []string{"Bosch"}, Weight: "1", Length: "30"}},
		},
		{
			name: "English, name in the description", text: "Item No.,Barcode,Description,Group,Price,Offer,Qty,Supplier,Weight\nE-1,,Saw,Tools,\"1,234.50\",,3,Bosch,.5\n",
			want: store.Product{SKU: "E-1", Name: "Saw", Fields: store.ProductFields{RegularPrice: "1234.50", ManageStock: true, Stock: "3", Categories: []string{"Tools"}, Brands: []string{"Bosch"},
				Weight: "0.5"}},
			notes: "the column 'Description' is taken for the name of the products, since no other column is; --map name=COLUMN chooses",
		},
		{
			name: "WooCommerce in German", text: "ID,Typ,Artikelnummer,\"GTIN, UPC, EAN oder ISBN\",Name,Veröffentlicht,Beschreibung,Lager,Gewicht (kg),Angebotspreis,Regulärer Preis,Kategorien,Schlagwörter,Bilder,Attribut 1 Name,Attribut 1 Wert(e),Attribut 1 Sichtbar,Attribut 1 Global\n" +
				"5,simple,W-1,,Säge,1,Gut,3,\"1,5\",\"9,5\",10,\"A > B, C\",x,https://e.example/a.jpg,Farbe,\"Rot, Blau\",1,1\n",
			want: store.Product{SKU: "W-1", Name: "Säge", Fields: store.ProductFields{SourceID: "5", Description: "Gut", ManageStock: true, Stock: "3", Weight: "1.5", SalePrice: "9.5", RegularPrice: "10",
				Categories: []string{"A > B", "C"}, Tags: []string{"x"}, Images: []store.Image{{Src: "https://e.example/a.jpg"}},
				Attributes: []store.Attribute{{Name: "Farbe", Values: []string{"Rot", "Blau"}, Visible: true, Global: true}}}},
		},
		{
			name: "two words for one thing", text: "SKU,Name,Supplier,Brand,Price,Regular price\na,A,Sup,Bra,1,2\n",
			want: store.Product{SKU: "a", Name: "A", Fields: store.ProductFields{Brands: []string{"Bra"}, RegularPrice: "2", Extra: map[string]string{"Supplier": "Sup", "Price": "1"}}},
			notes: "the column 'Supplier' is kept but not sent: 'Brand' is used for the same; --map brands=COLUMN chooses\n" +
				"the column 'Price' is kept but not sent: 'Regular price' is used for the same; --map regular_price=COLUMN chooses",
		},
		{
			name: "Excel's line with the delimiter", text: "sep=|\r\nSKU|Name|Price\r\na|A, B; C|5\r\n",
			want: store.Product{SKU: "a", Name: "A, B; C", Fields: store.ProductFields{RegularPrice: "5"}},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			products, r := readGood(t, c.text, Options{})
			c.want.Type, c.want.Active, c.want.Web = store.Simple, true, true
			c.want.Fields.Status, c.want.Fields.ReviewsAllowed = "publish", true
			if len(products) != 1 || !reflect.DeepEqual(products[0], c.want) {
				t.Errorf("got\n%+v\nwant\n%+v", products, c.want)
			}
			if got := strings.Join(r.Notes(), "\n"); got != c.notes {
				t.Errorf("notes:\n%s\nwant\n%s", got, c.notes)
			}
		})
	}
}

func TestMap(t *testing.T) {
	const text = "Nr,Tekst,Price,Pris web,Gruppe A\n1,One,10,12,Tools\n"
	products, _ := readGood(t, text, Options{Map: map[string]string{"sku": "nr", "Name": "Tekst", "price": "PRIS WEB", "group": "Gruppe A", "meta: old price": "Price"}})
	p := products[0]
	if p.SKU != "1" || p.Name != "One" || p.Fields.RegularPrice != "12" || !reflect.DeepEqual(p.Fields.Categories, []string{"Tools"}) ||
		!reflect.DeepEqual(p.Fields.Meta, []store.Meta{{Key: "old price", Value: "10"}}) || p.Fields.Extra != nil {
		t.Errorf("got %+v", p)
	}
	twice, _ := readGood(t, text, Options{Map: map[string]string{"sku": "Nr", "name": "Tekst", "description": "Tekst", "regular_price": "Pris web"}})
	if p := twice[0]; p.Name != "One" || p.Fields.Description != "One" || p.Fields.Extra["Price"] != "10" {
		t.Errorf("one column for two fields: %+v", p)
	}
	kept, _ := readGood(t, "SKU,Name,Position,Stock\n1,One,A-12,plenty\n", Options{Map: map[string]string{"extra": "Position", "extra 2": "Stock"}})
	if p := kept[0]; !reflect.DeepEqual(p.Fields.Extra, map[string]string{"Position": "A-12", "Stock": "plenty"}) {
		t.Errorf("columns that only look like WooCommerce's: %+v", p)
	}
	for _, c := range []struct {
		wishes map[string]string
		want   string
	}{
		{map[string]string{"sku": "Number"}, "--map: the file has no column 'Number'; its columns are 'Nr', 'Tekst', 'Price', 'Pris web' and 'Gruppe A'"},
		{map[string]string{"colour": "Nr"}, "--map: 'colour' is no field; the fields are id, type, sku, barcode, name, "},
		{map[string]string{"sku": "Nr", "SKU": "Tekst"}, "--map: the field 'sku' is named twice"},
		{map[string]string{"sku": ""}, "--map: the file has no column ''"},
	} {
		_, _, err := read(t.Context(), text, Options{Map: c.wishes})
		var wrong *MapError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %s", c.wishes, err, c.want)
		}
	}
	_, _, err := read(t.Context(), "SKU,Name,x,X\n", Options{Map: map[string]string{"stock": "X "}})
	if err == nil || strings.Contains(err.Error(), "two columns") { // one of them is spelled so
		t.Errorf("spelling decides between two columns: %v", err)
	}
	_, _, err = read(t.Context(), "SKU,Name,x,x\n", Options{Map: map[string]string{"stock": "x"}})
	if err == nil || !strings.Contains(err.Error(), "the file has two columns 'x' (number 3 and 4)") {
		t.Errorf("two columns of one name: %v", err)
	}
}

func TestDecimals(t *testing.T) {
	for _, c := range []struct {
		text string
		sign decimalSign
		want string // or the beginning of what is wrong
	}{
		{"12", 0, "12"}, {"12.50", 0, "12.50"}, {"12,50", 0, "12.50"}, {".5", 0, "0.5"}, {",5", 0, "0.5"}, {"007", 0, "7"}, {"0", 0, "0"}, {"0,00", 0, "0.00"}, {"12.", 0, "12"},
		{"1.234,50", 0, "1234.50"}, {"1,234.50", 0, "1234.50"}, {"1 234,50", 0, "1234.50"}, {"1\u00a0234\u00a0567", 0, "1234567"}, {"1'234.50", 0, "1234.50"}, {"1.234.567", 0, "1234567"},
		{"1,234,567", 0, "1234567"}, {"12.3456789", 0, "12.3456789"}, {"+5", 0, "5"}, {"-5", 0, "-5"}, {"−5", 0, "-5"}, {"-0", 0, "0"}, {"'-5", 0, "-5"}, {"0,125", 0, "0.125"},
		{"1.234", 0, "1.234"}, {"1.234", dot, "1.234"}, {"1.234", comma, "1234"}, {"1.234", both, "'1.234' may be 1234 or 1.234; write the price with two decimals"},
		{"1,234", 0, "'1,234' may be 1234 or 1.234; write the price with two decimals"}, {"1,234", dot, "1234"}, {"1,234", comma, "1.234"}, {"1,234", both, "'1,234' may be"},
		{"12,5O", 0, "'12,5O' is no price; write it like 12.50"}, {"abc", 0, "'abc' is no price"}, {"", 0, "'' is no price"}, {".", 0, "'.' is no price"}, {"-", 0, "'-' is no price"},
		{"12 kr", 0, "'12 kr' is no price"}, {"€12", 0, "'€12' is no price"}, {"1.2.3", 0, "'1.2.3' is no price"}, {"1,23,456", 0, "'1,23,456' is no price"}, {"1.234,567.8", 0, "'1.234,567.8' is no price"},
		{"1e5", 0, "'1e5' is no price"}, {"١٢", 0, "'١٢' is no price"}, {"--5", 0, "'--5' is no price"}, {"1 2", 0, "'1 2' is no price"}, {"12,-", 0, "'12,-' is no price"},
		{"9999999999999", 0, "'9999999999999' has too many digits for a price"}, {strings.Repeat("9", 1<<20), 0, "'9999999999999999999999999999999999999999…' is no price"},
	} {
		v, _, wrong := c.sign.decimal(c.text, "price")
		if got := v + wrong; got != c.want && (wrong == "" || !strings.HasPrefix(wrong, c.want)) {
			t.Errorf("%.20q (%d): got %q, want %q", c.text, c.sign, got, c.want)
		}
		if plainDecimal(c.text) && v != c.text {
			t.Errorf("%q is not as plain as it was taken for", c.text)
		}
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"9.5", "10", true}, {"10", "9.5", false}, {"10", "10.00", false}, {"10.00", "10", false}, {"10.49", "10.5", true}, {"0", "0.01", true}} {
		if got := below(c.a, c.b); got != c.want {
			t.Errorf("%s below %s: %v", c.a, c.b, got)
		}
	}
}

// TestDecimalSignOfTheFile shows that the other numbers of a file tell what 1.234 means.
func TestDecimalSignOfTheFile(t *testing.T) {
	for other, want := range map[string]string{"12,50": "1234", "12.50": "1.234", "15": "1.234"} {
		products, _ := readGood(t, fmt.Sprintf("SKU;Name;Price\na;A;1.234\nb;B;%s\n", other), Options{})
		if got := products[0].Fields.RegularPrice; got != want {
			t.Errorf("beside %s: got %s, want %s", other, got, want)
		}
	}
}
