package sync

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"woosync/store"
	"woosync/woo"
)

// liveStep is a page of a webshop's products with their variations, as a walk gives it.
type liveStep struct {
	products   []woo.Product           // by id, all above those of the step before
	variations map[int64][]woo.Product // of the variable products among them
	asked      time.Time               // when the page was asked for: what changed after that may be missing
	total      int                     // products in the webshop, as it counts; -1 when it does not say
}

// walk is a way through all products of a webshop in order of their ids.
//
// The pages of a list move up when a product is deleted meanwhile, and one would be passed over. So the walk remembers the last id,
// goes a page back whenever the webshop counts less than before, and leaves out what it has had. From the same memory it goes on
// after an interruption.
type walk struct {
	*live
	after int64 // the last id that was given
	page  int   // to begin with, from 1
}

// errNoOrder says that a webshop does not list its products as it was asked to.
var errNoOrder = errors.New("the webshop does not list its products page by page in order of their ids; a plugin may change its lists")

// mostLivePages is where a list is taken for endless: two million products.
const mostLivePages = 20_000

// livePage is a page on its way.
type livePage struct {
	number     int
	asked      time.Time
	page       woo.Page[woo.Product]
	variations map[int64][]woo.Product
	err        error
}

// all gives every product from the beginning on, or after the last one, with two pages read at a time. It stops at the first error.
func (w *walk) all(ctx context.Context, yield func(liveStep) error) error {
	ctx, cancel := context.WithCancel(ctx)
	var group errgroup.Group
	defer func() {
		cancel()
		_ = group.Wait() // the pages that nobody waits for any more
	}()
	var ahead []chan livePage
	next, pages, total := max(w.page, 1), -1, -1
	searching, back := next > 1 || w.after > 0, 1
	begun, moved := false, false // a page has come; the last one had something new
	for {
		for len(ahead) < liveConnections && (len(ahead) == 0 || begun && (pages < 0 || next <= pages)) {
			c, number, after := make(chan livePage, 1), next, w.after
			group.Go(func() error {
				c <- w.read(ctx, number, after)
				return nil
			})
			ahead = append(ahead, c)
			next++
		}
		p := <-ahead[0]
		ahead = ahead[1:]
		if p.err != nil {
			return p.err
		}
		items := p.page.Items
		if err := inIDOrder(items); err != nil {
			return err
		}
		searching = searching || p.page.Total >= 0 && p.page.Total < total
		if searching && p.number > 1 && (len(items) == 0 || items[0].ID > w.after) {
			next, ahead, total, moved = max(p.number-back, 1), nil, -1, false
			back *= 2
			continue
		}
		if n := len(items); moved && n > 0 && items[n-1].ID <= w.after || p.number > mostLivePages {
			return errNoOrder
		}
		begun, searching, back, total, pages = true, false, 1, p.page.Total, p.page.TotalPages
		for len(items) > 0 && items[0].ID <= w.after {
			items = items[1:]
		}
		if moved = len(items) > 0; moved {
			w.after = items[len(items)-1].ID
			if err := yield(liveStep{items, p.variations, p.asked, p.page.Total}); err != nil {
				return err
			}
		}
		if len(p.page.Items) == 0 || p.page.Last(woo.BatchLimit) {
			return nil
		}
	}
}

// read reads one page and the variations of what is on it, of products after one.
func (w *walk) read(ctx context.Context, number int, after int64) livePage {
	p := livePage{number: number, asked: w.now(), variations: map[int64][]woo.Product{}}
	p.err = w.ask(ctx, func(ctx context.Context) (err error) {
		p.page, err = w.client.ListProducts(ctx, woo.Query{Page: number, PerPage: woo.BatchLimit, Context: "edit", Fields: liveProductFields, OrderBy: "id", Order: "asc"})
		return err
	})
	for i := range p.page.Items {
		v := &p.page.Items[i]
		if v.Type != string(store.Variable) || len(v.Variations) == 0 || v.ID <= after {
			continue
		}
		if p.variations[v.ID], p.err = w.variations(ctx, v.ID, nil); p.err != nil {
			return p
		}
	}
	return p
}

// inIDOrder checks what the walk rests on.
func inIDOrder(list []woo.Product) error {
	for i := 1; i < len(list); i++ {
		if list[i].ID <= list[i-1].ID {
			return errNoOrder
		}
	}
	return nil
}
