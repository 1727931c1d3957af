package sync_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

var update = flag.Bool("update", false, "write the documents that tests hold against the program anew")

// faultsPage tells what becomes of each fault; TestFaultMatrix writes it and holds it against the program.
const faultsPage = "../docs/faults.md"

// phase is a part of a synchronization, with a change of the catalogue that makes it happen and the requests that it consists of.
type phase struct {
	name   string
	strike wootest.Fault // which requests the fault strikes
	change func(*matrixWorld) []store.Product
}

func phases() []phase {
	return []phase{
		{"look-up", wootest.Fault{Method: "GET", Path: "/products"}, func(*matrixWorld) []store.Product {
			long := simple(1)
			long.SKU = "LONG-" + strings.Repeat("x", 100) // WooCommerce lets such a one be there twice, so it is looked up first
			return []store.Product{long}
		}},
		{"terms", wootest.Fault{Method: "POST", Path: "/products/*/batch"}, func(*matrixWorld) []store.Product {
			list := named("T", 2)
			for i := range list {
				f := &list[i].Fields
				f.Categories, f.Tags, f.Brands = []string{"Goods > Fine"}, []string{"new"}, []string{"Bosch"}
				f.Attributes = []store.Attribute{{Name: "Finish", Values: []string{"Matt"}, Visible: true, Global: true}}
			}
			return list
		}},
		{"creates", wootest.Fault{Method: "POST", Path: "/products/batch"}, func(*matrixWorld) []store.Product { return named("C", 4) }},
		{"updates", wootest.Fault{Method: "POST", Path: "/products/batch"}, func(*matrixWorld) []store.Product { return priced(named("B", 4), "99") }},
		{"variations", wootest.Fault{Method: "POST", Path: "/products/*/variations/batch"}, func(*matrixWorld) []store.Product {
			return variable("W", "red", "blue", "green")
		}},
		{"images", wootest.Fault{Method: "POST", Path: "/wp/v2/media"}, func(w *matrixWorld) []store.Product {
			list := named("I", 2)
			for i := range list {
				list[i].Fields.Images = []store.Image{w.gallery.image(fmt.Sprintf("%d.png", i+1), "")} // a file, which is uploaded first
			}
			return list
		}},
		{"links", wootest.Fault{Method: "POST", Path: "/products/batch", Skip: 1}, func(*matrixWorld) []store.Product {
			list := named("L", 2)
			list[0].Fields.Upsells, list[1].Fields.Upsells = []string{"L-2"}, []string{"L-1"}
			return list
		}},
		{"removals", wootest.Fault{Method: "DELETE", Path: "/products/*"}, func(*matrixWorld) []store.Product {
			list := named("C", 3)
			for i := range list {
				list[i].Web = false
			}
			return list
		}},
	}
}

// named are products that belong in the shop, by SKUs that begin with a letter.
func named(letter string, n int) []store.Product {
	list := simples(n)
	for i := range list {
		list[i].SKU, list[i].Name = fmt.Sprintf("%s-%d", letter, i+1), fmt.Sprintf("Product %s%d", letter, i+1)
	}
	return list
}

// cell is what became of one fault in one phase.
type cell struct {
	text        string // state and error, as people read them
	shop, store string // how much of what was asked is there
	waited      time.Duration
}

// matrixWorld is a world in which one phase after the other is struck.
type matrixWorld struct {
	*world
	gallery *gallery
	hangs   bool
}

func newMatrixWorld(t *testing.T, kind wootest.FaultKind) *matrixWorld {
	w := &matrixWorld{world: newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.Connections = 1 }), hangs: kind == wootest.FaultHang}
	w.gallery = w.world.gallery()
	w.gallery.paint("1.png", 1)
	w.gallery.paint("2.png", 2)
	withLogin(w.world)
	w.svc = sync.New(sync.Options{Store: w.store, Now: w.clock.now, Requester: "anna, screen",
		Log: slog.New(slog.NewTextHandler(w.log, &slog.HandlerOptions{Level: slog.LevelDebug})), NewClient: w.impatientClient})
	w.put(false, append(named("B", 4), variable("V", "red", "blue")...)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 7})
	return w
}

// impatientClient is one whose time limit has passed as soon as the shop hangs: nobody wants to wait for that.
func (w *matrixWorld) impatientClient(s store.Webshop) (*woo.Client, error) {
	c := woo.Config{URL: s.URL, ConsumerKey: s.Keys.ConsumerKey, ConsumerSecret: s.Keys.ConsumerSecret, ApplicationUser: s.Keys.ApplicationUser,
		ApplicationPassword: s.Keys.ApplicationPassword, Timeout: s.Timeout, Connections: s.Connections, Now: w.clock.now,
		Sleep: func(context.Context, time.Duration) error { return nil }}
	if w.hangs {
		c.Transport = impatient{}
	}
	return woo.New(c)
}

type impatient struct{}

func (impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := http.DefaultTransport.RoundTrip(r)
	if errors.Is(err, io.EOF) {
		err = context.DeadlineExceeded
	}
	return answer, err
}

