package sync

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"woosync/store"
)

// shopfloor is a service on a store of its own, with the means to fill it and to play the worker.
type shopfloor struct {
	*Service
	t  *testing.T
	st *store.Store
}

func newShopfloor(t *testing.T) *shopfloor {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "store.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	return &shopfloor{Service: New(Options{Store: st, Requester: "anna, test"}), t: t, st: st}
}

// webshop adds a webshop with the mirrored categories of the catalogue.
func (f *shopfloor) webshop(name string, change ...func(*store.Webshop)) store.Webshop {
	f.t.Helper()
	w := store.Webshop{Name: name, URL: "https://" + name + ".example", Keys: testKeys}
	for _, c := range change {
		c(&w)
	}
	w, err := f.AddWebshop(f.t.Context(), w, true)
	if err != nil {
		f.t.Fatal(err)
	}
	return w
}

// put imports products; complete makes the others inactive.
func (f *shopfloor) put(complete bool, products ...store.Product) {
	f.t.Helper()
	in, err := f.st.BeginImport(f.t.Context(), store.ImportOptions{})
	if err != nil {
		f.t.Fatal(err)
	}
	for i := range products {
		products[i].ID, products[i].ParentID = 0, 0
	}
	if _, err := in.Put(f.t.Context(), products); err != nil {
		f.t.Fatal(err)
	}
	if _, err := in.Finish(f.t.Context(), complete); err != nil {
		f.t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		f.t.Fatal(err)
	}
}

// id finds a product by SKU.
func (f *shopfloor) id(sku string) int64 {
	f.t.Helper()
	found, err := f.st.ProductsBySKU(f.t.Context(), []string{sku})
	if err != nil || len(found) != 1 {
		f.t.Fatalf("%s: %d products, %v", sku, len(found), err)
	}
	return found[0].ID
}

// confirm plays a worker for which the webshop takes everything: it executes what waits for the webshop.
func (f *shopfloor) confirm(w store.Webshop, r Request) store.Operation {
	f.t.Helper()
	ctx := f.t.Context()
	r.WebshopID = w.ID
	asked, _, err := f.Request(ctx, r)
	if err != nil {
		f.t.Fatal(err)
	}
	if err := f.Refresh(ctx, w.ID); err != nil {
		f.t.Fatal(err)
	}
	return f.execute(asked, func(t task) string { return "" })
}

// execute ends the operation; refuse says for which products the webshop gives an error.
func (f *shopfloor) execute(asked store.Operation, refuse func(task) string) store.Operation {
	f.t.Helper()
	ctx := f.t.Context()
	lease, held, err := f.st.AcquireLease(ctx, "test", time.Minute)
	if err != nil || !held {
		f.t.Fatalf("no lease: %v", err)
	}
	op, ok, err := f.st.Claim(ctx, lease.Token, nil)
	if err != nil || !ok || op.ID != asked.ID {
		f.t.Fatalf("claimed %d, %v, %v; want %d", op.ID, ok, err, asked.ID)
	}
	var ids []int64
	if op.Scope == store.ScopeProducts {
		ids, err = f.st.PendingProducts(ctx, op.ID)
	} else {
		var differing []store.Package
		differing, err = f.st.Differing(ctx, op.WebshopID, 0, 10_000)
		for _, pk := range differing {
			ids = append(ids, pk.ProductID)
		}
	}
	if err != nil {
		f.t.Fatal(err)
	}
	p, err := f.loadPlan(ctx, op.WebshopID)
	if err != nil {
		f.t.Fatal(err)
	}
	tasks, err := p.tasks(ctx, ids, op.Full)
	if err != nil {
		f.t.Fatal(err)
	}
	var results []store.Result
	failed := 0
	for _, t := range tasks {
		r := store.Result{Item: store.Item{OperationID: op.ID, ProductID: t.Product.ID, SKU: t.Product.SKU, Name: t.Product.Name, Action: t.Action, Outcome: store.OutcomeDone, DoneOn: time.Now()}}
		switch why := refuse(t); {
		case why != "":
			r.Outcome, r.Error = store.OutcomeFailed, why
			failed++
		case t.Action == store.ActionRemove:
			r.Forget = true
		case t.Action == store.ActionExcluded:
			r.Outcome = store.OutcomeSkipped
		default:
			r.RemoteID = 1000 + t.Product.ID
			r.Sent = &store.Package{WebshopID: op.WebshopID, ProductID: t.Product.ID, Wanted: t.Hash, Sent: t.Hash, Payload: t.Payload.canonical(), RemoteID: r.RemoteID, SentOn: time.Now()}
		}
		results = append(results, r)
	}
	if err := f.st.SetTotal(ctx, lease.Token, op.ID, len(results)); err != nil {
		f.t.Fatal(err)
	}
	if len(results) > 0 {
		if _, err := f.st.Record(ctx, lease.Token, op.ID, results); err != nil {
			f.t.Fatal(err)
		}
	}
	state, text := store.Completed, ""
	if failed > 0 {
		state, text = store.Failed, "some products failed"
	}
	if err := f.st.Finish(ctx, lease.Token, op.ID, state, text); err != nil {
		f.t.Fatal(err)
	}
	if err := f.st.ReleaseLease(ctx, lease.Token); err != nil {
		f.t.Fatal(err)
	}
	if op, err = f.st.Operation(ctx, op.ID); err != nil {
		f.t.Fatal(err)
	}
	return op
}

