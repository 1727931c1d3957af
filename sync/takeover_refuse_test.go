package sync_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

func TestAnImportWorksAlone(t *testing.T) {
	w := newWorld(t, wootest.Options{Sample: true})
	lease, held, err := w.store.AcquireLease(w.ctx, "anna on server1, process 12", time.Minute)
	if err != nil || !held {
		t.Fatal(held, err)
	}
	var busy *sync.BusyError
	if _, err := w.svc.ImportFromWebshop(w.ctx, "Nordlys", nil); !errors.As(err, &busy) || !strings.Contains(err.Error(), "anna on server1, process 12") {
		t.Fatalf("%v", err)
	}
	if n, err := w.store.CountProducts(w.ctx); n != 0 || err != nil || len(w.shop.Requests()) != 0 {
		t.Errorf("%d products, %v, %d requests", n, err, len(w.shop.Requests()))
	}
	w.must(w.store.ReleaseLease(w.ctx, lease.Token))
	var holder string
	_, err = w.svc.ImportFromWebshop(w.ctx, "Nordlys", func(sync.WebshopProgress) {
		l, err := w.store.CurrentLease(w.ctx)
		w.must(err)
		holder = l.Holder
	})
	w.must(err)
	if holder != "anna, screen, import from Nordlys" {
		t.Errorf("meanwhile %q worked", holder)
	}
	if l, err := w.store.CurrentLease(w.ctx); err != nil || l.Token != 0 {
		t.Errorf("afterwards %+v works, %v", l, err)
	}
}

// Whoever takes the lease away stops the import before its next write.
func TestAnImportWithoutLeaseWritesNothing(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.shopkeeper(1).fill(250)
	_, err := w.svc.ImportFromWebshop(w.ctx, "Nordlys", func(p sync.WebshopProgress) {
		w.clock.advance(time.Hour)
		if _, held, err := w.store.AcquireLease(w.ctx, "another", time.Minute); err != nil || !held {
			t.Errorf("%v %v", held, err)
		}
	})
	if !errors.Is(err, store.ErrLeaseLost) {
		t.Fatalf("%v", err)
	}
	if n, err := w.store.CountPackages(w.ctx, w.webshop.ID); err != nil || n != 100 {
		t.Errorf("%d packages, %v", n, err)
	}
}

func TestAnImportThatCannotBe(t *testing.T) {
	w := newWorld(t, wootest.Options{Sample: true})
	var unknown *sync.UnknownError
	if _, err := w.svc.ImportFromWebshop(w.ctx, "nowhere", nil); !errors.As(err, &unknown) {
		t.Errorf("%v", err)
	}
	reader := sync.New(sync.Options{Store: w.store, ReadOnly: true, NewClient: w.clientFor})
	if _, err := reader.ImportFromWebshop(w.ctx, "Nordlys", nil); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("%v", err)
	}
	wrong := w.webshop
	wrong.Keys.ConsumerSecret = "cs_" + strings.Repeat("0", 40)
	w.must(w.store.UpdateWebshop(w.ctx, wrong))
	if _, err := w.svc.ImportFromWebshop(w.ctx, "Nordlys", nil); woo.KindOf(err) != woo.KindSecretWrong || strings.Contains(err.Error(), wrong.Keys.ConsumerSecret) {
		t.Errorf("%v", err)
	}
	if l, err := w.store.CurrentLease(w.ctx); err != nil || l.Token != 0 {
		t.Errorf("afterwards %+v works, %v", l, err)
	}
}

// A key that may only read is enough.
func TestAReadOnlyKeyIsEnough(t *testing.T) {
	w := newWorld(t, wootest.Options{Sample: true, ConsumerKey: "ck_all", ConsumerSecret: "cs_all", ReadOnlyKey: "ck_read", ReadOnlySecret: "cs_read"}, func(s *store.Webshop) {
		s.Keys = store.Keys{ConsumerKey: "ck_read", ConsumerSecret: "cs_read"}
	})
	if r := w.takeOver(); r.Products != 25 {
		t.Errorf("%+v", r)
	}
	w.noDrift(25)
}

// A host that fails now and then costs a question or two, and nothing of what is taken.
func TestAShopThatFailsNowAndThenIsTakenOver(t *testing.T) {
	w := newWorld(t, wootest.Options{Seed: 7})
	k := w.shopkeeper(3)
	k.furnish()
	for n := range 80 {
		k.one(n)
	}
	k.fill(320)
	total := k.skuCount()
	w.shop.SetFaults(wootest.Fault{Kind: wootest.FaultHangUp, Rate: 0.05}, wootest.Fault{Kind: wootest.FaultTruncated, Rate: 0.05}, wootest.Fault{Kind: wootest.FaultBadGateway, Rate: 0.05})
	if r := w.takeOver(); r.Products != total {
		t.Errorf("%+v, want %d products", r, total)
	}
	w.noDrift(total)
	w.unchanged(total)
}
