package sync

import (
	"context"
	"fmt"
	"testing"
	"time"

	"woosync/store"
	"woosync/woo"
)

func jobs(n int, v verb, parent int64) (list []*job) {
	for i := range n {
		list = append(list, &job{task: task{Product: store.Product{ID: int64(i + 1)}}, verb: v, parent: parent})
	}
	return list
}

func TestTheQueueFillsBatchesAndKeepsLanesApart(t *testing.T) {
	var q queue
	for _, list := range [][]*job{jobs(12, verbCreate, 0), jobs(3, verbUpdate, 0), jobs(4, verbCreate, 77), jobs(4, verbCreate, 78)} {
		for _, j := range list {
			q.add(j)
		}
	}
	q.open = 78 // more variations of this one may come
	take := func(rest bool) string {
		b, ok := q.take(10, rest)
		if !ok {
			return "nothing"
		}
		return fmt.Sprintf("%d %s of %d", len(b.jobs), map[verb]string{verbCreate: "creates", verbUpdate: "updates"}[b.verb], b.parent)
	}
	for i, want := range []string{"10 creates of 0", "4 creates of 77", "nothing"} {
		if got := take(false); got != want {
			t.Errorf("batch %d is %s, want %s", i+1, got, want)
		}
	}
	for i, want := range []string{"2 creates of 0", "3 updates of 0", "4 creates of 78", "nothing"} {
		if got := take(true); got != want {
			t.Errorf("batch %d of the rest is %s, want %s", i+1, got, want)
		}
	}
	if q.n != 0 || len(q.lanes) != 0 {
		t.Errorf("the queue still counts %d jobs in %d lanes", q.n, len(q.lanes))
	}
}

func TestASuspectIsSentInSmallBatchesAndFirst(t *testing.T) {
	var q queue
	for _, j := range jobs(5, verbUpdate, 0) {
		q.add(j)
	}
	suspects := jobs(4, verbUpdate, 0)
	for i := len(suspects) - 1; i >= 0; i-- {
		suspects[i].limit = 2
		q.again(suspects[i])
	}
	for _, want := range []int{2, 2, 5} {
		b, _ := q.take(10, true)
		if len(b.jobs) != want {
			t.Errorf("a batch has %d, want %d", len(b.jobs), want)
		}
	}
}

func TestAnImageWeighsOneItemMore(t *testing.T) {
	list := jobs(4, verbCreate, 0)
	for _, j := range list {
		j.fetches = 2
	}
	if n := fit(list, 10); n != 3 {
		t.Errorf("%d products with two images each share a batch of ten", n)
	}
	if n := fit(list, 1); n != 1 {
		t.Errorf("%d products share a batch of one", n)
	}
}

func TestBatchesShrinkAndGrow(t *testing.T) {
	z := newSizer(30)
	z.choked(30)
	if z.size != 15 {
		t.Errorf("after a batch of 30 that was too much, %d", z.size)
	}
	for range 20 {
		z.choked(z.size)
	}
	if z.size != 1 {
		t.Errorf("after many, %d", z.size)
	}
	var grown []int
	for range 200 {
		if before := z.size; before != 30 {
			if z.ok(); z.size != before {
				grown = append(grown, z.size)
			}
		}
	}
	if got := fmt.Sprint(grown); got != "[2 3 4 5 6 7 8 10 12 15 18 22 27 30]" {
		t.Errorf("it grows as %s", got)
	}
	if z := newSizer(1000); z.size != woo.BatchLimit {
		t.Errorf("more than WooCommerce takes: %d", z.size)
	}
}

func TestEveryFailureHasItsCure(t *testing.T) {
	for kind, want := range map[woo.Kind][2]cure{ // before and after the first request that went well
		woo.KindRateLimited:    {cureWait, cureWait},
		woo.KindMaintenance:    {cureWait, cureWait},
		woo.KindDatabaseDown:   {cureWait, cureWait},
		woo.KindRefused:        {cureNone, cureWait},
		woo.KindTimeout:        {cureHalve, cureHalve},
		woo.KindGateway:        {cureHalve, cureHalve},
		woo.KindTooLarge:       {cureHalve, cureHalve},
		woo.KindMemory:         {cureHalve, cureHalve},
		woo.KindPHPFatal:       {cureSplit, cureSplit},
		woo.KindBadJSON:        {cureSplit, cureSplit},
		woo.KindFirewall:       {cureNone, cureSplit},
		woo.KindHTML:           {cureNone, cureSplit},
		woo.KindClock:          {cureNone, cureWait},
		woo.KindKeyUnknown:     {cureNone, cureNone},
		woo.KindKeyReadOnly:    {cureNone, cureNone},
		woo.KindRedirect:       {cureNone, cureNone},
		woo.KindTLSExpired:     {cureNone, cureNone},
		woo.KindWooMissing:     {cureNone, cureNone},
		woo.KindHTTPNeedsHTTPS: {cureNone, cureNone},
	} {
		err := fmt.Errorf("sending: %w", &woo.Error{Kind: kind})
		if got := [2]cure{cureOf(err, false), cureOf(err, true)}; got != want {
			t.Errorf("%s: %v, want %v", kind, got, want)
		}
	}
}

func TestPausesDoubleUpToFiveMinutes(t *testing.T) {
	for streak, want := range map[int]time.Duration{0: 5 * time.Second, 1: 5 * time.Second, 2: 10 * time.Second, 4: 40 * time.Second, 9: 5 * time.Minute, 60: 5 * time.Minute} {
		if got := pauseAfter(streak); got != want {
			t.Errorf("after %d failures %v, want %v", streak, got, want)
		}
	}
	oslo := time.Date(2026, 11, 23, 23, 50, 0, 0, time.Local)
	if got := clock(oslo, oslo.Add(5*time.Minute)); got != "23:55" {
		t.Errorf("five minutes on it is %s", got)
	}
	if got := clock(oslo, oslo.Add(time.Hour)); got != "24 Nov 00:50" {
		t.Errorf("an hour on it is %s", got)
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errStopping)
	if err := sleep(ctx, time.Hour); err != errStopping {
		t.Errorf("sleeping gave %v", err)
	}
	if err := sleep(context.Background(), time.Nanosecond); err != nil {
		t.Errorf("sleeping gave %v", err)
	}
}
