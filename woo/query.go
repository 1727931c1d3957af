package woo

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Query chooses what a list shows. What is empty is not sent.
type Query struct {
	Page    int // from 1; 0 means 1
	PerPage int // 1 to 100; 0 means 100

	Fields        []string  // only these fields, to save time; "id" is always wise
	Context       string    // "edit" gives texts as they are stored
	Status        string    // one status; "trash" for the trash
	Type          string    // simple, variable, grouped, external
	Search        string    // in names and texts, never in SKUs
	SearchSKU     string    // part of an SKU
	SKU           []string  // exact ones; see ProductsBySKU for its traps
	Include       []int64   // these ids; unknown ones are left out
	Exclude       []int64   // not these ids
	Category      int64     // of this category
	ModifiedAfter time.Time // strictly after, in whole seconds
	OrderBy       string    // id, date, modified, title, slug, sku, menu_order, …
	Order         string    // asc or desc

	Extra url.Values // further parameters; lists as "1,2", never as name[]
}

func (q Query) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.PerPage == 0 {
		q.PerPage = 100
	}
	if q.Page == 0 {
		q.Page = 1
	}
	v.Set("per_page", strconv.Itoa(q.PerPage))
	v.Set("page", strconv.Itoa(q.Page))
	set("_fields", strings.Join(q.Fields, ","))
	set("context", q.Context)
	set("status", q.Status)
	set("type", q.Type)
	set("search", q.Search)
	set("search_sku", q.SearchSKU)
	set("sku", strings.Join(q.SKU, ","))
	set("include", joinIDs(q.Include))
	set("exclude", joinIDs(q.Exclude))
	if q.Category != 0 {
		v.Set("category", strconv.FormatInt(q.Category, 10))
	}
	if !q.ModifiedAfter.IsZero() {
		v.Set("modified_after", q.ModifiedAfter.UTC().Format("2006-01-02T15:04:05"))
		v.Set("dates_are_gmt", "true")
	}
	set("orderby", q.OrderBy)
	set("order", q.Order)
	for name, values := range q.Extra {
		v[name] = values
	}
	return v
}

func joinIDs(ids []int64) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = strconv.FormatInt(id, 10)
	}
	return strings.Join(words, ",")
}

// Page is one page of a list.
type Page[T any] struct {
	Items      []T
	Number     int // of this page, from 1
	Total      int // items in all, as the shop counts; -1 if it did not say
	TotalPages int // pages in all; -1 if it did not say
}

// Last tells whether no page follows.
func (p Page[T]) Last(perPage int) bool {
	if p.TotalPages >= 0 {
		return p.Number >= p.TotalPages
	}
	return len(p.Items) < perPage
}

func list[T any, P interface {
	*T
	reader
}](ctx context.Context, c *Client, path string, q Query) (Page[T], error) {
	var raw rawList
	call := call{method: http.MethodGet, path: path, query: q.values(), want: '['}
	a, err := c.do(ctx, call, &raw)
	if err != nil {
		return Page[T]{}, err
	}
	page := Page[T]{
		Items: make([]T, len(raw)), Number: max(q.Page, 1),
		Total: headerInt(a.header, "X-WP-Total"), TotalPages: headerInt(a.header, "X-WP-TotalPages"),
	}
	for i, r := range raw {
		if err := P(&page.Items[i]).read(r); err != nil {
			return Page[T]{}, c.answerError(call, a, "item "+strconv.Itoa(i+1)+" of the list is not readable")
		}
	}
	return page, nil
}

func headerInt(h http.Header, name string) int {
	n, err := strconv.Atoi(h.Get(name))
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// mostPages is where a list is taken for endless: two million items.
const mostPages = 20_000

// pages walks a list by get until the last page. A shop that answers every page alike
// cannot hold us for ever.
func pages[T any](c *Client, path string, q Query, get func(Query) (Page[T], error)) iter.Seq2[Page[T], error] {
	if q.OrderBy == "" {
		q.OrderBy, q.Order = "id", "asc"
	}
	if q.PerPage == 0 {
		q.PerPage = 100
	}
	q.Page = max(q.Page, 1)
	return func(yield func(Page[T], error) bool) {
		for q := q; ; q.Page++ {
			page, err := get(q)
			if err == nil && q.Page > mostPages {
				page, err = Page[T]{}, c.refuse(http.MethodGet, path, KindBadJSON, "the list does not end")
			}
			if !yield(page, err) || err != nil || len(page.Items) == 0 || page.Last(q.PerPage) {
				return
			}
		}
	}
}
