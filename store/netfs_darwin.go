package store

import "golang.org/x/sys/unix"

func networkFileSystem(folder string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil {
		return ""
	}
	return networkName(unix.ByteSliceToString(st.Fstypename[:]))
}
