package sync

import (
	"errors"
	"fmt"
	"os"
	"strings"
	gosync "sync"
	"testing"
	"time"

	gokeyring "github.com/zalando/go-keyring"

	"woosync/store"
	"woosync/sync/keyring"
)

// drawer is a key store in memory; fail, when not nil, is its answer to everything.
type drawer struct {
	mu      gosync.Mutex
	entries map[string]string
	fail    error
}

func (d *drawer) Set(_, entry, secret string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail == nil {
		d.entries[entry] = secret
	}
	return d.fail
}

func (d *drawer) Get(_, entry string) (string, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	secret, ok := d.entries[entry]
	if !ok && d.fail == nil {
		return "", gokeyring.ErrNotFound
	}
	return secret, d.fail
}

func (d *drawer) Delete(_, entry string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail == nil {
		delete(d.entries, entry)
	}
	return d.fail
}

func (d *drawer) breaks(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail = err
}

// keyed is a service with a keyring and a webshop whose keys are in it.
type keyed struct {
	*Service
	t    *testing.T
	ring *drawer
	keys store.Keys
}

const markedKey, markedSecret, markedPassword = "ck_0123456789markedkey", "cs_0123456789markedsecret", "abcd efgh marked word"

func newKeyed(t *testing.T) *keyed {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Path: t.TempDir() + "/store.db"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	k := &keyed{t: t, ring: &drawer{entries: map[string]string{}}, keys: store.Keys{ConsumerKey: markedKey, ConsumerSecret: markedSecret, ApplicationUser: "anna", ApplicationPassword: markedPassword}}
	k.Service = k.anotherProgram(st)
	w := store.Webshop{Name: "Nordlys", URL: "https://nordlys.example", Keys: k.keys, CanWrite: true}
	if w.Keys, err = k.HideKeys(w); err != nil {
		t.Fatal(err)
	}
	if _, err := k.AddWebshop(t.Context(), w, false); err != nil {
		t.Fatal(err)
	}
	return k
}

// anotherProgram is a service that has read nothing from the keyring yet.
func (k *keyed) anotherProgram(st *store.Store) *Service {
	return New(Options{Store: st, Keyring: keyring.New(k.ring, time.Minute, nil)})
}

func (k *keyed) webshop() store.Webshop {
	k.t.Helper()
	w, err := k.store.WebshopByName(k.t.Context(), "Nordlys")
	if err != nil {
		k.t.Fatal(err)
	}
	return w
}

// readable checks that a program which starts now has the keys, and that the keyring holds so many entries.
func (k *keyed) readable(entries int) {
	k.t.Helper()
	keys, err := k.anotherProgram(k.store).Keys(k.webshop())
	if err != nil || keys != k.keys {
		k.t.Errorf("another program reads %#v, %v", keys, err)
	}
	k.ring.mu.Lock()
	defer k.ring.mu.Unlock()
	if len(k.ring.entries) != entries {
		k.t.Errorf("%d entries in the keyring, want %d", len(k.ring.entries), entries)
	}
}

// inFile checks whether the secrets are in the files of the store.
func (k *keyed) inFile(want bool) {
	k.t.Helper()
	for _, end := range []string{"", "-wal"} {
		data, err := os.ReadFile(k.store.Path() + end)
		if err != nil {
			k.t.Fatal(err)
		}
		for _, secret := range []string{markedKey, markedSecret, markedPassword} {
			if found := strings.Contains(string(data), secret); found && !want {
				k.t.Errorf("%s%s holds %s", k.store.Path(), end, secret)
			} else if want && end == "" && !found {
				k.t.Errorf("%s holds no %s", k.store.Path(), secret)
			}
		}
	}
}

func TestKeysGoToAndFro(t *testing.T) {
	k := newKeyed(t)
	k.readable(1)
	k.inFile(false)
	set := func(value string) {
		t.Helper()
		if err := k.SetWebshop(t.Context(), "nordlys", "keys", value); err != nil {
			t.Fatal(err)
		}
	}
	set("store")
	k.readable(0)
	k.inFile(true)
	set("store")
	set("keyring")
	k.readable(1)
	k.inFile(false) // neither in the file, nor in its free space, nor in the log
	before := k.webshop().Keys.Entry
	k.keys.ConsumerSecret = "cs_another"
	if err := k.SetKeys(t.Context(), "Nordlys", k.keys, ""); err != nil {
		t.Fatal(err)
	}
	k.readable(1)
	if after := k.webshop().Keys.Entry; after == before || after == "" {
		t.Errorf("other keys need another entry: %q, before %q", after, before)
	}
	if err := k.SetWebshop(t.Context(), "Nordlys", "url", "https://other.example"); err != nil {
		t.Fatal(err)
	}
	k.readable(1)
	if err := k.SetWebshop(t.Context(), "Nordlys", "keys", "under the mat"); err == nil || !strings.Contains(err.Error(), "store or keyring") {
		t.Error(err)
	}
	if err := k.RemoveWebshop(t.Context(), "Nordlys"); err != nil {
		t.Fatal(err)
	}
	if len(k.ring.entries) > 0 {
		t.Errorf("the keyring still holds %v", k.ring.entries)
	}
}

func TestKeysThatCannotBeRead(t *testing.T) {
	k := newKeyed(t)
	for _, c := range []struct {
		fail  error
		words []string
	}{
		{errors.New("failed to unlock correct collection"), []string{"locked", "Unlock it", "set Nordlys keys=store", "--keys keys=store"}},
		{fmt.Errorf("dial: %w", os.ErrClosed), []string{"Nordlys", "failed", "keys=store"}},
		{gokeyring.ErrNotFound, []string{"not there any more", "--keys keys=store"}},
	} {
		k.ring.breaks(c.fail)
		other := k.anotherProgram(k.store)
		_, err := other.Dial(k.webshop())
		if _, ok := errors.AsType[*KeysError](err); !ok {
			t.Fatalf("%v: %v", c.fail, err)
		}
		_, tested := other.TestWebshop(t.Context(), "Nordlys")
		if _, ok := errors.AsType[*KeysError](tested); !ok {
			t.Errorf("%v: %v", c.fail, tested)
		}
		for _, word := range c.words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%v does not tell %q", err, word)
			}
		}
		if err := other.SetWebshop(t.Context(), "Nordlys", "batch-size", "20"); err != nil {
			t.Error("other settings need no keys:", err)
		}
		if err := other.SetKeys(t.Context(), "Nordlys", k.keys, ""); err == nil && c.fail != gokeyring.ErrNotFound {
			t.Error("keys are put into a keyring that is none")
		}
	}
	k.ring.breaks(nil)
	k.readable(1)
	none := New(Options{Store: k.store})
	if _, err := none.Dial(k.webshop()); err == nil || !strings.Contains(err.Error(), "switched off") {
		t.Error(err)
	}
	k.ring.breaks(errors.New("failed to unlock correct collection"))
	// New keys get a webshop out of a keyring that stays shut; what is left there is told.
	err := k.anotherProgram(k.store).SetKeys(t.Context(), "Nordlys", k.keys, KeysInStore)
	if left, ok := errors.AsType[*LeftKeysError](err); !ok || !strings.Contains(left.Error(), left.Entry) {
		t.Error(err)
	}
	k.readable(1)
	k.inFile(true)
}
