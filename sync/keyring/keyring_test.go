package keyring

import (
	"errors"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"
)

// fake is a key store that can be told to hang, to forget, or to fail.
type fake struct {
	mu      gosync.Mutex
	entries map[string]string
	fail    error
	forget  bool
	hang    chan struct{} // calls wait until it is closed
	calls   int
}

func (f *fake) enter() error {
	f.mu.Lock()
	f.calls++
	hang, fail := f.hang, f.fail
	f.mu.Unlock()
	if hang != nil {
		<-hang
	}
	return fail
}

func (f *fake) Set(_, entry, secret string) error {
	if err := f.enter(); err != nil {
		return err
	}
	if f.entries == nil {
		f.entries = map[string]string{}
	}
	if !f.forget {
		f.entries[entry] = secret
	}
	return nil
}

func (f *fake) Get(_, entry string) (string, error) {
	if err := f.enter(); err != nil {
		return "", err
	}
	if f.forget {
		return "something else", nil
	}
	secret, ok := f.entries[entry]
	if !ok {
		return "", keyring.ErrNotFound
	}
	return secret, nil
}

func (f *fake) Delete(_, entry string) error {
	if err := f.enter(); err != nil {
		return err
	}
	if _, ok := f.entries[entry]; !ok {
		return keyring.ErrNotFound
	}
	delete(f.entries, entry)
	return nil
}

func kind(t *testing.T, err error) Kind {
	t.Helper()
	wrong, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("%v is no error of a keyring", err)
	}
	return wrong.Kind
}

func TestPutGetDelete(t *testing.T) {
	keyring.MockInit()
	for name, r := range map[string]*Ring{"a fake": New(&fake{}, time.Minute, nil), "the library": New(system{}, time.Minute, nil)} {
		t.Run(name, func(t *testing.T) {
			a, err := r.Put("nordlys.example", "one")
			if err != nil {
				t.Fatal(err)
			}
			b, err := r.Put("nordlys.example", "two")
			if err != nil || a == b || !strings.HasPrefix(b, "nordlys.example ") {
				t.Fatalf("%q, %q, %v", a, b, err)
			}
			fresh := New(r.backend, time.Minute, nil) // another program
			if got, err := fresh.Get(a); got != "one" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
			if err := r.Delete(a); err != nil {
				t.Error(err)
			}
			if err := r.Delete(a); err != nil {
				t.Error("forgetting what is forgotten:", err)
			}
			if _, err := r.Get(a); kind(t, err) != Missing {
				t.Error(err)
			}
			if got, err := r.Get(b); got != "two" || err != nil {
				t.Errorf("%q, %v", got, err)
			}
			if err := r.Try(); err != nil {
				t.Error(err)
			}
		})
	}
}

// A key store that hangs costs its limit once; what follows fails at once, and works again when it answers.
func TestAHangingKeyring(t *testing.T) {
	f := &fake{hang: make(chan struct{})}
	r := New(f, 30*time.Millisecond, nil)
	for range 3 {
		if _, err := r.Put("label", "the secret"); kind(t, err) != Silent || strings.Contains(err.Error(), "the secret") {
			t.Fatal(err)
		}
	}
	f.mu.Lock()
	calls := f.calls
	f.mu.Unlock()
	if calls != 1 {
		t.Errorf("it was asked %d times while it hung", calls)
	}
	close(f.hang)
	f.mu.Lock()
	f.hang = nil
	f.mu.Unlock()
	<-r.turn // the call that hung has ended
	r.turn <- struct{}{}
	if len(f.entries) > 0 {
		t.Errorf("what nobody waited for stays in the key store: %v", f.entries)
	}
	entry, err := r.Put("label", "the secret")
	if err != nil {
		t.Fatal(err)
	}
	f.mu.Lock()
	f.fail = errors.New("ill again")
	f.mu.Unlock()
	if got, err := r.Get(entry); got != "the secret" || err != nil {
		t.Errorf("what is known needs no key store: %q, %v", got, err)
	}
}

func TestKinds(t *testing.T) {
	dbus := func(text string) error { return errors.New(text) }
	for _, c := range []struct {
		err  error
		want Kind
	}{
		{keyring.ErrNotFound, Missing},
		{keyring.ErrUnsupportedPlatform, Absent},
		{dbus("The name org.freedesktop.secrets was not provided by any .service files"), Absent},
		{dbus("dial unix /run/user/1000/bus: connect: no such file or directory"), Absent},
		{dbus("failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'"), Locked},
		{dbus("Cannot create an item in a locked collection"), Locked},
		{dbus("exit status 36"), Locked},
		{dbus("write: broken pipe"), Failed},
	} {
		if _, err := New(&fake{fail: c.err}, time.Minute, nil).Get("x"); kind(t, err) != c.want || err.Error() == "" {
			t.Errorf("%v is of kind %d, want %d", c.err, kind(t, err), c.want)
		}
	}
	if _, err := New(&fake{forget: true}, time.Minute, nil).Put("x", "s3cret"); kind(t, err) != Failed || strings.Contains(err.Error(), "s3cret") {
		t.Error("a key store that keeps something else:", err)
	}
	f := &fake{}
	if _, err := New(f, time.Minute, func() string { return "there is none" }).Put("x", "y"); kind(t, err) != Absent || f.calls > 0 {
		t.Error(err, f.calls)
	}
	if err := System("switched off").Try(); kind(t, err) != Absent || !strings.Contains(err.Error(), "switched off") {
		t.Error(err)
	}
}

// rude is a library that answers with a fault.
type rude struct{ fake }

func (*rude) Get(string, string) (string, error) { panic("interface conversion") }

func TestAFaultOfTheLibrary(t *testing.T) {
	if _, err := New(&rude{}, time.Minute, nil).Get("x"); kind(t, err) != Failed || !strings.Contains(err.Error(), "not understood") {
		t.Error(err)
	}
}
