//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"woosync/store"
)

func (l *life) backupFile() string { return filepath.Join(l.dir, "backup.db") }

// backUp kills backups. Whatever is there under the name of the backup then is a whole one, and the store is as it was. In every other
// turn a worker works meanwhile.
func (l *life) backUp(ctx context.Context, turn int) error {
	file := l.backupFile()
	busy := turn%2 == 1
	rest := func() error { return nil }
	if busy {
		var err error
		if rest, err = l.worksMeanwhile(ctx); err != nil {
			return err
		}
	}
	own, err := digest(ctx, l.path)
	if err != nil {
		return err
	}
	former, err := digest(ctx, file)
	if err != nil {
		return err
	}
	how := func(h *harm) (launch, error) {
		force := h == nil || strings.Contains(h.point, "its place") || !strings.Contains(h.point, "two names") && l.rng.IntN(2) == 0
		if force {
			return launch{name: "backup", args: []string{"backup", file, "--force"}}, nil
		}
		former = ""
		return launch{name: "backup", args: []string{"backup", file}}, removeAll(file)
	}
	err = l.underFire(ctx, byBackup, turn, 3, how, func(p *process) error {
		now, err := digest(ctx, file)
		if err != nil {
			return err
		}
		switch {
		case now == former && p.killed():
		case now == "":
			return errors.New("there is no backup")
		case !busy && now != own:
			return fmt.Errorf("the backup is not the store: %v", now.from(own))
		}
		if now != "" {
			f := &faults{}
			if err := whole(ctx, f, file); err != nil {
				return err
			}
			if err := f.err(); err != nil {
				return fmt.Errorf("the backup: %w", err)
			}
		}
		former = now
		return l.tidy(file)
	})
	if err := errors.Join(err, rest()); err != nil || busy {
		return err
	}
	if now, err := digest(ctx, l.path); err != nil || now != own {
		return errors.Join(err, fmt.Errorf("a backup changed the store: %v", now.from(own)))
	}
	return nil
}

// worksMeanwhile starts a worker that has something to do, and gives what ends it.
func (l *life) worksMeanwhile(ctx context.Context) (rest func() error, err error) {
	op, err := l.request(ctx)
	if err != nil {
		return nil, err
	}
	p, err := l.run(launch{name: "worker", args: []string{"worker"}})
	if err != nil {
		return nil, err
	}
	return func() error {
		watching, stop := context.WithCancel(ctx)
		defer stop()
		if _, err := await(ctx, "the operation to end", l.final(watching, op), p.ended); err != nil {
			return err
		}
		p.signal(syscall.SIGTERM)
		return l.waitFor(ctx, p, nil)
	}, nil
}

// tidy removes what copies left beside a file. Nothing of it may look like a store.
func (l *life) tidy(path string, kept ...string) error {
	left, err := beside(path, kept...)
	if err != nil {
		return err
	}
	for _, file := range left {
		if len(kept) == 0 && !unfinished(file) {
			return fmt.Errorf("%s was left", file)
		}
	}
	return removeAll(left...)
}

func removeAll(files ...string) (err error) {
	for _, f := range files {
		if e := os.Remove(f); e != nil && !errors.Is(e, fs.ErrNotExist) {
			err = errors.Join(err, e)
		}
	}
	return err
}

// restore kills restores of the last backup, which may be of any round before. There is the former store or the restored one, never a
// half one and never none, the next program starts, and what the restored one does not know is found again: nothing is there twice.
func (l *life) restore(ctx context.Context, turn int) error {
	file := l.backupFile()
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		if err := l.calmly(ctx, launch{name: "backup", args: []string{"backup", file}}); err != nil {
			return err
		}
		if err := l.takeInChanges(ctx); err != nil {
			return err
		}
		if err := l.calm(ctx); err != nil {
			return err
		}
	}
	if err := l.alone(ctx, func() error { return l.restoreAlone(ctx, turn, file) }); err != nil {
		return err
	}
	page, err := l.store.Operations(ctx, store.OperationQuery{Limit: 1})
	if err != nil {
		return err
	}
	l.checked = 0
	if len(page.Rows) > 0 {
		l.checked = page.Rows[0].ID
	}
	if l.webshop, err = l.store.WebshopByName(ctx, nordlys); err != nil {
		return err
	}
	if err := l.takeIn(ctx); err != nil { // the catalogue as it was
		return err
	}
	return l.catchUp(ctx)
}

