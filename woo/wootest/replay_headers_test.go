package wootest_test

import (
	"regexp"
	"slices"
	"strings"
)

var relations = regexp.MustCompile(`rel="?(next|prev)"?`)

func (c *comparison) headers(a *reply, looseTotal bool) {
	h := c.rec.Response.Headers
	media := func(s string) string { t, _, _ := strings.Cut(s, ";"); return strings.ToLower(strings.TrimSpace(t)) }
	if media(h["Content-Type"]) != media(a.header.Get("Content-Type")) {
		c.differ("Content-Type", "", h["Content-Type"], a.header.Get("Content-Type"))
	}
	if !looseTotal {
		for _, k := range []string{"X-WP-Total", "X-WP-TotalPages"} {
			if h[k] != a.header.Get(k) {
				c.differ(k, "", h[k], a.header.Get(k))
			}
		}
		want, got := relations.FindAllString(h["Link"], -1), relations.FindAllString(a.header.Get("Link"), -1)
		if !slices.Equal(want, got) {
			c.differ("Link", "", want, got)
		}
	}
	if strings.Contains(h["Link"], "api.w.org") != strings.Contains(a.header.Get("Link"), "api.w.org") {
		c.differ("Link", "to the API", h["Link"], a.header.Get("Link"))
	}
	for _, k := range []string{"Allow", "Retry-After", "Expires", "Cache-Control", "X-Robots-Tag", "Access-Control-Allow-Origin", "X-Redirect-By"} {
		if h[k] != a.header.Get(k) {
			c.differ(k, "", h[k], a.header.Get(k))
		}
	}
	if (h["Location"] == "") != (a.header.Get("Location") == "") {
		c.differ("Location", "", h["Location"], a.header.Get("Location"))
	}
}

// text compares what is no JSON: by its beginning where it is the web server's own page, else by its kind.
func (c *comparison) text(want, got string) {
	switch {
	case want == "" && got != "":
		c.differ("", "length", 0, len(got))
	case strings.Contains(want, "nginx") && strings.ReplaceAll(want, "\r", "") != strings.ReplaceAll(got, "\r", ""):
		c.differ("", "text", want, got)
	case strings.HasPrefix(want, "<br />") && want != got:
		c.sameTail(want, got)
	case strings.HasPrefix(want, "<!DOCTYPE") && !strings.HasPrefix(got, "<!DOCTYPE"):
		c.differ("", "text", want[:15], short(got))
	}
}

// sameTail: the warning is the same, and the JSON behind it is, but for ids.
func (c *comparison) sameTail(want, got string) {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	if len(w) != len(g) || !slices.Equal(w[:len(w)-1], g[:len(g)-1]) {
		c.differ("", "text", want, got)
	}
}
