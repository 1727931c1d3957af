package woo

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// ask sends a call in the manner that is known to work, and where the answer shows
// that the manner is wrong, in another one. Each change of manner follows an answer
// that proves that WooCommerce did nothing, so writes may be sent again too.
func (c *Client) ask(ctx context.Context, call call) (answer, *Error) {
	t := &trial{client: c, call: call, manner: manner{auth: c.usedAuth(), plain: c.plain.Load()}}
	for {
		a, e := c.send(ctx, call, t.manner)
		if e == nil {
			c.accepted(call, t.manner.auth)
			if call.write() {
				c.wrote.Store(true)
			} else if !call.root {
				c.read.Store(true)
			}
			t.works()
			return a, nil
		}
		if !t.change(ctx, e) {
			return a, t.verdict(ctx, e)
		}
	}
}

// trial is the search for the right manner within one call. Each way is tried once.
type trial struct {
	client *Client
	call   call
	manner manner
	hops   int
	clock  bool // our clock was corrected
	nonce  bool // a nonce was refused once
	home   bool // the shop's own address was asked for
	first  Auth // how the keys were shown at first; "" as long as they still are
}

// works keeps what was found out.
func (t *trial) works() {
	if t.manner.plain && t.client.plain.CompareAndSwap(false, true) {
		t.client.warn(KindPlainPermalinks, t.client.base.Host+" has plain permalinks. It works by a detour; Settings → Permalinks → Post name in the shop makes it straight.")
	}
	if t.first == AuthBasic && t.manner.auth != AuthBasic {
		t.client.warn(KindAuthorizationStripped, t.client.base.Host+" drops the Authorization header, so the keys are shown in another way. Ask the host to pass the header on.")
	}
}

// change finds another manner for what e says is wrong with this one.
func (t *trial) change(ctx context.Context, e *Error) bool {
	c := t.client
	switch {
	case e.Kind == KindPlainPermalinks && !t.manner.plain:
		t.manner.plain, t.manner.url = true, nil
		return true
	case e.Kind == KindRedirect && !t.call.write() && t.follow(e):
		return true
	case t.call.root || e.Status != http.StatusUnauthorized:
		return false
	case t.manner.auth == AuthOAuth && !t.clock && e.Code == authenticationError && c.setClock(e.date):
		t.clock = true
		return true
	case t.manner.auth == AuthOAuth && e.Code == authenticationError && !t.nonce && (e.Kind == KindUnknown || englishKind(e.Message) == ""):
		t.nonce = true // a nonce that was used before is rare, but cheap to rule out where the message cannot be read
		return true
	case e.Kind == KindSecretWrong && t.manner.auth == AuthOAuth && !t.home:
		t.home = true
		return c.setHome(ctx)
	case c.wanted == AuthAuto:
		return t.nextAuth(e)
	}
	return false
}

// nextAuth goes on from the header to the query to a signature, as long as the shop
// does not seem to see the keys.
func (t *trial) nextAuth(e *Error) bool {
	if !anonymous(e) {
		return false
	}
	next := map[Auth]Auth{AuthBasic: AuthQuery, AuthQuery: AuthOAuth}[t.manner.auth]
	if next == "" {
		return false
	}
	if t.first == "" {
		t.first = t.manner.auth
	}
	t.manner.auth = next
	return true
}

// verdict is the error that the caller gets, after all ways were tried.
func (t *trial) verdict(ctx context.Context, e *Error) *Error {
	c := t.client
	if e.Kind == KindSecretWrong && englishKind(e.Message) == "" { // said in the shop's language
		switch {
		case t.first != "" && t.manner.auth == AuthOAuth: // in the query the key was seen, and not known
			e.Kind = KindKeyUnknown
		case t.call.write() && c.mayRead(ctx, t.manner):
			e.Kind = KindKeyReadOnly
		}
	}
	if knewKey(e) && !t.call.root {
		if e.Kind != KindSecretWrong && e.Kind != KindClock {
			c.accepted(t.call, t.manner.auth)
		}
		if e.Kind == KindKeyReadOnly || e.Kind == KindKeyWriteOnly {
			t.works()
		}
	}
	if t.call.root || e.Status != http.StatusUnauthorized {
		return e
	}
	switch {
	case e.Kind == KindSecretWrong && c.base.Scheme == "http", anonymous(e) && t.manner.auth == AuthOAuth && t.first == "":
		if home := c.home(ctx); home != nil && home.Scheme == "https" && c.base.Scheme == "http" {
			e.Kind, e.Location = KindHTTPNeedsHTTPS, home.String()
		} else if anonymous(e) {
			e.Kind = KindAuthorizationStripped
		}
	case anonymous(e) && c.wanted != AuthAuto && t.manner.auth != AuthOAuth && c.signatureKnown(ctx):
		e.Kind = KindAuthorizationStripped
	}
	return e
}

// follow goes where a redirect leads if that is within the shop: the keys must not
// go to another host, nor over another scheme.
func (t *trial) follow(e *Error) bool {
	target, err := url.Parse(e.Location)
	if err != nil || t.hops >= 3 || target.Scheme != t.client.base.Scheme || !strings.EqualFold(target.Host, t.client.base.Host) {
		return false
	}
	if current, _ := t.client.address(t.call, t.manner); current.Path == target.Path {
		return false
	}
	t.hops++
	t.manner.url = target
	return true
}

// setClock corrects our clock by the shop's for signatures, where they differ by more
// than WooCommerce's 15 minutes, less one for the way.
func (c *Client) setClock(shop time.Time) bool {
	skew := shop.Sub(c.now())
	if shop.IsZero() || (skew-time.Duration(c.skew.Load())).Abs() < 14*time.Minute {
		return false
	}
	c.skew.Store(int64(skew))
	c.warn(KindClock, "The clocks of this computer and of "+c.base.Host+" differ by "+skew.Abs().Round(time.Minute).String()+". Signatures are made with the shop's time; set the clock that is wrong.")
	return true
}

// setHome makes signatures with the host that the shop thinks it has, where that is
// another one than we call.
func (c *Client) setHome(ctx context.Context) bool {
	home := c.home(ctx)
	if home == nil || home.Scheme != c.base.Scheme || strings.EqualFold(home.Host, c.base.Host) || home.Path != c.base.Path {
		return false
	}
	return c.signAs.CompareAndSwap(nil, home)
}

// home is the shop's own address, or nil.
func (c *Client) home(ctx context.Context) *url.URL {
	index, err := c.Index(ctx)
	if err != nil {
		return nil
	}
	home, err := parseAddress(index.Home)
	if err != nil {
		return nil
	}
	return home
}

// signatureKnown tells whether the shop knows the key when it comes as a signature,
// which no host strips and which does not give the secret away.
func (c *Client) signatureKnown(ctx context.Context) bool {
	_, e := c.send(ctx, anyProduct(), manner{auth: AuthOAuth, plain: c.plain.Load()})
	return e == nil || knewKey(e)
}

// mayRead tells whether the key may read.
func (c *Client) mayRead(ctx context.Context, m manner) bool {
	_, e := c.send(ctx, anyProduct(), m)
	if e == nil {
		c.read.Store(true)
	}
	return e == nil
}

// anyProduct is the cheapest question that needs a key.
func anyProduct() call {
	return call{method: http.MethodGet, path: "products", query: url.Values{"per_page": {"1"}, "_fields": {"id"}}, want: '['}
}
