package demo

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// edition is a state of the catalogue. The webshops are first synchronized with the former edition, so that the current one has
// something to add, to update and to remove.
type edition int

const (
	former edition = iota
	current
)

// columns are the headers of the catalogue file: those of WooCommerce's own product export that the shop fills.
var columns = []string{
	"ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Is featured?", "Visibility in catalog", "Short description", "Description",
	"Date sale price starts", "Date sale price ends", "Tax status", "In stock?", "Stock", "Low stock amount", "Backorders allowed?", "Weight (kg)",
	"Sale price", "Regular price", "Categories", "Tags", "Images", "Parent", "Grouped products", "Upsells", "External URL", "Button text", "Position", "Brands",
	"Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global",
	"Attribute 2 name", "Attribute 2 value(s)", "Attribute 2 visible", "Attribute 2 global",
}

// row is one line of the catalogue file, by header.
type row map[string]string

// writeCatalogue writes an edition of the catalogue as WooCommerce's product CSV; pictures is the address below which the images lie.
// The same edition is always the same file.
func writeCatalogue(w io.Writer, e edition, pictures string) error {
	return writeRows(w, catalogue(e, pictures))
}

// writeRows writes rows under their headers.
func writeRows(w io.Writer, rows []row) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	record := make([]string, len(columns))
	for _, r := range rows {
		for c, name := range columns {
			record[c] = r[name]
		}
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// catalogue lists the rows of an edition, parents before their variations. Among the head torches of Havrig there is one for each
// thing that a synchronization can do.
func catalogue(e edition, pictures string) []row {
	var rows []row
	if e == former {
		rows = discontinued()
	}
	article := 0
	for _, f := range assortment {
		for _, brand := range f.brands {
			for m, model := range f.models {
				article++
				rows = append(rows, articleRows(f, brand, model, m, article, e, pictures)...)
			}
		}
	}
	rows = append(rows, specials()...)
	for i := range rows {
		rows[i]["ID"] = strconv.Itoa(1000 + i)
	}
	return rows
}

// articleRows is one article: a single row, or a variable product followed by its variations.
func articleRows(f family, brand, model string, m, article int, e edition, pictures string) []row {
	sku := fmt.Sprintf("%s-%s-%02d", brandCodes[brand], f.code, m+1)
	if e == former && (article%17 == 0 || sku == "HR-LMP-04") {
		return nil // new in the current edition
	}
	rnd := rand.New(rand.NewPCG(uint64(article), 57))
	price := f.low + m*f.step + 10*(article%5)
	if e == former && (article%13 == 0 || sku == "HR-LMP-02") {
		price -= max(10, price/20/10*10) // has become dearer since
	}
	r := row{
		"Type": "simple", "SKU": sku, "GTIN, UPC, EAN, or ISBN": barcode(article * 10), "Name": brand + " " + strings.ToLower(f.noun[:1]) + f.noun[1:] + ", " + model, "Published": "1",
		"Is featured?": flag(article%29 == 0), "Visibility in catalog": "visible",
		"Short description": f.text, "Description": description(f, brand, model), "Tax status": "taxable", "In stock?": "1",
		"Backorders allowed?": "0", "Weight (kg)": decimal(f.grams+m*f.grams/4, 1000), "Categories": f.category, "Tags": f.tags, "Brands": brand,
		"Position": strconv.Itoa(m),
	}
	if len(f.sizes) > 0 {
		return variable(r, f, article, price, rnd)
	}
	r["Regular price"] = strconv.Itoa(price) + ".00"
	if article%9 == 0 {
		r["Sale price"] = strconv.Itoa(price*4/5) + ".00"
	}
	stock := rnd.IntN(60)
	if e == former && article%11 == 0 {
		stock += 1 + rnd.IntN(9) // some were sold since
	}
	r["Stock"], r["Low stock amount"] = strconv.Itoa(stock), "3"
	if stock == 0 {
		r["In stock?"], r["Backorders allowed?"] = "0", "notify"
	}
	if article%19 == 0 {
		r["Images"] = pictures + strings.ToLower(sku) + ".png"
	}
	unfit(r, article, e)
	return []row{r}
}

// unfit lets some articles miss a synchronization criterion, each another one.
func unfit(r row, article int, e edition) {
	switch {
	case article%61 == 0, r["SKU"] == "HR-LMP-03":
		r["Regular price"], r["Sale price"] = "", "" // the price list has not come yet
	case article%67 == 0:
		r["Published"] = "-1" // a draft
	case e == current && (article%71 == 0 || r["SKU"] == "HR-LMP-01"):
		r["Published"] = "-1" // was marked for the web until lately
	case article%73 == 0:
		r["Categories"] = "" // nobody has put it anywhere
	}
}

// variable makes a product that is sold by colour and size.
func variable(parent row, f family, article, price int, rnd *rand.Rand) []row {
	parent["Type"] = "variable"
	parent["GTIN, UPC, EAN, or ISBN"] = ""
	parent["Attribute 1 name"], parent["Attribute 1 value(s)"], parent["Attribute 1 visible"], parent["Attribute 1 global"] = "Colour", strings.Join(f.colours, ", "), "1", "1"
	parent["Attribute 2 name"], parent["Attribute 2 value(s)"], parent["Attribute 2 visible"], parent["Attribute 2 global"] = "Size", strings.Join(f.sizes, ", "), "1", "1"
	rows := []row{parent}
	for c, colour := range f.colours {
		for s, size := range f.sizes {
			v := row{
				"Type": "variation", "SKU": fmt.Sprintf("%s-%s-%s", parent["SKU"], strings.ToUpper(colour[:2]), size), "Name": fmt.Sprintf("%s, %s, %s", parent["Name"], colour, size),
				"GTIN, UPC, EAN, or ISBN": barcode(article*10 + c*len(f.sizes) + s + 1), "Published": "1", "Tax status": "taxable", "In stock?": "1",
				"Stock": strconv.Itoa(1 + rnd.IntN(25)), "Backorders allowed?": "0", "Regular price": strconv.Itoa(price+20*s) + ".00", "Parent": parent["SKU"],
				"Attribute 1 name": "Colour", "Attribute 1 value(s)": colour, "Attribute 1 global": "1",
				"Attribute 2 name": "Size", "Attribute 2 value(s)": size, "Attribute 2 global": "1", "Position": strconv.Itoa(c*len(f.sizes) + s),
			}
			if c == 1 && article%2 == 0 {
				v["Sale price"] = strconv.Itoa((price+20*s)*7/10) + ".00"
			}
			rows = append(rows, v)
		}
	}
	return rows
}

// with fills in what most articles have.
func with(r row) row {
	m := row{"Published": "1", "Visibility in catalog": "visible", "Tax status": "taxable", "In stock?": "1", "Backorders allowed?": "0"}
	maps.Copy(m, r)
	return m
}

// discontinued are the articles that have left the assortment since the former edition.
func discontinued() (rows []row) {
	for i, r := range []row{
		{"SKU": "HR-LMP-00", "Name": "Havrig head torch, halogen", "Categories": "Outdoor > Lighting", "Brands": "Havrig"},
		{"SKU": "NS-SAW-00", "Name": "Nordsmed folding saw, 180 mm", "Categories": "Tools > Hand tools > Saws", "Brands": "Nordsmed"},
		{"SKU": "ST-LNT-00", "Name": "Stuehjem paraffin lamp, brass", "Categories": "Home > Candles and lanterns", "Brands": "Stuehjem"},
		{"SKU": "SR-TNT-00", "Name": "Skogsrå ridge tent, for 2", "Categories": "Outdoor > Tents", "Brands": "Skogsrå"},
		{"SKU": "LH-WOL-00", "Name": "Lyngheim wool mittens, grey", "Categories": "Clothing > Hats and gloves", "Brands": "Lyngheim"},
		{"SKU": "FG-MEA-00", "Name": "Fjellgrov folding rule, 2 m", "Categories": "Tools > Measuring", "Brands": "Fjellgrov"},
	} {
		maps.Copy(r, row{"Type": "simple", "Regular price": "199.00", "Stock": strconv.Itoa(i), "Short description": "The last ones.", "GTIN, UPC, EAN, or ISBN": barcode(90000 + i)})
		rows = append(rows, with(r))
	}
	return rows
}

// specials are the articles that fit no family: sets, partners' articles, a service, and what is to come.
func specials() []row {
	return []row{
		with(row{"Type": "grouped", "SKU": "SET-HIKE", "Name": "Starter set for hikers", "Categories": "Outdoor > Backpacks", "Brands": "Tindvær", "Tags": "hiking, gift",
			"Short description": "Tent, sleeping bag and backpack that fit together.", "Grouped products": "TV-TNT-01, TV-SLP-02, TV-BAG-03"}),
		with(row{"Type": "grouped", "SKU": "SET-WOOD", "Name": "Everything for firewood", "Categories": "Outdoor > Axes and knives", "Brands": "Nordsmed", "Tags": "wood, gift",
			"Short description": "Saw, axe and gloves for the winter's wood.", "Grouped products": "NS-SAW-03, NS-AXE-03, NS-GLV-03"}),
		with(row{"Type": "external", "SKU": "GIFT-CABIN", "Name": "A night in a mountain cabin", "Regular price": "1490.00", "Categories": "Outdoor", "Brands": "Fjellgrov", "Tags": "gift",
			"Short description": "Booked with our partner, valid for two years.", "External URL": "https://cabins.example/gift", "Button text": "Book at the partner's"}),
		with(row{"Type": "external", "SKU": "GIFT-COURSE", "Name": "Course in whittling, one day", "Regular price": "890.00", "Categories": "Home", "Brands": "Stuehjem", "Tags": "gift, wood",
			"Short description": "For beginners from twelve years; knives are lent.", "External URL": "https://courses.example/whittling", "Button text": "See the dates"}),
		with(row{"Type": "simple, downloadable, virtual", "SKU": "PLAN-SHED", "Name": "Plans for a garden shed, 8 m²", "Regular price": "149.00", "Categories": "Garden", "Brands": "Fjellgrov", "Tags": "garden",
			"Short description": "28 pages with a cutting list, to download."}),
		with(row{"Type": "variable", "SKU": "SR-PON-01", "Name": "Skogsrå poncho, 2027", "Categories": "Clothing > Jackets", "Brands": "Skogsrå", "Tags": "rain", "Short description": "Comes in spring; the prices are not set yet.",
			"Attribute 1 name": "Colour", "Attribute 1 value(s)": "Moss, Rust", "Attribute 1 visible": "1", "Attribute 1 global": "1"}),
		with(row{"Type": "variation", "SKU": "SR-PON-01-MO", "Name": "Skogsrå poncho, 2027, Moss", "Parent": "SR-PON-01", "Attribute 1 name": "Colour", "Attribute 1 value(s)": "Moss", "Attribute 1 global": "1"}),
		with(row{"Type": "variation", "SKU": "SR-PON-01-RU", "Name": "Skogsrå poncho, 2027, Rust", "Parent": "SR-PON-01", "Attribute 1 name": "Colour", "Attribute 1 value(s)": "Rust", "Attribute 1 global": "1"}),
		with(row{"Type": "simple", "SKU": "SERVICE-SHARPEN", "Name": "Sharpening of tools, per blade", "Published": "-1", "Regular price": "69.00", "Categories": "Tools", "Brands": "Nordsmed", "Short description": "In our workshop only."}),
	}
}

func description(f family, brand, model string) string {
	parts := []string{fmt.Sprintf("<p><b>%s %s, %s.</b> %s</p>", brand, strings.ToLower(f.noun[:1])+f.noun[1:], model, f.text), "<p>Two years of guarantee; spare parts for ten.</p>"}
	if slices.Contains(strings.Split(f.tags, ", "), "battery") {
		parts = append(parts, "<p>Take used batteries back to the shop.</p>")
	}
	return strings.Join(parts, `\n`)
}

// barcode is an EAN-13 of a Danish company with a right check digit; n from 0 to 99,999.
func barcode(n int) string {
	digits := fmt.Sprintf("5701234%05d", n)
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (1 + 2*(i%2))
	}
	return digits + strconv.Itoa((10-sum%10)%10)
}

func flag(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// decimal writes n/unit without trailing zeros.
func decimal(n, unit int) string {
	return strconv.FormatFloat(float64(n)/float64(unit), 'f', -1, 64)
}
