package wootest

import (
	"crypto/subtle"
	"encoding/base64"
	"strings"
)

func authError(message string) *apiError {
	return fail(401, "woocommerce_rest_authentication_error", message)
}

// authenticate finds the key of a request. Nobody (nil) is no error: what then is forbidden depends on the route.
// Over http only OAuth counts; Basic and keys in the query are ignored there, as on the recorded shop.
func (s *Shop) authenticate(in *incoming) (*apiKey, *apiError) {
	if !strings.Contains(in.target, "wp-json/wc/") {
		return nil, nil // WooCommerce looks for its own path in the address, and does not know ?rest_route=
	}
	if in.https {
		if user, err := s.basicAuth(in); user != nil || err != nil {
			return user, err
		}
	}
	return s.oauth(in)
}

func (s *Shop) basicAuth(in *incoming) (*apiKey, *apiError) {
	key, secret := in.query.text("consumer_key"), in.query.text("consumer_secret")
	if key == "" || secret == "" {
		key, secret = basicCredentials(in.header.Get("Authorization"))
	}
	if key == "" || secret == "" {
		return nil, nil
	}
	user := s.userByKey(key)
	if user == nil {
		return nil, nil // an unknown key looks like no key at all
	}
	if !same(user.secret, secret) {
		return nil, authError("Consumer secret is invalid.")
	}
	return user, nil
}

func basicCredentials(header string) (user, password string) {
	scheme, rest, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return "", ""
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(rest))
	if err != nil {
		return "", ""
	}
	user, password, _ = strings.Cut(string(raw), ":")
	return user, password
}

func (s *Shop) userByKey(key string) *apiKey {
	for _, k := range s.keys {
		if same(k.key, key) {
			return k
		}
	}
	return nil
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// mayUse is checked before the route is looked for: a key without the permission gets 401 everywhere.
func (k *apiKey) mayUse(method string) *apiError {
	switch method {
	case "GET", "HEAD":
		if !k.read {
			return authError("The API key provided does not have read permissions.")
		}
	case "POST", "PUT", "PATCH", "DELETE":
		if !k.write {
			return authError("The API key provided does not have write permissions.")
		}
	case "OPTIONS":
	default:
		return authError("Unknown request method.")
	}
	return nil
}
