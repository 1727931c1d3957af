package woo

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ShopInfo is what Probe found out. After an error it holds what was found until then.
type ShopInfo struct {
	URL              string    `json:"url"`       // the address that was asked
	FinalURL         string    `json:"final_url"` // where a redirect leads, or the same: worth saving if it differs
	Name             string    `json:"name"`      // of the site
	Home             string    `json:"home"`      // the address that the site thinks it has
	Timezone         string    `json:"timezone"`  // "Europe/Oslo", or ""
	GMTOffset        float64   `json:"gmt_offset"`
	WooVersion       string    `json:"woocommerce_version"` // "" where the key may not read it
	WordPressVersion string    `json:"wordpress_version"`
	PHPVersion       string    `json:"php_version"`
	Auth             Auth      `json:"auth"`       // the way that works
	CanRead          bool      `json:"can_read"`   // the key may read products
	CanWrite         bool      `json:"can_write"`  // the key may change products
	CanUpload        bool      `json:"can_upload"` // WordPress takes the application password, where there is one
	PlainPermalinks  bool      `json:"plain_permalinks"`
	Currency         string    `json:"currency"`
	PriceDecimals    int       `json:"price_decimals"`
	DecimalSeparator string    `json:"decimal_separator"`
	Warnings         []Warning `json:"warnings"`
}

// probeLimit is how long somebody waits for an answer to "does it work?".
const probeLimit = time.Minute

// Probe finds out what is at the shop's address and what the keys may do. It
// changes nothing: whether the key may write is seen by a batch without items,
// which a real WooCommerce 10.5 answers with an empty list, or refuses to a key
// that may only read. A key that may do only one of the two is no error.
//
// Where the shop is at another address it fails with KindRedirect or
// KindHTTPNeedsHTTPS and FinalURL is set; the keys are not shown there.
func (c *Client) Probe(ctx context.Context) (ShopInfo, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, probeLimit, errTimeout)
	defer cancel()
	info := ShopInfo{URL: c.URL(), FinalURL: c.URL()}
	err := c.probe(ctx, &info)
	info.Auth, info.PlainPermalinks = c.Auth(), c.plain.Load()
	c.warnOfAddress(info)
	info.Warnings = c.Warnings()
	return info, err
}

func (c *Client) probe(ctx context.Context, info *ShopInfo) error {
	if err := c.probeSite(ctx, info); err != nil {
		return err
	}
	if err := c.probeKeys(ctx, info); err != nil {
		return err
	}
	if !info.CanRead {
		return nil
	}
	c.probeLibrary(ctx, info)
	status, err := c.SystemStatus(ctx)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		c.warn(KindOf(err), c.base.Host+" does not tell its WooCommerce version, currency and decimals: "+Explain(err).What)
		return nil
	}
	info.WooVersion, info.WordPressVersion, info.PHPVersion = status.WooVersion, status.WordPressVersion, status.PHPVersion
	info.Currency, info.PriceDecimals, info.DecimalSeparator = status.Currency, status.PriceDecimals, status.DecimalSeparator
	if olderThan(status.WooVersion, 9, 6) {
		c.warn(KindWooOld, c.base.Host+" runs WooCommerce "+status.WooVersion+". Brands need 9.6 or later and are left out.")
	}
	return nil
}

// probeLibrary tries the application password by reading. What is wrong with it is a warning: only image files need it.
func (c *Client) probeLibrary(ctx context.Context, info *ShopInfo) {
	if !c.CanUpload() {
		return
	}
	_, err := c.MediaBySlug(ctx, []string{"woosync"})
	if info.CanUpload = err == nil; err != nil {
		x := Explain(err)
		c.warn(KindOf(err), "Image files cannot be uploaded. "+joinSentences(x.What, x.Meaning, x.Remedy))
	}
}

// probeSite finds WordPress and WooCommerce, without keys.
func (c *Client) probeSite(ctx context.Context, info *ShopInfo) error {
	index, err := c.Index(ctx)
	switch KindOf(err) {
	case "":
	case KindRedirect, KindHTTPNeedsHTTPS:
		return c.finalAddress(ctx, info, err)
	case KindRESTUnreachable, KindHTML, KindBadJSON, KindNotFound, KindInvalid, KindPlainPermalinks:
		return c.frontPage(ctx, err)
	case KindFirewall:
		if e, ok := errors.AsType[*Error](err); ok && e.Code != "" {
			return nil // a plugin hides the index; WooCommerce's own part may be open with a key
		}
		return err
	default:
		return err
	}
	info.Name, info.Home, info.Timezone, info.GMTOffset = index.Name, index.Home, index.Timezone, index.GMTOffset
	switch {
	case index.HasWooCommerce():
		return nil
	case index.has("wc/v2") || index.has("wc/v1"):
		return c.refuse(http.MethodGet, "", KindWooOld, "the shop offers an older REST API only")
	}
	return c.refuse(http.MethodGet, "", KindWooMissing, "the site has WordPress, but no WooCommerce")
}

