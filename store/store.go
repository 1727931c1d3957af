// Package store keeps everything woosync knows in one SQLite file: webshops, the catalogue, categories and links, packages,
// operations with their per-product results, and the lease that says which program works.
//
// It decides nothing about synchronization and speaks no HTTP. It promises three things to the packages above it: what was
// confirmed is on disk, a final operation never changes, and two programs on the same file never undo each other's work
// (every write of a worker names its lease token and is refused with ErrLeaseLost when another program holds the lease).
//
// All times are UTC and kept as integer milliseconds; the zero time.Time stands for "not yet". Texts are kept as they came;
// whoever shows them sanitises them.
package store

import (
	"errors"
	"time"
)

var (
	// ErrNotFound says that the thing asked for is not in the store.
	ErrNotFound = errors.New("not found")
	// ErrReadOnly says that the store cannot be written, or was opened for reading only.
	ErrReadOnly = errors.New("the store is read-only")
	// ErrLeaseLost says that another program has taken over the work; the caller must stop writing.
	ErrLeaseLost = errors.New("another program has taken over the work")
	// ErrFinal says that an operation has ended and does not change any more.
	ErrFinal = errors.New("the operation has ended")
	// ErrNotClaimed says that an operation is not in progress under the caller's lease.
	ErrNotClaimed = errors.New("the operation is not in progress here")
	// ErrOutdated says that the catalogue was planned anew meanwhile, from a newer revision.
	ErrOutdated = errors.New("the catalogue was planned anew")
	// ErrExists says that a name is taken.
	ErrExists = errors.New("already exists")
)

// Options says how to open a store.
type Options struct {
	// Path of the file. Its folder is made with mode 0700 and the file with 0600.
	Path string
	// ReadOnly opens the file for reading; every write then fails with ErrReadOnly. A file that cannot be written is opened so by itself.
	ReadOnly bool
	// Now tells the time; nil means time.Now.
	Now func() time.Time

	// Notice is told, in a sentence, what opening did that people should know; nil: nobody is.
	Notice func(string)

	free     spaceFunc // nil: asks the operating system
	existing bool      // make no store where there is none
}

// Lease says which program executes operations on this store.
type Lease struct {
	Holder    string // who, for people: "host, process 4711, screen"
	Token     int64  // fencing token, grows with each new holder; 0: none
	ExpiresOn time.Time
}
