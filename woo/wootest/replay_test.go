package wootest_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"woosync/woo/wootest"
)

// recording is one request to a real WooCommerce 10.5 with its answer.
type recording struct {
	N        int    `json:"n"`
	Name     string `json:"name"`
	Request  *asked `json:"request"`
	Response struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers"`
		JSON    any               `json:"json"`
		Text    *string           `json:"text"`
		Trimmed bool              `json:"trimmed"`
	} `json:"response"`
	Steps  [][]any `json:"steps"`
	Status int     `json:"status"`
	Body   string  `json:"body"`
}

type asked struct {
	Method  string            `json:"method"`
	HTTPS   bool              `json:"https"`
	Path    string            `json:"path"`
	Query   [][2]string       `json:"query"`
	Headers map[string]string `json:"headers"`
	JSON    json.RawMessage   `json:"json"`
	Raw     *string           `json:"raw"`
}

// notReplayed are the recordings that no single request can repeat; what they show has a test of its own.
var notReplayed = map[int]string{
	459: "a race of parallel requests was recorded, no request: see TestParallelCreatesOfOneSKUMakeOneProduct",
	460: "parallel requests were recorded, no request: see TestParallelOAuthCallsOfOneSecond",
	506: "a client that hangs up was recorded, no request: see TestABatchGoesOnWithoutItsClient",
}

func loadRecordings(t *testing.T) []recording {
	t.Helper()
	f, err := os.Open("testdata/recordings.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var out []recording
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var r recording
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatalf("recording %d: %v", len(out), err)
		}
		out = append(out, r)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// replay is a shop on the way through the recordings, with what was learnt of its ids.
type replay struct {
	t        *testing.T
	shop     *wootest.Shop
	plain    string // its address over http
	secure   string // and over https
	pictures string
	client   *http.Client
	ids      *idMap
	clock    *stepClock
	marks    map[string]time.Time
	nonce    string
	second   int64
	counter  int
}

// stepClock is the shop's clock: it moves by as much as a call took on the recorded shop, and when told.
type stepClock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *stepClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *stepClock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func newReplay(t *testing.T) *replay {
	clock := &stepClock{now: time.Date(2026, 11, 23, 11, 18, 0, 0, time.UTC)}
	shop := wootest.New(wootest.Options{Name: "Rig shop", ConsumerKey: "ck_rw", ConsumerSecret: "cs_rw", ReadOnlyKey: "ck_ro", ReadOnlySecret: "cs_ro",
		WriteOnlyKey: "ck_wo", WriteOnlySecret: "cs_wo", Now: clock.Now})
	r := &replay{t: t, shop: shop, ids: newIDMap(), clock: clock, marks: map[string]time.Time{}}
	plain, secure := httptest.NewServer(shop), httptest.NewTLSServer(shop)
	pictures := httptest.NewServer(http.StripPrefix("/static/", http.FileServer(http.Dir("testdata/static"))))
	t.Cleanup(func() { plain.Close(); secure.Close(); pictures.Close(); shop.Close() })
	r.plain, r.secure, r.pictures = plain.URL, secure.URL, pictures.URL+"/static/"
	r.client = secure.Client()
	r.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return r
}

// TestTheShopAnswersAsRecorded sends the recorded requests in their order, each over http or https as it was sent
// then, and compares status, headers, codes, messages, JSON shapes and values. Unlike the shop of the recordings
// this one cannot be told to fail by a header: it is told from here, just before.
func TestTheShopAnswersAsRecorded(t *testing.T) {
	all := loadRecordings(t)
	byNumber := map[int]recording{}
	last := 0
	for _, rec := range all {
		byNumber[rec.N] = rec
		last = max(last, rec.N)
	}
	r := newReplay(t)
	report := newReplayReport()
	for n := 1; n <= last; n++ {
		r.setUp(n)
		rec, ok := byNumber[n]
		if !ok {
			continue
		}
		if why := notReplayed[n]; why != "" {
			report.left = append(report.left, rec)
			continue
		}
		undo := r.arrange(n)
		var diffs []string
		if rec.Request == nil {
			diffs = r.steps(rec)
		} else {
			diffs = r.compare(rec, r.send(rec))
		}
		undo()
		report.add(rec, diffs)
		for _, d := range diffs {
			t.Errorf("%03d %s: %s", n, rec.Name, d)
		}
	}
	report.check(t)
	if limit := float64(len(all)) * 0.03; float64(len(report.left)) >= limit {
		t.Errorf("%d recordings are left out, 3 %% of all are %.0f", len(report.left), limit)
	}
}

func (r *replay) mustDo(method, path string, body any) *reply {
	r.t.Helper()
	a := r.api(method, path, body)
	if a.status >= 400 {
		r.t.Fatalf("%s %s answered %d %s", method, path, a.status, a.body)
	}
	return a
}

// TestTheComparisonSeesWhatDiffers: a comparison that lets everything pass would prove nothing.
func TestTheComparisonSeesWhatDiffers(t *testing.T) {
	text := `{"id":11,"name":"A","sku":"S","price":"1.00","stock_quantity":5,"manage_stock":true,"categories":[{"id":15,"name":"U"}],"date_created":"2026-11-23T12:18:08","data":{"status":400}}`
	change := func(path string, v any) any {
		o := generic(json.RawMessage(text)).(m)
		if v == nil {
			delete(o, path)
		} else {
			o[path] = v
		}
		return o
	}
	for name, got := range map[string]any{
		"nothing":              change("id", 11.0),
		"a value":              change("name", "B"),
		"a type":               change("price", 1.0),
		"a number":             change("stock_quantity", 6.0),
		"a truth":              change("manage_stock", false),
		"a missing key":        change("sku", nil),
		"one key more":         change("extra", "x"),
		"a list's length":      change("categories", []any{}),
		"an element":           change("categories", []any{m{"id": 15.0, "name": "V"}}),
		"another category":     change("categories", []any{m{"id": 99.0, "name": "U"}}),
		"a date's form":        change("date_created", "yesterday"),
		"a list for an object": change("data", []any{}),
	} {
		r := &replay{t: t, ids: newIDMap()}
		r.ids.force("category", 15, 15)
		rec := recording{Request: &asked{Path: api + "/products/11"}}
		rec.Response.Status, rec.Response.JSON = 200, generic(json.RawMessage(text))
		body, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		diffs := r.compare(rec, &reply{status: 200, header: http.Header{}, body: body})
		if (len(diffs) == 0) != (name == "nothing") {
			t.Errorf("a difference in %s: %v", name, diffs)
		}
	}
	r := &replay{t: t, ids: newIDMap()}
	rec := recording{Request: &asked{Path: api + "/products"}}
	rec.Response.Status, rec.Response.JSON, rec.Response.Headers = 200, []any{}, map[string]string{"X-WP-Total": "3"}
	if diffs := r.compare(rec, &reply{status: 201, header: http.Header{"X-Wp-Total": {"4"}}, body: []byte("[]")}); len(diffs) != 2 {
		t.Errorf("another status and another total are seen as %v", diffs)
	}
}
