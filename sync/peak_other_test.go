//go:build !unix

package sync

import "os/exec"

// runMeasured runs a program; this system does not tell what it had resident.
func runMeasured(run *exec.Cmd) (peak int64, err error) { return 0, run.Run() }
