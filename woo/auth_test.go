package woo

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestOAuthSignature(t *testing.T) {
	// Computed apart from this program, by the rules of RFC 5849.
	keys := &keyPair{key: testKey, secret: testSecret}
	u, _ := url.Parse("http://shop.example/sub/wp-json/wc/v3/products")
	query := url.Values{"per_page": {"100"}, "sku": {"A B,Ø+%41&=~"}, "_fields": {"id"}}
	signed := keys.signed("GET", u, query, time.Unix(1795435200, 0), "n0nce")
	if got, want := signed.Get("oauth_signature"), "lxwIlH1d9NJ4L/giPxO4OIqZtnFTf15nL0Q1Kt3Mc+k="; got != want {
		t.Errorf("signature %s, want %s", got, want)
	}
	if query.Has("oauth_nonce") {
		t.Error("the caller's query was changed")
	}
}

func TestEncodeQuerySortsByName(t *testing.T) {
	got := encodeQuery(url.Values{"a-b": {"1"}, "a": {"2", "1"}, "ü": {" "}})
	if want := "a=1&a=2&a-b=1&%C3%BC=%20"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRandomNoncesDiffer(t *testing.T) {
	if a, b := randomNonce(), randomNonce(); a == b || len(a) != 32 {
		t.Errorf("nonces %q and %q", a, b)
	}
}

// shopAuth answers as WooCommerce does, as far as keys go.
type shopAuth struct {
	strip       bool // drops the Authorization header
	knows       bool // knows testKey
	secret      string
	permissions string // "read", "write", "read_write"
	danish      bool   // answers in the shop's language
	now         time.Time
}

func (s shopAuth) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/wp-json/") {
		reply(w, 200, fmt.Sprintf(`{"home":"http://%s","namespaces":["wc/v3"]}`, r.Host))
		return
	}
	refuse := func(code, message, danish string) {
		if s.danish {
			message = danish
		}
		reply(w, 401, wpError(401, code, message))
	}
	q := r.URL.Query()
	key, secret := q.Get("consumer_key"), q.Get("consumer_secret")
	if user, password, ok := r.BasicAuth(); ok && key == "" && !s.strip {
		key, secret = user, password
	}
	switch {
	case q.Get("oauth_consumer_key") != "" && !s.knows:
		refuse("woocommerce_rest_authentication_error", "Consumer key is invalid.", "Forbrugernøglen er ugyldig.")
		return
	case q.Get("oauth_consumer_key") != "":
		got := q.Get("oauth_signature")
		at := time.Time{}
		if n, ok := number([]byte(q.Get("oauth_timestamp"))); ok {
			at = time.Unix(n, 0)
		}
		if d := at.Sub(s.now).Abs(); d > 15*time.Minute {
			w.Header().Set("Date", s.now.UTC().Format(http.TimeFormat))
			refuse("woocommerce_rest_authentication_error", "Invalid timestamp.", "Ugyldigt tidsstempel.")
			return
		}
		delete(q, "oauth_signature")
		again := (&keyPair{key: testKey, secret: s.secret}).signed(r.Method, &url.URL{Scheme: scheme(r), Host: r.Host, Path: r.URL.Path}, q, at, q.Get("oauth_nonce"))
		if again.Get("oauth_signature") != got {
			refuse("woocommerce_rest_authentication_error", "Invalid signature - provided signature does not match.", "Ugyldig signatur.")
			return
		}
	case (key == "" || !s.knows || key != testKey) && r.Method == "GET":
		refuse("woocommerce_rest_cannot_view", "Sorry, you cannot list resources.", "Beklager, du kan ikke.")
		return
	case key == "" || !s.knows || key != testKey:
		refuse("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources.", "Beklager, du må ikke.")
		return
	case secret != s.secret:
		refuse("woocommerce_rest_authentication_error", "Consumer secret is invalid.", "Forbrugerhemmeligheden er ugyldig.")
		return
	}
	switch {
	case r.Method == "GET" && s.permissions == "write":
		refuse("woocommerce_rest_authentication_error", "The API key provided does not have read permissions.", "Nøglen må ikke læse.")
	case r.Method != "GET" && s.permissions == "read":
		refuse("woocommerce_rest_authentication_error", "The API key provided does not have write permissions.", "Nøglen må ikke skrive.")
	case r.Method == "GET":
		reply(w, 200, `[]`)
	case strings.HasSuffix(r.URL.Path, "/batch"):
		reply(w, 200, `[]`)
	default:
		reply(w, 201, productJSON(11, "A"))
	}
}

