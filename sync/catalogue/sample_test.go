package catalogue

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"woosync/store"
)

const sampleFile = "testdata/sample_products.csv"

// TestSample reads WooCommerce's own sample file and compares what decides about a product in a shop.
func TestSample(t *testing.T) {
	r, err := Open(t.Context(), sampleFile, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var products []store.Product
	for {
		batch, err := r.Next(t.Context())
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		products = append(products, batch...)
	}
	if list, more := r.Problems(); len(list)+more+len(r.Notes()) > 0 {
		t.Errorf("problems %v, notes %v", list, r.Notes())
	}
	if r.Rows() != 25 || r.Products() != 25 || len(products) != 25 {
		t.Fatalf("%d rows, %d products, %d returned", r.Rows(), r.Products(), len(products))
	}
	type want struct{ sku, kind, name, price, category, attributes, images string }
	var got, expected []want
	for _, p := range products {
		f := p.Fields
		kind := string(p.Type)
		if f.Virtual {
			kind += " virtual"
		}
		if f.Downloadable {
			kind += " downloadable"
		}
		if f.ParentSKU != "" {
			kind += " of " + f.ParentSKU
		}
		if f.Featured {
			kind += " featured"
		}
		if f.Visibility != "visible" {
			kind += " " + f.Visibility
		}
		price := f.RegularPrice
		if f.SalePrice != "" {
			price += " sale " + f.SalePrice
		}
		var attributes []string
		for _, a := range f.Attributes {
			s := a.Name + "=" + strings.Join(a.Values, "|")
			if len(a.Values) == 0 {
				s = a.Name + " any"
			}
			if a.Global {
				s += " global"
			}
			if a.Visible {
				s += " visible"
			}
			attributes = append(attributes, s)
		}
		got = append(got, want{p.SKU, kind, p.Name, price, strings.Join(f.Categories, ","), strings.Join(attributes, "; "), fmt.Sprint(len(f.Images))})
	}
	for _, row := range strings.Split(strings.TrimSpace(`
woo-vneck-tee / variable featured / V-Neck T-Shirt /  / Clothing > Tshirts / Color=Blue|Green|Red global visible; Size=Large|Medium|Small global visible / 3
woo-hoodie / variable / Hoodie /  / Clothing > Hoodies / Color=Blue|Green|Red global visible; Logo=Yes|No visible / 4
woo-hoodie-with-logo / simple / Hoodie with Logo / 45 / Clothing > Hoodies / Color=Blue global visible / 1
woo-tshirt / simple / T-Shirt / 18 / Clothing > Tshirts / Color=Gray global visible / 1
woo-beanie / simple / Beanie / 20 sale 18 / Clothing > Accessories / Color=Red global visible / 1
woo-belt / simple / Belt / 65 sale 55 / Clothing > Accessories /  / 1
woo-cap / simple featured / Cap / 18 sale 16 / Clothing > Accessories / Color=Yellow global visible / 1
woo-sunglasses / simple featured / Sunglasses / 90 / Clothing > Accessories /  / 1
woo-hoodie-with-pocket / simple featured hidden / Hoodie with Pocket / 45 sale 35 / Clothing > Hoodies / Color=Gray global visible / 1
woo-hoodie-with-zipper / simple featured / Hoodie with Zipper / 45 / Clothing > Hoodies /  / 1
woo-long-sleeve-tee / simple / Long Sleeve Tee / 25 / Clothing > Tshirts / Color=Green global visible / 1
woo-polo / simple / Polo / 20 / Clothing > Tshirts / Color=Blue global visible / 1
woo-album / simple virtual downloadable / Album / 15 / Music /  / 1
woo-single / simple virtual downloadable / Single / 3 sale 2 / Music /  / 1
woo-vneck-tee-red / variation of woo-vneck-tee / V-Neck T-Shirt - Red / 20 /  / Color=Red global; Size any global / 1
woo-vneck-tee-green / variation of woo-vneck-tee / V-Neck T-Shirt - Green / 20 /  / Color=Green global; Size any global / 1
woo-vneck-tee-blue / variation of woo-vneck-tee / V-Neck T-Shirt - Blue / 15 /  / Color=Blue global; Size any global / 1
woo-hoodie-red / variation of woo-hoodie / Hoodie - Red, No / 45 sale 42 /  / Color=Red global; Logo=No / 1
woo-hoodie-green / variation of woo-hoodie / Hoodie - Green, No / 45 /  / Color=Green global; Logo=No / 1
woo-hoodie-blue / variation of woo-hoodie / Hoodie - Blue, No / 45 /  / Color=Blue global; Logo=No / 1
Woo-tshirt-logo / simple / T-Shirt with Logo / 18 / Clothing > Tshirts / Color=Gray global visible / 1
Woo-beanie-logo / simple / Beanie with Logo / 20 sale 18 / Clothing > Accessories / Color=Red global visible / 1
logo-collection / grouped / Logo Collection /  / Clothing /  / 4
wp-pennant / external / WordPress Pennant / 11.05 / Decor /  / 1
woo-hoodie-blue-logo / variation of woo-hoodie / Hoodie - Blue, Yes / 45 /  / Color=Blue global; Logo=Yes / 1
`), "\n") {
		c := strings.Split(row, " / ")
		for i := range c {
			c[i] = strings.TrimSpace(c[i])
		}
		expected = append(expected, want{c[0], c[1], c[2], c[3], c[4], c[5], c[6]})
	}
	for i := range expected {
		if got[i] != expected[i] {
			t.Errorf("row %d:\ngot  %+v\nwant %+v", i+1, got[i], expected[i])
		}
	}

	album := bySKU(t, products, "woo-album").Fields
	one := 1
	if want := []store.Download{
		{Name: "Single 1", URL: "https://demo.woothemes.com/woocommerce/wp-content/uploads/sites/56/2017/08/single.jpg"},
		{Name: "Single 2", URL: "https://demo.woothemes.com/woocommerce/wp-content/uploads/sites/56/2017/08/album.jpg"},
	}; !reflect.DeepEqual(album.Downloads, want) || !reflect.DeepEqual(album.DownloadLimit, &one) || !reflect.DeepEqual(album.DownloadExpiry, &one) {
		t.Errorf("downloads of the album: %+v, limit %v, expiry %v", album.Downloads, album.DownloadLimit, album.DownloadExpiry)
	}
	if got := bySKU(t, products, "logo-collection").Fields.Grouped; !reflect.DeepEqual(got, []string{"woo-hoodie-with-logo", "woo-tshirt", "woo-beanie"}) {
		t.Errorf("grouped: %q", got)
	}
	pennant := bySKU(t, products, "wp-pennant").Fields
	if pennant.ExternalURL != "https://mercantile.wordpress.org/product/wordpress-pennant/" || pennant.ButtonText != "Buy on the WordPress swag store!" {
		t.Errorf("external: %q %q", pennant.ExternalURL, pennant.ButtonText)
	}
}

// TestSampleCells goes the other way round: every cell of the file, whatever its column, is found in the product.
func TestSampleCells(t *testing.T) {
	raw, err := os.ReadFile(sampleFile)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	products, _ := readGood(t, string(raw), Options{})
	headers := rows[0]
	if len(headers) != 51 || len(rows) != 26 {
		t.Fatalf("%d columns, %d lines", len(headers), len(rows))
	}
	flag := map[bool]string{true: "1", false: "0"}
	checked := map[string]int{}
	for i, row := range rows[1:] {
		p := products[i]
		f := p.Fields
		attribute := func(n int) store.Attribute {
			if n < len(f.Attributes) {
				return f.Attributes[n]
			}
			return store.Attribute{}
		}
		download := func(n int) store.Download {
			if n < len(f.Downloads) {
				return f.Downloads[n]
			}
			return store.Download{}
		}
		var types = []string{string(p.Type)}
		if f.Downloadable {
			types = append(types, "downloadable")
		}
		if f.Virtual {
			types = append(types, "virtual")
		}
		var pictures []string
		for _, m := range f.Images {
			pictures = append(pictures, m.Src)
		}
		number := func(n *int) string {
			if n == nil {
				return ""
			}
			return fmt.Sprint(*n)
		}
		metaOf := func(key string) string {
			for _, m := range f.Meta {
				if m.Key == key {
					return m.Value
				}
			}
			return ""
		}
		have := map[string]string{
			"ID": f.SourceID, "Type": strings.Join(types, ", "), "SKU": p.SKU, "Name": p.Name, "Published": flag[p.Web && f.Status == "publish"],
			"Is featured?": flag[f.Featured], "Visibility in catalog": f.Visibility, "Short description": f.ShortDescription, "Description": f.Description,
			"Date sale price starts": f.SaleFrom, "Date sale price ends": f.SaleTo, "Tax status": f.TaxStatus, "Tax class": f.TaxClass,
			"In stock?": flag[f.StockStatus == "instock"], "Stock": f.Stock, "Backorders allowed?": flag[f.Backorders == "yes"], "Sold individually?": flag[f.SoldIndividually],
			"Weight (lbs)": f.Weight, "Length (in)": f.Length, "Width (in)": f.Width, "Height (in)": f.Height, "Allow customer reviews?": flag[f.ReviewsAllowed],
			"Purchase note": f.PurchaseNote, "Sale price": f.SalePrice, "Regular price": f.RegularPrice, "Categories": strings.Join(f.Categories, ", "),
			"Tags": strings.Join(f.Tags, ", "), "Shipping class": f.ShippingClass, "Images": strings.Join(pictures, ", "), "Download limit": number(f.DownloadLimit),
			"Download expiry days": number(f.DownloadExpiry), "Parent": f.ParentSKU, "Grouped products": strings.Join(f.Grouped, ", "), "Upsells": strings.Join(f.Upsells, ", "),
			"Cross-sells": strings.Join(f.CrossSells, ", "), "External URL": f.ExternalURL, "Button text": f.ButtonText, "Position": fmt.Sprint(f.Position),
			"Attribute 1 name": attribute(0).Name, "Attribute 1 value(s)": strings.Join(attribute(0).Values, ", "), "Attribute 1 visible": flag[attribute(0).Visible], "Attribute 1 global": flag[attribute(0).Global],
			"Attribute 2 name": attribute(1).Name, "Attribute 2 value(s)": strings.Join(attribute(1).Values, ", "), "Attribute 2 visible": flag[attribute(1).Visible], "Attribute 2 global": flag[attribute(1).Global],
			"Meta: _wpcom_is_markdown": metaOf("_wpcom_is_markdown"),
			"Download 1 name":          download(0).Name, "Download 1 URL": download(0).URL, "Download 2 name": download(1).Name, "Download 2 URL": download(1).URL,
		}
		for j, header := range headers {
			value, known := have[header]
			if !known {
				t.Fatalf("the test knows no column %q", header)
			}
			want := strings.ReplaceAll(row[j], `\n`, "\n")
			if strings.HasPrefix(want, ".") {
				want = "0" + want
			}
			switch {
			case want == "" && value == "0": // an empty flag is no
			case value != want:
				t.Errorf("%s, %s: got %q, want %q", p.SKU, header, value, want)
			}
			checked[header]++
		}
		if len(f.Extra) > 0 {
			t.Errorf("%s has extras: %v", p.SKU, f.Extra)
		}
	}
	if len(checked) != 51 {
		t.Errorf("%d columns were compared", len(checked))
	}
}

func TestOpenRefusesWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(t.Context(), dir, Options{}); err == nil || !strings.Contains(err.Error(), "is a folder; name the CSV file in it") {
		t.Errorf("folder: %v", err)
	}
	if _, err := Open(t.Context(), filepath.Join(dir, "none.csv"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

func TestFileThatChangesWhileItIsRead(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.csv")
	if err := os.WriteFile(path, []byte("SKU,Name\na,b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(f, "c,d")
	f.Close()
	for err == nil {
		_, err = r.Next(t.Context())
	}
	if !strings.Contains(err.Error(), "changed while it was read") {
		t.Errorf("got %v", err)
	}
}
