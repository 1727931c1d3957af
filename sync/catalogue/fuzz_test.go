package catalogue

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"woosync/store"
)

// FuzzReader reads what nobody would write. Whatever comes, the reader ends, and what it lets through is fit for a webshop.
func FuzzReader(f *testing.F) {
	sample, err := os.ReadFile(sampleFile)
	if err != nil {
		f.Fatal(err)
	}
	lines := bytes.SplitAfter(sample, []byte("\n"))
	f.Add(slices.Concat(lines[0], lines[1], lines[13], lines[15])) // short seeds make a fast fuzzer
	f.Fuzz(func(t *testing.T, text []byte) {
		products, r, err := read(t.Context(), string(text), Options{})
		if err != nil {
			var wrong *FileError
			if !errors.As(err, &wrong) {
				t.Fatalf("an error of no file: %v", err)
			}
			if !visible(err.Error()) {
				t.Errorf("a message that could act on a terminal: %q", err)
			}
			return
		}
		list, more := r.Problems()
		if r.Products() != len(products) || r.Rows() < r.Products() || r.Rows() > r.Products() && len(list)+more == 0 {
			t.Errorf("%d rows, %d products, %d problems, %d returned", r.Rows(), r.Products(), len(list)+more, len(products))
		}
		for _, p := range list {
			if p.Line < 1 || p.Line > 1+strings.Count(string(text), "\n")+strings.Count(string(text), "\r") || !visible(p.Message) || !visible(p.Column) || len(p.Message) > 3000 {
				t.Errorf("problem %d %q %q", p.Line, p.Column, p.Message)
			}
		}
		for _, s := range r.Notes() {
			if !visible(s) {
				t.Errorf("note %q", s)
			}
		}
		seen := map[string]store.ProductType{}
		for _, p := range products {
			fold := store.FoldSKU(p.SKU)
			if _, twice := seen[fold]; twice || fold == "" {
				t.Errorf("the SKU %q twice, or empty", p.SKU)
			}
			seen[fold] = p.Type
			if again, wrong := skuOf(p.SKU); again != p.SKU || wrong != "" {
				t.Errorf("the SKU %q: %s", p.SKU, wrong)
			}
			if p.Name == "" || !utf8.ValidString(p.Name) || !p.Active {
				t.Errorf("the name %q", p.Name)
			}
			switch p.Type {
			case store.Variation:
				if seen[store.FoldSKU(p.Fields.ParentSKU)] != store.Variable {
					t.Errorf("the variation %q comes without or before its parent %q", p.SKU, p.Fields.ParentSKU)
				}
			case store.Simple, store.Variable, store.Grouped, store.External:
				if p.Fields.ParentSKU != "" {
					t.Errorf("%q is %s and has a parent", p.SKU, p.Type)
				}
			default:
				t.Errorf("%q is of type %q", p.SKU, p.Type)
			}
			for _, amount := range []string{p.Fields.RegularPrice, p.Fields.SalePrice, p.Fields.CostOfGoods, p.Fields.Weight, p.Fields.Length, p.Fields.Width, p.Fields.Height, strings.TrimPrefix(p.Fields.Stock, "-")} {
				if whole, decimals, _ := strings.Cut(amount, "."); !digits(whole) || !digits(decimals) || amount != "" && whole == "" {
					t.Errorf("the amount %q", amount)
				}
			}
		}
		if done, size := r.Progress(); done != size {
			t.Errorf("progress %d of %d at the end", done, size)
		}
		if _, err := r.Next(t.Context()); err != io.EOF {
			t.Errorf("after the end: %v", err)
		}
	})
}

// FuzzRecords compares the splitting with what the writing of the same fields was.
func FuzzRecords(f *testing.F) {
	f.Add("a", "b\"c", "d\r\ne", byte(','))
	f.Add("", "\n", "\"", byte(';'))
	f.Fuzz(func(t *testing.T, a, b, c string, delim byte) {
		if delim == '"' || delim == '\n' || delim == '\r' || delim == 'x' {
			return
		}
		quote := func(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
		text := quote(a) + string([]byte{delim}) + quote(b) + "\r\n" + quote(c) + string([]byte{delim}) + "x\n"
		r := newRecords(t.Context(), strings.NewReader(text), delim, '\n')
		r.width = 2
		for _, want := range [][2]string{{a, b}, {c, "x"}} {
			rec, f, err := r.next()
			if f != nil || err != nil || len(rec.fields) != 2 || rec.fields[0] != want[0] || rec.fields[1] != want[1] {
				t.Fatalf("%q: got %q, %v, %v", text, rec.fields, f, err)
			}
		}
		if _, _, err := r.next(); err != io.EOF {
			t.Fatalf("%q: then %v", text, err)
		}
	})
}

// visible tells whether a text holds nothing that could act on a terminal.
func visible(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x200b && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
	})
}

// FuzzMap tries wishes of --map on headers of any kind: they are met, or refused in a sentence that shows nothing acting.
func FuzzMap(f *testing.F) {
	f.Add("SKU,Name,Price", "regular_price", "price")
	f.Add("Varenr;Navn;Pris", "attribute 1 name", "Pris")
	f.Add("a\x1b[31m,\u202e,b", "extra 1", "\u202e")
	f.Fuzz(func(t *testing.T, header, field, column string) {
		products, r, err := read(t.Context(), header+"\na,b,1\nc;d;2\n", Options{Map: map[string]string{field: column, "name": column}})
		if err == nil {
			list, _ := r.Problems()
			if len(products) > r.Rows() || len(products) < r.Rows() && len(list) == 0 {
				t.Errorf("%d products of %d rows, problems %v", len(products), r.Rows(), list)
			}
			return
		}
		_, wish := errors.AsType[*MapError](err)
		if _, file := errors.AsType[*FileError](err); !wish && !file || !visible(err.Error()) || len(err.Error()) > 5000 {
			t.Errorf("%q", err)
		}
	})
}
