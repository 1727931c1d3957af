package wootest

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what goes back over the wire, before a fault may spoil it.
type answer struct {
	status int
	header http.Header
	body   []byte
}

const htmlType = "text/html; charset=UTF-8"

func newAnswer(status int, contentType string, body []byte) *answer {
	return &answer{status, http.Header{"Content-Type": {contentType}}, body}
}

// nginxPage is an answer of the web server itself; PHP never saw the request.
func nginxPage(status int, reason string) *answer {
	line := strconv.Itoa(status) + " " + reason
	return newAnswer(status, "text/html", []byte("<html>\r\n<head><title>"+line+"</title></head>\r\n<body>\r\n<center><h1>"+line+
		"</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"))
}

func (s *Shop) jsonAnswer(in *incoming, status int, user *apiKey, body []byte) *answer {
	a := newAnswer(status, "application/json; charset=UTF-8", body)
	h := a.header
	h.Set("X-Powered-By", "PHP/8.2.36")
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Link", "<"+s.apiRoot(in)+`>; rel="https://api.w.org/"`)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Access-Control-Expose-Headers", "X-WP-Total, X-WP-TotalPages, Link")
	h.Set("Access-Control-Allow-Headers", "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5, Content-Type")
	if user != nil {
		noCache(h)
	}
	if origin := in.header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Methods", "OPTIONS, GET, POST, PUT, PATCH, DELETE")
		h.Set("Access-Control-Allow-Credentials", "true")
		h.Set("Vary", "Origin")
	} else if user == nil && in.method == "GET" {
		h.Set("Vary", "Origin")
	}
	return a
}

func noCache(h http.Header) {
	h.Set("Expires", "Wed, 11 Jan 1984 05:00:00 GMT")
	h.Set("Cache-Control", "no-cache, must-revalidate, max-age=0, no-store, private")
}

func (s *Shop) apiRoot(in *incoming) string {
	if s.settings().PlainPermalinks {
		return in.home + "/index.php?rest_route=/"
	}
	return in.home + "/wp-json/"
}

// send writes the answer, spoilt by the fault if there is one that spoils.
func (s *Shop) send(w http.ResponseWriter, r *http.Request, a *answer, fault *Fault, entry *Request, record func()) {
	entry.Status = a.status
	cut := func() {
		entry.Status, entry.BytesOut = 0, 0
		record()
		panic(http.ErrAbortHandler) // net/http's way to cut a connection without an answer
	}
	body := a.body
	if fault != nil {
		switch fault.Kind {
		case FaultHang:
			hold := fault.Hold
			if hold <= 0 {
				hold = 24 * time.Hour
			}
			s.sleep(r.Context(), hold)
			cut()
		case FaultHangUp:
			cut()
		case FaultWarning:
			body = append([]byte("<br />\n<b>Warning</b>:  Undefined variable $shop in <b>/var/www/html/wp-content/plugins/faults.php</b> on line <b>7</b><br />\n"), body...)
		case FaultBOM:
			body = append([]byte("\xef\xbb\xbf"), body...)
		}
	}
	h := w.Header()
	for k, v := range a.header {
		h[k] = v
	}
	h.Set("Server", "nginx/1.22.1")
	if r.Method != http.MethodHead && a.status != http.StatusNoContent {
		h.Set("Content-Length", strconv.Itoa(len(body)))
	}
	entry.BytesOut = len(body)
	if fault != nil && fault.Kind == FaultTruncated {
		entry.Status, entry.BytesOut = 0, len(body)/2
	}
	record()
	w.WriteHeader(a.status)
	if r.Method == http.MethodHead {
		return
	}
	switch {
	case fault != nil && fault.Kind == FaultTruncated:
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush()
		cut()
	case fault != nil && fault.Kind == FaultSlow:
		s.drip(w, r, body, fault.Hold)
	default:
		_, _ = w.Write(body) // an error means that the client left; there is nobody to tell
	}
}

