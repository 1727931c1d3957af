package wootest

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

var oauthParams = []string{"oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method"}

// oauthWindow is how far, in seconds, a timestamp may be from the shop's clock.
const oauthWindow = 15 * 60

// oauth checks a one-legged OAuth 1.0a signature, from the query, a form body or the Authorization header.
func (s *Shop) oauth(in *incoming) (*apiKey, *apiError) {
	params := newPHPArray()
	for _, source := range []*phpArray{in.query, in.form, oauthHeader(in.header.Get("Authorization"))} {
		for _, k := range source.keys {
			params.set(k, source.vals[k])
		}
	}
	var missing []string
	for _, name := range oauthParams {
		if isEmpty(params.vals[name]) {
			missing = append(missing, name)
		}
	}
	switch len(missing) {
	case 0:
	case len(oauthParams):
		return nil, nil
	default:
		word := "parameters"
		if len(missing) == 1 {
			word = "parameter"
		}
		return nil, fail(401, "woocommerce_rest_authentication_missing_parameter", "Missing OAuth "+word+" "+strings.Join(missing, ", "))
	}
	user := s.userByKey(params.text("oauth_consumer_key"))
	if user == nil {
		return nil, authError("Consumer key is invalid.")
	}
	if err := checkSignature(user, in, params); err != nil {
		return nil, err
	}
	return user, s.checkNonce(user, params)
}

// oauthHeader reads `OAuth a="b", c="d"`.
func oauthHeader(header string) *phpArray {
	out := newPHPArray()
	scheme, rest, ok := strings.Cut(strings.TrimSpace(header), " ")
	if !ok || !strings.EqualFold(scheme, "OAuth") {
		return out
	}
	for _, part := range strings.Split(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if !strings.HasPrefix(name, "oauth_") {
			continue
		}
		value = strings.Trim(value, `"`)
		if u, err := url.PathUnescape(value); err == nil {
			value = u
		}
		out.set(name, value)
	}
	return out
}

func checkSignature(user *apiKey, in *incoming, params *phpArray) *apiError {
	sent := unescapeSlug(strings.ReplaceAll(params.text("oauth_signature"), " ", "+"))
	var newHash func() hash.Hash
	switch params.text("oauth_signature_method") {
	case "HMAC-SHA1":
		newHash = sha1.New
	case "HMAC-SHA256":
		newHash = sha256.New
	default:
		return authError("Invalid signature - signature method is invalid.")
	}
	mac := hmac.New(newHash, []byte(user.secret+"&"))
	mac.Write([]byte(baseString(in, params)))
	if !same(base64.StdEncoding.EncodeToString(mac.Sum(nil)), sent) {
		return authError("Invalid signature - provided signature does not match.")
	}
	return nil
}

// baseString is the text that is signed: the home address and the path as sent, and all parameters, arrays with
// their indexes ("include[0]").
func baseString(in *incoming, params *phpArray) string {
	names := slices.Clone(params.keys)
	slices.Sort(names)
	var pairs []string
	for _, name := range names {
		if name != "oauth_signature" {
			pairs = signedPairs(pairs, signEscape(unescapeSlug(name)), params.vals[name])
		}
	}
	return in.method + "&" + signEscape(in.home+in.path) + "&" + strings.Join(pairs, "%26")
}

func signedPairs(pairs []string, key string, v any) []string {
	if a, ok := v.(*phpArray); ok {
		for _, k := range a.keys {
			pairs = signedPairs(pairs, key+"%5B"+signEscape(k)+"%5D", a.vals[k])
		}
		return pairs
	}
	return append(pairs, signEscape(key+"="+signEscape(unescapeSlug(v.(string)))))
}

func signEscape(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte("0123456789ABCDEF"[c>>4])
		b.WriteByte("0123456789ABCDEF"[c&15])
	}
	return b.String()
}

// checkNonce refuses a nonce that was used. The shop remembers one for each second only.
func (s *Shop) checkNonce(user *apiKey, params *phpArray) *apiError {
	at, err := strconv.ParseInt(leadingNumber(params.text("oauth_timestamp")), 10, 64)
	now := s.clock().Unix()
	if err != nil || at < now-oauthWindow || at > now+oauthWindow {
		return authError("Invalid timestamp.")
	}
	nonce := params.text("oauth_nonce")
	s.nonceMu.Lock()
	defer s.nonceMu.Unlock()
	used := s.nonces[user]
	if used == nil {
		used = &nonceLog{byNonce: map[string]int64{}, bySecond: map[int64]string{}}
		s.nonces[user] = used
	}
	if second, ok := used.byNonce[nonce]; ok && used.bySecond[second] == nonce {
		delete(used.byNonce, nonce) // refused once: the recordings show it accepted after that
		delete(used.bySecond, second)
		return authError("Invalid nonce - nonce has already been used.")
	}
	used.forget(now - oauthWindow)
	delete(used.byNonce, used.bySecond[at])
	used.bySecond[at] = nonce
	used.byNonce[nonce] = at
	return nil
}

// nonceLog is what a key has used in the last minutes, found by nonce and by second.
type nonceLog struct {
	byNonce  map[string]int64
	bySecond map[int64]string
	swept    int64
}

func (l *nonceLog) forget(before int64) {
	if before-l.swept < 60 {
		return
	}
	l.swept = before
	for second, nonce := range l.bySecond {
		if second < before {
			delete(l.bySecond, second)
			delete(l.byNonce, nonce)
		}
	}
}
