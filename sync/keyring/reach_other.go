//go:build darwin || windows

package keyring

// unreachable is a question for Linux and the BSDs; these systems have their key store always.
func unreachable() string { return "" }
