package cli

import (
	"os"
	"os/signal"
	"syscall"
)

// Endings are the signals that ask the program to end in order. Under nohup it outlives its terminal.
func Endings() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return []os.Signal{os.Interrupt, syscall.SIGTERM}
	}
	return []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
}