// previews collects what Preview yields, by SKU.
func (f *shopfloor) previews(r PreviewRequest) map[string]Preview {
	f.t.Helper()
	out := map[string]Preview{}
	err := f.Preview(f.t.Context(), r, func(p Preview) error {
		if _, twice := out[p.SKU]; twice {
			f.t.Errorf("%s is previewed twice", p.SKU)
		}
		out[p.SKU] = p
		return nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return out
}

func (f *shopfloor) counts(w store.Webshop) store.PlanCounts {
	f.t.Helper()
	c, err := f.PlanCounts(f.t.Context(), w.ID)
	if err != nil {
		f.t.Fatal(err)
	}
	return c
}

// garage is a small catalogue of every type.
func garage() []store.Product {
	parent, variations := shirt()
	return append([]store.Product{
		hammer(),
		hammer(func(p *store.Product) { p.SKU, p.Name = "saw", "Saw"; p.Fields.Categories = []string{"Tools > Saws"} }),
		hammer(func(p *store.Product) { p.SKU, p.Name, p.Web, p.Fields.Status = "draft", "Draft", false, "draft" }),
		hammer(func(p *store.Product) {
			p.SKU, p.Name, p.Type, p.Fields.RegularPrice = "set", "Set", store.Grouped, ""
			p.Fields.Grouped = []string{"hammer", "saw", "draft"}
		}),
		parent,
	}, variations...)
}

func TestPreviewFollowsWhatIsSynchronized(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")

	all := f.previews(PreviewRequest{})
	if len(all) != 7 {
		t.Fatalf("%d previews of 7 products", len(all))
	}
	for sku, p := range all {
		want := store.ActionAdd
		if sku == "draft" {
			want = store.ActionExcluded
		}
		if p.Action != want || p.CanSynchronize != (want == store.ActionAdd) || (p.Inactive == "") != p.CanSynchronize || p.Webshop != "Nordlys" {
			t.Errorf("%s: %+v", sku, p)
		}
	}
	if got := all["set"].Changes; !hasChange(got, "grouped_products", "", "hammer, saw") {
		t.Errorf("the set links %v", got)
	}
	if got, want := f.counts(w), (store.PlanCounts{Add: 6}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}

	op := f.confirm(w, Request{})
	if op.Counts.Added != 6 {
		t.Errorf("counters %+v", op.Counts)
	}
	for sku, p := range f.previews(PreviewRequest{Webshop: "nordlys"}) {
		if sku != "draft" && (p.Action != store.ActionUnchanged || len(p.Changes) > 0 || p.RemoteID == 0 || p.Inactive != "Nordlys already has "+sku+" as the catalogue says") {
			t.Errorf("after the synchronization: %+v", p)
		}
	}
	if got, want := f.counts(w), (store.PlanCounts{Unchanged: 6}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}

	f.put(false, hammer(func(p *store.Product) { p.Fields.RegularPrice = "42" }))
	p := f.previews(PreviewRequest{SKUs: []string{"HAMMER"}})["hammer"]
	if p.Action != store.ActionUpdate || !p.CanSynchronize || len(p.Changes) != 1 || p.Changes[0] != (Change{"regular_price", "regular price", "45.00", "42.00"}) {
		t.Errorf("after a new price: %+v", p)
	}
	if got, want := f.counts(w), (store.PlanCounts{Update: 1, Unchanged: 5}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	f.confirm(w, Request{ProductIDs: []int64{f.id("hammer")}})
	if got, want := f.counts(w), (store.PlanCounts{Unchanged: 6}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}

	f.put(true, garage()[1:]...)
	p = f.previews(PreviewRequest{SKUs: []string{"hammer"}})["hammer"]
	if p.Action != store.ActionRemove || p.CanSynchronize || len(p.Reasons) != 1 ||
		p.Inactive != "hammer would be removed from Nordlys (It is not active: it was missing from the last complete import); a synchronization of the webshop does that" {
		t.Errorf("after it is gone from the catalogue: %+v", p)
	}
}

func hasChange(list []Change, field, from, to string) bool {
	for _, c := range list {
		if c.Field == field && c.From == from && c.To == to {
			return true
		}
	}
	return false
}

// What a product depends on beside itself is planned again with it.
func TestRefreshPlansTheKinOfWhatChanged(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})

	parent, variations := shirt()
	for i := range variations {
		variations[i].Fields.RegularPrice = ""
	}
	f.put(false, variations...)
	if got, want := f.counts(w), (store.PlanCounts{Remove: 3, Unchanged: 3}); got != want {
		t.Errorf("without prices of variations: %+v, want %+v", got, want)
	}
	_, variations = shirt()
	f.put(false, variations[0])
	if got, want := f.counts(w), (store.PlanCounts{Remove: 1, Unchanged: 5}); got != want {
		t.Errorf("with one price: %+v, want %+v", got, want)
	}
	f.put(false, hammer(func(p *store.Product) {
		p.SKU, p.Name, p.Web = "saw", "Saw", false
		p.Fields.Categories = []string{"Tools > Saws"}
	}))
	if got, want := f.counts(w), (store.PlanCounts{Remove: 2, Update: 1, Unchanged: 3}); got != want {
		t.Errorf("without the saw, which the set links: %+v, want %+v", got, want)
	}
	f.put(false, garage()[1])
	f.put(false, variations[1])
	parent.Web = false
	f.put(false, parent)
	if got, want := f.counts(w), (store.PlanCounts{Remove: 3, Unchanged: 3}); got != want {
		t.Errorf("with the variable product off: %+v, want %+v", got, want)
	}
}

func TestVariableProductIsSynchronizedForItsVariations(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})
	_, variations := shirt()
	variations[1].Fields.RegularPrice = "23"
	f.put(false, variations[1])

	p := f.previews(PreviewRequest{SKUs: []string{"shirt"}})
	if len(p) != 3 || p["shirt"].Action != store.ActionUnchanged || !p["shirt"].CanSynchronize || p["shirt-blue"].Action != store.ActionUpdate || p["shirt-red"].CanSynchronize {
		t.Errorf("previews %+v", p)
	}
	op := f.confirm(w, Request{ProductIDs: []int64{f.id("shirt")}})
	if op.Counts.Updated != 1 || op.Counts.Sum() != 2 {
		t.Errorf("counters %+v: the shirt itself and its blue variation were to be handled", op.Counts)
	}
}

