package woo

import (
	"errors"
	"strings"
	"testing"
)

func TestParseAddress(t *testing.T) {
	for raw, want := range map[string]string{
		"https://shop.example":                          "https://shop.example",
		" https://shop.example/ ":                       "https://shop.example",
		"HTTPS://Shop.Example/":                         "https://shop.example",
		"https://shop.example/sub/":                     "https://shop.example/sub",
		"https://shop.example/sub//":                    "https://shop.example/sub",
		"https://shop.example/wp-json":                  "https://shop.example",
		"https://shop.example/wp-json/wc/v3/products":   "https://shop.example",
		"https://shop.example/sub/wp-json/":             "https://shop.example/sub",
		"https://shop.example/wp-admin/admin.php":       "https://shop.example",
		"https://shop.example/wp-login.php":             "https://shop.example",
		"https://shop.example/index.php/wp-json/wc/v3/": "https://shop.example",
		"https://shop.example:443":                      "https://shop.example",
		"http://shop.example:80/":                       "http://shop.example",
		"https://shop.example:8443/x":                   "https://shop.example:8443/x",
		"http://127.0.0.1:8080":                         "http://127.0.0.1:8080",
		"http://[::1]:8080/":                            "http://[::1]:8080",
		"http://[::1]":                                  "http://[::1]",
		"https://shop.example/#top":                     "https://shop.example",
		"https://blåbær.example/å":                      "https://xn--blbr-roah.example/%C3%A5",
	} {
		got, err := ParseAddress(raw)
		if err != nil || got != want {
			t.Errorf("ParseAddress(%q) = %q, %v; want %q", raw, got, err, want)
		}
	}
}

func TestParseAddressRefusesWithARemedy(t *testing.T) {
	for raw, want := range map[string]string{
		"":                                   "is empty",
		"shop.example":                       "write https://shop.example",
		"//shop.example":                     "write https://shop.example",
		"ftp://shop.example":                 "begins with https://",
		"https://ola:hemmelig@shop.example":  "user name or password",
		"https://shop.example/?rest_route=/": "leave that out: https://shop.example/",
		"https://shop.example?":              "question mark",
		"https://shop .example":              "blank",
		"https://":                           "names no host",
		"https:///wp-json":                   "names no host",
		"https://.":                          "names no host",
		"https://shop..example":              "names no host",
		"https://shop.example:0":             "port",
		"https://shop.example:70000":         "port",
		"https://shop.example:":              "port",
		"https://shop.example:abc":           "not readable",
		"https://shop.exam\x00ple":           "not readable",
		"https://[::1":                       "not readable",
	} {
		_, err := ParseAddress(raw)
		var address *AddressError
		if !errors.As(err, &address) {
			t.Errorf("ParseAddress(%q): %v, want an *AddressError", raw, err)
			continue
		}
		if !strings.Contains(err.Error(), want) {
			t.Errorf("ParseAddress(%q): %q, want it to say %q", raw, err, want)
		}
		if strings.Contains(err.Error(), "hemmelig") || strings.Contains(Explain(err).String(), "hemmelig") {
			t.Errorf("ParseAddress(%q) repeats the password", raw)
		}
		mustKind(t, err, KindAddress)
	}
}

func TestNewRefuses(t *testing.T) {
	good := Config{URL: "https://shop.example", ConsumerKey: testKey, ConsumerSecret: testSecret}
	for name, c := range map[string]struct {
		change func(*Config)
		kind   Kind
		says   string
	}{
		"no scheme":         {func(c *Config) { c.URL = "shop.example" }, KindAddress, "https://"},
		"no key":            {func(c *Config) { c.ConsumerKey = " " }, KindKeysMissing, "consumer key"},
		"no secret":         {func(c *Config) { c.ConsumerSecret = "" }, KindKeysMissing, "consumer secret"},
		"swapped":           {func(c *Config) { c.ConsumerKey, c.ConsumerSecret = testSecret, testKey }, KindKeysMissing, "swapped"},
		"blank in key":      {func(c *Config) { c.ConsumerKey = "ck_12 34" }, KindKeysMissing, "blank"},
		"basic over http":   {func(c *Config) { c.URL, c.Auth = "http://shop.example", AuthBasic }, KindAddress, "http://"},
		"query over http":   {func(c *Config) { c.URL, c.Auth = "http://shop.example", AuthQuery }, KindAddress, "http://"},
		"unknown auth":      {func(c *Config) { c.Auth = "digest" }, KindAddress, "unknown way"},
		"password in there": {func(c *Config) { c.URL = "https://a:b@shop.example" }, KindAddress, "password"},
	} {
		cfg := good
		c.change(&cfg)
		_, err := New(cfg)
		if KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v (%s), want %s saying %q", name, err, KindOf(err), c.kind, c.says)
		}
		noKeys(t, err)
	}
}
