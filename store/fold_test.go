package store

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"hoodie", "hoodie"},
		{"HOODIE with Zip", "hoodie with zip"},
		{"Ærøskøbing Ålborg", "aeroskobing alborg"},
		{"Straße STRASSE ẞ", "strasse strasse ss"},
		{"İstanbul ISPARTA ısı", "istanbul isparta isi"},
		{"café CAFÉ cafe\u0301", "cafe cafe cafe"},
		{"Łódź Đorđe þing Ŋ œuvre Œ", "lodz dorde thing n oeuvre oe"},
		{"ΟΔΟΣ οδός", "οδοσ οδοσ"},
		{"ё Й", "е и"},
		{"ﬁne № １２", "fine no 12"},
		{"a\u200bb\u202ec\ufeffd", "abcd"},
		{"tab\tnew\nline\x00nul\x1b[31m", "tab new line nul [31m"},
		{"bad \xff\xfe bytes", "bad \ufffd bytes"},
		{"non\u00a0breaking", "non breaking"},
		{"%_'\"*", "%_'\"*"},
	} {
		if got := Fold(c.in); got != c.want {
			t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
		}
		if got := string(appendFolded([]byte("Ø "), []byte(c.in))); got != "Ø "+c.want {
			t.Errorf("appendFolded appends %q for %q, want %q", got, c.in, c.want)
		}
		if again := Fold(Fold(c.in)); again != Fold(c.in) {
			t.Errorf("Fold(%q) changes when folded again: %q", c.in, again)
		}
	}
}

func TestFoldSKU(t *testing.T) {
	for _, alike := range [][]string{
		{"CAFE-1", "café-1", "  Cafe-1 "},
		{"a b", "A\t\n b", " a  B"},
		{"ø1", "O1"},
	} {
		for _, sku := range alike[1:] {
			if FoldSKU(sku) != FoldSKU(alike[0]) {
				t.Errorf("%q and %q are the same SKU, but fold to %q and %q", alike[0], sku, FoldSKU(alike[0]), FoldSKU(sku))
			}
		}
	}
	if FoldSKU("A-1") == FoldSKU("A1") {
		t.Error("A-1 and A1 are different SKUs")
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Ærø\x00\xff")
	f.Add(strings.Repeat("e\u0301\u0301", 50))
	f.Fuzz(func(t *testing.T, s string) {
		folded := Fold(s)
		if appended := string(appendFolded(nil, []byte(s))); appended != folded {
			t.Errorf("appendFolded makes %q of %q, Fold %q", appended, s, folded)
		}
		if !utf8.ValidString(folded) {
			t.Errorf("Fold(%q) = %q is no UTF-8", s, folded)
		}
		if strings.ContainsFunc(folded, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("Fold(%q) = %q holds control characters", s, folded)
		}
	})
}

func TestParseState(t *testing.T) {
	for in, want := range map[string]State{
		"not_processed": NotProcessed, "Not processed": NotProcessed, "not": NotProcessed, "IN-PROGRESS": InProgress, "comp": Completed,
		"aborted": Aborted, "Aborted by another synchronization": Aborted, "webshop not found": WebshopNotFound, "failed": Failed, " f ": Failed,
	} {
		if got, err := ParseState(in); err != nil || got != want {
			t.Errorf("ParseState(%q) = %v, %v; want %v", in, got, err, want)
		}
	}
	for _, in := range []string{"", "x", "failedd", "\xff", strings.Repeat("a", 1<<20)} {
		if got, err := ParseState(in); err == nil {
			t.Errorf("ParseState(%q) = %v, want an error", head(in, 20), got)
		} else if len(err.Error()) > 400 {
			t.Errorf("an error of %d bytes", len(err.Error()))
		}
	}
}

func TestHeadCutsBetweenRunes(t *testing.T) {
	for _, c := range []struct {
		in   string
		n    int
		want string
	}{{"abc", 5, "abc"}, {"abc", 2, "ab"}, {"aø", 2, "a"}, {"ø", 1, ""}, {"\xff\xff\xff", 2, "\xff\xff"}, {"\x80\x80", 1, ""}} {
		if got := head(c.in, c.n); got != c.want {
			t.Errorf("head(%q, %d) = %q, want %q", c.in, c.n, got, c.want)
		}
	}
}
