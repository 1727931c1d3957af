//go:build linux || darwin

package store

import "golang.org/x/sys/unix"

// spaceFunc tells how many bytes this user may still write in a folder; false where that cannot be known.
type spaceFunc func(folder string) (free int64, known bool)

func freeSpace(folder string) (int64, bool) {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil || st.Blocks == 0 {
		return 0, false
	}
	return int64(st.Bavail) * int64(st.Bsize), true
}
