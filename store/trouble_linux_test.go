package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// refuse makes system calls of this process fail with an error from now on, as a disk that breaks does. There is no way back.
func refuse(errno syscall.Errno, calls ...uint32) error {
	filter := []unix.SockFilter{{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}} // the number of the call
	for i, nr := range calls {
		filter = append(filter, unix.SockFilter{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: uint8(len(calls) - i), K: nr})
	}
	filter = append(filter, unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(errno)})
	runtime.LockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	if _, _, failed := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program))); failed != 0 {
		return failed
	}
	return nil
}

// disks are those that break, in the words of the environment of the program that has one.
var disks = map[string]struct {
	errno syscall.Errno
	calls []uint32
	want  error
}{
	"does not sync":    {unix.EIO, []uint32{unix.SYS_FSYNC, unix.SYS_FDATASYNC}, ErrDisk},
	"does not write":   {unix.EIO, []uint32{unix.SYS_PWRITE64, unix.SYS_WRITE}, ErrDisk},
	"is full":          {unix.ENOSPC, []uint32{unix.SYS_PWRITE64}, ErrNoSpace},
	"is over quota":    {unix.EDQUOT, []uint32{unix.SYS_PWRITE64}, ErrDisk},
	"became read-only": {unix.EROFS, []uint32{unix.SYS_PWRITE64}, ErrDisk},
}

// describeDisk is the program of TestDiskThatBreaks: "PATH", line end, name of the disk. It ends by a signal where all is well, for it may
// not be able to tell.
func describeDisk(arguments string) string {
	path, name, _ := strings.Cut(arguments, "\n")
	disk := disks[name]
	s, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		return err.Error()
	}
	if _, err := s.AddWebshop(context.Background(), Webshop{Name: "before"}); err != nil {
		return err.Error()
	}
	if err := refuse(disk.errno, disk.calls...); err != nil {
		return "no calls can be refused: " + err.Error()
	}
	for range 3 {
		if _, err := s.AddWebshop(context.Background(), Webshop{Name: "lost"}); !errors.Is(err, disk.want) || strings.Contains(err.Error(), "SQL") {
			return fmt.Sprint("it says: ", err)
		}
	}
	if all, err := s.Webshops(context.Background()); err != nil || len(all) != 1 {
		return fmt.Sprintf("it reads %d webshops, %v", len(all), err)
	}
	syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// A disk that does not do what it is told gives a sentence, and the store is what it was before.
func TestDiskThatBreaks(t *testing.T) {
	for name := range disks {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			path := f.Path()
			check(t, f.Close())
			cmd := exec.CommandContext(t.Context(), must[string](t)(os.Executable()))
			cmd.Env = append(os.Environ(), "WOOSYNC_TEST_DISK="+path+"\n"+name)
			out, err := cmd.CombinedOutput()
			if status, ok := errors.AsType[*exec.ExitError](err); !ok || status.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
				t.Fatalf("%v: %s", err, out)
			}
			s := open(t, Options{Path: path})
			// What was written and not synced may come back after all when the program dies: whole, as if it had been done late.
			most := 1
			if name == "does not sync" {
				most = 2
			}
			if all := must[[]Webshop](t)(s.Webshops(t.Context())); len(all) < 1 || len(all) > most || all[0].Name != "before" {
				t.Errorf("afterwards there are %d webshops", len(all))
			}
			must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "after"}))
			if flaws := must[[]Flaw](t)(s.Examine(t.Context(), nil)); len(flaws) > 0 {
				t.Errorf("it finds: %s", flawsOf(flaws))
			}
		})
	}
}
