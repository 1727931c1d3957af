package woo

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/http"
	"time"

	"woosync/failpoint"
)

// newTransport is a transport for one shop. HTTP/1.1 only: over one HTTP/2
// connection that died silently every request hangs until its limit, and two
// connections gain nothing from it. Idle connections are dropped before the
// 5 s after which Apache closes them by default: a write on a connection that
// the server is just closing has an unknown outcome.
func newTransport(connections int, dial func(ctx context.Context, network, addr string) (net.Conn, error), authorities *x509.CertPool) *http.Transport {
	if dial == nil {
		dial = (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 15 * time.Second}).DialContext
	}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            failpoint.Dial(dial),
		TLSClientConfig:        &tls.Config{RootCAs: authorities, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    15 * time.Second,
		ExpectContinueTimeout:  time.Second,
		IdleConnTimeout:        4 * time.Second,
		MaxIdleConnsPerHost:    connections,
		MaxConnsPerHost:        connections,
		MaxResponseHeaderBytes: 256 << 10,
		Protocols:              protocols,
	}
}