func TestVariationBringsItsVariableProduct(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	op := f.confirm(w, Request{ProductIDs: []int64{f.id("shirt-red")}})
	if op.Counts.Added != 2 {
		t.Errorf("counters %+v", op.Counts)
	}
	items, _, err := f.st.Items(t.Context(), op.ID, store.ItemQuery{Limit: 10})
	if err != nil || len(items) != 2 {
		t.Fatalf("%v, %v", items, err)
	}
}

func TestNewInventoryCategoriesAreMirrored(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.counts(w)
	before, err := f.st.WebshopCategories(t.Context(), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	f.put(false, hammer(func(p *store.Product) { p.SKU = "rake"; p.Fields.Categories = []string{"Garden > Rakes"} }))
	p := f.previews(PreviewRequest{SKUs: []string{"rake"}})["rake"]
	if len(p.Categories) != 1 || p.Categories[0] != (CategoryMatch{"Garden > Rakes", "Garden > Rakes", ruleWhole}) {
		t.Errorf("categories %+v", p.Categories)
	}
	if after, err := f.st.WebshopCategories(t.Context(), w.ID); err != nil || len(after) != len(before) {
		t.Errorf("a preview made webshop categories: %d before, %d after, %v", len(before), len(after), err)
	}
	if got, want := f.counts(w), (store.PlanCounts{Add: 7}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	if after, err := f.st.WebshopCategories(t.Context(), w.ID); err != nil || len(after) != len(before)+2 {
		t.Errorf("%d webshop categories before, %d after, %v", len(before), len(after), err)
	}
	if again := f.previews(PreviewRequest{SKUs: []string{"rake"}})["rake"]; len(again.Categories) != 1 || again.Categories[0] != p.Categories[0] {
		t.Errorf("imagined %v, made %v", p.Categories, again.Categories)
	}
}

func TestReadOnlyCountsWithoutWriting(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})
	f.put(false, hammer(func(p *store.Product) { p.Fields.RegularPrice = "42" }),
		hammer(func(p *store.Product) { p.SKU = "rake"; p.Fields.Categories = []string{"Garden > Rakes"} }),
		hammer(func(p *store.Product) { p.SKU, p.Web = "saw", false }))
	reader := New(Options{Store: f.st, ReadOnly: true})
	got, err := reader.PlanCounts(t.Context(), w.ID)
	if want := (store.PlanCounts{Add: 1, Update: 2, Remove: 1, Unchanged: 3}); err != nil || got != want {
		t.Errorf("counts %+v, %v, want %+v", got, err, want)
	}
	if now, err := f.st.Webshop(t.Context(), w.ID); err != nil || now.PlannedRevision == 0 {
		t.Errorf("planned revision %d, %v", now.PlannedRevision, err)
	}
}

