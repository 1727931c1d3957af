//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	gosync "sync"
	"sync/atomic"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
	"woosync/woo/wootest/badnet"
)

// plan is what is asked of the soak.
type plan struct {
	lasts, every    time.Duration
	seed            uint64
	products, shops int
	tell            func(format string, args ...any)
}

// stage is the program with its webshops.
type stage struct {
	plan
	dir     string
	store   *store.Store
	service *sync.Service
	sites   []*site
	done    counters

	mu   gosync.Mutex
	dice *rand.Rand
	errs []error
}

// site is a practice shop behind a bad network.
type site struct {
	name  string
	id    int64
	shop  *wootest.Shop
	proxy *badnet.Proxy
}

// counters is how much was done.
type counters struct {
	imports, operations, retries, keys, reads, faults, handovers atomic.Int64
}

// chance gives a number below n.
func (s *stage) chance(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dice.IntN(n)
}

// blame keeps what must not happen. The end of the load is no fault.
func (s *stage) blame(ctx context.Context, what string, err error) {
	if err == nil || ctx.Err() != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.errs) < 20 {
		s.errs = append(s.errs, fmt.Errorf("%s: %w", what, err))
	}
}

// build makes the store, the shops and the service.
func (p plan) build(ctx context.Context) (s *stage, err error) {
	s = &stage{plan: p, dice: rand.New(rand.NewPCG(p.seed, 1))}
	if s.dir, err = os.MkdirTemp("", "soak-"); err != nil {
		return nil, err
	}
	if s.store, err = store.Open(ctx, store.Options{Path: filepath.Join(s.dir, "store.db")}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	s.service = sync.New(sync.Options{Store: s.store, Requester: "soak", NewClient: func(w store.Webshop) (*woo.Client, error) {
		return woo.New(woo.Config{URL: w.URL, ConsumerKey: w.Keys.ConsumerKey, ConsumerSecret: w.Keys.ConsumerSecret, Timeout: w.Timeout, Connections: w.Connections, Sleep: shorten})
	}})
	for i := range p.shops {
		if err := s.open(ctx, fmt.Sprintf("Shop %d", i+1)); err != nil {
			return nil, errors.Join(err, s.close())
		}
	}
	return s, nil
}

// open makes a shop and tells the store of it.
func (s *stage) open(ctx context.Context, name string) error {
	shop := wootest.New(wootest.Options{Name: name, KeepRequests: -1, Seed: s.seed})
	url, err := shop.Start("")
	if err != nil {
		return err
	}
	proxy, err := badnet.New(url, nil)
	if err != nil {
		return errors.Join(err, shop.Close())
	}
	site := &site{name: name, shop: shop, proxy: proxy}
	s.sites = append(s.sites, site)
	key, secret := shop.Keys()
	w, err := s.service.AddWebshop(ctx, store.Webshop{Name: name, URL: proxy.URL(), Keys: store.Keys{ConsumerKey: key, ConsumerSecret: secret}, CanWrite: true,
		BatchSize: 30, Timeout: 2 * time.Second, Connections: 2, Removal: store.RemoveForGood}, true)
	site.id = w.ID
	return err
}

func (s *stage) close() error {
	var errs []error
	for _, site := range s.sites {
		errs = append(errs, site.proxy.Close(), site.shop.Close())
	}
	errs = append(errs, s.store.Close(), os.RemoveAll(s.dir))
	return errors.Join(errs...)
}

// shorten lets a pause of minutes pass in a moment.
func shorten(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(min(d/1000, 200*time.Millisecond))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
