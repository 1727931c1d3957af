package store

import "golang.org/x/sys/windows"

// spaceFunc tells how many bytes this user may still write in a folder; false where that cannot be known.
type spaceFunc func(folder string) (free int64, known bool)

func freeSpace(folder string) (int64, bool) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, false
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(name, &free, nil, nil); err != nil {
		return 0, false
	}
	return int64(free), true
}
