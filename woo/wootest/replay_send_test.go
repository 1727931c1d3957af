package wootest_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

const api = "/wp-json/wc/v3"

// reply is an answer of the shop.
type reply struct {
	status int
	header http.Header
	body   []byte
	err    error
}

func (a *reply) decoded() (any, bool) {
	var v any
	err := json.Unmarshal(bytes.TrimPrefix(a.body, []byte("\xef\xbb\xbf")), &v)
	return v, err == nil
}

func (a *reply) object() m {
	v, _ := a.decoded()
	o, _ := v.(m)
	return o
}

func escape(s string) string {
	return strings.NewReplacer("+", "%20", "%7E", "~").Replace(url.QueryEscape(s))
}

type pair = [2]string

// signature describes how a call is signed; the zero value is a valid one.
type signature struct {
	key, secret, method string
	shift               time.Duration
	nonce               string
	second              int64
	also                []pair // what is signed instead of the query
	leaveOut            bool   // most of the parameters
}

func (r *replay) oauth(method, address string, query []pair, s signature) []pair {
	if s.method == "" {
		s.method = "HMAC-SHA256"
	}
	if s.second == 0 {
		s.second = r.clock.Now().Add(s.shift).Unix()
	}
	if s.nonce == "" {
		r.counter++
		s.nonce = fmt.Sprintf("nonce-%d", r.counter)
	}
	own := []pair{{"oauth_consumer_key", s.key}, {"oauth_timestamp", strconv.FormatInt(s.second, 10)}}
	if s.leaveOut {
		return own
	}
	own = append(own, pair{"oauth_nonce", s.nonce}, pair{"oauth_signature_method", s.method})
	signed := query
	if s.also != nil {
		signed = s.also
	}
	var lines []string
	for _, p := range append(slices.Clone(signed), own...) {
		lines = append(lines, escape(p[0])+"="+escape(p[1]))
	}
	slices.Sort(lines)
	newHash := func() hash.Hash { return sha256.New() }
	if s.method == "HMAC-SHA1" {
		newHash = sha1.New
	}
	mac := hmac.New(newHash, []byte(s.secret+"&"))
	fmt.Fprintf(mac, "%s&%s&%s", method, escape(address), escape(strings.Join(lines, "&")))
	return append(own, pair{"oauth_signature", base64.StdEncoding.EncodeToString(mac.Sum(nil))})
}

func (r *replay) do(method, base, path string, query []pair, header map[string]string, body []byte) *reply {
	address := base + (&url.URL{Path: path}).EscapedPath()
	if len(query) > 0 {
		var parts []string
		for _, p := range query {
			parts = append(parts, escape(p[0])+"="+escape(p[1]))
		}
		address += "?" + strings.Join(parts, "&")
	}
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequest(method, address, reader)
	if err != nil {
		return &reply{err: err}
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	if header["Accept-Encoding"] == "" {
		req.Header.Set("Accept-Encoding", "identity")
	}
	resp, err := r.client.Do(req)
	r.clock.Advance(40 * time.Millisecond)
	if err != nil {
		return &reply{err: err}
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return &reply{resp.StatusCode, resp.Header, data, err}
}

// api makes a call that is no recording.
func (r *replay) api(method, path string, body any) *reply {
	header := map[string]string{"Accept": "application/json", "Authorization": basic("ck_rw", "cs_rw")}
	var data []byte
	if body != nil {
		header["Content-Type"] = "application/json"
		data, _ = json.Marshal(body)
	}
	return r.do(method, r.secure, api+path, nil, header, data)
}

func basic(key, secret string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(key+":"+secret))
}

var rawIDs = regexp.MustCompile(`(id%5D=|"id":)(\d+)`)

// send repeats the request of a recording, with this shop's ids and keys.
func (r *replay) send(rec recording) *reply {
	q := rec.Request
	kind := kindOf(q.Path)
	var query []pair
	oauth := strings.HasPrefix(q.Headers["Authorization"], "OAuth")
	for _, p := range q.Query {
		if p[0] == "rest_route" {
			kind = "product"
		}
	}
	name, value := r.moment(rec.N)
	for _, p := range q.Query {
		switch {
		case strings.HasPrefix(p[0], "oauth_"):
			oauth = true
		case p[0] == name:
			query = append(query, pair{name, value})
		default:
			query = append(query, pair{p[0], realKeys(r.ids.query(kind, p[0], p[1]))})
		}
	}
	path := r.ids.path(q.Path)
	var body []byte
	switch {
	case rec.N == 386:
		body = []byte("{\"name\":\"Bl\xe5b\xe6r\"}") // the recording shows what it became in UTF-8
	case q.Raw != nil:
		body = []byte(rawIDs.ReplaceAllStringFunc(*q.Raw, func(s string) string {
			x := rawIDs.FindStringSubmatch(s)
			n, _ := strconv.Atoi(x[2])
			return x[1] + strconv.Itoa(r.ids.request("category", n))
		}))
	case q.JSON != nil:
		var v any
		if err := json.Unmarshal(q.JSON, &v); err != nil {
			r.t.Fatal(err)
		}
		body, _ = json.Marshal(r.ids.body(kind, v, r.pictures))
	}
	base := r.plain
	if q.HTTPS {
		base = r.secure
	}
	header := maps.Clone(q.Headers)
	delete(header, "X-Fault")
	if auth := header["Authorization"]; auth != "" {
		key, secret, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(auth, "Basic base64("), ")"), ":")
		header["Authorization"] = basic(realKeys(key), realKeys(secret))
	}
	if oauth {
		delete(header, "Authorization")
		own := r.oauth(q.Method, base+(&url.URL{Path: path}).EscapedPath(), query, r.signature(rec, query, body))
		if strings.HasPrefix(q.Headers["Authorization"], "OAuth") {
			var parts []string
			for _, p := range own {
				parts = append(parts, p[0]+`="`+escape(p[1])+`"`)
			}
			header["Authorization"] = "OAuth " + strings.Join(parts, ", ")
		} else {
			query = append(query, own...)
		}
	}
	return r.do(q.Method, base, path, query, header, body)
}

