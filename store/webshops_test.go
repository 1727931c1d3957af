package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestWebshopsKeepEverySetting(t *testing.T) {
	f := newFixture(t)
	in := Webshop{Name: "Ærø Vin & Øl", URL: "https://shop.example/sub/", Keys: Keys{ConsumerKey: "ck_0123456789", ConsumerSecret: "cs_secret", ApplicationUser: "anna", ApplicationPassword: "abcd efgh"}, Auth: "query", WriteError: "the key only reads", BatchSize: 100,
		Timeout: 1500 * time.Millisecond, Connections: 4, Removal: RemoveForGood, Schedule: 15 * time.Minute, Fields: []string{"prices", "stock"}, NewStatus: "draft", MirrorCategories: true}
	w := must[Webshop](t)(f.AddWebshop(t.Context(), in))
	if w.CanWrite || !w.CreatedOn.Equal(f.clock.Now()) {
		t.Errorf("added %+v", w)
	}
	got := must[Webshop](t)(f.Webshop(t.Context(), w.ID))
	in.ID, in.CreatedOn = w.ID, w.CreatedOn
	if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", in) || got.Keys != in.Keys {
		t.Errorf("stored %#v\nwant   %#v", got, in)
	}
	in.Name, in.Keys.ConsumerSecret, in.Keys.ApplicationPassword, in.CanWrite, in.WriteError, in.Fields = "Renamed", "cs_other", "ijkl mnop", true, "", nil
	check(t, f.UpdateWebshop(t.Context(), in))
	got = must[Webshop](t)(f.WebshopByName(t.Context(), "RENAMED"))
	if got.Keys != in.Keys || !got.CanWrite || len(got.Fields) != 0 {
		t.Errorf("changed to %#v", got)
	}
	plain := f.webshop("Plain")
	if plain.BatchSize != 30 || plain.Timeout != 200*time.Second || plain.Connections != 2 || plain.Removal != RemoveToTrash || !plain.CanWrite {
		t.Errorf("defaults are %#v", plain)
	}
	if all := must[[]Webshop](t)(f.Webshops(t.Context())); len(all) != 2 || all[0].Name != "Plain" {
		t.Errorf("listed %v", all)
	}
}

func TestKeysAreMasked(t *testing.T) {
	w := Webshop{Name: "Nordlys", Keys: Keys{ConsumerKey: "ck_topsecretkey", ConsumerSecret: "cs_topsecretsecret", ApplicationUser: "anna", ApplicationPassword: "topsecret word"}}
	for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(format, w); strings.Contains(text, "topsecret") {
			t.Errorf("%s shows %s", format, text)
		}
	}
	if b, err := json.Marshal(w); err != nil || strings.Contains(string(b), "topsecret") {
		t.Errorf("JSON shows %s, %v", b, err)
	}
}

