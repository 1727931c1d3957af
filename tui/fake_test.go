package tui_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	gosync "sync"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"
)

// fake is a backend in memory: a store with a history, three webshops and a few products.
type fake struct {
	mu        gosync.Mutex
	ops       []store.Operation // Error holds the whole text
	items     []store.Item
	shops     []store.Webshop
	hits      []sync.SearchHit
	status    tui.WorkerStatus
	changes   chan struct{}
	guard     sync.RemovalGuard
	plan      store.PlanCounts
	readOnly  bool
	now       time.Time
	requests  []sync.Request
	queries   []store.OperationQuery
	counted   int                      // questions for numbers
	refuse    error                    // what every request answers, if not nil
	slow      map[string]time.Duration // how long a search takes
	fail      error                    // what every reading answers, if not nil
	hold      chan struct{}            // if not nil, Operations waits for it
	slowItems time.Duration            // how long the results of an operation take
}

func (f *fake) Operations(ctx context.Context, q store.OperationQuery) (store.OperationPage, error) {
	if f.hold != nil {
		select {
		case <-f.hold:
		case <-ctx.Done():
			return store.OperationPage{}, ctx.Err()
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fail != nil {
		return store.OperationPage{}, f.fail
	}
	f.queries = append(f.queries, q)
	var match []store.Operation
	for _, op := range f.ops {
		if matches(op, q.Filter) {
			match = append(match, op)
		}
	}
	order := q.Sort
	if len(order) == 0 {
		order = []store.OperationSort{{Column: store.ColumnCreated, Desc: true}}
	}
	order = append(slices.Clone(order), store.OperationSort{Column: store.ColumnID, Desc: order[len(order)-1].Desc})
	slices.SortStableFunc(match, func(a, b store.Operation) int {
		for _, k := range order {
			c := compare(a, b, k.Column)
			if k.Column == store.ColumnID {
				c = cmp.Compare(a.ID, b.ID)
			}
			if k.Desc {
				c = -c
			}
			if c != 0 {
				return c
			}
		}
		return 0
	})
	page := store.OperationPage{Total: len(match), Offset: max(0, min(q.Offset, len(match)-q.Limit))}
	if q.Anchor != 0 {
		if i := slices.IndexFunc(match, func(o store.Operation) bool { return o.ID == q.Anchor }); i >= 0 {
			page.AnchorFound = true
			page.Offset = max(0, min(i-q.AnchorRow, len(match)-q.Limit))
		}
	}
	for _, op := range match[page.Offset:min(page.Offset+q.Limit, len(match))] {
		op.ErrorSize = len(op.Error)
		op.Error = op.Error[:min(len(op.Error), store.ErrorHead)]
		page.Rows = append(page.Rows, op)
	}
	return page, nil
}

func compare(a, b store.Operation, c store.Column) int {
	switch c {
	case store.ColumnWebshop:
		return cmp.Compare(a.Webshop, b.Webshop)
	case store.ColumnState:
		return cmp.Compare(a.State, b.State)
	case store.ColumnError:
		return cmp.Compare(a.Error, b.Error)
	case store.ColumnStarted:
		return a.StartedOn.Compare(b.StartedOn)
	case store.ColumnCompleted:
		return a.CompletedOn.Compare(b.CompletedOn)
	case store.ColumnFull:
		return cmp.Compare(fmt.Sprint(a.Full), fmt.Sprint(b.Full))
	case store.ColumnID:
		return cmp.Compare(a.ID, b.ID)
	}
	return a.CreatedOn.Compare(b.CreatedOn)
}

func matches(op store.Operation, f store.OperationFilter) bool {
	in := func(t time.Time, r store.TimeRange) bool {
		return !r.Bounded() || !t.IsZero() && !t.Before(r.From) && (r.To.IsZero() || t.Before(r.To))
	}
	has := func(text, part string) bool { return strings.Contains(strings.ToLower(text), strings.ToLower(part)) }
	return (len(f.States) == 0 || slices.Contains(f.States, op.State)) && (f.IDs == nil || slices.Contains(f.IDs, op.ID)) &&
		(len(f.Webshops) == 0 || slices.ContainsFunc(f.Webshops, func(w string) bool { return strings.EqualFold(w, op.Webshop) })) &&
		(f.Full == nil || *f.Full == op.Full) && in(op.CreatedOn, f.Created) && in(op.StartedOn, f.Started) && in(op.CompletedOn, f.Completed) &&
		has(op.Error, f.Error) && (has(op.Webshop, f.Text) || has(op.WebshopURL, f.Text) || has(op.Error, f.Text))
}

func (f *fake) StateCounts(_ context.Context, q store.OperationFilter) (c store.StateCounts, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	q.States = nil
	f.counted++
	for _, op := range f.ops {
		if matches(op, q) {
			c[op.State]++
		}
	}
	return c, f.fail
}

// asked is how many questions for numbers there were.
func (f *fake) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.counted
}

func (f *fake) OperationIDs(_ context.Context, q store.OperationFilter) (ids []int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, op := range f.ops {
		if matches(op, q) {
			ids = append(ids, op.ID)
		}
	}
	slices.Sort(ids)
	return ids, f.fail
}

func (f *fake) OperationWebshops(context.Context) (names []string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, op := range f.ops {
		if !slices.Contains(names, op.Webshop) {
			names = append(names, op.Webshop)
		}
	}
	slices.Sort(names)
	return names, nil
}

func (f *fake) find(id int64) *store.Operation {
	for i := range f.ops {
		if f.ops[i].ID == id {
			return &f.ops[i]
		}
	}
	return nil
}

func (f *fake) Operation(_ context.Context, id int64) (store.Operation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if op := f.find(id); op != nil {
		o := *op
		o.ErrorSize = len(o.Error)
		o.Error = o.Error[:min(len(o.Error), store.ErrorHead)]
		return o, nil
	}
	return store.Operation{}, store.ErrNotFound
}

func (f *fake) Attempts(_ context.Context, id int64) (chain []store.Operation, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	first := id
	for op := f.find(id); op != nil && op.RetryOf != 0; op = f.find(op.RetryOf) {
		first = op.RetryOf
	}
	member := map[int64]bool{first: true}
	for _, op := range f.ops {
		if member[op.ID] || member[op.RetryOf] {
			member[op.ID] = true
			op.ErrorSize = len(op.Error)
			op.Error = op.Error[:min(len(op.Error), store.ErrorHead)]
			chain = append(chain, op)
		}
	}
	return chain, f.fail
}

func (f *fake) OperationError(_ context.Context, id int64) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if op := f.find(id); op != nil {
		return op.Error, nil
	}
	return "", store.ErrNotFound
}

