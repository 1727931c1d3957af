package sync

import (
	"context"
	"fmt"
	"time"

	"woosync/store"
)

// An import that was interrupted leaves behind how far it came, among the ids of its webshop.
const (
	cursorKind     = "takeover"
	cursorAfter    = "after"    // id of the last product that was taken
	cursorProducts = "products" // how many were taken
	cursorOn       = "on"       // when, in seconds
)

// goesOnWithin is how long an interrupted import can be gone on with. After that the webshop is another one.
const goesOnWithin = 24 * time.Hour

func (t *takeover) cursor(after int64) map[string]int64 {
	return map[string]int64{cursorAfter: after, cursorProducts: int64(t.done), cursorOn: t.s.now().Unix()}
}

// resume finds where an interrupted import came to, and learns what it had read.
func (t *takeover) resume(ctx context.Context) (after int64, err error) {
	c, err := t.st.RemoteIDs(ctx, t.webshop.ID, cursorKind)
	if err != nil {
		return 0, err
	}
	age := t.s.now().Sub(time.Unix(c[cursorOn], 0))
	if c[cursorAfter] == 0 || age < 0 || age > goesOnWithin {
		return 0, nil
	}
	t.done = int(c[cursorProducts])
	t.report.Notes = append(t.report.Notes, fmt.Sprintf("an import that was interrupted had taken %d products; this one went on behind them", t.done))
	return c[cursorAfter], t.remember(ctx)
}

// remember reads from the store which products were taken.
func (t *takeover) remember(ctx context.Context) error {
	for after := int64(0); ; {
		packages, err := t.st.PackagesAfter(ctx, t.webshop.ID, after, planChunk)
		if err != nil || len(packages) == 0 {
			return err
		}
		after = packages[len(packages)-1].ProductID
		remotes, ids := map[int64]int64{}, []int64{}
		for _, pk := range packages {
			if pk.RemoteID != 0 {
				remotes[pk.ProductID] = pk.RemoteID
				ids = append(ids, pk.ProductID)
			}
		}
		products, err := t.st.Products(ctx, ids)
		if err != nil {
			return fmt.Errorf("reading the catalogue: %w", err)
		}
		for i := range products {
			id, sku := remotes[products[i].ID], products[i].SKU
			t.owners[store.FoldSKU(sku)] = id
			t.targets.known[id] = target{sku: sku}
		}
	}
}

// forget ends the import: the next one begins anew.
func (t *takeover) forget(ctx context.Context) error {
	return t.st.Adopt(ctx, t.token, t.webshop.ID, store.Adoption{RemoteIDs: map[string]map[string]int64{
		cursorKind: {cursorAfter: 0, cursorProducts: 0, cursorOn: 0}}})
}
