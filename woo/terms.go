package woo

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
)

// TermKind says which list of terms is meant; categories, tags, brands, shipping
// classes and attribute terms have one shape.
type TermKind string

const (
	TermCategories      TermKind = "products/categories"
	TermTags            TermKind = "products/tags"
	TermBrands          TermKind = "products/brands" // WooCommerce 9.6 and later
	TermShippingClasses TermKind = "products/shipping_classes"
)

// AttributeTerms are the terms of one global attribute.
func AttributeTerms(attribute int64) TermKind {
	return TermKind("products/attributes/" + strconv.FormatInt(attribute, 10) + "/terms")
}

// Term is a category, tag, brand, shipping class or attribute term. Names come
// escaped as WordPress stores them: "Salt &amp; Pepper".
type Term struct {
	ID          int64  `json:"id"`
	Parent      int64  `json:"parent"` // categories and brands; 0 at the top
	Name        string `json:"name"`
	Slug        string `json:"slug"`
	Description string `json:"description"`
	Display     string `json:"display"` // categories: default, products, subcategories, both
	Image       *Image `json:"image"`   // nil if there is none
	MenuOrder   int    `json:"menu_order"`
	Count       int    `json:"count"` // products in it
}

// UnmarshalJSON reads a term leniently; it fails only on something that is no object.
func (t *Term) UnmarshalJSON(b []byte) error { return t.read(b) }

func (t *Term) read(b []byte) error {
	o, err := parseObject(b)
	if err != nil {
		return fmt.Errorf("read a term: %w", err)
	}
	*t = Term{
		ID: o.int("id"), Parent: o.int("parent"), Name: o.text("name"), Slug: o.text("slug"),
		Description: o.text("description"), Display: o.text("display"),
		MenuOrder: o.small("menu_order"), Count: o.small("count"),
	}
	if i := o.object("image"); i != nil {
		image := i.image()
		t.Image = &image
	}
	return nil
}

// ListTerms reads all terms of a kind, ordered by id, over as many pages as there are.
func (c *Client) ListTerms(ctx context.Context, kind TermKind) ([]Term, error) {
	var all []Term
	for page, err := range pages(c, string(kind), Query{}, func(q Query) (Page[Term], error) { return list[Term](ctx, c, string(kind), q) }) {
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
	}
	return all, nil
}

// FindTerms reads the terms of a kind that q chooses (Search, Include, Extra "slug" or "parent"), one page.
func (c *Client) FindTerms(ctx context.Context, kind TermKind, q Query) (Page[Term], error) {
	return list[Term](ctx, c, string(kind), q)
}

// GetTerm reads one term.
func (c *Client) GetTerm(ctx context.Context, kind TermKind, id int64) (Term, error) {
	return c.oneTerm(ctx, call{method: http.MethodGet, path: termPath(kind, id)}, id)
}

// CreateTerm makes a term. One of that name below the same parent is KindTermExists
// with its id as ResourceID: adopt it.
func (c *Client) CreateTerm(ctx context.Context, kind TermKind, f Fields) (Term, error) {
	body, err := c.createBody(string(kind), f)
	if err != nil {
		return Term{}, err
	}
	return c.oneTerm(ctx, call{method: http.MethodPost, path: string(kind), body: body}, 0)
}

// UpdateTerm changes the named fields. Read Parent of the answer: a loop is not
// refused, the parent silently becomes 0.
func (c *Client) UpdateTerm(ctx context.Context, kind TermKind, id int64, f Fields) (Term, error) {
	body, err := c.updateBody(termPath(kind, id), id, f)
	if err != nil {
		return Term{}, err
	}
	return c.oneTerm(ctx, call{method: http.MethodPut, path: termPath(kind, id), body: body}, id)
}

// DeleteTerm deletes a term for good; terms have no trash. Children of a category move up.
func (c *Client) DeleteTerm(ctx context.Context, kind TermKind, id int64) error {
	return c.remove(ctx, termPath(kind, id), id, true)
}

func termPath(kind TermKind, id int64) string { return string(kind) + "/" + strconv.FormatInt(id, 10) }

