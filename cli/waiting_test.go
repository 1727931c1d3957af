package cli

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"woosync/store"
)

// begin runs the program as a process of its own; what it says on standard error can be read line by line.
func (m *machine) begin(args ...string) (cmd *exec.Cmd, lines *bufio.Scanner) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	m.t.Cleanup(cancel)
	cmd = m.command(ctx, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	errs, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		m.t.Fatal(err)
	}
	return cmd, bufio.NewScanner(errs)
}

// until reads lines up to one that holds a text.
func until(t *testing.T, lines *bufio.Scanner, text string) {
	t.Helper()
	said := ""
	for lines.Scan() {
		if strings.Contains(lines.Text(), text) {
			return
		}
		said += lines.Text() + "\n"
	}
	t.Fatalf("it never says %q, but: %s", text, said)
}

// replaceStore puts another store, with the same in it, in the place of the machine's.
func (m *machine) replaceStore() {
	m.t.Helper()
	copied := filepath.Join(m.dir, "copy.db")
	m.run("backup", copied, "--force").ends(0)
	if err := os.Rename(copied, m.store); err != nil {
		m.t.Fatal(err)
	}
}

// takeLease makes another program the one that works, for some time.
func (m *machine) takeLease(ttl time.Duration) {
	m.t.Helper()
	st, err := store.Open(m.t.Context(), store.Options{Path: m.store})
	if err != nil {
		m.t.Fatal(err)
	}
	defer st.Close()
	if _, held, err := st.AcquireLease(m.t.Context(), "farm, process 4711, screen", ttl); err != nil || !held {
		m.t.Fatalf("the lease: %v, %v", held, err)
	}
}

// Who waits for another program is told for whom, once.
func TestSyncTellsWhomItWaitsFor(t *testing.T) {
	m := stocked(t)
	m.takeLease(1500 * time.Millisecond)
	r := m.run("sync", "woo-belt").ends(0).tells("farm, process 4711, screen works on this store", "waiting for it", "This program works on it now.", "1 added")
	if n := strings.Count(r.err, "process 4711"); n != 1 {
		t.Errorf("it is said %d times: %s", n, r.err)
	}
}

// A store that was replaced by another file does not come back by waiting.
func TestSyncOnAStoreThatWasReplaced(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // an open file cannot be replaced there
	}
	m := stocked(t)
	m.takeLease(time.Minute)
	sync, lines := m.begin("sync", "woo-belt")
	until(t, lines, "process 4711")
	m.replaceStore()
	until(t, lines, "is another file now")
	for lines.Scan() {
	}
	if sync.Wait(); sync.ProcessState.ExitCode() != exitFailed {
		t.Errorf("it ended with %d", sync.ProcessState.ExitCode())
	}
}

// A worker goes on with the store that took the place of its own, as soon as it is one.
func TestAWorkerGoesOnWithTheStoreThatReplacedItsOwn(t *testing.T) {
	if runtime.GOOS == "windows" {
		return
	}
	m := stocked(t)
	worker, lines := m.begin("worker")
	until(t, lines, "worker runs on")
	m.waitForLease()
	m.replaceStore()
	until(t, lines, "is another file now")
	until(t, lines, "worker runs on")
	m.exec("sync", "woo-belt").ends(0).tells("1 added")
	until(t, lines, "operation 1 completed")
	if err := worker.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	until(t, lines, "The worker has stopped.")
	if err := worker.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
