package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
)

// storeFile is where the store lies: --store, else WOOSYNC_STORE, else woosync/store.db in the user's data folder.
func (a *app) storeFile() (string, error) {
	if a.storePath != "" {
		return a.storePath, nil
	}
	if path := a.env.Getenv("WOOSYNC_STORE"); path != "" {
		return path, nil
	}
	folder, err := dataFolder(runtime.GOOS, a.env.Getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(folder, "woosync", "store.db"), nil
}

// dataFolder is the folder in which an operating system keeps what programs store for a user. XDG_DATA_HOME goes before the
// system's own folder everywhere; a relative one is ignored, as its specification demands.
func dataFolder(system string, getenv func(string) string) (string, error) {
	if folder := getenv("XDG_DATA_HOME"); filepath.IsAbs(folder) {
		return folder, nil
	}
	if system == "windows" {
		if folder := getenv("LOCALAPPDATA"); folder != "" {
			return folder, nil
		}
	}
	home := getenv("HOME")
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", errors.New("there is no home folder to keep the store in: name its file with --store or WOOSYNC_STORE")
		}
	}
	switch system {
	case "windows":
		return filepath.Join(home, "AppData", "Local"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support"), nil
	}
	return filepath.Join(home, ".local", "share"), nil
}
