package store_test

import (
	"path/filepath"
	"slices"
	"testing"

	"woosync/store"
)

func TestProductsLinking(t *testing.T) {
	st, err := store.Open(t.Context(), store.Options{Path: filepath.Join(t.TempDir(), "store.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	in, err := st.BeginImport(t.Context(), store.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	product := func(sku string, f store.ProductFields) store.Product {
		return store.Product{SKU: sku, Type: store.Simple, Name: sku, Active: true, Fields: f}
	}
	if _, err := in.Put(t.Context(), []store.Product{
		product("a", store.ProductFields{}),
		product("set", store.ProductFields{Grouped: []string{"x", "Café"}}),
		product("up", store.ProductFields{Upsells: []string{"cafe"}}),
		product("cross", store.ProductFields{CrossSells: []string{"CAFE", "a"}}),
		product("text", store.ProductFields{Description: `"Upsells":["cafe"]`, Tags: []string{"cafe"}}),
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Finish(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ asked, want []string }{
		{[]string{"café"}, []string{"set", "up", "cross"}},
		{[]string{"A", "x"}, []string{"set", "cross"}},
		{[]string{"set"}, nil},
		{nil, nil},
	} {
		ids, err := st.ProductsLinking(t.Context(), c.asked)
		if err != nil {
			t.Fatal(err)
		}
		found, err := st.Products(t.Context(), ids)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range found {
			got = append(got, p.SKU)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("linking to %q: %q, want %q", c.asked, got, c.want)
		}
	}
}
