package woo

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// listShop has n products and pages them as WooCommerce does.
func listShop(n int, totals bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		per, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
		var items []string
		for id := (page-1)*per + 1; id <= min(page*per, n); id++ {
			items = append(items, productJSON(int64(id), fmt.Sprint("S", id)))
		}
		if totals {
			w.Header().Set("X-WP-Total", fmt.Sprint(n))
			w.Header().Set("X-WP-TotalPages", fmt.Sprint((n+per-1)/per))
		}
		reply(w, 200, "["+strings.Join(items, ",")+"]")
	}
}

func TestListsAreReadToTheirEnd(t *testing.T) {
	for _, c := range []struct {
		n, per   int
		totals   bool
		requests int
	}{
		{0, 0, true, 1}, {250, 0, true, 3}, {200, 100, true, 2}, {7, 3, true, 3},
		{250, 0, false, 3}, {200, 100, false, 3}, {0, 0, false, 1},
	} {
		s := newStub(t, true, listShop(c.n, c.totals))
		next := int64(1)
		for page, err := range s.client(t).AllProducts(t.Context(), Query{PerPage: c.per}) {
			if err != nil {
				t.Fatal(err)
			}
			if c.totals && page.Total != c.n || !c.totals && page.Total != -1 {
				t.Errorf("%+v: total %d", c, page.Total)
			}
			for _, p := range page.Items {
				if p.ID != next {
					t.Fatalf("%+v: product %d, want %d", c, p.ID, next)
				}
				next++
			}
		}
		if int(next-1) != c.n || len(s.asked()) != c.requests {
			t.Errorf("%+v: %d products in %d requests", c, next-1, len(s.asked()))
		}
	}
}

func TestAListGoesOnWhereItWasLeft(t *testing.T) {
	s := newStub(t, true, listShop(500, true))
	c := s.client(t)
	for page, err := range c.AllProducts(t.Context(), Query{Page: 4}) {
		if err != nil || page.Number < 4 {
			t.Fatalf("page %d, %v", page.Number, err)
		}
	}
	for range c.AllProducts(t.Context(), Query{}) {
		break // the rest is not read
	}
	if n := len(s.asked()); n != 3 {
		t.Errorf("%d requests, want 3", n)
	}
}

func TestAListThatBreaksOff(t *testing.T) {
	n := 0
	s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		if n++; n == 2 {
			reply(w, 403, wpError(403, "woocommerce_rest_cannot_view", "no"))
			return
		}
		listShop(500, true)(w, r)
	})
	c := s.client(t)
	var kinds []Kind
	for _, err := range c.AllProducts(t.Context(), Query{}) {
		kinds = append(kinds, KindOf(err))
	}
	if fmt.Sprint(kinds) != fmt.Sprint([]Kind{"", KindForbidden}) {
		t.Errorf("pages %q", kinds)
	}
	n = 0
	_, err := c.ListTerms(t.Context(), TermTags)
	mustKind(t, err, KindForbidden)
}

func TestTermsAreReadWhole(t *testing.T) {
	s := newStub(t, true, listShop(230, true))
	terms, err := s.client(t).ListTerms(t.Context(), TermBrands)
	if err != nil || len(terms) != 230 || terms[229].ID != 230 || len(s.asked()) != 3 {
		t.Errorf("%d terms, %v, %d requests", len(terms), err, len(s.asked()))
	}
}

func TestAListThatIsNone(t *testing.T) {
	c := newStub(t, true, always(200, `[{"id":1},5]`)).client(t)
	_, err := c.ListProducts(t.Context(), Query{})
	mustKind(t, err, KindBadJSON)
	_, err = c.FindTerms(t.Context(), TermTags, Query{Search: "x"})
	mustKind(t, err, KindBadJSON)
	_, err = c.ListAttributes(t.Context())
	mustKind(t, err, KindBadJSON)
	if _, err := c.SystemStatus(t.Context()); KindOf(err) != KindBadJSON {
		t.Errorf("a list for a system status: %v", err)
	}
}
