//go:build linux

// Command soak runs woosync under a mixed load for as long as it is told, and shows whether anything grows.
//
// All of the program runs here in one process, as it does for a user with a screen: imports, the planning, a worker and a second one that
// waits for its lease, single products and whole webshops, retries, a screen on which keys are typed, and people who read the store. The
// webshops are practice shops behind a network that misbehaves. Memory, file handles, goroutines and what was done are printed
// along the way. At the end the faults are lifted, everything must be in each shop exactly once, and what was opened must be closed.
//
//	go run ./cli/soak -for 20m
//	go test ./cli/soak              # some seconds
//
// The practice shops and the network live in the same process and count in its memory; they are as bounded as the rest.
package main
