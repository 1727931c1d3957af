package sync_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/catalogue"
	"woosync/woo"
	"woosync/woo/wootest"
)

// longEnough bounds what a test waits for; it is only ever used up by a failure.
const longEnough = 5 * time.Minute

// world is a store with a catalogue, a webshop that mirrors its categories, and the practice shop behind it.
type world struct {
	t       *testing.T
	ctx     context.Context
	store   *store.Store
	svc     *sync.Service
	shop    *wootest.Shop
	webshop store.Webshop
	clock   *clock
	log     *lines
	doorMu  gosync.Mutex
	door    doorkeeper
}

// clock is the time as a test wants it: it stands still but for pauses, which pass at once.
type clock struct {
	mu     gosync.Mutex
	at     time.Time
	pauses []time.Duration
	asleep func(time.Duration) // called before a pause passes
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// sleep lets a pause pass.
func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	c.pauses = append(c.pauses, d)
	asleep := c.asleep
	c.mu.Unlock()
	if asleep != nil {
		asleep(d)
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	c.advance(d)
	return nil
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	c.at = c.at.Add(d)
	c.mu.Unlock()
}

// lines keeps what is logged.
type lines struct {
	mu   gosync.Mutex
	text strings.Builder
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func newWorld(t *testing.T, o wootest.Options, settings ...func(*store.Webshop)) *world {
	t.Helper()
	w := &world{t: t, clock: &clock{at: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)}, log: &lines{}}
	ctx, cancel := context.WithTimeout(t.Context(), longEnough)
	t.Cleanup(cancel)
	w.ctx = ctx
	var err error
	w.store, err = store.Open(ctx, store.Options{Path: filepath.Join(t.TempDir(), "store.db"), Now: w.clock.now})
	w.must(err)
	t.Cleanup(func() {
		if err := w.store.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	w.svc = w.newService()
	w.shop, w.webshop = w.addShop("Nordlys", o, settings...)
	t.Cleanup(func() {
		if t.Failed() {
			w.dump()
			t.Logf("the log:\n%s", w.log)
		}
	})
	return w
}

// newWorldOn is another store for the same practice shop.
func newWorldOn(t *testing.T, w *world) *world {
	t.Helper()
	o := newWorld(t, wootest.Options{})
	o.must(o.store.RemoveWebshop(o.ctx, o.webshop.ID))
	again := w.webshop
	again.ID, again.PlannedRevision = 0, 0
	var err error
	o.webshop, err = o.store.AddWebshop(o.ctx, again)
	o.must(err)
	o.shop = w.shop
	return o
}

// newService is a program on the world's store.
func (w *world) newService() *sync.Service {
	return sync.New(sync.Options{Store: w.store, Now: w.clock.now, Requester: "anna, screen",
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		NewClient: func(s store.Webshop) (*woo.Client, error) {
			return woo.New(woo.Config{URL: s.URL, ConsumerKey: s.Keys.ConsumerKey, ConsumerSecret: s.Keys.ConsumerSecret,
				ApplicationUser: s.Keys.ApplicationUser, ApplicationPassword: s.Keys.ApplicationPassword,
				Timeout: s.Timeout, Connections: s.Connections, Now: w.clock.now, Sleep: func(context.Context, time.Duration) error { return nil }})
		}})
}

// addShop makes a practice shop and a webshop for it whose categories mirror the catalogue.
func (w *world) addShop(name string, o wootest.Options, settings ...func(*store.Webshop)) (*wootest.Shop, store.Webshop) {
	w.t.Helper()
	o.Now = w.clock.now
	shop := wootest.New(o)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.doorMu.Lock()
		door := w.door
		w.doorMu.Unlock()
		rw.Header().Set("Date", w.clock.now().UTC().Format(http.TimeFormat))
		if door != nil {
			door(rw, r, shop)
		} else {
			shop.ServeHTTP(rw, r)
		}
	}))
	w.t.Cleanup(server.Close)
	key, secret := shop.Keys()
	webshop := store.Webshop{Name: name, URL: server.URL, Keys: store.Keys{ConsumerKey: key, ConsumerSecret: secret}, CanWrite: true,
		BatchSize: 30, Timeout: 20 * time.Second, Connections: 2, Removal: store.RemoveToTrash, MirrorCategories: true}
	for _, set := range settings {
		set(&webshop)
	}
	webshop, err := w.store.AddWebshop(w.ctx, webshop)
	w.must(err)
	return shop, webshop
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// importFile puts a catalogue file into the store.
func (w *world) importFile(path string) {
	w.t.Helper()
	r, err := catalogue.Open(w.ctx, path, catalogue.Options{})
	w.must(err)
	defer r.Close()
	m, err := w.store.BeginImport(w.ctx, store.ImportOptions{})
	w.must(err)
	defer m.Close()
	for {
		products, err := r.Next(w.ctx)
		if len(products) > 0 {
			_, putErr := m.Put(w.ctx, products)
			w.must(putErr)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		w.must(err)
	}
	if problems, _ := r.Problems(); len(problems) > 0 {
		w.t.Fatalf("the catalogue has problems: %v", problems)
	}
	_, err = m.Finish(w.ctx, false)
	w.must(err)
}

// put puts products into the catalogue; with replace, all others leave it.
func (w *world) put(replace bool, products ...store.Product) {
	w.t.Helper()
	m, err := w.store.BeginImport(w.ctx, store.ImportOptions{})
	w.must(err)
	defer m.Close()
	for n := 0; n < len(products); n += 1000 {
		_, err = m.Put(w.ctx, products[n:min(n+1000, len(products))])
		w.must(err)
	}
	_, err = m.Finish(w.ctx, replace)
	w.must(err)
}

// simple is a product that belongs in the shop.
func simple(n int) store.Product {
	return store.Product{SKU: fmt.Sprintf("P-%04d", n), Type: store.Simple, Name: fmt.Sprintf("Product %d", n), Active: true, Web: true,
		Fields: store.ProductFields{Status: "publish", RegularPrice: fmt.Sprintf("%d.50", 10+n), Categories: []string{"Goods"}, ReviewsAllowed: true}}
}

func simples(n int) []store.Product {
	list := make([]store.Product, n)
	for i := range list {
		list[i] = simple(i + 1)
	}
	return list
}

// variable is a product with variations of the given colours.
func variable(sku string, colours ...string) []store.Product {
	list := []store.Product{{SKU: sku, Type: store.Variable, Name: "Variable " + sku, Active: true, Web: true,
		Fields: store.ProductFields{Status: "publish", Categories: []string{"Goods"}, ReviewsAllowed: true,
			Attributes: []store.Attribute{{Name: "Colour", Values: colours, Visible: true, Global: true}}}}}
	for i, c := range colours {
		list = append(list, store.Product{SKU: sku + "-" + c, Type: store.Variation, Name: sku + " " + c, Active: true, Web: true,
			Fields: store.ProductFields{Status: "publish", ParentSKU: sku, RegularPrice: fmt.Sprintf("%d", 10+i),
				Attributes: []store.Attribute{{Name: "Colour", Values: []string{c}, Global: true}}}})
	}
	return list
}

// worker is a running worker.
type worker struct {
	*sync.Worker
	stop func() // ends it and waits
}

// start runs a worker until the test ends or stop is called.
func (w *world) start(change ...func(*sync.WorkerOptions)) *worker {
	return w.startFor(w.svc, change...)
}

func (w *world) startFor(svc *sync.Service, change ...func(*sync.WorkerOptions)) *worker {
	o := sync.WorkerOptions{Holder: "test", Sleep: w.clock.sleep}
	for _, c := range change {
		c(&o)
	}
	ctx, cancel := context.WithCancel(w.ctx)
	k := sync.NewWorker(svc, o)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := k.Run(ctx); err != nil {
			w.t.Errorf("the worker ended: %v", err)
		}
	}()
	wk := &worker{Worker: k, stop: func() { cancel(); <-done }}
	w.t.Cleanup(wk.stop)
	return wk
}

// ask makes an operation.
func (w *world) ask(r sync.Request) store.Operation {
	w.t.Helper()
	if r.WebshopID == 0 {
		r.WebshopID = w.webshop.ID
	}
	op, _, err := w.svc.Request(w.ctx, r)
	w.must(err)
	return op
}

// sync makes an operation and executes it.
func (w *world) sync(r sync.Request) store.Operation {
	w.t.Helper()
	op := w.ask(r)
	k := w.start()
	defer k.stop()
	w.until("the operation has ended", func() bool { return w.operation(op.ID).State.Final() })
	return w.ended(op.ID)
}

// ended waits for an operation.
func (w *world) ended(id int64) store.Operation {
	w.t.Helper()
	ops, err := w.svc.Wait(w.ctx, []int64{id}, nil)
	w.must(err)
	w.checkCounts(ops[0])
	return ops[0]
}

// checkCounts holds the counters against the results.
func (w *world) checkCounts(op store.Operation) {
	w.t.Helper()
	var c store.Counts
	for _, i := range w.items(op.ID) {
		switch {
		case i.Outcome == store.OutcomeSkipped:
			c.Skipped++
		case i.Outcome == store.OutcomeFailed:
			c.Failed++
		case i.Outcome == store.OutcomeUnchanged:
			c.Unchanged++
		case i.Outcome != store.OutcomeDone:
		case i.Action == store.ActionAdd:
			c.Added++
		case i.Action == store.ActionUpdate:
			c.Updated++
		case i.Action == store.ActionRemove:
			c.Removed++
		}
	}
	if c != op.Counts {
		w.t.Errorf("operation %d counts %+v, its results are %+v", op.ID, op.Counts, c)
	}
}

func (w *world) items(id int64) []store.Item {
	w.t.Helper()
	items, _, err := w.store.Items(w.ctx, id, store.ItemQuery{Limit: 10000})
	w.must(err)
	return items
}

// item is the result of the product with a SKU.
func (w *world) item(id int64, sku string) store.Item {
	w.t.Helper()
	for _, i := range w.items(id) {
		if i.SKU == sku {
			return i
		}
	}
	w.t.Fatalf("operation %d has no result for %s", id, sku)
	return store.Item{}
}

// want checks state and counters.
func (w *world) want(op store.Operation, state store.State, c store.Counts) {
	w.t.Helper()
	if op.State != state || op.Counts != c {
		text, _ := w.store.OperationError(w.ctx, op.ID)
		w.t.Fatalf("operation %d: %v %+v, want %v %+v\n%s", op.ID, op.State, op.Counts, state, c, text)
	}
}

func (w *world) errorText(op store.Operation) string {
	w.t.Helper()
	text, err := w.store.OperationError(w.ctx, op.ID)
	w.must(err)
	return text
}

// product is a product of the catalogue by SKU.
func (w *world) product(sku string) store.Product {
	w.t.Helper()
	list, err := w.store.ProductsBySKU(w.ctx, []string{sku})
	w.must(err)
	if len(list) != 1 {
		w.t.Fatalf("the catalogue has %s %d times", sku, len(list))
	}
	return list[0]
}
