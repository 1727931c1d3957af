//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestMain also is the program that opens a store as a user without rights, for root could write everything, and others that tests need
// as processes of their own.
func TestMain(m *testing.M) {
	if path := os.Getenv("WOOSYNC_TEST_OPEN"); path != "" {
		fmt.Print(describeOpen(path))
		return
	}
	if arguments := os.Getenv("WOOSYNC_TEST_DISK"); arguments != "" {
		fmt.Print(describeDisk(arguments))
		return
	}
	if arguments := os.Getenv("WOOSYNC_TEST_CROWD"); arguments != "" {
		fmt.Print(describeCrowd(arguments))
		return
	}
	os.Exit(m.Run())
}

func describeOpen(path string) string {
	s, err := Open(context.Background(), Options{Path: path})
	if err != nil {
		var open *OpenError
		if !errors.As(err, &open) {
			return "no OpenError: " + err.Error()
		}
		return fmt.Sprintf("%v %s", err, open.Remedy)
	}
	all, err := s.Webshops(context.Background())
	_, write := s.AddWebshop(context.Background(), Webshop{Name: "more"})
	return fmt.Sprintf("read-only %v, %d webshops (%v), refuses to write %v, close %v", s.ReadOnly(), len(all), err, errors.Is(write, ErrReadOnly), s.Close())
}

func TestOpenWithoutRights(t *testing.T) {
	base, err := os.MkdirTemp("", "woosync")
	check(t, err)
	t.Cleanup(func() { os.RemoveAll(base) })
	program := filepath.Join(base, "program")
	self, err := os.ReadFile(must[string](t)(os.Executable()))
	check(t, err)
	check(t, os.WriteFile(program, self, 0o755))
	check(t, errors.Join(os.Chmod(base, 0o755), os.Chmod(program, 0o755)))
	const readable = "read-only true, 1 webshops (<nil>), refuses to write true, close <nil>"
	for _, c := range []struct {
		name         string
		file, folder os.FileMode
		want         string
	}{
		{"file to read in a folder to read", 0o444, 0o555, readable},
		{"file to read in a folder to write", 0o444, 0o777, readable},
		{"file to write in a folder to read", 0o666, 0o555, readable},
		{"file not to read", 0o000, 0o777, "this user may neither write nor read it Give this user the right"},
		{"folder not to enter", 0o666, 0o000, "Give this user the right"},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder := filepath.Join(base, strings.ReplaceAll(c.name, " ", "-"))
			path := filepath.Join(folder, "store.db")
			s, err := Open(t.Context(), Options{Path: path})
			check(t, err)
			must[Webshop](t)(s.AddWebshop(t.Context(), Webshop{Name: "Nordlys"}))
			check(t, s.Close())
			check(t, errors.Join(os.Chmod(path, c.file), os.Chmod(folder, c.folder)))
			defer os.Chmod(folder, 0o700)
			cmd := exec.CommandContext(t.Context(), program)
			cmd.Env = append(os.Environ(), "WOOSYNC_TEST_OPEN="+path)
			cmd.Dir = "/"
			if os.Getuid() == 0 {
				cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
			}
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), c.want) {
				t.Errorf("%v: %s\nwant %s", err, out, c.want)
			}
		})
	}
	t.Run("folder that cannot be made", func(t *testing.T) {
		cmd := exec.CommandContext(t.Context(), program)
		cmd.Env = append(os.Environ(), "WOOSYNC_TEST_OPEN="+filepath.Join(base, "new", "store.db"))
		cmd.Dir = "/"
		check(t, os.Chmod(base, 0o555))
		defer os.Chmod(base, 0o755)
		if os.Getuid() == 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		}
		if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "cannot open the store") || !strings.Contains(string(out), "Give this user the right") {
			t.Errorf("%v: %s", err, out)
		}
	})
}
