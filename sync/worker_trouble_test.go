package sync_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// TestNothingIsCreatedTwice lets batches end in every way in which their outcome is unknown.
func TestNothingIsCreatedTwice(t *testing.T) {
	for _, f := range []wootest.Fault{
		{Kind: wootest.FaultHangUp, AfterWork: true, Times: 2},
		{Kind: wootest.FaultHangUp, AfterItems: 3, Times: 2},
		{Kind: wootest.FaultHangUp, Times: 2},
		{Kind: wootest.FaultGatewayTimeout, AfterWork: true, Times: 2},
		{Kind: wootest.FaultBadGateway, Times: 2},
		{Kind: wootest.FaultTruncated, Times: 2},
		{Kind: wootest.FaultEmpty, Times: 2},
		{Kind: wootest.FaultFatal, AfterItems: 4, Times: 2},
		{Kind: wootest.FaultMemory, AfterItems: 4, Times: 2},
		{Kind: wootest.FaultHTML, AfterItems: 2, Times: 1, Skip: 1},
		{Kind: wootest.FaultDatabase, Times: 2},
		// Short pauses: a request under way while the clock jumps further than its signature holds would be refused for that.
		{Kind: wootest.FaultMaintenance, RetryAfter: "60", Times: 2},
		{Kind: wootest.FaultTooMany, RetryAfter: "60", Times: 2},
		{Kind: wootest.FaultWarning, Times: 2},
		{Kind: wootest.FaultBOM, Times: 2},
	} {
		t.Run(fmt.Sprintf("%s after %d", f.Kind, f.AfterItems), func(t *testing.T) {
			w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize = 10 })
			f.Method, f.Path = "POST", "/products/batch"
			w.shop.AddFaults(f)
			w.shop.AddFaults(wootest.Fault{Kind: f.Kind, Method: "POST", Path: "/products/*/variations/batch", AfterWork: f.AfterWork, AfterItems: min(f.AfterItems, 1), RetryAfter: f.RetryAfter, Times: 1})
			w.put(false, append(simples(40), variable("V", "red", "blue", "green")...)...)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 44})
			w.has(skusOf(w)...)
			before := w.shop.WriteCount()
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
			if n := w.shop.WriteCount() - before; n != 0 {
				t.Errorf("%d requests wrote although all was done", n)
			}
		})
	}
}

// TestAShopThatWorksOnAfterATimeout lets the shop finish what the client has given up, as WordPress does.
func TestAShopThatWorksOnAfterATimeout(t *testing.T) {
	w := newWorld(t, wootest.Options{Latency: wootest.Latency{PerCreate: 100 * time.Millisecond}}, func(s *store.Webshop) { s.Timeout = time.Second })
	w.put(false, simples(24)...)
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 24})
	w.has(skusOf(w)...)
	w.checkPackages()
}

func TestAPoisonousProductIsFoundAndTheOthersAreDone(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(60)...)
	w.poison("P-0017")
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 59, Failed: 1})
	if text := w.errorText(op); !strings.HasPrefix(text, "1 of 60 products failed\nP-0017  Product 17: ") || !strings.Contains(text, "poison.php") {
		t.Errorf("the error is %q", text)
	}
	w.has(slices.DeleteFunc(skusOf(w), func(sku string) bool { return sku == "P-0017" })...)
}

func TestAShopThatFailsEveryProductIsNotAskedForever(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(300)...)
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultFatal, Method: "POST", Path: "/products/batch"})
	op := w.sync(sync.Request{})
	if op.State != store.Failed || op.Counts.Sum() > 60 {
		t.Errorf("it ended %v with %+v", op.State, op.Counts)
	}
	if n := w.shop.WriteCount(); n > 60 {
		t.Errorf("%d requests were sent to a shop that fails each", n)
	}
}

func TestAPauseThatTheShopAsksForIsKept(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(3)...)
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultTooMany, Method: "POST", Path: "/products/batch", RetryAfter: "300", Times: 1})
	var note string
	w.clock.asleep = func(d time.Duration) {
		if d == 300*time.Second {
			note = w.operation(1).Note
		}
	}
	op := w.sync(sync.Request{})
	w.want(op, store.Completed, store.Counts{Added: 3})
	if until := w.clock.now().Local().Format("15:04"); note != "paused until "+until+", the host asked for it" {
		t.Errorf("during the pause the operation says %q", note)
	}
	if op.Note != "" || op.Attempts != 1 {
		t.Errorf("afterwards it says %q, after %d attempts", op.Note, op.Attempts)
	}
	var waited time.Duration
	for _, d := range w.clock.pauses {
		waited += d
	}
	if waited != 300*time.Second {
		t.Errorf("it waited %v", waited)
	}
}