func (l *life) restoreAlone(ctx context.Context, turn int, file string) error {
	read := func(path string) (contents, error) { return digest(ctx, path, "remote_ids") } // where a restore leaves a note
	wanted, err := read(file)
	if err != nil {
		return err
	}
	former, err := read(l.path)
	if err != nil {
		return err
	}
	how := func(*harm) (launch, error) { return launch{name: "restore", args: []string{"restore", file}}, nil }
	return l.underFire(ctx, byRestore, turn, 3, how, func(p *process) error {
		now, err := l.exchanged(ctx, p, "replaced", read, former, wanted)
		former = now
		return err
	})
}

// exchanged looks whether a store was put in the place of another one wholly or not at all, and the other one kept. It gives what is
// there now.
func (l *life) exchanged(ctx context.Context, p *process, why string, read func(path string) (contents, error), former, wanted contents) (now contents, err error) {
	if err := l.startsAgain(ctx); err != nil {
		return "", err
	}
	if now, err = read(l.path); err != nil {
		return "", err
	}
	if now != former && now != wanted {
		return "", fmt.Errorf("the store is neither the former one (%v) nor the other (%v)", now.from(former), now.from(wanted))
	}
	if now != wanted && !p.killed() {
		return "", errors.New("the store is still the former one")
	}
	beginning := strings.TrimSuffix(l.path, ".db") + "-" + why + "-"
	if err := l.kept(beginning, read, former, now == former); err != nil {
		return "", err
	}
	return now, l.tidy(l.path, beginning)
}

// kept looks for the former store among the files that keep one; need not be found where it is the store.
func (l *life) kept(beginning string, read func(path string) (contents, error), former contents, found bool) error {
	kept, err := filepath.Glob(beginning + "*")
	if err != nil {
		return err
	}
	own, err := os.Stat(l.path)
	if err != nil {
		return err
	}
	for _, k := range kept {
		if other, err := os.Stat(k); err == nil && os.SameFile(own, other) {
			return fmt.Errorf("%s is the store itself", k)
		}
		if d, err := read(k); err == nil && d == former {
			found = true
		}
	}
	if !found {
		return fmt.Errorf("the former store is nowhere: %v", kept)
	}
	return nil
}

// catchUp sends everything once more after the store forgot something; that compares it with the shop first, also when that is cut off.
// Then it holds everything against everything.
func (l *life) catchUp(ctx context.Context) error {
	if err := l.underFire(ctx, byCatchUp, l.turn(byCatchUp), 1, func(*harm) (launch, error) { return everything, nil }, nil); err != nil {
		return err
	}
	return l.settle(ctx)
}

// anew does the same in a store that has its memory: it looks first at what the shop has.
func (l *life) anew(ctx context.Context) error {
	compare := func(*harm) (launch, error) { return launch{name: "compare", args: []string{"preview", "--live"}}, nil }
	if err := l.underFire(ctx, byCompare, l.turn(byCompare), 1, compare, nil); err != nil {
		return err
	}
	if err := l.calmly(ctx, everything); err != nil {
		return err
	}
	return l.settle(ctx)
}

var everything = launch{name: "anew", args: []string{"sync", "--all", "--confirm-removals"}}

func (l *life) settle(ctx context.Context) error {
	if err := l.calm(ctx); err != nil {
		return err
	}
	return l.reckon(ctx)
}
