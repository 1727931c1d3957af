package demo

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/charmbracelet/x/ansi"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// changedSKU is the product whose price the rehearsal changes.
const changedSKU = "TV-LMP-02"

// Rehearse does the main job without a terminal and writes what happens: import, preview, synchronization, a second one that must send
// nothing, one product changed and synchronized alone, and what becomes of the troubled webshop. It needs a worker on the demo's
// service. It fails when something is not as it says.
func (s *Stage) Rehearse(ctx context.Context, out io.Writer) error {
	s.nordlys.SetLatency(wootest.PresetReal)
	steps := []struct {
		title string
		do    func(context.Context, io.Writer) error
	}{
		{"Import of the catalogue", s.rehearseImport},
		{"Preview: what a synchronization would do", s.rehearsePreview},
		{"Synchronization of Nordlys, which is as fast as a real shop", s.rehearseSynchronization},
		{"Synchronization of Nordlys once more, with nothing changed", s.rehearseNothing},
		{"One product changed, and synchronized alone", s.rehearseOne},
		{"Synchronization of Sydkysten, which has the troubles of a crowded host", s.rehearseTrouble},
		{"Operations in the overview", s.rehearseOverview},
	}
	for i, step := range steps {
		fmt.Fprintf(out, "%d. %s\n", i+1, step.title)
		if err := step.do(ctx, out); err != nil {
			return err
		}
	}
	return nil
}

func (s *Stage) rehearseImport(ctx context.Context, out io.Writer) error {
	began := s.o.Now()
	report, err := s.importEdition(ctx, current)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "   %d rows, %d products: %d added, in %s\n", report.Rows, report.Products, report.Added, s.o.Now().Sub(began).Round(time.Millisecond))
	if err := s.recall(ctx); err != nil {
		return err
	}
	if err := s.occupy(ctx); err != nil {
		return err
	}
	return s.link(ctx, append(append([]shelf{}, firstShelves...), laterShelves...))
}

func (s *Stage) rehearsePreview(ctx context.Context, out io.Writer) error {
	for _, p := range []*practice{s.nordlys, s.sydkysten} {
		counts, err := s.preview(ctx, p)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "   %-10s %d add, %d update, %d remove, %d unchanged, %d excluded\n", p.Webshop.Name, counts[store.ActionAdd], counts[store.ActionUpdate],
			counts[store.ActionRemove], counts[store.ActionUnchanged], counts[store.ActionExcluded])
		if counts[store.ActionAdd] == 0 || counts[store.ActionExcluded] == 0 {
			return fmt.Errorf("the preview of %s should have products to add and products to exclude", p.Webshop.Name)
		}
	}
	return nil
}

func (s *Stage) rehearseSynchronization(ctx context.Context, out io.Writer) error {
	wanted, err := s.preview(ctx, s.nordlys)
	if err != nil {
		return err
	}
	op, err := s.measured(ctx, out, s.nordlys, sync.Request{WebshopID: s.nordlys.Webshop.ID})
	if err != nil {
		return err
	}
	if op.State != store.Completed || op.Counts.Added != wanted[store.ActionAdd] {
		return fmt.Errorf("the synchronization should have added %d products, it added %d and is in the state %q: %s", wanted[store.ActionAdd], op.Counts.Added, op.State, op.Error)
	}
	after, err := s.preview(ctx, s.nordlys)
	if err != nil {
		return err
	}
	if after[store.ActionUnchanged] != wanted[store.ActionAdd] || after[store.ActionAdd]+after[store.ActionUpdate]+after[store.ActionRemove] != 0 {
		return fmt.Errorf("after the synchronization all %d products should be unchanged, %d are", wanted[store.ActionAdd], after[store.ActionUnchanged])
	}
	return nil
}

func (s *Stage) rehearseNothing(ctx context.Context, out io.Writer) error {
	writes := s.nordlys.WriteCount()
	op, err := s.measured(ctx, out, s.nordlys, sync.Request{WebshopID: s.nordlys.Webshop.ID})
	if err != nil {
		return err
	}
	if n := s.nordlys.WriteCount() - writes; n != 0 || op.State != store.Completed {
		return fmt.Errorf("a synchronization with nothing to do should make no write request, it made %d and is in the state %q", n, op.State)
	}
	return nil
}

