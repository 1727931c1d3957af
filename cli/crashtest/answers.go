//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"woosync/store"
	"woosync/woo/wootest"
)

// Who answers whether so many products may leave the catalogue as half a file lacks.
const (
	nobody    = iota // then no product leaves the shop
	theFlag          // --confirm-removals
	aPersonNo        // in a terminal
	aPersonYes
)

// importHalf kills imports of half the catalogue. No product leaves the shop before somebody has said yes, and the whole file brings
// everything back.
func (l *life) importHalf(ctx context.Context, turn int) error {
	file := filepath.Join(l.dir, "half.csv")
	if err := os.WriteFile(file, l.goods.half().file(l.rng), 0o600); err != nil {
		return err
	}
	before, err := ask(ctx, l.path, "SELECT count(*) FROM products WHERE active = 1")
	if err != nil {
		return err
	}
	stock := newStock(l.shop)
	who := []int{nobody, theFlag, nobody, aPersonNo, nobody, aPersonYes}[turn%6]
	command := launch{name: "half", args: []string{"import", file, "--replace"}, tty: who >= aPersonNo}
	if who == theFlag {
		command.args = append(command.args, "--confirm-removals")
	}
	for try := range 4 {
		var h *harm
		if try < 3 {
			h = l.aimed(byAnswer, turn*3+try)
		}
		if err := l.importAnswered(ctx, command, h, who == aPersonYes); err != nil {
			return err
		}
		now, err := ask(ctx, l.path, "SELECT count(*) FROM products WHERE active = 1")
		if err != nil {
			return err
		}
		switch half := int64(len(l.goods.half().articles)); {
		case who == aPersonNo && now != before:
			return fmt.Errorf("%d of %d products left the catalogue although somebody said no", before-now, before)
		case who != aPersonNo && h == nil && now != half:
			return fmt.Errorf("%d products are in the catalogue, %d in the file", now, half)
		}
	}
	if who == nobody {
		if err := l.keepsAll(ctx, stock); err != nil {
			return err
		}
	}
	return l.takeIn(ctx)
}

// keepsAll looks whether a synchronization to which nobody said yes takes a product out of the shop.
func (l *life) keepsAll(ctx context.Context, before *stock) error {
	p, err := l.run(launch{name: "sync without a yes", args: []string{"sync"}})
	if err != nil {
		return err
	}
	if err := l.waitFor(ctx, p, nil); err != nil {
		return err
	}
	now := newStock(l.shop)
	for sku := range before.bySKU {
		if len(before.live(sku)) > 0 && len(now.live(sku)) == 0 {
			return fmt.Errorf("%s left the shop, and nobody said yes:\n%s", short(sku), p.printed())
		}
	}
	return nil
}

// importAnswered runs an import and answers in its terminal, where it has one.
func (l *life) importAnswered(ctx context.Context, command launch, h *harm, yes bool) error {
	command.fail = h.fail()
	p, err := l.run(command)
	if err != nil {
		return err
	}
	l.aim(h, p)
	if command.tty {
		if err := l.answer(ctx, p, yes); err != nil {
			return err
		}
	}
	if err := l.waitFor(ctx, p, h); err != nil {
		return err
	}
	if !p.killed() && (!p.status.Exited() || p.status.ExitStatus() > 1 || p.status.ExitStatus() == 1 && (!command.tty || yes)) {
		return fmt.Errorf("%s ended with %s:\n%s", p.name, p.how(), p.printed())
	}
	return nil
}

// answer waits for the question and answers it, unless the program ends before.
func (l *life) answer(ctx context.Context, p *process, yes bool) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(p.printed(), "[y/N]") {
		select {
		case <-tick.C:
		case <-p.ended:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("%s does not ask:\n%s", p.name, p.printed())
		}
	}
	word := "n\n"
	if yes {
		word = "y\n"
	}
	if _, err := p.tty.WriteString(word); err != nil && !p.isOver() {
		return err
	}
	return nil
}

// half is a catalogue that lacks half of the products on which no other one rests.
func (c *catalogue) half() *catalogue {
	h := &catalogue{articles: maps.Clone(c.articles), pictures: c.pictures}
	for i, sku := range c.skus(func(a *article) bool { return a.kind == "simple" || a.kind == "external" }) {
		if i%5 > 0 {
			delete(h.articles, sku)
		}
	}
	return h
}

// retry lets the shop fail until an operation has failed, and kills the retries of what failed.
func (l *life) retry(ctx context.Context, turn int) error {
	if err := l.takeInChanges(ctx); err != nil {
		return err
	}
	l.shop.SetFaults(wootest.Fault{Kind: pick(l.rng, []wootest.FaultKind{wootest.FaultDatabase, wootest.FaultFatal}), Method: "POST", Times: 1000})
	p, err := l.run(launch{name: "failing", args: []string{"sync", "--confirm-removals"}})
	if err != nil {
		return err
	}
	err = l.waitFor(ctx, p, nil)
	l.shop.SetFaults()
	if err != nil {
		return err
	}
	page, err := l.store.Operations(ctx, store.OperationQuery{Limit: 1, Filter: store.OperationFilter{States: []store.State{store.Failed}}})
	if err != nil {
		return err
	}
	if len(page.Rows) == 0 {
		return errors.New("no operation failed:\n" + p.printed())
	}
	for try := range 3 {
		h := l.drawHarm(bySync)
		if try == 2 {
			h = nil
		}
		p, err := l.run(launch{name: "retry", args: []string{"operations", "retry", fmt.Sprint(page.Rows[0].ID)}, fail: h.fail()})
		if err != nil {
			return err
		}
		l.aim(h, p)
		if err := l.waitFor(ctx, p, h); err != nil {
			return err
		}
		if !p.killed() && (!p.status.Exited() || p.status.ExitStatus() > 1) {
			return fmt.Errorf("%s ended with %s:\n%s", p.name, p.how(), p.printed())
		}
	}
	return nil
}
