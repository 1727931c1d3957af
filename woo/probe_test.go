package woo

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const statusJSON = `{"environment":{"version":"10.5.0","wp_version":"6.9.1","php_version":"8.2.36","wp_memory_limit":536870912,"php_max_execution_time":300,"home_url":"https://shop.example"},
 "settings":{"currency":"EUR","number_of_decimals":2,"decimal_separator":".","thousand_separator":","},"active_plugins":[{"plugin":"a/a.php","name":"A","version":"1"}]}`

// wholeShop is a shop with an index, keys and a system status.
func wholeShop(auth shopAuth) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		auth.now = time.Now()
		switch {
		case r.URL.Path == "/wp-json/":
			reply(w, 200, fmt.Sprintf(`{"name":"Nordlys","home":"%s://%s","gmt_offset":"5.5","timezone_string":"Asia/Kolkata","namespaces":["oembed/1.0","wc/v1","wc/v2","wc/v3"]}`, scheme(r), r.Host))
		case strings.HasSuffix(r.URL.Path, "/system_status") && auth.permissions != "write":
			reply(w, 200, statusJSON)
		default:
			auth.ServeHTTP(w, r)
		}
	}
}

func TestProbe(t *testing.T) {
	good := shopAuth{knows: true, secret: testSecret, permissions: "read_write"}
	for name, c := range map[string]struct {
		secure            bool
		change            func(*shopAuth)
		kind              Kind
		auth              Auth
		canRead, canWrite bool
		warns             []Kind
	}{
		"https":                 {secure: true, auth: AuthBasic, canRead: true, canWrite: true},
		"http on this computer": {auth: AuthOAuth, canRead: true, canWrite: true},
		"read only":             {secure: true, change: func(s *shopAuth) { s.permissions = "read" }, auth: AuthBasic, canRead: true},
		"read only, Danish":     {secure: true, change: func(s *shopAuth) { s.permissions, s.danish = "read", true }, auth: AuthBasic, canRead: true},
		"write only":            {secure: true, change: func(s *shopAuth) { s.permissions = "write" }, auth: AuthBasic, canWrite: true},
		"write only, Danish":    {secure: true, change: func(s *shopAuth) { s.permissions, s.danish = "write", true }, auth: AuthBasic, canWrite: true},
		"stripped":              {secure: true, change: func(s *shopAuth) { s.strip = true }, auth: AuthQuery, canRead: true, canWrite: true, warns: []Kind{KindAuthorizationStripped}},
		"stripped, read only":   {secure: true, change: func(s *shopAuth) { s.strip, s.permissions = true, "read" }, auth: AuthQuery, canRead: true, warns: []Kind{KindAuthorizationStripped}},
		"unknown key":           {secure: true, change: func(s *shopAuth) { s.knows = false }, kind: KindKeyUnknown},
		"wrong secret":          {secure: true, change: func(s *shopAuth) { s.secret = "cs_x" }, kind: KindSecretWrong},
		"wrong secret, Danish":  {secure: true, change: func(s *shopAuth) { s.secret, s.danish = "cs_x", true }, kind: KindSecretWrong},
		"unknown key, http":     {change: func(s *shopAuth) { s.knows = false }, kind: KindKeyUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			auth := good
			if c.change != nil {
				c.change(&auth)
			}
			s := newStub(t, c.secure, wholeShop(auth))
			info, err := s.client(t).Probe(t.Context())
			mustKind(t, err, c.kind)
			noKeys(t, err)
			if info.Auth != c.auth || info.CanRead != c.canRead || info.CanWrite != c.canWrite || info.FinalURL != s.URL {
				t.Errorf("found %+v", info)
			}
			if info.Name != "Nordlys" || info.GMTOffset != 5.5 || info.Timezone != "Asia/Kolkata" {
				t.Errorf("index %+v", info)
			}
			if c.canRead && (info.WooVersion != "10.5.0" || info.Currency != "EUR" || info.PriceDecimals != 2 || info.DecimalSeparator != ".") {
				t.Errorf("status %+v", info)
			}
			var warned []Kind
			for _, w := range info.Warnings {
				warned = append(warned, w.Kind)
			}
			if fmt.Sprint(warned) != fmt.Sprint(c.warns) {
				t.Errorf("warnings %v, want %v", info.Warnings, c.warns)
			}
			for _, a := range s.asked() {
				if a.method != "GET" && a.body != `{"create":[],"delete":[],"update":[]}` {
					t.Errorf("the probe wrote: %s %s %s", a.method, a.path, a.body)
				}
			}
		})
	}
}

