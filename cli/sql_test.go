package cli

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
)

// What would be SQL, a shell's or a format's somewhere else is a text here: it comes back as it was from the catalogue, the store and
// the webshop.
func TestTextsThatAreSQL(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	shop := m.practiceShop("--empty")
	m.withKeys(shop.key, shop.secret)
	evil := []string{`'); DROP TABLE products;--`, `" OR ""="`, `x' UNION SELECT consumer_key FROM webshops--`, "`id`$(id)|id;id", `{{7*7}}${7*7}#{7*7}`, `\'; DELETE FROM operations; /*`}
	var b strings.Builder
	w := csv.NewWriter(&b)
	rows := [][]string{{"SKU", "Name", "Short description", "Description", "Regular price", "Categories", "Tags", "Brands", "Shipping class", "Purchase note",
		"Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 global", "Tax class", "Meta: evil", "Colour of the boxes"}}
	for _, s := range evil {
		category := strings.NewReplacer(",", "", ">", "", "|", "").Replace(s) // which cut texts there
		rows = append(rows, []string{"S" + s, "Name " + s, s, s, "1", category, category, category, "", s, "A" + category, "v" + category, "0", "", s, s})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	m.run("webshop", "add", "Shop "+evil[0], shop.url, "--mirror-categories").ends(0)
	m.run("import", m.file("evil.csv", b.String())).ends(0).tells("6 rows, 6 products: 6 added")
	m.run("sync").ends(0).tells("6 added")
	m.run("preview", "--live").tells("6 products compared, 0 changed there, 0 missing")
	m.run("import", m.file("evil.csv", b.String()), "--replace").ends(0).tells("6 unchanged")
	m.run("sync", "--webshop", "Shop "+evil[0]).ends(0).tells("nothing to synchronize, 6 products unchanged")
	for _, s := range evil {
		var raw []struct{ SKU, Name, Webshop, Action string }
		r := m.run("preview", "S"+s, "--json").ends(0)
		if err := json.Unmarshal([]byte(r.out), &raw); err != nil || len(raw) != 1 || raw[0].SKU != "S"+s || raw[0].Name != "Name "+s || raw[0].Webshop != "Shop "+evil[0] || raw[0].Action != "unchanged" {
			t.Errorf("%q comes back as %+v, %v", s, raw, err)
		}
	}
	var ops []json.RawMessage
	m.run("operations", "--webshop", "Shop "+evil[0], "--json").ends(0).decode(&ops)
	if len(ops) != 2 {
		t.Errorf("%d operations, want 2", len(ops))
	}
}
