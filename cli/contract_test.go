package cli

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync/export"
)

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		line   string
		status int
		words  string
	}{
		{"--help", 0, "woosync"},
		{"--version", 0, "woosync test"},
		{"sync --help", 0, "--confirm-removals"},
		{"nonsense", 2, "nonsense"},
		{"--nonsense", 2, "--nonsense"},
		{"sync --nonsense", 2, "--nonsense"},
		{"import", 2, "FILE"},
		{"import a b", 2, "FILE"},
		{"import a --map sku", 2, "FIELD=COLUMN"},
		{"import testdata/sample_products.csv --map sku=Varenr", 2, "Varenr"},
		{"import testdata/sample_products.csv --map nothing=SKU", 2, "nothing"},
		{"import a --from-webshop b", 2, "exclude"},
		{"import --from-webshop b --replace", 2, "--replace"},
		{"import --from-webshop Nordlys", 1, "Nordlys"},
		{"import nothing.csv", 1, "there is no file nothing.csv"},
		{"webshop", 2, "add"},
		{"webshop ad", 2, "add"},
		{"webshop add Nordlys", 2, "URL"},
		{"webshop set Nordlys", 2, "KEY=VALUE"},
		{"webshop set Nordlys schedule", 2, "KEY=VALUE"},
		{"webshop test Nordlys", 1, "Nordlys"},
		{"webshop remove Nordlys --yes", 1, "Nordlys"},
		{"operations --state gone", 2, "not_processed"},
		{"operations --since yesteryear", 2, "yesteryear"},
		{"operations --limit -1", 2, "--limit"},
		{"operations --limit many", 2, "many"},
		{"operations --json --csv", 2, "exclude"},
		{"operations --webshop Nordlys", 1, "Nordlys"},
		{"operations show", 2, "ID"},
		{"operations show twelve", 2, "twelve"},
		{"operations show 12", 1, "12"},
		{"operations retry 12", 1, "12"},
		{"operations tell 12", 2, "tell"},
		{"preview", 1, "webshop add"},
		{"sync", 1, "webshop add"},
		{"practice-shop extra", 2, "practice-shop"},
		{"practice-shop --consumer-key ck_a", 2, "--consumer-secret"},
		{"practice-shop --settings decimals=9", 2, "decimals"},
		{"practice-shop --settings fault-rain=1", 2, "fault-rain"},
		{"practice-shop --addr 0.0.0.0:0", 1, "loopback"},
		{"demo", 2, "--headless"},
		{"demo --rows -1", 2, "--rows"},
		{"worker extra", 2, "worker"},
		{"", 2, "terminal"},
	} {
		t.Run(c.line, func(t *testing.T) {
			newMachine(t).run(strings.Fields(c.line)...).ends(c.status).tells(c.words)
		})
	}
}

// sampleOperations are operations in all six states.
func sampleOperations(now time.Time) []store.Operation {
	op := func(webshop string, state store.State, errorText string) store.Operation {
		o := store.Operation{WebshopID: 7, Webshop: webshop, WebshopURL: "https://" + strings.ToLower(webshop) + ".example", State: state, Error: errorText,
			CreatedOn: now.Add(-time.Hour), RequestedBy: "anna, screen", Total: 10}
		if state != store.NotProcessed {
			o.StartedOn = now.Add(-time.Hour + time.Second)
		}
		if state.Final() {
			o.CompletedOn = now.Add(-time.Hour + time.Minute)
		}
		return o
	}
	completed := op("Nordlys", store.Completed, "")
	completed.Full, completed.Counts = true, store.Counts{Added: 1, Updated: 2, Removed: 3, Unchanged: 4, Skipped: 5, Failed: 0}
	named := op("Sydkysten", store.NotProcessed, "")
	named.Scope = store.ScopeProducts
	return []store.Operation{
		completed, named, op("Nordlys", store.InProgress, ""), op("Nordlys", store.Aborted, "Superseded by synchronization 9."),
		op("Vestvind", store.WebshopNotFound, "The webshop was removed."),
		op("Sydkysten", store.Failed, "=1 of 10 products failed\n\x1b[31mred\u202e"+strings.Repeat(" and so on", 200)),
	}
}

// withOperations puts the sample into the machine's store.
func (m *machine) withOperations() *machine {
	m.t.Helper()
	st, err := store.Open(m.t.Context(), store.Options{Path: m.store})
	if err != nil {
		m.t.Fatal(err)
	}
	defer st.Close()
	if err := st.AddOperations(m.t.Context(), sampleOperations(time.Now())); err != nil {
		m.t.Fatal(err)
	}
	return m
}

