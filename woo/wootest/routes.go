package wootest

import (
	"slices"
	"strconv"
	"strings"
)

// route is an address of the API, with what may be done there.
type route struct {
	pattern   []string // "products", "{id}", "variations"
	endpoints []endpoint
	public    bool
	present   func(*call) error // tells, after the call, that there is nothing to allow anything with
	title     string
	schema    []field
}

type endpoint struct {
	methods  []string
	fields   []field
	defaults bool // what is not sent gets the defaults of the schema
	deny     func(*call) error
	run      func(*call) (reply, error)
}

var (
	reading  = []string{"GET"}
	creating = []string{"POST"}
	editing  = []string{"POST", "PUT", "PATCH"}
	deleting = []string{"DELETE"}
)

func (r *route) endpoint(method string) *endpoint {
	if method == "HEAD" {
		method = "GET"
	}
	for i := range r.endpoints {
		if slices.Contains(r.endpoints[i].methods, method) {
			return &r.endpoints[i]
		}
	}
	return nil
}

func (r *route) methods() []string {
	var out []string
	for _, e := range r.endpoints {
		for _, m := range e.methods {
			if !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
	}
	return out
}

// match finds the route of a call and fills in its namespace and the numbers in its path. Letter case does not
// count; a slash at the end does no harm, two in a row do.
func (s *Shop) match(c *call) *route {
	path := strings.ToLower(strings.TrimRight(c.path, "/"))
	path = strings.TrimPrefix(path, "/")
	if path == "" {
		return &s.routes.root
	}
	parts := strings.Split(path, "/")
	if len(parts) < 2 || parts[0] != "wc" || !slices.Contains([]string{"v1", "v2", "v3"}, parts[1]) {
		return nil
	}
	c.namespace = parts[0] + "/" + parts[1]
	parts = parts[2:]
	if len(parts) == 0 {
		return &s.routes.namespace
	}
	for i := range s.routes.all {
		if vars, ok := s.routes.all[i].matches(parts); ok {
			c.vars, c.slug = vars.numbers, vars.word
			return &s.routes.all[i]
		}
	}
	return nil
}

type pathVars struct {
	numbers map[string]int
	word    string
}

func (r *route) matches(parts []string) (vars pathVars, ok bool) {
	if len(parts) != len(r.pattern) {
		return vars, false
	}
	for i, p := range r.pattern {
		switch {
		case p == "{slug}":
			vars.word = parts[i]
		case strings.HasPrefix(p, "{"):
			n, err := strconv.Atoi(parts[i])
			if err != nil || parts[i][0] == '-' || parts[i][0] == '+' {
				return vars, false
			}
			if vars.numbers == nil {
				vars.numbers = map[string]int{}
			}
			vars.numbers[strings.Trim(p, "{}")] = n
		case p != parts[i]:
			return vars, false
		}
	}
	return vars, true
}

func at(path, title string, schema []field, endpoints ...endpoint) route {
	return route{pattern: strings.Split(path, "/"), endpoints: endpoints, title: title, schema: schema}
}

// resource are the usual three routes of a kind of things: the collection, one of them, and the batch.
func resource(path, title string, schema, list []field, h handlers) []route {
	create := schema
	if h.named {
		create = named(schema)
	}
	all := []route{
		at(path, title, schema,
			endpoint{reading, list, true, h.denyList, h.list},
			endpoint{creating, create, true, h.denyCreate, h.create}),
		at(path+"/{id}", title, schema,
			endpoint{reading, itemFields, true, h.denyView, h.get},
			endpoint{editing, schema, false, h.denyEdit, h.update},
			endpoint{deleting, deleteFields, true, h.denyDelete, h.remove}),
		at(path+"/batch", title, schema, endpoint{editing, schema, false, h.denyBatch, h.batchAll}),
	}
	all[0].present, all[1].present, all[2].present = h.there, h.found, h.there
	return all
}

// handlers are what a resource does; the deny functions answer a call without a key.
type handlers struct {
	named                                       bool
	list, create, get, update, remove, batchAll func(*call) (reply, error)
	denyList, denyCreate, denyView, denyEdit    func(*call) error
	found, there                                func(*call) error
	denyDelete, denyBatch                       func(*call) error
}

func refuse(code, message string) func(*call) error {
	return func(*call) error { return fail(401, code, message) }
}

var (
	denyList   = refuse("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.")
	denyView   = refuse("woocommerce_rest_cannot_view", "Sorry, you cannot view this resource.")
	denyCreate = refuse("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources.")
	denyEdit   = refuse("woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource.")
	denyDelete = refuse("woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource.")
	denyBatch  = refuse("woocommerce_rest_cannot_batch", "Sorry, you are not allowed to batch manipulate this resource.")
)

// guarded adds the usual refusals; found, if given, is asked first for one thing, and there, if given, for all.
func (h handlers) guarded(found, there func(*call) error) handlers {
	first := func(ask, deny func(*call) error) func(*call) error {
		if ask == nil {
			return deny
		}
		return func(c *call) error {
			if err := ask(c); err != nil {
				return err
			}
			return deny(c)
		}
	}
	h.found, h.there = found, there
	h.denyList, h.denyCreate, h.denyBatch = first(there, denyList), first(there, denyCreate), first(there, denyBatch)
	h.denyView, h.denyEdit, h.denyDelete = first(found, denyView), first(found, denyEdit), first(found, denyDelete)
	return h
}

// routeTable is what the shop answers to.
type routeTable struct {
	root, namespace route
	all             []route
}

func newRouteTable() *routeTable {
	t := &routeTable{}
	t.root = route{public: true, endpoints: []endpoint{{methods: reading, run: (*call).rootIndex}}}
	t.namespace = route{public: true, endpoints: []endpoint{{methods: reading, run: (*call).namespaceIndex}}}
	for _, group := range [][]route{variationRoutes(), termRoutes(), attributeRoutes(), productRoutes(), orderRoutes(), statusRoutes()} {
		t.all = append(t.all, group...)
	}
	return t
}
