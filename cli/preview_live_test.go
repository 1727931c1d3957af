package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"woosync/woo"
)

func TestPreviewLive(t *testing.T) {
	m, client := takenOver(t)
	m.run("preview", "--live").ends(0).tells("Practice: 25 products compared, 0 changed there, 0 missing, 0 in the trash, 0 not in the catalogue")
	var list []driftJSON
	m.run("preview", "--live", "--json").ends(0).decode(&list)
	if len(list) != 0 {
		t.Fatalf("%+v", list)
	}

	capID := bySKU(t, client, "woo-cap").ID
	if _, err := client.UpdateProduct(t.Context(), capID, woo.Fields{"regular_price": "99", "name": "Cap & more"}); err != nil {
		t.Fatal(err)
	}
	if err := client.DeleteProduct(t.Context(), bySKU(t, client, "woo-polo").ID, true); err != nil {
		t.Fatal(err)
	}
	if err := client.DeleteProduct(t.Context(), bySKU(t, client, "woo-belt").ID, false); err != nil {
		t.Fatal(err)
	}
	if _, err := client.CreateProduct(t.Context(), woo.Fields{"name": "Theirs", "sku": "x-1"}); err != nil {
		t.Fatal(err)
	}
	var raw []json.RawMessage
	m.run("preview", "--live", "--json", "--read-only", "--webshop", "practice").ends(0).tells("Nothing is noted").decode(&raw)
	found := map[string]driftJSON{}
	for _, doc := range raw {
		keys(t, "a drift", doc, "sku", "name", "webshop", "drift", "changes", "remote_id")
		var d driftJSON
		if err := json.Unmarshal(doc, &d); err != nil {
			t.Fatal(err)
		}
		found[d.SKU] = d
	}
	for sku, kind := range map[string]string{"woo-cap": "changed", "woo-polo": "missing", "woo-belt": "trashed", "x-1": "unknown_to_catalogue"} {
		if d := found[sku]; d.Drift != kind || d.Webshop != "Practice" || d.RemoteID == nil || d.Name == "" || (kind == "changed") != (len(d.Changes) > 0) {
			t.Errorf("%s: %+v, want %s", sku, d, kind)
		}
	}
	if c := found["woo-cap"].Changes; len(raw) != 4 || len(c) != 2 || c[0] != (changeJSON{"name", "Cap", "Cap & more"}) || c[1] != (changeJSON{"regular_price", "18.00", "99.00"}) {
		t.Errorf("%d drifts; the cap: %+v", len(raw), c)
	}
	m.expectActions("unchanged", 25) // read-only: nothing was noted

	m.run("preview", "--live", "woo-cap").ends(0).tells("changed", "regular price: 18.00 → 99.00", "1 product compared", "Noted", "(1 product)")
	m.run("preview", "--live").ends(0).tells("missing", "trashed", "unknown", "x-1", "0 changed there, 1 missing, 1 in the trash, 1 not in the catalogue", "Noted", "(2 products)")
	m.run("preview", "woo-cap").ends(0).tells("99.00 → 18.00")
	m.run("sync").ends(0)
	m.run("preview", "--live").ends(0).tells("25 products compared, 0 changed there, 0 missing, 0 in the trash, 1 not in the catalogue")
	m.expectActions("unchanged", 25)
	if p := bySKU(t, client, "woo-cap"); p.Name != "Cap" || p.RegularPrice != "18" {
		t.Errorf("the cap is %+v", p)
	}
	m.run("preview", "--live", "nothing").ends(1).tells("nothing")
	m.run("preview", "--live", "--webshop", "nowhere").ends(1).tells("nowhere")
	newMachine(t).run("preview", "--live").ends(1).tells("webshop add")
}

// A webshop that cannot be asked keeps nobody from the others, and the command fails.
func TestPreviewLiveOfAWebshopThatDoesNotAnswer(t *testing.T) {
	m, _ := takenOver(t)
	m.run("webshop", "add", "Absent", "http://127.0.0.1:1", "--force").ends(0)
	var list []driftJSON
	r := m.run("preview", "--live", "--json").ends(1).tells("Practice: 25 products compared").decode(&list)
	if len(list) != 0 || !strings.Contains(r.err, "127.0.0.1") {
		t.Errorf("%s", r.err)
	}
}
