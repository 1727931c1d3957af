package cli

import (
	"encoding/json"
	"testing"
	"time"

	"woosync/store"
)

func TestOperationsKeep(t *testing.T) {
	m := newMachine(t).withOperations()
	m.run("operations", "keep").ends(0).tells("kept for 90 days", "500", "6 operations")
	m.run("operations", "keep", "4w").ends(0).tells("28 days")
	var raw json.RawMessage
	m.run("operations", "keep", "--json").ends(0).decode(&raw)
	keys(t, "the retention", raw, "days", "always_newest", "operations_now")
	m.run("operations", "keep", "forever").ends(0).tells("for ever")
	var doc retentionJSON
	m.run("operations", "keep", "--json").ends(0).decode(&doc)
	if doc.Days != nil || doc.AlwaysNewest != store.KeptOperations {
		t.Errorf("kept for ever is %+v", doc)
	}
	for _, wrong := range []string{"0d", "-3d", "90", "12h", "soon", "99999999w", "1e9d"} {
		m.run("operations", "keep", "--", wrong).ends(2).tells("forever")
	}
	m.run("operations", "keep", "1d", "2d").ends(2)
	m.run("operations", "keep", "30d", "--read-only").ends(1).tells("read-only")
	st, err := store.Open(t.Context(), store.Options{Path: m.store})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if d, err := st.Retention(t.Context()); d != 0 || err != nil {
		t.Errorf("in the end it is %v, %v", d, err)
	}
	if d, err := parseRetention("90d"); d != 90*24*time.Hour || err != nil {
		t.Errorf("90d is %v, %v", d, err)
	}
}
