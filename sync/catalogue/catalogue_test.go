package catalogue

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"woosync/store"
)

// read reads a text to its end.
func read(ctx context.Context, text string, o Options) (products []store.Product, r *Reader, err error) {
	r, err = New(ctx, strings.NewReader(text), int64(len(text)), o)
	if err != nil {
		return nil, nil, err
	}
	for {
		batch, err := r.Next(ctx)
		if err == io.EOF {
			return products, r, nil
		}
		if err != nil {
			return products, r, err
		}
		products = append(products, batch...)
	}
}

// readGood reads a text that is right.
func readGood(t *testing.T, text string, o Options) ([]store.Product, *Reader) {
	t.Helper()
	products, r, err := read(t.Context(), text, o)
	if err != nil {
		t.Fatal(err)
	}
	if list, more := r.Problems(); len(list)+more > 0 {
		t.Fatalf("%d problems: %+v", len(list)+more, list)
	}
	return products, r
}

func skus(products []store.Product) string {
	var list []string
	for _, p := range products {
		list = append(list, p.SKU)
	}
	return strings.Join(list, " ")
}

func bySKU(t *testing.T, products []store.Product, sku string) store.Product {
	t.Helper()
	for _, p := range products {
		if p.SKU == sku {
			return p
		}
	}
	t.Fatalf("no product %q", sku)
	return store.Product{}
}

// lines prints problems as "line, column: message".
func lines(list []Problem) string {
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprintf("%d, %s: %s", p.Line, p.Column, p.Message))
	}
	return strings.Join(out, "\n")
}

// parentsOf answers for one product outside the file and remembers what was asked.
func parentsOf(t *testing.T, asked *[]string, sku string, kind store.ProductType) func(context.Context, []string) (map[string]store.ProductType, error) {
	return func(_ context.Context, skus []string) (map[string]store.ProductType, error) {
		*asked = append(*asked, skus...)
		found := map[string]store.ProductType{}
		for _, s := range skus {
			if store.FoldSKU(s) == store.FoldSKU(sku) {
				found[store.FoldSKU(s)] = kind
			}
		}
		return found, nil
	}
}
