//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	gosync "sync"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
	"woosync/woo/wootest/badnet"
)

// load runs everything until ctx ends and waits for all of it.
func (s *stage) load(ctx context.Context) {
	var wg gosync.WaitGroup
	for _, part := range []func(context.Context){s.imports, s.works, s.stands, s.asks, s.reads, s.troubles, s.watches} {
		wg.Go(func() { part(ctx) })
	}
	wg.Wait()
}

// rest waits a little; it tells whether the load goes on.
func (s *stage) rest(ctx context.Context, most time.Duration) bool {
	t := time.NewTimer(time.Duration(s.chance(int(most)) + 1))
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// imports takes in one catalogue after the other, each a little different; some lack a few products.
func (s *stage) imports(ctx context.Context) {
	for n := 0; ; n++ {
		path, err := s.catalogue(n)
		if err == nil {
			_, err = s.service.Import(ctx, sync.ImportRequest{Path: path, Replace: s.chance(4) == 0})
		}
		s.blame(ctx, "import", err)
		s.done.imports.Add(1)
		if !s.rest(ctx, 600*time.Millisecond) {
			return
		}
	}
}

// catalogue writes the file of the nth import. Every seventh product is variable.
func (s *stage) catalogue(n int) (string, error) {
	var b strings.Builder
	b.WriteString("Type,SKU,Parent,Name,Published,Regular price,Stock,Categories,Tags,Attribute 1 name,Attribute 1 value(s),Attribute 1 global\n")
	for i := range s.products {
		if s.chance(40) == 0 {
			continue
		}
		sku, price, stock := fmt.Sprintf("S-%04d", i), 10+s.chance(3), s.chance(5)
		category := fmt.Sprintf("Goods > Group %d", i%9)
		if i%7 != 0 {
			fmt.Fprintf(&b, "simple,%s,,Product %d,1,%d.50,%d,%s,Tag %d,,,\n", sku, i, price, stock, category, i%5)
			continue
		}
		fmt.Fprintf(&b, "variable,%s,,Variable %d,1,,,%s,,Colour,\"red, blue\",1\n", sku, i, category)
		for _, colour := range []string{"red", "blue"} {
			fmt.Fprintf(&b, "variation,%s-%s,%s,Variable %d,1,%d.00,%d,,,Colour,%s,1\n", sku, colour, sku, i, price, stock, colour)
		}
	}
	path := filepath.Join(s.dir, fmt.Sprintf("catalogue-%d.csv", n%4))
	return path, os.WriteFile(path, []byte(b.String()), 0o600)
}

func workerOptions(holder string) sync.WorkerOptions {
	return sync.WorkerOptions{Holder: holder, LeaseTTL: 2 * time.Second, Poll: 200 * time.Millisecond, Grace: time.Second, Sleep: shorten}
}

// works runs the worker; now and then it ends, and another one takes over.
func (s *stage) works(ctx context.Context) {
	for ctx.Err() == nil {
		shift, end := context.WithTimeout(ctx, time.Duration(5+s.chance(20))*time.Second)
		s.blame(ctx, "worker", sync.NewWorker(s.service, workerOptions("the first")).Run(shift))
		end()
		s.done.handovers.Add(1)
		s.rest(ctx, time.Second)
	}
}

// stands runs the second worker, which mostly waits.
func (s *stage) stands(ctx context.Context) {
	s.blame(ctx, "standby", sync.NewWorker(s.service, workerOptions("the second")).Run(ctx))
}

// asks makes operations of every kind and retries those that failed.
func (s *stage) asks(ctx context.Context) {
	for s.rest(ctx, 250*time.Millisecond) {
		r := sync.Request{WebshopID: s.sites[s.chance(len(s.sites))].id, ConfirmRemovals: true}
		switch s.chance(10) {
		case 0:
			r.Full = true
		case 1, 2, 3, 4:
			hits, err := s.service.Search(ctx, fmt.Sprintf("S-%03d", s.chance(s.products/10+1)), 3)
			s.blame(ctx, "search", err)
			for _, h := range hits {
				r.ProductIDs = append(r.ProductIDs, h.Product.ID)
			}
			if len(hits) == 0 {
				continue
			}
		case 5:
			s.retry(ctx)
			continue
		}
		_, _, err := s.service.Request(ctx, r)
		if idle := (*sync.InactiveError)(nil); !errors.As(err, &idle) { // nothing to be done for those
			s.blame(ctx, "request", err)
		}
		s.done.operations.Add(1)
	}
}

func (s *stage) retry(ctx context.Context) {
	page, err := s.store.Operations(ctx, store.OperationQuery{Filter: store.OperationFilter{States: []store.State{store.Failed}}, Limit: 5})
	s.blame(ctx, "operations", err)
	if len(page.Rows) == 0 {
		return
	}
	_, err = s.service.Retry(ctx, page.Rows[s.chance(len(page.Rows))].ID)
	if idle := (*sync.InactiveError)(nil); !errors.As(err, &idle) {
		s.blame(ctx, "retry", err)
	}
	s.done.retries.Add(1)
}

// reads does what other programs on the store do: lists, counts, previews, results.
func (s *stage) reads(ctx context.Context) {
	for s.rest(ctx, 60*time.Millisecond) {
		filter := store.OperationFilter{}
		if s.chance(2) == 0 {
			filter.Text = s.sites[s.chance(len(s.sites))].name
		}
		page, err := s.store.Operations(ctx, store.OperationQuery{Filter: filter, Offset: s.chance(200), Limit: 50})
		s.blame(ctx, "operations", err)
		_, err = s.store.StateCounts(ctx, filter)
		s.blame(ctx, "counts", err)
		_, err = s.service.PlanCounts(ctx, s.sites[0].id)
		s.blame(ctx, "plan", err)
		if len(page.Rows) > 0 {
			_, _, err = s.store.Items(ctx, page.Rows[s.chance(len(page.Rows))].ID, store.ItemQuery{Limit: 100})
			s.blame(ctx, "results", err)
		}
		s.done.reads.Add(4)
	}
}

// troubles lets webshops and the network fail, each for a moment.
func (s *stage) troubles(ctx context.Context) {
	network := []badnet.Kind{badnet.Refuse, badnet.ResetFirst, badnet.Silent, badnet.HalfOpen, badnet.Lost, badnet.ResetEarly, badnet.ResetLate, badnet.ResetIn, badnet.ResetAfter,
		badnet.CloseAfter, badnet.Latency, badnet.Sliced, badnet.SlowBody, badnet.CutShort, badnet.CutChunk, badnet.Garbage, badnet.BadBody, badnet.LengthShort, badnet.LengthLong,
		badnet.ChunkNonsense, badnet.EndlessHeaders, badnet.Interim, badnet.NestedBomb, badnet.Unasked, badnet.Portal, badnet.Portal511}
	kinds := wootest.FaultKinds()
	for s.rest(ctx, 2*time.Second) {
		site := s.sites[s.chance(len(s.sites))]
		if s.chance(2) == 0 {
			site.shop.SetFaults(wootest.Fault{Kind: kinds[s.chance(len(kinds))], Rate: 0.5, Times: 1 + s.chance(4), AfterItems: s.chance(5), Hold: 300 * time.Millisecond})
		} else {
			t := badnet.Trouble{Kind: network[s.chance(len(network))], Times: 1 + s.chance(3), Delay: 30 * time.Millisecond, Jitter: 30 * time.Millisecond, Writes: s.chance(2) == 0}
			s.blame(ctx, "the network", site.proxy.Set(t))
		}
		s.done.faults.Add(1)
		if !s.rest(ctx, time.Second) {
			break
		}
		site.shop.SetFaults()
		s.blame(ctx, "the network", site.proxy.Lift())
	}
	for _, site := range s.sites {
		site.shop.SetFaults()
		s.blame(context.Background(), "the network", site.proxy.Lift())
	}
}
