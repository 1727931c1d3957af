package store

import (
	"path/filepath"
	"strings"
)

// NetworkFileSystem names the network file system on which a store lies or would lie: "NFS"; "" where it lies on a disk of this machine, or
// that cannot be known. On a network file system locks may not work between machines, and the shared memory that programs on one
// store use never does: two programs on two machines can damage it.
func NetworkFileSystem(path string) string {
	for folder := path; ; folder = filepath.Dir(folder) {
		if real, err := filepath.EvalSymlinks(folder); err == nil {
			return networkFileSystem(real)
		} else if folder == filepath.Dir(folder) {
			return ""
		}
	}
}

// networkName tells by the type that a mount table gives whether a file system is one of a network.
func networkName(kind string) string {
	kind = strings.ToLower(kind)
	names := map[string]string{
		"nfs": "NFS", "nfs4": "NFS", "cifs": "SMB", "smb2": "SMB", "smb3": "SMB", "smbfs": "SMB", "ncpfs": "NCP", "afs": "AFS", "afpfs": "AFP", "webdav": "WebDAV",
		"davfs": "WebDAV", "9p": "9P", "ceph": "Ceph", "lustre": "Lustre", "glusterfs": "GlusterFS", "virtiofs": "virtiofs", "vboxsf": "VirtualBox shared folder",
		"coda": "Coda", "ocfs2": "OCFS2", "gfs2": "GFS2", "beegfs": "BeeGFS", "macfuse": "FUSE", "osxfuse": "FUSE",
	}
	if name, ok := names[kind]; ok {
		return name
	}
	program, fuse := strings.CutPrefix(kind, "fuse.")
	local := map[string]bool{"": true, "ntfs-3g": true, "ntfs": true, "exfat": true, "gocryptfs": true, "encfs": true, "bindfs": true, "mergerfs": true, "unionfs": true,
		"fuse-overlayfs": true, "lxcfs": true, "snapfuse": true, "squashfuse": true, "zfs-fuse": true, "apfs-fuse": true, "cryfs": true, "securefs": true, "vmhgfs-fuse": false}
	if fuse && !local[program] {
		return program
	}
	return ""
}