func TestWebshopsRefuse(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	other := f.webshop("Sydkysten")
	if _, err := f.AddWebshop(t.Context(), Webshop{Name: "nórdlys"}); !errors.Is(err, ErrExists) {
		t.Errorf("a name that is taken: %v", err)
	}
	other.Name = "NORDLYS"
	if err := f.UpdateWebshop(t.Context(), other); !errors.Is(err, ErrExists) {
		t.Errorf("rename to a name that is taken: %v", err)
	}
	for _, bad := range []Webshop{{}, {Name: "\u200b"}, {Name: "a", BatchSize: 101}, {Name: "a", BatchSize: -1}, {Name: "a", Connections: 5}, {Name: "a", Removal: "burn"}, {Name: "a", Schedule: -1}, {Name: "a", Timeout: 1}} {
		if _, err := f.AddWebshop(t.Context(), bad); err == nil || strings.Contains(err.Error(), "constraint") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	w.ID = 99
	_, byID := f.Webshop(t.Context(), 99)
	_, byName := f.WebshopByName(t.Context(), "nobody")
	for _, err := range []error{f.UpdateWebshop(t.Context(), w), f.RemoveWebshop(t.Context(), 99), f.SetPlanned(t.Context(), 99, 1), byID, byName} {
		if !errors.Is(err, ErrNotFound) && !errors.Is(err, ErrExists) {
			t.Errorf("of a webshop that is not there: %v", err)
		}
	}
}

func TestRemoveWebshop(t *testing.T) {
	f, w, token, running := working(t)
	waiting := f.create(NewOperation{WebshopID: w.ID})
	_, err := f.Record(t.Context(), token, running.ID, []Result{sent(1, 1)})
	check(t, err)
	check(t, f.AddIntents(t.Context(), token, w.ID, running.ID, []Intent{{ProductID: 2}}))
	check(t, f.SetRemoteIDs(t.Context(), token, w.ID, "tag", map[string]int64{"sale": 5}))
	f.put(Product{SKU: "A", Name: "A", Fields: ProductFields{Categories: []string{"Tools"}}})
	category := must[[]Category](t)(f.Categories(t.Context()))[0]
	c := must[WebshopCategory](t)(f.AddWebshopCategory(t.Context(), WebshopCategory{WebshopID: w.ID, Name: "Værktøj"}))
	must[Link](t)(f.AddLink(t.Context(), Link{WebshopID: w.ID, CategoryID: category.ID, WebshopCategoryID: c.ID, Whole: true}))
	check(t, f.RemoveWebshop(t.Context(), w.ID))
	if now := f.operation(waiting.ID); now.State != WebshopNotFound || now.Webshop != "Nordlys" || now.CompletedOn.IsZero() {
		t.Errorf("the waiting one became %+v", now)
	}
	if now := f.operation(running.ID); now.State != InProgress {
		t.Errorf("the running one became %v", now.State)
	}
	for _, table := range []string{"packages", "package_payloads", "intents", "remote_ids", "webshop_categories", "links", "link_products"} {
		var n int
		check(t, f.read.get(t.Context(), []any{&n}, "SELECT count(*) FROM "+table))
		if n != 0 {
			t.Errorf("%d rows are left in %s", n, table)
		}
	}
	again := f.webshop("Nordlys")
	if again.ID == w.ID {
		t.Error("its id came back")
	}
	if names := must[[]string](t)(f.OperationWebshops(t.Context())); !slices.Equal(names, []string{"Nordlys"}) {
		t.Errorf("operations name %q", names)
	}
}

func TestPlansAreMadeAnewAfterChanges(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	f.put(Product{SKU: "A", Name: "A", Fields: ProductFields{Categories: []string{"Tools"}}})
	category := must[[]Category](t)(f.Categories(t.Context()))[0]
	var c WebshopCategory
	var l Link
	for what, change := range []func(){
		func() {
			c = must[WebshopCategory](t)(f.AddWebshopCategory(t.Context(), WebshopCategory{WebshopID: w.ID, Name: "Værktøj"}))
		},
		func() { c.Tags = []string{"sale"}; check(t, f.UpdateWebshopCategory(t.Context(), c)) },
		func() {
			l = must[Link](t)(f.AddLink(t.Context(), Link{WebshopID: w.ID, CategoryID: category.ID, WebshopCategoryID: c.ID, Whole: true}))
		},
		func() { check(t, f.RemoveLink(t.Context(), l.ID)) },
		func() { w.NewStatus = "draft"; check(t, f.UpdateWebshop(t.Context(), w)) },
		func() { w.Fields = []string{"prices"}; check(t, f.UpdateWebshop(t.Context(), w)) },
	} {
		before := must[int64](t)(f.Revision(t.Context()))
		check(t, f.SetPlanned(t.Context(), w.ID, before))
		if got := must[Webshop](t)(f.Webshop(t.Context(), w.ID)).PlannedRevision; got != before {
			t.Fatalf("change %d: planned %d, want %d", what, got, before)
		}
		change()
		if got := must[Webshop](t)(f.Webshop(t.Context(), w.ID)).PlannedRevision; got != 0 {
			t.Errorf("change %d left the plan of revision %d", what, got)
		}
		check(t, f.SetPlanned(t.Context(), w.ID, before)) // a plan that was under way meanwhile
		if got := must[Webshop](t)(f.Webshop(t.Context(), w.ID)).PlannedRevision; got != 0 {
			t.Errorf("change %d: a plan from before it holds", what)
		}
	}
	check(t, f.SetPlanned(t.Context(), w.ID, must[int64](t)(f.Revision(t.Context()))))
	planned := must[Webshop](t)(f.Webshop(t.Context(), w.ID)).PlannedRevision
	w.Schedule = time.Hour
	check(t, f.UpdateWebshop(t.Context(), w))
	if got := must[Webshop](t)(f.Webshop(t.Context(), w.ID)).PlannedRevision; got != planned {
		t.Errorf("a new schedule took the plan back to %d", got)
	}
}

func TestRemoteIDs(t *testing.T) {
	f := newFixture(t)
	w, other := f.webshop("Nordlys"), f.webshop("Sydkysten")
	token := f.lease("worker")
	check(t, f.SetRemoteIDs(t.Context(), token, w.ID, "tag", map[string]int64{"sale": 1, "new": 2, "old": 3}))
	check(t, f.SetRemoteIDs(t.Context(), token, w.ID, "tag", map[string]int64{"sale": 10, "old": 0}))
	check(t, f.SetRemoteIDs(t.Context(), token, w.ID, "media", map[string]int64{"https://x/A.jpg": 4, "https://x/a.jpg": 5}))
	if got := must[map[string]int64](t)(f.RemoteIDs(t.Context(), w.ID, "tag")); !maps.Equal(got, map[string]int64{"sale": 10, "new": 2}) {
		t.Errorf("tags %v", got)
	}
	if got := must[map[string]int64](t)(f.RemoteIDs(t.Context(), w.ID, "media")); len(got) != 2 {
		t.Errorf("media %v", got)
	}
	if got := must[map[string]int64](t)(f.RemoteIDs(t.Context(), other.ID, "tag")); len(got) != 0 {
		t.Errorf("another webshop's tags %v", got)
	}
}

func TestCategories(t *testing.T) {
	f := newFixture(t)
	f.put(Product{SKU: "A", Name: "A", Fields: ProductFields{Categories: []string{"Clothing > Hoodies", " clothing>TSHIRTS ", "Ærø", "", ">", "Clothing > Hoodies"}}},
		Product{SKU: "B", Name: "B", Fields: ProductFields{Categories: []string{"CLOTHING > hoodies > Zip"}}})
	var got []string
	byID := map[int64]Category{}
	for _, c := range must[[]Category](t)(f.Categories(t.Context())) {
		got = append(got, c.Path)
		byID[c.ID] = c
	}
	// A blank stands before ">" in a path, so the names below one follow it.
	if want := []string{"Ærø", "Clothing", "Clothing > Hoodies", "CLOTHING > hoodies > Zip", "clothing > TSHIRTS"}; !slices.Equal(got, want) {
		t.Errorf("categories %q, want %q", got, want)
	}
	for _, c := range byID {
		if c.ParentID != 0 && len(splitPath(byID[c.ParentID].Path)) != len(splitPath(c.Path))-1 {
			t.Errorf("%q lies below %q", c.Path, byID[c.ParentID].Path)
		}
	}
}

func TestWebshopCategories(t *testing.T) {
	f := newFixture(t)
	w, other := f.webshop("Nordlys"), f.webshop("Sydkysten")
	add := func(webshop, parent int64, name string) WebshopCategory {
		t.Helper()
		return must[WebshopCategory](t)(f.AddWebshopCategory(t.Context(), WebshopCategory{WebshopID: webshop, ParentID: parent, Name: name, Tags: []string{"a"}, Manufacturers: []string{"b", "c"}}))
	}
	clothes := add(w.ID, 0, "Tøj")
	hoods := add(w.ID, clothes.ID, "Hættetrøjer")
	zip := add(w.ID, hoods.ID, "Lynlås")
	if zip.Path != "Tøj > Hættetrøjer > Lynlås" {
		t.Errorf("path %q", zip.Path)
	}
	foreign := add(other.ID, 0, "Tøj")
	_, taken := f.AddWebshopCategory(t.Context(), WebshopCategory{WebshopID: w.ID, Name: "TØJ"})
	if !errors.Is(taken, ErrExists) {
		t.Errorf("a place that is taken: %v", taken)
	}
	for _, bad := range []WebshopCategory{{WebshopID: 99, Name: "a"}, {WebshopID: w.ID, ParentID: foreign.ID, Name: "a"}, {WebshopID: w.ID, ParentID: 99, Name: "a"}} {
		if _, err := f.AddWebshopCategory(t.Context(), bad); !errors.Is(err, ErrNotFound) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if _, err := f.AddWebshopCategory(t.Context(), WebshopCategory{WebshopID: w.ID, Name: " > "}); err == nil {
		t.Error("a category without a name was added")
	}
	clothes.Name, clothes.Tags = "Klæder", nil
	check(t, f.UpdateWebshopCategory(t.Context(), clothes))
	check(t, f.SetRemoteCategories(t.Context(), f.lease("worker"), map[int64]int64{zip.ID: 77}))
	var paths []string
	for _, c := range must[[]WebshopCategory](t)(f.WebshopCategories(t.Context(), w.ID)) {
		paths = append(paths, c.Path)
		if c.ID == zip.ID && (c.RemoteID != 77 || !slices.Equal(c.Tags, []string{"a"}) || !slices.Equal(c.Manufacturers, []string{"b", "c"})) {
			t.Errorf("stored %+v", c)
		}
	}
	if want := []string{"Klæder", "Klæder > Hættetrøjer", "Klæder > Hættetrøjer > Lynlås"}; !slices.Equal(paths, want) {
		t.Errorf("paths %q, want %q", paths, want)
	}
	clothes.ParentID = zip.ID
	if err := f.UpdateWebshopCategory(t.Context(), clothes); err == nil {
		t.Error("a category was moved below itself")
	}
	zip.ParentID = 0
	check(t, f.UpdateWebshopCategory(t.Context(), zip))
	if all := must[[]WebshopCategory](t)(f.WebshopCategories(t.Context(), w.ID)); all[2].Path != "Lynlås" {
		t.Errorf("moved to %q", all[2].Path)
	}
}

func TestLinks(t *testing.T) {
	f := newFixture(t)
	w, other := f.webshop("Nordlys"), f.webshop("Sydkysten")
	ps := f.put(Product{SKU: "A", Name: "A", Fields: ProductFields{Categories: []string{"Tools", "Toys"}}}, Product{SKU: "B", Name: "B"})
	categories := must[[]Category](t)(f.Categories(t.Context()))
	c := must[WebshopCategory](t)(f.AddWebshopCategory(t.Context(), WebshopCategory{WebshopID: w.ID, Name: "Alt"}))
	whole := must[Link](t)(f.AddLink(t.Context(), Link{WebshopID: w.ID, CategoryID: categories[0].ID, WebshopCategoryID: c.ID, Whole: true, ProductIDs: []int64{1}}))
	some := must[Link](t)(f.AddLink(t.Context(), Link{WebshopID: w.ID, CategoryID: categories[1].ID, WebshopCategoryID: c.ID, ProductIDs: []int64{ps[1].ID, ps[0].ID, ps[1].ID}}))
	got := must[[]Link](t)(f.Links(t.Context(), w.ID))
	if len(got) != 2 || !got[0].Whole || got[0].ProductIDs != nil || !slices.Equal(got[1].ProductIDs, []int64{ps[0].ID, ps[1].ID}) || fmt.Sprint(got[1]) != fmt.Sprint(some) {
		t.Errorf("links %+v", got)
	}
	if _, err := f.AddLink(t.Context(), whole); !errors.Is(err, ErrExists) {
		t.Errorf("linked twice: %v", err)
	}
	for _, bad := range []Link{{WebshopID: other.ID, CategoryID: categories[0].ID, WebshopCategoryID: c.ID}, {WebshopID: w.ID, CategoryID: 99, WebshopCategoryID: c.ID}} {
		if _, err := f.AddLink(t.Context(), bad); !errors.Is(err, ErrNotFound) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	check(t, f.RemoveLink(t.Context(), some.ID))
	if err := f.RemoveLink(t.Context(), some.ID); !errors.Is(err, ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if _, err := f.AddLink(t.Context(), Link{WebshopID: w.ID, CategoryID: categories[1].ID, WebshopCategoryID: c.ID, ProductIDs: []int64{99}}); !errors.Is(err, ErrNotFound) {
		t.Errorf("with a product that is not there: %v", err)
	}
}