func TestOperationsJSON(t *testing.T) {
	m := newMachine(t).withOperations()
	var raw []json.RawMessage
	m.run("operations", "--json").ends(0).decode(&raw)
	if len(raw) != 6 {
		t.Fatalf("%d operations, want 6", len(raw))
	}
	states := map[string]export.Operation{}
	for _, doc := range raw {
		keys(t, "an operation", doc, "id", "webshop", "webshop_url", "synchronize_all", "scope", "state", "error", "created_on", "started_on", "completed_on", "counts")
		var op export.Operation
		if err := json.Unmarshal(doc, &op); err != nil {
			t.Fatal(err)
		}
		states[op.State] = op
		counts := map[string]json.RawMessage{}
		if err := json.Unmarshal(doc, &counts); err != nil {
			t.Fatal(err)
		}
		keys(t, "its counts", counts["counts"], "added", "updated", "removed", "unchanged", "skipped", "failed")
		for _, at := range []*string{op.CreatedOn, op.StartedOn, op.CompletedOn} {
			if at == nil {
				continue
			}
			if parsed, err := time.Parse(time.RFC3339, *at); err != nil || !strings.HasSuffix(*at, "Z") {
				t.Errorf("%q is no RFC 3339 time in UTC: %v %v", *at, parsed, err)
			}
		}
	}
	for _, key := range []string{"not_processed", "in_progress", "completed", "aborted_by_another_synchronization", "webshop_not_found", "failed"} {
		op, ok := states[key]
		if !ok {
			t.Errorf("no operation in the state %s", key)
			continue
		}
		if (op.StartedOn == nil) != (key == "not_processed") || (op.CompletedOn == nil) != (key == "not_processed" || key == "in_progress") {
			t.Errorf("%s has the times %v and %v", key, op.StartedOn, op.CompletedOn)
		}
	}
	if got := states["failed"].Error; len(got) < 1500 {
		t.Errorf("the error has %d bytes: it is not whole", len(got))
	}
	if c := states["completed"]; !c.SynchronizeAll || c.Counts != (export.Counts{Added: 1, Updated: 2, Removed: 3, Unchanged: 4, Skipped: 5}) || c.Scope != "webshop" {
		t.Errorf("completed is %+v", c)
	}
	if states["not_processed"].Scope != "products" {
		t.Errorf("the scope is %q, want products", states["not_processed"].Scope)
	}
}

func TestOperationsFilter(t *testing.T) {
	m := newMachine(t).withOperations()
	for _, c := range []struct {
		flags string
		n     int
	}{
		{"--state failed", 1}, {"--state failed,aborted", 2}, {"--state failed --state completed", 2}, {"--webshop nordlys", 3}, {"--webshop Vestvind", 1},
		{"--since 7d", 6}, {"--since 30m", 0}, {"--since 2020-01-01", 6}, {"--limit 2", 2}, {"--limit 0", 6}, {"--state completed --webshop Sydkysten", 0},
	} {
		t.Run(c.flags, func(t *testing.T) {
			var ops []export.Operation
			m.run(append([]string{"operations", "--json"}, strings.Fields(c.flags)...)...).ends(0).decode(&ops)
			if ops == nil || len(ops) != c.n {
				t.Errorf("%d operations, want %d", len(ops), c.n)
			}
		})
	}
}

func TestOperationsCSVIsSafe(t *testing.T) {
	m := newMachine(t).withOperations()
	r := m.run("operations", "--csv").ends(0)
	rows, err := csv.NewReader(strings.NewReader(r.out)).ReadAll()
	if err != nil || len(rows) != 7 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
}

func TestOperationsShow(t *testing.T) {
	m := newMachine(t).withOperations()
	m.run("operations", "show", "6").ends(0).tells("Sydkysten", "Failed", "1 of 10 products failed", "anna, screen", "and so on")
	var doc operationDetailsJSON
	m.run("operations", "show", "6", "--json").ends(0).decode(&doc)
	if doc.ID != 6 || doc.State != "failed" || doc.RequestedBy != "anna, screen" || doc.Products == nil {
		t.Errorf("operation 6 is shown as %+v", doc)
	}
	m.run("operations", "retry", "1").ends(1).tells("failed")
}

func TestEmptyStore(t *testing.T) {
	m := newMachine(t)
	for _, line := range []string{"operations --json", "webshop list --json"} {
		if r := m.run(strings.Fields(line)...).ends(0); strings.TrimSpace(r.out) != "[]" {
			t.Errorf("%s printed %q, want an empty array", r, r.out)
		}
	}
	m.run("operations").ends(0).tells("No operations")
	m.run("webshop", "list").ends(0).tells("No webshops")
}

func TestImportDocument(t *testing.T) {
	m := newMachine(t)
	file := m.file("c.csv", header+"simple,a,A,1,10,Tools,\nsimple,b,B,1,x,Tools,\n")
	var raw json.RawMessage
	m.run("import", file, "--json", "--dry-run").ends(1).decode(&raw)
	keys(t, "the import", raw, "rows", "products", "added", "updated", "unchanged", "deactivated", "errors")
	var doc struct{ Errors []json.RawMessage }
	if err := json.Unmarshal(raw, &doc); err != nil || len(doc.Errors) != 1 {
		t.Fatalf("%d errors, %v", len(doc.Errors), err)
	}
	keys(t, "an error", doc.Errors[0], "line", "column", "message")
	if n := m.products(); n != 0 {
		t.Errorf("a dry run left %d products", n)
	}
}