// probeKeys finds out how the keys are shown and what they may do.
func (c *Client) probeKeys(ctx context.Context, info *ShopInfo) error {
	var found rawList
	_, readErr := c.do(ctx, anyProduct(), &found)
	switch KindOf(readErr) {
	case "":
		info.CanRead = true
	case KindKeyWriteOnly, KindSecretWrong: // the shop's language may hide which of the two
	default:
		return readErr
	}
	write := call{method: http.MethodPost, path: "products/batch", want: '{', emptyList: true, body: map[string]any{"create": []int{}, "update": []int{}, "delete": []int{}}}
	_, writeErr := c.do(ctx, write, ignored{})
	switch KindOf(writeErr) {
	case "":
		info.CanWrite = true
	case KindKeyReadOnly, KindForbidden:
		if info.CanRead {
			return nil
		}
	}
	if info.CanRead || info.CanWrite {
		return writeErr
	}
	return readErr
}

// frontPage tells, by the site's front page, a site without WordPress from one
// whose REST API is closed.
func (c *Client) frontPage(ctx context.Context, indexErr error) error {
	if errors.Is(indexErr, errTooLong) {
		return indexErr
	}
	front := *c.base
	front.Path += "/"
	page := call{method: http.MethodGet, root: true, want: '{', once: true}
	_, e := c.send(ctx, page, manner{url: &front})
	kind := KindNotWordPress // also where the front page is JSON
	if e != nil {
		switch {
		case e.wordPress:
			kind = KindRESTUnreachable
		case e.Kind != KindHTML && e.Kind != KindRESTUnreachable && e.Kind != KindBadJSON && e.Kind != KindTruncated:
			return e
		}
	}
	if answer, ok := errors.AsType[*Error](indexErr); ok {
		answer.Kind = kind
	}
	return indexErr
}

// looksLikeWordPress tells by what WordPress puts into every page.
func looksLikeWordPress(h http.Header, body []byte) bool {
	for _, link := range h.Values("Link") {
		if strings.Contains(link, "https://api.w.org/") {
			return true
		}
	}
	page := string(body[:min(len(body), errorLimit)])
	return strings.Contains(page, "/wp-content/") || strings.Contains(page, "/wp-includes/") || strings.Contains(page, "https://api.w.org/")
}

// finalAddress follows the redirects of the index, without keys, to the address
// that should be saved.
func (c *Client) finalAddress(ctx context.Context, info *ShopInfo, first error) error {
	e, ok := errors.AsType[*Error](first)
	if !ok || e.Location == "" {
		return first
	}
	seen := map[string]bool{}
	at := e.Location
	for range 5 {
		target, err := url.Parse(at)
		if err != nil || target.Host == "" || seen[at] {
			e.Message = "the redirects lead in a circle"
			return e
		}
		seen[at] = true
		_, next := c.send(ctx, call{method: http.MethodGet, root: true, want: '{', once: true}, manner{url: target})
		if next == nil || next.Location == "" {
			break
		}
		at = next.Location
	}
	if final, err := ParseAddress(at); err == nil {
		info.FinalURL, e.Location = final, final
	}
	return e
}

// warnOfAddress warns of what works but is not safe or not exact.
func (c *Client) warnOfAddress(info ShopInfo) {
	if text := PlainHTTP(c.base.String()); text != "" {
		c.warn(KindHTTPNeedsHTTPS, text)
	}
	if home, err := parseAddress(info.Home); err == nil && info.FinalURL == info.URL && home.String() != info.URL {
		c.warn(KindRedirect, "The shop calls itself "+home.String()+", not "+info.URL+". If that address works too, save it.")
	}
}

// PlainHTTP is the warning that an address over plain http deserves; "" for https and for this machine.
func PlainHTTP(address string) string {
	u, err := parseAddress(address)
	if err != nil || u.Scheme != "http" || loopback(u.Hostname()) {
		return ""
	}
	return u.Host + " is spoken to over plain http. The consumer secret is never sent over it, only signatures made with it; but everybody on the way can read what is sent, and change it. Set up https for the shop."
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// olderThan compares a version like "10.5.0-beta" with major.minor; an unreadable one is not older.
func olderThan(version string, major, minor int) bool {
	parts := strings.SplitN(version, ".", 3)
	a, err := strconv.Atoi(parts[0])
	if err != nil || len(parts) < 2 {
		return false
	}
	b, err := strconv.Atoi(parts[1])
	return err == nil && (a < major || a == major && b < minor)
}
