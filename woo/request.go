package woo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"

	"woosync/failpoint"
)

// call is one question to the shop, before it is known how it has to be asked.
type call struct {
	method    string
	path      string // below wc/v3; of the REST root where root is set
	query     url.Values
	body      any  // sent as JSON; nil sends none
	want      byte // '{' or '[': the shape of the answer
	emptyList bool // "[]" is a good answer too where '{' is wanted
	root      bool // below wp-json/, not below wc/v3; the keys are not shown
	login     bool // the application password is shown
	file      *Upload
	keepRaw   bool
	once      bool // not even a read is repeated
}

func (c call) write() bool { return c.method != http.MethodGet }

// manner is how a call is sent: what was found out about the shop so far.
type manner struct {
	auth  Auth
	plain bool
	url   *url.URL // where a redirect within the shop led, or nil
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	json   []byte // of the wanted shape, and valid
}

// do asks the shop until there is an answer or no hope, and reads the answer into into.
func (c *Client) do(ctx context.Context, call call, into reader) (answer, error) {
	for attempt := 0; ; attempt++ {
		a, e := c.ask(ctx, call)
		if e == nil {
			if err := into.read(a.json); err != nil {
				return a, c.answerError(call, a, "the answer does not have the fields that were asked for")
			}
			return a, nil
		}
		pause, again := c.pause(call, e, attempt)
		if !again {
			return a, e
		}
		c.stats.retries.Add(1)
		if err := c.sleep(ctx, pause); err != nil {
			return a, e
		}
	}
}

// shortPause is the longest pause that a read waits out on its own; the caller
// knows better what to do with a longer one.
const shortPause = 5 * time.Second

// pause tells whether a read is worth repeating, and after how long.
func (c *Client) pause(call call, e *Error, attempt int) (time.Duration, bool) {
	if call.write() || call.once || attempt >= c.retries || e.RetryAfter > shortPause {
		return 0, false
	}
	switch e.Kind {
	case KindHangup, KindTruncated, KindGateway, KindUnavailable, KindDatabaseDown:
		return max(e.RetryAfter, 500*time.Millisecond<<attempt), true
	case KindRateLimited, KindMaintenance:
		return e.RetryAfter, e.RetryAfter > 0
	}
	return 0, false
}

// send sends one request. Its error tells by Unsure whether the shop may have done
// what was asked.
func (c *Client) send(ctx context.Context, call call, m manner) (answer, *Error) {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return answer{}, c.connectionError(call, cause(ctx, ctx.Err()), false)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, c.timeout, errTimeout)
	defer cancel()
	var progress progress
	req, err := c.request(httptrace.WithClientTrace(ctx, progress.trace()), call, m)
	if err != nil {
		return answer{}, c.refuse(call.method, call.path, KindInvalid, "cannot be written as JSON: "+err.Error())
	}
	if call.write() && c.fresh.Load() {
		c.http.CloseIdleConnections()
	}
	failpoint.Pass("woo.ask", call.method, call.path)
	if err := guarded(ctx); err != nil {
		return answer{}, c.connectionError(call, err, false)
	}
	failpoint.Pass("woo.send", call.method, call.path)
	c.stats.requests.Add(1)
	c.stats.out.Add(req.ContentLength)
	if call.write() {
		c.stats.writes.Add(1)
	}
	res, err := c.http.Do(req)
	if err != nil {
		why := cause(ctx, err)
		if errors.Is(why, errTimeout) && progress.traced.Load() && !progress.connected.Load() {
			why = errNoConnection
		}
		e := c.connectionError(call, why, progress.sent(err))
		if call.write() && e.Kind == KindHangup && progress.reused.Load() {
			c.fresh.Store(true) // the shop drops idle connections without a word
		}
		return answer{}, e
	}
	defer res.Body.Close()
	body, err := c.readBody(res, call)
	failpoint.Pass("woo.answered", call.method, call.path)
	if err != nil {
		return answer{}, c.bodyError(call, res, body, cause(ctx, err))
	}
	a, e := c.judge(call, res, body)
	if e != nil && ctx.Err() != nil {
		// The end of the time limit closes the connection, which may look like the end of the body.
		return answer{}, c.bodyError(call, res, body, cause(ctx, ctx.Err()))
	}
	return a, e
}

