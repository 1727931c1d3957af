package wootest

import (
	"strings"
)

// call is one REST request on its way through the shop, or one item of a batch.
type call struct {
	shop        *Shop
	method      string // after an override
	namespace   string // wc/v3, wc/v2 or wc/v1
	home        string // scheme://host as the client named it
	path        string // the route as it was asked for
	vars        map[string]int
	slug        string // the word in the path, where it has one
	user        *apiKey
	query       *phpArray
	params      map[string]any
	scalar      any  // a JSON body that is a mere string or number
	wasVariable bool // the product that is updated was a variable one
	badJSON     error
	context     string
	fields      []string // of _fields; nil if not given
	only        map[string]bool
	batch       bool
	images      map[string]*fetched
	attached    []int // pictures that this call put into the library
	pace        *pace
	stopAfter   int      // how many items of a batch are done before the shop dies; -1 is all
	log         *Request // the entry that counts the items
}

// reply is what a handler answers with; a list has totals.
type reply struct {
	status   int
	body     any
	location string
	total    *page
}

// page is where a list stands.
type page struct {
	total, pages, number int
	base                 string // the list's address without its query
}

func ok(body any) (reply, error) { return reply{status: 200, body: body}, nil }

// isset is PHP's: there, and not null.
func (c *call) isset(name string) bool { return c.params[name] != nil }

func (c *call) text(name string) string { return phpString(c.params[name]) }

func (c *call) number(name string) int { return int(phpInt(c.params[name])) }

// route is the address of a resource: c.route("products/12").
func (c *call) route(path string) string {
	return c.shop.restURL(c.home, c.namespace+"/"+path)
}

// restURL is rest_url(): where a route is found depends on the permalinks.
func (s *Shop) restURL(home, route string) string {
	if s.settings().PlainPermalinks {
		return home + "/index.php?rest_route=/" + route
	}
	return home + "/wp-json/" + route
}

func (c *call) now() int64 { return c.shop.clock().Unix() }

// item is the call of one batch item: unchecked parameters, the defaults of the schema for a create.
func (c *call) item(method string, params map[string]any, defaults []field) *call {
	i := *c
	i.method, i.batch, i.context, i.scalar = method, true, "", nil
	i.params = make(map[string]any, len(params)+8)
	for n := range defaults {
		if f := &defaults[n]; f.def != nil && !f.readonly {
			i.params[f.name] = f.def
		}
	}
	for k, v := range params {
		i.params[k] = v
	}
	return &i
}

// readFields notes which members are wanted: _fields, as words.
func (c *call) readFields() {
	v, ok := c.query.vals["_fields"]
	if !ok {
		v, ok = c.params["_fields"]
	}
	if !ok {
		return
	}
	if a, isArray := v.(*phpArray); isArray {
		v = a.decoded()
	}
	for _, w := range asList(v) {
		c.fields = append(c.fields, strings.TrimSpace(phpString(w)))
	}
	if len(c.fields) == 0 {
		return
	}
	c.only = make(map[string]bool, len(c.fields))
	for _, f := range c.fields {
		c.only[f] = true
	}
}

// wants tells whether a member will be seen in the answer.
func (c *call) wants(name string) bool { return c.only == nil || c.only[name] }

// building is an object in the making that leaves out what is not wanted.
type building struct {
	object
	only map[string]bool
}

func (b *building) put(key string, val any) {
	if b.only == nil || b.only[key] {
		b.add(key, val)
	}
}

// selectFields is rest_filter_response_fields: it keeps what _fields names, with nested names, in objects and in
// the elements of a list.
func selectFields(v any, fields []string) any {
	tree := map[string]any{}
	for _, f := range fields {
		at := tree
		for parts := strings.Split(f, "."); len(parts) > 0; parts = parts[1:] {
			if len(parts) == 1 {
				at[parts[0]] = true
				break
			}
			sub, ok := at[parts[0]].(map[string]any)
			if !ok {
				if at[parts[0]] == true {
					break
				}
				sub = map[string]any{}
				at[parts[0]] = sub
			}
			at = sub
		}
	}
	if l, ok := v.([]object); ok {
		out := make([]any, len(l))
		for i, o := range l {
			out[i] = intersect(o, tree)
		}
		return out
	}
	return intersect(v, tree)
}

// intersect keeps the members that are named. A list has no names: nothing of it is left, as in PHP.
func intersect(v any, tree map[string]any) any {
	switch v.(type) {
	case []object, []any, []string, []int:
		return []any{}
	}
	o, ok := v.(object)
	if !ok {
		return v
	}
	out := object{}
	for _, m := range o {
		switch t := tree[m.key].(type) {
		case bool:
			out.add(m.key, m.val)
		case map[string]any:
			out.add(m.key, intersect(m.val, t))
		}
	}
	if len(out) == 0 {
		return []any{}
	}
	return out
}