var placeholders = strings.NewReplacer("<CK>", "ck_rw", "<CS>", "cs_rw", "<RO_CK>", "ck_ro", "<RO_CS>", "cs_ro", "<WO_CK>", "ck_wo", "<WO_CS>", "cs_wo")

func realKeys(s string) string { return placeholders.Replace(s) }

// signature is what the recording is about, where it is about signing.
func (r *replay) signature(rec recording, query []pair, body []byte) signature {
	s := signature{key: "ck_rw", secret: "cs_rw"}
	for _, p := range rec.Request.Query {
		switch p[0] {
		case "oauth_consumer_key":
			s.key = realKeys(p[1])
			s.secret = strings.Replace(s.key, "ck_", "cs_", 1)
		case "oauth_signature_method":
			s.method = p[1]
		}
	}
	switch rec.N {
	case 330:
		s.secret = "cs_wrong"
	case 332:
		s.shift = -16 * time.Minute
	case 333:
		s.shift = 16 * time.Minute
	case 334:
		s.shift = 14 * time.Minute
	case 335, 336, 337, 338:
		if rec.N == 335 {
			r.second = r.clock.Now().Unix()
			r.nonce = fmt.Sprintf("nonce%d", r.second)
		}
		s.second, s.nonce = r.second, r.nonce
		if rec.N == 337 {
			s.nonce += "b"
		}
	case 339:
		s.leaveOut = true
	case 344:
		for _, p := range query {
			s.also = append(s.also, pair{strings.Replace(p[0], "include[]", "include[0]", 1), p[1]})
		}
	}
	if strings.Contains(rec.Request.Headers["Content-Type"], "x-www-form-urlencoded") {
		s.also = slices.Clone(query)
		form, _ := url.ParseQuery(string(body))
		for k, vs := range form {
			for _, v := range vs {
				s.also = append(s.also, pair{k, v})
			}
		}
	}
	return s
}

// steps repeats the recordings that consist of several requests.
func (r *replay) steps(rec recording) []string {
	switch rec.N {
	case 490:
		return r.modifications(rec)
	case 495:
		parent, variation := r.ids.known("product", 2567), r.ids.known("product", 2568)
		before := r.modified(parent)
		r.clock.Advance(1100 * time.Millisecond)
		r.mustDo("PUT", fmt.Sprintf("/products/%d/variations/%d", parent, variation), m{"regular_price": "6"})
		if before == r.modified(parent) {
			return []string{"the parent's modification time did not move"}
		}
		return nil
	case 513:
		req, err := http.NewRequest("POST", r.secure+api+"/products?_fields=id,name", io.NopCloser(strings.NewReader(`{"name":"chunked"}`)))
		if err != nil {
			return []string{err.Error()}
		}
		req.TransferEncoding = []string{"chunked"}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", basic("ck_rw", "cs_rw"))
		resp, err := r.client.Do(req)
		if err != nil {
			return []string{err.Error()}
		}
		defer resp.Body.Close()
		got := m{}
		if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || resp.StatusCode != rec.Status || got["name"] != "chunked" {
			return []string{fmt.Sprintf("answered %d %v %v", resp.StatusCode, got, err)}
		}
		return nil
	}
	return []string{"nobody knows how to repeat it"}
}

func (r *replay) modified(id int) any {
	return r.mustDo("GET", fmt.Sprintf("/products/%d", id), nil).object()["date_modified_gmt"]
}

// modifications: which requests move a product's modification time.
func (r *replay) modifications(rec recording) []string {
	id := r.ids.known("product", 2565)
	one := fmt.Sprintf("/products/%d", id)
	moves := []struct {
		method string
		body   any
	}{
		{"PUT", m{}}, {"PUT", m{"no_such": 1}}, {"PUT", m{"regular_price": "10"}}, {"PUT", m{"name": "Mod"}}, {"PUT", m{"regular_price": "11"}},
		{"PUT", m{"stock_quantity": 8}}, {"PUT", m{"meta_data": []any{m{"key": "k", "value": "v"}}}}, {"PUT", m{"meta_data": []any{m{"key": "k", "value": "v"}}}},
		{"PUT", m{"categories": []any{m{"id": r.ids.request("category", 15)}}}}, {"BATCH", m{"id": id, "regular_price": "11"}}, {"BATCH", m{"id": id}},
		{"ORDER", nil}, {"GET", nil}, {"DELETE", nil},
	}
	var diffs []string
	for i, want := range rec.Steps {
		before := r.modified(id)
		r.clock.Advance(1100 * time.Millisecond)
		var a *reply
		switch moves[i].method {
		case "BATCH":
			a = r.api("POST", "/products/batch", m{"update": []any{moves[i].body}})
		case "ORDER":
			a = r.api("POST", "/orders", m{"set_paid": true, "line_items": []any{m{"product_id": id, "quantity": 1}}})
		default:
			a = r.api(moves[i].method, one, moves[i].body)
		}
		got := "same"
		if before != r.modified(id) {
			got = "moved"
		}
		if float64(a.status) != want[1] || got != want[2] {
			diffs = append(diffs, fmt.Sprintf("%v: expected %v %v, got %d %s", want[0], want[1], want[2], a.status, got))
		}
	}
	return diffs
}
