package store

import (
	"crypto/sha256"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// busyStore is a store with something of everything in it.
func busyStore(t *testing.T) (f fixture, w Webshop, products []Product) {
	t.Helper()
	f = newFixture(t)
	w = f.webshop("Nordlys")
	products = f.put(simple("A", "Hammer"), simple("B", "Saw"), simple("C", "Drill"))
	f.aged(w.ID, 3, 5, "an error that is long enough to be searched "+strings.Repeat("and kept apart ", 40))
	token := f.lease("worker")
	op := f.create(NewOperation{WebshopID: w.ID})
	f.claim(token)
	for _, p := range products {
		payload := []byte(`{"sku":"` + p.SKU + `"}`)
		sum := sha256.Sum256(payload)
		must[int64](t)(f.Record(t.Context(), token, op.ID, []Result{{Item: Item{ProductID: p.ID, SKU: p.SKU, Action: ActionAdd, Outcome: OutcomeDone},
			Sent: &Package{Sent: Hash(sum[:16]), RemoteID: 10 + p.ID, Payload: payload}}}))
	}
	return f, w, products
}

func flawsOf(flaws []Flaw) string {
	var all []string
	for _, f := range flaws {
		all = append(all, f.Found)
	}
	return strings.Join(all, "; ")
}

func TestExamineFindsNothingInASoundStore(t *testing.T) {
	f, _, _ := busyStore(t)
	if flaws := must[[]Flaw](t)(f.Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("it finds: %s", flawsOf(flaws))
	}
	if flaws := must[[]Flaw](t)(newFixture(t).Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("in a new store it finds: %s", flawsOf(flaws))
	}
}

func TestRepair(t *testing.T) {
	for _, c := range []struct{ name, breaks, found string }{
		{"rows of a webshop that is gone", "PRAGMA foreign_keys = OFF; DELETE FROM webshops", "6 rows belong to something that is not there"},
		{"results of an operation that is gone", "PRAGMA foreign_keys = OFF; UPDATE operations_leftover SET id = id; DELETE FROM operations WHERE state = 1", "3 rows"},
		{"an operation without a name", "PRAGMA foreign_keys = OFF; DELETE FROM operation_labels", "6 rows"},
		{"counter of changes", "UPDATE counters SET value = 1 WHERE name = 'operations'", "1 counters"},
		{"both counters", "UPDATE counters SET value = 0 WHERE name IN ('operations', 'catalogue')", "2 counters"},
		{"numbers that are too high", "UPDATE operation_counts SET n = n + 1 WHERE state = 5", "2 numbers of operations"},
		{"numbers that are missing", "DELETE FROM operation_counts", "numbers of operations"},
		{"numbers of nothing", "INSERT INTO operation_counts VALUES (77, 0, 0, 3)", "1 numbers of operations"},
		{"progress", "UPDATE operations SET added = 7, done = 9 WHERE state = 1", "1 operations count other results"},
		{"empty packages", "UPDATE packages SET wanted = x'', sent = x'' WHERE product_id = 1", "1 packages"},
		{"broken hashes", "UPDATE packages SET wanted = x'0102', sent = x'03'", "3 packages"},
		{"missing payloads", "DELETE FROM package_payloads WHERE product_id < 3", "2 packages"},
		{"altered payloads", "UPDATE package_payloads SET payload = x'7b7d'", "3 packages"},
		{"error texts", "DELETE FROM operation_texts WHERE rowid = 2", "lacks, or has too many of, 1 operations"},
		{"all error texts", "INSERT INTO operation_texts (operation_texts) VALUES ('delete-all')", "of, 5 operations"},
		{"too many error texts", "INSERT INTO operation_texts (rowid, text) VALUES (4711, 'gone')", "1 operations"},
		{"product texts", "DELETE FROM product_grams", "lacks 3 products"},
		{"one product's texts", "UPDATE product_grams SET products = x'0100' WHERE id = (SELECT max(id) FROM product_grams)", "lacks 1 products"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, _, _ := busyStore(t)
			db := raw(t, f.Path())
			for _, text := range strings.Split(c.breaks, "; ") {
				execRaw(t, db, text)
			}
			check(t, db.Close())
			if found := flawsOf(must[[]Flaw](t)(f.Examine(t.Context(), nil))); !strings.Contains(found, c.found) {
				t.Errorf("it finds %q, want %q", found, c.found)
			}
			for _, flaw := range must[[]Flaw](t)(f.Repair(t.Context(), nil)) {
				if !flaw.Repaired {
					t.Errorf("not repaired: %s", flaw.Found)
				}
			}
			if found := flawsOf(must[[]Flaw](t)(f.Examine(t.Context(), nil))); found != "" {
				t.Errorf("after the repair it finds %q", found)
			}
		})
	}
}

