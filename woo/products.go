package woo

import (
	"context"
	"iter"
	"net/http"
	"net/url"
	"strconv"
)

// Fields is what is sent for a product, variation or term, exactly: "" and 0 and
// false are sent because the key is there, and what is not there is left alone.
// Prices, weights and dimensions are strings with a dot; stock_quantity is a whole
// number. In a batch WooCommerce checks nothing of that.
type Fields map[string]any

// rawLimit is how long an answer may be to be kept as Product.Raw.
const rawLimit = 64 << 10

// CreateProduct makes a product. Its SKU may be held by another product
// (KindDuplicateSKU, ResourceID is that one) or by one in the trash (KindSKUInTrash).
func (c *Client) CreateProduct(ctx context.Context, f Fields) (Product, error) {
	return c.createProduct(ctx, "products", f)
}

// UpdateProduct changes the named fields of a product. WooCommerce prefers an id in
// the body to the one in the address, so fields never carry one. Read Status of the
// answer: a product in the trash takes updates and stays there.
func (c *Client) UpdateProduct(ctx context.Context, id int64, f Fields) (Product, error) {
	return c.updateProduct(ctx, productPath(id), id, f)
}

// GetProduct reads a product, or a variation by its own id, with the texts as they are stored.
func (c *Client) GetProduct(ctx context.Context, id int64) (Product, error) {
	return c.getProduct(ctx, productPath(id), id)
}

// DeleteProduct moves a product to the trash, or with force deletes it for good. One that is
// in the trash already is no error; one that does not exist is KindNotFound.
func (c *Client) DeleteProduct(ctx context.Context, id int64, force bool) error {
	return c.remove(ctx, productPath(id), id, force)
}

// ListProducts reads one page. WooCommerce shows every status but trash.
func (c *Client) ListProducts(ctx context.Context, q Query) (Page[Product], error) {
	return list[Product](ctx, c, "products", q)
}

// AllProducts reads page after page from q.Page on, ordered by id unless q says
// otherwise, so that products made meanwhile do not shift the pages. It ends after
// the first error.
func (c *Client) AllProducts(ctx context.Context, q Query) iter.Seq2[Page[Product], error] {
	return pages(c, "products", q, func(q Query) (Page[Product], error) { return c.ListProducts(ctx, q) })
}

// CreateVariation makes a variation of a variable product. A parent that does not
// exist makes WooCommerce crash (KindPHPFatal), and one that is simple is accepted.
func (c *Client) CreateVariation(ctx context.Context, parent int64, f Fields) (Product, error) {
	return c.createProduct(ctx, variationsPath(parent), f)
}

// UpdateVariation changes the named fields of a variation; its parent's date of modification moves too.
func (c *Client) UpdateVariation(ctx context.Context, parent, id int64, f Fields) (Product, error) {
	return c.updateProduct(ctx, variationPath(parent, id), id, f)
}

// GetVariation reads one variation, with the texts as they are stored.
func (c *Client) GetVariation(ctx context.Context, parent, id int64) (Product, error) {
	return c.getProduct(ctx, variationPath(parent, id), id)
}

// DeleteVariation moves a variation to the trash, or with force deletes it for good.
func (c *Client) DeleteVariation(ctx context.Context, parent, id int64, force bool) error {
	return c.remove(ctx, variationPath(parent, id), id, force)
}

// ListVariations reads one page of a product's variations; a product that does not exist has none.
func (c *Client) ListVariations(ctx context.Context, parent int64, q Query) (Page[Product], error) {
	return list[Product](ctx, c, variationsPath(parent), q)
}

// AllVariations reads page after page of a product's variations, as AllProducts does.
func (c *Client) AllVariations(ctx context.Context, parent int64, q Query) iter.Seq2[Page[Product], error] {
	return pages(c, variationsPath(parent), q, func(q Query) (Page[Product], error) { return c.ListVariations(ctx, parent, q) })
}

func productPath(id int64) string        { return "products/" + strconv.FormatInt(id, 10) }
func variationsPath(parent int64) string { return productPath(parent) + "/variations" }
func variationPath(parent, id int64) string {
	return variationsPath(parent) + "/" + strconv.FormatInt(id, 10)
}

func (c *Client) createProduct(ctx context.Context, path string, f Fields) (Product, error) {
	body, err := c.createBody(path, f)
	if err != nil {
		return Product{}, err
	}
	return c.oneProduct(ctx, call{method: http.MethodPost, path: path, body: body}, 0)
}

func (c *Client) updateProduct(ctx context.Context, path string, id int64, f Fields) (Product, error) {
	body, err := c.updateBody(path, id, f)
	if err != nil {
		return Product{}, err
	}
	return c.oneProduct(ctx, call{method: http.MethodPut, path: path, body: body}, id)
}

func (c *Client) getProduct(ctx context.Context, path string, id int64) (Product, error) {
	return c.oneProduct(ctx, call{method: http.MethodGet, path: path, query: url.Values{"context": {"edit"}}, keepRaw: true}, id)
}

// oneProduct sends call and reads one product; id is the one that it must have, 0
// for any new one.
func (c *Client) oneProduct(ctx context.Context, call call, id int64) (Product, error) {
	var p Product
	call.want = '{'
	a, err := c.do(ctx, call, &p)
	if err != nil {
		return Product{}, err
	}
	if err := c.checkID(call, a, id, p.ID); err != nil {
		return Product{}, err
	}
	if call.keepRaw && len(a.json) <= rawLimit {
		p.Raw = a.json
	}
	return p, nil
}

func (c *Client) remove(ctx context.Context, path string, id int64, force bool) error {
	call := call{method: http.MethodDelete, path: path, want: '{'}
	if force {
		call.query = url.Values{"force": {"true"}}
	}
	var gone object
	a, err := c.do(ctx, call, &gone)
	if e, ok := err.(*Error); ok && e.Code == "woocommerce_rest_already_trashed" {
		return nil
	}
	if err != nil {
		return err
	}
	return c.checkID(call, a, id, gone.int("id"))
}
