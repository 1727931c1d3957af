package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/woo"
	"woosync/woo/wootest"
)

// takenOver is a machine with the practice shop's sample products in its catalogue.
func takenOver(t *testing.T) (*machine, *woo.Client) {
	t.Helper()
	m := newMachine(t)
	shop := m.practiceShop()
	m.withKeys(shop.key, shop.secret)
	m.run("webshop", "add", "Practice", shop.url).ends(0)
	m.run("import", "--from-webshop", "practice").ends(0).tells("25 rows, 25 products: 25 added, 0 updated, 0 unchanged")
	m.expectActions("unchanged", 25)
	return m, dial(t, shop)
}

func TestWhatAWebshopHasAndTheCatalogueCannot(t *testing.T) {
	m, client := takenOver(t)
	bare, err := client.CreateProduct(t.Context(), woo.Fields{"name": "No \u202e number", "regular_price": "1"})
	if err != nil {
		t.Fatal(err)
	}
	var raw json.RawMessage
	m.run("import", "--from-webshop", "Practice", "--json").ends(1).tells(fmt.Sprintf("sku: product %d", bare.ID)).decode(&raw)
	keys(t, "the document", raw, "rows", "products", "added", "updated", "unchanged", "deactivated", "errors")
	var doc struct {
		Rows, Products, Unchanged int
		Errors                    []struct {
			Line            int
			Column, Message string
		}
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Rows != 26 || doc.Products != 25 || doc.Unchanged != 25 || len(doc.Errors) != 1 || doc.Errors[0].Line != 0 || doc.Errors[0].Column != "sku" ||
		!strings.HasPrefix(doc.Errors[0].Message, fmt.Sprintf("product %d (No ", bare.ID)) {
		t.Errorf("%+v", doc)
	}
	if r := m.run("import", "--from-webshop", "Practice").ends(1).tells("26 rows, 25 products", "1 problem", "has no SKU"); strings.Contains(r.err, "\u202e") {
		t.Errorf("it prints what turns the line around: %q", r.err)
	}
	m.run("import", "--from-webshop", "Practice", "--read-only").ends(1).tells("read-only")
}

func TestAnImportFromAWebshopWhileAnotherWorks(t *testing.T) {
	m, _ := takenOver(t)
	st, err := store.Open(t.Context(), store.Options{Path: m.store})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if _, held, err := st.AcquireLease(t.Context(), "server1, process 12, worker", time.Hour); err != nil || !held {
		t.Fatal(held, err)
	}
	m.run("import", "--from-webshop", "Practice").ends(1).tells("server1, process 12, worker", "try again")
	m.run("preview", "--live").ends(0).tells("25 products compared") // needs no lease
}

// An import that is interrupted says so, and the same command goes on behind what it took.
func TestAnInterruptedImportFromAWebshop(t *testing.T) {
	m := newMachine(t)
	shop := wootest.New(wootest.Options{})
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	var once gosync.Once
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "3" {
			once.Do(func() { // when the pages before are in the store, somebody interrupts the program
				m.waitForPackages(r.Context(), 200)
				interrupt()
				<-r.Context().Done()
			})
		}
		shop.ServeHTTP(w, r)
	}))
	defer server.Close()
	key, secret := shop.Keys()
	client := dial(t, practiceShop{server.URL, key, secret})
	for from := 0; from < 250; from += 50 {
		var b woo.Batch
		for i := from; i < from+50; i++ {
			b.Create = append(b.Create, woo.Fields{"name": fmt.Sprint("Product ", i), "sku": fmt.Sprint("S-", i), "regular_price": "1"})
		}
		if _, err := client.BatchProducts(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	m.withKeys(key, secret).run("webshop", "add", "Practice", server.URL).ends(0)
	var out, errs bytes.Buffer
	status := Run(ctx, []string{"--store", m.store, "import", "--from-webshop", "Practice"}, Env{In: strings.NewReader(""), Out: &out, Err: &errs,
		Getenv: func(string) string { return "" }, Now: time.Now})
	if status != exitFailed || !strings.Contains(errs.String(), "200 products were taken") || !strings.Contains(errs.String(), "stopped") || out.Len() > 0 {
		t.Errorf("ended with %d: %s%s", status, out.String(), errs.String())
	}
	m.run("import", "--from-webshop", "Practice").ends(0).tells("50 rows, 50 products: 50 added", "had taken 200 products")
	m.expectActions("unchanged", 250)
}

// waitForPackages waits until the webshop is known to have n products.
func (m *machine) waitForPackages(ctx context.Context, n int) {
	st, err := store.Open(ctx, store.Options{Path: m.store, ReadOnly: true})
	if err != nil {
		m.t.Error(err)
		return
	}
	defer st.Close()
	changed := st.Watch(ctx, 5*time.Millisecond)
	for {
		have, err := st.CountPackages(ctx, 1)
		if err != nil {
			m.t.Error(err)
			return
		}
		if have >= n {
			return
		}
		select {
		case <-changed:
		case <-ctx.Done():
			m.t.Errorf("only %d of %d products came", have, n)
			return
		}
	}
}
