package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"woosync/store"
)

func TestFilesThatHoldNoCatalogue(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", "line 1: the file is empty"},
		{"a mark and nothing else", "\ufeff", "line 1: the file is empty"},
		{"blank lines only", "\n\r\n\n", "line 1: the file is empty"},
		{"header only", "SKU,Name\n", "line 2: there is no product below the header line"},
		{"header and blank rows", "SKU,Name\n,\n\n", "line 4: there is no product below the header line"},
		{"no SKU", "Name,Regular price\na,1\n", "line 1, SKU: there is no column SKU; the file has 'Name' and 'Regular price'; say with --map sku=COLUMN which one it is"},
		{"no name", "SKU,Price\na,1\n", "line 1, Name: there is no column Name; the file has 'SKU' and 'Price'; say with --map name=COLUMN which one it is"},
		{"neither", "a,b\nc,d\n", "line 1, SKU: there is no column SKU and no column Name; the file has 'a' and 'b'; say with --map sku=COLUMN which one it is; does the first line hold the names of the columns?"},
		{"a column twice", "SKU,Name,sku\n", "line 1, sku: this column (number 3) and 'SKU' (number 1) mean the same; say with --map sku=COLUMN which one counts, or rename one"},
		{"two prices", "SKU,Name,Price (EUR),Price (USD)\n", "line 1, Price (USD): this column (number 4) and 'Price (EUR)' (number 3) mean the same"},
		{"a quote without end in the header", "SKU,\"Name\na,b\n", "line 1, column 2: a quote opens here and never ends"},
		{"a million columns", "SKU,Name" + strings.Repeat(",x", 1_000_000) + "\na,b\n", "line 1: there are more than 5000 columns"},
		{"a million columns in quotes", "SKU,Name" + strings.Repeat(`,"x"`, 1_000_000) + "\na,b\n", "line 1: there are more than 5000 columns"},
		{"a zip that is cut off", "PK\x03\x04rest", "row 1: the workbook is cut off: its end is missing; copy it again"},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00\x00\x00", "line 1: this is no text file"},
		{"UTF-16 without a mark", "S\x00K\x00U\x00,\x00N\x00a\x00m\x00e\x00\n\x00", "line 1: this is text in UTF-16 without a byte order mark"},
		{"a NUL in the header", "SKU,Name,Weight" + strings.Repeat(",weight of something", 20) + "\x00\n", "holds a NUL"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := read(t.Context(), c.text, Options{})
			var wrong *FileError
			if !errors.As(err, &wrong) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %.300v\nwant %s", err, c.want)
			}
		})
	}
}

