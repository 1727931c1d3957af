package sync_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"regexp"
	"slices"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
	"woosync/woo/wootest/badnet"
)

// networkCase is something that goes wrong between the program and a webshop.
type networkCase struct {
	name    string // what goes wrong, for people
	trouble badnet.Trouble
	says    string // what the user must read while it lasts; "" where the work is done all the same
	hangs   bool   // only the time limit ends a request
	tls     string // a certificate that is wrong instead of a trouble
	names   func(*badnet.Names)
}

func networkCases() []networkCase {
	bad := func(name string, kind badnet.Kind, says string) networkCase {
		return networkCase{name: name, trouble: badnet.Trouble{Kind: kind}, says: says}
	}
	slow := func(name string, kind badnet.Kind) networkCase {
		c := bad(name, kind, "did not answer in time")
		c.hangs = true
		return c
	}
	const hungUp, noHTTP, cut, unfit, tooLong = "hung up", "no answer of a web server", "ends in the middle", "an answer that does not fit", "longer than any that is read"
	return []networkCase{
		{name: "latency of 20 ms, jitter of 30 ms", trouble: badnet.Trouble{Kind: badnet.Latency, Delay: 20 * time.Millisecond, Jitter: 30 * time.Millisecond}},
		bad("every answer in single bytes", badnet.Sliced, ""),
		bad("a reset after each answer", badnet.ResetAfter, ""),
		bad("the connection ends after each answer", badnet.CloseAfter, ""),
		slow("1 KB a second", badnet.Bandwidth),
		slow("an answer that drips", badnet.SlowBody),
		slow("a connection on which nothing happens", badnet.Silent),
		slow("a half-open connection: the shop is gone", badnet.HalfOpen),
		slow("the answer is lost on the way", badnet.Lost),
		slow("Content-Length is more than the body", badnet.LengthLong),
		bad("nothing listens there", badnet.Refuse, "refuses the connection"),
		bad("a reset before the request", badnet.ResetFirst, hungUp),
		bad("a reset before the shop has the request", badnet.ResetEarly, hungUp),
		bad("a reset before the answer", badnet.ResetLate, hungUp),
		bad("a reset in the answer", badnet.ResetIn, cut),
		bad("a body that is cut short", badnet.CutShort, cut),
		bad("a chunk that is cut short", badnet.CutChunk, cut),
		bad("Content-Length is less than the body", badnet.LengthShort, cut),
		bad("a chunk size that is no number", badnet.ChunkNonsense, cut),
		bad("a chunk of 8 exabytes", badnet.ChunkHuge, cut),
		bad("bytes that are no HTTP", badnet.Garbage, noHTTP),
		bad("headers without an end", badnet.EndlessHeaders, noHTTP),
		bad("“please wait” without an end (103)", badnet.Interim, noHTTP),
		bad("Content-Length is no number", badnet.LengthNonsense, noHTTP),
		bad("two Content-Lengths", badnet.TwoLengths, noHTTP),
		bad("noise where JSON should be", badnet.BadBody, unfit),
		bad("gzip in gzip", badnet.NestedBomb, unfit),
		bad("a compression that nobody asked for", badnet.Unasked, unfit),
		bad("a body without an end", badnet.EndlessBody, tooLong),
		bad("gzip that unpacks without an end", badnet.Bomb, tooLong),
		bad("redirects in a circle", badnet.RedirectLoop, "sends on to"),
		{name: "a redirect to another host", trouble: badnet.Trouble{Kind: badnet.RedirectAway, To: "http://elsewhere.example"}, says: "sends on to http://elsewhere.example"},
		bad("a captive portal: its page with 200", badnet.Portal, "Hotel Wi-Fi: please log in"),
		{name: "a captive portal: a redirect to its log-in", trouble: badnet.Trouble{Kind: badnet.PortalRedirect, To: "http://login.hotel.example"}, says: "sends on to http://login.hotel.example"},
		bad("a captive portal: 511", badnet.Portal511, "wants somebody to log in"),
		{name: "a certificate out of date", tls: "expired", says: "is out of date"},
		{name: "a certificate for another name", tls: "wrong name", says: "for another name"},
		{name: "a self-signed certificate", tls: "self-signed", says: "not to be trusted"},
		{name: "TLS 1.1", tls: "downgraded", says: "no longer safe"},
		{name: "plain http where TLS should be", tls: "good", trouble: badnet.Trouble{Kind: badnet.PlainHTTP}, says: "Check the port"},
		{name: "a name that does not exist", names: (*badnet.Names).Deny, says: "no address for the name"},
		{name: "a name server out of order", names: (*badnet.Names).Fail, says: "no answer about"},
		{name: "a name server that does not answer", names: (*badnet.Names).Mute, says: "no answer about"},
	}
}

