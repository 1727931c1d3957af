package woo

import (
	"net/http"
	"strings"
)

// fromJSON reads an error as WordPress writes it: code, message, data.
func (c *Client) fromJSON(e *Error, call call, o object) {
	e.Code = clean(o.text("code"), 100)
	e.Message = c.keys.mask(plainText(o.text("message")))
	data := o.object("data")
	if e.Status < 300 {
		e.Status = data.small("status")
	}
	e.ResourceID = data.int("resource_id")
	e.UniqueSKU = clean(data.text("unique_sku"), 200)
	e.Params = params(data)
	if fatal := data.object("error"); fatal != nil {
		e.Message = c.keys.mask(plainText(firstLine(fatal.text("message"))))
		e.File, e.Line = clean(fatal.text("file"), 300), fatal.small("line")
	}
	if e.Kind = c.jsonKind(e, call); call.login {
		e.Kind = Kind(orElse(string(mediaKind(e)), string(e.Kind)))
	}
	e.Unsure = call.write() && unsure(e)
}

// itemError is the error of one item of a batch.
func (c *Client) itemError(call call, o object) *Error {
	e := &Error{Kind: KindUnknown, Method: call.method, Path: call.path, Host: c.base.Host, Scheme: c.base.Scheme}
	e.Status = o.object("data").small("status")
	c.fromJSON(e, call, o)
	e.Unsure = false // the shop answered for this very item
	return e
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// params reads data.params: an object of texts for wrong values, a list of names for missing ones.
func params(data object) map[string]string {
	all := map[string]string{}
	if named, err := parseObject(data["params"]); err == nil {
		for name := range named {
			if len(all) < 100 {
				all[clean(name, 100)] = plainText(named.text(name))
			}
		}
	} else {
		for _, name := range data.texts("params") {
			if len(all) < 100 {
				all[clean(name, 100)] = "is missing"
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// kindOfCode are the codes that mean one thing only, whatever the status.
var kindOfCode = map[string]Kind{
	"product_invalid_sku":                                  KindDuplicateSKU,
	"woocommerce_rest_product_not_created":                 KindSKUInTrash,
	"product_invalid_global_unique_id":                     KindDuplicateGTIN,
	"term_exists":                                          KindTermExists,
	"woocommerce_product_image_upload_error":               KindImage,
	"woocommerce_variation_image_upload_error":             KindImage,
	"woocommerce_product_invalid_image_id":                 KindImage,
	"woocommerce_variation_invalid_image_id":               KindImage,
	"woocommerce_rest_invalid_remote_image_url":            KindImage,
	"woocommerce_rest_invalid_image":                       KindImage,
	"woocommerce_rest_request_entity_too_large":            KindTooLarge,
	"woocommerce_rest_already_trashed":                     KindNotFound,
	"woocommerce_rest_term_invalid":                        KindNotFound,
	"woocommerce_rest_taxonomy_invalid":                    KindNotFound,
	"rest_invalid_param":                                   KindInvalid,
	"rest_missing_callback_param":                          KindInvalid,
	"rest_invalid_json":                                    KindInvalid,
	"woocommerce_rest_invalid_product_id":                  KindInvalid, // a variation asked for as a product
	"woocommerce_rest_trash_not_supported":                 KindInvalid,
	"woocommerce_rest_authentication_missing_parameter":    KindAuthorizationStripped,
	"rest_cannot_access":                                   KindFirewall,
	"rest_login_required":                                  KindFirewall,
	"rest_not_logged_in":                                   KindFirewall,
	"rest_disabled":                                        KindFirewall,
	"rest_api_authentication_required":                     KindFirewall,
	"rest_unauthorized":                                    KindFirewall,
	"itsec_rest_api_access_restricted":                     KindFirewall,
	"wordfence_lh_rest_blocked":                            KindFirewall,
	"woocommerce_rest_product_invalid_id":                  KindNotFound,
	"woocommerce_rest_product_variation_invalid_id":        KindNotFound,
	"woocommerce_rest_product_variation_invalid_parent":    KindNotFound,
	"woocommerce_rest_product_variation_invalid_parent_id": KindNotFound,
}

func (c *Client) jsonKind(e *Error, call call) Kind {
	if kind, ok := kindOfCode[e.Code]; ok {
		return kind
	}
	switch {
	case e.Status == http.StatusTooManyRequests:
		return KindRateLimited
	case e.Code == "rest_no_route":
		if call.path == string(TermBrands) || strings.HasPrefix(call.path, string(TermBrands)+"/") {
			return KindWooOld
		}
		return KindWooMissing
	case e.Code == authenticationError:
		return c.authKind(e, call)
	case strings.HasPrefix(e.Code, "woocommerce_rest_cannot_") && e.Status == http.StatusUnauthorized:
		return KindKeyUnknown
	case e.Status == http.StatusForbidden:
		return KindForbidden
	case e.Code == "wp_die" || e.Code == "internal_server_error":
		return deathKind(e)
	case strings.HasSuffix(e.Code, "_invalid_id"):
		return KindNotFound
	case e.Status == http.StatusNotFound || e.Status == http.StatusGone:
		return KindNotFound
	case e.Status == http.StatusRequestEntityTooLarge:
		return KindTooLarge
	case e.Status == http.StatusBadGateway || e.Status == http.StatusGatewayTimeout:
		return KindGateway
	case e.Status == http.StatusServiceUnavailable:
		return KindUnavailable
	case e.Status == http.StatusUnauthorized:
		return KindFirewall // not WooCommerce's own words: a plugin that restricts the REST API
	case strings.HasPrefix(e.Code, "woocommerce_") || e.Status >= 400 && e.Status < 500:
		return KindInvalid
	}
	return KindUnknown
}

// deathKind is for WordPress that stopped in the middle.
func deathKind(e *Error) Kind {
	text := strings.ToLower(e.Message + " " + e.Body)
	switch {
	case e.Status == http.StatusServiceUnavailable:
		return KindMaintenance
	case strings.Contains(text, "allowed memory size") || strings.Contains(text, "out of memory"):
		return KindMemory
	case strings.Contains(text, "maximum execution time"):
		return KindTimeout
	case e.Code == "wp_die" && (strings.Contains(text, "database") || onlyHeading(e.Body)):
		return KindDatabaseDown
	}
	return KindPHPFatal
}

// onlyHeading tells a message that is a heading and nothing else: so WordPress says, in whatever language, that it has lost its database.
func onlyHeading(body string) bool {
	found, _, _ := findJSON([]byte(body), '{')
	o, err := parseObject(found)
	message := strings.TrimSpace(o.text("message"))
	return err == nil && strings.HasPrefix(message, "<h1>") && strings.HasSuffix(message, "</h1>")
}

// authKind tells apart what WooCommerce gives one code. Its messages are in the
// shop's language; where none is recognised, what the key was seen to do decides.
func (c *Client) authKind(e *Error, call call) Kind {
	kind := englishKind(e.Message)
	switch {
	case kind != "":
		return kind
	case call.write() && c.read.Load():
		return KindKeyReadOnly
	case !call.write() && c.wrote.Load():
		return KindKeyWriteOnly
	}
	return KindSecretWrong
}

// englishKind reads WooCommerce's messages about keys where they are not translated; else it gives "".
func englishKind(message string) Kind {
	text := strings.ToLower(message)
	switch {
	case strings.Contains(text, "write permission"):
		return KindKeyReadOnly
	case strings.Contains(text, "read permission"):
		return KindKeyWriteOnly
	case strings.Contains(text, "consumer key"):
		return KindKeyUnknown
	case strings.Contains(text, "consumer secret"), strings.Contains(text, "invalid signature"):
		return KindSecretWrong
	case strings.Contains(text, "timestamp"):
		return KindClock
	case strings.Contains(text, "invalid nonce"):
		return KindUnknown // something on the way sent our request twice
	}
	return ""
}
