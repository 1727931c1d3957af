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
	command := launch{name: "takeover", args: []string{"import", "--from-webshop", nordlys}, store: path}
	if _, others := newStock(l.shop).takeable(); others {
		command.most = 1 // which the report says
	}
	how := func(*harm) (launch, error) { return command, nil }
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
	there, _ := s.takeable()
	products, err := second.CountProducts(ctx)
	if err != nil {
		return err
	}
	if products != len(there) {
		f.add("the catalogue has %d products, the shop %d", products, len(there))
	}
	for sku := range there {
		found, err := second.ProductsBySKU(ctx, []string{sku})
		if err != nil {
			return err
		}
		if len(found) != 1 {
			f.add("%s is in the catalogue %d times", short(sku), len(found))
		}
	}
	taken := *l
	taken.store, taken.webshop, taken.taken = second, shop, true
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

// takeable are the SKUs that a takeover can have; others tells whether there is something else: what gave up its SKU while it was hidden.
func (s *stock) takeable() (skus map[string]bool, others bool) {
	skus = map[string]bool{}
	for _, p := range s.byID {
		sku, head := text(p["sku"]), s.byID[number(p["parent_id"])]
		switch {
		case p["status"] == "trash" || head != nil && head["status"] == "trash":
		case sku == "" || head != nil && text(head["sku"]) == "":
			others = true
		default:
			skus[store.FoldSKU(sku)] = true
		}
	}
	return skus, others
}
