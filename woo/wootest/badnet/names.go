package badnet

import (
	"context"
	"fmt"
	"net"
	"sync"

	"golang.org/x/net/dns/dnsmessage"
)

// Names is a name server on a real socket, and the network behind its addresses: each address that it gives leads to a socket of this
// machine.
type Names struct {
	conn  net.PacketConn
	ended sync.WaitGroup

	mu    sync.Mutex
	code  dnsmessage.RCode
	mute  bool
	ip    [4]byte
	roads map[string]string // address as the name server gives it → host and port of this machine
	asked int
}

// NewNames starts a name server that knows no name.
func NewNames() (*Names, error) {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("a name server: %w", err)
	}
	n := &Names{conn: conn, code: dnsmessage.RCodeNameError, roads: map[string]string{}}
	n.ended.Go(n.serve)
	return n, nil
}

// Close ends the name server.
func (n *Names) Close() error {
	err := n.conn.Close()
	n.ended.Wait()
	return err
}

// Lead answers every question with ip, an address of four numbers, behind which is the socket at to.
func (n *Names) Lead(ip [4]byte, to string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.code, n.mute, n.ip = dnsmessage.RCodeSuccess, false, ip
	n.roads[net.IP(ip[:]).String()] = to
}

// Deny says of every name that there is none.
func (n *Names) Deny() { n.answer(dnsmessage.RCodeNameError, false) }

// Fail is a name server that is out of order.
func (n *Names) Fail() { n.answer(dnsmessage.RCodeServerFailure, false) }

// Mute is a name server that does not answer.
func (n *Names) Mute() { n.answer(dnsmessage.RCodeSuccess, true) }

func (n *Names) answer(code dnsmessage.RCode, mute bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.code, n.mute = code, mute
}

// Asked is how many questions came in.
func (n *Names) Asked() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked
}

// Dial connects to a name by what this name server says of it.
func (n *Names) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, err
	}
	var d net.Dialer
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return d.DialContext(ctx, "udp", n.conn.LocalAddr().String())
	}}
	found, err := resolver.LookupIP(ctx, "ip4", host)
	if err != nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: err}
	}
	n.mu.Lock()
	to := n.roads[found[0].String()]
	n.mu.Unlock()
	if to == "" {
		return nil, fmt.Errorf("no road leads to %s, port %s", found[0], port)
	}
	return d.DialContext(ctx, network, to)
}

func (n *Names) serve() {
	buf := make([]byte, 1500)
	for {
		size, from, err := n.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		if reply := n.reply(buf[:size]); reply != nil {
			_, _ = n.conn.WriteTo(reply, from) // who asked asks again
		}
	}
}

func (n *Names) reply(question []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(question) != nil || len(m.Questions) == 0 {
		return nil
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	if n.mute {
		return nil
	}
	q := m.Questions[0]
	out := dnsmessage.Message{Header: dnsmessage.Header{ID: m.ID, Response: true, RCode: n.code, RecursionAvailable: true}, Questions: m.Questions}
	if n.code == dnsmessage.RCodeSuccess && q.Type == dnsmessage.TypeA {
		out.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
			Body:   &dnsmessage.AResource{A: n.ip},
		}}
	}
	packed, err := out.Pack()
	if err != nil {
		return nil
	}
	return packed
}
