package woo

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// skuShop lists products by ?sku= as WooCommerce does: comma lists, the whole text
// too, without case; and everything where the filter is empty to PHP.
func skuShop(skus ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		filter := r.URL.Query().Get("sku")
		wanted := append(strings.Split(filter, ","), filter)
		var hits []string
		for i, sku := range skus {
			hit := filter == "" || filter == "0"
			for _, x := range wanted {
				hit = hit || strings.EqualFold(x, sku)
			}
			if hit {
				hits = append(hits, productJSON(int64(i+1), sku))
			}
		}
		w.Header().Set("X-WP-Total", fmt.Sprint(len(hits)))
		w.Header().Set("X-WP-TotalPages", fmt.Sprint((len(hits)+99)/100))
		reply(w, 200, "["+strings.Join(hits[:min(len(hits), 100)], ",")+"]")
	}
}

func TestProductsBySKU(t *testing.T) {
	for name, c := range map[string]struct {
		shop, ask, want []string
	}{
		"some":              {[]string{"A", "B", "C"}, []string{"A", "C", "D"}, []string{"A", "C"}},
		"other case":        {[]string{"abc"}, []string{"ABC"}, []string{"abc"}},
		"empty":             {[]string{"A", ""}, []string{"", " "}, nil},
		"zero":              {[]string{"A", "0", "B"}, []string{"0"}, []string{"0"}},
		"zero, not there":   {[]string{"A", "B"}, []string{"0"}, nil},
		"zero among others": {[]string{"A", "0", "B"}, []string{"0", "B"}, []string{"0", "B"}},
		"a comma":           {[]string{"A", "B", "A,B"}, []string{"A,B"}, []string{"A,B"}},
		"a comma and part":  {[]string{"A", "B", "A,B"}, []string{"A,B", "A"}, []string{"A,B", "A"}},
		"twice":             {[]string{"A"}, []string{"A", "A", "a"}, []string{"A"}},
	} {
		products, err := newStub(t, true, skuShop(c.shop...)).client(t).ProductsBySKU(t.Context(), c.ask)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, p := range products {
			got = append(got, p.SKU)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: found %q, want %q", name, got, c.want)
		}
	}
}

func TestAShopThatIgnoresTheFilterIsNoProof(t *testing.T) {
	skus := make([]string, 2000)
	for i := range skus {
		skus[i] = fmt.Sprintf("S%d", i)
	}
	all := skuShop(skus...)
	c := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		q.Del("sku")
		r.URL.RawQuery = q.Encode()
		all(w, r)
	}).client(t)
	_, err := c.ProductsBySKU(t.Context(), []string{"S1999"})
	if KindOf(err) != KindBadJSON {
		t.Errorf("a shop that lists everything: %v, want an error rather than “not found”", err)
	}
}

func TestSKUChunks(t *testing.T) {
	var many []string
	for i := range 120 {
		many = append(many, fmt.Sprintf("SKU-%d", i))
	}
	if got := skuChunks(many); len(got) != 3 || len(got[0]) != 50 || len(got[2]) != 20 {
		t.Errorf("%d chunks", len(got))
	}
	long := make([]string, 50)
	for i := range long {
		long[i] = fmt.Sprintf("%d%s", i, strings.Repeat("ø", 90))
	}
	for _, chunk := range skuChunks(long) {
		if n := len(url.QueryEscape(strings.Join(chunk, ","))); n > skuURLLimit {
			t.Errorf("a chunk takes %d bytes", n)
		}
	}
}

func TestTrashedBySKU(t *testing.T) {
	s := newStub(t, true, skuShop("A"))
	if _, err := s.client(t).TrashedBySKU(t.Context(), []string{"A"}); err != nil {
		t.Fatal(err)
	}
	if q := s.asked()[0].query; !strings.Contains(q, "status=trash") || !strings.Contains(q, "context=edit") {
		t.Errorf("asked %s", q)
	}
}

func TestSameSKU(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"abc", "ABC", true}, {"CAFÉ-1", "cafe-1", true}, {" a  b\t", "a b", true}, {"a&amp;b", "a&b", true},
		{"50%_off+%2B", "50%_off+", true}, {"a<b>c</b>", "ac", true}, {"a < b", "a &lt; b", true},
		{"a", "b", false}, {"0", "", false}, {"a-1", "a1", false},
	} {
		if SameSKU(c.a, c.b) != c.same {
			t.Errorf("SameSKU(%q, %q) is not %v", c.a, c.b, c.same)
		}
	}
}
