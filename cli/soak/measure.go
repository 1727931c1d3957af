//go:build linux

package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// sample is what the process holds at one moment.
type sample struct {
	at         time.Duration
	heap       uint64 // bytes in use after a collection
	resident   uint64 // bytes, as the operating system counts
	handles    int    // open files and sockets
	goroutines int
}

// measure collects what is garbage and counts the rest.
func measure(at time.Duration) (sample, error) {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return sample{}, fmt.Errorf("count the file handles: %w", err)
	}
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return sample{}, fmt.Errorf("read the memory: %w", err)
	}
	fields := strings.Fields(string(statm))
	if len(fields) < 2 {
		return sample{}, errors.New("/proc/self/statm is not as expected")
	}
	pages, err := strconv.ParseUint(fields[1], 10, 64)
	if err != nil {
		return sample{}, fmt.Errorf("read the memory: %w", err)
	}
	return sample{at, m.HeapInuse, pages * uint64(os.Getpagesize()), len(fds) - 1, runtime.NumGoroutine()}, nil // less the one that counts
}

// pollOnce makes Go open the handles with which it waits for others: they stay, and so belong to the start.
func pollOnce() error {
	r, w, err := os.Pipe()
	if err != nil {
		return fmt.Errorf("open a pipe: %w", err)
	}
	return errors.Join(r.Close(), w.Close())
}

// grew compares the last quarter of the samples with the second: what only grows shows between them. The first quarter is left out, in which
// caches fill.
func grew(samples []sample) error {
	n := len(samples) / 4
	if n < 2 {
		return nil
	}
	early, late := samples[n:2*n], samples[3*n:]
	mean := func(list []sample, of func(sample) float64) (sum float64) {
		for _, s := range list {
			sum += of(s)
		}
		return sum / float64(len(list))
	}
	var problems []error
	for _, c := range []struct {
		what  string
		of    func(sample) float64
		slack float64 // what chance may add
	}{
		{"bytes of heap", func(s sample) float64 { return float64(s.heap) }, 16 << 20},
		{"file handles", func(s sample) float64 { return float64(s.handles) }, 15},
		{"goroutines", func(s sample) float64 { return float64(s.goroutines) }, 25},
	} {
		before, after := mean(early, c.of), mean(late, c.of)
		if after > before*1.2+c.slack {
			problems = append(problems, fmt.Errorf("the %s grew from %.0f to %.0f on average", c.what, before, after))
		}
	}
	return errors.Join(problems...)
}

// returned waits until goroutines and handles are back where they were at the start: connections take a moment to end.
func returned(start sample) error {
	var left []string
	for range 200 {
		now, err := measure(0)
		if err != nil {
			return err
		}
		if left = running(); len(left) <= start.goroutines && now.handles <= start.handles {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	now, err := measure(0)
	if err != nil {
		return err
	}
	return fmt.Errorf("at the end there are %d goroutines and %d file handles, at the start there were %d and %d\n%s", len(left), now.handles, start.goroutines, start.handles, strings.Join(left, "\n\n"))
}

// running are the stacks of all goroutines but three kinds: the one that the runtime keeps for signals once they were asked for, and what
// Bubble Tea leaves behind when its program ends: timers that have not run down, and its reader where a key was not taken yet.
func running() []string {
	stacks := make([]byte, 4<<20)
	all := strings.Split(string(stacks[:runtime.Stack(stacks, true)]), "\n\n")
	return slices.DeleteFunc(all, func(stack string) bool {
		return strings.Contains(stack, "os/signal.loop()") || strings.Contains(stack, "bubbletea/v2.Tick.func1()") || strings.Contains(stack, "(*TerminalReader).sendEvents")
	})
}
