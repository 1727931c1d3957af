package demo

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"
)

func TestCatalogueIsBelievable(t *testing.T) {
	var file bytes.Buffer
	if err := writeCatalogue(&file, current, "http://127.0.0.1/"); err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(&file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range records[0] {
		column[name] = i
	}
	products, categories, skus := 0, map[string]bool{}, map[string]bool{}
	for _, r := range records[1:] {
		get := func(name string) string { return r[column[name]] }
		if skus[get("SKU")] {
			t.Errorf("SKU %s occurs twice", get("SKU"))
		}
		skus[get("SKU")] = true
		if get("Type") != "variation" {
			products++
		} else if !skus[get("Parent")] {
			t.Errorf("variation %s stands before its parent %q", get("SKU"), get("Parent"))
		}
		for path := get("Categories"); path != ""; {
			categories[path] = true
			cut := strings.LastIndex(path, " > ")
			path = path[:max(cut, 0)]
		}
		if code := get("GTIN, UPC, EAN, or ISBN"); code != "" && !validEAN(code) {
			t.Errorf("%s: barcode %q has a wrong check digit", get("SKU"), code)
		}
		for _, member := range strings.Split(get("Grouped products"), ", ") {
			if member != "" && !skus[member] {
				t.Errorf("%s: the member %s is not in the catalogue", get("SKU"), member)
			}
		}
	}
	if products < 300 {
		t.Errorf("%d products, want at least 300", products)
	}
	if len(categories) < 25 {
		t.Errorf("%d inventory categories, want at least 25", len(categories))
	}
}

func TestEditionsDiffer(t *testing.T) {
	was, is := map[string]row{}, map[string]row{}
	for _, r := range catalogue(former, "") {
		was[r["SKU"]] = r
	}
	for _, r := range catalogue(current, "") {
		is[r["SKU"]] = r
	}
	added, dearer, gone := 0, 0, 0
	for sku, r := range is {
		switch old, known := was[sku]; {
		case !known:
			added++
		case old["Regular price"] != r["Regular price"]:
			dearer++
		}
	}
	for sku := range was {
		if is[sku] == nil {
			gone++
		}
	}
	if added < 10 || dearer < 10 || gone < 5 {
		t.Errorf("added %d, dearer %d, gone %d: want at least 10, 10 and 5", added, dearer, gone)
	}
}

func TestCatalogueIsTheSameEachTime(t *testing.T) {
	var a, b bytes.Buffer
	if err := writeCatalogue(&a, current, "http://127.0.0.1/"); err != nil {
		t.Fatal(err)
	}
	if err := writeCatalogue(&b, current, "http://127.0.0.1/"); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two files of one edition differ")
	}
}

func validEAN(code string) bool {
	if len(code) != 13 {
		return false
	}
	sum := 0
	for i, d := range code {
		sum += int(d-'0') * (1 + 2*(i%2))
	}
	return sum%10 == 0
}
