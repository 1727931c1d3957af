package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"woosync/store"
	"woosync/woo"
)

func TestBackupAndRestore(t *testing.T) {
	m := newMachine(t).withOperations()
	file := filepath.Join(m.dir, "copy of it.db")
	var raw json.RawMessage
	m.run("backup", file, "--json").ends(0).decode(&raw)
	keys(t, "the backup", raw, "store", "file", "bytes", "webshops", "products", "operations")
	if st, err := os.Stat(file); err != nil || runtime.GOOS != "windows" && st.Mode().Perm() != 0o600 {
		t.Errorf("the file is %v, %v", st, err)
	}
	m.run("backup", file).ends(1).tells("--force")
	m.run("backup", file, "--force").ends(0).tells("6 operations")
	m.run("backup", filepath.Join(m.dir, "no folder", "x.db")).ends(1)
	m.run("backup", m.store, "--force").ends(1).tells("the store itself")
	m.run("backup").ends(2)

	m.withOperations() // six more, after the backup
	raw = nil
	m.run("restore", file, "--json").ends(0).decode(&raw)
	keys(t, "the restore", raw, "store", "file", "bytes", "webshops", "products", "operations", "kept")
	var done restoreJSON
	if err := json.Unmarshal(raw, &done); err != nil || done.Operations != 6 || done.Kept == "" {
		t.Fatalf("restored %+v, %v", done, err)
	}
	m.run("restore", done.Kept).ends(0).tells("12 operations", "goes back")
	m.run("restore", filepath.Join(m.dir, "nothing.db")).ends(1).tells("there is no file")
	m.run("restore", m.file("text.db", strings.Repeat("no store\n", 1000))).ends(1).tells("not a store of woosync")
	m.run("restore", file, "--read-only").ends(1).tells("read-only")
	m.run("restore").ends(2)
}

// A program that only has the store open is enough for a restore to be refused, also one that works in another process.
func TestRestoreBesideAnotherProgram(t *testing.T) {
	m := newMachine(t).withOperations()
	file := filepath.Join(m.dir, "copy.db")
	m.run("backup", file).ends(0)
	st, err := store.Open(t.Context(), store.Options{Path: m.store})
	if err != nil {
		t.Fatal(err)
	}
	m.exec("restore", file).ends(1).tells("another program has the store open", "try again")
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	m.exec("restore", file).ends(0).tells("6 operations")
}

func TestBackupTellsOfKeys(t *testing.T) {
	m := newMachine(t).withKeys("ck_0123456789012345678901234567890123456789", "cs_0123456789012345678901234567890123456789")
	m.run("webshop", "add", "Nordlys", "http://127.0.0.1:9", "--force").ends(0)
	m.run("backup", filepath.Join(m.dir, "copy.db")).ends(0).tells("It holds the keys of Nordlys")
}

func TestBackupIntoNoFolder(t *testing.T) {
	m := stocked(t)
	missing := filepath.Join(m.dir, "missing")
	if r := m.run("backup", filepath.Join(missing, "x.db")).ends(1).tells("there is no folder " + missing); strings.Contains(r.err, ".part") {
		t.Errorf("it says %s", r.err)
	}
}

// A webshop that changed since the backup is compared with the store by the first synchronization, and who names a product that the store
// takes for unchanged is told so.
func TestSyncAfterARestore(t *testing.T) {
	m := stocked(t)
	m.run("sync").ends(0)
	file := filepath.Join(m.dir, "copy.db")
	m.run("backup", file).ends(0)
	client := dial(t, practiceShop{url: m.env["SHOP"], key: m.env["WOOSYNC_CONSUMER_KEY"], secret: m.env["WOOSYNC_CONSUMER_SECRET"]})
	if _, err := client.UpdateProduct(t.Context(), bySKU(t, client, "woo-cap").ID, woo.Fields{"regular_price": "99"}); err != nil {
		t.Fatal(err)
	}
	m.run("sync", "woo-cap").ends(0).tells("woo-cap is unchanged.")
	m.run("restore", file).ends(0).tells("compares each with the store")
	m.run("sync", "woo-cap").ends(0).tells("unchanged, as far as the restored store knows")
	m.run("sync").ends(0).tells("it is compared with the store first, which was restored", "1 updated")
	if p := bySKU(t, client, "woo-cap"); p.RegularPrice == "99" {
		t.Error("the webshop still has the price that was set there")
	}
	m.run("sync").ends(0).tells("nothing to synchronize")
	m.run("sync", "woo-cap").ends(0).tells("woo-cap is unchanged.")
}
