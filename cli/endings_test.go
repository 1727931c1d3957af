package cli

import (
	"os"
	"os/signal"
	"slices"
	"syscall"
	"testing"
)

// Who starts the program with nohup wants it to outlive the terminal: a hang-up that is ignored stays ignored.
func TestANohupIsHeeded(t *testing.T) {
	heard := make(chan os.Signal, 1)
	signal.Notify(heard, syscall.SIGHUP) // the tests may run under nohup themselves
	t.Cleanup(func() { signal.Stop(heard) })
	if !slices.Contains(Endings(), os.Signal(syscall.SIGHUP)) {
		t.Error("a terminal that goes away does not end the program in order")
	}
	signal.Ignore(syscall.SIGHUP)
	t.Cleanup(func() { signal.Reset(syscall.SIGHUP) }) // programs that other tests start would inherit it
	list := Endings()
	if slices.Contains(list, os.Signal(syscall.SIGHUP)) {
		t.Error("under nohup the program ends with its terminal")
	}
	if !slices.Contains(list, os.Signal(syscall.SIGTERM)) || !slices.Contains(list, os.Interrupt) {
		t.Errorf("under nohup only %v end it in order", list)
	}
}
