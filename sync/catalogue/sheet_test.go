package catalogue

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"woosync/store"
)

// readFile reads a whole file of testdata.
func readFile(t *testing.T, name string, o Options) (products []store.Product, r *Reader, err error) {
	t.Helper()
	if r, err = Open(t.Context(), filepath.Join("testdata", name), o); err != nil {
		return nil, nil, err
	}
	t.Cleanup(func() { r.Close() })
	for err == nil {
		var batch []store.Product
		batch, err = r.Next(t.Context())
		products = append(products, batch...)
	}
	if err == io.EOF {
		err = nil
	}
	return products, r, err
}

// The workbook was written by openpyxl; its first sheet is another, its header is in row 2.
func TestWorkbookOfOpenpyxl(t *testing.T) {
	products, r, err := readFile(t, "openpyxl.xlsx", Options{Sheet: "products"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Sheet() != "Products" || r.Rows() != 4 {
		t.Errorf("sheet %q, %d rows", r.Sheet(), r.Rows())
	}
	list, _ := r.Problems()
	if len(list) != 1 || list[0].Line != 6 || list[0].Column != "Regular price" || !strings.Contains(list[0].Message, "formula without a stored value") {
		t.Errorf("problems: %+v", list)
	}
	if notes := r.Notes(); !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, "row 7") && strings.Contains(n, "'a scribble'") }) {
		t.Errorf("notes: %q", notes)
	}
	if len(products) != 3 {
		t.Fatalf("%d products", len(products))
	}
	lamp, desk, shelf := products[0], products[1], products[2]
	if lamp.SKU != "100000" || lamp.Name != `Lamp, "brass"` || lamp.Fields.RegularPrice != "1234.5" || lamp.Fields.Weight != "1.234" || lamp.Fields.Stock != "5" ||
		lamp.Barcode != "5701234567890" || lamp.Fields.SaleFrom != "2026-11-23" || lamp.Fields.Description != "two\nlines & <b>bold</b>" {
		t.Errorf("%+v", lamp)
	}
	if desk.SKU != "00042" || desk.Fields.SalePrice != "17.50" || desk.Fields.SaleFrom != "2026-12-01T08:30:00" || desk.Fields.Stock != "0" || desk.Fields.Description != "=1+1" {
		t.Errorf("%+v", desk)
	}
	if shelf.SKU != "Z-1" || shelf.Fields.RegularPrice != "0.3" {
		t.Errorf("%+v", shelf)
	}
	skus, unidentified := r.Refused()
	if !slices.Equal(skus, []string{"00007"}) || unidentified != 0 {
		t.Errorf("refused %q, %d", skus, unidentified)
	}
}

// The workbook was written by xlsxwriter: numbers with formats, a formula that failed, a text with parts in bold.
func TestWorkbookOfXlsxwriter(t *testing.T) {
	products, r, err := readFile(t, "xlsxwriter.xlsx", Options{})
	if err != nil {
		t.Fatal(err)
	}
	list, _ := r.Problems()
	if len(list) != 1 || list[0].Line != 3 || list[0].Column != "Regular price" || !strings.Contains(list[0].Message, "#DIV/0!") {
		t.Errorf("problems: %+v", list)
	}
	if len(products) != 2 {
		t.Fatalf("%d products", len(products))
	}
	desk, table := products[0], products[1]
	if desk.SKU != "00042" || desk.Fields.RegularPrice != "40" || desk.Fields.SalePrice != "12.5" || desk.Fields.SaleFrom != "2026-11-23" {
		t.Errorf("%+v", desk)
	}
	if table.Name != "Oak table" || table.Fields.RegularPrice != "1234.50" || table.Fields.Stock != "2" {
		t.Errorf("%+v", table)
	}
}

