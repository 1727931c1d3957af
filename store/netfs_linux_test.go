package store

import "testing"

func TestMountKind(t *testing.T) {
	const mounts = `21 1 259:1 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 21 0:40 / /mnt/share\040of\040all rw,nosuid shared:5 - fuse.sshfs anna@server:/srv rw,user_id=1000
31 21 0:41 / /mnt/share\040of\040all/ntfs rw - fuseblk /dev/sdb1 rw
32 21 0:42 / /srv rw - ext4 /dev/vdb rw
33 21 0:43 / /srv rw master:2 - fuse.rclone remote: rw
broken line
`
	for folder, want := range map[string]string{
		"/": "ext4", "/home/anna": "ext4", "/mnt/share of all": "fuse.sshfs", "/mnt/share of all/woosync": "fuse.sshfs", "/mnt/share of allies": "ext4",
		"/mnt/share of all/ntfs/x": "fuseblk", "/srv/woosync": "fuse.rclone", "/srvx": "ext4",
	} {
		if got := mountKind(mounts, folder); got != want {
			t.Errorf("%s lies on %q, want %q", folder, got, want)
		}
	}
}
