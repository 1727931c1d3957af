package wootest

import (
	"regexp"
	"strings"
	"sync"
	"time"
)

// Request is one entry of the shop's log. Keys and signatures are masked.
type Request struct {
	Time     time.Time     `json:"time"`
	Method   string        `json:"method"`
	Path     string        `json:"path"`
	Query    string        `json:"query,omitempty"`
	Status   int           `json:"status"` // 0 where the connection was cut
	Items    int           `json:"items"`  // items of a batch, else 1 for a write and 0 for a read
	BytesIn  int           `json:"bytes_in"`
	BytesOut int           `json:"bytes_out"`
	Duration time.Duration `json:"duration_ns"`
	Fault    FaultKind     `json:"fault,omitempty"`
	Body     string        `json:"body,omitempty"` // the first 8 KB
}

const (
	keptBody    = 8 << 10
	keptDefault = 500
)

// requestLog is a ring: it forgets the oldest.
type requestLog struct {
	mu   sync.Mutex
	size int
	next int
	ring []Request
}

func newRequestLog(keep int) *requestLog {
	if keep == 0 {
		keep = keptDefault
	}
	return &requestLog{size: max(keep, 0)}
}

func (l *requestLog) add(r Request) {
	if l.size == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ring) < l.size {
		l.ring = append(l.ring, r)
		return
	}
	l.ring[l.next] = r
	l.next = (l.next + 1) % l.size
}

// all returns the entries, oldest first.
func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append(append([]Request{}, l.ring[l.next:]...), l.ring[:l.next]...)
}

// Requests returns the log of the latest requests, oldest first.
func (s *Shop) Requests() []Request { return s.log.all() }

var secretParam = regexp.MustCompile(`(consumer_key|consumer_secret|oauth_signature|oauth_consumer_key)=([^&]{0,6})[^&]*`)

func maskQuery(q string) string { return secretParam.ReplaceAllString(q, "$1=$2…") }

// keepBody cuts a body to what the log keeps, and masks the shop's own keys should they be in it.
func (s *Shop) keepBody(body []byte) string {
	text := string(body[:min(len(body), keptBody)])
	for _, k := range s.keys {
		for _, secret := range []string{k.key, k.secret} {
			if len(secret) > 8 {
				text = strings.ReplaceAll(text, secret, secret[:6]+"…")
			}
		}
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
