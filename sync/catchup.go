package sync

import (
	"context"
	"fmt"

	"woosync/woo"
)

// A store that was restored or rescued may be older than the webshop. What came into the webshop since is looked up by its SKU before
// anything is created. But a package may also name a product that was trashed and made anew since: to write to that one takes it out of
// the trash, and a webshop that accepts a SKU twice then has it twice. And what was sent since is not what the package says, so that a
// change back would not be sent. Therefore the first operation in such a webshop, whatever it is about, compares all packages with
// the webshop before it plans anything, as Drift does. Operations of named products do so too: once for all is simpler than to remember
// product by product what was compared.
//
// It asks for the products by their ids and not page by page: what else the webshop has is of no interest here, and a list in an order
// of its own keeps nobody from working. The lease guards requests and corrections. The store remembers the comparison when it is
// complete; whatever ends it earlier lets the next operation do it again, over packages of which some are right already.

// catchUp corrects the packages of a webshop after the store was restored or rescued.
func (r *run) catchUp() error {
	const what = "comparing with the webshop, as the store was restored"
	l := &live{client: r.shop.client, now: r.s.now, log: r.s.log}
	var report DriftReport
	d := r.s.newDrift(l, r.shop.Webshop, &report)
	d.token = r.t.token
	told := 0
	l.via = func(do func(context.Context) error) error {
		if err := r.whilePaused(); err != nil {
			return err
		}
		if report.Compared-told >= woo.BatchLimit {
			told = report.Compared
			r.say(fmt.Sprintf("%s: %d of %d", what, told, len(d.placed)))
		}
		err := r.read(do)
		if err == nil {
			r.shop.recovered() // thousands of questions may fail a few times
		}
		return err
	}
	d.rivals = func(ctx context.Context, skus []string) (found []woo.Product, err error) {
		err = l.ask(ctx, func(ctx context.Context) (err error) {
			found, err = r.shop.client.ProductsBySKU(ctx, skus)
			return err
		})
		return found, err
	}
	r.say(what)
	if err := d.runPlaced(r.soft); err != nil {
		return r.worse(fmt.Errorf("%s: %w", what, err))
	}
	r.s.log.Info("a webshop was compared, as the store was restored", "webshop", r.shop.Name, "compared", report.Compared,
		"changed", report.Changed, "missing", report.Missing, "trashed", report.Trashed)
	if err := r.gone(r.st.SetCompared(r.hard, r.t.token, r.op.WebshopID)); err != nil {
		return err
	}
	r.say("")
	return nil
}

// runPlaced compares what has a package, and that alone.
func (d *drift) runPlaced(ctx context.Context) (err error) {
	if err = d.load(ctx, nil); err != nil || len(d.placed) == 0 {
		return err
	}
	if d.words, err = d.loadDictionary(ctx); err != nil {
		return err
	}
	return d.lookForRest(ctx)
}

// replaced tells which products of the webshop have lost their SKU to another one there, by id.
func (d *drift) replaced(ctx context.Context, sides []*side) (map[int64]bool, error) {
	var renamed []*side
	var skus []string
	for _, x := range sides {
		if sku, sent := x.ours["sku"]; d.rivals != nil && sent && !woo.SameSKU(asText(sku), x.p.SKU) {
			renamed, skus = append(renamed, x), append(skus, asText(sku))
		}
	}
	if len(renamed) == 0 {
		return nil, nil
	}
	there, err := d.rivals(ctx, skus)
	if err != nil {
		return nil, err
	}
	list := map[int64]bool{}
	for i, x := range renamed {
		for j := range there {
			if there[j].ID != x.p.ID && woo.SameSKU(there[j].SKU, skus[i]) {
				list[x.p.ID] = true
			}
		}
	}
	return list, nil
}
