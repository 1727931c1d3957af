package cli

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestImageFilesGoIntoTheWebshop is the way of somebody whose pictures lie in a folder beside the catalogue.
func TestImageFilesGoIntoTheWebshop(t *testing.T) {
	m := newMachine(t)
	shop := m.practiceShop("--empty", "--application-user", "anna", "--application-password", "abcd efgh ijkl")
	m.withKeys(shop.key, shop.secret)
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(m.dir, "pictures"), 0o700); err != nil {
		t.Fatal(err)
	}
	m.file("pictures/chair.png", b.String())
	m.run("import", m.file("chairs.csv", "SKU,Name,Price,Group,Images,Image alt text\nC-1,Chair,10,Chairs,pictures/chair.png,\"A chair, seen from the left\"\n")).ends(0)
	m.run("webshop", "add", "Nordlys", shop.url, "--mirror-categories").ends(0)
	m.run("sync").ends(1).tells("no application password is known", "--application-password")

	m.run("webshop", "set", "Nordlys", "--application-password").ends(2).tells("WOOSYNC_APPLICATION_USER")
	m.env["WOOSYNC_APPLICATION_USER"] = "anna"
	m.run("webshop", "set", "Nordlys", "--keys").ends(2).tells("belong together")
	m.env["WOOSYNC_APPLICATION_PASSWORD"] = "wrong password"
	m.run("webshop", "set", "Nordlys", "--application-password").ends(0).tells("application password of anna")
	m.run("webshop", "test", "Nordlys").ends(0).tells("does not take the application password")
	m.env["WOOSYNC_APPLICATION_PASSWORD"] = "abcd efgh ijkl"
	m.run("webshop", "set", "Nordlys", "--application-password").ends(0)
	var test connectionJSON
	if m.run("webshop", "test", "Nordlys", "--json").ends(0).decode(&test); !test.CanUpload {
		t.Errorf("tested as %+v", test)
	}
	m.run("webshop", "list").ends(0).tells("application password of anna")
	m.run("doctor").ends(0)
	delete(m.env, "WOOSYNC_APPLICATION_USER")
	delete(m.env, "WOOSYNC_APPLICATION_PASSWORD")
	m.run("webshop", "set", "Nordlys", "--keys").ends(0) // new keys keep it

	m.run("sync").ends(0)
	m.run("operations", "show", "2").ends(0).tells("Network", "requests", "sent", "received")
	var doc operationDetailsJSON
	if m.run("operations", "show", "2", "--json").ends(0).decode(&doc); doc.Traffic.Requests < 2 || doc.Traffic.BytesOut < int64(b.Len()) || doc.Traffic.BytesIn == 0 {
		t.Errorf("counted %+v", doc.Traffic)
	}
	products := get(t, shop.url+"/practice/products")
	if !strings.Contains(products, "/chair-") || !strings.Contains(products, "A chair, seen from the left") {
		t.Errorf("the shop has %s", products)
	}
	m.run("sync").ends(0).tells("nothing to synchronize")
}

func get(t *testing.T, url string) string {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// A workbook has rows, also one that is broken or has another header.
func TestRowsOfWorkbooks(t *testing.T) {
	m := newMachine(t)
	m.run("import", filepath.Join("..", "sync", "catalogue", "testdata", "openpyxl.xlsx")).ends(1).tells("row 1, SKU: there is no column SKU", "--sheet NAME chooses")
	m.run("import", m.file("broken.xlsx", "PK\x03\x04 and no more")).ends(1).tells("row 1: ")
	m.run("import", m.file("empty.csv", "")).ends(1).tells("line 1: the file is empty")
	half := m.file("half.csv", "SKU,Name,Price\nA,Axe,10\nB,,x\n")
	m.run("import", half, "--dry-run").ends(1).tells("problems; what is right would be taken:")
	m.run("import", half).ends(1).tells("problems; what is right was taken:")
	if r := m.run("import", m.file("none.csv", "SKU,Name,Price\nB,,x\n")).ends(1); strings.Contains(r.err, "right") {
		t.Errorf("of a file in which nothing is right: %s", r.err)
	}
}
