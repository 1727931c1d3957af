package cli

import (
	"errors"
	gosync "sync"
	"testing"
	"time"

	gokeyring "github.com/zalando/go-keyring"

	"woosync/sync/keyring"
)

// drawer is a key store in memory. fail answers everything; hang lets every call wait until it is closed.
type drawer struct {
	mu      gosync.Mutex
	entries map[string]string
	fail    error
	hang    chan struct{}
}

func (d *drawer) enter() (unlock func(), err error) {
	if d.hang != nil {
		<-d.hang
	}
	d.mu.Lock()
	return d.mu.Unlock, d.fail
}

func (d *drawer) Set(_, entry, secret string) error {
	unlock, err := d.enter()
	defer unlock()
	if err == nil {
		d.entries[entry] = secret
	}
	return err
}

func (d *drawer) Get(_, entry string) (string, error) {
	unlock, err := d.enter()
	defer unlock()
	secret, ok := d.entries[entry]
	if err == nil && !ok {
		err = gokeyring.ErrNotFound
	}
	return secret, err
}

func (d *drawer) Delete(_, entry string) error {
	unlock, err := d.enter()
	defer unlock()
	if err == nil {
		delete(d.entries, entry)
	}
	return err
}

// with runs the program beside a key store, as a program that has read nothing from it yet.
func (m *machine) with(d *drawer, limit time.Duration, args ...string) result {
	m.t.Helper()
	return m.runIn(Env{Keyring: keyring.New(d, limit, nil)}, args...)
}

// A webshop whose keys are in the key store works; without the key store each command says what to do, and new keys get it out of there.
func TestKeysInTheKeyring(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	shop := m.practiceShop("--empty")
	m.withKeys(shop.key, shop.secret)
	d := &drawer{entries: map[string]string{}}
	m.with(d, time.Minute, "webshop", "add", "Nordlys", shop.url, "--mirror-categories").ends(0).tells("backups of the store hold none", "keys=store")
	if len(d.entries) != 1 {
		t.Fatalf("the key store holds %d entries", len(d.entries))
	}
	m.run("import", m.file("c.csv", "SKU,Name,Regular price,Categories\na,A,1,x\n")).ends(0)
	m.with(d, time.Minute, "sync").ends(0).tells("1 added")
	m.with(d, time.Minute, "doctor").tells("keys: those of Nordlys are in", "can be read")

	d.fail = errors.New("failed to unlock correct collection")
	m.with(d, time.Minute, "webshop", "test", "Nordlys").ends(1).tells("it is locked", "Unlock it", "webshop set Nordlys keys=store")
	m.with(d, time.Minute, "sync", "--all").ends(1).tells("it is locked", "--keys keys=store")
	m.with(d, time.Minute, "doctor").ends(1).tells("it is locked", "its keys cannot be read; see keys")
	m.run("preview", "a", "--json").ends(0) // needs no keys
	m.with(d, time.Minute, "webshop", "set", "Nordlys", "keys=store").ends(1).tells("it is locked")
	m.with(d, time.Minute, "webshop", "set", "Nordlys", "--keys", "keys=store").ends(0).tells("new keys", "former keys are still in")
	m.run("webshop", "test", "Nordlys").ends(0).tells("Nordlys works")

	d.fail = nil
	d.entries = map[string]string{}
	m.with(d, time.Minute, "webshop", "set", "Nordlys", "keys=keyring").ends(0).tells("keys is now keyring")
	m.with(d, time.Minute, "webshop", "list").ends(0).tells("in the keyring")
	m.with(d, time.Minute, "webshop", "remove", "Nordlys", "--yes").ends(0)
	if len(d.entries) > 0 {
		t.Errorf("the key store still holds %d entries", len(d.entries))
	}
}

// A key store that never answers costs its limit, and the keys are kept in the store file.
func TestAKeyringThatHangs(t *testing.T) {
	t.Parallel()
	m := newMachine(t)
	shop := m.practiceShop("--empty")
	m.withKeys(shop.key, shop.secret)
	d := &drawer{entries: map[string]string{}, hang: make(chan struct{})}
	defer close(d.hang)
	const limit = 50 * time.Millisecond
	m.with(d, limit, "webshop", "add", "Nordlys", shop.url, "--keys-in", "keyring").ends(1).tells("did not answer within 50ms", "keys=store")
	m.with(d, limit, "webshop", "add", "Nordlys", shop.url).ends(0).tells("The keys are in the store file", "which only you may read", "did not answer within 50ms")
	m.run("webshop", "test", "Nordlys").ends(0)
	m.with(d, limit, "doctor").tells("keys: those of Nordlys are in the store file", "cannot be used: it did not answer")
	m.run("webshop", "add", "Second", shop.url, "--keys-in", "pocket").ends(2).tells("store or keyring")
}
