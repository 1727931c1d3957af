package cli

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"woosync/sync"
	"woosync/sync/export"
	"woosync/woo"
)

// The main job through the program itself, with the practice shop in another process.
func TestMainJob(t *testing.T) {
	m := newMachine(t)
	sample, err := os.ReadFile(filepath.Join("testdata", "sample_products.csv"))
	if err != nil {
		t.Fatal(err)
	}
	file := m.file("products.csv", string(sample))

	var imported sync.ImportReport
	m.exec("import", file, "--json").ends(0).decode(&imported)
	if imported.Rows != 25 || imported.Products != 25 || imported.Added != 25 || len(imported.Errors) != 0 {
		t.Fatalf("imported %+v, want 25 rows and products, all added", imported)
	}
	m.exec("import", file, "--json").ends(0).decode(&imported)
	if imported.Unchanged != 25 || imported.Updated != 0 {
		t.Errorf("imported once more %+v, want 25 unchanged", imported)
	}

	shop := m.practiceShop("--empty")
	m.withKeys(shop.key, shop.secret)
	m.exec("webshop", "add", "Practice", shop.url, "--mirror-categories").ends(0).tells("Added Practice")

	m.expectActions("add", 25)
	var ops []export.Operation
	m.exec("sync", "--json").ends(0).decode(&ops)
	if len(ops) != 1 || ops[0].State != "completed" || ops[0].Counts.Added != 25 || ops[0].Counts.Failed != 0 {
		t.Fatalf("sync made %+v, want one completed operation with 25 added", ops)
	}
	m.expectActions("unchanged", 25)
	client := dial(t, shop)
	checkSampleInShop(t, client)

	m.exec("sync").ends(0).tells("nothing to synchronize", "25 products unchanged")
	m.exec("sync", "--json").ends(0).decode(&ops)
	if len(ops) != 1 || ops[0].State != "completed" || ops[0].Counts.Added+ops[0].Counts.Updated+ops[0].Counts.Removed != 0 {
		t.Errorf("a second sync made %+v, want one completed operation that sent nothing", ops)
	}

	m.file("products.csv", changePrice(t, string(sample)))
	m.exec("import", file, "--json").ends(0).decode(&imported)
	if imported.Updated != 1 || imported.Unchanged != 24 {
		t.Fatalf("imported %+v, want one updated", imported)
	}
	for _, p := range m.previews() {
		switch {
		case p.SKU != "woo-cap" && p.Action != "unchanged":
			t.Errorf("%s is %s, want unchanged", p.SKU, p.Action)
		case p.SKU == "woo-cap":
			if p.Action != "update" || !p.CanSynchronize || p.RemoteID == nil || len(p.Changes) != 1 {
				t.Fatalf("the preview of woo-cap is %+v, want an update of its price alone", p)
			}
			if c := p.Changes[0]; c.Field != "regular_price" || amount(t, c.From) != 18 || amount(t, c.To) != 19.5 {
				t.Errorf("the preview of woo-cap says %+v, want its price to go from 18 to 19.50", c)
			}
		}
	}
	m.exec("preview", "woo-cap").ends(0).tells("18", "19.5", "regular price")

	m.exec("sync", "woo-cap", "--json").ends(0).decode(&ops)
	if len(ops) != 1 || ops[0].Scope != "products" || ops[0].Counts.Updated != 1 || ops[0].State != "completed" {
		t.Fatalf("sync of woo-cap made %+v, want one updated product", ops)
	}
	m.expectActions("unchanged", 25)
	if cap := bySKU(t, client, "woo-cap"); amount(t, cap.RegularPrice) != 19.5 {
		t.Errorf("the shop has woo-cap at %s, want 19.50", cap.RegularPrice)
	}

	m.exec("operations", "--json").ends(0).decode(&ops)
	if len(ops) != 4 || ops[0].Scope != "products" || ops[1].Scope != "webshop" || ops[0].CompletedOn == nil {
		t.Errorf("the overview has %+v, want the product's operation above the three of the webshop", ops)
	}
	m.exec("operations").ends(0).tells("Practice", "Completed", "Synchronize all")
}

// changePrice gives the cap of the sample another price.
func changePrice(t *testing.T, file string) string {
	lines := strings.SplitAfter(file, "\n")
	for i, line := range lines {
		if strings.Contains(line, ",woo-cap,") {
			lines[i] = strings.Replace(line, `,18,"Clothing`, `,19.50,"Clothing`, 1)
			if lines[i] == line {
				t.Fatalf("the price of the cap is not where it was: %s", line)
			}
		}
	}
	return strings.Join(lines, "")
}

