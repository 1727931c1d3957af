package woo

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

const (
	answerLimit = 32 << 20  // of an answer that worked, unpacked: 100 products with large meta data are some 10 MB
	indexLimit  = 8 << 20   // of the index, and of the front page
	errorLimit  = 256 << 10 // of one that did not: enough for a trace of PHP
	keptLimit   = 2 << 10   // of an answer in an error
	noiseLimit  = 64 << 10  // of what may stand before the JSON
)

var errTooLong = errors.New("the answer is longer than any that is read")

// readBody reads an answer up to its limit. The limit counts unpacked bytes, so
// that a small packed body cannot fill the memory.
func (c *Client) readBody(res *http.Response, cl call) ([]byte, error) {
	limit := int64(errorLimit)
	if res.StatusCode < 300 {
		limit = c.answerLimit
		if cl.root && !cl.login {
			limit = min(limit, indexLimit)
		}
	}
	var b bytes.Buffer
	if n := res.ContentLength; n > 0 && n <= 8<<20 {
		b.Grow(int(min(n, limit)) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(res.Body, limit+1))
	c.stats.in.Add(n)
	if n > limit {
		if res.StatusCode < 300 {
			return b.Bytes()[:limit], errTooLong
		}
		return b.Bytes()[:limit], nil
	}
	return b.Bytes(), err
}

// findJSON gives the JSON of the wanted shape in an answer, and what stood before
// it: a plugin's PHP warning or a byte order mark spoil an answer only for strict
// readers. Nothing may follow but blanks and, after clean JSON, further HTML.
func findJSON(body []byte, shape byte) (found, before []byte, ok bool) {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	if len(trimmed) > 0 && trimmed[0] == shape {
		if v, rest := firstValue(trimmed); v != nil {
			return v, nil, len(rest) == 0 || rest[0] == '<'
		}
	}
	if looksLikePage(body) {
		return nil, nil, false
	}
	for i, tries := 0, 0; i < len(body) && i < noiseLimit && tries < 200; i++ {
		if body[i] != shape {
			continue
		}
		tries++
		candidate := bytes.TrimSpace(body[i:])
		if json.Valid(candidate) {
			return candidate, bytes.TrimSpace(body[:i]), true
		}
		if cutShort(candidate, shape) {
			return nil, nil, false // read to its end once is enough
		}
	}
	return nil, nil, false
}

// firstValue gives the JSON value at the beginning of b and what follows it.
func firstValue(b []byte) (v json.RawMessage, rest []byte) {
	if json.Valid(b) { // the usual case, without a copy
		return bytes.TrimSpace(b), nil
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	if dec.Decode(&v) != nil {
		return nil, nil
	}
	return v, bytes.TrimSpace(b[dec.InputOffset():])
}

func looksLikePage(body []byte) bool {
	start := bytes.ToLower(body[:min(len(body), 1<<10)])
	return bytes.Contains(start, []byte("<!doctype")) || bytes.Contains(start, []byte("<html"))
}

// cutShort tells whether body begins as the wanted JSON and ends in its middle.
func cutShort(body []byte, shape byte) bool {
	body = bytes.TrimPrefix(bytes.TrimSpace(body), []byte("\uFEFF"))
	if len(body) == 0 {
		return true
	}
	if body[0] != shape {
		return false
	}
	var v json.RawMessage
	err := json.NewDecoder(bytes.NewReader(body)).Decode(&v)
	return errors.Is(err, io.ErrUnexpectedEOF)
}
