package woo

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind is the class of a failure: what a caller decides by and Explain speaks of.
type Kind string

const (
	KindUnknown Kind = "unknown" // none of the others

	// What was typed in.
	KindAddress     Kind = "address"      // the shop's address cannot be one
	KindKeysMissing Kind = "keys_missing" // a key is missing, or the two are swapped

	// The way to the shop.
	KindDNS          Kind = "dns"           // no such host name, or no name server
	KindRefused      Kind = "refused"       // nothing listens there
	KindUnreachable  Kind = "unreachable"   // no way through the network
	KindTLSExpired   Kind = "tls_expired"   // the certificate is out of date
	KindTLSName      Kind = "tls_name"      // the certificate is for another name
	KindTLSUntrusted Kind = "tls_untrusted" // self-signed, or an unknown issuer
	KindTLSOther     Kind = "tls_other"     // no common version, no TLS at all, …
	KindTimeout      Kind = "timeout"       // no complete answer within the limit
	KindCanceled     Kind = "canceled"      // the caller stopped it
	KindHangup       Kind = "hangup"        // the connection broke before the answer
	KindRedirect     Kind = "redirect"      // the shop is at another address
	KindPortal       Kind = "portal"        // a network that lets nobody through before a log-in

	// What answers there.
	KindNotWordPress    Kind = "not_wordpress"       // a site, but not WordPress
	KindRESTUnreachable Kind = "rest_unreachable"    // WordPress, but no REST API
	KindPlainPermalinks Kind = "plain_permalinks"    // the REST address leads to the front page
	KindWooMissing      Kind = "woocommerce_missing" // no WooCommerce on that site
	KindWooOld          Kind = "woocommerce_old"     // a WooCommerce without what is asked

	// The keys.
	KindKeyUnknown            Kind = "key_unknown"            // the shop does not know the key
	KindSecretWrong           Kind = "secret_wrong"           // the key is known, the secret is not its
	KindKeyReadOnly           Kind = "key_read_only"          // the key may not write
	KindKeyWriteOnly          Kind = "key_write_only"         // the key may not read
	KindForbidden             Kind = "forbidden"              // the key's owner lacks the right
	KindAuthorizationStripped Kind = "authorization_stripped" // the host drops the Authorization header
	KindHTTPNeedsHTTPS        Kind = "http_needs_https"       // http where the shop wants https
	KindClock                 Kind = "clock"                  // our clock and the shop's are too far apart
	KindSitePassword          Kind = "site_password"          // the web server itself asks for a password

	// The user who uploads files.
	KindLoginMissing Kind = "login_missing" // no application password is known
	KindLoginWrong   Kind = "login_wrong"   // WordPress does not take the application password

	// The host.
	KindFirewall     Kind = "firewall"      // something before WordPress, or a security plugin, refused
	KindHTML         Kind = "html"          // a page for people instead of JSON
	KindRateLimited  Kind = "rate_limited"  // too many requests
	KindMaintenance  Kind = "maintenance"   // WordPress is updating itself
	KindUnavailable  Kind = "unavailable"   // 503 or another 5xx for now
	KindDatabaseDown Kind = "database_down" // WordPress has lost its database
	KindPHPFatal     Kind = "php_fatal"     // a plugin, theme or WooCommerce crashed
	KindMemory       Kind = "memory"        // PHP ran out of memory
	KindTooLarge     Kind = "too_large"     // more than the shop takes at once
	KindGateway      Kind = "gateway"       // 502, 504 and the like: the proxy gave up waiting
	KindBadJSON      Kind = "bad_json"      // JSON that is none, or of another shape
	KindTruncated    Kind = "truncated"     // the answer ends in the middle, or is empty

	// What was asked of WooCommerce.
	KindNotFound      Kind = "not_found"              // no such product, variation or term
	KindInvalid       Kind = "invalid"                // a value was refused
	KindDuplicateSKU  Kind = "duplicate_sku"          // ResourceID has that SKU
	KindSKUInTrash    Kind = "sku_in_trash_or_orphan" // a trashed product or an orphan row of the lookup table has that SKU
	KindDuplicateGTIN Kind = "duplicate_gtin"         // ResourceID has that GTIN
	KindTermExists    Kind = "term_exists"            // ResourceID is that term
	KindImage         Kind = "image"                  // an image could not be fetched or taken
)

// Error is a request, or one item of a batch, that failed. No field holds a key.
type Error struct {
	Kind       Kind
	Status     int               // of HTTP, or the item's own; 0 without an answer
	Code       string            // WooCommerce's, "product_invalid_sku"
	Message    string            // WooCommerce's, tags removed; or what broke the connection
	ResourceID int64             // the thing in the way: the product with that SKU, the term of that name
	UniqueSKU  string            // a free SKU that WooCommerce proposes
	Params     map[string]string // what is wrong with which parameter
	Method     string            // of the request; "" for an item of a batch that has none
	Path       string            // below wc/v3, no query: "products/12"; "wp/v2/media"; "" for the index of the site
	Host       string            // the shop's
	Scheme     string            // of the shop's address: http or https
	Location   string            // where a redirect leads, without query
	By         string            // who probably answered: "Cloudflare", "Wordfence", …
	File       string            // where PHP died, as the shop tells it
	Line       int               // in that file
	RetryAfter time.Duration     // the host asks for that long a pause; 0: it did not say
	Body       string            // at most 2 KB of the answer, keys masked
	Unsure     bool              // a write that may have happened all the same
	Err        error             // what lies below, never with an address that holds keys

	date      time.Time // the shop's clock when it answered; zero if it did not say
	wordPress bool      // the answer shows signs of WordPress
}

// Error is one line for logs; Explain gives the sentences for people.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Method != "" {
		fmt.Fprintf(&b, "%s %s: ", e.Method, orElse(e.Path, "wp-json/"))
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, "%d ", e.Status)
	}
	b.WriteString(string(e.Kind))
	if e.Code != "" {
		b.WriteString(" " + e.Code)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	return b.String()
}

// Unwrap gives what lies below: a network error, or the context's.
func (e *Error) Unwrap() error { return e.Err }

// AnswerError is an answer of the right form that does not fit the question: a
// batch with too few results, another product than the one asked for. After a
// write its outcome is unknown.
type AnswerError struct {
	Reason string // "asked for 30 creates, got 12"
	Err    *Error
}

func (e *AnswerError) Error() string { return e.Err.Error() }

// Unwrap gives the *Error, of KindBadJSON.
func (e *AnswerError) Unwrap() error { return e.Err }

// KindOf is the class of any error of this package, however wrapped; "" for nil
// and KindUnknown for others.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	if _, ok := errors.AsType[*AddressError](err); ok {
		return KindAddress
	}
	return KindUnknown
}

// Unknown tells whether err leaves open if a write happened: look before writing again.
func Unknown(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && e.Unsure
}

// Temporary tells whether the same request may well work a little later, without
// anybody doing anything. After an unknown outcome that is no leave to repeat a write.
func Temporary(err error) bool {
	switch KindOf(err) {
	case KindRefused, KindUnreachable, KindPortal, KindTimeout, KindHangup, KindRateLimited, KindMaintenance,
		KindUnavailable, KindDatabaseDown, KindGateway, KindTruncated:
		return true
	case KindDNS:
		e, ok := errors.AsType[*Error](err)
		return ok && !noSuchHost(e.Err)
	}
	return false
}

// RetryAfter is the pause that the host asked for, 0 if it did not.
func RetryAfter(err error) time.Duration {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.RetryAfter
	}
	return 0
}