// request writes a call down as HTTP.
func (c *Client) request(ctx context.Context, call call, m manner) (*http.Request, error) {
	var body io.Reader
	if call.file != nil {
		body = bytes.NewReader(call.file.Data)
	} else if call.body != nil {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false) // < in a description takes one byte, not six
		if err := enc.Encode(call.body); err != nil {
			return nil, err
		}
		body = bytes.NewReader(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	}
	u, query := c.address(call, m)
	req, err := http.NewRequestWithContext(ctx, call.method, u.String(), body)
	if err != nil {
		return nil, errors.New("its address is not valid") // the error would repeat the address
	}
	if !call.root {
		switch m.auth {
		case AuthBasic:
			req.SetBasicAuth(c.keys.key, c.keys.secret)
		case AuthQuery:
			query.Set("consumer_key", c.keys.key)
			query.Set("consumer_secret", c.keys.secret)
		default:
			query = c.keys.signed(call.method, c.signedURL(u), query, c.now().Add(time.Duration(c.skew.Load())), c.nonce())
		}
	}
	if call.login {
		req.SetBasicAuth(c.keys.user, c.keys.password)
	}
	req.URL.RawQuery = encodeQuery(query)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Cache-Control", "no-cache")
	req.Header.Set("User-Agent", c.userAgent)
	switch {
	case call.file != nil:
		req.Header.Set("Content-Type", call.file.Type)
		req.Header.Set("Content-Disposition", `attachment; filename="`+call.file.Name+`"`)
	case body != nil:
		// Without it WooCommerce ignores the fields and makes a product named "Product".
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

// address is where a call goes. With plain permalinks the route is a parameter; the
// path must still hold wp-json/wc/, or WooCommerce does not look at the keys.
func (c *Client) address(call call, m manner) (*url.URL, url.Values) {
	query := make(url.Values, len(call.query)+5)
	for name, values := range call.query {
		query[name] = values
	}
	route := "wc/v3/" + call.path
	if call.root {
		route = call.path
	}
	path := "/wp-json/" + route
	switch {
	case m.plain && call.root:
		path = "/"
		query.Set("rest_route", "/"+route)
	case m.plain:
		path = "/wp-json/wc/v3/"
		query.Set("rest_route", "/"+route)
	}
	u := *c.base
	u.Path = c.base.Path + path
	if m.url != nil {
		u = *m.url
	}
	return &u, query
}

// progress notes how far a request got. Its fields are written by the transport's goroutines.
type progress struct{ traced, connected, reused, wrote atomic.Bool }

func (p *progress) trace() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn:      func(string) { p.traced.Store(true) },
		GotConn:      func(got httptrace.GotConnInfo) { p.connected.Store(true); p.reused.Store(got.Reused) },
		WroteHeaders: func() { p.wrote.Store(true) },
	}
}

// sent tells whether the shop may have the request. A transport that tells nothing
// may have sent it, unless the connection was never made.
func (p *progress) sent(err error) bool {
	if p.traced.Load() {
		return p.wrote.Load()
	}
	return !neverConnected(err)
}

// errTimeout tells our own limit from the caller's; errNoConnection is the same before there was a connection.
var (
	errTimeout      = errors.New("the time limit of the request has passed")
	errNoConnection = fmt.Errorf("there was no connection when %w", errTimeout)
)

// cause is the reason of err without the address in it, which may hold keys: why the
// context ended where it did, else what lies below *url.Error.
func cause(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended != nil {
		if why := context.Cause(ctx); why != ended && why != errTimeout {
			return fmt.Errorf("%w: %w", ended, why)
		}
		return context.Cause(ctx)
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}
