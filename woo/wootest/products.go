package wootest

import "strings"

func productRoutes() []route {
	h := handlers{list: (*call).listProducts, create: locked((*call).createProduct), get: (*call).getProduct,
		update: locked((*call).updateProduct), remove: locked((*call).deleteProduct), batchAll: (*call).batchProducts}
	h = h.guarded(nil, nil)
	h.denyView, h.denyEdit, h.denyDelete = ifProduct(denyView), ifProduct(denyEdit), ifProduct(denyDelete)
	return resource("products", "product", productFields, productListFields, h)
}

// ifProduct refuses only what exists; the rest goes on to its 404.
func ifProduct(deny func(*call) error) func(*call) error {
	return func(c *call) error {
		if c.shop.store.posts[c.number("id")] == nil {
			return nil
		}
		return deny(c)
	}
}

// locked runs a handler that writes, on its own in the shop. Time is spent and pictures are fetched before.
func locked(run func(*call) (reply, error)) func(*call) (reply, error) {
	return func(c *call) (reply, error) {
		c.fetchImages()
		c.spendWrite()
		c.shop.mu.Lock()
		defer c.shop.mu.Unlock()
		return run(c)
	}
}

// spendWrite lets pass what one write takes.
func (c *call) spendWrite() {
	switch c.method {
	case "POST":
		if c.params["id"] == nil {
			c.pace.spend(c.pace.latency.PerCreate)
			return
		}
		c.pace.spend(c.pace.latency.PerUpdate)
	case "DELETE":
		c.pace.spend(c.pace.latency.PerDelete)
	default:
		c.pace.spend(c.pace.latency.PerUpdate)
	}
}

func badProductID(status int) *apiError {
	return fail(status, "woocommerce_rest_product_invalid_id", "Invalid ID.")
}

func (c *call) getProduct() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	p := c.shop.store.posts[c.number("id")]
	if p == nil {
		return reply{}, badProductID(404)
	}
	return ok(c.shownProduct(p))
}

// shownProduct is a product with its links.
func (c *call) shownProduct(p *product) linked {
	o := c.productObject(p)
	if c.namespace != "wc/v3" {
		o = oldProduct(o, c.namespace)
	}
	return linked{o, c.productLinks(p)}
}

func (c *call) createProduct() (reply, error) {
	if !isEmpty(c.params["id"]) {
		return reply{}, fail(400, "woocommerce_rest_product_exists", "Cannot create existing product.")
	}
	p := newProduct()
	if err := c.applyProduct(p); err != nil {
		c.forgetImages()
		return reply{}, err
	}
	if err := c.saveProduct(nil, p); err != nil {
		c.forgetImages()
		return reply{}, err
	}
	if c.scalar != nil {
		return reply{}, dieScalarBody(c.scalar)
	}
	c.context = "edit"
	return reply{status: 201, body: c.shownProduct(p), location: c.route("products/" + phpString(p.id))}, nil
}

func (c *call) updateProduct() (reply, error) {
	before := c.shop.store.posts[c.number("id")]
	if before == nil {
		return reply{}, badProductID(400)
	}
	p := before.clone()
	c.wasVariable = before.kind == "variable"
	if err := c.applyProduct(p); err != nil {
		return reply{}, err
	}
	if err := c.saveProduct(before, p); err != nil {
		return reply{}, err
	}
	if c.scalar != nil {
		return reply{}, dieScalarBody(c.scalar)
	}
	c.context = "edit"
	return ok(c.shownProduct(before))
}

func (c *call) deleteProduct() (reply, error) {
	p := c.shop.store.posts[c.number("id")]
	if p == nil {
		return reply{}, badProductID(404)
	}
	if p.variation {
		return reply{}, fail(404, "woocommerce_rest_invalid_product_id", "To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.")
	}
	c.context = "edit"
	shown := c.shownProduct(p)
	if phpBool(c.params["force"]) {
		c.shop.store.removeProduct(p)
		return ok(shown)
	}
	if p.inTrash() {
		return reply{}, fail(410, "woocommerce_rest_already_trashed", "The product has already been deleted.")
	}
	c.trashProduct(p)
	return ok(shown)
}

func (c *call) batchProducts() (reply, error) {
	return c.runBatch(batchOf{
		defaults: productFields,
		create:   (*call).createProduct, update: (*call).updateProduct, remove: (*call).deleteProduct,
	})
}

func trimName(name string) string { return strings.TrimSpace(name) }
