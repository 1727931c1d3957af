package wootest

import (
	"net/http"
	"strings"
)

// site answers what is no REST call: the shop's pages. With plain permalinks that is also every /wp-json/ address.
func (s *Shop) site(in *incoming) *answer {
	path := in.path
	switch {
	case strings.HasPrefix(path, "/wc-api/"):
		a := newAnswer(404, "application/json; charset=UTF-8", appendJSON(nil, object{{"errors", object{{"code", "woocommerce_api_disabled"}, {"message", "The WooCommerce API is disabled on this site"}}}}))
		a.header.Set("X-Powered-By", "PHP/8.2.36")
		return a
	case s.settings().PlainPermalinks && (strings.HasPrefix(path, "/wp-json") || strings.HasPrefix(path, "/index.php/wp-json")):
		return s.plainPermalinks(in)
	case path == "/" || path == "/index.php" || path == "":
		return s.frontPage(in)
	}
	a := newAnswer(404, htmlType, []byte(wpPage("Page not found", "<h1>Page not found</h1>")))
	a.header.Set("Link", "<"+s.apiRoot(in)+`>; rel="https://api.w.org/"`)
	return a
}

// plainPermalinks is how WordPress takes /wp-json/… when it does not know the path: a GET is sent to the address
// with a slash at its end, and everything else gets the front page, with 200.
func (s *Shop) plainPermalinks(in *incoming) *answer {
	path, isIndex := strings.CutPrefix(in.path, "/index.php")
	if (in.method == "GET" || in.method == "HEAD") && (isIndex || !strings.HasSuffix(path, "/")) {
		a := newAnswer(http.StatusMovedPermanently, htmlType, nil)
		to := in.home + strings.TrimSuffix(path, "/") + "/"
		if _, query, ok := strings.Cut(in.target, "?"); ok {
			to += "?" + query
		}
		a.header.Set("Location", to)
		a.header.Set("X-Redirect-By", "WordPress")
		noCache(a.header)
		return a
	}
	a := s.frontPage(in)
	noCache(a.header)
	return a
}