// network is a world whose webshop lies behind a network that misbehaves.
type network struct {
	*world
	proxy *badnet.Proxy
	names *badnet.Names
	set   func() // makes it misbehave
	lift  func() // makes it well

	mu    gosync.Mutex
	limit time.Duration
	in    []*woo.Client
}

func newNetwork(t *testing.T, c networkCase) *network {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) {
		if s.BatchSize = 4; gone(c) {
			s.Connections = 1 // what is under way when the webshop goes is one request
		}
	})
	n := &network{world: w, limit: 20 * time.Second}
	now := time.Now()
	var pool *x509.CertPool
	var secure *tls.Config
	var current gosync.Mutex
	wrong := false
	if c.tls != "" {
		authority, err := badnet.NewAuthority(now)
		w.must(err)
		good, bad := n.certificate(authority, now, "good"), n.certificate(authority, now, c.tls)
		pool, secure = authority.Pool(), &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			current.Lock()
			defer current.Unlock()
			if wrong {
				return bad, nil
			}
			return good, nil
		}}
	}
	var err error
	n.proxy, err = badnet.New(w.webshop.URL, secure)
	w.must(err)
	t.Cleanup(func() { n.proxy.Close() })
	w.webshop.URL = n.proxy.URL()
	var dial func(context.Context, string, string) (net.Conn, error)
	if c.names != nil {
		n.names, err = badnet.NewNames()
		w.must(err)
		t.Cleanup(func() { n.names.Close() })
		n.names.Lead([4]byte{192, 0, 2, 1}, n.proxy.Addr())
		w.webshop.URL, dial = "http://shop.example", func(ctx context.Context, network, addr string) (net.Conn, error) {
			limit := longEnough
			current.Lock()
			if wrong {
				limit = 250 * time.Millisecond // the program's own is 15 s
			}
			current.Unlock()
			ctx, cancel := context.WithTimeout(ctx, limit)
			defer cancel()
			return n.names.Dial(ctx, network, addr)
		}
	}
	w.must(w.store.UpdateWebshop(w.ctx, w.webshop))
	n.set = func() {
		current.Lock()
		wrong = true
		current.Unlock()
		if c.names != nil {
			c.names(n.names)
		}
		w.must(n.proxy.Set(c.trouble))
	}
	n.lift = func() {
		current.Lock()
		wrong = false
		current.Unlock()
		if c.names != nil {
			n.names.Lead([4]byte{192, 0, 2, 2}, n.proxy.Addr()) // the shop has moved meanwhile
		}
		w.must(n.proxy.Lift())
	}
	w.svc = sync.New(sync.Options{Store: w.store, Now: w.clock.now, Requester: "anna, screen", NewClient: func(s store.Webshop) (*woo.Client, error) {
		n.mu.Lock()
		defer n.mu.Unlock()
		client, err := woo.New(woo.Config{URL: s.URL, ConsumerKey: s.Keys.ConsumerKey, ConsumerSecret: s.Keys.ConsumerSecret, Timeout: n.limit, Connections: s.Connections,
			AnswerLimit: answerLimit, Dial: dial, Authorities: pool, Now: w.clock.now, Sleep: func(context.Context, time.Duration) error { return nil }})
		n.in = append(n.in, client)
		return client, err
	}})
	return n
}

