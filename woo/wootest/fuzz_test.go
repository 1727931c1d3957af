package wootest_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"woosync/woo/wootest"
)

// FuzzAnyRequest: whatever is sent, the shop answers, and what should be JSON is.
func FuzzAnyRequest(f *testing.F) {
	for _, s := range [][3]string{
		{"POST", "/products", `{"name":["a"],"images":{"src":"x"},"attributes":[{"id":1,"options":"a|b"},5,null],"default_attributes":[[]]}`},
		{"POST", "/products/batch", `{"create":[null,5,"x",[],{"name":{}},{"tags":[{"name":""},{"name":"a"},7]},{"categories":[[],null]},{"meta_data":[5,{},{"key":"_sku","value":[]}]}],"update":[{"id":[]},{}],"delete":[{},[],"a",null]}`},
		{"POST", "/products/11/variations/batch", `{"create":[{"attributes":[null,{"name":"x","option":[]}],"image":{"src":[]},"manage_stock":"parent","stock_quantity":"1e9"}]}`},
		{"PUT", "/products/11", `{"id":"11","type":"variable","variations":1,"date_created":"2026-02-30T25:00:00","date_on_sale_from":[],"dimensions":[1],"downloads":[{}],"downloadable":"yes"}`},
		{"POST", "/orders", `{"line_items":[{"product_id":11,"quantity":-3},{"id":9},{}],"billing":5,"set_paid":"true","meta_data":[{}]}`},
		{"GET", "/products?include[]=x&orderby=include&per_page=100&modified_after=2026-01-01T00:00:00%2B99:99&category[a][b]=1&_fields[]=id&search=%22%22", ``},
		{"GET", "/products/categories?parent=a&slug[]=x&offset=-5&product=0", ``},
		{"POST", "/products/categories/batch", `{"create":[{"name":[]},{"name":"a","parent":"b","image":{"id":-1}},{"name":"x","image":[]}],"update":[{"id":15,"parent":15,"slug":"/"}]}`},
		{"OPTIONS", "/products/11", ``},
		{"DELETE", "/products/11?force[]=1", `{"force":{}}`},
		{"PATCH", "/products/attributes/1", `{"name":"<b></b>","slug":"%%%","order_by":[]}`},
		{"POST", "/orders/1/refunds", `{"amount":"-1"}`},
	} {
		f.Add(s[0], s[1], s[2])
	}
	f.Fuzz(func(t *testing.T, method, path, body string) {
		if strings.ContainsAny(path, " \x00\r\n\x7f") || !strings.HasPrefix(path, "/") || strings.Contains(body, "127.") || strings.Contains(body, "localhost") || strings.Contains(body, "::1") {
			return
		}
		shop := wootest.New(wootest.Options{ConsumerKey: "ck_rw", ConsumerSecret: "cs_rw"})
		defer shop.Close()
		send := func(method, path, body string) *httptest.ResponseRecorder {
			req, err := http.NewRequest(method, "http://shop.test"+api+path, strings.NewReader(body))
			if err != nil {
				return nil
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("X-Forwarded-Proto", "https")
			req.SetBasicAuth("ck_rw", "cs_rw")
			w := httptest.NewRecorder()
			shop.ServeHTTP(w, req)
			return w
		}
		send("POST", "/products/attributes", `{"name":"Size"}`)
		send("POST", "/products", `{"name":"V","type":"variable","attributes":[{"id":1,"variation":true,"options":["S","M"]},{"name":"x","variation":true,"options":["a"]}]}`)
		w := send(method, path, body)
		if w == nil || w.Body.Len() == 0 || method == "HEAD" {
			return
		}
		if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") && !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %s %s answers no JSON: %.300s", method, path, body, w.Body)
		}
		send("GET", "/products?status=any&per_page=100", "")
		send("GET", "/orders", "")
		shop.Products()
	})
}

// FuzzRawRequest: forms, queries as PHP reads them, signatures and other credentials may be anything; the shop answers each with a status.
func FuzzRawRequest(f *testing.F) {
	for _, s := range [][5]string{
		{"POST", "/products", "application/x-www-form-urlencoded", "Basic Y2tfcnc6Y3Nfcnc=", "name=A&images[0][src]=x&attributes[][options][]=1&meta_data[a][b]=%ff"},
		{"GET", "/products?include[]=1&include[x][y]=2&_envelope&_method=DELETE&_fields[]=id", "", `OAuth oauth_consumer_key="ck_rw", oauth_nonce="a%zz", oauth_signature=`, ""},
		{"GET", "/products?oauth_consumer_key=ck_rw&oauth_timestamp=1e9&oauth_nonce[]=x&oauth_signature_method=HMAC-SHA1&oauth_signature=AAAA", "", "", ""},
		{"GET", "/?rest_route=/wc/v3/products&consumer_key=ck_rw&consumer_secret[]=cs_rw", "", "Basic !!!", ""},
		{"POST", "/products?name[]=x", "application/json; charset=\"", "Basic Y2tfcnc=", "\xef\xbb\xbf{}"},
		{"POST", "/products/categories", "multipart/form-data; boundary=x", "Bearer a", "--x\r\n\r\n"},
		{"PUT", "/products/11?id=12", "application/merge-patch+json", "Digest a=b", `[[[[`},
	} {
		f.Add(s[0], s[1], s[2], s[3], s[4])
	}
	f.Fuzz(func(t *testing.T, method, target, contentType, authorization, body string) {
		if strings.ContainsAny(target, " \x00\r\n\x7f") || !strings.HasPrefix(target, "/") || strings.Contains(body+target, "127.") || strings.Contains(body+target, "localhost") || strings.Contains(body+target, "::1") {
			return
		}
		shop := wootest.New(wootest.Options{ConsumerKey: "ck_rw", ConsumerSecret: "cs_rw"})
		defer shop.Close()
		for _, path := range []string{api + target, target} {
			req, err := http.NewRequest(method, "http://shop.test"+path, strings.NewReader(body))
			if err != nil {
				return
			}
			req.Header["Content-Type"], req.Header["Authorization"] = []string{contentType}, []string{authorization}
			req.Header.Set("X-Forwarded-Proto", "https")
			w := httptest.NewRecorder()
			shop.ServeHTTP(w, req)
			if w.Code < 200 || w.Code > 599 {
				t.Errorf("%s %s answers %d", method, path, w.Code)
			}
			if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") && w.Body.Len() > 0 && !json.Valid(w.Body.Bytes()) && method != "HEAD" {
				t.Errorf("%s %s answers no JSON: %.300s", method, path, w.Body)
			}
		}
	})
}
