package store

import (
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// The file systems by the number that statfs gives, see statfs(2) and the kernel's linux/magic.h.
var networkMagic = map[uint32]string{
	unix.NFS_SUPER_MAGIC: "nfs", unix.SMB_SUPER_MAGIC: "smbfs", unix.CIFS_SUPER_MAGIC: "cifs", unix.SMB2_SUPER_MAGIC: "smb2", unix.AFS_SUPER_MAGIC: "afs",
	unix.V9FS_MAGIC: "9p", unix.CEPH_SUPER_MAGIC: "ceph", unix.CODA_SUPER_MAGIC: "coda", unix.OCFS2_SUPER_MAGIC: "ocfs2",
	unix.NCP_SUPER_MAGIC: "ncpfs", 0x0bd00bd0: "lustre", 0x01161970: "gfs2", 0x6a656a63: "virtiofs", 0x786f4256: "vboxsf", 0x19830326: "beegfs",
}

func networkFileSystem(folder string) string {
	var st unix.Statfs_t
	if err := unix.Statfs(folder, &st); err != nil {
		return ""
	}
	kind := uint32(st.Type)
	if kind != unix.FUSE_SUPER_MAGIC {
		return networkName(networkMagic[kind])
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	return networkName(mountKind(string(mounts), folder))
}

// mountKind finds the type of the file system of a folder in /proc/self/mountinfo, see proc(5).
func mountKind(mounts, folder string) (kind string) {
	longest := -1
	for line := range strings.Lines(mounts) {
		before, after, found := strings.Cut(line, " - ")
		fields, rest := strings.Fields(before), strings.Fields(after)
		if !found || len(fields) < 5 || len(rest) < 1 {
			continue
		}
		point := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(fields[4])
		below := point == "/" || folder == point || strings.HasPrefix(folder, point+"/")
		if below && len(point) >= longest { // of two on one place the later one counts
			longest, kind = len(point), rest[0]
		}
	}
	return kind
}