func TestSheetsThatAreNone(t *testing.T) {
	if _, _, err := readFile(t, "openpyxl.xlsx", Options{}); err == nil || !strings.HasPrefix(err.Error(), "row 1, SKU: there is no column SKU") {
		t.Errorf("the first sheet: %v", err)
	}
	_, _, err := readFile(t, "openpyxl.xlsx", Options{Sheet: "Nope"})
	if _, ok := errors.AsType[*MapError](err); !ok || !strings.Contains(err.Error(), "it has 'Notes' and 'Products'") {
		t.Errorf("another sheet: %v", err)
	}
	_, _, err = read(t.Context(), "SKU,Name\na,b\n", Options{Sheet: "x"})
	if _, ok := errors.AsType[*MapError](err); !ok || !strings.Contains(err.Error(), "--sheet is for workbooks") {
		t.Errorf("a sheet of a text file: %v", err)
	}
}

// sheetOf is a workbook with one sheet of this XML.
func sheetOf(t testing.TB, rows string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"[Content_Types].xml":        "<Types/>",
		"xl/workbook.xml":            `<workbook><sheets><sheet name="S" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="x/worksheet" Target="s.xml"/></Relationships>`,
		"xl/s.xml":                   "<worksheet><sheetData>" + rows + "</sheetData></worksheet>",
	} {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cellsOf(texts ...string) string {
	row := "<row>"
	for _, s := range texts {
		row += `<c t="inlineStr"><is><t>` + s + "</t></is></c>"
	}
	return row + "</row>"
}

// A sheet goes through the same passes, bounds and messages as a text file, with rows for lines.
func TestSheetLikeText(t *testing.T) {
	rows := cellsOf("SKU", "Name", "Type", "Parent", "Attribute 1 name", "Attribute 1 value(s)", "Regular price") +
		cellsOf("v-1", "Shirt, red", "variation", "v", "Colour", "red", "1") +
		cellsOf("v", "Shirt", "variable", "", "Colour", "red", "") +
		cellsOf("V", "Shirt again", "simple") + cellsOf("a\x1eb", "x") + cellsOf("", "") + cellsOf(strings.Repeat("x", MaxField+1), "too long") + cellsOf("last", `5" "pipe"`)
	products, r, err := read(t.Context(), string(sheetOf(t, rows)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(products) != 3 || products[0].SKU != "v" || products[1].SKU != "last" || products[1].Name != `5" "pipe"` || products[2].SKU != "v-1" {
		t.Errorf("%+v", products)
	}
	list, _ := r.Problems()
	var got []string
	for _, p := range list {
		got = append(got, p.Message)
	}
	if len(list) != 3 || list[0].Line != 4 || !strings.Contains(got[0], "on row 3 already") || list[1].Line != 5 || list[2].Line != 7 || !strings.Contains(got[2], "1 MB") {
		t.Errorf("%+v", list)
	}
	for _, c := range []struct{ rows, want string }{
		{"", "the sheet is empty"},
		{cellsOf("SKU", "Name"), "no product below"},
		{`<row r="3"/><row r="2"/>`, "not in order"},
		{cellsOf("SKU", "Name") + `<row r="2"><c r="A2" t="inlineStr"><is><t>&b;`, "entity"},
	} {
		_, _, err := read(t.Context(), string(sheetOf(t, c.rows)), Options{})
		if _, ok := errors.AsType[*FileError](err); !ok || !strings.HasPrefix(err.Error(), "row ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// FuzzSheet reads sheets of any XML into products.
func FuzzSheet(f *testing.F) {
	f.Add(cellsOf("SKU", "Name", "Regular price") + `<row><c><v>7</v></c><c t="str"><f>A1</f><v>x</v></c><c><v>1E+2</v></c></row>`)
	f.Fuzz(func(t *testing.T, rows string) {
		products, r, err := read(t.Context(), string(sheetOf(t, rows)), Options{})
		if err != nil {
			if _, ok := errors.AsType[*FileError](err); !ok || !visible(err.Error()) {
				t.Errorf("%v", err)
			}
			return
		}
		for _, p := range products {
			if again, wrong := skuOf(p.SKU); again != p.SKU || wrong != "" || p.Name == "" {
				t.Errorf("%q %q: %s", p.SKU, p.Name, wrong)
			}
		}
		list, _ := r.Problems()
		for _, p := range list {
			if !visible(p.Message) || !visible(p.Column) {
				t.Errorf("problem %q %q", p.Column, p.Message)
			}
		}
	})
}