func TestProbeOfOtherSites(t *testing.T) {
	wordPress := `<!DOCTYPE html><link href="/wp-content/themes/x.css">`
	for name, c := range map[string]struct {
		secure bool
		serve  http.HandlerFunc
		kind   Kind
	}{
		"no WordPress":          {true, func(w http.ResponseWriter, r *http.Request) { page(w, 404, "<html>nginx</html>") }, KindNotWordPress},
		"a page for everything": {true, func(w http.ResponseWriter, r *http.Request) { page(w, 200, "<!DOCTYPE html><p>Hello</p>") }, KindNotWordPress},
		"other JSON":            {true, always(200, `{"hello":"world"}`), KindNotWordPress},
		"WordPress, REST off": {true, func(w http.ResponseWriter, r *http.Request) {
			page(w, map[bool]int{true: 200, false: 404}[r.URL.Path == "/"], wordPress)
		}, KindRESTUnreachable},
		"WordPress, no WooCommerce": {true, always(200, `{"name":"Blog","namespaces":["wp/v2"]}`), KindWooMissing},
		"an old WooCommerce":        {true, always(200, `{"name":"Old","namespaces":["wp/v2","wc/v2"]}`), KindWooOld},
		"firewall":                  {true, func(w http.ResponseWriter, r *http.Request) { page(w, 403, "<html>Generated by Wordfence</html>") }, KindFirewall},
		"maintenance":               {true, always(503, wpError(503, "wp_die", "Briefly unavailable for scheduled maintenance.")), KindMaintenance},
		"site password": {true, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("WWW-Authenticate", "Basic")
			page(w, 401, "401")
		}, KindSitePassword},
		"plain permalinks, Apache": {true, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Link", `<https://x/index.php?rest_route=/>; rel="https://api.w.org/"`)
			page(w, 200, wordPress)
		}, KindRESTUnreachable},
		"plain permalinks, works":   {true, plainShop, ""},
		"index hidden, shop is not": {true, func(w http.ResponseWriter, r *http.Request) { hiddenIndex(w, r) }, ""},
		"https port spoken to http": {true, nil, KindHTTPNeedsHTTPS},
		"nobody there":              {false, nil, KindRefused},
		"redirects in a circle": {true, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://"+r.Host+"/x"+r.URL.Path+"x", http.StatusFound)
		}, KindRedirect},
		"no PHP behind the web page": {true, func(w http.ResponseWriter, r *http.Request) { page(w, 502, "<title>502 Bad Gateway</title>") }, KindGateway},
	} {
		t.Run(name, func(t *testing.T) {
			serve := c.serve
			if serve == nil {
				serve = always(200, `{}`)
			}
			s := newStub(t, c.secure, serve)
			client := s.client(t, func(cfg *Config) {
				if name == "https port spoken to http" {
					cfg.URL = strings.Replace(s.URL, "https", "http", 1)
				}
			})
			if name == "nobody there" {
				s.Close()
			}
			_, err := client.Probe(t.Context())
			mustKind(t, err, c.kind)
			noKeys(t, err)
		})
	}
}

// hiddenIndex is a shop whose security plugin shows /wp-json/ to nobody.
func hiddenIndex(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/wp-json/" {
		reply(w, 401, wpError(401, "rest_not_logged_in", "You are not currently logged in."))
		return
	}
	wholeShop(shopAuth{knows: true, secret: testSecret, permissions: "read_write"})(w, r)
}

func TestProbeFollowsTheAddressWithoutKeys(t *testing.T) {
	shop := newStub(t, true, wholeShop(shopAuth{knows: true, secret: testSecret, permissions: "read_write"}))
	www := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, shop.URL+r.URL.RequestURI(), http.StatusMovedPermanently)
	})
	bare := newStub(t, false, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, www.URL+r.URL.RequestURI(), http.StatusMovedPermanently)
	})
	info, err := bare.client(t, func(c *Config) { c.Transport = shop.Client().Transport }).Probe(t.Context())
	mustKind(t, err, KindHTTPNeedsHTTPS) // 127.0.0.1 both times
	if info.FinalURL != shop.URL {
		t.Errorf("final address %q, want %q", info.FinalURL, shop.URL)
	}
	for _, s := range []*stub{shop, www, bare} {
		for _, a := range s.asked() {
			if a.header.Get("Authorization") != "" || strings.Contains(a.query, "consumer") || strings.Contains(a.query, "oauth") {
				t.Errorf("keys were shown along a redirect: %+v", a)
			}
		}
	}
	if x := Explain(err); !strings.Contains(x.Remedy, "https://") {
		t.Errorf("explained as %+v", x)
	}
}

func TestProbeWarns(t *testing.T) {
	s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/wp-json/":
			reply(w, 200, `{"name":"x","home":"https://www.shop.example","namespaces":["wc/v3"]}`)
		case strings.HasSuffix(r.URL.Path, "system_status"):
			reply(w, 200, strings.Replace(statusJSON, "10.5.0", "8.9.1", 1))
		default:
			reply(w, 200, `[]`)
		}
	})
	info, err := s.client(t).Probe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(info.Warnings) != 2 || info.Warnings[0].Kind != KindWooOld || info.Warnings[1].Kind != KindRedirect || !strings.Contains(info.Warnings[1].Text, "https://www.shop.example") {
		t.Errorf("warnings %+v", info.Warnings)
	}
	for version, old := range map[string]bool{"9.5.9": true, "9.6.0": false, "10.0": false, "9.6.0-beta.1": false, "3.5": true, "": false, "x.y": false} {
		if olderThan(version, 9, 6) != old {
			t.Errorf("olderThan(%q) is not %v", version, old)
		}
	}
}

func TestProbeWithoutSystemStatus(t *testing.T) {
	s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "system_status") {
			reply(w, 403, wpError(403, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."))
			return
		}
		wholeShop(shopAuth{knows: true, secret: testSecret, permissions: "read_write"})(w, r)
	})
	info, err := s.client(t).Probe(t.Context())
	if err != nil || !info.CanWrite || info.WooVersion != "" || len(info.Warnings) != 1 {
		t.Errorf("%+v, %v", info, err)
	}
}