// TestBadRows puts one bad row between two good ones: the bad one is refused with its line, column and a remedy, the good
// ones arrive.
func TestBadRows(t *testing.T) {
	const head = "Type,SKU,Name,Published,Regular price,Stock,Date sale price starts,Date sale price ends,Images,Attribute 1 name,Attribute 1 value(s),Parent,External URL,GTIN,Position\n"
	for _, c := range []struct{ name, row, want string }{
		{"unknown type", `simpel,b,B,1,1,,,,,,,,,,`, "3, Type: 'simpel' is no product type; use simple, variable, variation, grouped or external, with virtual or downloadable beside it"},
		{"two types", `"simple, grouped",b,B,1,1,,,,,,,,,,`, "3, Type: 'simple, grouped' names two product types; a product has one"},
		{"price that is no number", `,b,B,1,"12,5O",,,,,,,,,,`, "3, Regular price: '12,5O' is no price; write it like 12.50"},
		{"negative price", `,b,B,1,-12.50,,,,,,,,,,`, "3, Regular price: '-12.50' is below zero; a price is 0 or more"},
		{"stock", `,b,B,1,1,many,,,,,,,,,`, "3, Stock: 'many' is no quantity; write it like 12.50"},
		{"stock of the parent without one", `,b,B,1,1,parent,,,,,,,,,`, "3, Stock: 'parent' is for the stock of a variation; write a number, or leave it empty where stock is not managed"},
		{"no SKU", `,,B,1,1,,,,,,,,,,`, "3, SKU: there is no SKU; every product needs one of its own"},
		{"blank SKU", `," ",B,1,1,,,,,,,,,,`, "3, SKU: there is no SKU; every product needs one of its own"},
		{"no name", `,b,,1,1,,,,,,,,,,`, "3, Name: there is no name; every product needs one"},
		{"SKU 0", `,0,B,1,1,,,,,,,,,,`, "3, SKU: a webshop takes the SKU '0' for none; give the product another"},
		{"long SKU", `,` + strings.Repeat("é", 101) + `,B,1,1,,,,,,,,,,`, "3, SKU: '" + strings.Repeat("é", 40) + "…' has 101 characters; a webshop keeps SKUs apart up to 100"},
		{"SKU with a tab", ",b\tc,B,1,1,,,,,,,,,,", "3, SKU: 'b c' holds a control character (0x09); a SKU is one line of visible characters"},
		{"SKU with a line", ",\"b\nc\",B,1,1,,,,,,,,,,", "3, SKU: 'b c' holds a control character (0x0a); a SKU is one line of visible characters"},
		{"SKU with an escape sequence", ",b\x1b[2J,B,1,1,,,,,,,,,,", `3, SKU: 'b\u001b[2J' holds a control character (0x1b); a SKU is one line of visible characters`},
		{"SKU that a webshop decodes", `,50%2Boff,B,1,1,,,,,,,,,,`, "3, SKU: '50%2Boff' holds '%2B', which a webshop would drop; give the product another SKU"},
		{"SKU with a tag", `,<b>b,B,1,1,,,,,,,,,,`, "3, SKU: '<b>b' holds '<', which a webshop would change; give the product another SKU"},
		{"SKU with what cannot be seen", ",b\u200bc,B,1,1,,,,,,,,,,", `3, SKU: 'b\u200bc' holds an invisible character (U+200B); type the SKU anew`},
		{"SKU of nothing but an accent", ",\u0301,B,1,1,,,,,,,,,,", "3, SKU: '\u0301' has no letter or digit; give the product another SKU"},
		{"SKU like a reference", `,id:5,B,1,1,,,,,,,,,,`, "3, SKU: 'id:5' stands for a product by its id; give the product another SKU"},
		{"SKU twice", `,a,B,1,1,,,,,,,,,,`, "3, SKU: the SKU 'a' is on line 2 already, and a webshop takes capital and small letters, with accents or without, for the same; give one of them another"},
		{"SKU twice but for case and accents", `, Á ,B,1,1,,,,,,,,,,`, "3, SKU: the SKU 'Á' is on line 2 already, and a webshop takes capital and small letters, with accents or without, for the same; give one of them another"},
		{"date", `,b,B,1,1,,23/11/2026,,,,,,,,`, "3, Date sale price starts: '23/11/2026' is no date; write it like 2026-11-23 or 2026-11-23 08:00:00"},
		{"date that is none", `,b,B,1,1,,2026-02-30,,,,,,,,`, "3, Date sale price starts: '2026-02-30' is no date; write it like 2026-11-23 or 2026-11-23 08:00:00"},
		{"sale that ends before it starts", `,b,B,1,1,,2026-11-23,2026-11-22,,,,,,,`, "3, Date sale price ends: the sale ends on 2026-11-22, before it starts on 2026-11-23"},
		{"publication state", `,b,B,maybe,1,,,,,,,,,,`, "3, Published: 'maybe' is no publication state; write 1 for published, 0 for private, -1 for a draft, 2 for pending review"},
		{"two values of a variation", `variation,b,B,1,1,,,,,Size,"S, M",a,,,`, `3, Attribute 1 value(s): a variation has one value for 'Size', not 2; write \, for a comma within a value, and nothing where any value will do`},
		{"address that is none", `external,b,B,1,1,,,,,,,,javascript:alert(1),,`, "3, External URL: 'javascript:alert(1)' is no address of a page; it begins with https://"},
		{"barcode that a spreadsheet spoiled", `,b,B,1,1,,,,,,,,,5.70E+12,`, "3, GTIN: '5.70E+12' is a barcode whose digits a spreadsheet dropped; format the column as text there and write the file again"},
		{"position", `,b,B,1,1,,,,,,,,,,first`, "3, Position: 'first' is no whole number; write it like 12"},
		{"too few fields", `,b,B,1,1`, "3, : the row has 5 fields, the header has 15: nothing for 'Stock', 'Date sale price starts', 'Date sale price ends', 'Images', 'Attribute 1 name', 'Attribute 1 value(s)', 'Parent', 'External URL', 'GTIN' and 'Position'; is a line end or a quote out of place?"},
		{"too many fields", `,b,B,1,12,50,,,,,,,,,,0,x`, `3, : the row has 17 fields, the header has 15; too many are '0' and 'x'; put a value that holds a comma in quotes: "…"`},
		{"a quote that never ends", `,b,"B,1,1,,,,,,,,,,`, `3, Name: a quote opens here and never ends; close it, or double it where it belongs to the text: ""`},
		{"a quote in the middle", `,b,"B" "C",1,1,,,,,,,,,,`, `3, Name: a quote stands in the middle of the text; double it there: ""`},
		{"a NUL", ",b,B\x00,1,1,,,,,,,,,,", `3, Name: 'B\u0000' holds a NUL; no text has one, so something went wrong when the file was written`},
		{"a letter that was lost", ",b,Bl�b�r,1,1,,,,,,,,,,", "3, Name: 'Bl�b�r' holds �, the mark of a letter that was lost when the file was written; write it again as UTF-8"},
		{"a list without end", `,b,B,1,1,,,,"` + strings.Repeat("https://e.example/1,", 1500) + `",,,,,,`, "3, Images: 1500 values are more than the 1000 that a product may have here"},
		{"a name without end", `,b,` + strings.Repeat("B", 1001) + `,1,1,,,,,,,,,,`, "3, Name: the name has 1001 characters; 1000 are the most"},
		{"several things at once", `x,,,perhaps,z,,,,,,,,,,`, "3, Type: 'x' is no product type; use simple, variable, variation, grouped or external, with virtual or downloadable beside it\n" +
			"3, Published: 'perhaps' is no publication state; write 1 for published, 0 for private, -1 for a draft, 2 for pending review\n3, Regular price: 'z' is no price; write it like 12.50\n" +
			"3, SKU: there is no SKU; every product needs one of its own\n3, Name: there is no name; every product needs one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			products, r, err := read(t.Context(), head+",a,A,1,1,,,,,,,,,,\n"+c.row+"\n,c,C,1,1,,,,,,,,,,\n", Options{})
			if err != nil {
				t.Fatal(err)
			}
			list, _ := r.Problems()
			if lines(list) != c.want {
				t.Errorf("got\n%s\nwant\n%s", lines(list), c.want)
			}
			if got := skus(products); got != "a c" || r.Rows() != 3 || r.Products() != 2 {
				t.Errorf("%d rows, %d products: %s", r.Rows(), r.Products(), got)
			}
			if strings.ContainsFunc(lines(list), func(r rune) bool { return r != '\n' && (r < ' ' || r == 0x7f) }) {
				t.Errorf("a message could act on a terminal: %q", lines(list))
			}
		})
	}
}

