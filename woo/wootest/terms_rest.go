package wootest

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// termKind is a kind of term as the API offers it.
type termKind struct {
	path, taxonomy string
	fields         []field
	show           func(*call, *term) object
}

func termRoutes() []route {
	var out []route
	for _, k := range termKinds() {
		out = append(out, resource(k.path, k.taxonomy, k.fields, termListFields, k.handlers())...)
	}
	return out
}

func termKinds() []termKind {
	return []termKind{
		{"products/categories", catTaxonomy, categoryFields, (*call).categoryObject},
		{"products/brands", brandTaxonomy, categoryFields, (*call).categoryObject},
		{"products/tags", tagTaxonomy, tagFields, (*call).tagObject},
		{"products/shipping_classes", shippingTaxonomy, tagFields, (*call).tagObject},
		{"products/attributes/{attribute_id}/terms", "", optionFields, (*call).optionObject},
	}
}

func (k termKind) handlers() handlers {
	bind := func(f func(termKind, *call) (reply, error)) func(*call) (reply, error) {
		return func(c *call) (reply, error) { return f(k, c) }
	}
	h := handlers{named: true, list: bind(termKind.list), create: bind(termKind.create), get: bind(termKind.get),
		update: bind(termKind.update), remove: bind(termKind.remove), batchAll: bind(termKind.batchAll)}
	h.create, h.update, h.remove = writing(h.create), writing(h.update), writing(h.remove)
	exists := func(c *call) error {
		_, err := k.tax(c)
		return orNil(err)
	}
	found := func(c *call) error {
		_, err := k.one(c)
		return orNil(err)
	}
	return h.guarded(found, exists)
}

// orNil keeps a nil *apiError from becoming an error that is not nil.
func orNil(err *apiError) error {
	if err == nil {
		return nil
	}
	return err
}

// writing runs a handler on its own in the shop, with the pictures fetched before.
func writing(run func(*call) (reply, error)) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		c.fetchImages()
		c.shop.mu.Lock()
		defer c.shop.mu.Unlock()
		return run(c)
	}
}

// tax is the taxonomy of the call: for options it depends on the attribute in the path.
func (k termKind) tax(c *call) (*taxonomy, *apiError) {
	if k.taxonomy != "" {
		return c.shop.store.taxonomies[k.taxonomy], nil
	}
	if g := c.shop.store.attributes[c.number("attribute_id")]; g != nil {
		return g.terms, nil
	}
	return nil, fail(404, "woocommerce_rest_taxonomy_invalid", "Taxonomy does not exist.")
}

func (k termKind) one(c *call) (*term, *apiError) {
	tax, err := k.tax(c)
	if err != nil {
		return nil, err
	}
	if t := c.shop.store.termIn(tax, c.number("id")); t != nil {
		return t, nil
	}
	return nil, fail(404, "woocommerce_rest_term_invalid", "Resource does not exist.")
}

func (k termKind) collection(c *call) string {
	return strings.Replace(k.path, "{attribute_id}", strconv.Itoa(c.number("attribute_id")), 1)
}

func (k termKind) shown(c *call, t *term) linked {
	path := k.collection(c)
	links := c.itemLinks(path, t.id)
	if t.parent > 0 {
		links.add("up", []object{{{"href", c.route(path + "/" + strconv.Itoa(t.parent))}}})
	}
	return linked{k.show(c, t), links}
}

func (k termKind) get(c *call) (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	t, err := k.one(c)
	if err != nil {
		return reply{}, err
	}
	return ok(k.shown(c, t))
}

func (c *call) termArgs() termArgs {
	var a termArgs
	for name, to := range map[string]**string{"name": &a.name, "slug": &a.slug, "description": &a.description} {
		if c.isset(name) {
			s := c.text(name)
			*to = &s
		}
	}
	if c.isset("parent") {
		n := c.number("parent")
		a.parent = &n
	}
	return a
}

func (k termKind) create(c *call) (reply, error) {
	tax, err := k.tax(c)
	if err != nil {
		return reply{}, err
	}
	a := c.termArgs()
	if a.parent != nil && !tax.hierarchical {
		return reply{}, fail(400, "woocommerce_rest_taxonomy_not_hierarchical", "Can not set resource parent, taxonomy is not hierarchical.")
	}
	t, err := c.shop.store.addTerm(tax, a)
	if err != nil {
		return reply{}, err
	}
	if err := c.applyTermMeta(t); err != nil {
		c.shop.store.deleteTerm(t)
		return reply{}, err
	}
	if g := tax.attribute; g != nil {
		g.terms.bySlug[t.slug] = t
	}
	return reply{status: 201, body: k.shown(c, t), location: c.route(k.collection(c) + "/" + strconv.Itoa(t.id))}, nil
}

func (k termKind) update(c *call) (reply, error) {
	t, err := k.one(c)
	if err != nil {
		return reply{}, err
	}
	a := c.termArgs()
	if a.parent != nil && !t.taxonomy.hierarchical {
		return reply{}, fail(400, "woocommerce_rest_taxonomy_not_hierarchical", "Can not set resource parent, taxonomy is not hierarchical.")
	}
	oldSlug := t.slug
	if err := c.shop.store.changeTerm(t, a); err != nil {
		return reply{}, err
	}
	if t.slug != oldSlug && t.taxonomy.attribute != nil {
		c.shop.store.renameOption(t.taxonomy.attribute.id, oldSlug, t.slug)
	}
	if err := c.applyTermMeta(t); err != nil {
		return reply{}, err
	}
	return ok(k.shown(c, t))
}