// certificate is what the webshop shows to clients.
func (n *network) certificate(a *badnet.Authority, now time.Time, kind string) *tls.Config {
	hour := time.Hour
	var cert tls.Certificate
	var err error
	switch kind {
	case "expired":
		cert, err = a.Issue("127.0.0.1", now.Add(-2*hour), now.Add(-hour))
	case "wrong name":
		cert, err = a.Issue("other.example", now.Add(-hour), now.Add(hour))
	case "self-signed":
		cert, err = badnet.SelfSigned("127.0.0.1", now.Add(-hour), now.Add(hour))
	default:
		cert, err = a.Issue("127.0.0.1", now.Add(-hour), now.Add(hour))
	}
	n.must(err)
	config := &tls.Config{Certificates: []tls.Certificate{cert}}
	if kind == "downgraded" {
		config.MinVersion, config.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	}
	return config
}

// within bounds the next clients' requests.
func (n *network) within(limit time.Duration) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.limit = limit
}

// answerLimit bounds an answer here: less than in the program, so that the test need not read as much.
const answerLimit = 1 << 20

// read is how many bytes of answers were read by all clients, and the most that one request may have brought.
func (n *network) read() (total, bound int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.in {
		s := c.Stats()
		total, bound = total+s.BytesIn, bound+s.Requests*(answerLimit+1)
	}
	return total, bound
}

// settled holds the shop against the catalogue: all of it is there once, and a further synchronization writes nothing.
func (n *network) settled() {
	n.t.Helper()
	n.within(20 * time.Second)
	if op := n.sync(sync.Request{}); op.State != store.Completed {
		n.t.Fatalf("when all is well again, it ends %v: %s", op.State, n.errorText(op))
	}
	n.has(skusOf(n.world)...)
	n.checkPackages()
	before := n.shop.WriteCount()
	n.want(n.sync(sync.Request{}), store.Completed, store.Counts{})
	if writes := n.shop.WriteCount() - before; writes != 0 {
		n.t.Errorf("%d requests wrote although all was done", writes)
	}
}

// TestANetworkThatMisbehaves synchronizes through every trouble: once while it lasts, once when it strikes two requests. While it
// lasts, the operation ends with a sentence that names the cause; what only strikes is overcome by the operation itself. When it is
// over, everything is in the shop exactly once. What the user reads is the page docs/network.md.
func TestANetworkThatMisbehaves(t *testing.T) {
	cases := networkCases()
	reads, strikes := make([]string, len(cases)), make([]string, len(cases))
	t.Run("all", func(t *testing.T) {
		for i, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				n := newNetwork(t, c)
				reads[i] = n.whileItLasts(c)
				strikes[i] = n.whenItStrikes(c)
			})
		}
	})
	if t.Failed() {
		return
	}
	var b strings.Builder
	b.WriteString(networkPage)
	for i, c := range cases {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", c.name, reads[i], strikes[i])
	}
	const page = "../docs/network.md"
	if *update {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(page); err != nil || string(have) != b.String() {
		t.Errorf("%s is not what the program says (%v); go test ./sync -run TestANetworkThatMisbehaves -update writes it anew:\n%s", page, err, b.String())
	}
}

const networkPage = `# What a bad network does to a synchronization

Each row is played through a proxy on real sockets that stands between the program and a practice shop, by a test that also writes this
table (` + "`go test ./sync -run TestANetworkThatMisbehaves -update`" + `). In every row these hold: a request ends by its time limit (here 0.15 s, in a webshop
200 s); at most 32 MB of an answer are read, unpacked (here 1 MB), and 256 KB of headers; no key goes to another host or over another scheme; and when the network
is well again, the next synchronization brings everything into the shop exactly once and the one after that writes nothing.

"While it lasts" is the beginning of the operation's error when every request meets the fault. "When it strikes" is what becomes of an operation of which two
writing requests meet it, or, where nothing can be reached at all, that meets it in its middle until its second pause. Where it says "goes on", that operation
ends as Completed, with every product in the shop once, and nobody has to do anything.

| fault | while it lasts, the user reads | when it strikes |
|---|---|---|
`

