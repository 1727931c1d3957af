package woo

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Index is what WordPress tells everybody at /wp-json/.
type Index struct {
	Name       string   // of the site
	URL        string   // where WordPress itself lies
	Home       string   // the site's address as it sees itself
	Timezone   string   // "Europe/Oslo", or ""
	GMTOffset  float64  // hours ahead of UTC
	Namespaces []string // has "wc/v3" with WooCommerce
}

// HasWooCommerce tells whether the REST API v3 of WooCommerce is there.
func (i Index) HasWooCommerce() bool { return i.has("wc/v3") }

func (i Index) has(namespace string) bool {
	return slices.Contains(i.Namespaces, namespace)
}

// Index reads what the site tells without keys.
func (c *Client) Index(ctx context.Context) (Index, error) {
	var o object
	call := call{method: http.MethodGet, root: true, want: '{'}
	a, err := c.do(ctx, call, &o)
	if err != nil {
		return Index{}, err
	}
	if o["namespaces"] == nil {
		return Index{}, c.answerError(call, a, "this is not the index of a WordPress REST API")
	}
	offset, _ := o.float("gmt_offset")
	return Index{
		Name: clean(o.text("name"), 200), URL: clean(o.text("url"), 500), Home: clean(o.text("home"), 500),
		Timezone: clean(o.text("timezone_string"), 100), GMTOffset: offset, Namespaces: o.texts("namespaces"),
	}, nil
}

// SystemStatus is what WooCommerce tells about the shop's set-up.
type SystemStatus struct {
	WooVersion       string // "10.5.0"
	WordPressVersion string
	PHPVersion       string
	HomeURL, SiteURL string
	MemoryLimit      int64 // bytes that PHP may use for WordPress
	PostMaxSize      int64 // bytes that PHP takes in one request
	MaxUploadSize    int64 // bytes of one upload
	MaxExecutionTime int   // seconds that PHP may take; 0 is no limit
	Currency         string
	DecimalSeparator string
	ThousandSep      string
	PriceDecimals    int
	Plugins          []Plugin // the active ones
}

// Plugin is a plugin that is active in the shop.
type Plugin struct {
	File    string // "akismet/akismet.php"
	Name    string
	Version string
	URL     string
}

// SystemStatus reads the shop's set-up. It takes a key of a shop manager that may read.
func (c *Client) SystemStatus(ctx context.Context) (SystemStatus, error) {
	var o object
	call := call{method: http.MethodGet, path: "system_status", query: url.Values{"_fields": {"environment,settings,active_plugins"}}, want: '{'}
	a, err := c.do(ctx, call, &o)
	if err != nil {
		return SystemStatus{}, err
	}
	env, settings := o.object("environment"), o.object("settings")
	if env == nil {
		return SystemStatus{}, c.answerError(call, a, "the system status has no environment")
	}
	s := SystemStatus{
		WooVersion: clean(env.text("version"), 50), WordPressVersion: clean(env.text("wp_version"), 50), PHPVersion: clean(env.text("php_version"), 50),
		HomeURL: clean(env.text("home_url"), 500), SiteURL: clean(env.text("site_url"), 500),
		MemoryLimit: env.int("wp_memory_limit"), PostMaxSize: env.int("php_post_max_size"), MaxUploadSize: env.int("max_upload_size"),
		MaxExecutionTime: env.small("php_max_execution_time"),
		Currency:         clean(settings.text("currency"), 10), PriceDecimals: settings.small("number_of_decimals"),
		DecimalSeparator: clean(settings.text("decimal_separator"), 10), ThousandSep: clean(settings.text("thousand_separator"), 10),
	}
	for _, p := range o.objects("active_plugins") {
		if len(s.Plugins) == 500 {
			break
		}
		s.Plugins = append(s.Plugins, Plugin{
			File: clean(p.text("plugin"), 200), Name: clean(p.text("name"), 200), Version: clean(p.text("version"), 50),
			URL: clean(strings.TrimSpace(p.text("url")), 500),
		})
	}
	return s, nil
}
