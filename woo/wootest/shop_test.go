package wootest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/woo/wootest"
)

func TestAShopListensOnLoopbackOnly(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "127.0.0.1"} {
		shop := wootest.New(wootest.Options{})
		if url, err := shop.Start(addr); err == nil {
			t.Errorf("the shop listens on %s as %s", addr, url)
			shop.Close()
		}
	}
	shop := wootest.New(wootest.Options{})
	url, err := shop.Start("")
	if err != nil || !strings.HasPrefix(url, "http://127.0.0.1:") {
		t.Fatalf("started at %q: %v", url, err)
	}
	if err := shop.Close(); err != nil {
		t.Error(err)
	}
	if resp, err := http.Get(url); err == nil {
		resp.Body.Close()
		t.Error("a closed shop answers")
	}
}

func TestGeneratedKeysAreKnownToWhoeverMadeTheShop(t *testing.T) {
	a, b := wootest.New(wootest.Options{}), wootest.New(wootest.Options{})
	key, secret := a.Keys()
	other, _ := b.Keys()
	if !strings.HasPrefix(key, "ck_") || !strings.HasPrefix(secret, "cs_") || len(key) < 40 || key == other {
		t.Errorf("keys %q %q %q", key, secret, other)
	}
}

func TestTheSampleIsComplete(t *testing.T) {
	c := newCaller(t, wootest.Options{Sample: true})
	kinds := map[any]int{}
	variations := 0
	for _, p := range c.shop.Products() {
		kinds[p["type"]]++
		variations += len(c.shop.Variations(p["id"].(int)))
	}
	expect(t, "simple", kinds["simple"], 14)
	expect(t, "variable", kinds["variable"], 2)
	expect(t, "grouped", kinds["grouped"], 1)
	expect(t, "external", kinds["external"], 1)
	expect(t, "variations", variations, 7)
	expect(t, "categories", len(c.shop.Categories()), 7)
	expect(t, "attributes", len(c.shop.Attributes()), 2)
	expect(t, "members of the group", len(c.shop.ProductBySKU("logo-collection")["grouped_products"].([]any)), 3)
	expect(t, "price of the group", c.get("/products?sku=x,logo-collection&_envelope=1")["body"].([]any)[0].(m)["price"], "18")
	expect(t, "downloads", len(c.shop.ProductBySKU("woo-album")["downloads"].([]any)), 2)
}

func page(t *testing.T, c *caller, path string) (string, http.Header) {
	t.Helper()
	resp, err := c.http.Get(c.url + path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), resp.Header
}

func TestTheFrontPageShowsTheProductsEscaped(t *testing.T) {
	c := newCaller(t, wootest.Options{Name: "<Shop> & Co"})
	c.create("/products", m{"name": `<i>Chair</i> "x"`, "sku": `<script>alert("sku")</script>&'`, "regular_price": "12.50", "manage_stock": true, "stock_quantity": 3,
		"images": []any{m{"src": "https://pictures.nordlys-shop.dk/chair.jpg"}}})
	html, header := page(t, c, "/")
	if !strings.Contains(header.Get("Link"), `rel="https://api.w.org/"`) || !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
		t.Errorf("headers %v", header)
	}
	for _, part := range []string{"&lt;Shop&gt; &amp; Co", "&lt;i&gt;Chair", "12.50 EUR", "3 (instock)", "Uncategorized", "chair.jpg"} {
		if !strings.Contains(html, part) {
			t.Errorf("the front page lacks %q", part)
		}
	}
	if strings.Contains(html, "<script") || strings.Contains(html, "<i>") {
		t.Error("the front page holds a tag out of a product")
	}
	picture := c.shop.Products()[0]["images"].([]any)[0].(map[string]any)["src"].(string)
	body, header := page(t, c, picture[strings.Index(picture, "/wp-content"):])
	if header.Get("Content-Type") != "image/png" || len(body) == 0 {
		t.Errorf("the picture is %d bytes of %s", len(body), header.Get("Content-Type"))
	}
}

func TestTheLogShowsWhatWasSentWithoutTheKeys(t *testing.T) {
	c := newCaller(t, wootest.Options{KeepRequests: 3})
	for range 4 {
		c.want(200, "GET", "/products", nil)
	}
	c.create("/products", m{"name": "Sent with cs_rw_is_no_secret", "sku": "S"})
	c.want(401, "GET", "/products?consumer_key=ck_0123456789&consumer_secret=cs_0123456789", nil) // the query wins over the header
	log, _ := page(t, c, "/practice/requests")
	var entries []wootest.Request
	if err := json.Unmarshal([]byte(log), &entries); err != nil {
		t.Fatal(err)
	}
	expect(t, "entries kept", len(entries), 3)
	if !strings.Contains(entries[1].Body, `"sku":"S"`) || entries[1].Items != 1 || entries[1].Status != 201 || entries[1].BytesIn == 0 {
		t.Errorf("the entry of a create is %+v", entries[1])
	}
	if strings.Contains(log, "0123456789") {
		t.Errorf("the log shows a key: %s", log)
	}
	expect(t, "writes", c.shop.WriteCount(), 1)
	products, _ := page(t, c, "/practice/products")
	if !strings.Contains(products, `"sku": "S"`) {
		t.Error("/practice/products lacks what was sent")
	}
}

func TestKeysInABodyAreMasked(t *testing.T) {
	key, secret := "ck_abcdefabcdef", "cs_fedcbafedcba"
	shop := wootest.New(wootest.Options{ConsumerKey: key, ConsumerSecret: secret})
	url, err := shop.Start("")
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	resp, err := http.Post(url+api+"/products", "text/plain", strings.NewReader("my keys are "+key+" and "+secret))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if body := shop.Requests()[0].Body; strings.Contains(body, key) || strings.Contains(body, secret) {
		t.Errorf("the log holds %q", body)
	}
}

