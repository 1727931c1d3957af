package woo

import "sync/atomic"

// Stats counts what a client did since it was made.
type Stats struct {
	Requests int64 // sent, retries included
	Retries  int64 // reads that were repeated
	Writes   int64 // requests other than GET that were sent
	BytesOut int64 // bodies sent
	BytesIn  int64 // bodies received, unpacked
}

type counters struct{ requests, retries, writes, out, in atomic.Int64 }

// Stats counts requests and bytes; it may be read at any time.
func (c *Client) Stats() Stats {
	return Stats{
		Requests: c.stats.requests.Load(),
		Retries:  c.stats.retries.Load(),
		Writes:   c.stats.writes.Load(),
		BytesOut: c.stats.out.Load(),
		BytesIn:  c.stats.in.Load(),
	}
}

// Warning is something that works but should not stay so.
type Warning struct {
	Kind Kind   // what class it belongs to
	Text string // one or two sentences for the shop's owner
}

// Warnings lists what the client noticed, each kind once.
func (c *Client) Warnings() []Warning {
	c.warnMu.Lock()
	defer c.warnMu.Unlock()
	return append([]Warning(nil), c.warnings...)
}

func (c *Client) warn(kind Kind, text string) {
	c.warnMu.Lock()
	defer c.warnMu.Unlock()
	for _, w := range c.warnings {
		if w.Kind == kind {
			return
		}
	}
	c.warnings = append(c.warnings, Warning{Kind: kind, Text: text})
}
