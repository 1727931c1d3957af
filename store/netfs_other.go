//go:build !linux && !darwin

package store

func networkFileSystem(string) string { return "" }
