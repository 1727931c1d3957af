package catalogue

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
)

const nordic = "SKU;Varetekst;Tilbudspris;Vægt\n" +
	"a;Blåbærsyltetøy «Årets»;;1\nb;Größe – Ölpumpe;;2\nc;Crème brûlée, 50 € ½ kg;;3\nd;plain;;4\n"

var nordicNames = []string{"Blåbærsyltetøy «Årets»", "Größe – Ölpumpe", "Crème brûlée, 50 € ½ kg", "plain"}

func utf16Of(text string, order binary.AppendByteOrder, mark bool) string {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xfeff)
	}
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func encoded(t *testing.T, m *charmap.Charmap, text string) string {
	t.Helper()
	s, err := m.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEncodings(t *testing.T) {
	for _, c := range []struct{ name, text, note string }{
		{"UTF-8", nordic, ""},
		{"UTF-8 with mark", "\ufeff" + nordic, ""},
		{"UTF-16 little endian", utf16Of(nordic, binary.LittleEndian, true), "the file was read as UTF-16"},
		{"UTF-16 big endian", utf16Of(nordic, binary.BigEndian, true), "the file was read as UTF-16"},
		{"Windows-1252", encoded(t, charmap.Windows1252, nordic), "the file is not UTF-8; it was read as Windows-1252 (Latin-1)"},
		{"the old Mac's line ends", strings.ReplaceAll(nordic, "\n", "\r"), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			products, r := readGood(t, c.text, Options{})
			for i, want := range nordicNames {
				if products[i].Name != want || products[i].Fields.Weight != fmt.Sprint(i+1) {
					t.Errorf("got %q, want %q", products[i].Name, want)
				}
			}
			if got := strings.Join(r.Notes(), "\n"); got != c.note {
				t.Errorf("notes: %s", got)
			}
			if done, size := r.Progress(); done != size || size != int64(len(c.text)) {
				t.Errorf("progress %d of %d", done, size)
			}
		})
	}
}

// TestWindowsFarDown has its first letter that is not ASCII beyond everything that is sampled.
func TestWindowsFarDown(t *testing.T) {
	var b strings.Builder
	b.WriteString("SKU,Name\n")
	for i := range 200_000 {
		fmt.Fprintf(&b, "sku-%d,Name\n", i)
	}
	products, r := readGood(t, b.String()+"last,Bl\xe5b\xe6r\n", Options{})
	if got := products[len(products)-1].Name; got != "Blåbær" || len(r.Notes()) != 1 {
		t.Errorf("got %q, notes %q", got, r.Notes())
	}
}

// TestWrongEncodings must not let letters through that nobody wrote.
func TestWrongEncodings(t *testing.T) {
	const rows = "SKU,Name\na,plain\nb,blåbærsyltetøy\nc,smørebrød\nd,grønnsåpe\n"
	for _, c := range []struct{ name, text, want string }{
		{"DOS (code page 850)", encoded(t, charmap.CodePage850, rows), `'bl\x86b\x91rsyltet\x9by' is not UTF-8 at its character 3, and the file makes no sense as Windows-1252 either; save it as UTF-8`},
		{"the old Mac", encoded(t, charmap.Macintosh, rows), "is not UTF-8 at its character 3"},
		{"Swedish on the old Mac", encoded(t, charmap.Macintosh, "SKU,Name\na,plain\nb,räksmörgås\nc,köttfärs\nd,äppelträd\n"), "is not UTF-8 at its character 2"},
		{"two files in one", "SKU,Name\na,plain\nb,bl\xe5b\xe6r\nc,smørebrød\nd,gr\xf8nns\xe5pe\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			products, r, err := read(t.Context(), c.text, Options{})
			if err != nil {
				t.Fatal(err)
			}
			list, _ := r.Problems()
			for _, p := range products {
				if p.Name != "plain" && p.Name != "smørebrød" {
					t.Errorf("%q came through", p.Name)
				}
			}
			if len(list)+len(products) != 4 || len(list) < 2 || !strings.Contains(list[0].Message, c.want) || list[0].Line != 3 || list[0].Column != "Name" {
				t.Errorf("%d products, problems:\n%s", len(products), lines(list))
			}
		})
	}
	t.Run("one row of UTF-8 in a file of Windows-1252", func(t *testing.T) {
		products, r, err := read(t.Context(), "SKU,Name\n"+strings.Repeat("x,\xe5\xe6\xf8\n", 20)+"c,smørebrød\n", Options{})
		if err != nil {
			t.Fatal(err)
		}
		list, _ := r.Problems()
		last := list[len(list)-1]
		if products[0].Name != "åæø" || last.Line != 22 || !strings.Contains(last.Message, "is UTF-8 while the rest of the file is Windows-1252") {
			t.Errorf("%+v, %s", products[0], lines(list[len(list)-1:]))
		}
	})
	t.Run("a byte that Windows-1252 does not have", func(t *testing.T) {
		_, r, err := read(t.Context(), "SKU,Name\n"+strings.Repeat("x,\xe5\xe6\xf8\n", 20)+"c,\x81\n", Options{})
		if err != nil {
			t.Fatal(err)
		}
		list, _ := r.Problems()
		if last := list[len(list)-1]; last.Line != 22 || !strings.Contains(last.Message, `'\x81' holds a byte that Windows-1252, which the file is in, has no letter for`) {
			t.Error(lines(list))
		}
	})
	t.Run("encoded twice", func(t *testing.T) {
		_, r := readGood(t, "SKU,Name\na,A\nb,BlÃ¥bÃ¦r\n", Options{})
		if got := strings.Join(r.Notes(), "\n"); !strings.Contains(got, "line 3: 'Ã' and 'Â' stand where a letter such as å, ä or é should, as if the text was encoded twice, in 2 places") {
			t.Errorf("notes: %s", got)
		}
	})
	t.Run("half a character of UTF-16", func(t *testing.T) {
		text := utf16Of("SKU,Name\na,", binary.LittleEndian, true) + "\x00\xd8" + utf16Of("x\nb,B\n", binary.LittleEndian, false)
		products, r, err := read(t.Context(), text, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if list, _ := r.Problems(); skus(products) != "b" || len(list) != 1 || list[0].Line != 2 {
			t.Errorf("%s: %s", skus(products), lines(list))
		}
	})
}

func TestLookingAcrossBlocks(t *testing.T) {
	// A letter of several bytes on each place around the border between two blocks.
	for shift := range 8 {
		text := "SKU,Name\n" + strings.Repeat("x", 1<<20-12-shift) + "øøøø,B\n"
		n, err := look(t.Context(), strings.NewReader(text), 1<<20)
		if err != nil || n.encoding != utf8Text || n.multibyte != 4 {
			t.Errorf("shift %d: %+v, %v", shift, n, err)
		}
	}
}
