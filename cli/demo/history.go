package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"woosync/store"
)

// recentOperations is how many operations of the last weeks every demo has.
const recentOperations = 640

// shopRef is a webshop as operations remember it.
type shopRef struct {
	id        int64
	name, url string
}

// The third webshop was given up some weeks ago; its operations stay.
var vestvind = shopRef{name: "Vestvind", url: "https://vestvind.example"}

// history makes operations of the past, each from its number alone, so that any number of them can be made in any portions.
type history struct {
	nordlys, sydkysten shopRef
	products           []store.Product // that operations speak of
	from, to           time.Time       // when the first and the last were created
	n                  int             // how many lie between
	firstID            int64           // of operation 0, for texts that name another operation
}

// askers are who asks for synchronizations, most frequent first.
var askers = []string{"anna, screen", "jonas, screen", "anna, screen", "cron, command line", "maja, screen", "cron, command line"}

// operation makes operation i of n, with the results of its products that are worth keeping.
func (h history) operation(i int) (store.Operation, []store.Item) {
	op, r := h.begin(i)
	op.StartedOn = op.CreatedOn.Add(time.Duration(200+r.IntN(4000)) * time.Millisecond)
	if op.State == store.WebshopNotFound {
		op.CompletedOn = op.StartedOn.Add(time.Duration(5+r.IntN(40)) * time.Millisecond)
		op.Error = "The webshop was removed before everything was done."
		return op, nil
	}
	h.fill(&op, r)
	if op.Scope == store.ScopeWebshop && r.IntN(100) < 12 && h.abort(&op, r, i) {
		return op, h.timed(op, h.items(&op))
	}
	items := h.end(&op, r)
	perProduct := 35 * time.Millisecond
	if op.WebshopID == h.sydkysten.id {
		perProduct = 420 * time.Millisecond
	}
	op.CompletedOn = op.StartedOn.Add(time.Duration(60+r.IntN(400))*time.Millisecond + time.Duration(op.Done)*perProduct).Truncate(time.Millisecond)
	return op, h.timed(op, items)
}

// begin is what an operation is when it is made.
func (h history) begin(i int) (store.Operation, *rand.Rand) {
	r := rand.New(rand.NewPCG(uint64(i), uint64(h.n)))
	step := h.to.Sub(h.from) / time.Duration(max(h.n, 1))
	created := h.from.Add(step*time.Duration(i) + time.Duration(r.Int64N(int64(step)+1))).Truncate(time.Millisecond)
	op := store.Operation{CreatedOn: created, Attempts: 1}
	h.place(&op, r, i)
	h.ask(&op, r)
	return op, r
}

// timed spreads the results over the time that the operation took.
func (h history) timed(op store.Operation, items []store.Item) []store.Item {
	for k := range items {
		items[k].DoneOn = op.StartedOn.Add(time.Duration(k+1) * op.CompletedOn.Sub(op.StartedOn) / time.Duration(len(items)+1)).Truncate(time.Millisecond)
	}
	return items
}

// place chooses the webshop: the third one existed in the first part of the time only, and afterwards some schedules still named it.
func (h history) place(op *store.Operation, r *rand.Rand, i int) {
	shop := h.nordlys
	if r.IntN(100) < 42 {
		shop = h.sydkysten
	}
	if n := 1000 * i / max(h.n, 1); n < 600 && r.IntN(100) < 20 {
		shop = vestvind
		if n > 560 {
			op.State = store.WebshopNotFound
		}
	}
	op.WebshopID, op.Webshop, op.WebshopURL = shop.id, shop.name, shop.url
}

// ask chooses who asked for what. People sleep at night.
func (h history) ask(op *store.Operation, r *rand.Rand) {
	hour := op.CreatedOn.Local().Hour()
	switch roll := r.IntN(100); {
	case roll < 45 && hour >= 7 && hour < 22:
		op.Scope, op.RequestedBy = store.ScopeProducts, pick(r, askers...)
	case roll < 90:
		op.RequestedBy = "schedule"
	default:
		op.Full, op.RequestedBy = true, pick(r, askers...)
	}
}

// fill sets what there was to do: few products by name, some that differ, or the whole catalogue.
func (h history) fill(op *store.Operation, r *rand.Rand) {
	whole := 300 + r.IntN(90)
	switch {
	case op.Scope == store.ScopeProducts:
		op.Total = 1 + r.IntN(4)
		op.Counts.Updated = op.Total
		if r.IntN(4) == 0 {
			op.Counts.Added, op.Counts.Updated = op.Total, 0
		}
	case op.Full:
		op.Total = whole
		op.Counts.Updated = whole
	default:
		op.Total = r.IntN(28)
		op.Counts.Added, op.Counts.Removed = op.Total/7, op.Total/11
		op.Counts.Updated = op.Total - op.Counts.Added - op.Counts.Removed
	}
	op.Done = op.Total
}