func (f *fake) Items(ctx context.Context, id int64, q store.ItemQuery) (items []store.Item, total int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d := f.slowItems; d > 0 {
		f.mu.Unlock()
		select {
		case <-time.After(d):
		case <-ctx.Done():
		}
		f.mu.Lock()
	}
	if ctx.Err() != nil {
		return nil, 0, ctx.Err()
	}
	for _, it := range f.items {
		if (len(q.Outcomes) == 0 || slices.Contains(q.Outcomes, it.Outcome)) && (len(q.Actions) == 0 || slices.Contains(q.Actions, it.Action)) && strings.Contains(strings.ToLower(it.SKU+" "+it.Name+" "+it.Error), strings.ToLower(q.Text)) {
			it.OperationID = id
			items = append(items, it)
		}
	}
	total = len(items)
	from := max(0, min(q.Offset, total-q.Limit))
	return items[from:min(from+q.Limit, total)], total, nil
}

func (f *fake) Webshops(context.Context) ([]store.Webshop, error) { return f.shops, f.fail }
func (f *fake) Changes(context.Context) <-chan struct{}           { return f.changes }
func (f *fake) ReadOnly() bool                                    { return f.readOnly }
func (f *fake) WorkerStatus(context.Context, time.Time) tui.WorkerStatus {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}
func (f *fake) Pause()  { f.setWorker(tui.WorkerPaused) }
func (f *fake) Resume() { f.setWorker(tui.WorkerRunning) }
func (f *fake) setWorker(s tui.WorkerState) {
	f.mu.Lock()
	f.status.State = s
	f.mu.Unlock()
	f.signal()
}
func (f *fake) PlanCounts(context.Context, int64) (store.PlanCounts, error) { return f.plan, nil }
func (f *fake) RemovalGuard(context.Context, int64) (sync.RemovalGuard, error) {
	return f.guard, nil
}

