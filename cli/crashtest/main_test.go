//go:build linux

package main

import (
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
)

var (
	rounds = flag.Int("rounds", 50, "how many rounds TestCrashes plays")
	seed   = flag.Uint64("seed", 1, "decides what happens in which round")
)

// binary is the program with failpoints, built once for all tests.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	signal.Notify(make(chan os.Signal, 1), syscall.SIGHUP) // under nohup the programs that are started here would ignore it too
	dir, err := os.MkdirTemp("", "crashtest-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "woosync")
	status := 1
	if err := build(binary); err != nil {
		os.Stderr.WriteString(err.Error() + "\n")
	} else {
		status = m.Run()
	}
	_ = os.RemoveAll(dir) // what is left lies where temporary files do
	os.Exit(status)
}

// Whatever kills the program, nothing is lost, nothing is in the shop twice and no operation is stuck.
func TestCrashes(t *testing.T) {
	p := plan{rounds: *rounds, seed: *seed, beside: 4, dir: t.TempDir(), binary: binary, tell: t.Logf}
	tally, err := p.play(t.Context())
	tally.report(t.Output(), testing.Verbose())
	if err != nil {
		t.Fatalf("%v\nAgain: go run ./cli/crashtest -seed %d -rounds %d", err, p.seed, p.rounds)
	}
}
