//go:build !linux

// Command crashtest kills woosync in every way that Linux knows. It runs on Linux only; the program that it tests is the same
// everywhere.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "crashtest runs on Linux: it suspends and kills programs as only Linux lets it.")
	os.Exit(1)
}
