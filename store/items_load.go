package store

import (
	"context"
	"runtime"
	"sort"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// itemPart is about how many results are read as a part.
const itemPart = 20_000

// newItemTable is a table without results.
func newItemTable(r *readers, operation int64, room int) *itemTable {
	return &itemTable{r: r, operation: operation, room: room, matches: map[string]*itemMatch{}}
}

// loadItems reads all results of an operation.
func loadItems(ctx context.Context, r *readers, operation int64, room int) (*itemTable, error) {
	t := newItemTable(r, operation, room)
	return t, t.load(ctx, itemPart)
}

// load reads the results in parts of about so many, two at a time where there are processors, and puts them together in their order.
// How many there are is taken from the operation, which is quick and need not be right.
func (t *itemTable) load(ctx context.Context, size uint64) error {
	var least, most int64
	var about uint64
	if err := t.r.get(ctx, []any{&t.seq, &about, &least, &most}, `SELECT (SELECT value FROM counters WHERE name = 'operations'),
		coalesce((SELECT max(total, done) FROM operations WHERE id = ?1), 0),
		coalesce((SELECT min(product_id) FROM operation_items WHERE operation_id = ?1), 0),
		coalesce((SELECT max(product_id) FROM operation_items WHERE operation_id = ?1), 0)`, t.operation); err != nil {
		return err
	}
	n := min(about, uint64(most-least))/size + 1
	width := uint64(most-least)/n + 1
	parts := make([]chan *itemTable, n)
	for i := range parts {
		parts[i] = make(chan *itemTable, 1)
	}
	g, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range min(runtime.GOMAXPROCS(0), 2) { // of the connections some remain for the screen
		g.Go(func() error {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				part := newItemTable(t.r, t.operation, t.room)
				from := least + i*int64(width)
				if err := part.readAll(ctx, from, min(from+int64(width)-1, most)); err != nil {
					return err
				}
				parts[i] <- part
			}
			return nil
		})
	}
	g.Go(func() error {
		for _, part := range parts {
			select {
			case p := <-part:
				t.join(p)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return g.Wait()
}

// readAll reads the results of some products, some thousands at a time, so that it neither holds a snapshot for long nor keeps Close
// waiting.
func (t *itemTable) readAll(ctx context.Context, first, last int64) error {
	const chunk = 10_000
	for n := chunk; n == chunk; {
		n = 0
		err := t.read(ctx, "product_id BETWEEN ? AND ? ORDER BY product_id LIMIT ?", []any{first, last, chunk}, func(row *itemRow) {
			n++
			first = row.product + 1
			t.put(row)
		})
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// join adds the results of later products.
func (t *itemTable) join(p *itemTable) {
	slots, bytes := uint32(len(t.products)), uint32(len(t.texts))
	if len(t.starts) == len(t.products) && len(t.texts) < t.room {
		held := sort.Search(len(p.starts), func(slot int) bool { return len(t.texts)+int(p.starts[slot]) >= t.room })
		end := len(p.texts)
		if held < len(p.starts) {
			end = int(p.starts[held])
		}
		t.texts = append(t.texts, p.texts[:end]...)
		for _, start := range p.starts[:held] {
			t.starts = append(t.starts, bytes+start)
		}
	}
	t.products, t.kinds = append(t.products, p.products...), append(t.kinds, p.kinds...)
	for _, slot := range p.order {
		t.order = append(t.order, slots+slot)
	}
	for kind, n := range p.counts {
		t.counts[kind] += n
	}
	t.changes += p.changes
}
