package store

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestSearchRanks(t *testing.T) {
	f := newFixture(t)
	f.importing(ImportOptions{}, false, []Product{
		simple("GONE", "Hoodie of last year"),
		simple("ZIP", "Lynlås"), simple("zip-2", "Hood"), simple("X1", "Zip hoodie"), {SKU: "X2", Name: "Trøje", Barcode: "zip 99", Type: Simple},
		simple("X3", "Hoodie with ZÍP"), simple("X4", "unzipped"), simple("A-ZIP", "Bag"), simple("X5", "Smørrebrød på Ærø"),
		{SKU: "X6", Name: "Straße 7", Barcode: "5701234567890", Type: Simple}, simple("X7", "İstanbul café"), simple("X8", "Big blue hoodie"),
	})
	f.importing(ImportOptions{}, true, slices.DeleteFunc(slices.Collect(func(yield func(Product) bool) {
		for _, p := range f.everything() {
			if !yield(p) {
				return
			}
		}
	}), func(p Product) bool { return p.SKU == "GONE" }))
	for _, c := range []struct{ text, want string }{
		{"zip", "ZIP:0 zip-2:1 X2:2 X1:3 X3:4 X4:4 A-ZIP:4"},
		{"ZIP-2", "zip-2:0"},
		{"  zip  ", "ZIP:0 zip-2:1 X2:2 X1:3 X3:4 X4:4 A-ZIP:4"},
		{"zip hoodie", "X1:3 X3:4"},
		{"hoodie zip", "X1:4 X3:4"},
		{"hoodie w", "X3:3"},
		{"570", "X6:2"},
		{"aero", "X5:4"}, {"ÆRØ", "X5:4"}, {"smorrebrod", "X5:3"}, {"strasse", "X6:3"}, {"STRASSE 7", "X6:3"}, {"istanbul", "X7:3"}, {"cafe\u0301", "X7:4"},
		{"gone", "GONE:0"}, {"last year", "GONE:4"}, {"hoodie of", "GONE:3"},
		{"z", "ZIP:1 zip-2:1 X2:2 X1:3 X3:4"},
		{"bl", "X8:4"}, {"b", "X8:3 A-ZIP:3"}, {"lu", ""},
		{"blue b", "X8:4"}, {"b h", "X8:4"},
		{"%", ""}, {"_", ""}, {"", ""}, {" ", ""}, {"*", ""}, {`"`, ""}, {"nothing like it", ""},
	} {
		var got []string
		for _, h := range must[[]ProductHit](t)(f.SearchProducts(t.Context(), c.text, 50)) {
			got = append(got, fmt.Sprintf("%s:%d", h.SKU, h.Rank))
		}
		want := strings.Fields(c.want)
		// Within a rank by name or SKU, the last rank in the order of the catalogue: compared as a set.
		slices.Sort(got)
		if slices.Sort(want); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", c.text, got, want)
		}
	}
	hits := must[[]ProductHit](t)(f.SearchProducts(t.Context(), "zip", 3))
	if len(hits) != 3 || !slices.IsSortedFunc(hits, func(a, b ProductHit) int { return a.Rank - b.Rank }) || hits[0].SKU != "ZIP" {
		t.Errorf("the best three are %+v", hits)
	}
	hits = must[[]ProductHit](t)(f.SearchProducts(t.Context(), "hoodie", 50))
	if last := hits[len(hits)-1]; len(hits) < 4 || last.SKU != "GONE" || last.Active {
		t.Errorf("a product that is gone from the catalogue does not come last: %+v", hits)
	}
}

// TestSearchFindsEverySubstring compares with looking at every product, while names change.
func TestSearchFindsEverySubstring(t *testing.T) {
	f := newFixture(t)
	r := rand.New(rand.NewPCG(5, 5))
	alphabet := []rune("abAB øß-%_\"'")
	word := func(n int) string {
		w := make([]rune, n)
		for i := range w {
			w[i] = alphabet[r.IntN(len(alphabet))]
		}
		return string(w)
	}
	products := make([]Product, 120)
	for round := range 6 {
		for i := range products {
			if round == 0 || r.IntN(4) == 0 {
				products[i] = simple(fmt.Sprintf("S%d", i), word(3+r.IntN(12)))
			}
		}
		f.importing(ImportOptions{}, true, products)
		for range 60 {
			text := strings.ReplaceAll(word(3+r.IntN(3)), " ", "x")
			var got, want []string
			for _, h := range must[[]ProductHit](t)(f.SearchProducts(t.Context(), text, 1000)) {
				got = append(got, h.SKU)
			}
			for _, p := range products {
				if strings.Contains(Fold(p.Name), Fold(text)) {
					want = append(want, p.SKU)
				}
			}
			slices.Sort(got)
			if slices.Sort(want); !slices.Equal(got, want) {
				t.Fatalf("round %d: %q finds %q, want %q", round, text, got, want)
			}
		}
	}
}

