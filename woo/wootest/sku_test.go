package wootest_test

import (
	"testing"

	"woosync/woo/wootest"
)

func TestProductsShareASKUWhereAPluginAllowsIt(t *testing.T) {
	for _, x := range []struct {
		allowed bool
		status  int
	}{{false, 400}, {true, 201}} {
		c := newCaller(t, wootest.Options{DuplicateSKUs: x.allowed})
		c.create("/products", m{"name": "Saw", "sku": "saw"})
		c.want(x.status, "POST", "/products", m{"name": "Another", "sku": "saw"})
		if n := c.shop.ProductCount(); (n == 2) != x.allowed {
			t.Errorf("with %+v there are %d products", x, n)
		}
	}
}