var hostAndPort = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// whileItLasts gives what the user reads.
func (n *network) whileItLasts(c networkCase) string {
	t := n.t
	n.put(false, append(simples(6), variable("V", "red", "blue")...)...)
	n.set()
	if c.hangs {
		n.within(150 * time.Millisecond)
	}
	op := n.sync(sync.Request{})
	for tries := 0; c.hangs && tries < 10 && !strings.Contains(n.errorText(op), c.says); tries++ {
		op = n.sync(sync.Request{}) // a busy machine may need the time for the connection alone
	}
	if total, bound := n.read(); total > bound {
		t.Errorf("%d bytes were read, %d are allowed", total, bound)
	}
	text := n.errorText(op)
	n.lift()
	n.settled()
	if c.says == "" {
		if op.State != store.Completed {
			t.Errorf("it ended %v: %s", op.State, text)
		}
		return "nothing: it goes on"
	}
	if op.State != store.Failed || !strings.Contains(text, c.says) {
		t.Errorf("it ended %v: %s", op.State, text)
	}
	for _, secret := range []string{n.webshop.Keys.ConsumerSecret, "oauth_signature=", "\x1b", "\x07"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the error: %s", secret, text)
		}
	}
	first, _, _ := strings.Cut(text, "\n\n")
	return strings.ReplaceAll(hostAndPort.ReplaceAllString(strings.ReplaceAll(first, "\n", " "), "shop.example"), "|", `\|`)
}

// whenItStrikes tells how an operation ends of which two requests meet the trouble.
func (n *network) whenItStrikes(c networkCase) string {
	t := n.t
	n.put(false, append(simples(14), variable("W", "red", "blue")...)...)
	if c.hangs {
		n.within(time.Second)
	}
	c.trouble.Times, c.trouble.Writes = 2, true
	switch {
	case gone(c):
		return n.goneForAWhile(c)
	case c.trouble.Kind == badnet.ResetFirst || c.trouble.Kind == badnet.Silent: // connections are few: the first two
	default:
		c.trouble.Skip = 1
	}
	n.must(n.proxy.Set(c.trouble))
	op := n.sync(sync.Request{})
	text := n.errorText(op)
	if struck := n.proxy.Counts().Struck; struck != 2 && op.State == store.Completed {
		t.Errorf("it struck %d times", struck)
	}
	n.lift()
	n.settled()
	if op.State == store.Completed {
		return "goes on"
	}
	if !slices.Contains([]badnet.Kind{badnet.RedirectAway, badnet.RedirectLoop, badnet.PortalRedirect}, c.trouble.Kind) {
		t.Errorf("it ended %v: %s", op.State, text)
	}
	return "ends as Failed, as at the left"
}

// gone tells a trouble that leaves nothing to be reached.
func gone(c networkCase) bool {
	return c.trouble.Kind == badnet.Refuse || c.tls != "" || c.names != nil
}

// goneForAWhile makes a webshop unreachable in the middle of an operation, and lets it come back during the second pause.
func (n *network) goneForAWhile(c networkCase) string {
	pauses := 0
	n.clock.asleep = func(time.Duration) {
		if pauses++; pauses == 2 { // the first is for the request that was under way
			n.lift()
		}
	}
	st := n.stopAt(2)
	op := n.ask(sync.Request{})
	n.start()
	st.wait(n.world)
	n.set()
	n.proxy.Drop()
	st.letGo()
	done := n.ended(op.ID)
	n.clock.asleep = nil
	if done.State == store.Completed {
		n.has(skusOf(n.world)...)
		n.checkPackages()
		return "goes on after a pause"
	}
	if text := n.errorText(done); !strings.Contains(text, c.says) {
		n.t.Errorf("it ended %v: %s", done.State, text)
	}
	n.lift()
	n.settled()
	return "ends as Failed, as at the left"
}
