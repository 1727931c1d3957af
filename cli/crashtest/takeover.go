//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"woosync/store"
	"woosync/sync"
)

// takeOver takes the shop into a second store, killed again and again. In the end that one's catalogue is what the shop has, each
// product once, its packages are true, and a synchronization from there has nothing to do.
func (l *life) takeOver(ctx context.Context, turn int) error {
	path := filepath.Join(l.dir, "second.db")
	shop, err := l.secondStore(ctx, path)
	if err != nil {
		return err
	}
	how := func(*harm) (launch, error) {
		return launch{name: "takeover", args: []string{"import", "--from-webshop", nordlys}, store: path}, nil
	}
	after := func(*process) error { return change(ctx, path, "UPDATE lease SET expires_on = 1 WHERE holder <> ''") }
	if err := l.underFire(ctx, byTakeover, turn, 4, how, after); err != nil {
		return err
	}
	writes := l.shop.WriteCount()
	if err := l.calmly(ctx, launch{name: "second sync", args: []string{"sync"}, store: path}); err != nil {
		return err
	}
	if n := l.shop.WriteCount() - writes; n > 0 {
		return fmt.Errorf("%d requests wrote to the shop after it was taken over", n)
	}
	second, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return err
	}
	defer second.Close()
	if err := l.tookOver(ctx, second, shop); err != nil {
		return err
	}
	return errors.Join(second.Close(), removeAll(path, path+"-wal", path+"-shm"))
}

// secondStore makes a store that knows the shop and nothing of what it has.
func (l *life) secondStore(ctx context.Context, path string) (store.Webshop, error) {
	second, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return store.Webshop{}, err
	}
	shop := l.webshop
	shop.ID = 0
	shop, err = sync.New(sync.Options{Store: second}).AddWebshop(ctx, shop, false)
	return shop, errors.Join(err, second.Close())
}

func (l *life) tookOver(ctx context.Context, second *store.Store, shop store.Webshop) error {
	f, s := &faults{}, newStock(l.shop)
	for sku := range s.bySKU {
		if len(s.live(sku)) == 0 {
			delete(s.bySKU, sku)
		}
	}
	products, err := second.CountProducts(ctx)
	if err != nil {
		return err
	}
	if products != len(s.bySKU) {
		f.add("the catalogue has %d products, the shop %d", products, len(s.bySKU))
	}
	for sku := range s.bySKU {
		found, err := second.ProductsBySKU(ctx, []string{sku})
		if err != nil {
			return err
		}
		if len(found) != 1 {
			f.add("%s is in the catalogue %d times", short(sku), len(found))
		}
	}
	taken := *l
	taken.store, taken.webshop = second, shop
	if err := taken.packages(ctx, f, s); err != nil {
		return err
	}
	if err := taken.numbers(ctx, f, s); err != nil {
		return err
	}
	if err := sound(ctx, f, second.Path()); err != nil {
		return err
	}
	return f.err()
}
