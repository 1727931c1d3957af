package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/export"
)

// stocked is a machine with the sample catalogue and a webshop that has nothing yet.
func stocked(t *testing.T, shopArgs ...string) *machine {
	m := newMachine(t)
	shop := m.practiceShop(append([]string{"--empty"}, shopArgs...)...)
	m.withKeys(shop.key, shop.secret)
	m.env["SHOP"] = shop.url
	m.run("import", filepath.Join("testdata", "sample_products.csv")).ends(0)
	m.run("webshop", "add", "Practice", shop.url, "--mirror-categories", "--force").ends(0)
	return m
}

func TestPreviewJSON(t *testing.T) {
	m := stocked(t)
	var raw []json.RawMessage
	m.run("preview", "woo-hoodie-with-zipper", "--json").ends(0).decode(&raw)
	if len(raw) != 1 {
		t.Fatalf("%d previews, want 1", len(raw))
	}
	keys(t, "a preview", raw[0], "sku", "name", "webshop", "action", "reasons", "categories", "changes", "remote_id", "can_synchronize")
	var parts struct {
		Reasons    []string
		Categories []json.RawMessage
		Changes    []json.RawMessage
		RemoteID   *int64 `json:"remote_id"`
	}
	if err := json.Unmarshal(raw[0], &parts); err != nil {
		t.Fatal(err)
	}
	if parts.Reasons == nil || parts.RemoteID != nil || len(parts.Categories) != 1 || len(parts.Changes) == 0 {
		t.Fatalf("the preview is %s", raw[0])
	}
	keys(t, "a category", parts.Categories[0], "webshop_category", "inventory_category", "rule")
	keys(t, "a change", parts.Changes[0], "field", "from", "to")
}

func TestNamesThatDoNotExist(t *testing.T) {
	m := stocked(t)
	m.run("preview", "nothing-like-it").ends(1).tells("nothing-like-it")
	m.run("preview", "--webshop", "Nowhere").ends(1).tells("Nowhere", "Practice")
	m.run("sync", "nothing-like-it").ends(1).tells("nothing-like-it")
	m.run("sync", "--webshop", "Nowhere", "--json").ends(1).tells("Nowhere", "Practice")
	m.run("webshop", "add", "practice", "http://127.0.0.1:1").ends(1).tells("already")
}

func TestSyncByNameSaysWhyNot(t *testing.T) {
	m := stocked(t)
	m.run("webshop", "remove", "Practice", "--yes").ends(0)
	m.run("webshop", "add", "Practice", m.env["SHOP"]).ends(0).tells("mirror-categories=yes")
	r := m.run("sync", "woo-cap").ends(1).tells("woo-cap", "Clothing > Accessories", "not linked")
	if r.out != "" {
		t.Errorf("%s printed %q", r, r.out)
	}
	m.run("sync").ends(0).tells("nothing to synchronize", "woosync preview --webshop Practice")
}

func TestSyncAllSendsEverythingAnew(t *testing.T) {
	m := stocked(t)
	m.run("sync", "woo-cap", "woo-belt").ends(0).tells("2 added")
	var ops []export.Operation
	m.run("sync", "woo-cap", "--all", "--json").ends(0).decode(&ops)
	if len(ops) != 1 || !ops[0].SynchronizeAll || ops[0].Counts.Updated != 1 {
		t.Errorf("sync --all of a product that was sent made %+v, want it updated", ops)
	}
	m.run("sync", "woo-cap").ends(0).tells("nothing to synchronize", "woo-cap is unchanged")
}

func TestRemovalGuard(t *testing.T) {
	m := stocked(t)
	m.run("sync").ends(0).tells("25 added")
	file := m.file("one.csv", header+"simple,woo-cap,Cap,1,18,Clothing > Accessories,\n")
	m.run("import", file, "--replace").ends(0).tells("24 deactivated", "24 of the 25 products of the catalogue are not in the file")
	r := m.run("sync", "--json").ends(1).tells("24", "25 products", "--confirm-removals")
	if strings.TrimSpace(r.out) != "[]" {
		t.Errorf("%s printed %q, want no operation", r, r.out)
	}
	m.run("sync", "--confirm-removals").ends(0).tells("removed")
	m.run("sync").ends(0).tells("nothing to synchronize")
}

func TestFailedProductsAreToldAndRetried(t *testing.T) {
	m := stocked(t, "--settings", "fault-fatal")
	var ops []export.Operation
	m.run("sync", "woo-cap", "--json").ends(1).decode(&ops)
	if len(ops) != 1 || ops[0].State != "failed" || ops[0].Error == "" {
		t.Fatalf("sync against a shop whose PHP dies made %+v, want a failed operation", ops)
	}
	m.run("operations", "--state", "failed").ends(0).tells("Failed")
	m.run("operations", "retry", "1").ends(1).tells("Operation 2 repeats")
	m.run("operations", "show", "2").ends(0).tells("Retry of         1")
}

