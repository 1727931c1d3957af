package woo

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// BenchmarkReadProducts reads a list of 100 full products.
func BenchmarkReadProducts(b *testing.B) {
	var full string
	for _, r := range recordings(b, "answers.jsonl") {
		if r.Name == "product-create-full" {
			full = r.Body
		}
	}
	body := []byte("[" + strings.Repeat(full+",", 99) + full + "]")
	c, err := New(Config{URL: "https://shop.example", ConsumerKey: testKey, ConsumerSecret: testSecret, Transport: canned{body}})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		page, err := c.ListProducts(b.Context(), Query{})
		if err != nil || len(page.Items) != 100 {
			b.Fatal(err)
		}
	}
}

type canned struct{ body []byte }

func (c canned) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(c.body)))}, nil
}