func scheme(r *http.Request) string {
	if r.TLS != nil {
		return "https"
	}
	return "http"
}

func TestAuthIsFoundOut(t *testing.T) {
	good := shopAuth{knows: true, secret: testSecret, permissions: "read_write", now: time.Now()}
	for name, c := range map[string]struct {
		secure  bool
		shop    func(*shopAuth)
		want    Auth
		kind    Kind // of listing
		warning Kind
	}{
		"https":                      {secure: true, want: AuthBasic},
		"http":                       {want: AuthOAuth},
		"header stripped":            {secure: true, shop: func(s *shopAuth) { s.strip = true }, want: AuthQuery, warning: KindAuthorizationStripped},
		"unknown key":                {secure: true, shop: func(s *shopAuth) { s.knows = false }, kind: KindKeyUnknown},
		"unknown key, http":          {shop: func(s *shopAuth) { s.knows = false }, kind: KindKeyUnknown},
		"wrong secret":               {secure: true, shop: func(s *shopAuth) { s.secret = "cs_other" }, kind: KindSecretWrong},
		"wrong secret, http":         {shop: func(s *shopAuth) { s.secret = "cs_other" }, kind: KindSecretWrong},
		"wrong secret, stripped":     {secure: true, shop: func(s *shopAuth) { s.secret, s.strip = "cs_other", true }, kind: KindSecretWrong},
		"may only write":             {secure: true, shop: func(s *shopAuth) { s.permissions = "write" }, want: AuthBasic, kind: KindKeyWriteOnly},
		"our clock an hour behind":   {shop: func(s *shopAuth) { s.now = s.now.Add(time.Hour) }, want: AuthOAuth, warning: KindClock},
		"wrong secret, in Danish":    {secure: true, shop: func(s *shopAuth) { s.secret, s.danish = "cs_other", true }, kind: KindSecretWrong},
		"header stripped, in Danish": {secure: true, shop: func(s *shopAuth) { s.strip, s.danish = true, true }, want: AuthQuery, warning: KindAuthorizationStripped},
	} {
		t.Run(name, func(t *testing.T) {
			shop := good
			if c.shop != nil {
				c.shop(&shop)
			}
			client := newStub(t, c.secure, shop.ServeHTTP).client(t)
			_, err := client.ListProducts(t.Context(), Query{})
			mustKind(t, err, c.kind)
			noKeys(t, err)
			if client.Auth() != c.want {
				t.Errorf("Auth() = %q, want %q", client.Auth(), c.want)
			}
			if got := client.Warnings(); c.warning == "" && len(got) > 0 || c.warning != "" && (len(got) != 1 || got[0].Kind != c.warning) {
				t.Errorf("warnings %v, want %q", got, c.warning)
			}
			if err == nil {
				before := client.Stats().Requests
				if _, err := client.CreateProduct(t.Context(), Fields{"name": "x"}); err != nil {
					t.Fatal(err)
				}
				if n := client.Stats().Requests - before; n != 1 {
					t.Errorf("%d requests for a create once the way is known, want 1", n)
				}
			}
		})
	}
}

func TestAWriteFindsTheWayToo(t *testing.T) {
	shop := shopAuth{knows: true, secret: testSecret, permissions: "read_write", strip: true}
	s := newStub(t, true, shop.ServeHTTP)
	p, err := s.client(t).CreateProduct(t.Context(), Fields{"name": "x"})
	if err != nil || p.ID != 11 {
		t.Fatalf("%v, %v", p.ID, err)
	}
	if got := s.asked(); len(got) != 2 || got[0].body != got[1].body {
		t.Errorf("%d requests, want two with one body", len(got))
	}
}

func TestPermissionsInAnotherLanguage(t *testing.T) {
	shop := shopAuth{knows: true, secret: testSecret, permissions: "read", danish: true}
	c := newStub(t, true, shop.ServeHTTP).client(t)
	if _, err := c.ListProducts(t.Context(), Query{}); err != nil {
		t.Fatal(err)
	}
	_, err := c.CreateProduct(t.Context(), Fields{"name": "x"})
	mustKind(t, err, KindKeyReadOnly)
}

