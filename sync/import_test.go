package sync

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync/catalogue"
)

var sampleCSV = filepath.Join("catalogue", "testdata", "sample_products.csv")

// file writes a catalogue file.
func (f *shopfloor) file(text string) string {
	f.t.Helper()
	path := filepath.Join(f.t.TempDir(), "catalogue.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
	return path
}

// imports imports what must not fail.
func (f *shopfloor) imports(q ImportRequest) ImportReport {
	f.t.Helper()
	report, err := f.Import(f.t.Context(), q)
	if err != nil {
		f.t.Fatal(err)
	}
	return report
}

// active lists the SKUs of the active products.
func (f *shopfloor) active() string {
	f.t.Helper()
	products, err := f.st.ProductsAfter(f.t.Context(), 0, 1000)
	if err != nil {
		f.t.Fatal(err)
	}
	var skus []string
	for _, p := range products {
		if p.Active {
			skus = append(skus, p.SKU)
		}
	}
	slices.Sort(skus)
	return strings.Join(skus, " ")
}

// summary is a report in one line, with its errors below.
func summary(r ImportReport) string {
	s := fmt.Sprintf("%d rows, %d products: %d added, %d updated, %d unchanged, %d deactivated", r.Rows, r.Products, r.Added, r.Updated, r.Unchanged, r.Deactivated)
	for _, e := range r.Errors {
		s += fmt.Sprintf("\n%d, %s: %s", e.Line, e.Column, e.Message)
	}
	return s
}

func wantSummary(t *testing.T, step string, r ImportReport, want string) {
	t.Helper()
	if got := summary(r); got != strings.TrimSpace(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", step, got, strings.TrimSpace(want))
	}
}

func TestImportSample(t *testing.T) {
	f := newShopfloor(t)
	wantSummary(t, "dry run", f.imports(ImportRequest{Path: sampleCSV, DryRun: true}), "25 rows, 25 products: 25 added, 0 updated, 0 unchanged, 0 deactivated")
	if got := f.active(); got != "" {
		t.Errorf("a dry run put %s", got)
	}
	wantSummary(t, "first", f.imports(ImportRequest{Path: sampleCSV}), "25 rows, 25 products: 25 added, 0 updated, 0 unchanged, 0 deactivated")
	wantSummary(t, "again", f.imports(ImportRequest{Path: sampleCSV, Replace: true}), "25 rows, 25 products: 0 added, 0 updated, 25 unchanged, 0 deactivated")

	raw, err := os.ReadFile(sampleCSV)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(raw), ",,18,20,\"Clothing > Accessories\"", ",,17,20,\"Clothing > Accessories\"", 1)
	wantSummary(t, "a price", f.imports(ImportRequest{Path: f.file(changed)}), "25 rows, 25 products: 0 added, 1 updated, 24 unchanged, 0 deactivated")

	products, err := f.st.ProductsBySKU(t.Context(), []string{"woo-hoodie-blue-logo", "woo-hoodie", "woo-beanie"})
	if err != nil || len(products) != 3 {
		t.Fatal(len(products), err)
	}
	bySKU := map[string]store.Product{}
	for _, p := range products {
		bySKU[p.SKU] = p
	}
	if bySKU["woo-hoodie-blue-logo"].ParentID != bySKU["woo-hoodie"].ID || bySKU["woo-beanie"].Fields.SalePrice != "17" {
		t.Errorf("in the store: %+v", bySKU)
	}
	categories, err := f.st.Categories(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, c := range categories {
		paths = append(paths, c.Path)
	}
	slices.Sort(paths)
	if got := strings.Join(paths, ", "); got != "Clothing, Clothing > Accessories, Clothing > Hoodies, Clothing > Tshirts, Decor, Music" {
		t.Errorf("categories: %s", got)
	}
}

func TestImportKeepsTheGoodRows(t *testing.T) {
	f := newShopfloor(t)
	path := f.file("Type,SKU,Name,Regular price,Parent\n,a,A,\"12,50\",\n,b,B,\"12,5O\",\nvariation,c,C,1,nobody\n,,D,1,\nodd,e,E,1,\n,f,F,2,\n,A,G,3,\n")
	wantSummary(t, "bad rows", f.imports(ImportRequest{Path: path}), `
7 rows, 2 products: 2 added, 0 updated, 0 unchanged, 0 deactivated
3, Regular price: '12,5O' is no price; write it like 12.50
4, Parent: neither the file nor the catalogue has a product 'nobody' to be its parent; add its row, or correct the SKU
5, SKU: there is no SKU; every product needs one of its own
6, Type: 'odd' is no product type; use simple, variable, variation, grouped or external, with virtual or downloadable beside it
8, SKU: the SKU 'A' is on line 2 already, and a webshop takes capital and small letters, with accents or without, for the same; give one of them another`)
	if got := f.active(); got != "a f" {
		t.Errorf("kept: %s", got)
	}
}

func TestImportOfFilesThatHoldNoCatalogue(t *testing.T) {
	f := newShopfloor(t)
	for text, want := range map[string]string{
		"":                   "0 rows, 0 products: 0 added, 0 updated, 0 unchanged, 0 deactivated\n1, : the file is empty",
		"SKU,Price\na,1\n":   "0 rows, 0 products: 0 added, 0 updated, 0 unchanged, 0 deactivated\n1, Name: there is no column Name; the file has 'SKU' and 'Price'; say with --map name=COLUMN which one it is",
		"SKU,Name\n\n":       "0 rows, 0 products: 0 added, 0 updated, 0 unchanged, 0 deactivated\n3, : there is no product below the header line",
		"PK\x03\x04\x14\x00": "0 rows, 0 products: 0 added, 0 updated, 0 unchanged, 0 deactivated\n1, : the workbook is cut off: its end is missing; copy it again",
	} {
		wantSummary(t, fmt.Sprintf("%q", text), f.imports(ImportRequest{Path: f.file(text)}), want)
	}
	if _, err := f.Import(t.Context(), ImportRequest{Path: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "is a folder; name the CSV file in it") {
		t.Errorf("folder: %v", err)
	}
	if _, err := f.Import(t.Context(), ImportRequest{Path: "nowhere.csv"}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	var wrong *catalogue.MapError
	if _, err := f.Import(t.Context(), ImportRequest{Path: sampleCSV, Map: map[string]string{"sku": "Varenr"}}); !errors.As(err, &wrong) {
		t.Errorf("map: %v", err)
	}
}

func TestImportVariationsOfStoredParents(t *testing.T) {
	f := newShopfloor(t)
	f.imports(ImportRequest{Path: f.file("Type,SKU,Name,Parent\nvariable,Tee,Tee,\nvariable,Old,Old,\n")})
	f.imports(ImportRequest{Path: f.file("Type,SKU,Name,Parent\nvariable,Tee,Tee,\n"), Replace: true})
	red := "Type,SKU,Name,Parent\nvariation,tee-red,,TEE\nvariation,old-red,,Old\n"
	wantSummary(t, "a parent in the store", f.imports(ImportRequest{Path: f.file(red)}), `
2 rows, 1 products: 1 added, 0 updated, 0 unchanged, 0 deactivated
3, Parent: neither the file nor the catalogue has a product 'Old' to be its parent; add its row, or correct the SKU`)
	if got := f.active(); got != "Tee tee-red" {
		t.Errorf("active: %s", got)
	}
	wantSummary(t, "a parent that goes away with --replace", f.imports(ImportRequest{Path: f.file(red + ",x,X,\n"), Replace: true, DryRun: true}), `
3 rows, 1 products: 1 added, 0 updated, 0 unchanged, 1 deactivated
2, Parent: the file has no product 'TEE' to be its parent; add its row, or correct the SKU
3, Parent: the file has no product 'Old' to be its parent; add its row, or correct the SKU`)
}

func TestImportReplace(t *testing.T) {
	const all = "SKU,Name,Price\na,A,1\nb,B,1\nc,C,1\nd,D,1\n"
	for _, c := range []struct{ name, text, want, active string }{
		{"what the file does not have goes", "SKU,Name,Price\na,A,2\nb,B,1\n", "2 rows, 2 products: 0 added, 1 updated, 1 unchanged, 2 deactivated", "a b"},
		{"a refused row spares its product", "SKU,Name,Price\na,A,1\nB,B,x\n", "2 rows, 1 products: 0 added, 0 updated, 1 unchanged, 2 deactivated\n3, Price: 'x' is no price; write it like 12.50", "a b"},
		{"a row that could be any product spares all", "SKU,Name,Price\na,A,1\n,B,1\n", `
2 rows, 1 products: 0 added, 0 updated, 1 unchanged, 0 deactivated
3, SKU: there is no SKU; every product needs one of its own
0, : no product was deactivated, because it cannot be told which one a refused row stands for; correct the file and import it again`, "a b c d"},
		{"a broken quote spares all", "SKU,Name,Price\na,A,1\nb,\"B,1\nc,C,1\n", `
3 rows, 2 products: 0 added, 0 updated, 2 unchanged, 0 deactivated
3, Name: a quote opens here and never ends; close it, or double it where it belongs to the text: ""
0, : no product was deactivated, because it cannot be told which one a refused row stands for; correct the file and import it again`, "a b c d"},
		{"no good row", "SKU,Name,Price\na,A,x\n", `
1 rows, 0 products: 0 added, 0 updated, 0 unchanged, 0 deactivated
2, Price: 'x' is no price; write it like 12.50
0, : no product was deactivated, because the file holds no good row`, "a b c d"},
		{"header only", "SKU,Name,Price\n", `
0 rows, 0 products: 0 added, 0 updated, 0 unchanged, 0 deactivated
2, : there is no product below the header line
0, : no product was deactivated, because the file holds no good row`, "a b c d"},
		{"empty", "", "0 rows, 0 products: 0 added, 0 updated, 0 unchanged, 0 deactivated\n1, : the file is empty", "a b c d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newShopfloor(t)
			f.imports(ImportRequest{Path: f.file(all)})
			wantSummary(t, "dry run", f.imports(ImportRequest{Path: f.file(c.text), Replace: true, DryRun: true}), c.want)
			if got := f.active(); got != "a b c d" {
				t.Errorf("a dry run changed the catalogue to %s", got)
			}
			wantSummary(t, "import", f.imports(ImportRequest{Path: f.file(c.text), Replace: true}), c.want)
			if got := f.active(); got != c.active {
				t.Errorf("active: %s, want %s", got, c.active)
			}
		})
	}
}

func TestImportSparesWhatWasActiveOnly(t *testing.T) {
	f := newShopfloor(t)
	f.imports(ImportRequest{Path: f.file("SKU,Name,Price\na,A,1\nb,B,1\n")})
	f.imports(ImportRequest{Path: f.file("SKU,Name,Price\na,A,1\n"), Replace: true})
	r := f.imports(ImportRequest{Path: f.file("SKU,Name,Price\na,A,x\nb,B,x\nc,C,1\n"), Replace: true})
	if got := f.active(); got != "a c" || !slices.Equal(r.Notes, []string{"rows refused: the products that they stand for stay in the catalogue as they were (1)"}) {
		t.Errorf("active: %s, notes %q", got, r.Notes)
	}
}

func TestImportReportAsJSON(t *testing.T) {
	f := newShopfloor(t)
	first, err := json.Marshal(f.imports(ImportRequest{Path: f.file("SKU,Name\na,A\n")}))
	if err != nil || string(first) != `{"rows":1,"products":1,"added":1,"updated":0,"unchanged":0,"deactivated":0,"errors":[]}` {
		t.Errorf("%s, %v", first, err)
	}
	second, err := json.Marshal(f.imports(ImportRequest{Path: f.file("SKU,Name\na,A\nb,")}))
	if err != nil || string(second) != `{"rows":2,"products":1,"added":0,"updated":0,"unchanged":1,"deactivated":0,"errors":[{"line":3,"column":"Name","message":"there is no name; every product needs one"}]}` {
		t.Errorf("%s, %v", second, err)
	}
}

// manyRows is a file of n products of about 300 bytes a row, with variations among them.
func manyRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString("ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Description,Stock,Weight (kg),Regular price,Categories,Tags,Images,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global\n")
	for i := range n {
		kind, parent, values, price := "simple", "", "", fmt.Sprintf("%d.50", 10+i%500)
		switch i % 10 {
		case 0:
			kind, values, price = "variable", `"Red, Blue"`, ""
		case 1, 2:
			kind, parent, values = "variation", fmt.Sprintf("SKU-%07d", i/10*10), []string{"Red", "Blue"}[i%10-1]
		}
		fmt.Fprintf(&b, "%d,%s,SKU-%07d,57%011d,Cordless hammer drill number %d,1,\"A text of some length, with a comma, about the product number %d of the catalogue, which is a good one.\",%d,1.25,%s,\"Tools > Group %d\",\"new, steel\",https://shop.example/img/%d.jpg,%s,Color,%s,1,1\n",
			i+1, kind, i, i, i, i, i%90, price, i%200, i, parent, values)
	}
	return b.Bytes()
}

func TestImportProgressAndCancel(t *testing.T) {
	f := newShopfloor(t)
	text := manyRows(6_000)
	path := f.file(string(text))
	var seen []ImportProgress
	report := f.imports(ImportRequest{Path: path, Progress: func(p ImportProgress) { seen = append(seen, p) }})
	wantSummary(t, "many rows", report, "6000 rows, 6000 products: 6000 added, 0 updated, 0 unchanged, 0 deactivated")
	for i, p := range seen {
		if p.Size != int64(len(text)) || i > 0 && (p.Rows < seen[i-1].Rows || p.Bytes < seen[i-1].Bytes) {
			t.Fatalf("progress goes back or has another size: %+v", seen)
		}
	}
	if last := seen[len(seen)-1]; len(seen) < 6 || last.Rows != 6_000 || last.Bytes != last.Size {
		t.Errorf("%d times, at the end %+v", len(seen), last)
	}

	g := newShopfloor(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	report, err := g.Import(ctx, ImportRequest{Path: path, Replace: true, Progress: func(p ImportProgress) {
		if p.Rows >= 2000 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || report.Added < 2000 || report.Added == 6_000 || report.Deactivated != 0 {
		t.Errorf("cancelled: %v, %s", err, summary(report))
	}
	if n, err := g.st.CountProducts(t.Context()); err != nil || n != report.Added {
		t.Errorf("%d products in the store, %v; the report says %d", n, err, report.Added)
	}
	report = g.imports(ImportRequest{Path: path})
	if report.Added+report.Unchanged != 6_000 || report.Unchanged < 2000 {
		t.Errorf("again: %s", summary(report))
	}
}

func TestImportIntoAReadOnlyStore(t *testing.T) {
	f := newShopfloor(t)
	readOnly := New(Options{Store: f.st, ReadOnly: true})
	if _, err := readOnly.Import(t.Context(), ImportRequest{Path: sampleCSV}); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("import: %v", err)
	}
	report, err := readOnly.Import(t.Context(), ImportRequest{Path: sampleCSV, DryRun: true})
	if err != nil || report.Added != 25 {
		t.Errorf("dry run: %+v, %v", report, err)
	}
}

// BenchmarkImport takes a file into an empty store, and once more when nothing has changed.
func BenchmarkImport(b *testing.B) {
	const n = 100_000
	dir := b.TempDir()
	path := filepath.Join(dir, "catalogue.csv")
	text := manyRows(n)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		b.Fatal(err)
	}
	run := func(b *testing.B, s *Service, want func(ImportReport) int) {
		b.Helper()
		report, err := s.Import(b.Context(), ImportRequest{Path: path})
		if err != nil || want(report) != n || len(report.Errors) > 0 {
			b.Fatal(summary(report), err)
		}
	}
	open := func(b *testing.B, i int) (*Service, *store.Store) {
		b.Helper()
		st, err := store.Open(b.Context(), store.Options{Path: filepath.Join(dir, fmt.Sprintf("store-%d-%d.db", i, b.N))})
		if err != nil {
			b.Fatal(err)
		}
		return New(Options{Store: st}), st
	}
	b.Run("new", func(b *testing.B) {
		i := 0
		for b.Loop() {
			b.StopTimer()
			s, st := open(b, i)
			i++
			b.StartTimer()
			run(b, s, func(r ImportReport) int { return r.Added })
			b.StopTimer()
			st.Close()
			b.StartTimer()
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		b.ReportMetric(float64(len(text))/n, "B/row")
	})
	b.Run("unchanged", func(b *testing.B) {
		s, st := open(b, -1)
		defer st.Close()
		run(b, s, func(r ImportReport) int { return r.Added })
		for b.Loop() {
			run(b, s, func(r ImportReport) int { return r.Unchanged })
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}
