package wootest

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// incoming is what is read of a request before anything is decided.
type incoming struct {
	method string // as sent
	path   string // raw, as sent
	target string // path and query, as sent
	header http.Header
	query  *phpArray
	form   *phpArray // of a POST, where PHP fills $_POST
	body   []byte
	https  bool
	home   string
}

var errTooLarge = errors.New("request body too large")

func (s *Shop) read(r *http.Request) (*incoming, error) {
	target := r.RequestURI
	if target == "" || !strings.HasPrefix(target, "/") {
		target = r.URL.RequestURI()
	}
	path, rawQuery, _ := strings.Cut(target, "?")
	in := &incoming{method: r.Method, path: path, target: target, header: r.Header, query: parseQuery(rawQuery), form: newPHPArray()}
	set := s.settings()
	in.https = r.TLS != nil || (!set.IgnoreForwardedProto && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https"))
	in.home = "http://" + r.Host
	if in.https {
		in.home = "https://" + r.Host
	}
	if set.StripAuthorization {
		in.header = in.header.Clone()
		in.header.Del("Authorization")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, set.MaxBody+1))
	if err != nil {
		return in, err
	}
	if int64(len(body)) > set.MaxBody {
		return in, errTooLarge
	}
	in.body = body
	if in.method == http.MethodPost && in.contentType() == "application/x-www-form-urlencoded" {
		in.form = parseQuery(string(body))
	}
	return in, nil
}

func (in *incoming) contentType() string {
	t, _, err := mime.ParseMediaType(in.header.Get("Content-Type"))
	if err != nil {
		t, _, _ = strings.Cut(strings.ToLower(in.header.Get("Content-Type")), ";")
	}
	return strings.TrimSpace(t)
}

func (in *incoming) isJSON() bool {
	t := in.contentType()
	return t == "application/json" || strings.HasPrefix(t, "application/") && strings.HasSuffix(t, "+json")
}

// wantsJSON is wp_is_json_request: it decides in which form a fatal error is answered.
func (in *incoming) wantsJSON() bool {
	return strings.Contains(in.header.Get("Accept"), "application/json") || in.isJSON()
}

// gather merges the parameters of all sources: JSON body before form, before query, before path. Null counts as
// not sent where a weaker source has the name.
func (c *call) gather(in *incoming) {
	c.params = map[string]any{}
	for name, n := range c.vars {
		c.params[name] = int64(n)
	}
	c.overlay(in.query.decodedMap())
	if len(in.form.keys) > 0 {
		c.overlay(in.form.decodedMap())
	} else if in.method != http.MethodPost && in.contentType() == "application/x-www-form-urlencoded" {
		c.overlay(parseQuery(string(in.body)).decodedMap())
	}
	if !in.isJSON() || len(in.body) == 0 {
		return
	}
	v, err := decodeJSON(in.body)
	if err != nil {
		c.badJSON = err
		return
	}
	switch v := v.(type) {
	case map[string]any:
		c.overlay(v)
	case string, int64, float64, bool:
		c.scalar = v
	}
}

func (c *call) overlay(m map[string]any) {
	for k, v := range m {
		if _, there := c.params[k]; v != nil || !there {
			c.params[k] = v
		}
	}
}

// check is what WordPress does before a handler runs: JSON, required parameters, their schema, then sanitising.
func (c *call) check(fields []field, creating bool) error {
	if c.badJSON != nil {
		code, message := 4, "Syntax error"
		if errors.Is(c.badJSON, errUTF8) {
			code, message = 5, "Malformed UTF-8 characters, possibly incorrectly encoded"
		}
		return fail(400, "rest_invalid_json", "Invalid JSON body passed.", member{"json_error_code", code}, member{"json_error_message", message})
	}
	var missing []string
	for i := range fields {
		if f := &fields[i]; f.required && c.params[f.name] == nil {
			missing = append(missing, f.name)
		}
	}
	if len(missing) > 0 {
		return fail(400, "rest_missing_callback_param", "Missing parameter(s): "+strings.Join(missing, ", "), member{"params", missing})
	}
	var names []string
	var params, details object
	for i := range fields {
		f := &fields[i]
		v := c.params[f.name]
		if f.readonly || v == nil {
			continue
		}
		if bad := f.validate(v, f.name); bad != nil {
			names = append(names, f.name)
			params.add(f.name, bad.message)
			details.add(f.name, object{{"code", bad.code}, {"message", bad.message}, {"data", bad.data}})
		}
	}
	if len(names) > 0 {
		return fail(400, "rest_invalid_param", "Invalid parameter(s): "+strings.Join(names, ", "), member{"params", params}, member{"details", details})
	}
	for i := range fields {
		f := &fields[i]
		if v, ok := c.params[f.name]; ok && !f.readonly {
			c.params[f.name] = f.sanitize(v)
		} else if creating && f.def != nil && !f.readonly && c.params[f.name] == nil {
			c.params[f.name] = f.def
		}
	}
	return nil
}
