//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"woosync/store"
	"woosync/sync"
)

// work plays the whole soak and tells what it saw.
func (p plan) work(ctx context.Context) (err error) {
	if p.every == 0 {
		p.every = max(p.lasts/40, time.Second)
	}
	p.tell("soak: %v, seed %d, %d products, %d webshops", p.lasts, p.seed, p.products, p.shops)
	if err := pollOnce(); err != nil {
		return err
	}
	start, err := measure(0)
	if err != nil {
		return err
	}
	s, err := p.build(ctx)
	if err != nil {
		return err
	}
	samples, err := s.play(ctx)
	if err == nil {
		err = s.settle(ctx)
	}
	err = errors.Join(append(s.errs, err, s.close())...)
	if err != nil {
		return err
	}
	if err := errors.Join(grew(samples), returned(start)); err != nil {
		return err
	}
	end, err := measure(0)
	if err != nil {
		return err
	}
	p.tell("closed: %d goroutines and %d file handles, at the start %d and %d; every product is in every webshop exactly once", len(running()), end.handles, start.goroutines, start.handles)
	return nil
}

// play lets the load run and looks at it from time to time.
func (s *stage) play(ctx context.Context) ([]sample, error) {
	ctx, stop := context.WithTimeout(ctx, s.lasts)
	defer stop()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		s.load(ctx)
	}()
	s.tell("%8s %9s %9s %8s %11s %8s %11s %8s %8s %7s %7s %9s", "time", "heap MB", "RSS MB", "handles", "goroutines", "imports", "operations", "retries", "reads", "keys", "faults", "store MB")
	ticks := time.NewTicker(s.every)
	defer ticks.Stop()
	var samples []sample
	for begun := time.Now(); ; {
		select {
		case <-ended:
			return samples, nil
		case <-ticks.C:
		}
		m, err := measure(time.Since(begun))
		if err != nil {
			stop()
			<-ended
			return samples, err
		}
		samples = append(samples, m)
		s.tell("%8s %9.1f %9.1f %8d %11d %8d %11d %8d %8d %7d %7d %9.1f", m.at.Round(time.Second), float64(m.heap)/(1<<20), float64(m.resident)/(1<<20), m.handles, m.goroutines,
			s.done.imports.Load(), s.done.operations.Load(), s.done.retries.Load(), s.done.reads.Load(), s.done.keys.Load(), s.done.faults.Load(), s.storeSize())
	}
}

// settle lets the program come to an end undisturbed and holds the shops against the catalogue.
func (s *stage) settle(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	path, err := s.catalogue(0)
	if err == nil {
		_, err = s.service.Import(ctx, sync.ImportRequest{Path: path, Replace: true})
	}
	if err != nil {
		return err
	}
	working, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- sync.NewWorker(s.service, workerOptions("the last")).Run(working) }()
	for _, site := range s.sites {
		if err = s.settleSite(ctx, site); err != nil {
			break
		}
	}
	stop()
	err = errors.Join(err, <-ended)
	counts, countErr := s.store.StateCounts(ctx, store.OperationFilter{})
	s.tell("operations: %d completed, %d failed, %d aborted, %d not processed, %d in progress", counts[store.Completed], counts[store.Failed], counts[store.Aborted], counts[store.NotProcessed], counts[store.InProgress])
	if countErr == nil && counts[store.InProgress] != 0 {
		countErr = fmt.Errorf("%d operations are stuck in progress", counts[store.InProgress])
	}
	return errors.Join(err, countErr)
}

// wanted is what the catalogue says: every active product belongs in every webshop.
func (s *stage) wanted(ctx context.Context) (skus []string, err error) {
	for after := int64(0); ; {
		products, err := s.store.ProductsAfter(ctx, after, 1000)
		if err != nil || len(products) == 0 {
			slices.Sort(skus)
			return skus, err
		}
		for _, p := range products {
			if after = p.ID; p.Active {
				skus = append(skus, p.SKU)
			}
		}
	}
}

// storeSize is the size of the store with its log, in MB.
func (s *stage) storeSize() (size float64) {
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(s.store.Path() + suffix); err == nil {
			size += float64(info.Size()) / (1 << 20)
		}
	}
	return size
}

// settleSite makes all of a webshop anew and compares.
func (s *stage) settleSite(ctx context.Context, site *site) error {
	op, _, err := s.service.Request(ctx, sync.Request{WebshopID: site.id, Full: true, ConfirmRemovals: true})
	if err != nil {
		return err
	}
	ops, err := s.service.Wait(ctx, []int64{op.ID}, nil)
	if err != nil {
		return err
	}
	if ops[0].State != store.Completed {
		text, _ := s.store.OperationError(ctx, op.ID)
		return fmt.Errorf("undisturbed, the synchronization of %s ends %v: %s", site.name, ops[0].State, text)
	}
	want, err := s.wanted(ctx)
	if err != nil {
		return err
	}
	var have []string
	for _, p := range site.shop.Products() {
		have = append(have, fmt.Sprint(p["sku"]))
		for _, v := range site.shop.Variations(p["id"].(int)) {
			have = append(have, fmt.Sprint(v["sku"]))
		}
	}
	slices.Sort(have)
	if slices.Equal(have, want) {
		return nil
	}
	for i := range max(len(have), len(want)) {
		if i >= len(have) || i >= len(want) || have[i] != want[i] {
			return fmt.Errorf("%s has %d products and variations, %d are wanted; the first that differs is %q for %q", site.name, len(have), len(want), have[min(i, len(have)-1)], want[min(i, len(want)-1)])
		}
	}
	return nil
}
