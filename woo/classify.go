package woo

import (
	"html"
	"mime"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// judge tells an answer that can be used from a failure. A 200 is no success unless
// it is JSON of the right shape: plain permalinks, login pages and firewalls all
// answer 200.
func (c *Client) judge(call call, res *http.Response, body []byte) (answer, *Error) {
	if res.StatusCode >= 200 && res.StatusCode < 300 {
		found, before, ok := findJSON(body, call.want)
		if !ok && call.emptyList {
			found, before, ok = findJSON(body, '[')
		}
		if ok {
			if len(before) > 0 {
				c.noticeNoise(before)
			}
			if e := c.errorInDisguise(call, res, found); e != nil {
				return answer{}, e
			}
			return answer{status: res.StatusCode, header: res.Header, json: found}, nil
		}
	}
	e := c.newError(call, res, body)
	c.classify(e, call, res, body)
	return answer{}, e
}

// newError holds what every failure with an answer has.
func (c *Client) newError(call call, res *http.Response, body []byte) *Error {
	date, _ := http.ParseTime(res.Header.Get("Date")) // zero where there is none
	return &Error{
		Kind: KindUnknown, Status: res.StatusCode, Method: call.method, Path: call.path, Host: c.base.Host, Scheme: c.base.Scheme,
		date: date, wordPress: looksLikeWordPress(res.Header, body),
		RetryAfter: retryAfter(res.Header, c.now()),
		Body:       clean(c.keys.mask(string(body[:min(len(body), errorLimit)])), keptLimit),
	}
}

// answerError is an answer of the right form that does not fit the question.
func (c *Client) answerError(call call, a answer, reason string) *AnswerError {
	return &AnswerError{Reason: reason, Err: &Error{
		Kind: KindBadJSON, Status: a.status, Message: reason, Method: call.method, Path: call.path, Host: c.base.Host, Scheme: c.base.Scheme,
		Body: clean(c.keys.mask(string(a.json[:min(len(a.json), errorLimit)])), keptLimit), Unsure: call.write(),
	}}
}

// checkID tells whether an answer is about the thing asked for; id 0 means any new one.
func (c *Client) checkID(call call, a answer, id, got int64) error {
	switch {
	case got <= 0:
		return c.answerError(call, a, "the answer has no id")
	case id != 0 && got != id:
		return c.answerError(call, a, "asked about "+strconv.FormatInt(id, 10)+", the answer is about "+strconv.FormatInt(got, 10))
	}
	return nil
}

// errorInDisguise is an error that some plugin sends with status 200.
func (c *Client) errorInDisguise(call call, res *http.Response, found []byte) *Error {
	if call.want != '{' || found[0] != '{' || !strings.Contains(string(found[:min(len(found), 200)]), `"code"`) {
		return nil
	}
	o, err := parseObject(found)
	if err != nil || o["id"] != nil || o.text("code") == "" || o["message"] == nil || o["data"] == nil {
		return nil
	}
	e := c.newError(call, res, found)
	c.classify(e, call, res, found)
	return e
}

// classify fills in kind and details of an answer that is a failure.
func (c *Client) classify(e *Error, call call, res *http.Response, body []byte) {
	if res.StatusCode >= 300 && res.StatusCode < 400 {
		c.classifyRedirect(e, res)
		return
	}
	if res.StatusCode == http.StatusTooManyRequests {
		e.Kind = KindRateLimited
		e.By, _ = guardOf(res.Header, strings.ToLower(string(body)))
	}
	if found, _, ok := findJSON(body, '{'); ok {
		if o, err := parseObject(found); err == nil && o.text("code") != "" {
			c.fromJSON(e, call, o)
			return
		}
	}
	switch {
	case e.Kind == KindRateLimited:
	case res.StatusCode < 300:
		c.classifyOK(e, call, res, body)
	default:
		classifyPage(e, res, strings.ToLower(string(body)))
	}
	e.Unsure = call.write() && unsure(e)
}

// classifyOK is for a 2xx that does not hold what was asked for.
func (c *Client) classifyOK(e *Error, call call, res *http.Response, body []byte) {
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case routeInQuery(res.Header):
		e.Kind = KindPlainPermalinks
	case looksLikePage(body) || media == "text/html" && len(body) > 0 && !cutShort(body, call.want):
		classifyPage(e, res, strings.ToLower(string(body[:min(len(body), errorLimit)])))
	case len(strings.TrimSpace(string(body[:min(len(body), 64)]))) == 0:
		e.Kind, e.Message = KindTruncated, "the answer is empty"
	case cutShort(body, call.want):
		e.Kind, e.Message = KindTruncated, "the JSON ends in its middle"
	default:
		e.Kind, e.Message = KindBadJSON, "the answer is not the JSON that was asked for"
	}
}

func (c *Client) classifyRedirect(e *Error, res *http.Response) {
	e.Kind = KindRedirect
	target, err := res.Location()
	if err != nil {
		e.Message = "a redirect that leads nowhere"
		return
	}
	e.Location = clean(publicURL(target), 500)
	e.Message = "redirected to " + e.Location
	if c.base.Scheme == "http" && target.Scheme == "https" && sameHost(target.Hostname(), c.base.Hostname()) {
		e.Kind = KindHTTPNeedsHTTPS
	}
}

func sameHost(a, b string) bool {
	return strings.EqualFold(strings.TrimPrefix(a, "www."), strings.TrimPrefix(b, "www."))
}

// routeInQuery tells by the Link header that the shop has plain permalinks: then
// /wp-json/… leads to the front page.
func routeInQuery(h http.Header) bool {
	for _, link := range h.Values("Link") {
		if strings.Contains(link, "https://api.w.org/") && strings.Contains(link, "rest_route=") {
			return true
		}
	}
	return false
}

// unsure tells whether a write with this answer may have happened all the same.
func unsure(e *Error) bool {
	switch e.Kind {
	case KindGateway, KindTruncated, KindBadJSON, KindPHPFatal, KindMemory, KindHangup:
		return true
	case KindTimeout:
		return e.Status != http.StatusRequestTimeout // 408: the request itself did not arrive
	case KindHTML, KindUnknown:
		return e.Status < 300 || e.Status >= 500
	}
	return false
}

func retryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	const longest = 24 * time.Hour // a host that says a year means "not today"
	if seconds, err := strconv.ParseInt(v, 10, 64); err == nil {
		return max(0, min(time.Duration(min(seconds, 1<<31))*time.Second, longest))
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(0, min(at.Sub(now), longest))
	}
	return 0
}

var tags = regexp.MustCompile(`<[^>]{0,500}>`)

// plainText is a message of the shop without its HTML.
func plainText(s string) string {
	return strings.TrimSpace(clean(html.UnescapeString(tags.ReplaceAllString(s, " ")), 1000))
}

// noticeNoise records what a plugin printed before the JSON.
func (c *Client) noticeNoise(before []byte) {
	text := strings.Join(strings.Fields(strings.TrimPrefix(plainText(c.keys.mask(string(before))), "\uFEFF")), " ")
	if text = strings.Trim(text, "\uFFFD "); text == "" {
		c.warn(KindBadJSON, c.base.Host+" sends a byte order mark before its JSON: a file of a theme or plugin was saved with one. Its answers are used all the same.")
		return
	}
	c.warn(KindBadJSON, c.base.Host+" prints a message before its JSON: \""+clean(text, 300)+"\". Its answers are used all the same.")
}
