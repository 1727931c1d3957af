package store

import (
	"path/filepath"
	"testing"
)

func TestNetworkFileSystems(t *testing.T) {
	for kind, want := range map[string]string{
		"ext4": "", "btrfs": "", "xfs": "", "apfs": "", "tmpfs": "", "overlay": "", "fuseblk": "", "fuse": "", "fuse.ntfs-3g": "", "fuse.gocryptfs": "", "": "",
		"nfs": "NFS", "nfs4": "NFS", "cifs": "SMB", "smb3": "SMB", "smbfs": "SMB", "9p": "9P", "fuse.sshfs": "sshfs", "fuse.rclone": "rclone", "fuse.glusterfs": "glusterfs",
		"webdav": "WebDAV", "afpfs": "AFP",
	} {
		if got := networkName(kind); got != want {
			t.Errorf("%q is %q, want %q", kind, got, want)
		}
	}
}

// A store that is not there yet counts as lying where its first folder above lies.
func TestFileSystemOfAFolderThatIsNotThere(t *testing.T) {
	folder := t.TempDir()
	if a, b := NetworkFileSystem(folder), NetworkFileSystem(filepath.Join(folder, "new", "folder", "store.db")); a != b {
		t.Errorf("%q above, %q below", a, b)
	}
}