// amount reads a price, whatever zeros it has at its end.
func amount(t *testing.T, price string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(price, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func (m *machine) previews() []previewJSON {
	m.t.Helper()
	var list []previewJSON
	m.exec("preview", "--json").ends(0).decode(&list)
	return list
}

func (m *machine) expectActions(action string, n int) {
	m.t.Helper()
	list := m.previews()
	if len(list) != n {
		m.t.Fatalf("the preview has %d products, want %d", len(list), n)
	}
	for _, p := range list {
		if p.Action != action {
			m.t.Errorf("%s is %s, want %s: %v", p.SKU, p.Action, action, p.Reasons)
		}
	}
}

func dial(t *testing.T, shop practiceShop) *woo.Client {
	t.Helper()
	client, err := woo.New(woo.Config{URL: shop.url, ConsumerKey: shop.key, ConsumerSecret: shop.secret})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func bySKU(t *testing.T, client *woo.Client, sku string) woo.Product {
	t.Helper()
	page, err := client.ListProducts(t.Context(), woo.Query{SKU: []string{sku}})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Items {
		if p.SKU == sku {
			return p
		}
	}
	t.Fatalf("the shop has no product %s", sku)
	return woo.Product{}
}

// checkSampleInShop checks through the shop's own API that everything of the sample file arrived.
func checkSampleInShop(t *testing.T, client *woo.Client) {
	t.Helper()
	types := map[string]int{}
	products := map[string]woo.Product{}
	for page, err := range client.AllProducts(t.Context(), woo.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page.Items {
			types[p.Type]++
			products[p.SKU] = p
		}
	}
	want := map[string]int{"simple": 14, "variable": 2, "grouped": 1, "external": 1}
	for kind, n := range want {
		if types[kind] != n {
			t.Errorf("the shop has %d %s products, want %d", types[kind], kind, n)
		}
	}
	variations := 0
	for _, sku := range []string{"woo-vneck-tee", "woo-hoodie"} {
		for page, err := range client.AllVariations(t.Context(), products[sku].ID, woo.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range page.Items {
				variations++
				checkVariation(t, v)
			}
		}
	}
	if variations != 7 {
		t.Errorf("the shop has %d variations, want 7", variations)
	}
	if p := products["woo-beanie"]; amount(t, p.RegularPrice) != 20 || amount(t, p.SalePrice) != 18 {
		t.Errorf("woo-beanie costs %q, on sale %q, want 20 and 18", p.RegularPrice, p.SalePrice)
	}
	if p := products["woo-album"]; !p.Virtual || !p.Downloadable || len(p.Downloads) != 2 {
		t.Errorf("woo-album is %+v, want a virtual product with two downloads", p)
	}
	if n := len(products["logo-collection"].GroupedProducts); n != 3 {
		t.Errorf("logo-collection has %d members, want 3", n)
	}
	if p := products["wp-pennant"]; p.ExternalURL == "" || p.ButtonText == "" {
		t.Errorf("wp-pennant leads to %q with the button %q", p.ExternalURL, p.ButtonText)
	}
	checkNestedCategory(t, client, products["woo-hoodie"])
}

// checkVariation checks an option that stands for any size.
func checkVariation(t *testing.T, v woo.Product) {
	t.Helper()
	if v.SKU == "woo-vneck-tee-red" {
		if len(v.Attributes) != 1 || v.Attributes[0].Name != "Color" || v.Attributes[0].Option != "Red" {
			t.Errorf("woo-vneck-tee-red has the options %+v, want Red alone, any size", v.Attributes)
		}
	}
	if v.RegularPrice == "" {
		t.Errorf("%s has no price", v.SKU)
	}
}

func checkNestedCategory(t *testing.T, client *woo.Client, p woo.Product) {
	t.Helper()
	if len(p.Categories) != 1 {
		t.Fatalf("%s is in the categories %+v, want one", p.SKU, p.Categories)
	}
	terms, err := client.ListTerms(t.Context(), woo.TermCategories)
	if err != nil {
		t.Fatal(err)
	}
	names := map[int64]woo.Term{}
	for _, c := range terms {
		names[c.ID] = c
	}
	leaf := names[p.Categories[0].ID]
	if leaf.Name != "Hoodies" || names[leaf.Parent].Name != "Clothing" {
		t.Errorf("%s is in %s below %s, want Hoodies below Clothing", p.SKU, leaf.Name, names[leaf.Parent].Name)
	}
}
