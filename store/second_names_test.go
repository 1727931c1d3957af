package store

import (
	"os"
	"path/filepath"
	"testing"
)

// A restore that is killed between keeping the store and replacing it leaves the store with two names. The next program that opens it
// leaves it one, and what was kept of other stores.
func TestASecondNameOfTheStoreGoes(t *testing.T) {
	f := newFixture(t)
	f.webshop("Nordlys")
	path := f.Path()
	check(t, f.Close())
	folder := filepath.Dir(path)
	check(t, os.Link(path, filepath.Join(folder, "store-replaced-20261123-120000.db")))
	check(t, os.Link(path, filepath.Join(folder, "store-damaged-20261123-120000-2.db")))
	check(t, os.WriteFile(filepath.Join(folder, "store-replaced-20261122-120000.db"), []byte("a former one"), 0o600))
	check(t, os.Link(path, filepath.Join(folder, "mine.db")))

	s := must[*Store](t)(Open(t.Context(), Options{Path: path}))
	check(t, s.Close())
	alone(t, folder, "store.db", "store-replaced-20261122-120000.db", "mine.db")
}
