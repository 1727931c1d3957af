package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"woosync/store"
)

const (
	recentSpan = 35 * 24 * time.Hour
	// watchEvery is how often the store is looked at for changes of another program.
	watchEvery = 200 * time.Millisecond
	// historyChunk is how many operations are made and written at a time: as many as take a moment, after which one may stop.
	historyChunk = 4000
)

// remember writes the history, unless the store of an earlier demo has one: Options.Rows older operations, then those of the last
// weeks with their per-product results.
func (s *Stage) remember(ctx context.Context) error {
	counts, err := s.store.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return fmt.Errorf("count the operations: %w", err)
	}
	begin := s.o.Now().Add(-recentSpan)
	recent := counts.Sum() == 0
	if older := s.o.Rows; older > 0 && counts.Sum() < older {
		if err := s.rememberOlder(ctx, older, begin); err != nil {
			return err
		}
	}
	if !recent {
		return nil
	}
	h := s.history(recentOperations, begin, s.o.Now().Add(-10*time.Minute))
	for _, r := range catalogue(former, "") {
		h.products = append(h.products, store.Product{SKU: r["SKU"], Name: r["Name"]})
	}
	if h.firstID, err = s.nextID(ctx); err != nil {
		return err
	}
	ops := make([]store.Operation, h.n)
	results := make([][]store.Item, h.n)
	for i := range h.n {
		ops[i], results[i] = h.operation(i)
	}
	if err := s.store.AddOperations(ctx, ops); err != nil {
		return fmt.Errorf("write the history: %w", err)
	}
	for i, items := range results {
		for k := range items {
			items[k].OperationID = ops[i].ID
		}
		s.items = append(s.items, items...)
	}
	return nil
}

// recall writes the per-product results of the history, for the products that are in the catalogue.
func (s *Stage) recall(ctx context.Context) error {
	products, err := s.products(ctx)
	if err != nil {
		return err
	}
	ids := make(map[string]int64, len(products))
	for _, p := range products {
		ids[p.SKU] = p.ID
	}
	known := s.items[:0]
	for _, it := range s.items {
		if it.ProductID = ids[it.SKU]; it.ProductID != 0 {
			it.RemoteID = 100 + it.ProductID
			known = append(known, it)
		}
	}
	s.items = nil
	if err := s.store.AddItems(ctx, known); err != nil {
		return fmt.Errorf("write the results of the history: %w", err)
	}
	return nil
}

// rememberOlder writes n operations of the years before, at most four hundred a day.
func (s *Stage) rememberOlder(ctx context.Context, n int, until time.Time) error {
	span := max(recentSpan, time.Duration(n/400)*24*time.Hour)
	h := s.history(n, until.Add(-span), until)
	var err error
	if h.firstID, err = s.nextID(ctx); err != nil {
		return err
	}
	s.progress(0, n)
	ops := make([]store.Operation, 0, min(n, historyChunk))
	for i := range n {
		op, _ := h.operation(i)
		if ops = append(ops, op); len(ops) < cap(ops) && i < n-1 {
			continue
		}
		if err := s.store.AddOperations(ctx, ops); err != nil {
			return fmt.Errorf("write the history: %w", err)
		}
		ops = ops[:0]
		s.progress(i+1, n)
	}
	return nil
}

func (s *Stage) progress(done, total int) {
	if s.o.Progress != nil {
		s.o.Progress(done, total)
	}
}

func (s *Stage) history(n int, from, to time.Time) history {
	// The addresses are those of before the demo, so that errors read as those of a real host do.
	ref := func(p *practice) shopRef {
		return shopRef{id: p.Webshop.ID, name: p.Webshop.Name, url: "https://" + strings.ToLower(p.Webshop.Name) + ".example"}
	}
	return history{nordlys: ref(s.nordlys), sydkysten: ref(s.sydkysten), n: n, from: from, to: to}
}

// nextID is the id that the next operation gets.
func (s *Stage) nextID(ctx context.Context) (int64, error) {
	page, err := s.store.Operations(ctx, store.OperationQuery{Sort: []store.OperationSort{{Column: store.ColumnID, Desc: true}}, Limit: 1})
	if err != nil {
		return 0, fmt.Errorf("read the newest operation: %w", err)
	}
	if len(page.Rows) == 0 {
		return 1, nil
	}
	return page.Rows[0].ID + 1, nil
}