// end lets the operation end: most complete, more so in the healthy webshop.
func (h history) end(op *store.Operation, r *rand.Rand) []store.Item {
	trouble := 14
	if op.WebshopID == h.sydkysten.id {
		trouble = 46
	}
	if len(h.products) == 0 {
		trouble /= 3 // of the many older ones, fewer are of interest
	}
	op.State = store.Completed
	switch roll := r.IntN(100); {
	case op.Total > 0 && roll < trouble/2:
		return h.failProducts(op, r)
	case roll < trouble:
		op.State = store.Failed
		h.cut(op, r)
		op.Attempts = 1 + r.IntN(3)
		op.Error = outageText(pick(r, outages...)(r, hostOf(op.WebshopURL)), op.Done, op.Total)
		return h.items(op)
	}
	return h.items(op)
}

// cut stops the operation somewhere on its way.
func (h history) cut(op *store.Operation, r *rand.Rand) {
	op.Done = r.IntN(op.Total + 1)
	op.Counts = store.Counts{Updated: op.Done}
}

// abort looks for the next operation of the whole webshop that makes this one needless, and lets that one end it: in the queue, or, when
// it came soon, at work. It tells whether there is one.
func (h history) abort(op *store.Operation, r *rand.Rand, i int) bool {
	for next := i + 1; next < min(i+30, h.n); next++ {
		by, _ := h.begin(next)
		if by.WebshopID != op.WebshopID || by.Scope != store.ScopeWebshop || op.Full && !by.Full || by.State == store.WebshopNotFound {
			continue
		}
		op.State, op.CompletedOn = store.Aborted, by.CreatedOn
		if by.Full && by.CreatedOn.Sub(op.StartedOn) > time.Second && by.CreatedOn.Sub(op.StartedOn) < 30*time.Minute {
			h.cut(op, r)
		} else {
			op.StartedOn, op.Attempts, op.Total, op.Done, op.Counts = time.Time{}, 0, 0, 0, store.Counts{}
		}
		all := ""
		if by.Full {
			all = " (Synchronize all)"
		}
		op.Error = fmt.Sprintf("Superseded by synchronization %d%s, asked for by %s.", h.firstID+int64(next), all, by.RequestedBy)
		return true
	}
	return false
}

// failProducts lets some products be refused and lists each of them.
func (h history) failProducts(op *store.Operation, r *rand.Rand) []store.Item {
	op.State = store.Failed
	failed := min(op.Total, 1+r.IntN(4))
	if op.Full && len(h.products) > 0 && r.IntN(2) == 0 {
		failed = op.Total/3 + r.IntN(op.Total/3) // a broken plugin refuses them by the hundred
	}
	items := h.items(op)
	why := pick(r, refusals...)
	var lines []string
	for k := range failed {
		if k%3 == 2 {
			why = pick(r, refusals...)
		}
		p := h.product(op, k)
		text := refusalText(why(r, p))
		lines = append(lines, fmt.Sprintf("%s  %s: %s", p.SKU, p.Name, text))
		if k < len(items) {
			items[k].Outcome, items[k].Error = store.OutcomeFailed, text
		}
	}
	op.Counts.Failed = failed
	for _, n := range []*int{&op.Counts.Updated, &op.Counts.Added, &op.Counts.Removed} {
		take := min(failed, *n)
		*n, failed = *n-take, failed-take
	}
	op.Error = fmt.Sprintf("%d of %s failed\n%s", op.Counts.Failed, count(op.Total, "product"), strings.Join(lines, "\n"))
	return items
}

// items are the results of the products that were handled, by SKU.
func (h history) items(op *store.Operation) []store.Item {
	if len(h.products) == 0 {
		return nil
	}
	items := make([]store.Item, 0, op.Done)
	for k := range min(op.Done, len(h.products)) {
		p := h.product(op, k)
		action := store.ActionUpdate
		if k >= op.Counts.Updated {
			action = store.ActionAdd
		}
		if k >= op.Counts.Updated+op.Counts.Added {
			action = store.ActionRemove
		}
		items = append(items, store.Item{SKU: p.SKU, Name: p.Name, Action: action, Outcome: store.OutcomeDone})
	}
	return items
}

// product is the k-th that an operation speaks of.
func (h history) product(op *store.Operation, k int) store.Product {
	if len(h.products) == 0 {
		return store.Product{SKU: fmt.Sprintf("ART-%05d", k), Name: fmt.Sprintf("Article %d", k)}
	}
	at := int(op.CreatedOn.UnixMilli()%int64(len(h.products))) + k
	return h.products[at%len(h.products)]
}

func hostOf(url string) string {
	_, host, _ := strings.Cut(url, "://")
	return host
}