// drip sends the body in twenty parts.
func (s *Shop) drip(w http.ResponseWriter, r *http.Request, body []byte, hold time.Duration) {
	if hold <= 0 {
		hold = 5 * time.Second
	}
	const parts = 20
	for i := range parts {
		_, err := w.Write(body[len(body)*i/parts : len(body)*(i+1)/parts])
		if err != nil || http.NewResponseController(w).Flush() != nil || !s.sleep(r.Context(), hold/parts) {
			return
		}
	}
}

// faultAnswer is what a fault says that needs no real answer.
func (s *Shop) faultAnswer(f *Fault, in *incoming) *answer {
	retry := func(a *answer, usual string) *answer {
		switch f.RetryAfter {
		case "none":
		case "":
			a.header.Set("Retry-After", usual)
		default:
			a.header.Set("Retry-After", f.RetryAfter)
		}
		return a
	}
	switch f.Kind {
	case FaultFatal:
		return s.fatalAnswer(in, s.keys[0], uncaught("Error: Call to undefined function faulty_plugin_function()", "/var/www/html/wp-content/plugins/faults.php", 5))
	case FaultMemory:
		return s.fatalAnswer(in, s.keys[0], &fatal{"Allowed memory size of 536870912 bytes exhausted (tried to allocate 2097152 bytes)", "/var/www/html/wp-content/plugins/faults.php", 7})
	case FaultBadGateway:
		return nginxPage(502, "Bad Gateway")
	case FaultGatewayTimeout:
		return nginxPage(504, "Gateway Time-out")
	case FaultMaintenance:
		return retry(wpDie(in, 503, "Maintenance", "Briefly unavailable for scheduled maintenance. Check back in a minute."), "600")
	case FaultTooMany:
		return retry(nginxPage(429, "Too Many Requests"), "30")
	case FaultDatabase:
		return wpDie(in, 500, "Database Error", "<h1>Error establishing a database connection</h1>")
	case FaultHTML:
		return newAnswer(200, htmlType, []byte(wpPage("Security check", "<p>Please enable JavaScript and reload this page.</p>")))
	case FaultFirewall:
		return newAnswer(403, htmlType, []byte(wpPage("403 Forbidden", "<h1>Request blocked</h1><p>Your request was blocked by the web application firewall (Wordfence). If you think this is an error, contact the site owner.</p>")))
	}
	return newAnswer(200, htmlType, nil) // a hang or a cut connection: nothing of it is sent
}

// fatalAnswer is PHP's death: JSON for who asked for JSON, else HTML.
func (s *Shop) fatalAnswer(in *incoming, user *apiKey, f *fatal) *answer {
	if in.wantsJSON() {
		return s.jsonAnswer(in, 500, user, appendJSON(nil, f.object()))
	}
	a := s.jsonAnswer(in, 500, user, []byte(wpPage("WordPress &rsaquo; Error", `<div class="wp-die-message">`+criticalError+`</div>`)))
	a.header.Set("Content-Type", htmlType)
	return a
}

// wpDie is wp_die before WordPress is up: no API headers.
func wpDie(in *incoming, status int, title, message string) *answer {
	if in.wantsJSON() {
		a := newAnswer(status, "application/json; charset=UTF-8", appendJSON(nil, object{{"code", "wp_die"}, {"message", message},
			{"data", object{{"status", status}}}, {"additional_errors", []any{}}}))
		noCache(a.header)
		return a
	}
	if !strings.HasPrefix(message, "<") {
		message = `<div class="wp-die-message">` + message + `</div>`
	}
	a := newAnswer(status, htmlType, []byte(wpPage(title, message)))
	noCache(a.header)
	return a
}

func wpPage(title, body string) string {
	return "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head>\n\t<meta http-equiv=\"Content-Type\" content=\"text/html; charset=UTF-8\" />\n" +
		"\t<meta name='robots' content='noindex, nofollow' />\n\t<title>" + title + "</title>\n</head>\n<body id=\"error-page\">\n\t" + body + "\n</body>\n</html>\n"
}
