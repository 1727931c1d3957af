package badnet

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Proxy stands between a client and a shop. It is safe for concurrent use.
type Proxy struct {
	shop      *url.URL
	tls       *tls.Config
	addr      string
	transport *http.Transport
	ctx       context.Context
	stop      context.CancelFunc
	running   sync.WaitGroup

	mu       sync.Mutex
	listener net.Listener // nil while it refuses
	conns    map[net.Conn]bool
	trouble  Trouble
	seen     int
	struck   int
	closed   bool
	dice     *rand.Rand

	accepted, requests, sent atomic.Int64

	bomb, nested func() string // made once
}

// Counts is what went through a proxy.
type Counts struct {
	Connections int   // taken since the start
	Open        int   // open now
	Requests    int   // read
	Struck      int   // how often the trouble that is set has struck
	Sent        int64 // bytes sent to clients
}

// New makes a proxy for the shop at address, on a free port of this machine. With secure it speaks TLS to its clients, and the shop
// is told that it is reached over https.
func New(address string, secure *tls.Config) (*Proxy, error) {
	shop, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("the shop's address: %w", err)
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &Proxy{shop: shop, tls: secure, ctx: ctx, stop: stop, conns: map[net.Conn]bool{}, dice: rand.New(rand.NewPCG(1, 2)),
		transport: &http.Transport{DisableCompression: true},
		bomb:      sync.OnceValue(func() string { return pack(bytes.Repeat([]byte(" "), 1<<20)) }),
		nested:    sync.OnceValue(func() string { return pack([]byte(pack(bytes.Repeat([]byte(" "), 10<<20)))) }),
	}
	if err := p.listen("127.0.0.1:0"); err != nil {
		stop()
		return nil, err
	}
	return p, nil
}

func (p *Proxy) listen(addr string) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	p.listener, p.addr = l, l.Addr().String()
	p.running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.accepted.Add(1)
			p.take(conn)
		}
	})
	return nil
}

func (p *Proxy) take(conn net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		conn.Close()
		return
	}
	p.conns[conn] = true
	p.running.Go(func() {
		p.serve(conn)
		conn.Close()
		p.mu.Lock()
		delete(p.conns, conn)
		p.mu.Unlock()
	})
}

// URL is where clients find it.
func (p *Proxy) URL() string {
	if p.tls != nil {
		return "https://" + p.addr
	}
	return "http://" + p.addr
}

// Addr is host and port.
func (p *Proxy) Addr() string { return p.addr }

// Set lets something go wrong from now on, in place of what did. Connections that are open stay so, but with Refuse.
func (p *Proxy) Set(t Trouble) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.trouble, p.seen, p.struck = t, 0, 0
	if t.Kind == Refuse && p.listener != nil {
		l := p.listener
		p.listener = nil
		for conn := range p.conns {
			conn.Close()
		}
		return l.Close()
	}
	if t.Kind != Refuse && p.listener == nil && !p.closed {
		return p.listen(p.addr)
	}
	return nil
}

// Lift ends the trouble. Connections on which nothing happens any more end too.
func (p *Proxy) Lift() error {
	err := p.Set(Trouble{})
	p.Drop()
	return err
}

// Drop ends all connections, as a router does that restarts.
func (p *Proxy) Drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.conns {
		conn.Close()
	}
}

// Counts is what went through.
func (p *Proxy) Counts() Counts {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Counts{int(p.accepted.Load()), len(p.conns), int(p.requests.Load()), p.struck, p.sent.Load()}
}

// Close ends everything and waits for it.
func (p *Proxy) Close() error {
	p.mu.Lock()
	p.closed = true
	l := p.listener
	p.listener = nil
	for conn := range p.conns {
		conn.Close()
	}
	p.mu.Unlock()
	p.stop()
	var err error
	if l != nil {
		err = l.Close()
	}
	p.running.Wait()
	p.transport.CloseIdleConnections()
	return err
}

// strike tells what happens to a request, or with "" to a connection.
func (p *Proxy) strike(method string) Trouble {
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.trouble
	write := method != http.MethodGet && method != http.MethodHead
	if t.Kind == "" || t.connects() != (method == "") || method != "" && t.Writes && !write {
		return Trouble{}
	}
	if p.seen++; p.seen <= t.Skip || t.Times > 0 && p.struck >= t.Times {
		return Trouble{}
	}
	p.struck++
	if t.Jitter > 0 {
		t.Delay += time.Duration(p.dice.Int64N(int64(t.Jitter)))
	}
	return t
}

func (p *Proxy) serve(raw net.Conn) {
	conn := raw
	switch t := p.strike(""); t.Kind {
	case ResetFirst:
		reset(raw)
		return
	case Silent:
		_, _ = io.Copy(io.Discard, raw) // until the client has enough
		return
	case PlainHTTP:
		p.write(raw, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		_, _ = io.Copy(io.Discard, raw)
		return
	}
	if p.tls != nil {
		secure := tls.Server(raw, p.tls)
		if secure.HandshakeContext(p.ctx) != nil {
			return
		}
		conn = secure
	}
	in := bufio.NewReader(conn)
	for {
		req, err := http.ReadRequest(in)
		if err != nil {
			return
		}
		body, err := io.ReadAll(io.LimitReader(req.Body, 64<<20))
		if err != nil {
			return
		}
		p.requests.Add(1)
		if !p.answer(&line{proxy: p, conn: conn, raw: raw, in: in}, req, body, p.strike(req.Method)) || req.Close {
			return
		}
	}
}

// forward asks the shop, as if the client had. The shop gets the request even where the client has left, as behind any web server.
func (p *Proxy) forward(req *http.Request, body []byte) (*http.Response, []byte, error) {
	out, err := http.NewRequestWithContext(p.ctx, req.Method, p.shop.Scheme+"://"+p.shop.Host+req.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	out.Header, out.Host = req.Header.Clone(), req.Host
	out.Header.Del("Accept-Encoding")
	if p.tls != nil {
		out.Header.Set("X-Forwarded-Proto", "https")
	}
	res, err := p.transport.RoundTrip(out)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, err
	}
	return res, got, nil
}

// head is the status line and headers of an answer, without those that tell its length.
func head(res *http.Response) string {
	var b strings.Builder
	fmt.Fprintf(&b, "HTTP/1.1 %s\r\n", res.Status)
	h := res.Header.Clone()
	for _, name := range []string{"Content-Length", "Transfer-Encoding", "Connection"} {
		h.Del(name)
	}
	_ = h.Write(&b) // into memory
	return b.String()
}

// write sends to a client and counts; it tells whether the client is still there.
func (p *Proxy) write(to io.Writer, s string) bool {
	p.sent.Add(int64(len(s))) // before, so that who has the answer finds it counted
	n, err := io.WriteString(to, s)
	p.sent.Add(int64(n - len(s)))
	return err == nil
}

// reset ends a connection so that the other side sees a reset, not an end.
func reset(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	conn.Close()
}