func TestARepairedPackageIsSentAgain(t *testing.T) {
	f, w, products := busyStore(t)
	execRaw(t, raw(t, f.Path()), "UPDATE package_payloads SET payload = x'7b7d' WHERE product_id = 2")
	must[[]Flaw](t)(f.Repair(t.Context(), nil))
	if in := must[map[int64]Intent](t)(f.Intents(t.Context(), w.ID)); len(in) != 1 || in[2].ProductID != 2 {
		t.Errorf("in doubt are %+v", in)
	}
	all := must[map[int64]Package](t)(f.Packages(t.Context(), w.ID, []int64{1, 2}))
	if p := all[2]; p.RemoteID != 10+products[1].ID || len(p.Payload) > 0 || p.Sent == (Hash{}) {
		t.Errorf("its package is %+v", p)
	}
	if p := all[1]; len(p.Payload) == 0 {
		t.Errorf("another package is %+v", p)
	}
}

func TestRepairedSearchFindsAgain(t *testing.T) {
	f, _, _ := busyStore(t)
	db := raw(t, f.Path())
	execRaw(t, db, "INSERT INTO operation_texts (operation_texts) VALUES ('delete-all')")
	execRaw(t, db, "DELETE FROM product_grams")
	check(t, db.Close())
	must[[]Flaw](t)(f.Repair(t.Context(), nil))
	if page := must[OperationPage](t)(f.Operations(t.Context(), OperationQuery{Filter: OperationFilter{Error: "kept APART"}, Limit: 10})); page.Total != 5 {
		t.Errorf("%d errors are found", page.Total)
	}
	if hits := must[[]ProductHit](t)(f.SearchProducts(t.Context(), "amme", 10)); len(hits) != 1 {
		t.Errorf("%d products are found", len(hits))
	}
}

// An operation in progress is a flaw only while nobody works, and then it goes back to waiting.
func TestRepairOfOperationsThatAreStuck(t *testing.T) {
	f, _, _ := busyStore(t)
	if flaws := must[[]Flaw](t)(f.Repair(t.Context(), nil)); len(flaws) > 0 || f.operation(6).State != InProgress {
		t.Errorf("while its worker works: %s", flawsOf(flaws))
	}
	f.clock.Add(time.Hour)
	if found := flawsOf(must[[]Flaw](t)(f.Examine(t.Context(), nil))); !strings.Contains(found, "1 operations are in progress") {
		t.Errorf("it finds %q", found)
	}
	flaws := must[[]Flaw](t)(f.Repair(t.Context(), nil))
	if op := f.operation(6); len(flaws) != 1 || !flaws[0].Repaired || op.State != NotProcessed || op.Done != 3 {
		t.Errorf("after the repair: %s, %+v", flawsOf(flaws), op)
	}
	if l := must[Lease](t)(f.CurrentLease(t.Context())); l != (Lease{}) {
		t.Errorf("%s keeps the lease", l.Holder)
	}
}

func TestRepairOfFilesBesideTheStore(t *testing.T) {
	f := newFixture(t)
	old, young := f.Path()+".123"+partSuffix, f.Path()+".456"+partSuffix
	for _, name := range []string{old, old + "-journal", young, filepath.Join(filepath.Dir(f.Path()), "other.db.1"+partSuffix)} {
		check(t, os.WriteFile(name, nil, 0o600))
		at := f.clock.Now().Add(-2 * time.Hour)
		if name == young {
			at = f.clock.Now()
		}
		check(t, os.Chtimes(name, at, at))
	}
	flaws := must[[]Flaw](t)(f.Repair(t.Context(), nil))
	if len(flaws) != 1 || !flaws[0].Repaired || !strings.Contains(flaws[0].Found, "2 files") {
		t.Errorf("it finds: %s", flawsOf(flaws))
	}
	alone(t, filepath.Dir(f.Path()), "store.db", "store.db-wal", "store.db-shm", filepath.Base(young), "other.db.1"+partSuffix)
}