func TestRefreshStopsWithItsContext(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := f.Refresh(ctx, w.ID); err == nil {
		t.Error("a cancelled Refresh says that all is planned")
	}
	if got, want := f.counts(w), (store.PlanCounts{Add: 6}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
}

func TestSearchShowsEveryWebshop(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	nordlys, sydkysten := f.webshop("Nordlys"), f.webshop("Sydkysten")
	f.confirm(nordlys, Request{})
	hits, err := f.Search(t.Context(), "ham", 10)
	if err != nil || len(hits) != 1 || hits[0].Product.SKU != "hammer" || len(hits[0].Previews) != 2 {
		t.Fatalf("%+v, %v", hits, err)
	}
	for _, p := range hits[0].Previews {
		want := map[int64]store.Action{nordlys.ID: store.ActionUnchanged, sydkysten.ID: store.ActionAdd}[p.WebshopID]
		if p.Action != want {
			t.Errorf("%s: action %d, want %d", p.Webshop, p.Action, want)
		}
	}
	if hits, err := f.Search(t.Context(), "no such thing", 10); err != nil || len(hits) != 0 {
		t.Errorf("%v, %v", hits, err)
	}
}

func TestPreviewOfSomeProductsInSomeWebshops(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	f.webshop("Nordlys")
	w := f.webshop("Sydkysten")
	ids := []int64{f.id("saw"), 4711, f.id("hammer")}
	for _, c := range []struct {
		webshops []int64
		want     string
	}{
		{nil, "saw Nordlys, saw Sydkysten, hammer Nordlys, hammer Sydkysten, "},
		{[]int64{w.ID}, "saw Sydkysten, hammer Sydkysten, "},
	} {
		list, err := f.PreviewProducts(t.Context(), ids, c.webshops...)
		got := ""
		for _, p := range list {
			got += p.SKU + " " + p.Webshop + ", "
		}
		if err != nil || got != c.want {
			t.Errorf("in %v: %s, %v", c.webshops, got, err)
		}
	}
	if _, err := f.PreviewProducts(t.Context(), ids, 99); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown webshop: %v", err)
	}
}