// TestNotes lists what is read differently from how it stands, and kept by its header.
func TestNotes(t *testing.T) {
	products, r := readGood(t, "SKU,Name,EAN,Images,Sale price,Regular price,Parent,Attribute 1 name,Attribute 1 value(s),Download 1 name,Download 1 URL\n"+
		"a,A,INT-1,\"https://e.example/a.jpg, ../b.jpg\",10,10,,,S,File,\n"+
		"b,B,INT-2,c.jpg,5,,,,,,\n"+
		"c,C,INT-3,,,,,,,,\n", Options{})
	want := strings.TrimSpace(`
line 2, EAN: 'INT-1' is no GTIN, UPC, EAN or ISBN, of which a webshop takes digits and hyphens only; it is kept but not sent (and 2 times more)
line 2, Images: '../b.jpg' is no address of an image that a webshop could fetch (https://…); it is kept but not sent (and once more)
line 2, Attribute 1 value(s): the attribute has values but no name; they are kept but not sent
line 2, Download 1 name: the download has a name but no URL; it is kept but not sent
line 2, Sale price: the sale price 10 is not below the regular price 10; it is kept but not sent
line 3, Sale price: a sale price without a regular price means nothing to a webshop; it is kept but not sent`)
	if got := strings.Join(r.Notes(), "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := fmt.Sprint(products[0].Fields.Extra); got != "map[Attribute 1 value(s):S Download 1 name:File EAN:INT-1 Images:../b.jpg Sale price:10]" {
		t.Errorf("extras: %s", got)
	}
}

