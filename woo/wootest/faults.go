package wootest

import (
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// FaultKind is a way in which a shop, or its host, fails.
type FaultKind string

const (
	FaultFatal          FaultKind = "fatal"     // 500: PHP died, as JSON or HTML
	FaultMemory         FaultKind = "memory"    // 500: PHP ran out of memory
	FaultBadGateway     FaultKind = "502"       // 502 HTML of nginx: PHP is dead
	FaultGatewayTimeout FaultKind = "504"       // 504 HTML of nginx: PHP took too long
	FaultMaintenance    FaultKind = "503"       // 503: an update is running, with Retry-After: 600
	FaultTooMany        FaultKind = "429"       // 429 of the host, with Retry-After: 30
	FaultDatabase       FaultKind = "database"  // 500: no connection to the database
	FaultHang           FaultKind = "hang"      // no answer at all
	FaultHangUp         FaultKind = "hangup"    // the connection is cut instead of an answer
	FaultTruncated      FaultKind = "truncated" // half of the answer, then the connection is cut
	FaultWarning        FaultKind = "warning"   // 200: a plugin's PHP warning stands before the JSON
	FaultBOM            FaultKind = "bom"       // 200: a byte order mark stands before the JSON
	FaultEmpty          FaultKind = "empty"     // 200 without a body
	FaultHTML           FaultKind = "html"      // 200: an HTML page of a plugin instead of JSON
	FaultFirewall       FaultKind = "firewall"  // 403: HTML of a firewall
	FaultSlow           FaultKind = "slow"      // the body comes in drops
)

// faultKinds are all kinds, in the order of their description.
var faultKinds = []FaultKind{FaultFatal, FaultMemory, FaultBadGateway, FaultGatewayTimeout, FaultMaintenance, FaultTooMany, FaultDatabase,
	FaultHang, FaultHangUp, FaultTruncated, FaultWarning, FaultBOM, FaultEmpty, FaultHTML, FaultFirewall, FaultSlow}

// Fault is one thing that goes wrong. With neither Rate nor Times it happens to every request that fits.
type Fault struct {
	Kind FaultKind
	// Method and Path say which requests it may happen to: "POST", "/products/batch", "/products/*". Empty fits all.
	Method, Path string
	// Rate is the chance, 0 to 1; 0 is always.
	Rate float64
	// Skip lets the first requests that fit pass, Times ends it after as many; 0 is never.
	Skip, Times int
	// AfterItems is how many items of a batch are done before it happens; AfterWork does all of them. Without
	// either nothing is done. The kinds that only spoil an answer (truncated, warning, bom, empty, slow) always do
	// the work first.
	AfterItems int
	AfterWork  bool
	// RetryAfter is the header's value of 429 and 503; "none" leaves it out, empty is the usual one.
	RetryAfter string
	// Hold is how long a hang lasts, or a slow body takes; 0 is until the client leaves, or 5 s.
	Hold time.Duration
}

// spoils tells whether the fault needs a real answer to spoil.
func (f *Fault) spoils() bool {
	return slices.Contains([]FaultKind{FaultTruncated, FaultWarning, FaultBOM, FaultEmpty, FaultSlow}, f.Kind)
}

func (f *Fault) fits(method, route string) bool {
	if f.Method != "" && !strings.EqualFold(f.Method, method) {
		return false
	}
	if f.Path == "" {
		return true
	}
	ok, err := path.Match("/"+strings.ToLower(strings.Trim(f.Path, "/")), "/"+strings.ToLower(strings.Trim(route, "/")))
	return err == nil && ok
}

type faultSet struct {
	mu     sync.Mutex
	faults []*activeFault
	chance *chance
}

type activeFault struct {
	Fault
	seen, done int
}

func newFaultSet(faults []Fault, c *chance) *faultSet {
	fs := &faultSet{chance: c}
	fs.add(faults)
	return fs
}

func (fs *faultSet) replace(faults []Fault) {
	fs.mu.Lock()
	fs.faults = nil
	fs.mu.Unlock()
	fs.add(faults)
}

func (fs *faultSet) add(faults []Fault) {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range faults {
		fs.faults = append(fs.faults, &activeFault{Fault: f})
	}
}

// pick decides what happens to a request; nil is nothing.
func (fs *faultSet) pick(method, route string) *Fault {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, f := range fs.faults {
		if !f.fits(method, route) || f.Times > 0 && f.done >= f.Times {
			continue
		}
		if f.seen++; f.seen <= f.Skip {
			continue
		}
		if f.Rate > 0 && fs.chance.float() >= f.Rate {
			continue
		}
		f.done++
		found := f.Fault
		return &found
	}
	return nil
}

// FaultKinds are all kinds of faults.
func FaultKinds() []FaultKind { return slices.Clone(faultKinds) }
