package cli

import (
	"bytes"
	"database/sql"
	"os"
	"runtime"
	"strings"
	"testing"
)

// spoil changes the machine's store behind the program's back.
func (m *machine) spoil(statements ...string) {
	m.t.Helper()
	db, err := sql.Open("sqlite", m.store)
	if err != nil {
		m.t.Fatal(err)
	}
	defer db.Close()
	for _, text := range statements {
		if _, err := db.Exec(text); err != nil {
			m.t.Fatal(err)
		}
	}
}

// ofStore are the findings about the store, by status.
func (r result) ofStore() map[string]string {
	r.t.Helper()
	var doc doctorJSON
	r.decode(&doc)
	found := map[string]string{}
	for _, f := range doc.Checks {
		if f.Check == "store" {
			found[f.Status] += f.Found + " " + f.Remedy + "\n"
		}
	}
	return found
}

func TestDoctorRepairs(t *testing.T) {
	m := newMachine(t).withOperations()
	m.run("doctor", "--json").ends(0)
	m.spoil("DELETE FROM operation_counts", "DELETE FROM operation_texts WHERE rowid = 6")
	if runtime.GOOS != "windows" {
		if err := os.Chmod(m.store, 0o644); err != nil {
			t.Fatal(err)
		}
		m.run("operations").ends(0).tells("Warning: other users can read the store", "chmod 600")
	}
	found := m.run("doctor", "--json").ends(1).ofStore()
	for _, want := range []string{"numbers of operations", "the search of error texts", "--repair"} {
		if !strings.Contains(found[failed], want) {
			t.Errorf("it finds %q, not %q", found[failed], want)
		}
	}
	m.run("doctor", "--repair", "--read-only").ends(1).tells("read-only")
	found = m.run("doctor", "--repair", "--json").ends(0).ofStore()
	if n := strings.Count(found[repaired], "\n"); n < 2 || found[failed] != "" {
		t.Errorf("it repairs %q and leaves %q", found[repaired], found[failed])
	}
	if info, err := os.Stat(m.store); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
	if found = m.run("doctor", "--json").ends(0).ofStore(); found[failed]+found[repaired] != "" || strings.Contains(found[warning], "can read") {
		t.Errorf("after the repair it finds %q", found)
	}
	m.run("operations").ends(0).tells("6") // and no warning, which would be a note on standard error
}

func TestDoctorRescuesADamagedStore(t *testing.T) {
	m := newMachine(t)
	m.run("import", "testdata/sample_products.csv").ends(0)
	m.withOperations()
	b, err := os.ReadFile(m.store)
	if err != nil {
		t.Fatal(err)
	}
	page := bytes.LastIndex(b, []byte("woo-hoodie-with-logo")) / 4096
	copy(b[page*4096:], bytes.Repeat([]byte{0xa5}, 4096))
	if err := os.WriteFile(m.store, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if found := m.run("doctor", "--json").ends(1).ofStore(); !strings.Contains(found[failed], "damaged") {
		t.Errorf("it finds %q", found)
	}
	r := m.run("doctor", "--repair", "--json").ends(0)
	if found := r.ofStore(); !strings.Contains(found[warning]+found[repaired], "kept as") {
		t.Errorf("it did %q", found)
	}
	if found := m.run("doctor", "--json").ends(0).ofStore(); found[failed] != "" {
		t.Errorf("afterwards it finds %q", found)
	}
	m.run("operations").ends(0).tells("Nordlys")
}
