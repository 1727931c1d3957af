package badnet

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// line is the connection to one client.
type line struct {
	proxy     *Proxy
	conn, raw net.Conn // with TLS, and below it
	in        io.Reader
}

func (l *line) send(parts ...string) bool {
	for _, s := range parts {
		if !l.proxy.write(l.conn, s) {
			return false
		}
	}
	return true
}

// hold keeps the connection open until the client, or the test, ends it.
func (l *line) hold() { _, _ = io.Copy(io.Discard, l.in) }

// forever sends s again and again until the client has enough.
func (l *line) forever(s string) {
	for l.send(s) {
	}
}

// wait lets time pass; it tells whether to go on.
func (l *line) wait(d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-l.proxy.ctx.Done():
		return false
	}
}

// slowly sends s in pieces, with a pause after each.
func (l *line) slowly(s string, piece int, pause time.Duration) bool {
	for len(s) > 0 {
		n := min(piece, len(s))
		if !l.send(s[:n]) || pause > 0 && !l.wait(pause) {
			return false
		}
		s = s[n:]
	}
	return true
}

// answer answers one request; it tells whether the connection can be used again.
func (p *Proxy) answer(l *line, req *http.Request, body []byte, t Trouble) bool {
	if !t.works() {
		p.intercept(l, req, t)
		return false
	}
	res, text, err := p.forward(req, body)
	if err != nil {
		reset(l.raw) // the shop hung up, and so do we
		return false
	}
	h, n := head(res), fmt.Sprintf("Content-Length: %d\r\n\r\n", len(text))
	whole := h + n + string(text)
	if req.Method == http.MethodHead {
		whole = h + n
	}
	switch t.Kind {
	case "":
		return l.send(whole)
	case Latency:
		return l.wait(t.Delay) && l.send(whole)
	case Bandwidth:
		rate := t.Rate
		if rate == 0 {
			rate = 1 << 10
		}
		return l.slowly(whole, max(rate/20, 1), time.Second/20)
	case Sliced:
		return l.slowly(whole, 1, 0)
	}
	p.spoil(l, h, string(text), whole, t.Kind)
	return false
}

// intercept answers in the shop's place, or not at all.
func (p *Proxy) intercept(l *line, req *http.Request, t Trouble) {
	switch t.Kind {
	case HalfOpen:
		l.hold()
	case ResetEarly:
		reset(l.raw)
	case RedirectLoop:
		to := *req.URL
		to.Path = "/loop" + fmt.Sprint(len(req.URL.Path)%2) + "/wp-json/"
		l.send("HTTP/1.1 302 Found\r\nLocation: " + p.URL() + to.Path + "\r\nContent-Length: 0\r\n\r\n")
	case RedirectAway, PortalRedirect:
		l.send("HTTP/1.1 302 Found\r\nLocation: " + t.To + req.URL.RequestURI() + "\r\nContent-Length: 0\r\n\r\n")
	case Portal, Portal511:
		status := "200 OK"
		if t.Kind == Portal511 {
			status = "511 Network Authentication Required"
		}
		page := "<!DOCTYPE html><html><head><title>Hotel Wi-Fi: please log in</title></head><body>Accept the terms to go on.</body></html>"
		l.send(fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", status, len(page), page))
	}
}

// spoil sends an answer that is wrong in one way.
func (p *Proxy) spoil(l *line, head, text, whole string, kind Kind) {
	const chunked, packed = "Transfer-Encoding: chunked\r\n\r\n", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
	half := text[:len(text)/2]
	switch kind {
	case Lost:
		l.hold()
	case ResetLate:
		reset(l.raw)
	case ResetIn:
		l.send(whole[:len(head)+40+len(half)])
		reset(l.raw)
	case ResetAfter:
		l.send(whole)
		_ = l.wait(5 * time.Millisecond) // a reset may overtake what was sent
		reset(l.raw)
	case CloseAfter:
		l.send(whole)
	case SlowBody:
		if l.send(head, chunked) {
			for _, c := range []byte(half) {
				if !l.send(fmt.Sprintf("1\r\n%c\r\n", c)) || !l.wait(100*time.Millisecond) {
					return
				}
			}
			l.hold()
		}
	case CutShort:
		l.send(head, fmt.Sprintf("Content-Length: %d\r\n\r\n", len(text)), half)
	case CutChunk:
		l.send(head, chunked, fmt.Sprintf("%x\r\n", len(text)), half)
	case Garbage:
		l.send(strings.Repeat("\x00\x16\x03\xff\x7f\x1b[2J", 64))
	case BadBody:
		noise := strings.Repeat("\x00\xff\x1b]52;c;eHh4\x07{\"id\":\xc3\x28", 40)
		l.send(head, fmt.Sprintf("Content-Length: %d\r\n\r\n", len(noise)), noise)
	case LengthShort:
		l.send(head, fmt.Sprintf("Content-Length: %d\r\n\r\n", len(half)), text)
	case LengthLong:
		l.send(head, fmt.Sprintf("Content-Length: %d\r\n\r\n", len(text)+1000), text)
		l.hold()
	case LengthNonsense:
		l.send(head, "Content-Length: -7x\r\n\r\n", text)
	case TwoLengths:
		l.send(head, fmt.Sprintf("Content-Length: %d\r\nContent-Length: %d\r\n\r\n", len(text), len(text)/2), text)
	case ChunkNonsense:
		l.send(head, chunked, "zz\r\n", text, "\r\n0\r\n\r\n")
	case ChunkHuge:
		l.send(head, chunked, "7fffffffffffffff\r\n", text)
	case EndlessBody:
		if l.send(head, "\r\n", `[{"id":1,"name":"`) {
			l.forever(strings.Repeat("endless ", 4096))
		}
	case EndlessHeaders:
		if l.send(head) {
			l.forever("X-Endless: " + strings.Repeat("e", 4096) + "\r\n")
		}
	case Interim:
		l.forever("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
	case Bomb:
		blanks := p.bomb() // gzip allows one after the other
		if l.send(head, packed) {
			l.forever(fmt.Sprintf("%x\r\n%s\r\n", len(blanks), blanks))
		}
	case NestedBomb:
		twice := p.nested()
		l.send(head, "Content-Encoding: gzip, gzip\r\n", fmt.Sprintf("Content-Length: %d\r\n\r\n", len(twice)), twice)
	case Unasked:
		l.send(head, "Content-Encoding: br\r\n", "Content-Length: 8\r\n\r\n", "\x0b\x02\x80\x5b\x5d\x0a\x03\x00")
	}
}

func pack(b []byte) string {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b) // into memory
	_ = z.Close()
	return out.String()
}