func (c *Client) oneTerm(ctx context.Context, call call, id int64) (Term, error) {
	var t Term
	call.want = '{'
	a, err := c.do(ctx, call, &t)
	if err != nil {
		return Term{}, err
	}
	return t, c.checkID(call, a, id, t.ID)
}

// GlobalAttribute is an attribute of the whole shop, such as Size.
type GlobalAttribute struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Slug        string `json:"slug"` // "pa_size"; at most 28 characters without pa_
	Type        string `json:"type"` // select
	OrderBy     string `json:"order_by"`
	HasArchives bool   `json:"has_archives"`
}

// UnmarshalJSON reads an attribute leniently; it fails only on something that is no object.
func (g *GlobalAttribute) UnmarshalJSON(b []byte) error { return g.read(b) }

func (g *GlobalAttribute) read(b []byte) error {
	o, err := parseObject(b)
	if err != nil {
		return fmt.Errorf("read an attribute: %w", err)
	}
	*g = GlobalAttribute{
		ID: o.int("id"), Name: o.text("name"), Slug: o.text("slug"), Type: o.text("type"),
		OrderBy: o.text("order_by"), HasArchives: o.bool("has_archives"),
	}
	return nil
}

const attributesPath = "products/attributes"

// ListAttributes reads all global attributes; WooCommerce gives them on one page.
func (c *Client) ListAttributes(ctx context.Context) ([]GlobalAttribute, error) {
	var all rawList
	call := call{method: http.MethodGet, path: attributesPath, want: '['}
	a, err := c.do(ctx, call, &all)
	if err != nil {
		return nil, err
	}
	attributes := make([]GlobalAttribute, len(all))
	for i, raw := range all {
		if err := attributes[i].read(raw); err != nil {
			return nil, c.answerError(call, a, "attribute "+strconv.Itoa(i+1)+" of the list is not readable")
		}
	}
	return attributes, nil
}

// CreateAttribute makes a global attribute. A slug that is taken, reserved or longer
// than 28 characters is KindInvalid.
func (c *Client) CreateAttribute(ctx context.Context, f Fields) (GlobalAttribute, error) {
	body, err := c.createBody(attributesPath, f)
	if err != nil {
		return GlobalAttribute{}, err
	}
	return c.oneAttribute(ctx, call{method: http.MethodPost, path: attributesPath, body: body}, 0)
}

// UpdateAttribute changes the named fields; a new name changes the slug too.
func (c *Client) UpdateAttribute(ctx context.Context, id int64, f Fields) (GlobalAttribute, error) {
	path := attributesPath + "/" + strconv.FormatInt(id, 10)
	body, err := c.updateBody(path, id, f)
	if err != nil {
		return GlobalAttribute{}, err
	}
	return c.oneAttribute(ctx, call{method: http.MethodPut, path: path, body: body}, id)
}

// DeleteAttribute deletes a global attribute and its terms for good.
func (c *Client) DeleteAttribute(ctx context.Context, id int64) error {
	return c.remove(ctx, attributesPath+"/"+strconv.FormatInt(id, 10), id, true)
}

func (c *Client) oneAttribute(ctx context.Context, call call, id int64) (GlobalAttribute, error) {
	var g GlobalAttribute
	call.want = '{'
	a, err := c.do(ctx, call, &g)
	if err != nil {
		return GlobalAttribute{}, err
	}
	return g, c.checkID(call, a, id, g.ID)
}

// TaxClass is one of the shop's tax classes; products name it by Slug.
type TaxClass struct {
	Slug string `json:"slug"` // "standard" is sent as "" with a product
	Name string `json:"name"`
}

// ListTaxClasses reads the shop's tax classes.
func (c *Client) ListTaxClasses(ctx context.Context) ([]TaxClass, error) {
	var all rawList
	if _, err := c.do(ctx, call{method: http.MethodGet, path: "taxes/classes", want: '['}, &all); err != nil {
		return nil, err
	}
	var classes []TaxClass
	for _, raw := range all {
		if o, err := parseObject(raw); err == nil {
			classes = append(classes, TaxClass{Slug: o.text("slug"), Name: o.text("name")})
		}
	}
	return classes, nil
}
