package woo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
)

// connectionError is a request that got no answer.
func (c *Client) connectionError(call call, err error, sent bool) *Error {
	e := c.refuse(call.method, call.path, connectionKind(err), "")
	e.Message = clean(c.keys.mask(err.Error()), 500) // masked first: a key that is cut is not recognised
	e.Err = err
	e.Unsure = call.write() && sent
	return e
}

// bodyError is an answer that broke off, or never ended, while it was read.
func (c *Client) bodyError(call call, res *http.Response, body []byte, err error) *Error {
	e := c.newError(call, res, body)
	e.Kind, e.Message, e.Err = connectionKind(err), clean(err.Error(), 500), err
	switch {
	case errors.Is(err, errTooLong):
		e.Kind = KindBadJSON
	case e.Kind == KindHangup || e.Kind == KindUnknown:
		e.Kind = KindTruncated
	}
	e.Unsure = call.write()
	return e
}

func connectionKind(err error) Kind {
	var (
		dns       *net.DNSError
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
		invalid   x509.CertificateInvalidError
		verify    *tls.CertificateVerificationError
		record    tls.RecordHeaderError
		alert     tls.AlertError
		netErr    net.Error
	)
	switch {
	case errors.As(err, &dns) && !errors.Is(err, errTimeout): // also one that took too long
		return KindDNS
	case errors.Is(err, errTimeout) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded):
		return KindTimeout
	case errors.Is(err, context.Canceled):
		return KindCanceled
	case errors.As(err, &name):
		return KindTLSName
	case errors.As(err, &authority):
		return KindTLSUntrusted
	case errors.As(err, &invalid):
		if invalid.Reason == x509.Expired {
			return KindTLSExpired
		}
		return KindTLSUntrusted
	case errors.As(err, &verify), errors.As(err, &record), errors.As(err, &alert):
		return KindTLSOther
	case isAny(err, connRefused):
		return KindRefused
	case isAny(err, connUnreachable):
		return KindUnreachable
	case errors.As(err, &netErr) && netErr.Timeout():
		return KindTimeout
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), isAny(err, connReset):
		return KindHangup
	}
	return kindOfText(err.Error())
}

// kindOfText is for what the standard library gives no type.
func kindOfText(text string) Kind {
	switch {
	case strings.Contains(text, "server closed idle connection"), strings.Contains(text, "connection broken"), notHTTP(text),
		strings.Contains(text, "chunked"), strings.Contains(text, "gzip:"), strings.Contains(text, "flate:"):
		return KindHangup
	case strings.Contains(text, "HTTP response to HTTPS client"), strings.HasPrefix(text, "tls:"), strings.HasPrefix(text, "remote error: tls:"):
		return KindTLSOther
	case strings.HasPrefix(text, "x509:"):
		return KindTLSUntrusted
	}
	return KindUnknown
}

// notHTTP tells an answer that does not keep to HTTP by what net/http says of it.
func notHTTP(text string) bool {
	for _, part := range []string{"malformed HTTP", "malformed MIME", "bad Content-Length", "Content-Length headers", "1xx", "response headers exceeded"} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// neverConnected tells whether err came before there was a connection.
func neverConnected(err error) bool {
	switch connectionKind(err) {
	case KindDNS, KindRefused, KindUnreachable, KindTLSExpired, KindTLSName, KindTLSUntrusted, KindTLSOther:
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && op.Op == "dial"
}

// nameServerFails tells a name server that does not know from one that knows that there is no such name.
func nameServerFails(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && !dns.IsNotFound
}

// noConnection tells a time that ran out before there was a connection.
func noConnection(e *Error) bool {
	return e.Kind == KindTimeout && e.Status == 0 && (e.Message == errNoConnection.Error() || strings.HasPrefix(e.Message, "dial "))
}

// onHost tells whether an address is on a host, whatever its port.
func onHost(address, host string) bool {
	u, err := url.Parse(address)
	return err == nil && sameHost(u.Hostname(), hostname(host))
}

func hostname(hostAndPort string) string {
	u := url.URL{Host: hostAndPort}
	return u.Hostname()
}

// noSuchHost tells a name that does not exist from a name server that does not answer.
func noSuchHost(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound
}

func isAny(err error, numbers []syscall.Errno) bool {
	for _, n := range numbers {
		if errors.Is(err, n) {
			return true
		}
	}
	return false
}
