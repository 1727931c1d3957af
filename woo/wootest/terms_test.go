package wootest_test

import (
	"fmt"
	"testing"

	"woosync/woo/wootest"
)

func TestEveryKindOfTermIsMadeChangedAndDeleted(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	attribute := c.create("/products/attributes", m{"name": "Größe", "order_by": "name"})
	expect(t, "slug of the attribute", attribute["slug"], "pa_grosse")
	for _, path := range []string{"/products/categories", "/products/tags", "/products/brands", "/products/shipping_classes",
		fmt.Sprintf("/products/attributes/%v/terms", attribute["id"])} {
		made := c.create(path, m{"name": "Æble & pære", "description": "<b>x</b><p>y</p>"})
		one := fmt.Sprintf("%s/%v", path, made["id"])
		expect(t, path+" name", made["name"], "Æble &amp; pære")
		expect(t, path+" slug", made["slug"], "aeble-paere")
		expect(t, path+" description", made["description"], "<b>x</b>y")
		a := c.want(400, "POST", path, m{"name": "æble & PÆRE"}).object()
		expect(t, path+" twin", at(t, a, "data", "resource_id"), made["id"])
		expect(t, path+" renamed", c.want(200, "PUT", one, m{"name": "Frugt"}).object()["name"], "Frugt")
		c.want(501, "DELETE", one, nil)
		c.want(200, "DELETE", one+"?force=true", nil)
		c.want(404, "GET", one, nil)
		c.want(404, "PUT", one, m{"name": "x"})
	}
}

func TestBatchesOfTermsReportEachItem(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	a := c.want(200, "POST", "/products/tags/batch", m{"create": []any{m{"name": "One"}, m{"name": "one"}, m{}}, "delete": []any{999999}}).object()
	expect(t, "made", at(t, a, "create", 0, "name"), "One")
	expect(t, "twin", at(t, a, "create", 1, "error", "code"), "term_exists")
	expect(t, "without a name", at(t, a, "create", 2, "error", "code"), "empty_term_name")
	expect(t, "deleting nothing", at(t, a, "delete", 0, "error", "data", "status"), 404.0)
}

func TestShippingAndTaxClassesOfAProduct(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	class := c.create("/products/shipping_classes", m{"name": "Bulky goods"})
	tax := c.create("/taxes/classes", m{"name": "Books"})
	made := c.create("/products", m{"name": "A", "shipping_class": "bulky-goods", "tax_class": tax["slug"]})
	expect(t, "shipping class", made["shipping_class_id"], class["id"])
	expect(t, "tax class", made["tax_class"], "books")
	expect(t, "tax classes", len(c.list("/taxes/classes")), 4)
	c.want(200, "DELETE", "/taxes/classes/books?force=true", nil)
	expect(t, "a class that is gone", c.create("/products", m{"tax_class": "books"})["tax_class"], "")
	expect(t, "an unknown class", c.create("/products", m{"shipping_class": "nope"})["shipping_class_id"], 0.0)
}

func TestADeletedAttributeLeavesItsProducts(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	g := c.create("/products/attributes", m{"name": "Size"})
	made := c.create("/products", m{"name": "A", "attributes": []any{m{"id": g["id"], "options": []string{"S"}}}})
	c.want(501, "DELETE", fmt.Sprintf("/products/attributes/%v", g["id"]), nil)
	c.want(200, "DELETE", fmt.Sprintf("/products/attributes/%v?force=true", g["id"]), nil)
	expect(t, "attributes left", len(c.get(fmt.Sprintf("/products/%v", made["id"]))["attributes"].([]any)), 0)
	c.create("/products/attributes", m{"name": "Size"})
}
