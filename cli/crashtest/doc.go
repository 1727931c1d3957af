//go:build linux

// Command crashtest proves that whatever kills woosync, nothing is lost, nothing is in a webshop twice and no operation is stuck.
//
// It runs the real program, built with failpoints, as processes of their own against a practice shop that outlives them. Each round
// changes the catalogue, lets the shop misbehave, and kills, suspends or ends the program: at a write to the store or to the
// network, at a request as the shop sees it, or at any moment. Then the program runs undisturbed, and everything is held against
// everything else: the shop against the catalogue, what the store believes of the shop against the shop, the counters of each
// operation against its results, and the file against SQLite's own check.
//
//	go run ./cli/crashtest -rounds 1000
//	go test ./cli/crashtest              # 50 rounds
//	go test ./cli/crashtest -rounds 1000
//
// A seed decides every round: which changes, which faults, which point and which pass. Only what depends on the speed of the
// machine differs from run to run. It proves nothing of power cuts; SQLite's own tests do.
package main
