package wootest_test

import (
	"fmt"
	"strings"
	"testing"

	"woosync/woo/wootest"
)

func TestTextsAreStoredAndShownAsWordPressDoes(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	for _, x := range []struct{ field, sent, stored, shown string }{
		{"name", "  Salt & Pepper  ", "Salt &amp; Pepper", ""},
		{"name", `Back \ slash`, "Back  slash", ""},
		{"name", "a <script>alert(1)</script> b", "a alert(1) b", ""},
		{"name", "3 > 2 &copy; &nosuch; &#8364; 1 < 2", "3 &gt; 2 &copy; &amp;nosuch; &#8364; 1 &lt; 2", ""},
		{"name", "1 < 2 > 0", "1  0", ""},
		{"name", `5" <em class="x" onclick="y()">loud</em>`, `5" <em class="x">loud</em>`, ""},
		{"name", "🍓\u0000", "🍓", ""},
		{"description", "one\n\ntwo", "one\n\ntwo", "<p>one</p>\n<p>two</p>\n"},
		{"description", "one\ntwo", "one\ntwo", "<p>one<br />\ntwo</p>\n"},
		{"description", "<p>a & b</p><script>alert(1)</script>\n\nline two", "<p>a &amp; b</p>alert(1)\n\nline two", "<p>a &amp; b</p>\n<p>alert(1)</p>\n<p>line two</p>\n"},
		{"description", "<ul><li>a</li></ul>", "<ul><li>a</li></ul>", "<ul>\n<li>a</li>\n</ul>\n"},
		{"description", "", "", ""},
		{"short_description", "x < y & z", "x &lt; y &amp; z", "<p>x &lt; y &amp; z</p>\n"},
		{"purchase_note", "thanks", "thanks", "<p>thanks</p>\n"},
	} {
		made := c.create("/products", m{x.field: x.sent})
		expect(t, x.field+" stored of "+x.sent, made[x.field], x.stored)
		if x.field != "name" {
			shown := c.get(fmt.Sprintf("/products/%v", made["id"]))
			expect(t, x.field+" shown of "+x.sent, shown[x.field], x.shown)
		}
	}
}

func TestSlugsOfNames(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	for _, x := range [][2]string{
		{"Ærlig blåbær 🍓 naïve", "aerlig-blabaer-%f0%9f%8d%93-naive"}, {"Łódź – Straße/1.5", "lodz-strasse-1-5"}, {"  --  A  &  B  --  ", "a-b"},
		{"Привет", "%d0%bf%d1%80%d0%b8%d0%b2%d0%b5%d1%82"}, {"100% wool", "100-wool"}, {"UPPER_case", "upper_case"},
	} {
		expect(t, "slug of "+x[0], c.create("/products", m{"name": x[0]})["slug"], x[1])
	}
	for i, want := range []string{"twin", "twin-2", "twin-3"} {
		expect(t, fmt.Sprintf("slug %d of twins", i), c.create("/products", m{"name": "Twin"})["slug"], want)
	}
	long := c.create("/products", m{"name": strings.Repeat("é", 300)})
	expect(t, "length of a long slug", len(long["slug"].(string)), 200)
}

func TestPricesAsTheShopReadsThem(t *testing.T) {
	for _, x := range []struct {
		sign string
		sent any
		want string
	}{
		{".", "12,50", "1250"}, {".", "1,234.50", "1234.50"}, {".", "abc", ""}, {".", " 9.90 ", "9.90"}, {".", "1.2.3", "12.3"}, {".", "5.", "5"},
		{",", "12,50", "12.50"}, {",", "12.50", "12.50"}, {",", "1.234,50", "1234.50"}, {".", "-5", "-5"}, {".", "€ 7", "7"},
	} {
		c := newCaller(t, wootest.Options{Settings: wootest.Settings{DecimalSign: x.sign}})
		expect(t, fmt.Sprintf("price of %q with %q", x.sent, x.sign), c.create("/products", m{"regular_price": x.sent})["regular_price"], x.want)
	}
	c := newCaller(t, wootest.Options{})
	a := c.want(200, "POST", "/products/batch", m{"create": []any{m{"regular_price": 12.5}, m{"regular_price": 12}, m{"regular_price": 0.1}}}).object()
	for i, want := range []string{"12.5", "12", "0.1"} {
		expect(t, "price of a number in a batch", at(t, a, "create", i, "regular_price"), want)
	}
}

