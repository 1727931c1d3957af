package woo

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestFindJSON(t *testing.T) {
	warning := "<br />\n<b>Warning</b>:  Undefined variable $shop in <b>/x/faults.php</b> on line <b>7</b><br />\n"
	for name, c := range map[string]struct {
		body, found, before string
		shape               byte
		ok                  bool
	}{
		"clean":                   {`{"a":1}`, `{"a":1}`, "", '{', true},
		"blanks around":           {" \r\n[1]\n ", `[1]`, "", '[', true},
		"byte order mark":         {"\uFEFF[1]", `[1]`, "\uFEFF", '[', true},
		"warning before":          {warning + `[{"id":19}]`, `[{"id":19}]`, strings.TrimSpace(warning), '[', true},
		"warning with brackets":   {"Notice: a[0] and {x} {\"a\"}\n" + `{"id":1}`, `{"id":1}`, "Notice: a[0] and {x} {\"a\"}", '{', true},
		"warning after":           {`{"id":1}<br /><b>Warning</b>: x`, `{"id":1}`, "", '{', true},
		"more JSON after":         {`{"id":1}{"id":2}`, `{"id":1}`, "", '{', false},
		"other shape":             {`[1]`, "", "", '{', false},
		"object holds a list":     {`{"code":"x","list":[1]}`, "", "", '[', false},
		"empty":                   {"", "", "", '[', false},
		"page with data in it":    {`<!DOCTYPE html><script>var a = {"id":1}`, "", "", '{', false},
		"cut":                     {`[{"id":1},{"id`, "", "", '[', false},
		"cut after a warning":     {warning + `[{"id":1},{"id`, "", "", '[', false},
		"text":                    {"ok", "", "", '{', false},
		"too much noise before":   {strings.Repeat("x", noiseLimit) + `[1]`, "", "", '[', false},
		"deeper than any product": {strings.Repeat("[", 20000) + strings.Repeat("]", 20000), "", "", '[', false},
	} {
		found, before, ok := findJSON([]byte(c.body), c.shape)
		if string(found) != c.found || string(before) != c.before || ok != c.ok {
			t.Errorf("%s: %q, %q, %v; want %q, %q, %v", name, found, before, ok, c.found, c.before, c.ok)
		}
	}
}

func TestNoiseIsUsedAndWarnedOf(t *testing.T) {
	for name, c := range map[string]struct{ before, says string }{
		"mark":    {"\uFEFF", "byte order mark"},
		"warning": {"<br /><b>Warning</b>: bad \x1b]52;c;x\x07 in a.php on line 3<br />", "Warning : bad"},
	} {
		client := newStub(t, true, always(200, c.before+`[`+productJSON(1, "A")+`]`)).client(t)
		got, err := client.ListProducts(t.Context(), Query{})
		if err != nil || len(got.Items) != 1 {
			t.Fatalf("%s: %v", name, err)
		}
		w := client.Warnings()
		if len(w) != 1 || !strings.Contains(w[0].Text, c.says) || strings.ContainsAny(w[0].Text, "\x1b\x07") {
			t.Errorf("%s: warnings %q", name, w)
		}
	}
}

func TestAnErrorWithStatus200(t *testing.T) {
	c := newStub(t, true, always(200, wpError(404, "woocommerce_rest_product_invalid_id", "Invalid ID."))).client(t)
	_, err := c.UpdateProduct(t.Context(), 12, Fields{"name": "x"})
	mustKind(t, err, KindNotFound)
	_, err = c.ListProducts(t.Context(), Query{})
	mustKind(t, err, KindNotFound)
}

func TestEndlessAndPackedBodies(t *testing.T) {
	block := bytes.Repeat([]byte(" "), 1<<20)
	for name, packed := range map[string]bool{"endless": false, "gzip bomb": true} {
		c := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			if packed {
				w.Header().Set("Content-Encoding", "gzip")
				z := gzip.NewWriter(w)
				for range 4 {
					if _, err := z.Write(block); err != nil {
						return
					}
				}
				z.Close()
				return
			}
			for r.Context().Err() == nil {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}).client(t)
		if c.answerLimit != 32<<20 {
			t.Errorf("answers are read up to %d bytes", c.answerLimit)
		}
		c.answerLimit = 2 << 20 // so that the test need not send as much
		_, err := c.CreateProduct(t.Context(), Fields{"name": "x"})
		if KindOf(err) != KindBadJSON || !Unknown(err) || !strings.Contains(err.Error(), "longer than any") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.Probe(t.Context()); KindOf(err) != KindBadJSON || !strings.Contains(Explain(err).What, "longer than any") {
			t.Errorf("%s, who asks what is there: %v", name, err)
		}
		if n := c.Stats().BytesIn; n > 2*(c.answerLimit+1) {
			t.Errorf("%s: %d bytes were read", name, n)
		}
	}
}

