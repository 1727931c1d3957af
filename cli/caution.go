package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"

	"woosync/store"
)

// notice tells what opening the store did.
func (a *app) notice(text string) { fmt.Fprintf(a.env.Err, "%s\n", clean(text)) }

// caution warns once of a store that lies where it may be damaged, or that others can read.
func (a *app) caution(path string) {
	if a.cautioned {
		return
	}
	a.cautioned = true
	if found, remedy := onNetwork(path); found != "" {
		a.notice("Warning: the store " + found + ". " + remedy + ".")
	}
	if found, remedy := readableByOthers(path); found != "" {
		a.notice("Warning: " + found + ". `" + remedy + "` or `woosync doctor --repair` ends that.")
	}
}

// onNetwork finds a store on a network file system.
func onNetwork(path string) (found, remedy string) {
	name := store.NetworkFileSystem(path)
	if name == "" {
		return "", ""
	}
	return fmt.Sprintf("%s lies on a network file system (%s), where programs on two machines can damage it", path, name),
		"Keep it on a disk of the machine that works on it, and use `woosync backup` for copies on the network"
}

// readableByOthers finds a store, which may hold the keys of the webshops, that other users of the machine can read. It speaks to the one
// who can change that.
func readableByOthers(path string) (found, remedy string) {
	if runtime.GOOS == "windows" {
		return "", "" // its permissions are lists, which the mode does not show
	}
	var files string
	for _, suffix := range storeSuffixes {
		info, err := os.Stat(path + suffix)
		if err != nil || info.Mode().Perm()&0o077 == 0 || !ownedByUs(info) {
			continue
		}
		if found == "" {
			found = fmt.Sprintf("other users can read the store %s (mode %04o), which holds the keys of the webshops", path+suffix, info.Mode().Perm())
		}
		files += " " + shellWord(path+suffix)
	}
	if found == "" {
		return "", ""
	}
	return found, "chmod 600" + files
}

// storeSuffixes end the names of the files that make up a store.
var storeSuffixes = [...]string{"", "-wal", "-shm"}

// hideFromOthers takes the rights of others on a store away.
func hideFromOthers(path string) error {
	var errs []error
	for _, suffix := range storeSuffixes {
		if err := os.Chmod(path+suffix, 0o600); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
