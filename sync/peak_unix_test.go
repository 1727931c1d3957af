//go:build unix

package sync

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"time"
)

// runMeasured runs a program and gives the most that it had resident, in bytes. Linux counts towards a process what its parent had when
// it was forked; there the kernel's own account of the program is read while it runs.
func runMeasured(run *exec.Cmd) (peak int64, err error) {
	if runtime.GOOS != "linux" {
		err = run.Run()
		if usage, ok := run.ProcessState.SysUsage().(*syscall.Rusage); ok {
			peak = usage.Maxrss
		}
		return peak, err
	}
	if err := run.Start(); err != nil {
		return 0, err
	}
	ended := make(chan error, 1)
	go func() { ended <- run.Wait() }()
	status := fmt.Sprintf("/proc/%d/status", run.Process.Pid)
	for {
		select {
		case err := <-ended:
			return peak, err
		case <-time.After(5 * time.Millisecond):
		}
		text, err := os.ReadFile(status)
		if _, after, ok := strings.Cut(string(text), "VmHWM:"); ok && err == nil {
			var kilobytes int64
			if _, err := fmt.Sscan(after, &kilobytes); err == nil {
				peak = max(peak, kilobytes<<10)
			}
		}
	}
}
