package wootest_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"woosync/woo/wootest"
)

// fastShop is a shop behind a real socket, with a client that keeps its connections.
type fastShop struct {
	*wootest.Shop
	url    string
	client *http.Client
}

func newFastShop(tb testing.TB, o wootest.Options) *fastShop {
	tb.Helper()
	o.ConsumerKey, o.ConsumerSecret = "ck_bench", "cs_bench"
	shop := wootest.New(o)
	server := httptest.NewServer(shop)
	tb.Cleanup(func() { server.Close(); shop.Close() })
	return &fastShop{shop, server.URL, server.Client()}
}

// call goes over http with a proxy's word that it was https, so that signing costs nothing.
func (s *fastShop) call(tb testing.TB, method, path string, body []byte) []byte {
	tb.Helper()
	req, err := http.NewRequest(method, s.url+"/wp-json/wc/v3"+path, bytes.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Forwarded-Proto", "https")
	req.SetBasicAuth("ck_bench", "cs_bench")
	resp, err := s.client.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode >= 400 {
		tb.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, data, err)
	}
	return data
}

func createBatch(from, n int) []byte {
	var b bytes.Buffer
	b.WriteString(`{"create":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"name":"Product %d","sku":"SKU-%d","regular_price":"12.50","description":"<p>Long text</p>","manage_stock":true,"stock_quantity":7,"categories":[{"id":15}]}`, from+i, from+i)
	}
	b.WriteString(`]}`)
	return b.Bytes()
}

// fill puts n products into the shop.
func (s *fastShop) fill(tb testing.TB, n int) {
	for from := 0; from < n; from += 100 {
		s.call(tb, "POST", "/products/batch?_fields=none", createBatch(from, min(100, n-from)))
	}
}

func BenchmarkBatchOf100Creates(b *testing.B) {
	s := newFastShop(b, wootest.Options{KeepRequests: -1})
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		s.call(b, "POST", "/products/batch", createBatch(n, 100))
		n += 100
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "items/s")
}

func BenchmarkBatchOf100Updates(b *testing.B) {
	s := newFastShop(b, wootest.Options{KeepRequests: -1})
	s.fill(b, 100)
	var body bytes.Buffer
	body.WriteString(`{"update":[`)
	for i := range 100 {
		if i > 0 {
			body.WriteByte(',')
		}
		fmt.Fprintf(&body, `{"id":%d,"regular_price":"13.75","stock_quantity":3}`, 11+i)
	}
	body.WriteString(`]}`)
	n := 0
	for b.Loop() {
		s.call(b, "POST", "/products/batch", body.Bytes())
		n += 100
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "items/s")
}

// BenchmarkLargeShop looks at pages of a shop of 200,000 products, at both ends and by SKU.
func BenchmarkLargeShop(b *testing.B) {
	const size = 200_000
	s := newFastShop(b, wootest.Options{KeepRequests: -1})
	s.fill(b, size)
	for name, path := range map[string]string{
		"first page":     "/products?per_page=100&_fields=id,sku",
		"last page":      fmt.Sprintf("/products?per_page=100&page=%d&_fields=id,sku", size/100),
		"by id":          "/products?per_page=100&orderby=id&order=asc&page=77&_fields=id,sku",
		"one SKU":        "/products?sku=SKU-777&_fields=id,sku",
		"modified after": "/products?modified_after=2090-01-01T00:00:00&_fields=id",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				s.call(b, "GET", path, nil)
			}
		})
	}
}
