package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"
)

// tree is the webshop's categories by path, with their ids there.
func (f fixture) tree(webshop int64) map[string]int64 {
	f.t.Helper()
	all := map[string]int64{}
	for _, c := range must[[]WebshopCategory](f.t)(f.WebshopCategories(context.Background(), webshop)) {
		all[c.Path] = c.RemoteID
	}
	return all
}

func TestAdoptCategories(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	w, token := f.webshop("Nordlys"), f.lease("test")
	f.put(simple("A", "a")) // so that there is a plan to lose
	list := []AdoptedCategory{
		{RemoteID: 15, Name: "Uncategorized", Path: "Uncategorized"},
		{RemoteID: 20, Name: "Clothing", Path: "Clothing"},
		{RemoteID: 21, ParentRemoteID: 20, Name: "Hoodies", Path: "Clothing > Hoodies"},
	}
	mirrored := must[WebshopCategory](t)(f.AddWebshopCategory(ctx, WebshopCategory{WebshopID: w.ID, Name: "clothing"})) // there, but not yet in the webshop
	check(t, f.AdoptCategories(ctx, token, w.ID, list))
	want := map[string]int64{"Uncategorized": 15, "clothing": 20, "clothing > Hoodies": 21}
	if got := f.tree(w.ID); !maps.Equal(got, want) {
		t.Fatalf("the tree is %v, want %v", got, want)
	}
	links := must[[]Link](t)(f.Links(ctx, w.ID))
	inventory := must[[]Category](t)(f.Categories(ctx))
	if len(links) != 3 || len(inventory) != 3 {
		t.Errorf("%d links, %d inventory categories", len(links), len(inventory))
	}
	for _, l := range links {
		if !l.Whole {
			t.Errorf("%+v is not whole", l)
		}
	}
	check(t, f.SetPlanned(ctx, w.ID, must[int64](t)(f.Revision(ctx))))
	planned := must[Webshop](t)(f.Webshop(ctx, w.ID)).PlannedRevision
	check(t, f.AdoptCategories(ctx, token, w.ID, list))
	if got := must[Webshop](t)(f.Webshop(ctx, w.ID)).PlannedRevision; got != planned || planned == 0 {
		t.Errorf("a second time changes the plan: %d, was %d", got, planned)
	}

	// Renamed there, and its place taken by a new one; another one deleted and made anew.
	check(t, f.AdoptCategories(ctx, token, w.ID, []AdoptedCategory{
		{RemoteID: 20, Name: "Boots", Path: "Boots"}, {RemoteID: 30, Name: "Clothing", Path: "Clothing"}, {RemoteID: 99, Name: "Uncategorized", Path: "Uncategorized"},
	}))
	want = map[string]int64{"Uncategorized": 99, "clothing": 20, "clothing > Hoodies": 21, "Clothing (30)": 30}
	if got := f.tree(w.ID); !maps.Equal(got, want) {
		t.Errorf("the tree is %v, want %v", got, want)
	}
	if got := must[Webshop](t)(f.Webshop(ctx, w.ID)).PlannedRevision; got != 0 {
		t.Errorf("the plan still holds: %d", got)
	}
	if c := f.tree(w.ID); c["clothing"] != 20 || mirrored.RemoteID != 0 {
		t.Errorf("%v", c)
	}
	check(t, f.ReleaseLease(ctx, token))
	if err := f.AdoptCategories(ctx, token, w.ID, list); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("without lease: %v", err)
	}
}