// A variable of a script that is not set names nothing, and above all not everything.
func TestArgumentsThatAreEmpty(t *testing.T) {
	m := stocked(t)
	for _, args := range [][]string{{"sync", ""}, {"preview", "woo-cap", " "}, {"webshop", "add", "", "http://127.0.0.1:1"}, {"backup", ""}, {"operations", "show", ""}} {
		m.run(args...).ends(2).tells("one that was given is empty")
	}
	file := m.file("x.db", "")
	if r := m.run("backup", file).ends(1).tells("the file already exists"); strings.Contains(r.err, "file file") {
		t.Errorf("it says %s", r.err)
	}
}

// What an operation that could not begin had before it is shown as waiting, not as kept out.
func TestWhatAnOperationDidNotReach(t *testing.T) {
	m := stocked(t)
	m.run("webshop", "set", "Practice", "url=http://127.0.0.1:1").ends(0)
	m.run("sync", "woo-cap").ends(1).tells("127.0.0.1:1 refuses the connection")
	if r := m.run("operations", "show", "1").ends(0).tells("pending", "woo-cap"); strings.Contains(r.out, "excluded") {
		t.Errorf("it shows %s", r.out)
	}
}

// Where another program works, sync waits for that one's result.
func TestSyncBesideAWorker(t *testing.T) {
	m := stocked(t)
	worker, lines := m.begin("worker")
	until(t, lines, "worker runs")
	m.waitForLease()
	m.exec("sync", "woo-belt").ends(0).tells("1 added")
	until(t, lines, "operation 1 completed")
	if err := worker.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	until(t, lines, "The worker has stopped.")
	if err := worker.Wait(); err != nil {
		t.Errorf("an interrupted worker ended with %v", err)
	}
}

// waitForLease returns when a program works on the store.
func (m *machine) waitForLease() {
	m.t.Helper()
	st, err := store.Open(m.t.Context(), store.Options{Path: m.store})
	if err != nil {
		m.t.Fatal(err)
	}
	defer st.Close()
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	defer cancel()
	changes := st.Watch(ctx, 20*time.Millisecond)
	for {
		lease, err := st.CurrentLease(ctx)
		if err != nil {
			m.t.Fatal(err)
		}
		if lease.Token != 0 {
			return
		}
		select {
		case <-changes:
		case <-ctx.Done():
			m.t.Fatal("no program works on the store")
		}
	}
}

// A shop that has its products already is taken over, and then needs nothing.
func TestShopThatHasItsProductsAlready(t *testing.T) {
	m := newMachine(t)
	shop := m.practiceShop()
	m.withKeys(shop.key, shop.secret)
	m.run("webshop", "add", "Practice", shop.url).ends(0).tells("woosync import --from-webshop Practice")
	var report sync.ImportReport
	m.run("import", "--from-webshop", "practice", "--json").ends(0).decode(&report)
	if report.Products != 25 || report.Added != 25 || len(report.Errors) != 0 {
		t.Fatalf("taken over %+v, want the 25 products of the sample", report)
	}
	m.expectActions("unchanged", 25)
	m.run("sync").ends(0).tells("nothing to synchronize", "25 products unchanged")
}

func TestCompletion(t *testing.T) {
	m := stocked(t)
	for _, c := range []struct {
		line  []string
		words []string
	}{
		{[]string{"webshop", "test", "P"}, []string{"Practice"}},
		{[]string{"sync", "--webshop", ""}, []string{"Practice"}},
		{[]string{"operations", "--state", "completed,f"}, []string{"completed,failed", "completed,in_progress"}},
		{[]string{"preview", "woo-ho"}, []string{"woo-hoodie", "woo-hoodie-with-zipper"}},
	} {
		m.run(append([]string{"__complete"}, c.line...)...).ends(0).tells(c.words...)
	}
	m.run("completion", "bash").ends(0).tells("woosync")
	if r := newMachine(t).run("__complete", "webshop", "test", ""); r.status != 0 {
		t.Errorf("completion without a store ended with %d", r.status)
	}
}

func TestDemoHeadless(t *testing.T) {
	t.Parallel() // it waits for practice shops that are as slow as real ones
	m := newMachine(t)
	m.exec("demo", "--headless", "--rows", "1000").ends(0).tells("Nordlys", "Sydkysten", "0 requests, 0 of them to write", "333.00", "Everything was as it should be.")
	var ops []export.Operation
	m.run("operations", "--limit", "0", "--json").ends(0).decode(&ops)
	if len(ops) < 1640 {
		t.Errorf("the demo left %d operations, want 1000 more than those of the last weeks", len(ops))
	}
}

func TestDemoLeavesOtherStoresAlone(t *testing.T) {
	m := newMachine(t)
	m.run("import", filepath.Join("testdata", "sample_products.csv")).ends(0)
	m.run("demo", "--headless").ends(1).tells("no store of a demo")
	if n := m.products(); n != 25 {
		t.Errorf("the catalogue has %d products, want its 25", n)
	}
}
