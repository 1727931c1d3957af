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
	for _, text := range []string{"l'oreal", "L’ORÉAL", "l´oréal", "l`oreal"} {
		f.put(simple("Q1", "Shampoo L’Oréal – new"), simple("l'o", "l'o"))
		if hits := must[[]ProductHit](t)(f.SearchProducts(t.Context(), text, 5)); len(hits) != 1 || hits[0].SKU != "Q1" {
			t.Errorf("%q finds %+v", text, hits)
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

// TestSearchWhileTextsWait looks for products before, while and after their texts are indexed, over the border of a chunk of them.
func TestSearchWhileTextsWait(t *testing.T) {
	f := newFixture(t)
	m := must[*Import](t)(f.BeginImport(t.Context(), ImportOptions{}))
	finds := func(when, text string, want ...string) {
		t.Helper()
		var got []string
		for _, h := range must[[]ProductHit](t)(f.SearchProducts(t.Context(), text, 50)) {
			got = append(got, h.SKU)
		}
		if slices.Sort(got); !slices.Equal(got, want) {
			t.Errorf("%s, %q finds %q, want %q", when, text, got, want)
		}
	}
	name := func(i int) string {
		return fmt.Sprintf("%s number %05d", []string{"Nordlys", "Sydkysten"}[i%2], i)
	}
	const n = chunkSize + 3000
	for from := 0; from < n; from += 4000 {
		var some []Product
		for i := from; i < min(from+4000, n); i++ {
			some = append(some, simple(fmt.Sprintf("S%05d", i), name(i)))
		}
		must[[]PutResult](t)(m.Put(t.Context(), some))
		finds("after some", fmt.Sprintf("%05d nor", from), fmt.Sprintf("S%05d", from))
		finds("after some", "nordlys sydkysten")
	}
	rename := func(m *Import, skus ...string) {
		for _, sku := range skus {
			must[[]PutResult](t)(m.Put(t.Context(), []Product{simple(sku, "Renamed "+sku)}))
		}
	}
	finds("before the rest is indexed", "numb 1638", "S01638", "S11638", "S16380", "S16381", "S16382", "S16383", "S16384", "S16385", "S16386", "S16387", "S16388", "S16389")
	must[int](t)(m.Finish(t.Context(), false))
	check(t, m.Close())
	finds("in the end", "numb 1638", "S01638", "S11638", "S16380", "S16381", "S16382", "S16383", "S16384", "S16385", "S16386", "S16387", "S16388", "S16389")
	finds("in the end", "number 00000", "S00000")

	m = must[*Import](t)(f.BeginImport(t.Context(), ImportOptions{}))
	rename(m, "S00001", "S16384", "NEW")
	finds("while renames wait", "renamed", "NEW", "S00001", "S16384")
	finds("while renames wait", "sydkysten 00001")
	check(t, m.Close())
	if waits := must[bool](t)(f.textsWait(t.Context())); waits {
		t.Error("texts wait after an import")
	}
	finds("after renames", "renamed", "NEW", "S00001", "S16384")
	finds("after renames", "sydkysten 00001")
	finds("after renames", "r n", "NEW")

	// A program that died left texts without an index: the next one makes it.
	m = must[*Import](t)(f.BeginImport(t.Context(), ImportOptions{}))
	rename(m, "S00003", "NEXT")
	s := open(t, Options{Path: f.Path()})
	s.tasks.Wait()
	if waits := must[bool](t)(f.textsWait(t.Context())); waits {
		t.Error("texts wait after a store was opened")
	}
	finds("after a crash", "renamed", "NEW", "NEXT", "S00001", "S00003", "S16384")

	// Products that are gone come last, however many they are.
	check(t, m.Close())
	m = must[*Import](t)(f.BeginImport(t.Context(), ImportOptions{}))
	back := simple("S19000", name(19000))
	must[[]PutResult](t)(m.Put(t.Context(), []Product{back}))
	if left := must[int](t)(m.Finish(t.Context(), true)); left != n+1 {
		t.Errorf("%d products left the catalogue", left)
	}
	first := func(when string, want ...string) {
		t.Helper()
		var got []string
		for _, h := range must[[]ProductHit](t)(f.SearchProducts(t.Context(), "nordlys 0", len(want))) {
			got = append(got, fmt.Sprint(h.SKU, " ", h.Active))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s, it finds %q, want %q", when, got, want)
		}
	}
	check(t, m.Close())
	first("when all but one are gone", "S00000 false", "S00002 false")
	m = must[*Import](t)(f.BeginImport(t.Context(), ImportOptions{}))
	must[[]PutResult](t)(m.Put(t.Context(), []Product{simple("S00006", name(6)), simple("S00008", name(8))}))
	first("while some come back", "S00006 true", "S00008 true", "S00000 false")
	check(t, m.Close())
	first("when some came back", "S00006 true", "S00008 true", "S00000 false")
	if flaws := must[[]Flaw](t)(f.Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("the store has flaws: %s", flawsOf(flaws))
	}
}

// TestSetsComeBack stores sets of products as lists and as bits.
func TestSetsComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for _, n := range []int{0, 1, 2, wholeSet/2 - 1, wholeSet / 2, wholeSet/2 + 1, 5000, chunkSize} {
		var set, back, both, none idSet
		for _, place := range r.Perm(chunkSize)[:n] {
			set.add(uint16(place))
		}
		stored := set.stored()
		if back.merge(stored); back != set || len(stored) > min(2*n, wholeSet) && len(stored) != wholeSet {
			t.Errorf("a set of %d comes back with %d from %d bytes", n, back.count(), len(stored))
		}
		for place := range uint16(chunkSize) {
			if place%2 == 0 {
				both.add(place)
			}
		}
		even := 0
		set.each(func(place uint16) {
			if place%2 == 0 {
				even++
			}
		})
		if both.intersect(stored); both.count() != even {
			t.Errorf("of a set of %d, %d are even, not %d", n, both.count(), even)
		}
		none.merge([]byte{1})
		if none.merge([]byte{0xff, 0xff}); none.count() != 1 { // broken ones stay within the chunk
			t.Error("half a place is a place")
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
