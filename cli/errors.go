package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
)

// errNoWebshop says that there is nothing to synchronize with.
var errNoWebshop = errors.New("there is no webshop yet: `woosync webshop add NAME URL` adds one")

// unknownWebshopError is a name that no webshop has.
type unknownWebshopError struct {
	name  string
	known []string
}

func (e *unknownWebshopError) Error() string {
	text := fmt.Sprintf("there is no webshop %q", e.name)
	if len(e.known) == 0 {
		return text + ": `woosync webshop add NAME URL` adds one"
	}
	return text + "; there is " + list(e.known)
}

func (e *unknownWebshopError) Unwrap() error { return store.ErrNotFound }

// notAddedError is a webshop whose connection does not work.
type notAddedError struct {
	name string
	err  error
}

func (e *notAddedError) Error() string {
	return fmt.Sprintf("test the connection of %s: %v", e.name, e.err)
}
func (e *notAddedError) Unwrap() error { return e.err }

// nameTakenError is a name that another webshop has.
type nameTakenError struct{ name string }

func (e *nameTakenError) Error() string {
	return fmt.Sprintf("there is a webshop %q already: give another name, or change its settings with `woosync webshop set`", e.name)
}

func (e *nameTakenError) Unwrap() error { return store.ErrExists }

// refusedError says of each product or webshop why it is not synchronized.
type refusedError struct{ why []string }

func (e *refusedError) Error() string { return strings.Join(e.why, "\n") }

// notFoundError replaces store.ErrNotFound by a sentence that names what was looked for.
type notFoundError struct{ text string }

func (e *notFoundError) Error() string { return e.text }
func (e *notFoundError) Unwrap() error { return store.ErrNotFound }

func notFound(err error, format string, args ...any) error {
	if errors.Is(err, store.ErrNotFound) {
		return &notFoundError{fmt.Sprintf(format, args...)}
	}
	return err
}

// sentence is the one place in which an error becomes what the user reads: what happened and, where it is known, what to do.
func sentence(err error) string {
	if errors.Is(err, context.Canceled) {
		return "stopped"
	}
	if failed, ok := errors.AsType[*notAddedError](err); ok {
		return fmt.Sprintf("%s was not added. %s\n--force adds it all the same.%s", failed.name, sentence(failed.err), detail(failed.err))
	}
	if unread, ok := errors.AsType[*sync.KeysError](err); ok {
		return unread.Error()
	}
	if kind := woo.KindOf(err); kind != "" && kind != woo.KindUnknown {
		return explained(err)
	}
	if failed, ok := errors.AsType[*store.OpenError](err); ok {
		return joined(failed.Error()+".", failed.Remedy)
	}
	if failed, ok := errors.AsType[*store.FileError](err); ok {
		return joined(failed.Error()+".", failed.Remedy)
	}
	if inactive, ok := errors.AsType[*sync.InactiveError](err); ok {
		return inactive.Sentence
	}
	if missing, ok := errors.AsType[*fs.PathError](err); ok && errors.Is(err, fs.ErrNotExist) {
		return "there is no file " + missing.Path
	}
	for reason, remedy := range storeRemedies {
		if errors.Is(err, reason) {
			return joined(err.Error()+".", remedy)
		}
	}
	if errors.Is(err, store.ErrReadOnly) {
		return "the store is read-only: nothing can be changed with --read-only, or without write permission for its file and folder"
	}
	return err.Error()
}

// storeRemedies say what to do about a store that fails while it is open.
var storeRemedies = map[error]string{
	store.ErrNoSpace: "Free some space on the disk of the store and try again; nothing of it was changed by half.",
	store.ErrDisk:    "See what the operating system says about the disk of the store; then `woosync doctor` tells whether it is sound.",
	store.ErrBusy:    "Wait until that program has finished, and try again.",
	store.ErrDamaged: "`woosync doctor` tells more, and what can be done.",
}

// explained is what a failure of a webshop means and what to do about it.
func explained(err error) string {
	e := woo.Explain(err)
	return joined(e.What, e.Meaning, e.Remedy)
}

// detail is the request and the answer behind a failure of a webshop, set off by an empty line; "" when there is none.
func detail(err error) string {
	text := strings.TrimSpace(woo.Explain(err).Detail)
	if text == "" {
		return ""
	}
	return "\n\n" + text
}

// joined puts sentences after each other.
func joined(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}