func TestABodyThatIsTooLargeIsRefusedByTheWebServer(t *testing.T) {
	c := newCaller(t, wootest.Options{Settings: wootest.Settings{MaxBody: 1000}})
	a := c.want(413, "POST", "/products", m{"name": strings.Repeat("x", 1000)})
	if !bytes.Contains(a.body, []byte("413 Request Entity Too Large")) || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		t.Errorf("answered %s %s", a.header.Get("Content-Type"), a.body)
	}
	expect(t, "products", c.shop.ProductCount(), 0)
}

func TestSettingsOfACommandLine(t *testing.T) {
	s, err := wootest.ParseSettings("decimals=0, decimal-sign=comma,permalinks=plain,strip-authorization,latency=40ms,latency-per-item=16ms,fault-502=0.01,fault-hang,seed=7,stock=off,redirect=https://x.test,fail-images=a.png,fail-images=b.png")
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case s.Decimals != -1, s.DecimalSign != ",", !s.PlainPermalinks, !s.StripAuthorization, !s.StockOff, s.Seed != 7, s.Redirect != "https://x.test",
		s.Latency.PerCall != 40*time.Millisecond, s.Latency.PerCreate != 16*time.Millisecond, s.Latency.PerUpdate != 16*time.Millisecond,
		!slices.Equal(s.FailImages, []string{"a.png", "b.png"}),
		!slices.Equal(s.Faults, []wootest.Fault{{Kind: wootest.FaultBadGateway, Rate: 0.01}, {Kind: wootest.FaultHang}}):
		t.Errorf("read as %+v", s)
	}
	if real, err := wootest.ParseSettings("latency=real"); err != nil || real.Latency != wootest.PresetReal {
		t.Errorf("latency=real is %+v, %v", real.Latency, err)
	}
	after, err := wootest.ParseSettings("fault-429=0.5,fault-504-after,retry-after=none")
	if want := []wootest.Fault{{Kind: wootest.FaultTooMany, Rate: 0.5, RetryAfter: "none"}, {Kind: wootest.FaultGatewayTimeout, AfterWork: true, RetryAfter: "none"}}; err != nil || !slices.Equal(after.Faults, want) {
		t.Errorf("faults are %+v, %v", after.Faults, err)
	}
	if none, err := wootest.ParseSettings(" "); err != nil || len(none.Faults) > 0 {
		t.Errorf("no settings are %+v, %v", none, err)
	}
	for text, part := range map[string]string{
		"decimls=2": `"decimls"`, "decimals=9": "decimals", "fault-502=2": "fault-502", "latency=soon": "latency", "permalinks=nice": "permalinks",
		"fault-999=1": "fault-hang", "redirect=www": "redirect", "seed=x": "seed", "utc-offset=99h": "utc-offset", "currency=euros": "currency",
	} {
		if _, err := wootest.ParseSettings(text); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: error %v does not name %s", text, err, part)
		}
	}
}

func TestTheShopTellsItsSettings(t *testing.T) {
	zone := time.FixedZone("UTC+2", 7200)
	c := newCaller(t, wootest.Options{Name: "Nordlys", Settings: wootest.Settings{Decimals: 3, DecimalSign: ",", Currency: "NOK", Location: zone}})
	status := c.get("/system_status")
	expect(t, "decimals", at(t, status, "settings", "number_of_decimals"), 3.0)
	expect(t, "decimal sign", at(t, status, "settings", "decimal_separator"), ",")
	expect(t, "thousands sign", at(t, status, "settings", "thousand_separator"), ".")
	expect(t, "currency", at(t, status, "settings", "currency"), "NOK")
	resp, err := c.http.Get(c.url + "/wp-json/")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var index m
	decodeBody(t, resp.Body, &index)
	expect(t, "offset", index["gmt_offset"], 2.0)
	expect(t, "name", index["name"], "Nordlys")
}

func TestPicturesFailAsTheyWouldInAShopWithoutInternet(t *testing.T) {
	c := newCaller(t, wootest.Options{Settings: wootest.Settings{FailImages: []string{"broken"}}})
	for src, want := range map[string]string{
		"https://cdn.example.com/x.jpg":         "A valid URL was not provided.",
		"ftp://pictures.shop.dk/x.jpg":          "A valid URL was not provided.",
		"not a url":                             "http://not%20a%20url. Error: A valid URL was not provided.",
		"https://pictures.shop.dk/broken-1.jpg": "Error: Not Found",
		"https://pictures.shop.dk/manual.pdf":   "not allowed to upload this file type",
		"https://pictures.shop.dk/no-extension": "not allowed to upload this file type",
		"http://127.0.0.1:1/nobody-listens.png": "Error getting remote image",
	} {
		a := c.want(400, "POST", "/products", m{"name": "x", "images": []any{m{"src": src}}}).object()
		expect(t, src+" code", a["code"], "woocommerce_product_image_upload_error")
		if text, _ := a["message"].(string); !strings.Contains(text, want) {
			t.Errorf("%s: %q lacks %q", src, text, want)
		}
	}
	expect(t, "products", c.shop.ProductCount(), 0)
	made := c.create("/products", m{"images": []any{m{"src": "https://pictures.nordlys.example/a%20b.jpg?v=2", "alt": "A"}}})
	expect(t, "alternative text", at(t, made, "images", 0, "alt"), "A")
}
