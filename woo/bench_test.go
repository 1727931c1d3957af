package woo

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	gosync "sync"
	"sync/atomic"
	"testing"
	"time"
)

// BenchmarkOverhead prints how much longer two connections take with this client
// than the shop itself works, for batches of 30 updates at 50 ms each: the ratio
// is wall time over the shop's own time.
func BenchmarkOverhead(b *testing.B) {
	var worked atomic.Int64
	item := strings.TrimSpace(productJSON(1, "SKU")[:len(productJSON(1, "SKU"))-1]) + `,"description":"` + strings.Repeat("text ", 400) + `"}`
	var answer strings.Builder
	for id := range 30 {
		answer.WriteString("," + strings.Replace(item, `"id":1,`, fmt.Sprintf(`"id":%d,`, id+1), 1))
	}
	body := `{"update":[` + answer.String()[1:] + `]}`
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		io.Copy(io.Discard, r.Body)
		time.Sleep(50 * time.Millisecond)
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, body)
		worked.Add(int64(time.Since(began)))
	}))
	defer s.Close()
	c, err := New(Config{URL: s.URL, ConsumerKey: testKey, ConsumerSecret: testSecret})
	if err != nil {
		b.Fatal(err)
	}
	batch := Batch{}
	for id := range 30 {
		batch.Update = append(batch.Update, Fields{"id": id + 1, "regular_price": "10.00", "description": strings.Repeat("text ", 400)})
	}
	began := time.Now()
	var wg gosync.WaitGroup
	work := make(chan struct{})
	for range 2 {
		wg.Go(func() {
			for range work {
				if _, err := c.BatchProducts(b.Context(), batch); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for b.Loop() {
		work <- struct{}{}
	}
	close(work)
	wg.Wait()
	b.ReportMetric(float64(time.Since(began))*2/float64(worked.Load()), "×shop")
}

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
