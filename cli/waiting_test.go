package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"woosync/store"
)

// begin runs the program as a process of its own; what it says on standard error can be read line by line, what it prints when it has ended.
func (m *machine) begin(args ...string) (cmd *exec.Cmd, lines *bufio.Scanner) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), time.Minute)
	m.t.Cleanup(cancel)
	cmd = m.command(ctx, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	cmd.Stdout = &bytes.Buffer{}
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
	if err := os.Rename(m.copyStore(), m.store); err != nil {
		m.t.Fatal(err)
	}
}

func (m *machine) copyStore() (path string) {
	m.t.Helper()
	path = filepath.Join(m.dir, "copy.db")
	m.run("backup", path, "--force").ends(0)
	return path
}

// takeLease makes another program the one that works, until it lets go.
func (m *machine) takeLease() (letGo func()) {
	m.t.Helper()
	st, err := store.Open(m.t.Context(), store.Options{Path: m.store})
	if err != nil {
		m.t.Fatal(err)
	}
	defer st.Close()
	l, held, err := st.AcquireLease(m.t.Context(), "farm, process 4711, screen", time.Hour)
	if err != nil || !held {
		m.t.Fatalf("the lease: %v, %v", held, err)
	}
	return func() {
		st, err := store.Open(m.t.Context(), store.Options{Path: m.store})
		if err != nil {
			m.t.Fatal(err)
		}
		defer st.Close()
		if err := st.ReleaseLease(m.t.Context(), l.Token); err != nil {
			m.t.Fatal(err)
		}
	}
}

// Who waits for another program is told for whom, once.
func TestSyncTellsWhomItWaitsFor(t *testing.T) {
	m := stocked(t)
	letGo := m.takeLease()
	sync, lines := m.begin("sync", "woo-belt")
	until(t, lines, "farm, process 4711, screen works on this store and executes what was asked for; waiting for it")
	letGo()
	said := ""
	for lines.Scan() {
		said += lines.Text() + "\n"
	}
	if err := sync.Wait(); err != nil || strings.Contains(said, "process 4711") || !strings.Contains(said, "This program works on it now.") {
		t.Errorf("it ended with %v and said: %s", err, said)
	}
	m.run("operations", "show", "1").ends(0).tells("1 added")
}

// Who stops a synchronization learns what was made, also as a document.
func TestSyncThatIsStoppedTellsItsOperations(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // one process cannot interrupt another there
	}
	m := stocked(t)
	m.takeLease()
	sync, lines := m.begin("sync", "woo-belt", "--json")
	until(t, lines, "process 4711")
	if err := sync.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	until(t, lines, "What is not done waits")
	for lines.Scan() {
	}
	if sync.Wait(); sync.ProcessState.ExitCode() != exitFailed {
		t.Errorf("it ended with %d", sync.ProcessState.ExitCode())
	}
	var ops []struct {
		ID    int64
		State string
	}
	out := sync.Stdout.(*bytes.Buffer)
	if err := json.Unmarshal(out.Bytes(), &ops); err != nil || len(ops) != 1 || ops[0].ID != 1 || ops[0].State != "not_processed" {
		t.Errorf("it prints %q, %v", out, err)
	}
}

// A store that was replaced by another file does not come back by waiting.
func TestSyncOnAStoreThatWasReplaced(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // an open file cannot be replaced there
	}
	m := stocked(t)
	m.takeLease()
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
	copied := m.copyStore()
	if err := os.Rename(m.file("empty.db", ""), m.store); err != nil {
		t.Fatal(err)
	}
	until(t, lines, "is another file now")
	until(t, lines, "is empty") // it may still be copied: no store is made of it
	if err := os.Rename(copied, m.store); err != nil {
		t.Fatal(err)
	}
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
