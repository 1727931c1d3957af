package sync

import (
	"errors"
	"testing"

	"woosync/store"
)

// withoutSaw is the garage after its saw has left the shop window; the set links it.
func withoutSaw() store.Product {
	return hammer(func(p *store.Product) {
		p.SKU, p.Name, p.Web = "saw", "Saw", false
		p.Fields.Categories = []string{"Tools > Saws"}
	})
}

// A plan that is cut off anywhere is completed by the next one. That a product has left is known only as long as it is not stored,
// and what links to it must learn of it all the same.
func TestARefreshThatIsCutOffForgetsNothing(t *testing.T) {
	errCut := errors.New("cut off")
	cuts := 0
	for cutOff := true; cutOff; cuts++ {
		f := newShopfloor(t)
		f.put(true, garage()...)
		w := f.webshop("Nordlys")
		f.confirm(w, Request{})
		f.put(false, withoutSaw())
		p, err := f.loadPlan(t.Context(), w.ID)
		if err != nil {
			t.Fatal(err)
		}
		revision, err := f.st.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		stored := 0
		err = p.stale(t.Context(), func(list []planned) error {
			if stored == cuts {
				return errCut
			}
			stored++
			wanted := make([]store.Wanted, len(list))
			for i := range list {
				wanted[i] = list[i].Wanted
			}
			return f.st.SetWanted(t.Context(), w.ID, revision, wanted)
		})
		if cutOff = errors.Is(err, errCut); err != nil && !cutOff {
			t.Fatal(err)
		}
		if got, want := f.counts(w), (store.PlanCounts{Remove: 1, Update: 1, Unchanged: 4}); got != want {
			t.Errorf("after %d lists were stored: %+v, want %+v", stored, got, want)
		}
	}
	if cuts < 3 {
		t.Errorf("the plan was stored in %d lists: nothing was cut off", cuts)
	}
}

// A program that planned from an older catalogue, and was held up, does not undo what a newer plan says.
func TestAnOlderPlanDoesNotUndoANewerOne(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})
	f.put(false, hammer(func(p *store.Product) { p.Fields.RegularPrice = "50" }))
	late, err := f.loadPlan(t.Context(), w.ID)
	if err != nil {
		t.Fatal(err)
	}
	revision, err := f.st.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var held []store.Wanted
	if err := late.stale(t.Context(), func(list []planned) error {
		for i := range list {
			held = append(held, list[i].Wanted)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	f.put(false, hammer()) // as the webshop has it
	if got, want := f.counts(w), (store.PlanCounts{Unchanged: 6}); got != want {
		t.Fatalf("with the old price again: %+v, want %+v", got, want)
	}
	if err := f.st.SetWanted(t.Context(), w.ID, revision, held); !errors.Is(err, store.ErrOutdated) {
		t.Errorf("the older plan was stored: %v", err)
	}
	if err := f.st.SetPlanned(t.Context(), w.ID, revision); err != nil {
		t.Error(err)
	}
	if got, want := f.counts(w), (store.PlanCounts{Unchanged: 6}); got != want {
		t.Errorf("after the older plan: %+v, want %+v", got, want)
	}
}