func TestSKUsAreOneNameSpaceAndCompareLooselyButForTheTrash(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	first := c.create("/products", m{"name": "A", "sku": "CAFÉ-1 ø"})
	a := c.want(400, "POST", "/products", m{"name": "B", "sku": "cafe-1 O"}).object()
	expect(t, "code", a["code"], "product_invalid_sku")
	expect(t, "owner", at(t, a, "data", "resource_id"), first["id"])
	expect(t, "proposal", at(t, a, "data", "unique_sku"), "cafe-1 O-1")
	if c.shop.ProductBySKU("Cafe-1 Ø") == nil {
		t.Error("the product is not found by a SKU of other case and accents")
	}
	c.want(200, "DELETE", fmt.Sprintf("/products/%v", first["id"]), nil)
	a = c.want(400, "POST", "/products", m{"name": "C", "sku": "CAFE-1 O"}).object()
	expect(t, "code of a SKU in the trash", a["code"], "woocommerce_rest_product_not_created")
	expect(t, "products left", len(c.list("/products")), 0)
	c.want(200, "DELETE", fmt.Sprintf("/products/%v?force=true", first["id"]), nil)
	c.create("/products", m{"name": "D", "sku": "CAFE-1 O"})
}

func TestAnOrphanRowHoldsASKUThatNoProductHas(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	c.shop.Orphan("LOST-1", true)
	a := c.want(400, "POST", "/products", m{"name": "x", "sku": "lost-1"}).object()
	expect(t, "code", a["code"], "woocommerce_rest_product_not_created")
	expect(t, "products", c.shop.ProductCount(), 0)
	expect(t, "found", len(c.list("/products?sku=LOST-1,x")), 0)
	c.shop.Orphan("LOST-1", false)
	c.create("/products", m{"name": "x", "sku": "lost-1"})
}

func TestAVariableProductTakesItsVariationsIntoTheTrashAndOutOfTheShop(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	size := c.create("/products/attributes", m{"name": "Size"})
	parent := c.create("/products", m{"name": "Tee", "type": "variable", "weight": "2", "attributes": []any{
		m{"id": size["id"], "variation": true, "options": []string{"S", "M"}}, m{"name": "Colour", "variation": true, "options": []string{"Red", "Blue"}}}})
	one := fmt.Sprintf("/products/%v", parent["id"])
	red := c.create(one+"/variations", m{"regular_price": "10", "sku": "T-S", "attributes": []any{m{"id": size["id"], "option": "S"}, m{"name": "colour", "option": "Red"}}})
	c.create(one+"/variations", m{"regular_price": "8", "attributes": []any{m{"name": "Colour", "option": "Blue"}}})
	expect(t, "name of a variation", red["name"], "S, Red")
	shown := c.get(one)
	expect(t, "price of the parent", shown["price"], "8")
	expect(t, "variations of the parent", len(shown["variations"].([]any)), 2)
	expect(t, "inherited weight", c.get(fmt.Sprintf("%s/variations/%v", one, red["id"]))["weight"], "2")
	found := c.list("/products?sku=T-S")
	expect(t, "found by SKU", found[0]["type"], "variation")
	c.want(404, "PUT", fmt.Sprintf("/products/%v", red["id"]), m{"regular_price": "1"})
	c.want(404, "GET", fmt.Sprintf("/products/999/variations/%v", red["id"]), nil)

	term := c.list(fmt.Sprintf("/products/attributes/%v/terms?search=S", size["id"]))[0]
	c.want(200, "PUT", fmt.Sprintf("/products/attributes/%v/terms/%v", size["id"], term["id"]), m{"name": "Small", "slug": "small"})
	expect(t, "name after the option was renamed", c.get(fmt.Sprintf("%s/variations/%v", one, red["id"]))["name"], "Small, Red")

	c.want(200, "DELETE", one, nil)
	for _, v := range c.shop.Variations(number(parent["id"])) {
		expect(t, "status of a variation of a product in the trash", v["status"], "trash")
	}
	c.want(200, "DELETE", one+"?force=true", nil)
	expect(t, "variations left", len(c.list("/variations?status=trash")), 0)
	c.create("/products", m{"name": "again", "sku": "T-S"})
}

func TestATypeChangeAwayFromVariableDeletesTheVariations(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	parent := c.create("/products", m{"name": "Tee", "type": "variable", "attributes": []any{m{"name": "S", "variation": true, "options": []string{"a"}}}})
	one := fmt.Sprintf("/products/%v", parent["id"])
	c.create(one+"/variations", m{"sku": "V", "attributes": []any{m{"name": "S", "option": "a"}}})
	c.want(200, "PUT", one, m{"type": "simple"})
	if c.shop.ProductBySKU("V") != nil {
		t.Error("the variation of a product that is simple now is still there")
	}
}

func TestNullClearsInASingleCallAndIsIgnoredInABatch(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	made := c.create("/products", m{"sku": "A", "regular_price": "5", "weight": "2"})
	a := c.want(200, "POST", "/products/batch", m{"update": []any{m{"id": made["id"], "sku": nil, "weight": nil}}}).object()
	expect(t, "SKU after null in a batch", at(t, a, "update", 0, "sku"), "A")
	after := c.want(200, "PUT", fmt.Sprintf("/products/%v", made["id"]), m{"sku": nil, "weight": nil}).object()
	expect(t, "SKU after null", after["sku"], "")
	expect(t, "weight after null", after["weight"], "")
}

