package store

import (
	"context"
	"path/filepath"
	gosync "sync"
	"testing"
	"time"
)

// clock is a time that tests move.
type clock struct {
	mu  gosync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// fixture is a store with a clock of its own.
type fixture struct {
	*Store
	t     testing.TB
	clock *clock
}

func open(t testing.TB, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func newFixture(t testing.TB) fixture {
	t.Helper()
	c := newClock()
	return fixture{Store: open(t, Options{Path: filepath.Join(t.TempDir(), "store.db"), Now: c.Now}), t: t, clock: c}
}

// second opens the same file again, as another program would.
func (f fixture) second() fixture {
	f.t.Helper()
	return fixture{Store: open(f.t, Options{Path: f.Path(), Now: f.clock.Now}), t: f.t, clock: f.clock}
}

func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (f fixture) webshop(name string) Webshop {
	f.t.Helper()
	return must[Webshop](f.t)(f.AddWebshop(context.Background(), Webshop{Name: name, URL: "https://" + Fold(name) + ".example"}))
}

// put puts products into the catalogue and gives them back as stored.
func (f fixture) put(products ...Product) []Product {
	f.t.Helper()
	ctx := context.Background()
	m := must[*Import](f.t)(f.BeginImport(ctx, ImportOptions{}))
	must[[]PutResult](f.t)(m.Put(ctx, products))
	must[int](f.t)(m.Finish(ctx, false))
	check(f.t, m.Close())
	var all []Product
	for _, p := range products {
		all = append(all, f.product(p.SKU))
	}
	return all
}

func (f fixture) product(sku string) Product {
	f.t.Helper()
	found := must[[]Product](f.t)(f.ProductsBySKU(context.Background(), []string{sku}))
	if len(found) != 1 {
		f.t.Fatalf("%d products have SKU %q", len(found), sku)
	}
	return found[0]
}

// create asks for a synchronization.
func (f fixture) create(n NewOperation) Operation {
	f.t.Helper()
	op, _, err := f.CreateOperation(context.Background(), n)
	check(f.t, err)
	return op
}

func (f fixture) operation(id int64) Operation {
	f.t.Helper()
	return must[Operation](f.t)(f.Operation(context.Background(), id))
}

// lease takes over the work.
func (f fixture) lease(holder string) int64 {
	f.t.Helper()
	l, held, err := f.AcquireLease(context.Background(), holder, time.Minute)
	check(f.t, err)
	if !held {
		f.t.Fatalf("%s works, not %s", l.Holder, holder)
	}
	return l.Token
}

// claim takes the next operation.
func (f fixture) claim(token int64) Operation {
	f.t.Helper()
	op, found, err := f.Claim(context.Background(), token, nil)
	check(f.t, err)
	if !found {
		f.t.Fatal("nothing waits")
	}
	return op
}