func TestAdopt(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	w, token := f.webshop("Nordlys"), f.lease("test")
	products := f.put(simple("A", "a"), simple("B", "b"))
	a, b := products[0].ID, products[1].ID
	on := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	check(t, f.Adopt(ctx, token, w.ID, Adoption{
		Packages:  []Package{{ProductID: a, Sent: Hash{1}, Payload: []byte("{}"), RemoteID: 7, RemoteParentID: 6, SentOn: on}, {ProductID: b}},
		RemoteIDs: map[string]map[string]int64{"tag": {"x": 1, "y": 2}, "cursor": {"after": 7}},
	}))
	got := must[map[int64]Package](t)(f.Packages(ctx, w.ID, []int64{a, b}))
	if p := got[a]; len(got) != 1 || p.Sent != (Hash{1}) || p.Wanted != (Hash{1}) || string(p.Payload) != "{}" || p.RemoteID != 7 || p.RemoteParentID != 6 || !p.SentOn.Equal(on) {
		t.Errorf("%+v", got)
	}
	if ids := must[map[string]int64](t)(f.RemoteIDs(ctx, w.ID, "tag")); !maps.Equal(ids, map[string]int64{"x": 1, "y": 2}) {
		t.Errorf("%v", ids)
	}
	check(t, f.SetWanted(ctx, w.ID, 0, []Wanted{{a, Hash{2}}}))
	check(t, f.Adopt(ctx, token, w.ID, Adoption{Packages: []Package{{ProductID: a, Sent: Hash{3}, RemoteID: 8}}, RemoteIDs: map[string]map[string]int64{"cursor": {"after": 0}}}))
	if p := must[map[int64]Package](t)(f.Packages(ctx, w.ID, []int64{a}))[a]; p.Wanted != (Hash{2}) || p.Sent != (Hash{3}) || p.RemoteID != 8 {
		t.Errorf("%+v", p)
	}
	check(t, f.Adopt(ctx, token, w.ID, Adoption{Packages: []Package{{ProductID: a}}}))
	if c := must[PlanCounts](t)(f.PlanCounts(ctx, w.ID)); c != (PlanCounts{Add: 1}) {
		t.Errorf("forgotten: %+v", c)
	}
	if ids := must[map[string]int64](t)(f.RemoteIDs(ctx, w.ID, "cursor")); len(ids) != 0 {
		t.Errorf("%v", ids)
	}
	if err := f.Adopt(ctx, token, 99, Adoption{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("no webshop: %v", err)
	}
	if err := f.Adopt(ctx, token+1, w.ID, Adoption{}); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("no lease: %v", err)
	}
}

func TestNoteDriftLeavesNewerPackagesAlone(t *testing.T) {
	f, ctx := newFixture(t), t.Context()
	w, token := f.webshop("Nordlys"), f.lease("test")
	products := f.put(simple("A", "a"), simple("B", "b"), simple("C", "c"))
	var packages []Package
	for i, p := range products {
		packages = append(packages, Package{ProductID: p.ID, Sent: Hash{1}, Payload: []byte(`{"a":1}`), RemoteID: int64(10 + i)})
	}
	check(t, f.Adopt(ctx, token, w.ID, Adoption{Packages: packages}))
	check(t, f.ReleaseLease(ctx, token)) // it needs none
	ids := []int64{products[0].ID, products[1].ID, products[2].ID}
	read := must[map[int64]Package](t)(f.Packages(ctx, w.ID, ids))

	f.clock.Add(time.Minute) // a worker sends B meanwhile, with the same payload
	token = f.lease("test")
	check(t, f.Adopt(ctx, token, w.ID, Adoption{Packages: []Package{{ProductID: ids[1], Sent: Hash{1}, Payload: []byte(`{"a":1}`), RemoteID: 11}}}))
	newer := must[map[int64]Package](t)(f.Packages(ctx, w.ID, ids))[ids[1]]

	now := func(id int64) *Package {
		p := read[id]
		p.Sent, p.Payload = Hash{9}, []byte(`{"a":2}`)
		return &p
	}
	noted, err := f.NoteDrift(ctx, 0, w.ID, []Drift{{Compared: read[ids[0]], Now: now(ids[0])}, {Compared: read[ids[1]], Now: now(ids[1])}, {Compared: read[ids[2]]}})
	if err != nil || !slices.Equal(noted, []int64{ids[0], ids[2]}) {
		t.Fatalf("%v noted, %v", noted, err)
	}
	got := must[map[int64]Package](t)(f.Packages(ctx, w.ID, ids))
	if p := got[ids[0]]; p.Sent != (Hash{9}) || p.Wanted != (Hash{1}) || string(p.Payload) != `{"a":2}` || !p.SentOn.Equal(read[ids[0]].SentOn) || p.RemoteID != 10 {
		t.Errorf("%+v", p)
	}
	if p := got[ids[1]]; p.Sent != newer.Sent || string(p.Payload) != string(newer.Payload) {
		t.Errorf("%+v, want %+v", p, newer)
	}
	if p := got[ids[2]]; p.Sent != (Hash{}) || p.Wanted != (Hash{1}) || p.RemoteID != 0 {
		t.Errorf("%+v", p)
	}
	reader := open(t, Options{Path: f.Path(), ReadOnly: true})
	if _, err := reader.NoteDrift(ctx, 0, w.ID, nil); !errors.Is(err, ErrReadOnly) {
		t.Errorf("read-only: %v", err)
	}
}
