//go:build unix

package main

import (
	"fmt"
	"os"
	"syscall"
	"time"
)

// processorTime is what this process has used of the processors so far.
func processorTime() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// maxResident is the most memory that a program has had.
func maxResident(p *os.ProcessState) string {
	if r, ok := p.SysUsage().(*syscall.Rusage); ok {
		return fmt.Sprintf("%d MB", r.Maxrss>>10)
	}
	return ""
}
