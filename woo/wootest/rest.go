package wootest

import (
	"errors"
	"strconv"
	"strings"
)

// rest runs one REST request: who is it, which route, are the parameters right, may they, do it.
func (s *Shop) rest(in *incoming, route string, p *pace, stopAfter int, entry *Request) *answer {
	if id, one, media := mediaPath(route); media {
		return s.media(in, id, one, p, entry)
	}
	user, authErr := s.authenticate(in)
	if authErr != nil {
		return s.jsonAnswer(in, authErr.status, nil, appendJSON(nil, authErr.object()))
	}
	c := &call{shop: s, method: in.method, home: in.home, path: route, user: user, query: in.query, pace: p, stopAfter: stopAfter, log: entry}
	switch {
	case in.query.text("_method") != "":
		c.method = strings.ToUpper(in.query.text("_method"))
	case in.header.Get("X-HTTP-Method-Override") != "":
		c.method = strings.ToUpper(in.header.Get("X-HTTP-Method-Override"))
	}
	if user != nil {
		if err := user.mayUse(c.method); err != nil {
			return s.jsonAnswer(in, err.status, user, appendJSON(nil, err.object()))
		}
	}
	if c.method != "GET" && c.method != "HEAD" && c.method != "OPTIONS" {
		entry.Items = 1
	}
	found := s.match(c)
	if found == nil {
		return s.finish(in, c, nil, reply{}, noRoute())
	}
	if c.method == "OPTIONS" {
		return s.finish(in, c, nil, reply{status: 200, body: describe(c, found)}, nil)
	}
	e := found.endpoint(c.method)
	if e == nil {
		return s.finish(in, c, nil, reply{}, noRoute())
	}
	r, err := s.run(in, c, e)
	return s.finish(in, c, found, r, err)
}

func (s *Shop) run(in *incoming, c *call, e *endpoint) (reply, error) {
	c.gather(in)
	c.readFields()
	if err := c.check(e.fields, e.defaults); err != nil {
		return reply{}, err
	}
	c.context = phpString(c.params["context"])
	if c.context == "" {
		c.context = "view"
	}
	if c.user == nil && e.deny != nil {
		s.mu.RLock()
		err := e.deny(c)
		s.mu.RUnlock()
		if err != nil {
			return reply{}, err
		}
	}
	return e.run(c)
}

// finish makes an answer of a reply or an error.
func (s *Shop) finish(in *incoming, c *call, found *route, r reply, err error) *answer {
	var refused *apiError
	var died *fatal
	switch {
	case errors.As(err, &died):
		return s.fatalAnswer(in, c.user, died)
	case errors.As(err, &refused):
		r = reply{status: refused.status, body: refused.object()}
	case err != nil:
		r = reply{status: 500, body: fail(500, "internal_error", err.Error()).object()}
	case c.fields != nil:
		r.body = selectSingle(r.body, c)
	}
	if links, ok := r.body.(linked); ok {
		r.body = append(links.object, member{"_links", links.links})
	}
	status := r.status
	a := s.jsonAnswer(in, status, c.user, nil)
	if r.total != nil {
		a.header.Set("X-WP-Total", strconv.Itoa(r.total.total))
		a.header.Set("X-WP-TotalPages", strconv.Itoa(r.total.pages))
		if link := pageLinks(c, r.total); link != "" {
			a.header.Set("Link", link)
		}
	}
	if r.location != "" {
		a.header.Set("Location", r.location)
	}
	if found != nil && (c.user != nil || found.public) && s.allows(c, found) {
		a.header.Set("Allow", strings.Join(found.methods(), ", "))
	}
	if _, wrapped := in.query.vals["_envelope"]; wrapped {
		r.body = envelope(r, a)
		a.status = 200
	}
	a.body = appendJSON(make([]byte, 0, 2048*min(max(c.log.Items, 1), maxBatch)), r.body)
	return a
}

// allows tells whether the Allow header is sent: not for what does not exist, or no longer does.
func (s *Shop) allows(c *call, found *route) bool {
	if found.present == nil {
		return true
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	return found.present(c) == nil
}

// linked is a single resource: its links follow even if _fields does not name them.
type linked struct {
	object
	links object
}

func selectSingle(body any, c *call) any {
	if l, ok := body.(linked); ok {
		o, ok := selectFields(l.object, c.fields).(object)
		if !ok {
			o = nil
		}
		return linked{o, l.links}
	}
	return selectFields(body, c.fields)
}

// envelope is the answer as a body of its own, with ?_envelope.
func envelope(r reply, a *answer) object {
	h := object{}
	if r.total != nil {
		h.add("X-WP-Total", r.total.total)
		h.add("X-WP-TotalPages", r.total.pages)
	}
	for _, k := range []string{"Link", "Location", "Allow"} {
		if v := a.header.Get(k); v != "" && !strings.Contains(v, "api.w.org") {
			h.add(k, v)
		}
	}
	return object{{"body", r.body}, {"status", r.status}, {"headers", h}}
}

// pageLinks names the neighbour pages, with the query as it was sent.
func pageLinks(c *call, p *page) string {
	var links []string
	base, _, _ := strings.Cut(p.base, "?") // with plain permalinks the route is a part of the query
	add := func(n int, rel string) {
		links = append(links, "<"+base+"?"+c.query.with("page", strconv.Itoa(n)).encode()+`>; rel="`+rel+`"`)
	}
	if p.number > 1 {
		add(min(p.number-1, p.pages), "prev")
	}
	if p.pages > p.number {
		add(p.number+1, "next")
	}
	return strings.Join(links, ", ")
}
