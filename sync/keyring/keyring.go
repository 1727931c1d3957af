// Package keyring keeps secrets in the operating system's own key store: the Secret Service of a Linux desktop (GNOME Keyring,
// KWallet, KeePassXC) over D-Bus, the Keychain of macOS, the Credential Manager of Windows.
//
// It exists because a key store is not to be relied on: a server has none, under cron or SSH it cannot be reached, a locked one waits
// for somebody to type a password, and one whose service is ill never answers. So every call has a time limit, a key store that hangs
// hinders nobody twice, nothing counts as kept before it was read back, and each failure says which of these it is.
//
// It never decides where a secret belongs and knows no webshop and no store; it never starts a D-Bus of its own, never logs, and puts
// no secret into an error. It fails with an *Error.
package keyring

import (
	"crypto/rand"
	"errors"
	"fmt"
	gosync "sync"
	"time"

	"github.com/zalando/go-keyring"
)

// service is the name under which a key store lists what belongs to this program.
const service = "woosync"

// Limit is how long a key store may take to answer. A locked one asks for its password meanwhile.
const Limit = 15 * time.Second

// Backend is what a key store can do. Get and Delete fail with keyring.ErrNotFound of go-keyring when there is no such entry.
type Backend interface {
	Set(service, entry, secret string) error
	Get(service, entry string) (string, error)
	Delete(service, entry string) error
}

// Ring is a key store. It is safe for concurrent use.
type Ring struct {
	backend Backend
	limit   time.Duration
	absent  func() string // why there is no key store here; "" when there may be one

	turn chan struct{} // holds one while nobody uses the backend

	mu    gosync.Mutex
	known map[string]string // what was read or put, by entry: an entry is never changed
	hangs bool              // a call has outlived its limit and still waits
}

// System is the key store of the machine. With off nothing is kept in it or read from it; its text says why.
func System(off string) *Ring {
	return New(system{}, Limit, func() string {
		if off != "" {
			return off
		}
		return unreachable()
	})
}

// New is a key store with another backend and time limit, for tests. absent may be nil.
func New(b Backend, limit time.Duration, absent func() string) *Ring {
	if absent == nil {
		absent = func() string { return "" }
	}
	r := &Ring{backend: b, limit: limit, absent: absent, turn: make(chan struct{}, 1), known: map[string]string{}}
	r.turn <- struct{}{}
	return r
}

// system is the machine's key store through go-keyring.
type system struct{}

func (system) Set(service, entry, secret string) error   { return keyring.Set(service, entry, secret) }
func (system) Get(service, entry string) (string, error) { return keyring.Get(service, entry) }
func (system) Delete(service, entry string) error        { return keyring.Delete(service, entry) }

// Put keeps a secret and returns the name of its entry, which begins with label. It counts as kept once it was read back; where that
// takes too long it is taken out again, if it ever gets there.
func (r *Ring) Put(label, secret string) (string, error) {
	entry := label + " " + rand.Text()[:10]
	back, err := r.ask(func() (string, error) {
		if err := r.backend.Set(service, entry, secret); err != nil {
			return "", err
		}
		return r.backend.Get(service, entry)
	}, func() { _ = r.backend.Delete(service, entry) }) // nobody is there any more to tell
	if err == nil && back != secret {
		err = &Error{Failed, errors.New("what was put into it does not come back")}
	}
	if err != nil {
		return "", err
	}
	r.remember(entry, secret)
	return entry, nil
}

// Get reads a secret. What was read once is known as long as the program runs, whatever becomes of the key store.
func (r *Ring) Get(entry string) (string, error) {
	r.mu.Lock()
	secret, ok := r.known[entry]
	r.mu.Unlock()
	if ok {
		return secret, nil
	}
	secret, err := r.ask(func() (string, error) { return r.backend.Get(service, entry) }, nil)
	if err != nil {
		return "", err
	}
	r.remember(entry, secret)
	return secret, nil
}

// Delete forgets a secret. One that is not there is forgotten already.
func (r *Ring) Delete(entry string) error {
	r.mu.Lock()
	delete(r.known, entry)
	r.mu.Unlock()
	_, err := r.ask(func() (string, error) { return "", r.backend.Delete(service, entry) }, nil)
	if wrong, ok := errors.AsType[*Error](err); ok && wrong.Kind == Missing {
		return nil
	}
	return err
}

func (r *Ring) remember(entry, secret string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known[entry] = secret
}

// ask makes one call of the key store, within the limit. The library has no way to end a call, so one that hangs is left behind; as
// long as it does, further calls fail at once. late, when not nil, runs where a call that was left behind ends after all.
func (r *Ring) ask(call func() (string, error), late func()) (string, error) {
	if why := r.absent(); why != "" {
		return "", &Error{Absent, errors.New(why)}
	}
	if r.stuck() {
		return "", r.silent()
	}
	limit := time.NewTimer(r.limit)
	defer limit.Stop()
	select {
	case <-r.turn:
	case <-limit.C:
		return "", r.silent()
	}
	answers, left := make(chan answer), make(chan struct{})
	go func() {
		defer func() { r.turn <- struct{}{} }()
		select {
		case answers <- guarded(call):
		case <-left:
			if late != nil {
				guarded(func() (string, error) { late(); return "", nil })
			}
			r.setStuck(false)
		}
	}()
	select {
	case a := <-answers:
		return a.text, explain(a.err)
	case <-limit.C:
		r.setStuck(true)
		close(left)
		return "", r.silent()
	}
}

// answer is what a key store says to one call.
type answer struct {
	text string
	err  error
}

// guarded turns a fault of the library, such as an answer of a key store that it did not expect, into an error.
func guarded(call func() (string, error)) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{err: fmt.Errorf("its answer is not understood (%v)", p)}
		}
	}()
	a.text, a.err = call()
	return a
}

func (r *Ring) silent() error {
	return &Error{Silent, fmt.Errorf("it did not answer within %v; it may be waiting for somebody to unlock it", r.limit)}
}

func (r *Ring) stuck() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.hangs
}

func (r *Ring) setStuck(hangs bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hangs = hangs
}

// Try says why the key store cannot be used now; nil when it can be read.
func (r *Ring) Try() error {
	_, err := r.Get("none")
	if wrong, ok := errors.AsType[*Error](err); ok && wrong.Kind == Missing {
		return nil
	}
	return err
}
