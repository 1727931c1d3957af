package wootest_test

import (
	"testing"

	"woosync/woo/wootest"
)

func TestAnOrderNeedsACustomerAndAnAddressThatCanBe(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	a := c.want(400, "POST", "/orders", m{"customer_id": 77}).object()
	expect(t, "code", a["code"], "woocommerce_rest_invalid_customer_id")
	expect(t, "message", a["message"], "Customer ID is invalid.")
	a = c.want(400, "POST", "/orders", m{"billing": m{"email": "nobody"}}).object()
	expect(t, "code", at(t, a, "data", "details", "billing", "code"), "rest_invalid_email")
	made := c.want(201, "POST", "/orders", m{"customer_id": 1, "billing": m{"email": "a@shop.example"}}).object()
	expect(t, "customer", made["customer_id"], 1.0)
	if n := len(c.list("/orders")); n != 1 {
		t.Errorf("there are %d orders, want the one that was accepted", n)
	}
}
