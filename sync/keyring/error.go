package keyring

import (
	"errors"
	"runtime"
	"strings"

	"github.com/zalando/go-keyring"
)

// Kind is what is the matter with a key store.
type Kind int

const (
	Failed  Kind = iota // it answers, but not as it should
	Absent              // there is none that this program can reach
	Locked              // it is locked, or its password was not given
	Silent              // it did not answer in time
	Missing             // it has no such entry
)

// Error says why a key store did not do what was asked of it. It holds no secret.
type Error struct {
	Kind Kind
	Err  error
}

func (e *Error) Error() string {
	switch e.Kind {
	case Absent, Silent, Missing:
		return e.Err.Error()
	case Locked:
		return "it is locked (" + e.Err.Error() + ")"
	}
	return "it failed: " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// Name is what the key store of this operating system is called.
func Name() string {
	switch runtime.GOOS {
	case "darwin":
		return "the Keychain"
	case "windows":
		return "the Windows Credential Manager"
	}
	return "the system's keyring"
}

// explain finds out what an error of the library means.
func explain(err error) error {
	if err == nil {
		return nil
	}
	text := err.Error()
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(text, w) {
				return true
			}
		}
		return false
	}
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return &Error{Missing, errors.New("the entry is not there any more")}
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return &Error{Absent, errors.New("there is none that this build can use")}
	case has("IsLocked", "failed to unlock", "Cannot create an item in a locked collection", "User interaction is not allowed", "errSecInteractionNotAllowed", "exit status 36"):
		return &Error{Locked, err}
	case has("ServiceUnknown", "was not provided by any .service files", "Spawn.", "no such file or directory", "connection refused", "Object does not exist", "No such interface", "No such object path"):
		return &Error{Absent, errors.New("no key store answers on this D-Bus (" + text + ")")}
	}
	return &Error{Failed, err}
}
