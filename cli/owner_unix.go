//go:build unix

package cli

import (
	"io/fs"
	"os"
	"syscall"
)

// ownedByUs tells whether this user may change the rights of a file.
func ownedByUs(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	return !ok || os.Geteuid() == 0 || int(st.Uid) == os.Geteuid()
}