// strike lets a fault happen in a phase, tells what came of it, and lets a synchronization that nothing disturbs repair it.
func (w *matrixWorld) strike(p phase, kind wootest.FaultKind, times int) cell {
	w.t.Helper()
	list := p.change(w)
	w.put(false, list...)
	f := p.strike
	f.Kind, f.Times, f.AfterWork = kind, times, times > 0 && kind != wootest.FaultTooMany && kind != wootest.FaultMaintenance
	if kind == wootest.FaultHang || kind == wootest.FaultSlow {
		f.Hold = time.Millisecond
	}
	w.shop.SetFaults(f)
	began := w.clock.now()
	op := w.sync(sync.Request{})
	c := cell{text: w.read(op), waited: w.clock.now().Sub(began)}
	c.shop, c.store = w.inShopOf(list), w.inStoreOf(list)
	if op.State == store.Failed && !strings.Contains(w.errorText(op), "/wp-json/") {
		w.t.Errorf("%s: the request that failed is not below the error: %s", p.name, w.errorText(op))
	}

	w.shop.SetFaults()
	w.clock.advance(24 * time.Hour)
	if healed := w.sync(sync.Request{}); healed.State != store.Completed {
		w.t.Errorf("%s: undisturbed, it ended %v: %s", p.name, healed.State, w.errorText(healed))
	}
	w.has(skusInCatalogue(w.world)...)
	w.checkPackages()
	w.noDoubt()
	if got, want := w.inShopOf(list), fmt.Sprintf("%d of %d", len(list), len(list)); got != want {
		w.t.Errorf("%s: after it was repaired the shop has %s", p.name, got)
	}
	return c
}

func skusInCatalogue(w *world) (skus []string) {
	products, err := w.store.ProductsAfter(w.ctx, 0, 1000)
	w.must(err)
	for _, pr := range products {
		if pr.Active && pr.Web {
			skus = append(skus, pr.SKU)
		}
	}
	return skus
}

var (
	hostOfShop = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	folder     = regexp.MustCompile(`/\S+/([^/ ]+\.png)`)
	ofProduct  = regexp.MustCompile(`^\S+  Product \S+: |^\S+  \S+ \S+: `)
)

// read is what people read of an operation that ended: its state, and the error up to the webshop's answers. What was said of several
// products in the same words is told once.
func (w *matrixWorld) read(op store.Operation) string {
	text, _, _ := strings.Cut(w.errorText(op), "\n\n")
	if text == "" {
		return op.State.String()
	}
	text = folder.ReplaceAllString(hostOfShop.ReplaceAllString(text, "shop.example"), "…/picture.png")
	var said []string
	for line := range strings.Lines(text) {
		if line = ofProduct.ReplaceAllString(strings.TrimSpace(line), "… "); !slices.Contains(said, line) {
			said = append(said, line)
		}
	}
	return op.State.String() + ": " + strings.Join(said, "<br>")
}

// inShopOf counts the products that the shop has as the catalogue asks.
func (w *matrixWorld) inShopOf(list []store.Product) string {
	n := 0
	for i := range list {
		p, f := w.shop.ProductBySKU(list[i].SKU), &list[i].Fields
		live := p != nil && p["status"] != "trash"
		ok := live == list[i].Web
		if ok && live {
			images, _ := p["images"].([]any)
			upsells, _ := p["upsell_ids"].([]any)
			ok = (f.RegularPrice == "" || decimal(p["regular_price"]) == decimal(f.RegularPrice)) && len(images) == len(f.Images) && len(upsells) == len(f.Upsells)
		}
		if ok {
			n++
		}
	}
	return fmt.Sprintf("%d of %d", n, len(list))
}

// inStoreOf counts the products of which the store knows that they are as asked, and those of which it knows that it does not know.
func (w *matrixWorld) inStoreOf(list []store.Product) string {
	var ids []int64
	for i := range list {
		ids = append(ids, w.product(list[i].SKU).ID)
	}
	packages, err := w.store.Packages(w.ctx, w.webshop.ID, ids)
	w.must(err)
	intents, err := w.store.Intents(w.ctx, w.webshop.ID)
	w.must(err)
	n := 0
	for _, id := range ids {
		if pk := packages[id]; pk.Wanted == pk.Sent {
			n++
		}
	}
	text := fmt.Sprintf("%d of %d", n, len(ids))
	if len(intents) > 0 {
		text += fmt.Sprintf(", %d in doubt", len(intents))
	}
	return text
}

// TestFaultMatrix lets each fault of a webshop happen in each phase of a synchronization, once and for good, over real sockets.
// Whatever comes of it, the next synchronization that nothing disturbs leaves everything as the catalogue asks, and nothing twice.
func TestFaultMatrix(t *testing.T) {
	kinds := wootest.FaultKinds()
	once, lasting := make([][]cell, len(kinds)), make([][]cell, len(kinds))
	t.Run("faults", func(t *testing.T) {
		for i, kind := range kinds {
			for name, times := range map[string]int{"once": 1, "lasting": 0} {
				t.Run(string(kind)+" "+name, func(t *testing.T) {
					t.Parallel()
					w := newMatrixWorld(t, kind)
					row := make([]cell, 0, len(phases()))
					for _, p := range phases() {
						row = append(row, w.strike(p, kind, times))
					}
					if times > 0 {
						once[i] = row
					} else {
						lasting[i] = row
					}
				})
			}
		}
	})
	if t.Failed() {
		return
	}
	page := faultsText(kinds, once, lasting)
	if *update {
		if err := os.WriteFile(faultsPage, page, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(faultsPage)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(have, page) {
		t.Errorf("%s is not what happens; `go test ./sync -run FaultMatrix -update` writes it anew:\n%s", faultsPage, firstDifference(string(have), string(page)))
	}
}

func firstDifference(have, want string) string {
	a, b := strings.Split(have, "\n"), strings.Split(want, "\n")
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			return fmt.Sprintf("line %d is now %q", i+1, b[i])
		}
	}
	return "lines are missing at the end"
}
