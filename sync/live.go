package sync

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"woosync/store"
	"woosync/woo"
)

// live reads what a webshop has. It never writes, opens at most two connections, and waits where the webshop asks for a pause.
type live struct {
	client *woo.Client
	now    func() time.Time
	pause  func(context.Context, time.Duration) error
	via    caller // asks in place of ask, in its own context; nil for none
	log    *slog.Logger
	worked atomic.Bool // the webshop has answered
}

// liveConnections is how many requests read at once: more stretch every call on a real shop without doing more.
const liveConnections = 2

// The fields that are read. Leaving out the others spares a webshop prices in HTML and related products.
var (
	liveProductFields = strings.Fields(`id name type status featured catalog_visibility description short_description sku regular_price
		sale_price date_on_sale_from date_on_sale_to virtual downloadable downloads download_limit download_expiry external_url button_text
		tax_status tax_class manage_stock stock_quantity stock_status backorders low_stock_amount sold_individually weight dimensions
		shipping_class reviews_allowed upsell_ids cross_sell_ids purchase_note categories tags brands images attributes default_attributes
		variations grouped_products menu_order meta_data global_unique_id cost_of_goods_sold`)
	liveVariationFields = strings.Fields(`id parent_id type status description sku regular_price sale_price date_on_sale_from date_on_sale_to virtual
		downloadable downloads download_limit download_expiry tax_status tax_class manage_stock stock_quantity stock_status backorders
		low_stock_amount weight dimensions shipping_class image attributes menu_order meta_data global_unique_id cost_of_goods_sold`)
)

// openLive makes a reader of a webshop; close it when it is not needed any more.
func (s *Service) openLive(w store.Webshop) (*live, error) {
	w.Connections = min(max(w.Connections, 1), liveConnections)
	client, err := s.newClient(w)
	if err != nil {
		return nil, fmt.Errorf("webshop %s: %w", w.Name, err)
	}
	return &live{client: client, now: s.now, pause: sleep, log: s.log.With("webshop", w.Name)}, nil
}

func (l *live) close() { l.client.Close() }

// ask does one request, again where a failure passes by itself: as long as a worker would wait, and no less than the webshop asks.
func (l *live) ask(ctx context.Context, do func(context.Context) error) error {
	if l.via != nil {
		return l.via(do)
	}
	for tries := 1; ; tries++ {
		err := do(ctx)
		if err == nil {
			l.worked.Store(true)
			return nil
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		most := patience
		switch cureOf(err, l.worked.Load()) {
		case cureWait:
		case cureHalve:
			most = 3
		default:
			most = 0
		}
		if tries >= most {
			return err
		}
		wait := woo.RetryAfter(err)
		if wait == 0 {
			wait = pauseAfter(tries)
		}
		l.log.Warn("a webshop is read again after a pause", "pause", wait, "error", err)
		if err := l.pause(ctx, wait); err != nil {
			return err
		}
	}
}

// products reads products by their ids, in any status but trash, or in one. Those that are not there are left out.
func (l *live) products(ctx context.Context, ids []int64, status string, fields []string) (found []woo.Product, err error) {
	for chunk := range slices.Chunk(ids, woo.BatchLimit) {
		err := l.ask(ctx, func(ctx context.Context) error {
			page, err := l.client.ListProducts(ctx, woo.Query{Include: chunk, Context: "edit", Status: status, Fields: fields, OrderBy: "id", Order: "asc"})
			if err == nil {
				found = append(found, page.Items...)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// variations reads the variations of a variable product, or some of them; nil is all.
func (l *live) variations(ctx context.Context, parent int64, ids []int64) (list []woo.Product, err error) {
	q := woo.Query{Context: "edit", Fields: liveVariationFields, Include: ids}
	err = l.ask(ctx, func(ctx context.Context) error {
		list = list[:0]
		for page, err := range l.client.AllVariations(ctx, parent, q) {
			if err != nil {
				return err
			}
			list = append(list, page.Items...)
		}
		return nil
	})
	for i := range list {
		list[i].ParentID, list[i].Type = parent, string(store.Variation)
	}
	return list, err
}

// classNames reads the names of shipping classes by slug. A name that two share is left out: only the slug tells them apart.
func (l *live) classNames(ctx context.Context) (map[string]string, error) {
	var list []woo.Term
	err := l.ask(ctx, func(ctx context.Context) (err error) {
		list, err = l.client.ListTerms(ctx, woo.TermShippingClasses)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the shipping classes: %w", err)
	}
	times := map[string]int{}
	for _, t := range list {
		times[termKey(t.Name)]++
	}
	names := map[string]string{}
	for _, t := range list {
		if times[termKey(t.Name)] == 1 {
			names[t.Slug] = plainTerm(t.Name)
		}
	}
	return names, nil
}
