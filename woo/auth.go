package woo

import (
	"net/url"
	"strings"
)

// checkKeys refuses keys that cannot work. Keys are pasted: blanks around them go.
func checkKeys(base *url.URL, key, secret string) (*keyPair, error) {
	k := &keyPair{key: strings.TrimSpace(key), secret: strings.TrimSpace(secret)}
	fail := func(message string) error {
		return &Error{Kind: KindKeysMissing, Message: message, Host: base.Host, Scheme: base.Scheme}
	}
	switch {
	case k.key == "":
		return nil, fail("the consumer key is missing")
	case k.secret == "":
		return nil, fail("the consumer secret is missing")
	case strings.HasPrefix(k.key, "cs_") && strings.HasPrefix(k.secret, "ck_"):
		return nil, fail("consumer key and consumer secret are swapped: the key begins with ck_, the secret with cs_")
	case strings.ContainsFunc(k.key+k.secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, fail("a key holds a blank or a character that keys never have; paste it again")
	}
	return k, nil
}

// firstAuth is the way to begin with. WooCommerce ignores Basic and query keys over
// http, where anybody could read them.
func firstAuth(base *url.URL, wanted Auth) (Auth, error) {
	switch wanted {
	case AuthAuto:
		if base.Scheme == "https" {
			return AuthBasic, nil
		}
		return AuthOAuth, nil
	case AuthOAuth:
		return AuthOAuth, nil
	case AuthBasic, AuthQuery:
		if base.Scheme != "https" {
			return "", &AddressError{URL: base.String(), Problem: "begins with http://, over which keys must not be sent as they are",
				Remedy: "use https://, or OAuth, which sends a signature instead"}
		}
		return wanted, nil
	}
	return "", &AddressError{URL: base.String(), Problem: "is asked for with an unknown way of authentication", Remedy: `use "basic", "query", "oauth", or none to find it out`}
}

// signedURL is the address as the shop will sign it: its own idea of its host,
// which a proxy may have changed on the way.
func (c *Client) signedURL(u *url.URL) *url.URL {
	home := c.signAs.Load()
	if home == nil {
		return u
	}
	signed := *u
	signed.Host = home.Host
	return &signed
}

// authenticationError is WooCommerce's code for every key that it saw and refused.
const authenticationError = "woocommerce_rest_authentication_error"

// accepted notes that the shop knew the keys when they were shown that way.
func (c *Client) accepted(call call, auth Auth) {
	if call.root {
		return
	}
	if c.wanted == AuthAuto {
		c.auth.Store(auth)
	}
	c.proven.Store(true)
}

// knewKey tells whether an error shows that the shop recognised the key.
func knewKey(e *Error) bool {
	switch e.Kind {
	case KindSecretWrong, KindKeyReadOnly, KindKeyWriteOnly, KindForbidden, KindClock:
		return true
	}
	return false
}

// anonymous tells whether the shop answered as if no key had been shown: it does
// so for an unknown key and for a key that it did not see.
func anonymous(e *Error) bool {
	return e.Status == 401 && strings.HasPrefix(e.Code, "woocommerce_rest_cannot_")
}
