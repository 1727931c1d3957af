package sync

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"woosync/store"
)

func TestRequestRefusesWhatWouldComeToNothing(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{ProductIDs: []int64{f.id("hammer")}})
	reader := New(Options{Store: f.st, ReadOnly: true})

	for _, c := range []struct {
		name     string
		service  *Service
		request  Request
		why      Why
		sentence string
	}{
		{"read-only", reader, Request{WebshopID: w.ID}, WhyReadOnly, "The store is read-only: nothing can be synchronized from here"},
		{"criteria", f.Service, Request{WebshopID: w.ID, ProductIDs: []int64{f.id("draft")}}, WhyCriteria,
			"draft does not meet the synchronization criteria of Nordlys: It is not marked for the web (Published is -1, a draft)"},
		{"unchanged", f.Service, Request{WebshopID: w.ID, ProductIDs: []int64{f.id("hammer")}}, WhyUnchanged,
			"Nordlys already has hammer as the catalogue says"},
		{"several", f.Service, Request{WebshopID: w.ID, ProductIDs: []int64{f.id("hammer"), f.id("draft")}}, WhyCriteria,
			"Nordlys already has hammer as the catalogue says. draft does not meet the synchronization criteria of Nordlys: It is not marked for the web (Published is -1, a draft)"},
	} {
		_, created, err := c.service.Request(t.Context(), c.request)
		inactive, ok := errors.AsType[*InactiveError](err)
		if !ok || created || inactive.Why != c.why || inactive.Sentence != c.sentence {
			t.Errorf("%s: created %v, %v", c.name, created, err)
		}
	}
	for _, r := range []Request{{WebshopID: 99}, {WebshopID: w.ID, ProductIDs: []int64{f.id("hammer"), 12345}}} {
		_, _, err := f.Request(t.Context(), r)
		if unknown, ok := errors.AsType[*UnknownError](err); !ok || !errors.Is(err, store.ErrNotFound) || len(unknown.Names) != 1 {
			t.Errorf("%+v: %v", r, err)
		}
	}
	if page, err := f.st.Operations(t.Context(), store.OperationQuery{Limit: 10}); err != nil || page.Total != 1 {
		t.Errorf("%d operations, %v: refused requests made some", page.Total, err)
	}
}

func TestRequestWithoutWritePermission(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	w.CanWrite, w.WriteError = false, "The key may only read"
	if err := f.st.UpdateWebshop(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	_, _, err := f.Request(t.Context(), Request{WebshopID: w.ID})
	if inactive, ok := errors.AsType[*InactiveError](err); !ok || inactive.Why != WhyCannotWrite || inactive.Sentence != "The key may only read" {
		t.Errorf("%v", err)
	}
	if p := f.previews(PreviewRequest{SKUs: []string{"hammer"}})["hammer"]; p.CanSynchronize || p.Inactive != "The key may only read" || p.Action != store.ActionAdd {
		t.Errorf("%+v", p)
	}
}

func TestRequestOfTheSameIsOneOperation(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	r := Request{WebshopID: w.ID, ProductIDs: []int64{f.id("hammer"), f.id("saw")}}
	first, created, err := f.Request(t.Context(), r)
	if err != nil || !created || first.RequestedBy != "anna, test" || first.Scope != store.ScopeProducts || first.Total != 2 && first.Total != 0 {
		t.Fatalf("%+v, %v, %v", first, created, err)
	}
	slices.Reverse(r.ProductIDs)
	if again, created, err := f.Request(t.Context(), r); err != nil || created || again.ID != first.ID {
		t.Errorf("%d, %v, %v", again.ID, created, err)
	}
	if whole, created, err := f.Request(t.Context(), Request{WebshopID: w.ID, Full: true}); err != nil || !created || whole.Scope != store.ScopeWebshop || !whole.Full {
		t.Errorf("%+v, %v, %v", whole, created, err)
	}
}

func TestRequestByNameRemovesWhatNoLongerBelongs(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})
	f.put(false, hammer(func(p *store.Product) { p.Web = false }))
	if op := f.confirm(w, Request{ProductIDs: []int64{f.id("hammer")}}); op.Counts.Removed != 1 {
		t.Errorf("counters %+v", op.Counts)
	}
}

func TestFullRequestSendsWhatIsUnchanged(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})
	op := f.confirm(w, Request{ProductIDs: []int64{f.id("shirt"), f.id("draft")}, Full: true})
	if op.Counts.Updated != 3 || op.Counts.Skipped != 1 {
		t.Errorf("counters %+v: the shirt with its variations was to be sent, the draft skipped", op.Counts)
	}
}

func TestRetryRepeatsWhatFailed(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	asked, _, err := f.Request(t.Context(), Request{WebshopID: w.ID})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Retry(t.Context(), asked.ID); !strings.Contains(err.Error(), `Operation 1 is in the state "Not processed": only a failed one can be retried`) {
		t.Errorf("retry of a waiting one: %v", err)
	}
	f.counts(w)
	op := f.execute(asked, func(t task) string {
		if strings.HasPrefix(t.Product.SKU, "sa") {
			return "Invalid or duplicated SKU."
		}
		return ""
	})
	if op.State != store.Failed || op.Counts.Failed != 1 {
		t.Fatalf("%+v", op)
	}
	again, err := f.Retry(t.Context(), op.ID)
	if err != nil || again.RetryOf != op.ID || again.RequestedBy != "anna, test, retry of 1" || again.Scope != store.ScopeProducts {
		t.Fatalf("%+v, %v", again, err)
	}
	if done := f.execute(again, func(task) string { return "" }); done.Counts != (store.Counts{Added: 1}) {
		t.Errorf("counters %+v", done.Counts)
	}
	if _, err := f.Retry(t.Context(), op.ID); err == nil {
		t.Error("a retry of what has been repaired makes an operation")
	}
	if _, err := f.Retry(t.Context(), 99); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("retry of nothing: %v", err)
	}
}

func TestPreviewNamesWhatItDoesNotKnow(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	f.webshop("Nordlys")
	never := func(Preview) error { t.Error("something was yielded"); return nil }
	for _, c := range []struct {
		request PreviewRequest
		want    string
	}{
		{PreviewRequest{SKUs: []string{"hammer", "nail", "screw"}}, "there is no product nail, screw"},
		{PreviewRequest{Webshop: "Sydkysten"}, "there is no webshop Sydkysten"},
	} {
		if err := f.Preview(t.Context(), c.request, never); err == nil || err.Error() != c.want || !errors.Is(err, store.ErrNotFound) {
			t.Errorf("%+v: %v", c.request, err)
		}
	}
	stop := errors.New("enough")
	if err := f.Preview(t.Context(), PreviewRequest{}, func(Preview) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("the error of yield is lost: %v", err)
	}
}

func TestRemovalGuardStopsAboveTenAndAFifth(t *testing.T) {
	for _, c := range []struct {
		removals, products int
		stops              bool
	}{
		{0, 0, false}, {10, 10, false}, {11, 11, true}, {11, 55, false}, {12, 55, true}, {20, 100, false}, {21, 100, true}, {200_000, 1_000_000, false}, {200_001, 1_000_000, true},
	} {
		if g := guardRemovals(c.removals, c.products); g.Stops() != c.stops {
			t.Errorf("%d of %d: %+v", c.removals, c.products, g)
		}
	}
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})
	f.put(true, garage()[4:]...)
	g, err := f.RemovalGuard(t.Context(), w.ID)
	if want := (RemovalGuard{Removals: 3, Products: 6, Limit: 10}); err != nil || g != want {
		t.Errorf("%+v, %v, want %+v", g, err, want)
	}
}
