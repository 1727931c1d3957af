package cli

import (
	"fmt"
	"strings"
	"testing"
)

// supplied is a machine whose webshop has twenty products of a catalogue, with the catalogue in other forms.
func supplied(t *testing.T) *machine {
	m := newMachine(t)
	shop := m.practiceShop("--empty")
	m.withKeys(shop.key, shop.secret)
	m.run("import", m.catalogue("whole.csv", 20)).ends(0)
	m.run("webshop", "add", "Practice", shop.url, "--mirror-categories").ends(0)
	m.run("sync").ends(0).tells("20 added")
	return m
}

// catalogue writes the first n products, with an EAN beside each SKU.
func (m *machine) catalogue(name string, n int) (path string) {
	text := "SKU,EAN,Name,Regular price,Categories\n"
	for i := range n {
		text += fmt.Sprintf("W-%d,57000000%05d,Product %d,10,Things\n", i, i, i)
	}
	return m.file(name, text)
}

// removesNothing checks that a synchronization that asks nobody takes nothing out of the webshop.
func (m *machine) removesNothing() {
	m.t.Helper()
	m.run("sync")
	m.run("preview", "--live").tells("0 missing, 0 in the trash")
}

func (m *machine) expectStored(n int) {
	m.t.Helper()
	var shops []webshopJSON
	m.run("webshop", "list", "--json").ends(0).decode(&shops)
	if len(shops) != 1 || shops[0].Products != n {
		m.t.Errorf("the webshop has %+v, want %d products", shops, n)
	}
}

// Whatever happens to a catalogue, products leave the webshop only after a yes that named their number.
func TestACatalogueThatLostItsRows(t *testing.T) {
	t.Parallel()
	m := supplied(t)
	half := m.catalogue("half.csv", 10)
	m.run("import", half, "--replace", "--dry-run").ends(0).tells("10 deactivated", "10 of the 20 products of the catalogue are not in the file", "--confirm-removals")
	m.run("import", m.file("empty.csv", ""), "--replace").ends(1).tells("the file is empty")
	m.run("import", m.file("header.csv", "SKU,Name\n"), "--replace").ends(1).tells("no product below the header")
	m.run("import", m.file("bad.csv", "SKU,Name\n,x\n"), "--replace").ends(1).tells("no product was deactivated")
	m.removesNothing()

	if shown, status := m.inTerminal([]typed{{"[y/N]", "n"}}, "import", half, "--replace"); status != 1 || !strings.Contains(shown, "10 of the 20 products") || !strings.Contains(shown, "no product was deactivated") {
		t.Errorf("no: it ended with %d and showed %s", status, shown)
	}
	m.removesNothing()

	// Where nobody can be asked, the webshop asks: also for a part of what is missing, which it would let go otherwise.
	m.run("import", half, "--replace").ends(0).tells("10 deactivated", "10 of the 20 products of the catalogue are not in the file: is it complete?")
	m.run("import", m.catalogue("more.csv", 15)).ends(0)
	m.run("sync").ends(1).tells("5 of its 20 products would be removed", "--confirm-removals")
	m.removesNothing()
	// The complete file ends it: what goes later goes as always.
	m.run("import", m.catalogue("whole.csv", 20), "--replace").ends(0)
	m.run("sync").ends(0)
	m.run("import", m.catalogue("most.csv", 19), "--replace").ends(0).tells("1 deactivated")
	m.run("sync").ends(0).tells("1 removed")

	if shown, status := m.inTerminal([]typed{{"[y/N]", "y"}}, "import", m.catalogue("few.csv", 4), "--replace"); status != 0 || !strings.Contains(shown, "Deactivate 15") || !strings.Contains(shown, "15 deactivated") {
		t.Errorf("yes: it ended with %d and showed %s", status, shown)
	}
}

func TestAWrongColumnMap(t *testing.T) {
	t.Parallel()
	m := supplied(t)
	whole := m.catalogue("whole.csv", 20)
	m.run("import", whole, "--replace", "--map", "sku=EAN").ends(0).tells("20 of the 20 products of the catalogue are not in the file", "20 of the file are new", "a wrong column for the SKU")
	m.run("sync").ends(1).tells("nothing was sent", "20 of its 20 products would be removed, and 20 added", "a wrong column for the SKU", "--confirm-removals")
	m.expectStored(20)
	m.run("import", whole, "--replace").ends(0)
	m.run("sync").ends(0)
	m.expectStored(20)
}

// On a terminal it is asked with both numbers, and after a no the same is said of what is new.
func TestAWrongColumnMapOnATerminal(t *testing.T) {
	t.Parallel()
	m := supplied(t)
	whole := m.catalogue("whole.csv", 20)
	shown, status := m.inTerminal([]typed{{"[y/N]", "n"}}, "import", whole, "--replace", "--map", "sku=EAN")
	for _, want := range []string{"20 of the 20 products of the catalogue are not in the file, and 20 of the file are new", "a wrong column for the SKU", "Deactivate 20 products",
		"no product was deactivated", "takes them out again"} {
		if !strings.Contains(strings.Join(strings.Fields(shown), " "), want) || status != 1 {
			t.Errorf("it ended with %d, and lacks %q: %s", status, want, shown)
		}
	}
	m.run("import", whole, "--replace").ends(0).tells("20 deactivated")
	m.run("sync").tells("0 added, 0 updated, 0 removed")
	m.expectStored(20)
}

// published writes n products, of which the first ones are drafts.
func (m *machine) published(n, drafts int) (path string) {
	text := "SKU,Name,Regular price,Categories,Published\n"
	for i := range n {
		published := 1
		if i < drafts {
			published = -1
		}
		text += fmt.Sprintf("W-%d,Product %d,10,Things,%d\n", i, i, published)
	}
	return m.file("published.csv", text)
}

func TestColumnsThatTakeProductsOffTheWeb(t *testing.T) {
	t.Parallel()
	m := supplied(t)
	m.run("import", m.published(20, 20)).ends(0).tells("20 updated")
	m.run("sync").ends(1).tells("20 of its 20 products would be removed")
	m.run("sync", "--all").ends(1).tells("20 of its 20 products would be removed")
	m.expectStored(20)
	m.run("sync", "--confirm-removals").ends(0).tells("20 removed")
}

// A small webshop may lose ten products without a question, but not by a file that takes half of its catalogue off the web.
func TestHalfOfASmallCatalogueOffTheWeb(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	shop := m.practiceShop("--empty")
	m.withKeys(shop.key, shop.secret)
	m.run("import", m.published(8, 0)).ends(0)
	m.run("webshop", "add", "Practice", shop.url, "--mirror-categories").ends(0)
	m.run("sync").ends(0).tells("8 added")

	m.run("import", m.published(8, 5), "--dry-run").ends(0).tells("5 of the 8 products of the catalogue are no longer for the web", "--confirm-removals")
	m.run("import", m.published(8, 1)).ends(0)
	m.run("sync").ends(0).tells("1 removed")
	m.run("import", m.published(8, 6)).ends(0).tells("5 of the 8 products of the catalogue are no longer for the web")
	m.run("sync").ends(1).tells("5 of its 7 products would be removed", "--confirm-removals")
	m.expectStored(7)
	m.run("import", m.published(8, 0)).ends(0)
	m.run("sync").ends(0).tells("1 updated")
	m.run("import", m.published(8, 2)).ends(0)
	m.run("sync").ends(0).tells("2 removed")
}