func (s *Stage) rehearseOne(ctx context.Context, out io.Writer) error {
	if err := s.importChanged(ctx); err != nil {
		return err
	}
	var (
		found sync.Preview
		rest  int
	)
	err := s.service.Preview(ctx, sync.PreviewRequest{Webshop: s.nordlys.Webshop.Name}, func(p sync.Preview) error {
		switch {
		case p.SKU == changedSKU:
			found = p
		case p.Action == store.ActionAdd || p.Action == store.ActionUpdate || p.Action == store.ActionRemove:
			rest++
		}
		return nil
	})
	if err != nil {
		return err
	}
	if found.Action != store.ActionUpdate || rest != 0 {
		return fmt.Errorf("the preview should name %s alone as changed, it names %d others", changedSKU, rest)
	}
	for _, c := range found.Changes {
		fmt.Fprintf(out, "   %s %s: %s %s → %s\n", found.SKU, found.Name, c.Label, c.From, c.To)
	}
	op, err := s.measured(ctx, out, s.nordlys, sync.Request{WebshopID: s.nordlys.Webshop.ID, ProductIDs: []int64{found.ProductID}})
	if err != nil {
		return err
	}
	if op.State != store.Completed || op.Counts.Updated != 1 {
		return fmt.Errorf("one product should be updated, %d are, in the state %q: %s", op.Counts.Updated, op.State, op.Error)
	}
	return nil
}

func (s *Stage) rehearseTrouble(ctx context.Context, out io.Writer) error {
	s.sydkysten.SetLatency(wootest.PresetReal)
	s.troubled()
	op, err := s.measured(ctx, out, s.sydkysten, sync.Request{WebshopID: s.sydkysten.Webshop.ID})
	if err != nil {
		return err
	}
	if !op.State.Final() {
		return fmt.Errorf("the synchronization of %s should have ended, it is in the state %q", s.sydkysten.Webshop.Name, op.State)
	}
	fmt.Fprintf(out, "   it ended as %q\n", op.State)
	text, err := s.store.OperationError(ctx, op.ID)
	if err != nil {
		return fmt.Errorf("read the error of operation %d: %w", op.ID, err)
	}
	for _, line := range firstLines(text, 6) {
		fmt.Fprintf(out, "   | %s\n", ansi.Truncate(line, 150, "…"))
	}
	return nil
}

func (s *Stage) rehearseOverview(ctx context.Context, out io.Writer) error {
	counts, err := s.store.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return fmt.Errorf("count the operations: %w", err)
	}
	for _, state := range store.States {
		fmt.Fprintf(out, "   %6d  %s\n", counts[state], state)
	}
	return nil
}

// measured synchronizes and writes what it came to.
func (s *Stage) measured(ctx context.Context, out io.Writer, p *practice, r sync.Request) (store.Operation, error) {
	requests, writes := len(p.Requests()), p.WriteCount()
	op, err := s.synchronize(ctx, r)
	if err != nil {
		return op, err
	}
	c := op.Counts
	fmt.Fprintf(out, "   operation %d: %d added, %d updated, %d removed, %d failed; %s, %d of them to write, in %s\n",
		op.ID, c.Added, c.Updated, c.Removed, c.Failed, count(len(p.Requests())-requests, "request"), p.WriteCount()-writes, op.CompletedOn.Sub(op.StartedOn))
	return op, nil
}

// preview counts the actions of a webshop.
func (s *Stage) preview(ctx context.Context, p *practice) (counts [5]int, err error) {
	err = s.service.Preview(ctx, sync.PreviewRequest{Webshop: p.Webshop.Name}, func(v sync.Preview) error {
		counts[v.Action]++
		return nil
	})
	return counts, err
}

// importChanged imports a file with one product at another price.
func (s *Stage) importChanged(ctx context.Context) error {
	path := filepath.Join(s.folder, "changed.csv")
	f, err := os.Create(path)
	if err != nil {
		return fmt.Errorf("write the changed product: %w", err)
	}
	defer f.Close()
	for _, r := range catalogue(current, s.pictures.url) {
		if r["SKU"] == changedSKU {
			r["Regular price"], r["Sale price"] = "333.00", ""
			if err := writeRows(f, []row{r}); err != nil {
				return fmt.Errorf("write the changed product: %w", err)
			}
		}
	}
	report, err := s.service.Import(ctx, sync.ImportRequest{Path: path})
	if err != nil {
		return fmt.Errorf("import the changed product: %w", err)
	}
	if report.Updated != 1 {
		return fmt.Errorf("the import should have updated one product, it updated %d", report.Updated)
	}
	return nil
}