// renameOption carries a new slug of an option into the variations that chose it.
func (s *store) renameOption(attribute int, from, to string) {
	for _, p := range s.posts {
		if p.details == nil {
			continue
		}
		for _, list := range []*[]choice{&p.choices, &p.defaults} {
			if slices.ContainsFunc(*list, func(ch choice) bool { return ch.id == attribute && ch.value == from }) {
				changed := slices.Clone(*list)
				for i := range changed {
					if changed[i].id == attribute && changed[i].value == from {
						changed[i].value = to
					}
				}
				*list = changed
			}
		}
	}
}

// applyTermMeta sets what only some kinds of terms have: order, display, picture.
func (c *call) applyTermMeta(t *term) *apiError {
	if c.isset("menu_order") {
		t.menuOrder = c.number("menu_order")
	}
	if c.isset("display") {
		t.display = c.text("display")
		if t.display == "default" {
			t.display = ""
		}
	}
	if m, ok := c.params["image"].(map[string]any); ok && (t.taxonomy.name == catTaxonomy || t.taxonomy.name == brandTaxonomy) {
		if absInt(m["id"]) == 0 && m["src"] == nil {
			t.image = 0
			return nil
		}
		uploadError := "woocommerce_rest_invalid_remote_image_url"
		if f := c.images[imageURL(phpString(m["src"]))]; f != nil && f.bad {
			uploadError = "woocommerce_rest_invalid_image"
		}
		a, err := c.image(m, uploadError, "woocommerce_rest_invalid_image_id")
		if err != nil {
			return err
		}
		t.image = a.id
	}
	return nil
}

func (k termKind) remove(c *call) (reply, error) {
	t, err := k.one(c)
	if err != nil {
		return reply{}, err
	}
	if !phpBool(c.params["force"]) {
		return reply{}, fail(501, "woocommerce_rest_trash_not_supported", "Resource does not support trashing.")
	}
	if t.id == defaultCategory {
		return reply{}, fail(500, "woocommerce_rest_cannot_delete", "Default product category cannot be deleted.")
	}
	shown := k.shown(c, t)
	c.shop.store.deleteTerm(t)
	return ok(shown)
}

func (k termKind) batchAll(c *call) (reply, error) {
	return c.runBatch(batchOf{cheap: true, defaults: k.fields, inherit: []string{"attribute_id"},
		create: func(c *call) (reply, error) { return k.create(c) },
		update: func(c *call) (reply, error) { return k.update(c) },
		remove: func(c *call) (reply, error) { return k.remove(c) }})
}

func (k termKind) list(c *call) (reply, error) {
	c.shop.mu.RLock()
	out, total, err := k.rows(c)
	c.shop.mu.RUnlock()
	if err != nil {
		return reply{}, err
	}
	c.pace.spend(c.pace.latency.PerRow * time.Duration(len(out)))
	p := c.page(k.collection(c), total)
	if n := c.number("offset"); n > 0 {
		p.number = n/max(c.number("per_page"), 1) + 1
	}
	return reply{status: 200, body: out, total: p}, nil
}

func (k termKind) rows(c *call) ([]object, int, *apiError) {
	tax, err := k.tax(c)
	if err != nil {
		return nil, 0, err
	}
	found := k.filter(c, tax)
	by := c.text("orderby")
	if g := tax.attribute; g != nil && by == "name" && c.query.text("orderby") == "" && g.orderBy != "name" {
		by = g.orderBy
	}
	sortTerms(found, by, ids(c.params["include"]))
	if c.text("order") == "desc" {
		slices.Reverse(found)
	}
	per := max(c.number("per_page"), 1)
	from := (max(c.number("page"), 1) - 1) * per
	if n := c.number("offset"); n > 0 {
		from = n
	}
	out := []object{}
	for _, t := range cut(found, from, per) {
		out = append(out, c.listed(k.shown(c, t)))
	}
	return out, len(found), nil
}

func (k termKind) filter(c *call, tax *taxonomy) []*term {
	include, exclude := ids(c.params["include"]), ids(c.params["exclude"])
	search, slug := fold(c.text("search")), c.text("slug")
	product := c.shop.store.posts[c.number("product")]
	var found []*term
	for _, t := range tax.bySlug {
		switch {
		case len(include) > 0 && !slices.Contains(include, t.id),
			slices.Contains(exclude, t.id),
			search != "" && !strings.Contains(fold(t.name), search) && !strings.Contains(t.slug, search),
			slug != "" && t.slug != slugify(slug),
			phpBool(c.params["hide_empty"]) && t.count == 0 && t.treeCount == 0,
			tax.hierarchical && c.isset("parent") && t.parent != c.number("parent"),
			c.isset("product") && c.number("product") > 0 && (product == nil || !product.has(t.id)):
			continue
		}
		found = append(found, t)
	}
	return found
}

func (c *call) categoryObject(t *term) object {
	display := t.display
	if display == "" {
		display = "default"
	}
	var image any
	if a := c.shop.store.images[t.image]; a != nil {
		image = c.imageObject(a)
	}
	count := t.count
	if c.method == "GET" && c.params["id"] == nil {
		count = t.treeCount // a list counts the products of the categories below, too
	}
	return object{{"id", t.id}, {"name", t.name}, {"slug", t.slug}, {"parent", t.parent}, {"description", t.description},
		{"display", display}, {"image", image}, {"menu_order", t.menuOrder}, {"count", count}}
}

func (c *call) tagObject(t *term) object {
	return object{{"id", t.id}, {"name", t.name}, {"slug", t.slug}, {"description", t.description}, {"count", t.count}}
}

func (c *call) optionObject(t *term) object {
	return object{{"id", t.id}, {"name", t.name}, {"slug", t.slug}, {"description", t.description}, {"menu_order", t.menuOrder}, {"count", t.count}}
}