func TestAShopThatStaysDownEndsTheOperation(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(3)...)
	w.shop.AddFaults(wootest.Fault{Kind: wootest.FaultMaintenance, Path: "/products/batch"})
	op := w.sync(sync.Request{})
	if text := w.errorText(op); op.State != store.Failed || !strings.Contains(text, "aintenance") || !strings.Contains(text, "It was given up after 10 failures in a row.") {
		t.Errorf("it ended %v: %s", op.State, text)
	}
	if n := len(w.clock.pauses); n == 0 || n > 12 {
		t.Errorf("it waited %d times", n)
	}
}

func TestAnImageThatCannotBeTakenDoesNotCostTheProduct(t *testing.T) {
	w := newWorld(t, wootest.Options{Settings: wootest.Settings{FailImages: []string{"broken"}}})
	list := simples(3)
	list[1].Fields.Images = []store.Image{{Src: "https://pictures.shop.se/broken.jpg"}}
	list[2].Fields.Images = []store.Image{{Src: "https://pictures.shop.se/fine.jpg"}}
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 2, Failed: 1})
	w.has("P-0001", "P-0002", "P-0003")
	if text := w.errorText(op); !strings.Contains(text, "In the webshop, but without") {
		t.Errorf("the error is %q", text)
	}
	// It is tried again, alone, and with nothing but the image.
	w.shop.Change(func(s *wootest.Settings) { s.FailImages = nil })
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if n := w.shop.WriteCount() - before; n != 1 {
		t.Errorf("%d requests wrote", n)
	}
	if p := w.shop.ProductBySKU("P-0002"); len(p["images"].([]any)) != 1 {
		t.Errorf("the product has the images %v", p["images"])
	}
}

func TestAnImageIsFetchedOnce(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize = 5 })
	list := append(simples(30), variable("V", "red", "blue")...)
	for i := range list {
		list[i].Fields.Images = []store.Image{{Src: "https://pictures.shop.se/shared.jpg", Alt: list[i].Name}}
		if i%3 == 0 && list[i].Type == store.Simple {
			list[i].Fields.Images = append(list[i].Fields.Images, store.Image{Src: fmt.Sprintf("https://pictures.shop.se/%d.jpg", i/6)})
		}
	}
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 33})
	files := map[string]bool{}
	look := func(o map[string]any) {
		images, _ := o["images"].([]any)
		if one, ok := o["image"].(map[string]any); ok {
			images = append(images, one)
		}
		for _, i := range images {
			files[i.(map[string]any)["src"].(string)] = true
		}
	}
	for _, p := range w.shop.Products() {
		look(p)
		for _, v := range w.shop.Variations(id(p)) {
			look(v)
		}
	}
	if len(files) != 6 { // the shared one and five of two products each
		t.Errorf("the shop has fetched %d images: %v", len(files), files)
	}
}

func TestAKeyThatMayNotWriteEndsTheOperation(t *testing.T) {
	w := newWorld(t, wootest.Options{ReadOnlyKey: "ck_readonlyreadonlyreadonly", ReadOnlySecret: "cs_readonlyreadonlyreadonly"})
	w.webshop.Keys = store.Keys{ConsumerKey: "ck_readonlyreadonlyreadonly", ConsumerSecret: "cs_readonlyreadonlyreadonly"}
	w.must(w.store.UpdateWebshop(w.ctx, w.webshop))
	w.put(false, simples(3)...)
	op := w.sync(sync.Request{})
	text := w.errorText(op)
	if op.State != store.Failed || !strings.Contains(text, "Read/Write") || !strings.Contains(text, "401") {
		t.Errorf("it ended %v: %s", op.State, text)
	}
	for _, where := range []string{text, w.log.String()} {
		if strings.Contains(where, "readonlyreadonly") {
			t.Errorf("a key is in %s", where)
		}
	}
}

func TestAShopThatIsNotThereEndsTheOperation(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	w.webshop.URL = gone.URL
	w.must(w.store.UpdateWebshop(w.ctx, w.webshop))
	w.put(false, simples(3)...)
	op := w.sync(sync.Request{})
	if text := w.errorText(op); op.State != store.Failed || len(strings.Split(text, "\n")) < 3 {
		t.Errorf("it ended %v: %s", op.State, text)
	}
	if len(w.clock.pauses) != 0 {
		t.Errorf("it waited for a shop that was never there: %v", w.clock.pauses)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(false, simples(1)...)
	op := w.ask(sync.Request{})
	ctx, cancel := context.WithCancelCause(w.ctx)
	seen := 0
	_, err := w.svc.Wait(ctx, []int64{op.ID}, func(store.Operation) {
		seen++
		cancel(context.DeadlineExceeded)
	})
	if err == nil || seen != 1 {
		t.Errorf("waiting gave %v after %d looks", err, seen)
	}
	if _, err := w.svc.Wait(w.ctx, []int64{999}, nil); err == nil {
		t.Error("an operation that is not there was waited for")
	}
}
