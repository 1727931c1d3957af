package woo

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	gosync "sync"
	"testing"
	"time"
)

const (
	testKey    = "ck_0123456789abcdef0123456789abcdef01234567"
	testSecret = "cs_fedcba9876543210fedcba9876543210fedcba98"
)

// asked is a request as the stub got it.
type asked struct {
	method, path, query, body string
	header                    http.Header
}

// stub is a server with canned answers; it keeps what it was asked.
type stub struct {
	*httptest.Server
	mu   gosync.Mutex
	seen []asked
}

func (s *stub) asked() []asked {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]asked(nil), s.seen...)
}

func newStub(t *testing.T, secure bool, handler http.HandlerFunc) *stub {
	t.Helper()
	s := &stub{}
	record := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		s.mu.Lock()
		s.seen = append(s.seen, asked{r.Method, r.URL.Path, r.URL.RawQuery, string(body), r.Header.Clone()})
		s.mu.Unlock()
		handler(w, r)
	})
	s.Server = httptest.NewUnstartedServer(record)
	s.Config.ErrorLog = quiet()
	if secure {
		s.StartTLS()
	} else {
		s.Start()
	}
	t.Cleanup(s.Close)
	return s
}

// client speaks to the stub, without pauses between attempts.
func (s *stub) client(t *testing.T, change ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{
		URL: s.URL, ConsumerKey: testKey, ConsumerSecret: testSecret, Timeout: 20 * time.Second,
		Transport: s.Client().Transport, Sleep: func(context.Context, time.Duration) error { return nil },
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	return c
}

// reply sends JSON as WordPress does.
func reply(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

func page(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	io.WriteString(w, body)
}

// always answers everything alike.
func always(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { reply(w, status, body) }
}

func wpError(status int, code, message string) string {
	b, _ := json.Marshal(map[string]any{"code": code, "message": message, "data": map[string]any{"status": status}})
	return string(b)
}

func productJSON(id int64, sku string) string {
	return fmt.Sprintf(`{"id":%d,"name":"P%d","sku":%q,"status":"publish","type":"simple"}`, id, id, sku)
}

func mustKind(t *testing.T, err error, want Kind) {
	t.Helper()
	if got := KindOf(err); got != want {
		t.Fatalf("kind = %q, want %q (%v)", got, want, err)
	}
}

// noKeys fails if anything that can be shown of err holds a key.
func noKeys(t *testing.T, err error) {
	t.Helper()
	x := Explain(err)
	for _, text := range []string{fmt.Sprintf("%v", err), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", err), x.String()} {
		for _, secret := range []string{testSecret, testKey, "oauth_signature=", "Basic "} {
			if strings.Contains(text, secret) {
				t.Errorf("a key is shown: %s", text)
			}
		}
	}
}
