//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync"
)

// flaws are such as a disk, another program or a fault in this one could leave, one for each thing that can be repaired.
var flaws = []string{
	"INSERT OR IGNORE INTO link_products (link_id, product_id) VALUES (999999, 1)",
	"UPDATE counters SET value = 0 WHERE name IN ('operations', 'catalogue')",
	"UPDATE operation_counts SET n = n + 1",
	"UPDATE operations SET added = added + 1 WHERE state = 0",
	"UPDATE operations SET state = 1, started_on = created_on WHERE state = 0",
	"UPDATE package_payloads SET payload = x'7b7d' WHERE product_id IN (SELECT product_id FROM packages WHERE sent <> x'' ORDER BY product_id LIMIT 5)",
	"UPDATE packages SET wanted = x'0102' WHERE product_id IN (SELECT product_id FROM packages WHERE sent <> x'' ORDER BY product_id DESC LIMIT 5)",
	"INSERT INTO operation_texts (rowid, text) VALUES (4000000, 'nobody said this')",
	"DELETE FROM product_grams",
}

// repair kills the repair of a store with flaws. Done once more it repairs everything, and what it made doubtful is made true again.
func (l *life) repair(ctx context.Context, turn int) error {
	how := func(*harm) (launch, error) {
		command := launch{name: "repair", args: []string{"doctor", "--repair"}}
		return command, l.spoil(ctx)
	}
	if err := l.underFire(ctx, byRepair, turn, 3, how, func(p *process) error { return l.leaseEnds(ctx) }); err != nil {
		return err
	}
	left, err := l.store.Examine(ctx, nil)
	if err != nil {
		return err
	}
	for _, f := range left {
		return fmt.Errorf("a repair left: %s", f.Found)
	}
	info, err := os.Stat(l.path)
	if err != nil {
		return err
	}
	if info.Mode().Perm() != 0o600 {
		return fmt.Errorf("the store has mode %v after a repair", info.Mode())
	}
	if err := l.tidy(l.path); err != nil {
		return err
	}
	return l.anew(ctx)
}

// spoil gives the store every flaw, an operation that somebody left in the middle, and a copy that was cut off.
func (l *life) spoil(ctx context.Context) error {
	return l.alone(ctx, func() error { return l.spoilAlone(ctx) })
}

func (l *life) spoilAlone(ctx context.Context) error {
	st, err := store.Open(ctx, store.Options{Path: l.path})
	if err != nil {
		return err
	}
	defer st.Close()
	skus := l.goods.skus(func(a *article) bool { return a.wanted() })
	products, err := st.ProductsBySKU(ctx, skus[:min(5, len(skus))])
	if err != nil {
		return err
	}
	r := sync.Request{WebshopID: l.webshop.ID, Full: true}
	for _, p := range products {
		r.ProductIDs = append(r.ProductIDs, p.ID)
	}
	if _, _, err := sync.New(sync.Options{Store: st}).Request(ctx, r); err != nil {
		return err
	}
	if err := st.Close(); err != nil {
		return err
	}
	if err := change(ctx, l.path, flaws...); err != nil {
		return err
	}
	part := l.path + ".4711.part"
	if err := os.WriteFile(part, []byte("half a copy"), 0o600); err != nil {
		return err
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	return errors.Join(os.Chtimes(part, yesterday, yesterday), os.Chmod(l.path, 0o644))
}

// leaseEnds lets the time pass for which a program counts as alive that was killed.
func (l *life) leaseEnds(ctx context.Context) error {
	return change(ctx, l.path, "UPDATE lease SET expires_on = 1 WHERE holder <> ''")
}

// rescue kills the rescue of a store that is damaged where everything can still be read. Whether the damaged one is there or the new
// one, it holds the same.
func (l *life) rescue(ctx context.Context, turn int) error {
	if err := l.alone(ctx, func() error { return l.rescueAlone(ctx, turn) }); err != nil {
		return err
	}
	return l.catchUp(ctx)
}

func (l *life) rescueAlone(ctx context.Context, turn int) error {
	// What follows from the rest is made anew.
	read := func(path string) (contents, error) {
		return digest(ctx, path, "counters", "webshops", "operation_counts", "remote_ids", "product_grams", "product_renames", "operations_gone")
	}
	former, err := read(l.path)
	if err != nil {
		return err
	}
	how := func(*harm) (launch, error) {
		return launch{name: "rescue", args: []string{"doctor", "--repair"}}, l.damage(ctx)
	}
	return l.underFire(ctx, byRescue, turn, 3, how, func(p *process) error {
		if err := l.leaseEnds(ctx); err != nil {
			return err
		}
		f := &faults{}
		if err := whole(ctx, f, l.path); err != nil {
			return err
		}
		if f.err() == nil {
			_, err := l.exchanged(ctx, p, "damaged", read, former, former)
			return err
		}
		if !p.killed() {
			return f.err()
		}
		if now, err := read(l.path); err != nil || now != former { // of the damaged one, which is still there
			return errors.Join(err, fmt.Errorf("a rescue changed what could be read: %v", now.from(former)))
		}
		return l.tidy(l.path, strings.TrimSuffix(l.path, ".db")+"-damaged-")
	})
}

// damage overwrites the root of an index.
func (l *life) damage(ctx context.Context) (err error) {
	f := &faults{}
	if err := whole(ctx, f, l.path); err != nil || f.err() != nil {
		return err // it is damaged already
	}
	if err := change(ctx, l.path, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	page, err := ask(ctx, l.path, "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'operations' AND sql <> '' ORDER BY name LIMIT 1")
	if err != nil {
		return err
	}
	size, err := ask(ctx, l.path, "PRAGMA page_size")
	if err != nil {
		return err
	}
	file, err := os.OpenFile(l.path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(make([]byte, size), (page-1)*size)
	return errors.Join(err, file.Close())
}