// add puts an operation into the store.
func (f *fake) add(op store.Operation) {
	f.mu.Lock()
	defer f.mu.Unlock()
	op.ID = f.nextID()
	f.ops = append(f.ops, op)
}

// signal tells the screen that something changed.
func (f *fake) signal() {
	select {
	case f.changes <- struct{}{}:
	default:
	}
}

func (f *fake) Search(ctx context.Context, text string, limit int) ([]sync.SearchHit, error) {
	if d := f.slow[text]; d > 0 {
		time.Sleep(d) // a backend that does not look at its context
	}
	var hits []sync.SearchHit
	for _, h := range f.hits {
		if strings.Contains(strings.ToLower(h.Product.SKU+" "+h.Product.Name+" "+h.Product.Barcode), strings.ToLower(text)) && len(hits) < limit {
			hits = append(hits, h)
		}
	}
	return hits, f.fail
}

func (f *fake) Request(_ context.Context, r sync.Request) (store.Operation, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readOnly {
		return store.Operation{}, false, &sync.InactiveError{Why: sync.WhyReadOnly, Sentence: "The store is read-only."}
	}
	if f.refuse != nil {
		return store.Operation{}, false, f.refuse
	}
	f.requests = append(f.requests, r)
	name, url := "?", ""
	for _, s := range f.shops {
		if s.ID == r.WebshopID {
			name, url = s.Name, s.URL
		}
	}
	op := store.Operation{ID: f.nextID(), WebshopID: r.WebshopID, Webshop: name, WebshopURL: url, Full: r.Full, CreatedOn: f.now, RequestedBy: "anna, screen"}
	if len(r.ProductIDs) > 0 {
		op.Scope = store.ScopeProducts
	}
	f.ops = append(f.ops, op)
	return op, true, nil
}

func (f *fake) nextID() (id int64) {
	for _, op := range f.ops {
		id = max(id, op.ID)
	}
	return id + 1
}

func (f *fake) Retry(_ context.Context, id int64) (store.Operation, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	op := f.find(id)
	if op == nil {
		return store.Operation{}, store.ErrNotFound
	}
	if f.refuse != nil {
		return store.Operation{}, f.refuse
	}
	n := *op
	n.ID, n.State, n.Error, n.RetryOf = f.nextID(), store.NotProcessed, "", id
	n.CreatedOn, n.StartedOn, n.CompletedOn, n.Done, n.Counts = f.now, time.Time{}, time.Time{}, 0, store.Counts{}
	f.ops = append(f.ops, n)
	return n, nil
}

// noon is the clock of the tests.
func noon() time.Time { return time.Date(2026, 11, 23, 12, 4, 0, 0, time.UTC) }

// newFake makes a backend with n operations.
func newFake(n int) *fake {
	f := &fake{changes: make(chan struct{}, 1), now: noon(), status: tui.WorkerStatus{State: tui.WorkerRunning}, plan: store.PlanCounts{Add: 3, Update: 12, Remove: 1, Unchanged: 796}}
	f.shops = []store.Webshop{
		{ID: 1, Name: "Nordlys", URL: "https://nordlys.example", CanWrite: true},
		{ID: 2, Name: "Sydkysten", URL: "https://sydkysten.example/shop", CanWrite: true},
	}
	f.ops = history(n)
	f.hits = products()
	f.items = results(40)
	return f
}
