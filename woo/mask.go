package woo

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maskKey shows the last four characters of a long key and nothing of a short one.
func maskKey(key string) string {
	if key == "" {
		return "(none)"
	}
	prefix := ""
	if strings.HasPrefix(key, "ck_") || strings.HasPrefix(key, "cs_") {
		prefix = key[:3]
	}
	if len(key) < 16 {
		return prefix + "…"
	}
	return prefix + "…" + key[len(key)-4:]
}

// maskURL drops what may hold secrets: user info, query and fragment.
func maskURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return "(unreadable)"
	}
	return publicURL(u)
}

func publicURL(u *url.URL) string {
	public := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	return public.String()
}

// secretParams are parameters that hold keys or what was made with them, in
// addresses, JSON and HTML alike.
var secretParams = regexp.MustCompile(`(?i)((?:consumer_key|consumer_secret|oauth_[a-z_]+)(?:=|%3D|\\?"\s*:\s*\\?"))[^&\s"'<>\\]+`)

// mask removes the keys from a text of the shop, in every form that they are sent in.
func (k *keyPair) mask(s string) string {
	s = secretParams.ReplaceAllString(s, "${1}…")
	for _, secret := range []string{k.secret, k.key} {
		if len(secret) >= 4 {
			s = replaceForms(s, secret, maskKey(secret))
		}
	}
	return k.maskLogin(s)
}

// maskLogin removes the application password, with or without the blanks in which WordPress shows it.
func (k *keyPair) maskLogin(s string) string {
	if len(k.password) < 4 {
		return s
	}
	for _, secret := range []string{k.password, strings.ReplaceAll(k.password, " ", "")} {
		s = replaceForms(s, secret, "…")
	}
	return s
}

// replaceForms puts shown in the place of a secret, as it stands and in the forms in which pages show what they were sent:
// percent-encoded, in hexadecimal, and in base64, where it looks different at each of three places within a longer text.
func replaceForms(s, secret, shown string) string {
	s = strings.ReplaceAll(s, secret, shown)
	for _, form := range []string{url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret))} {
		s = strings.ReplaceAll(s, form, shown)
	}
	for before := range 3 {
		for _, coding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			text := coding.EncodeToString(append(make([]byte, before), secret...))
			first, last := (before*8+5)/6, len(text)
			if (before+len(secret))%3 != 0 {
				last-- // this one holds bits of what follows
			}
			if last-first >= 8 { // a shorter piece may stand in any word
				s = strings.ReplaceAll(s, text[first:last], "…")
			}
		}
	}
	return s
}

// clean makes a text of the shop fit for a terminal: valid UTF-8, no control or
// invisible characters but line ends and tabs, and at most limit bytes.
func clean(s string, limit int) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\r':
			continue
		case r == '\n' || r == '\t':
		case r == utf8.RuneError, unicode.Is(unicode.Cc, r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			r = '\uFFFD'
		}
		if b.Len()+utf8.RuneLen(r) > limit {
			break
		}
		b.WriteRune(r)
	}
	return b.String()
}
