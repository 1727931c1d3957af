//go:build !unix

package main

import (
	"os"
	"time"
)

// processorTime is not known here.
func processorTime() time.Duration { return 0 }

// maxResident is not known here.
func maxResident(*os.ProcessState) string { return "" }
