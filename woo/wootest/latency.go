package wootest

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// Latency is how long the shop takes. The time is slept without any lock, so that two connections are served side
// by side, and item by item, so that a batch that is cut off has done a part.
type Latency struct {
	// PerCall is what any REST call costs before it does anything.
	PerCall time.Duration
	// PerCreate, PerUpdate and PerDelete are the cost of each product, variation or order written, PerRow of each
	// row of a list.
	PerCreate, PerUpdate, PerDelete, PerRow time.Duration
	// Jitter, 0 to 1, makes each cost up to that part longer or shorter.
	Jitter float64
}

// PresetReal is a WooCommerce 10.5 without plugins on two cores: 100 creates in 3.2 s, 100 updates in 1.6 s, a list
// of 100 in 0.22 s.
var PresetReal = Latency{
	PerCall: 45 * time.Millisecond, PerCreate: 31500 * time.Microsecond, PerUpdate: 15500 * time.Microsecond,
	PerDelete: 15500 * time.Microsecond, PerRow: 1750 * time.Microsecond,
}

// chance is the shop's dice: from one seed, the same requests in the same order meet the same luck.
type chance struct {
	mu  sync.Mutex
	rng *rand.Rand
}

func newChance(seed uint64) *chance { return &chance{rng: rand.New(rand.NewPCG(seed, 0x576f6f))} }

func (c *chance) float() float64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.Float64()
}

// pace lets time pass for one request. It counts from the request's start, so that the shop's own work and the
// inaccuracy of timers do not add up over a batch.
type pace struct {
	shop    *Shop
	latency Latency
	due     time.Time
	give    context.Context // ends early when the client left; nil where the work goes on without it
}

func (s *Shop) newPace(give context.Context) *pace {
	return &pace{shop: s, latency: s.settings().Latency, due: time.Now(), give: give}
}

func (p *pace) spend(d time.Duration) {
	if d <= 0 {
		return
	}
	if p.latency.Jitter > 0 {
		d = time.Duration(float64(d) * (1 + p.latency.Jitter*(2*p.shop.chance.float()-1)))
	}
	p.due = p.due.Add(d)
	p.shop.sleep(p.give, time.Until(p.due))
}

// sleep ends early when the shop closes or ctx, if there is one, is done; it tells whether it slept to the end.
func (s *Shop) sleep(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	var left <-chan struct{}
	if ctx != nil {
		left = ctx.Done()
	}
	select {
	case <-t.C:
		return true
	case <-left:
	case <-s.closing.Done():
	}
	return false
}
