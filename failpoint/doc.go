// Package failpoint marks the moments at which a crash is worth a test: each write to the store and to a webshop. The crash
// harness (cli/crashtest) ends the program there by SIGKILL, or suspends it.
//
// The marks are there only in binaries for Linux built with -tags failpoints. In every other binary its functions are empty, the compiler
// leaves nothing of them, and no environment variable is read. Without its variables (on.go) a binary with failpoints works as any
// other; a variable that makes no sense ends it at its start.
package failpoint
