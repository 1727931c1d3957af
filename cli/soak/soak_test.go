//go:build linux

package main

import (
	"testing"
	"time"
)

// TestSoak is the soak for some seconds: everything is in every webshop exactly once, and every goroutine and file handle is given back.
func TestSoak(t *testing.T) {
	p := plan{lasts: 5 * time.Second, every: time.Second, seed: 11, products: 40, shops: 2, tell: t.Logf}
	if err := p.work(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestGrowthIsSeen: a measure that finds nothing would prove nothing.
func TestGrowthIsSeen(t *testing.T) {
	flat, leak := make([]sample, 40), make([]sample, 40)
	for i := range flat {
		flat[i] = sample{heap: 50 << 20, handles: 30, goroutines: 80}
		leak[i] = sample{heap: 50 << 20, handles: 30 + 3*i, goroutines: 80}
	}
	if err := grew(flat); err != nil {
		t.Error(err)
	}
	if grew(leak) == nil {
		t.Error("a leak of file handles is not seen")
	}
}