// TestRefused tells which products a catalogue's owner must not take out because of this file.
func TestRefused(t *testing.T) {
	_, r, err := read(t.Context(), "SKU,Name,Price,Type,Parent\n"+
		"good,A,1,,\n"+
		"bad,B,x,,\n"+
		"good,C,1,,\n"+ // the first of the two is good
		"BAD,D,1,,\n"+ // the first of the two is bad
		",E,1,,\n"+
		"short,F\n"+
		"child,,1,variation,later\n"+
		"later,G,x,variable,\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	skus, unidentified := r.Refused()
	if strings.ToLower(fmt.Sprint(len(skus))) != "3" || unidentified != 2 {
		t.Errorf("%q and %d more", skus, unidentified)
	}
	for _, s := range skus {
		if !strings.Contains("bad child later", strings.ToLower(s)) {
			t.Errorf("%q", s)
		}
	}
}

func TestProblemsAreBounded(t *testing.T) {
	products, r, err := read(t.Context(), "SKU,Name,Price\n"+strings.Repeat("a,A,x\n", 5000)+"b,B,1\n", Options{})
	if err != nil {
		t.Fatal(err)
	}
	list, more := r.Problems()
	if len(list) != MaxProblems || len(list)+more != 5000+4999 || r.Rows() != 5001 || skus(products) != "b" {
		t.Errorf("%d and %d more, %d rows, %s", len(list), more, r.Rows(), skus(products))
	}
}

func TestErrorsOfTheSystem(t *testing.T) {
	broken := errors.New("the disk is gone")
	src := &failingFile{text: "SKU,Name\n" + strings.Repeat("a,b\n", 1<<20), err: broken}
	if _, err := New(t.Context(), src, 1, Options{}); !errors.Is(err, broken) || !strings.Contains(err.Error(), "read the catalogue") {
		t.Errorf("while looking: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	text := "SKU,Name\n" + strings.Repeat("a,b\n", 1<<20)
	r, err := New(ctx, strings.NewReader(text), int64(len(text)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	for err == nil {
		_, err = r.Next(ctx)
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	asking := errors.New("no answer")
	_, _, err = read(t.Context(), "SKU,Name,Type,Parent\na,,variation,p\n", Options{Parents: func(context.Context, []string) (map[string]store.ProductType, error) { return nil, asking }})
	if !errors.Is(err, asking) {
		t.Errorf("asking for parents: %v", err)
	}
}

// failingFile gives an error after some reads.
type failingFile struct {
	text string
	err  error
	r    io.Reader
}

func (f *failingFile) Seek(int64, int) (int64, error) {
	f.r = io.MultiReader(strings.NewReader(f.text), iotest.ErrReader(f.err))
	return 0, nil
}

func (f *failingFile) ReadAt(b []byte, at int64) (int, error) {
	return strings.NewReader(f.text).ReadAt(b, at)
}

func (f *failingFile) Read(b []byte) (int, error) {
	if f.r == nil {
		f.Seek(0, 0)
	}
	return f.r.Read(b)
}