func TestErrorsKeepTwoKilobytesWithoutKeys(t *testing.T) {
	echo := fmt.Sprintf(`<html>?consumer_key=%s&consumer_secret=%s oauth_signature=abc%%2B {"consumer_secret":"%s"} Basic Y2s= `, testKey, testSecret, testSecret)
	c := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		page(w, 418, echo+r.Header.Get("Authorization")+" \x1b[31mred\u202e "+strings.Repeat("long ", 4000))
	}).client(t)
	_, err := c.ListProducts(t.Context(), Query{})
	e := err.(*Error)
	if len(e.Body) > keptLimit || len(e.Body) < keptLimit-10 {
		t.Errorf("%d bytes are kept", len(e.Body))
	}
	for _, bad := range []string{testKey, testSecret, testKey[3:], "abc%2B", "\x1b", "\u202e"} {
		if strings.Contains(e.Body, bad) || strings.Contains(Explain(err).Detail, bad) {
			t.Errorf("%q is kept in %q", bad, e.Body)
		}
	}
	if user, _, _ := strings.Cut(e.Body, "long"); strings.Count(user, "Basic ") == 2 && strings.Contains(user, "Basic Y2tf") {
		t.Errorf("the Authorization header is kept: %s", user)
	}
}

func FuzzFindJSON(f *testing.F) {
	f.Add([]byte("\uFEFF{\"a\":1}"), true)
	f.Add([]byte("<b>Warning</b> [x] [1]"), false)
	f.Add([]byte("[[[[[[{\"a\":\"b"), false)
	f.Fuzz(func(t *testing.T, b []byte, object bool) {
		shape := byte('[')
		if object {
			shape = '{'
		}
		found, _, ok := findJSON(b, shape)
		if ok && (!json.Valid(found) || found[0] != shape) {
			t.Fatalf("found %q", found)
		}
		cutShort(b, shape)
	})
}

func FuzzErrorAnswer(f *testing.F) {
	f.Add([]byte(wpError(400, "product_invalid_sku", "Invalid")), 400, "text/html", "600")
	f.Add([]byte(`{"code":["x"],"message":{},"data":{"status":"4","params":[1,{}],"error":{"line":"x"}}}`), 500, "", "-1")
	f.Add([]byte(`<title>x</title`), 503, "application/json", "Wed, 21 Oct 2099 07:28:00 GMT")
	c, err := New(Config{URL: "https://shop.example", ConsumerKey: testKey, ConsumerSecret: testSecret})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte, status int, media, after string) {
		res := &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {media}, "Retry-After": {after}, "Location": {media}}}
		_, e := c.judge(call{method: "POST", path: "products", want: '{'}, res, b)
		if e == nil {
			return
		}
		if x := Explain(e); x.What == "" || len(x.Detail) > 6000 {
			t.Fatalf("explained as %+v", x)
		}
		if e.RetryAfter < 0 {
			t.Fatalf("pause %v", e.RetryAfter)
		}
	})
}

func FuzzBatchAnswer(f *testing.F) {
	f.Add([]byte(mixedBatch))
	f.Add([]byte(`{"create":{"0":{"id":1}},"update":[{"id":null,"error":[]}],"delete":[null]}`))
	c, err := New(Config{URL: "https://shop.example", ConsumerKey: testKey, ConsumerSecret: testSecret})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := parseObject(b) // whether it is valid or not
		if err != nil {
			return
		}
		for i, asked := range [][]int64{{0, 0, 0}, {15, 999999}, {75, 999998}} {
			items, err := c.group(call{method: "POST", path: "products/batch"}, answer{}, groupNames[i], asked, o[groupNames[i]])
			if err == nil && len(items) != len(asked) {
				t.Fatalf("%d results for %d items", len(items), len(asked))
			}
		}
	})
}
