package sync_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	gosync "sync"
	"sync/atomic"
)

// doorkeeper stands before the practice shops: it lets a request in, or deals with it otherwise.
type doorkeeper func(w http.ResponseWriter, r *http.Request, shop http.Handler)

// guardDoor puts a doorkeeper before the shops.
func (w *world) guardDoor(d doorkeeper) {
	w.doorMu.Lock()
	w.door = d
	w.doorMu.Unlock()
}

// isBatch tells a batch of products or variations.
func isBatch(r *http.Request) bool {
	return strings.HasSuffix(r.URL.Path, "/products/batch") || strings.HasSuffix(r.URL.Path, "/variations/batch")
}

// bodyOf reads a request's body and leaves it there to be read again.
func bodyOf(r *http.Request) string {
	b, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(b))
	return string(b)
}

// stopper lets the first request that fits wait in the shop, after its work was done, until it is released.
type stopper struct {
	arrived, release chan struct{}
	once             gosync.Once
}

// stopAt holds the nth batch (from 1) that comes to the shops.
func (w *world) stopAt(n int32) *stopper {
	st := &stopper{arrived: make(chan struct{}), release: make(chan struct{})}
	var seen atomic.Int32
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if !isBatch(r) || seen.Add(1) != n {
			shop.ServeHTTP(rw, r)
			return
		}
		answer := httptest.NewRecorder()
		shop.ServeHTTP(answer, r)
		close(st.arrived)
		select {
		case <-st.release:
		case <-r.Context().Done():
		}
		for k, v := range answer.Header() {
			rw.Header()[k] = v
		}
		rw.WriteHeader(answer.Code)
		rw.Write(answer.Body.Bytes())
	})
	return st
}

func (st *stopper) wait(w *world) {
	w.t.Helper()
	select {
	case <-st.arrived:
	case <-w.ctx.Done():
		w.t.Fatal("the batch never came")
	}
}

func (st *stopper) letGo() { st.once.Do(func() { close(st.release) }) }

// poison makes the shop die at a product: what stands before it in a batch is done, what comes after is not.
func (w *world) poison(sku string) {
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if body := bodyOf(r); isBatch(r) && strings.Contains(body, `"`+sku+`"`) {
			var b map[string][]map[string]any
			if err := json.Unmarshal([]byte(body), &b); err != nil {
				w.t.Errorf("a batch is no JSON: %v", err)
			}
			for group, list := range b {
				for i, f := range list {
					if f["sku"] == sku {
						b[group] = list[:i]
						break
					}
				}
			}
			if part, _ := json.Marshal(b); len(b["create"])+len(b["update"]) > 0 {
				before := r.Clone(r.Context())
				before.Body, before.ContentLength = http.NoBody, int64(len(part))
				before.Body = readCloser{bytes.NewReader(part)}
				shop.ServeHTTP(httptest.NewRecorder(), before)
			}
			rw.Header().Set("Content-Type", "application/json; charset=UTF-8")
			rw.WriteHeader(http.StatusInternalServerError)
			fmt.Fprint(rw, `{"code":"internal_server_error","message":"<p>There has been a critical error on this website.</p>","data":{"status":500,"error":{"type":1,"message":"Uncaught TypeError in the poison plugin","file":"\/www\/wp-content\/plugins\/poison\/poison.php","line":7}},"additional_errors":[]}`)
			return
		}
		shop.ServeHTTP(rw, r)
	})
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// deleteMedia empties the media library of the world's shop, as its owner may by hand.
func (w *world) deleteMedia() {
	w.t.Helper()
	user, password := w.shop.Login()
	for _, m := range w.shop.Media() {
		req, err := http.NewRequestWithContext(w.ctx, http.MethodDelete, fmt.Sprintf("%s/wp-json/wp/v2/media/%v?force=true", w.webshop.URL, m["id"]), nil)
		w.must(err)
		req.SetBasicAuth(user, password)
		answer, err := http.DefaultClient.Do(req)
		w.must(err)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			w.t.Fatalf("deleting from the library is answered %s", answer.Status)
		}
	}
}

// post sends a request to the world's shop that the client has no method for.
func (w *world) post(path string, body []byte) (status int, answer string) {
	w.t.Helper()
	secure := httptest.NewTLSServer(w.shop)
	defer secure.Close()
	req, err := http.NewRequestWithContext(w.ctx, http.MethodPost, secure.URL+path, bytes.NewReader(body))
	w.must(err)
	req.Header.Set("Content-Type", "application/json")
	req.SetBasicAuth(w.shop.Keys())
	res, err := secure.Client().Do(req)
	w.must(err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	w.must(err)
	return res.StatusCode, string(text)
}
