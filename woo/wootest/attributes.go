package wootest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// globalAttribute is an attribute of the whole shop, with its options.
type globalAttribute struct {
	id          int
	name, slug  string // the slug without "pa_"
	orderBy     string
	hasArchives bool
	terms       *taxonomy
}

func attributeRoutes() []route {
	h := handlers{named: true, list: (*call).listAttributes, create: writing((*call).createAttribute), get: (*call).getAttribute,
		update: writing((*call).updateAttribute), remove: writing((*call).deleteAttribute), batchAll: (*call).batchAttributes}
	found := func(c *call) error {
		_, err := c.attribute()
		return orNil(err)
	}
	return resource("products/attributes", "product_attribute", attributeFields, []field{one("context", "view", "view", "edit")}, h.guarded(found, nil))
}

func (c *call) attribute() (*globalAttribute, *apiError) {
	if g := c.shop.store.attributes[c.number("id")]; g != nil {
		return g, nil
	}
	return nil, fail(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.")
}

func (c *call) shownAttribute(g *globalAttribute) linked {
	return linked{object{{"id", g.id}, {"name", g.name}, {"slug", "pa_" + g.slug}, {"type", "select"}, {"order_by", g.orderBy},
		{"has_archives", g.hasArchives}}, c.itemLinks("products/attributes", g.id)}
}

// listAttributes lists all: there are no pages.
func (c *call) listAttributes() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	s := c.shop.store
	all := []*globalAttribute{}
	for _, g := range s.attributes {
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b *globalAttribute) int {
		if a.name != b.name {
			return strings.Compare(fold(a.name), fold(b.name))
		}
		return a.id - b.id
	})
	out := []object{}
	for _, g := range all {
		out = append(out, c.listed(c.shownAttribute(g)))
	}
	p := &page{total: len(out), pages: min(len(out), 1), number: 1, base: c.route("products/attributes")}
	return reply{status: 200, body: out, total: p}, nil
}

func (c *call) getAttribute() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	g, err := c.attribute()
	if err != nil {
		return reply{}, err
	}
	return ok(c.shownAttribute(g))
}

// reserved are words that WordPress keeps for its own queries.
var reserved = setOf(`attachment attachment_id author author_name calendar cat category category__and category__in category__not_in
	category_name comments_per_page comments_popup cpage day debug error exact feed hour link_category m minute monthnum more name
	nav_menu nopaging offset order orderby p page page_id paged pagename pb perm post post__in post__not_in post_format post_mime_type
	post_status post_tag post_type posts posts_per_archive_page posts_per_page preview robots s search second sentence showposts static
	subpost subpost_id tag tag__and tag__in tag__not_in tag_id tag_slug__and tag_slug__in taxonomy tb term type w withcomments
	withoutcomments year`)

// fillAttribute is wc_create_attribute, which changes one as well: what is not sent gets its default, and the slug
// follows the name unless one is sent.
func (c *call) fillAttribute(g *globalAttribute, action string) *apiError {
	refused := func(format string, args ...any) *apiError {
		return fail(400, "woocommerce_rest_cannot_"+action, fmt.Sprintf(format, args...))
	}
	name := g.name
	if v := strings.TrimSpace(sanitizeText(c.text("name"))); v != "" {
		name = v
	}
	if name == "" {
		return refused("Please, provide an attribute name.")
	}
	slug := slugify(name)
	if v := c.text("slug"); v != "" {
		slug = strings.TrimPrefix(slugify(v), "pa_")
	}
	slug = unescapeSlug(slug)
	taken := func(x *globalAttribute) bool { return x.slug == slug && x.id != g.id }
	switch {
	case len(slug) > 28:
		return refused(`Slug "%s" is too long (28 characters max). Shorten it, please.`, slug)
	case reserved[slug]:
		return refused(`Slug "%s" is not allowed because it is a reserved term. Change it, please.`, slug)
	}
	for _, x := range c.shop.store.attributes {
		if taken(x) {
			return refused(`Slug "%s" is already in use. Change it, please.`, slug)
		}
	}
	g.name, g.slug = name, slug
	g.orderBy = "menu_order"
	if by := c.text("order_by"); slices.Contains([]string{"name", "name_num", "id"}, by) {
		g.orderBy = by
	}
	g.hasArchives = wcBool(c.params["has_archives"])
	return nil
}

func (c *call) createAttribute() (reply, error) {
	s := c.shop.store
	g := &globalAttribute{}
	if err := c.fillAttribute(g, "create"); err != nil {
		return reply{}, err
	}
	s.lastAttribute++
	g.id = s.lastAttribute
	g.terms = newTaxonomy("pa_"+g.slug, false)
	g.terms.attribute = g
	s.attributes[g.id] = g
	return reply{status: 201, body: c.shownAttribute(g), location: c.route("products/attributes/" + strconv.Itoa(g.id))}, nil
}

func (c *call) updateAttribute() (reply, error) {
	g, err := c.attribute()
	if err != nil {
		return reply{}, err
	}
	if err := c.fillAttribute(g, "edit"); err != nil {
		return reply{}, err
	}
	g.terms.name = "pa_" + g.slug
	return ok(c.shownAttribute(g))
}

func (c *call) deleteAttribute() (reply, error) {
	g, err := c.attribute()
	if err != nil {
		return reply{}, err
	}
	if !phpBool(c.params["force"]) {
		return reply{}, fail(501, "woocommerce_rest_trash_not_supported", "Resource does not support trashing.")
	}
	shown := c.shownAttribute(g)
	for _, t := range g.terms.bySlug {
		delete(c.shop.store.terms, t.id)
	}
	delete(c.shop.store.attributes, g.id)
	return ok(shown)
}

func (c *call) batchAttributes() (reply, error) {
	return c.runBatch(batchOf{cheap: true, defaults: attributeFields, create: (*call).createAttribute, update: (*call).updateAttribute, remove: (*call).deleteAttribute})
}
