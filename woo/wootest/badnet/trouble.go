package badnet

import "time"

// Kind is a way in which the network, or what stands in it, misbehaves.
type Kind string

const (
	// The way there.
	Refuse     Kind = "refuse"       // nothing listens
	ResetFirst Kind = "reset-first"  // the connection is reset before a request is read
	Silent     Kind = "silent"       // a connection is taken and nothing ever happens on it
	PlainHTTP  Kind = "plain-http"   // where TLS is expected, plain text answers
	HalfOpen   Kind = "half-open"    // the request is taken, the shop never sees it, and nothing comes back
	Lost       Kind = "lost"         // the shop does the work, its answer is lost and the connection stays open
	ResetEarly Kind = "reset-early"  // a reset when the request was read, before the shop sees it
	ResetLate  Kind = "reset-late"   // a reset when the shop has done the work, before the answer
	ResetIn    Kind = "reset-in"     // a reset in the middle of the answer
	ResetAfter Kind = "reset-after"  // the whole answer, then a reset
	CloseAfter Kind = "close-after"  // the whole answer, then the connection ends without notice, as an idle one does
	Latency    Kind = "latency"      // Delay, and up to Jitter more, before each answer
	Bandwidth  Kind = "bandwidth"    // Rate bytes a second
	Sliced     Kind = "sliced"       // the answer comes in single bytes
	SlowBody   Kind = "slow-body"    // the answer drips, a byte every 100 ms, and never ends
	CutShort   Kind = "cut-short"    // the connection ends in the middle of the body
	CutChunk   Kind = "cut-chunk"    // the same where the body comes in chunks
	Garbage    Kind = "garbage"      // bytes that are no HTTP
	BadBody    Kind = "garbage-body" // an answer of HTTP whose JSON is noise
	// Answers that are wrong.
	EndlessBody    Kind = "endless-body"    // JSON without an end
	EndlessHeaders Kind = "endless-headers" // headers without an end
	Interim        Kind = "interim"         // 103 after 103, never an answer
	LengthShort    Kind = "length-short"    // Content-Length is less than the body
	LengthLong     Kind = "length-long"     // Content-Length is more, and the connection stays open
	LengthNonsense Kind = "length-nonsense" // Content-Length is no number
	TwoLengths     Kind = "two-lengths"     // two Content-Lengths that differ
	ChunkNonsense  Kind = "chunk-nonsense"  // a chunk whose size is no number
	ChunkHuge      Kind = "chunk-huge"      // a chunk that claims 8 exabytes
	Bomb           Kind = "bomb"            // gzip that unpacks without an end
	NestedBomb     Kind = "nested-bomb"     // gzip in gzip
	Unasked        Kind = "unasked"         // a compression that nobody asked for
	// What stands between.
	RedirectLoop   Kind = "redirect-loop"   // a redirect to the same address, or in a circle
	RedirectAway   Kind = "redirect-away"   // a redirect to To, another host
	Portal         Kind = "portal"          // 200: the page of a captive portal
	PortalRedirect Kind = "portal-redirect" // 302: to the portal at To
	Portal511      Kind = "portal-511"      // 511 Network Authentication Required
)

// Trouble is what goes wrong. The zero value is none.
type Trouble struct {
	Kind Kind
	// Writes strikes only at requests that write; what happens before a request is read strikes at all.
	Writes bool
	// Skip lets as many fitting requests (or connections) pass first; Times ends it after as many. 0 is never.
	Skip, Times int
	// Delay and Jitter are for Latency.
	Delay, Jitter time.Duration
	// Rate, in bytes a second, is for Bandwidth; 0 is 1,024.
	Rate int
	// To is where redirects lead.
	To string
}

// connects tells whether the trouble strikes at a connection rather than at a request.
func (t Trouble) connects() bool {
	switch t.Kind {
	case ResetFirst, Silent, PlainHTTP:
		return true
	}
	return false
}

// works tells whether the shop gets the request all the same.
func (t Trouble) works() bool {
	switch t.Kind {
	case HalfOpen, ResetEarly, RedirectLoop, RedirectAway, Portal, PortalRedirect, Portal511:
		return false
	}
	return true
}
