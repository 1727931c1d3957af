package wootest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"
)

// ServeHTTP answers one request: the host's part (redirect, faults, body limit), then WordPress's.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	switch r.Method {
	case "POST", "PUT", "PATCH", "DELETE":
		s.writes.Add(1)
	}
	if s.servePractice(w, r) {
		return
	}
	entry := Request{Time: s.clock(), Method: r.Method, Path: r.URL.Path, Query: maskQuery(r.URL.RawQuery)}
	// The entry is in the log before the client can have the answer, so that who waited for it finds it there.
	record := sync.OnceFunc(func() {
		entry.Duration = time.Since(started)
		s.log.add(entry)
	})
	defer record()
	send := func(a *answer, fault *Fault) { s.send(w, r, a, fault, &entry, record) }
	if to := s.settings().Redirect; to != "" && redirects(to, r) {
		send(redirect(to, r), nil)
		return
	}
	in, err := s.read(r)
	entry.BytesIn = len(in.body)
	entry.Body = s.keepBody(in.body)
	if errors.Is(err, errTooLarge) {
		w.Header().Set("Connection", "close")
		send(nginxPage(413, "Request Entity Too Large"), nil)
		return
	}
	if err != nil {
		return // the client left while it was sending
	}
	if s.workers != nil {
		select {
		case s.workers <- struct{}{}:
			defer func() { <-s.workers }()
		case <-s.closing.Done():
		}
	}
	route, rest := s.restRoute(in)
	if !rest {
		send(s.site(in), nil)
		return
	}
	fault := s.faults.pick(in.method, trimNamespace(route))
	if fault != nil {
		entry.Fault = fault.Kind
	}
	send(s.work(r, in, route, fault, &entry), fault)
}

// work runs the request as far as the fault lets it, and answers with the fault's answer if it has one.
func (s *Shop) work(r *http.Request, in *incoming, route string, fault *Fault, entry *Request) *answer {
	var give context.Context
	if in.method == "GET" || in.method == "HEAD" {
		give = r.Context()
	}
	pace := s.newPace(give)
	pace.spend(pace.latency.PerCall)
	stopAfter := -1
	if fault != nil {
		stopAfter = fault.AfterItems
		if fault.spoils() || fault.AfterWork {
			stopAfter = -1
		}
	}
	if stopAfter == 0 {
		return s.faultAnswer(fault, in)
	}
	a := s.rest(in, route, pace, stopAfter, entry)
	switch {
	case fault == nil:
	case fault.Kind == FaultEmpty:
		return s.jsonAnswer(in, 200, nil, nil)
	case !fault.spoils():
		return s.faultAnswer(fault, in)
	}
	return a
}

// restRoute finds the route that a request means, if it means the REST API at all. ?rest_route= wins over the path.
func (s *Shop) restRoute(in *incoming) (string, bool) {
	if v, ok := in.query.vals["rest_route"].(string); ok && v != "" {
		return v, true
	}
	if in.form.text("rest_route") != "" {
		return in.form.text("rest_route"), true
	}
	if s.settings().PlainPermalinks {
		return "", false
	}
	path := unescapeSlug(in.path)
	path = strings.TrimPrefix(path, "/index.php")
	if path == "/wp-json" {
		return "/", true
	}
	if rest, ok := strings.CutPrefix(path, "/wp-json/"); ok {
		return "/" + rest, true
	}
	return "", false
}

func trimNamespace(route string) string {
	r := strings.Trim(route, "/")
	if parts := strings.SplitN(r, "/", 3); len(parts) == 3 && parts[0] == "wc" {
		return "/" + parts[2]
	}
	return "/" + r
}

// redirects tells whether a request is not yet where the redirect leads.
func redirects(to string, r *http.Request) bool {
	if to == "https" {
		return r.TLS == nil && !strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https")
	}
	_, host, _ := strings.Cut(to, "://")
	return !strings.EqualFold(strings.TrimSuffix(host, "/"), r.Host)
}

func redirect(to string, r *http.Request) *answer {
	base := strings.TrimSuffix(to, "/")
	if to == "https" {
		base = "https://" + r.Host
	}
	a := nginxPage(301, "Moved Permanently")
	a.header.Set("Location", base+r.URL.RequestURI())
	return a
}
