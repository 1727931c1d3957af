package woo

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// signed adds the parameters of OAuth 1.0a, one-legged, HMAC-SHA256, to a query.
// A JSON body is no part of the signature. WooCommerce signs a list parameter as
// name[0]=…, so lists are sent as "1,2".
func (k *keyPair) signed(method string, u *url.URL, query url.Values, at time.Time, nonce string) url.Values {
	signed := make(url.Values, len(query)+5)
	for name, values := range query {
		signed[name] = values
	}
	signed.Set("oauth_consumer_key", k.key)
	signed.Set("oauth_nonce", nonce)
	signed.Set("oauth_signature_method", "HMAC-SHA256")
	signed.Set("oauth_timestamp", strconv.FormatInt(at.Unix(), 10))
	base := method + "&" + rfc3986(u.Scheme+"://"+u.Host+u.EscapedPath()) + "&" + rfc3986(encodeQuery(signed))
	mac := hmac.New(sha256.New, []byte(k.secret+"&"))
	mac.Write([]byte(base))
	signed.Set("oauth_signature", base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	return signed
}

// encodeQuery writes parameters sorted by name, then value, encoded as RFC 3986
// says: a blank is %20, never +.
func encodeQuery(query url.Values) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(query)) {
		for _, v := range slices.Sorted(slices.Values(query[name])) {
			pairs = append(pairs, rfc3986(name)+"="+rfc3986(v))
		}
	}
	return strings.Join(pairs, "&")
}

// rfc3986 encodes every byte but the unreserved ones.
func rfc3986(s string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '.', c == '_', c == '~':
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hexDigits[c>>4], hexDigits[c&15]})
		}
	}
	return b.String()
}

func randomNonce() string {
	b := make([]byte, 16)
	rand.Read(b) // never fails: the runtime stops the program rather than give weak randomness
	return hex.EncodeToString(b)
}
