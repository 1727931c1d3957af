package woo

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"strconv"
)

// id is the field "id" as a whole number, of whatever Go type it is.
func (f Fields) id() (int64, bool) {
	v, ok := f["id"]
	if !ok {
		return 0, false
	}
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case int32:
		return int64(n), true
	case float64:
		return int64(n), n == math.Trunc(n)
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	case string:
		i, err := strconv.ParseInt(n, 10, 64)
		return i, err == nil
	}
	return 0, false
}

// createBody refuses what WooCommerce would take for a create and spoil: no field at
// all makes a product named "Product", and an id cannot be chosen.
func (c *Client) createBody(path string, f Fields) (Fields, error) {
	if len(f) == 0 {
		return nil, c.refuse(http.MethodPost, path, KindInvalid, "nothing to create: no field is given")
	}
	if _, ok := f["id"]; ok {
		return nil, c.refuse(http.MethodPost, path, KindInvalid, "a create cannot choose its id")
	}
	return f, nil
}

// updateBody drops the field "id" where it agrees with the address, and refuses another one.
func (c *Client) updateBody(path string, id int64, f Fields) (Fields, error) {
	if _, ok := f["id"]; !ok {
		if f == nil {
			f = Fields{}
		}
		return f, nil
	}
	if n, ok := f.id(); !ok || n != id {
		return nil, c.refuse(http.MethodPut, path, KindInvalid, fmt.Sprintf("the fields are those of id %v, not of %d", f["id"], id))
	}
	rest := make(Fields, len(f))
	for name, v := range f {
		if name != "id" {
			rest[name] = v
		}
	}
	return rest, nil
}

// refuse is a failure of a request that was never sent.
func (c *Client) refuse(method, path string, kind Kind, message string) *Error {
	return &Error{Kind: kind, Message: message, Method: method, Path: path, Host: c.base.Host, Scheme: c.base.Scheme}
}
