package store

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// damagedStore is a store with some thousand rows, closed, some pages of which are overwritten. Whole is the number of its pages.
func damagedStore(t *testing.T, pages func(whole int) []int) (path string, clock *clock) {
	t.Helper()
	f, w, _ := busyStore(t)
	f.put(manyProducts(900)...)
	f.aged(w.ID, 20, 500, "3 of 812 products failed")
	wanted := make([]Wanted, 900)
	for i := range wanted {
		wanted[i] = Wanted{ProductID: int64(i + 4), Hash: Hash{1, byte(i)}}
	}
	check(t, f.SetWanted(t.Context(), w.ID, must[int64](t)(f.Revision(t.Context())), wanted))
	check(t, f.Close())
	const size = 4096
	b := must[[]byte](t)(os.ReadFile(f.Path()))
	for _, page := range pages(len(b) / size) {
		copy(b[page*size:(page+1)*size], bytes.Repeat([]byte{0xa5, 0x00, 0xff}, size/3))
	}
	check(t, os.WriteFile(f.Path(), b, 0o600))
	return f.Path(), f.clock
}

func TestRecover(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			path, clock := damagedStore(t, func(whole int) (pages []int) {
				for range 1 + r.IntN(6) {
					pages = append(pages, whole/8+r.IntN(whole-whole/8)) // the first ones hold the schema
				}
				return pages
			})
			clock.Add(1000 * 1e9) // the lease is over
			done := must[Recovered](t)(Recover(t.Context(), RecoverOptions{Path: path, Now: clock.Now}))
			alone(t, filepath.Dir(path), "store.db", filepath.Base(done.Kept))
			if !strings.Contains(done.Kept, "-damaged-2026") {
				t.Errorf("the damaged one is kept as %s", done.Kept)
			}
			s := open(t, Options{Path: path, Now: clock.Now})
			if flaws := must[[]Flaw](t)(s.Examine(t.Context(), nil)); len(flaws) > 0 {
				t.Errorf("afterwards it finds: %s", flawsOf(flaws))
			}
			products := must[int](t)(s.CountProducts(t.Context()))
			all := slices.Contains(done.Lost, "the catalogue")
			if products < 450 || !all && products != 903 || done.Products > 903 {
				t.Errorf("%d products are left; lost is %q", products, done.Lost)
			}
			if len(must[[]Webshop](t)(s.Webshops(t.Context()))) != 1 && !slices.Contains(done.Lost, "the webshops") {
				t.Errorf("the webshop is gone without a word: %q", done.Lost)
			}
			if _, _, err := s.CreateOperation(t.Context(), NewOperation{WebshopID: 1}); err != nil && !slices.Contains(done.Lost, "the webshops") {
				t.Errorf("it cannot be worked with: %v", err)
			}
		})
	}
}

// A store whose rows are all there comes back whole.
func TestRecoverOfASoundStore(t *testing.T) {
	path, clock := damagedStore(t, func(int) []int { return nil })
	if _, err := Recover(t.Context(), RecoverOptions{Path: path, Now: clock.Now}); !errors.Is(err, ErrInUse) {
		t.Errorf("while the lease is held: %v", err)
	}
	clock.Add(1000 * 1e9)
	before := must[Contents](t)(contents(t.Context(), path))
	done := must[Recovered](t)(Recover(t.Context(), RecoverOptions{Path: path, Now: clock.Now}))
	if len(done.Lost) > 0 || done.Products != before.Products || done.Operations != before.Operations || done.Webshops != before.Webshops {
		t.Errorf("of %+v it rescued %+v", before, done)
	}
	s := open(t, Options{Path: path, Now: clock.Now})
	if page := must[OperationPage](t)(s.Operations(t.Context(), OperationQuery{Filter: OperationFilter{Error: "products failed"}, Limit: 1})); page.Total != 500 {
		t.Errorf("%d errors are found", page.Total)
	}
	if op, _, err := s.CreateOperation(t.Context(), NewOperation{WebshopID: 1}); err != nil || op.ID != 507 {
		t.Errorf("the next operation is %d, %v", op.ID, err)
	}
}

func TestRecoverWithoutASchema(t *testing.T) {
	path, clock := damagedStore(t, func(int) []int { return []int{0} })
	before := must[[]byte](t)(os.ReadFile(path))
	_, err := Recover(t.Context(), RecoverOptions{Path: path, Now: clock.Now})
	var e *FileError
	if !errors.As(err, &e) || !strings.Contains(e.Remedy, "restore") {
		t.Errorf("it says: %v", err)
	}
	if after := must[[]byte](t)(os.ReadFile(path)); !bytes.Equal(before, after) {
		t.Error("the file was changed")
	}
	alone(t, filepath.Dir(path), "store.db")
}

// A damaged store says so where it is examined, and is left as it is.
func TestExamineFindsDamage(t *testing.T) {
	path, clock := damagedStore(t, func(whole int) []int { return []int{whole / 2} })
	s := open(t, Options{Path: path, Now: clock.Now})
	for what, look := range map[string]func() ([]Flaw, error){
		"examine": func() ([]Flaw, error) { return s.Examine(t.Context(), nil) }, "repair": func() ([]Flaw, error) { return s.Repair(t.Context(), nil) },
	} {
		flaws, err := look()
		if err != nil || len(flaws) != 1 || !flaws[0].Damage || flaws[0].Repaired {
			t.Errorf("%s: %+v, %v", what, flaws, err)
		}
	}
}

// A table that comes to the schema later is rescued too, or made from others.
func TestEveryTableIsRescued(t *testing.T) {
	made := []string{"operation_counts", "operations_gone", "lease", "product_grams", "products_unindexed"} // made anew
	for _, r := range rescued {
		made = append(made, r.table)
	}
	f := newFixture(t)
	rows, err := f.read.query(t.Context(), "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name <> 'sqlite_schema'")
	for _, name := range must[[]string](t)(collect(rows, err, scalar[string])) {
		if !slices.Contains(made, name) {
			t.Errorf("table %s is not rescued", name)
		}
	}
}
