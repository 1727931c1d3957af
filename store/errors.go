package store

import (
	"errors"
	"fmt"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var (
	// ErrNotStore says that a file is no store of woosync.
	ErrNotStore = errors.New("it is not a store of woosync")
	// ErrNewer says that a newer woosync made the store.
	ErrNewer = errors.New("a newer version of woosync made it")
	// ErrBusy says that another program kept the store locked for longer than a write waits.
	ErrBusy = errors.New("another program keeps the store locked")
	// ErrDamaged says that SQLite finds the file damaged.
	ErrDamaged = errors.New("the store file is damaged")
	// ErrNoSpace says that the disk is full.
	ErrNoSpace = errors.New("no space is left on the disk")
	// ErrDisk says that the operating system could not read or write the file.
	ErrDisk = errors.New("the disk does not take or give the data of the store")
	// ErrMoved says that the store was removed, or another file put in its place, while this program has it open.
	ErrMoved = errors.New("the store was removed or replaced")
	// ErrReplaced is the ErrMoved of a store where another file lies now; Successor opens that one.
	ErrReplaced = fmt.Errorf("%w by another file", ErrMoved)
)

var errClosed = errors.New("the store is closed")

// OpenError says why a store cannot be opened. Error is a sentence for people, Remedy another one: what to do about it.
type OpenError struct {
	Path   string
	Reason error // ErrNotStore, ErrNewer, ErrBusy, ErrDamaged, ErrNoSpace, ErrReadOnly, ErrNotFound, or what the operating system said
	Remedy string
	cause  error
}

func (e *OpenError) Error() string {
	return fmt.Sprintf("cannot open the store %s: %v", e.Path, e.Reason)
}

// Unwrap gives the reason and, where there is one, the error below it.
func (e *OpenError) Unwrap() []error {
	if e.cause == nil {
		return []error{e.Reason}
	}
	return []error{e.Reason, e.cause}
}

// explain puts SQLite's answers into the words of this package and keeps the answer itself as the cause.
func explain(err error) error {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return err
	}
	var reason error
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		reason = ErrBusy
	case sqlite3.SQLITE_CORRUPT:
		reason = ErrDamaged
	case sqlite3.SQLITE_NOTADB:
		reason = ErrNotStore
	case sqlite3.SQLITE_FULL:
		reason = ErrNoSpace
	case sqlite3.SQLITE_READONLY:
		reason = ErrReadOnly
		if e.Code() == sqlite3.SQLITE_READONLY_DBMOVED {
			reason = ErrMoved
		}
	case sqlite3.SQLITE_IOERR:
		reason = ErrDisk
	default:
		return err
	}
	return fmt.Errorf("%w (%w)", reason, err)
}

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

func isDiskError(err error) bool { return errors.Is(err, ErrDisk) }

func isCantOpen(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CANTOPEN
}

// isUnique tells whether a statement failed because a value is taken.
func isUnique(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && (e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}