var hostile = []string{
	"'; DROP TABLE products; --", `"`, `""`, `"a" OR "b"`, "a* NOT b", "NEAR(a b)", "{x}: y", "^start", "a AND", "(", ")", "-", "+", ":", "%", "%%", "_", "\\", "*",
	"\x00", "a\x00b", "\xff\xfe\xfd", "a\xffb", "\u202e\u200b", "\x1b]52;c;AAAA\x07", "\n\r\t", strings.Repeat("a", 1<<20), strings.Repeat("\xff", 1<<14), strings.Repeat("e\u0301", 1<<14),
	strings.Repeat("x y ", 1000), strings.Repeat("\"", 5000), "🦄🦄🦄", "\U0010ffff", "\U0010ffff\U0010ffff\U0010ffff", "ﷺﷺﷺ",
}

func TestHostileTexts(t *testing.T) {
	f := newFixture(t)
	ctx := t.Context()
	for i, text := range hostile {
		sku := fmt.Sprintf("H-%02d %s", i, head(text, 100))
		p := Product{SKU: sku, Name: text, Type: Simple, Barcode: text, Fields: ProductFields{Description: strings.ToValidUTF8(text, "?"), Categories: []string{head(text, 50)}, SourceID: strings.ToValidUTF8(head(text, 99), "?")}}
		got := f.put(p)[0]
		if got.Name != text || got.SKU != sku || got.Barcode != text || got.Fields.Description != p.Fields.Description {
			t.Errorf("%q came back as %q", head(text, 20), head(got.Name, 20))
		}
		must[[]ProductHit](t)(f.SearchProducts(ctx, text, 10))
		f.importing(ImportOptions{DryRun: true}, false, []Product{p})

		w, err := f.AddWebshop(ctx, Webshop{Name: fmt.Sprint(i, text), URL: text, WriteError: text, NewStatus: text, Fields: []string{strings.ToValidUTF8(text, "?")}})
		check(t, err)
		if back := must[Webshop](t)(f.WebshopByName(ctx, w.Name)); back.URL != text || back.ID != w.ID {
			t.Errorf("webshop %q came back as %q", head(text, 20), head(back.URL, 20))
		}
		token := f.lease(text)
		check(t, f.SetRemoteIDs(ctx, token, w.ID, text, map[string]int64{text: 7}))
		if ids := must[map[string]int64](t)(f.RemoteIDs(ctx, w.ID, text)); ids[text] != 7 {
			t.Errorf("remote ids of %q: %v", head(text, 20), len(ids))
		}
		op := f.create(NewOperation{WebshopID: w.ID, RequestedBy: text, ProductIDs: []int64{got.ID}})
		f.claim(token)
		check(t, f.SetNote(ctx, token, op.ID, text))
		_, err = f.Record(ctx, token, op.ID, []Result{{Item: Item{ProductID: got.ID, SKU: sku, Name: text, Outcome: OutcomeFailed, Error: text}}})
		check(t, err)
		check(t, f.Finish(ctx, token, op.ID, Failed, text))
		check(t, f.ReleaseLease(ctx, token))
		if whole := must[string](t)(f.OperationError(ctx, op.ID)); whole != text {
			t.Errorf("the error %q came back as %q", head(text, 20), head(whole, 20))
		}
		items, _, err := f.Items(ctx, op.ID, ItemQuery{Text: head(text, 100), Limit: 10})
		check(t, err)
		if len(items) != 1 || items[0].Error != text {
			t.Errorf("%q finds %d results", head(text, 20), len(items))
		}
		for _, filter := range []OperationFilter{{Error: text}, {Text: text}, {Webshops: []string{text}}} {
			page := must[OperationPage](t)(f.Operations(ctx, OperationQuery{Filter: filter, Limit: 1000}))
			found := slices.ContainsFunc(page.Rows, func(o Operation) bool { return o.ID == op.ID })
			if filter.Webshops == nil && len(text) < 10_000 && !found {
				t.Errorf("%q does not find the operation that failed with it", head(text, 20))
			}
		}
		if i == len(hostile)/2 {
			f.loaded()
		}
	}
}

// TestErrorFilterFindsEverySubstring compares with looking at every text.
func TestErrorFilterFindsEverySubstring(t *testing.T) {
	f := newFixture(t)
	r := rand.New(rand.NewPCG(6, 6))
	alphabet := []rune("abcAé ßø\n\"%")
	word := func(n int) string {
		w := make([]rune, n)
		for i := range w {
			w[i] = alphabet[r.IntN(len(alphabet))]
		}
		return string(w)
	}
	ops := make([]Operation, 150)
	for i := range ops {
		ops[i] = Operation{Webshop: "Nordlys", State: Failed, CreatedOn: f.clock.Now(), CompletedOn: f.clock.Now(), Error: word(r.IntN(10))}
		if r.IntN(5) == 0 {
			ops[i].Error = word(600)
		}
	}
	check(t, f.AddOperations(t.Context(), ops))
	for i := range 200 {
		text := word(1 + r.IntN(5))
		var got, want []int64
		page := must[OperationPage](t)(f.Operations(t.Context(), OperationQuery{Filter: OperationFilter{Error: text}, Sort: []OperationSort{{Column: ColumnID}}, Limit: 1000}))
		for _, o := range page.Rows {
			got = append(got, o.ID)
		}
		for _, o := range ops {
			if strings.Contains(Fold(o.Error), Fold(text)) {
				want = append(want, o.ID)
			}
		}
		if !slices.Equal(got, want) || page.Total != len(want) {
			t.Fatalf("%q finds %v, want %v", text, got, want)
		}
		if i == 100 {
			f.loaded()
		}
	}
}