func TestRememberedAuthIsUsedAsItIs(t *testing.T) {
	shop := shopAuth{knows: true, secret: testSecret, permissions: "read_write"}
	for auth, sees := range map[Auth]func(asked) bool{
		AuthBasic: func(a asked) bool {
			return a.header.Get("Authorization") == "Basic "+base64.StdEncoding.EncodeToString([]byte(testKey+":"+testSecret)) && !strings.Contains(a.query, "consumer")
		},
		AuthQuery: func(a asked) bool {
			return a.header.Get("Authorization") == "" && strings.Contains(a.query, "consumer_secret="+testSecret)
		},
		AuthOAuth: func(a asked) bool {
			return a.header.Get("Authorization") == "" && strings.Contains(a.query, "oauth_signature=") && !strings.Contains(a.query, testSecret)
		},
	} {
		shop.now = time.Now()
		s := newStub(t, true, shop.ServeHTTP)
		c := s.client(t, func(c *Config) { c.Auth = auth })
		if _, err := c.ListProducts(t.Context(), Query{}); err != nil {
			t.Fatalf("%s: %v", auth, err)
		}
		if got := s.asked(); len(got) != 1 || !sees(got[0]) {
			t.Errorf("%s: sent %+v", auth, got)
		}
	}
}

func TestRememberedHeaderThatIsStrippedNow(t *testing.T) {
	shop := shopAuth{knows: true, secret: testSecret, permissions: "read_write", strip: true, now: time.Now()}
	s := newStub(t, true, shop.ServeHTTP)
	c := s.client(t, func(c *Config) { c.Auth = AuthBasic })
	_, err := c.CreateProduct(t.Context(), Fields{"name": "x"})
	mustKind(t, err, KindAuthorizationStripped)
	for _, a := range s.asked() {
		if strings.Contains(a.query, "consumer_secret") {
			t.Error("the secret was sent in the query, though the header was asked for")
		}
		if a.method != "GET" && strings.Contains(a.query, "oauth_signature") {
			t.Error("the write was sent twice")
		}
	}
}

func TestHTTPWhereHTTPSIsMeant(t *testing.T) {
	// A proxy ends TLS and also passes http on: WooCommerce signs with its own address.
	c := newStub(t, false, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/wp-json/" {
			reply(w, 200, `{"home":"https://shop.example","namespaces":["wc/v3"]}`)
			return
		}
		reply(w, 401, wpError(401, "woocommerce_rest_authentication_error", "Invalid signature - provided signature does not match."))
	}).client(t)
	_, err := c.ListProducts(t.Context(), Query{})
	mustKind(t, err, KindHTTPNeedsHTTPS)
	if e := err.(*Error); e.Location != "https://shop.example" {
		t.Errorf("location %q", e.Location)
	}
}

func TestTheShopSignsWithItsOwnName(t *testing.T) {
	shop := shopAuth{knows: true, secret: testSecret, permissions: "read_write", now: time.Now()}
	c := newStub(t, false, func(w http.ResponseWriter, r *http.Request) {
		r.Host = "inside.example"
		shop.ServeHTTP(w, r)
	}).client(t)
	for range 2 {
		if _, err := c.CreateProduct(t.Context(), Fields{"name": "x"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := c.Stats().Requests; n != 4 {
		t.Errorf("%d requests, want 4: refused, index, create, create", n)
	}
}

func TestKeysThatAreNotSeenOverHTTP(t *testing.T) {
	c := newStub(t, false, func(w http.ResponseWriter, r *http.Request) {
		reply(w, 401, wpError(401, "woocommerce_rest_cannot_view", "Sorry, you cannot list resources."))
	}).client(t)
	_, err := c.ListProducts(t.Context(), Query{})
	mustKind(t, err, KindAuthorizationStripped)
}

func TestConfigAndClientMaskTheKeys(t *testing.T) {
	cfg := Config{URL: "https://me:hush@shop.example/?x=hush", ConsumerKey: testKey, ConsumerSecret: testSecret}
	ok := cfg
	ok.URL = "https://shop.example"
	c, err := New(ok)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, v := range []any{cfg, &cfg, c, cfg.LogValue(), c.LogValue()} {
		fmt.Fprintf(&b, "%v %+v %#v %s\n", v, v, v, v)
	}
	for _, secret := range []string{testKey, testSecret, "hush"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("%q is shown in %s", secret, b.String())
		}
	}
	if !strings.Contains(b.String(), "ck_…4567") {
		t.Errorf("the key cannot be recognised in %s", b.String())
	}
}
