package woo

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// rawServer answers each connection by hand, after it has read a request.
func rawServer(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				req, err := http.ReadRequest(bufio.NewReader(conn))
				if err != nil {
					return
				}
				io.Copy(io.Discard, req.Body)
				answer(conn)
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

// plainClient speaks to an address with the client's own transport.
func plainClient(t *testing.T, address string, change ...func(*Config)) *Client {
	t.Helper()
	cfg := Config{URL: address, ConsumerKey: testKey, ConsumerSecret: testSecret, Timeout: 20 * time.Second, Retries: -1}
	for _, f := range change {
		f(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestConnectionsThatBreak(t *testing.T) {
	head := "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
	for name, c := range map[string]struct {
		answer string
		reset  bool
		kind   Kind
	}{
		"closed at once":             {"", false, KindHangup},
		"reset at once":              {"", true, KindHangup},
		"closed in the headers":      {"HTTP/1.1 200 OK\r\nConte", false, KindHangup},
		"no HTTP at all":             {"220 mail.example ESMTP\r\n", false, KindHangup},
		"body shorter than promised": {head + "Content-Length: 500\r\n\r\n{\"id\":1", false, KindTruncated},
		"body complete, promise not": {head + "Content-Length: 500\r\n\r\n{\"id\":1}", false, KindTruncated},
		"chunk cut":                  {head + "Transfer-Encoding: chunked\r\n\r\n20\r\n{\"id\":1", false, KindTruncated},
		"chunk nonsense":             {head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{\"id\":1}\r\n0\r\n\r\n", false, KindTruncated},
		"promise shorter than body":  {head + "Content-Length: 5\r\n\r\n{\"id\":1}", false, KindTruncated},
		"reset in the body":          {head + "Content-Length: 500\r\n\r\n{\"id\":1", true, KindTruncated},
		"gzip that is none":          {head + "Content-Encoding: gzip\r\nContent-Length: 8\r\n\r\n{\"id\":1}", false, KindTruncated},
		"endless headers":            {"HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: "+strings.Repeat("b", 1000)+"\r\n", 400), false, KindHangup},
		"no body":                    {head + "Content-Length: 0\r\n\r\n", false, KindTruncated},
	} {
		t.Run(name, func(t *testing.T) {
			address := rawServer(t, func(conn net.Conn) {
				io.WriteString(conn, c.answer)
				if tcp := conn.(*net.TCPConn); c.reset {
					tcp.SetLinger(0)
				}
			})
			client := plainClient(t, address)
			_, err := client.CreateProduct(t.Context(), Fields{"name": "x"})
			mustKind(t, err, c.kind)
			if !Unknown(err) || !Temporary(err) {
				t.Errorf("unknown %v, temporary %v: %v", Unknown(err), Temporary(err), err)
			}
			noKeys(t, err)
			_, err = client.ListProducts(t.Context(), Query{})
			if err == nil || Unknown(err) {
				t.Errorf("a read: %v", err)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c := plainClient(t, "http://"+l.Addr().String())
	_, err = c.CreateProduct(t.Context(), Fields{"name": "x"})
	mustKind(t, err, KindRefused)
	if Unknown(err) {
		t.Error("nothing was sent")
	}
	noKeys(t, err)
}

// failing is a transport that fails without telling how far it came.
type failing struct{ err error }

func (f failing) RoundTrip(*http.Request) (*http.Response, error) { return nil, f.err }

func TestErrorsOfTheNetwork(t *testing.T) {
	dial := func(err error) error { return &net.OpError{Op: "dial", Net: "tcp", Err: err} }
	for name, c := range map[string]struct {
		err     error
		kind    Kind
		unknown bool
		passing bool
	}{
		"no such host":    {dial(&net.DNSError{Err: "no such host", Name: "shop.example", IsNotFound: true}), KindDNS, false, false},
		"no name server":  {dial(&net.DNSError{Err: "server misbehaving", Name: "shop.example", IsTemporary: true}), KindDNS, false, true},
		"refused":         {dial(os.NewSyscallError("connect", connRefused[0])), KindRefused, false, true},
		"no route":        {dial(os.NewSyscallError("connect", connUnreachable[0])), KindUnreachable, false, true},
		"reset":           {&net.OpError{Op: "read", Err: os.NewSyscallError("read", connReset[0])}, KindHangup, true, true},
		"end of file":     {io.EOF, KindHangup, true, true},
		"idle closed":     {errors.New("http: server closed idle connection"), KindHangup, true, true},
		"dial timeout":    {dial(os.ErrDeadlineExceeded), KindTimeout, false, true},
		"read timeout":    {&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, KindTimeout, true, true},
		"no TLS there":    {errors.New("http: server gave HTTP response to HTTPS client"), KindTLSOther, false, false},
		"TLS alert":       {&net.OpError{Op: "remote error", Err: tls.AlertError(70)}, KindTLSOther, false, false},
		"TLS record":      {tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}, KindTLSOther, false, false},
		"quite new":       {errors.New("a plugin of the network"), KindUnknown, true, false},
		"interrupted":     {context.Canceled, KindCanceled, true, false},
		"wrapped refused": {dial(errors.Join(errors.New("proxy"), syscall.Errno(connRefused[0]))), KindRefused, false, true},
	} {
		cl := plainClient(t, "https://shop.example", func(cfg *Config) { cfg.Transport = failing{c.err} })
		_, err := cl.CreateProduct(t.Context(), Fields{"name": "x"})
		if KindOf(err) != c.kind || Unknown(err) != c.unknown || Temporary(err) != c.passing {
			t.Errorf("%s: %s, unknown %v, temporary %v (%v); want %s, %v, %v", name, KindOf(err), Unknown(err), Temporary(err), err, c.kind, c.unknown, c.passing)
		}
		if !errors.Is(err, c.err) && name != "interrupted" {
			t.Errorf("%s: the cause is lost: %v", name, err)
		}
		noKeys(t, err)
	}
}

func TestTimeouts(t *testing.T) {
	for name, begin := range map[string]func(http.ResponseWriter){
		"no answer": func(http.ResponseWriter) {},
		"slow body": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json")
			io.WriteString(w, `{"id":1`)
			w.(http.Flusher).Flush()
		},
	} {
		got := make(chan struct{}, 1)
		c := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
			begin(w)
			got <- struct{}{}
			<-r.Context().Done()
		}).client(t)
		// The limit passes when the request has arrived, however slow the machine is.
		ctx, pass := context.WithCancelCause(t.Context())
		go func() { <-got; pass(errTimeout) }()
		_, err := c.CreateProduct(ctx, Fields{"name": "x"})
		if KindOf(err) != KindTimeout || !Unknown(err) || !errors.Is(err, errTimeout) {
			t.Errorf("%s: %v, unknown %v", name, err, Unknown(err))
		}
	}
}

func TestTheLimitOfTheConfigHolds(t *testing.T) {
	c := newStub(t, true, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }).client(t, func(cfg *Config) { cfg.Timeout = 20 * time.Millisecond })
	_, err := c.ListProducts(t.Context(), Query{})
	mustKind(t, err, KindTimeout)
}

func TestStoppedByTheCaller(t *testing.T) {
	got := make(chan struct{})
	c := newStub(t, true, func(_ http.ResponseWriter, r *http.Request) { close(got); <-r.Context().Done() }).client(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("another synchronization took over")
	go func() { <-got; cancel(reason) }()
	_, err := c.CreateProduct(ctx, Fields{"name": "x"})
	if !Unknown(err) || !errors.Is(err, reason) {
		t.Errorf("%v, unknown %v", err, Unknown(err))
	}
	mustKind(t, err, KindCanceled)
}

func TestHTTPAndHTTPSMixedUp(t *testing.T) {
	secure := newStub(t, true, always(200, `[]`))
	_, err := plainClient(t, strings.Replace(secure.URL, "https://", "http://", 1)).ListProducts(t.Context(), Query{})
	mustKind(t, err, KindHTTPNeedsHTTPS)
	open := newStub(t, false, always(200, `[]`))
	_, err = plainClient(t, strings.Replace(open.URL, "http://", "https://", 1)).ListProducts(t.Context(), Query{})
	mustKind(t, err, KindTLSOther)
}

func TestOwnTransport(t *testing.T) {
	s := newStub(t, false, always(200, `[]`))
	c := plainClient(t, s.URL)
	for range 3 {
		if _, err := c.ListProducts(t.Context(), Query{}); err != nil {
			t.Fatal(err)
		}
	}
	if tr := newTransport(2, nil, nil); tr.MaxConnsPerHost != 2 || tr.IdleConnTimeout >= 5*time.Second {
		t.Errorf("transport %+v", tr)
	}
}
