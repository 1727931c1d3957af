package sync_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// TestAStormLeavesEverythingOnce lets every kind of fault strike by chance while workers are cut off in the middle, and then holds
// the shop against the catalogue: each product there once, every package true, every operation ended.
func TestAStormLeavesEverythingOnce(t *testing.T) {
	kinds := []wootest.FaultKind{wootest.FaultFatal, wootest.FaultMemory, wootest.FaultBadGateway, wootest.FaultGatewayTimeout, wootest.FaultMaintenance,
		wootest.FaultTooMany, wootest.FaultDatabase, wootest.FaultHangUp, wootest.FaultTruncated, wootest.FaultWarning, wootest.FaultEmpty, wootest.FaultBOM}
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 7))
			w := newWorld(t, wootest.Options{Seed: seed}, func(s *store.Webshop) { s.BatchSize = 7 })
			list := simples(80)
			for n := range 4 {
				list = append(list, variable(fmt.Sprint("F", n), "red", "blue", "green")...)
			}
			list[3].Fields.Upsells, list[70].Fields.CrossSells = []string{"P-0071"}, []string{"P-0004", "F1"}
			w.put(false, list...)
			for _, k := range kinds {
				w.shop.AddFaults(wootest.Fault{Kind: k, Rate: 0.03}, wootest.Fault{Kind: k, Rate: 0.03, Method: "POST", AfterItems: 1 + chance.IntN(5)},
					wootest.Fault{Kind: k, Rate: 0.02, Method: "POST", AfterWork: true})
			}
			for round := range 6 {
				if round == 3 { // half of them change, some leave
					for i := range list[:30] {
						list[i].Fields.RegularPrice = "77"
					}
					w.put(true, append(list[:75:75], list[80:]...)...)
				}
				op := w.ask(sync.Request{Full: chance.IntN(3) == 0})
				for cut := 0; cut < 3; cut++ { // workers that are cut off after a few batches
					k := w.start(func(o *sync.WorkerOptions) { o.Grace = time.Nanosecond })
					want := w.operation(op.ID).Done + 1 + chance.IntN(25)
					w.until("some products are done", func() bool { o := w.operation(op.ID); return o.State.Final() || o.Done >= want })
					k.stop()
				}
				k := w.start()
				w.ended(op.ID)
				k.stop()
			}
			w.shop.SetFaults()
			if op := w.sync(sync.Request{}); op.State != store.Completed {
				t.Fatalf("in calm weather it ended %v: %s", op.State, w.errorText(op))
			}
			var skus []string
			for _, p := range append(list[:75:75], list[80:]...) {
				skus = append(skus, p.SKU)
			}
			w.has(skus...)
			w.checkPackages()
			before := w.shop.WriteCount()
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
			if n := w.shop.WriteCount() - before; n != 0 {
				t.Errorf("%d requests wrote although nothing differs", n)
			}
		})
	}
}
