package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"woosync/cli/demo"
)

// history gives the path of a store with a history of as many operations as are asked for, which it makes unless it is there.
func (b *bench) history() (string, error) {
	path := filepath.Join(b.folder, fmt.Sprintf("history-%d.db", b.rows))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	begin := time.Now()
	stage, err := demo.Set(b.ctx, demo.Options{Path: path, Rows: b.rows, Requester: "benchmark", Now: time.Now, Progress: func(done, total int) {
		fmt.Fprintf(os.Stderr, "\r%d of %d operations", done, total)
	}})
	fmt.Fprint(os.Stderr, "\r\x1b[K")
	if err != nil {
		return "", err
	}
	if err := stage.Close(); err != nil {
		return "", err
	}
	st, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	fmt.Printf("The history was written in %.0f s, %d MB.\n\n", time.Since(begin).Seconds(), st.Size()>>20)
	return path, nil
}

// copyOf makes a copy of the store, for what writes to it.
func (b *bench) copyOf(path string) (string, error) {
	to := filepath.Join(b.folder, "copy.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(to + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return "", err
		}
	}
	data, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer data.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return "", err
	}
	_, err = out.ReadFrom(data)
	return to, errors.Join(err, out.Close())
}

// sample is one measured key press.
type sample struct {
	what       string
	took, used time.Duration // by the clock, and by the processor
}

// rank is the time below which a part of the samples lies.
func rank(all []sample, part float64, by func(sample) time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.SortedFunc(slices.Values(all), func(a, b sample) int { return int(by(a) - by(b)) })
	return by(sorted[max(int(math.Ceil(part*float64(len(sorted))))-1, 0)])
}

func took(s sample) time.Duration { return s.took }
func used(s sample) time.Duration { return s.used }

func millis(d time.Duration) string {
	return strings.TrimSuffix(fmt.Sprintf("%.2f", float64(d.Microseconds())/1000), ".00")
}

// quantiles is a row of a table.
func quantiles(what string, all []sample) {
	fmt.Printf("| %s | %d | %s | %s | %s | %s |\n", what, len(all), millis(rank(all, 0.5, took)), millis(rank(all, 0.99, took)), millis(rank(all, 1, took)), millis(rank(all, 0.99, used)))
}

const quantileHead = "| | keys | ms median | ms p99 | ms max | processor ms p99 |\n|---|---:|---:|---:|---:|---:|"

// worst lists the slowest, or those that used the processor most.
func worst(all []sample, n int, by func(sample) time.Duration) {
	fmt.Printf("\nThe worst %d:\n\n| ms | processor ms | |\n|---:|---:|---|\n", n)
	sorted := slices.SortedFunc(slices.Values(all), func(a, b sample) int { return int(by(b) - by(a)) })
	for _, s := range sorted[:min(n, len(sorted))] {
		fmt.Printf("| %s | %s | %s |\n", millis(s.took), millis(s.used), s.what)
	}
}
