package woo

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// AddressError is an address that cannot be one of a shop.
type AddressError struct {
	URL     string // what was typed, without user info and query
	Problem string // "has no https:// at its beginning"
	Remedy  string // what to type instead
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("the address %q %s: %s", e.URL, e.Problem, e.Remedy)
}

// ParseAddress brings a shop's address into its normal form: lower-case scheme and
// host, no slash at the end, without a pasted /wp-json, /wp-admin, /wp-login.php or
// /index.php. It fails with an *AddressError.
func ParseAddress(raw string) (string, error) {
	u, err := parseAddress(raw)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

func parseAddress(raw string) (*url.URL, error) {
	s := strings.TrimSpace(raw)
	wrong := func(problem, remedy string) error {
		return &AddressError{URL: shownAddress(s), Problem: problem, Remedy: remedy}
	}
	if s == "" {
		return nil, wrong("is empty", "give the shop's address, for example https://shop.example")
	}
	if strings.ContainsAny(s, " \t\r\n") {
		return nil, wrong("holds a blank", "give the address alone, for example https://shop.example")
	}
	if !strings.Contains(s, "://") {
		return nil, wrong("has no https:// at its beginning", "write https://"+strings.TrimLeft(shownAddress(s), "/"))
	}
	u, err := url.Parse(s)
	if err != nil {
		return nil, wrong("is not readable", "give it like https://shop.example")
	}
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return nil, wrong("begins with "+clean(u.Scheme, 20)+"://", "a shop's address begins with https://")
	case u.User != nil:
		return nil, wrong("holds a user name or password", "leave out what stands before the @; the API keys are asked for separately")
	case u.RawQuery != "" || u.ForceQuery:
		return nil, wrong("holds a question mark and what follows it", "leave that out: "+publicURL(u))
	case u.Hostname() == "" || strings.HasPrefix(u.Hostname(), ".") || strings.Contains(u.Hostname(), ".."):
		return nil, wrong("names no host", "give it like https://shop.example")
	case !validPort(u.Port()) || strings.HasSuffix(u.Host, ":"):
		return nil, wrong("has a port that is none", "a port is a number from 1 to 65535; mostly none is needed")
	}
	host := strings.ToLower(u.Hostname())
	if ascii, err := idna.Lookup.ToASCII(host); err == nil && !isASCII(host) {
		host = ascii // as WordPress writes it, and signs it
	} else if !isASCII(host) {
		return nil, wrong("has a host name that is none", "check the spelling")
	}
	if port := u.Port(); port != "" && port != map[string]string{"http": "80", "https": "443"}[u.Scheme] {
		host = net.JoinHostPort(host, port)
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return &url.URL{Scheme: u.Scheme, Host: host, Path: shopPath(u.Path)}, nil
}

// shopPath cuts off what belongs to WordPress and not to the shop's own address.
func shopPath(path string) string {
	path = strings.TrimRight(path, "/")
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		switch strings.ToLower(segment) {
		case "wp-json", "wp-admin", "wp-login.php", "index.php":
			return strings.Join(segments[:i], "/")
		}
	}
	return path
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

func validPort(port string) bool {
	if port == "" {
		return true
	}
	n, err := strconv.Atoi(port)
	return err == nil && n >= 1 && n <= 65535
}

// shownAddress is what may be repeated of a wrong address: no user info, no query.
func shownAddress(s string) string {
	s, _, _ = strings.Cut(s, "?")
	s, _, _ = strings.Cut(s, "#")
	rest, scheme := s, ""
	if i := strings.Index(s, "://"); i >= 0 {
		scheme, rest = s[:i+3], s[i+3:]
	}
	host, path, slash := strings.Cut(rest, "/")
	if i := strings.LastIndex(host, "@"); i >= 0 {
		host = host[i+1:]
	}
	if slash {
		host += "/" + path
	}
	return clean(scheme+host, 200)
}
