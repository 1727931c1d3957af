package sync

import (
	"context"
	"errors"
	"fmt"

	"woosync/store"
	"woosync/woo"
)

// WebshopProgress is how far the import of a webshop is: products of Total, which is 0 as long as it is not known. Variations are not
// counted.
type WebshopProgress struct{ Products, Total int }

// ImportFromWebshop takes the catalogue over as a webshop has it: categories, products and variations with everything that the
// catalogue can say of them. Each category of the webshop gets its like in the inventory and a whole link from there, and each product
// that meets the criteria a package as if it had just been sent: the preview says "unchanged", and nothing is ever sent that was not
// changed in the catalogue first. Only reading requests are made, at most two at a time.
//
// Products that the catalogue has already under a SKU of the webshop's become as the webshop has them, as with any import; others stay.
// What cannot be in the catalogue (products without SKU, or of types that plugins make) is in the report with id and name (Line is 0,
// Column the field), and stays in the webshop as it is. Products that do not meet the criteria are in the catalogue, without a
// package: they too stay as they are.
// Rows of the report counts products and variations that were read.
//
// It holds the lease that a worker would hold, and fails with a *BusyError where another program works on the store. What was taken
// when it ends early stays; a call within a day goes on behind it, a later one, and one after a call that went well, reads
// everything again, which changes only what has changed in the webshop. A failure of the webshop is woo's own error, for woo.Explain.
func (s *Service) ImportFromWebshop(ctx context.Context, name string, progress func(WebshopProgress)) (ImportReport, error) {
	report := ImportReport{Errors: []RowError{}}
	if s.readOnly {
		return report, fmt.Errorf("import from a webshop: %w", store.ErrReadOnly)
	}
	w, err := s.webshopNamed(ctx, name)
	if err != nil {
		return report, err
	}
	l, err := s.openLive(w)
	if err != nil {
		return report, err
	}
	defer l.close()
	holder := "import from " + w.Name
	if s.requester != "" {
		holder = s.requester + ", " + holder
	}
	err = s.underLease(ctx, holder, func(ctx context.Context, token int64) error {
		t := &takeover{s: s, st: s.store, token: token, webshop: w, live: l, targets: newTargets(l), report: &report, progress: progress,
			owners: map[string]int64{}, known: map[termKind]map[string]int64{}}
		return t.run(ctx)
	})
	if err != nil {
		return report, fmt.Errorf("import from %s: %w", w.Name, err)
	}
	return report, nil
}

// takeover is one import from a webshop.
type takeover struct {
	s        *Service
	st       *store.Store
	token    int64
	webshop  store.Webshop
	live     *live
	into     *store.Import
	plan     *plan
	report   *ImportReport
	progress func(WebshopProgress)

	translator
	targets  *targets
	owners   map[string]int64              // the webshop's ids by folded SKU
	known    map[termKind]map[string]int64 // ids of tags, brands and attributes that the store has
	done     int                           // products read, with those of an interrupted call
	excluded int                           // products that do not meet the criteria
	unlinked int                           // products with links that the catalogue cannot say
	left     int                           // problems that the report has no room for
}

func (t *takeover) run(ctx context.Context) (err error) {
	if err := t.prepare(ctx); err != nil {
		return err
	}
	w := &walk{live: t.live}
	if w.after, err = t.resume(ctx); err != nil {
		return err
	}
	w.page = t.done/woo.BatchLimit + 1
	if t.into, err = t.st.BeginImport(ctx, store.ImportOptions{}); err != nil {
		return err
	}
	err = w.all(ctx, func(step liveStep) error { return t.take(ctx, step) })
	if err == nil {
		_, err = t.into.Finish(ctx, false)
	}
	if err = errors.Join(err, t.into.Close()); err != nil { // makes the indexes again if it ended early; opening the store does too
		return err
	}
	if err := t.s.Refresh(ctx, t.webshop.ID); err != nil {
		return err
	}
	if err := t.settleLinks(ctx); err != nil {
		return err
	}
	t.conclude()
	return t.forget(ctx)
}

// prepare reads what products refer to.
func (t *takeover) prepare(ctx context.Context) error {
	if err := t.takeCategories(ctx); err != nil {
		return err
	}
	for _, kind := range []termKind{kindTag, kindBrand, kindAttribute} {
		ids, err := t.st.RemoteIDs(ctx, t.webshop.ID, string(kind))
		if err != nil {
			return err
		}
		t.known[kind] = ids
	}
	var err error
	t.classes, err = t.live.classNames(ctx)
	return err
}

// conclude says in the report what is not a problem but good to know.
func (t *takeover) conclude() {
	note := func(n int, one, many string) {
		switch {
		case n == 1:
			t.report.Notes = append(t.report.Notes, "1 product "+one)
		case n > 1:
			t.report.Notes = append(t.report.Notes, fmt.Sprintf("%d products %s", n, many))
		}
	}
	note(t.excluded, "is in the catalogue and does not meet the synchronization criteria; the webshop keeps it as it is, and the preview says why",
		"are in the catalogue and do not meet the synchronization criteria; the webshop keeps them as they are, and the preview says why")
	note(t.unlinked, "has upsells, cross-sells or members that cannot be in the catalogue; such a list stays as the webshop has it",
		"have upsells, cross-sells or members that cannot be in the catalogue; such lists stay as the webshop has them")
	if t.left > 0 {
		t.report.Errors = append(t.report.Errors, RowError{Message: fmt.Sprintf("there are %d more problems; correct these first", t.left)})
	}
}