func TestListsFilterAndOrder(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	top := c.create("/products/categories", m{"name": "Top"})
	below := c.create("/products/categories", m{"name": "Below", "parent": top["id"]})
	tag := c.create("/products/tags", m{"name": "New"})
	brand := c.create("/products/brands", m{"name": "Acme"})
	c.create("/products", m{"name": "Cherry", "regular_price": "3", "categories": []any{m{"id": below["id"]}, m{"id": top["id"]}}, "brands": []any{m{"id": brand["id"]}}, "tax_class": "zero-rate"})
	c.create("/products", m{"name": "apple", "regular_price": "20", "sale_price": "1", "tags": []any{m{"id": tag["id"]}}, "featured": true})
	c.create("/products", m{"name": "Äpfel", "regular_price": "10", "manage_stock": true, "stock_quantity": 4, "virtual": true, "menu_order": -1})
	c.create("/products", m{"name": "Draft", "status": "draft", "type": "external"})
	names := func(query string) string {
		var out []string
		for _, p := range c.list("/products?_fields=name&" + query) {
			out = append(out, p["name"].(string))
		}
		return strings.Join(out, " ")
	}
	for query, want := range map[string]string{
		"orderby=title&order=asc":                      "Äpfel apple Cherry Draft",
		"orderby=price&order=asc&status=publish":       "apple Cherry Äpfel",
		"orderby=id&order=asc":                         "Cherry apple Äpfel Draft",
		"orderby=menu_order&order=asc&per_page=1":      "Äpfel",
		"order=asc&page=2&per_page=2":                  "Äpfel Draft",
		fmt.Sprintf("category=%v", top["id"]):          "Cherry",
		fmt.Sprintf("category=%v", below["id"]):        "Cherry",
		fmt.Sprintf("tag=%v", tag["id"]):               "apple",
		fmt.Sprintf("brand=%v", brand["id"]):           "Cherry",
		"tax_class=zero-rate":                          "Cherry",
		"tax_class=standard&status=draft":              "Draft",
		"category=999999":                              "",
		"on_sale=true":                                 "apple",
		"featured=true":                                "apple",
		"virtual=true":                                 "Äpfel",
		"status=draft":                                 "Draft",
		"exclude_status=draft&type=simple&order=asc":   "Cherry apple Äpfel",
		"exclude_types=simple":                         "Draft",
		"min_price=2&max_price=11&order=asc":           "Cherry Äpfel",
		"min_stock_quantity=1":                         "Äpfel",
		"stock_quantity=4":                             "Äpfel",
		"search=APFEL":                                 "Äpfel",
		"search_name_or_sku=che":                       "Cherry",
		"slug=cherry":                                  "Cherry",
		"status=trash":                                 "",
		"offset=3&order=asc":                           "Draft",
		"modified_after=2000-01-01T00:00:00&order=asc": "Cherry apple Äpfel Draft",
		"modified_before=2000-01-01T00:00:00":          "",
	} {
		expect(t, query, names(query), want)
	}
	expect(t, "products of Top, counted once", c.list("/products/categories?search=Top")[0]["count"], 1.0)
	expect(t, "brand of a product", at(t, generic(c.shop.Products()[0]), "brands", 0, "name"), "Acme")
}

func TestAnEnvelopeAndSelectedFields(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	made := c.create("/products", m{"name": "A", "sku": "S"})
	a := c.get("/products?_envelope=1&_fields=id")
	expect(t, "total", at(t, a, "headers", "X-WP-Total"), 1.0)
	expect(t, "row", at(t, a, "body", 0, "id"), made["id"])
	one := c.get(fmt.Sprintf("/products/%v?_fields=sku", made["id"]))
	if len(one) != 2 || one["_links"] == nil {
		t.Errorf("a single product with _fields=sku shows %v", one)
	}
	if row := c.list("/products?_fields=sku")[0]; len(row) != 1 {
		t.Errorf("a row of a list with _fields=sku shows %v", row)
	}
	row := c.list("/products?_fields=sku,_links.self")[0]
	expect(t, "links of a row", len(row["_links"].(m)), 1)
}

func TestOptionsDescribeARouteWithoutAKey(t *testing.T) {
	c := newCaller(t, wootest.Options{})
	resp, err := insecure().Do(mustRequest(t, "OPTIONS", c.url+api+"/products"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var got any
	decodeBody(t, resp.Body, &got)
	expect(t, "first status", at(t, got, "schema", "properties", "status", "enum", 0), "draft")
	expect(t, "default of status", at(t, got, "schema", "properties", "status", "default"), "publish")
	expect(t, "method", at(t, got, "methods", 1), "POST")
}
