package export_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync/export"
)

// moving is a source whose operations come and go between two pages.
type moving struct {
	ops   []store.Operation
	pages int
	after map[int]func(*moving) // what happens after so many pages
}

func (m *moving) Operations(_ context.Context, q store.OperationQuery) (store.OperationPage, error) {
	page := store.OperationPage{Total: len(m.ops), Offset: max(0, min(q.Offset, len(m.ops)-q.Limit))}
	if i := slices.IndexFunc(m.ops, func(o store.Operation) bool { return o.ID == q.Anchor }); i >= 0 && q.Anchor != 0 {
		page.AnchorFound, page.Offset = true, max(0, min(i-q.AnchorRow, len(m.ops)-q.Limit))
	}
	page.Rows = slices.Clone(m.ops[page.Offset:min(page.Offset+q.Limit, len(m.ops))])
	m.pages++
	if change := m.after[m.pages]; change != nil {
		change(m)
	}
	return page, nil
}

func (m *moving) OperationError(_ context.Context, id int64) (string, error) {
	return fmt.Sprintf("the whole error of %d", id), nil
}

func (m *moving) Items(context.Context, int64, store.ItemQuery) ([]store.Item, int, error) {
	return nil, 0, errors.New("not asked for")
}

// numbered makes operations n, n-1, … 1.
func numbered(n int) (ops []store.Operation) {
	for id := n; id > 0; id-- {
		ops = append(ops, store.Operation{ID: int64(id)})
	}
	return ops
}

// TestReaderReadsEachOnce checks that every operation that stays is read once, whatever comes, goes and moves meanwhile.
func TestReaderReadsEachOnce(t *testing.T) {
	for name, c := range map[string]struct {
		n, limit int
		after    map[int]func(*moving)
		gone     []int64 // that nobody can ask for
	}{
		"nothing":        {n: 0, limit: 10},
		"one":            {n: 1, limit: 10},
		"one at a time":  {n: 7, limit: 1},
		"quiet":          {n: 95, limit: 10},
		"new at the top": {n: 95, limit: 10, after: map[int]func(*moving){2: func(m *moving) { m.ops = append([]store.Operation{{ID: 200}, {ID: 201}}, m.ops...) }}, gone: nil},
		"read ones go":   {n: 95, limit: 10, after: map[int]func(*moving){3: func(m *moving) { m.ops = m.ops[25:] }}},
		"all but the last go": {n: 95, limit: 10, after: map[int]func(*moving){4: func(m *moving) { m.ops = m.ops[94:] }},
			gone: ids(2, 58)},
		"turned round": {n: 40, limit: 10, after: map[int]func(*moving){2: func(m *moving) { slices.Reverse(m.ops) }}, gone: ids(1, 40)},
	} {
		t.Run(name, func(t *testing.T) {
			source := &moving{ops: numbered(c.n), after: c.after}
			r := export.NewReader(source, store.OperationQuery{Limit: c.limit, Offset: 17, Anchor: 3})
			seen := map[int64]int{}
			for {
				ops, err := r.Next(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if len(ops) == 0 {
					break
				}
				for _, op := range ops {
					seen[op.ID]++
				}
				if done, total := r.Place(); done > total {
					t.Errorf("%d of %d are read", done, total)
				}
			}
			for id := range int64(c.n) {
				if n := seen[id+1]; n > 1 || n == 0 && !slices.Contains(c.gone, id+1) {
					t.Errorf("operation %d was read %d times", id+1, n)
				}
			}
			if source.pages > 3*c.n+3 {
				t.Errorf("%d pages for %d operations", source.pages, c.n)
			}
		})
	}
}

func ids(from, to int64) (all []int64) {
	for id := from; id <= to; id++ {
		all = append(all, id)
	}
	return all
}

// TestOperations checks both formats: the same content, nothing that acts, nothing that a spreadsheet calculates.
func TestOperations(t *testing.T) {
	created := time.Date(2026, 11, 23, 12, 4, 0, 0, time.FixedZone("CET", 3600))
	op := store.Operation{ID: 7, Webshop: "=Nordlys\x1b[2J", WebshopURL: "https://nordlys.example", Full: true, Scope: store.ScopeProducts, State: store.Failed, Error: "the head",
		ErrorSize: 400, CreatedOn: created, Counts: store.Counts{Added: 1, Updated: 2, Removed: 3, Unchanged: 4, Skipped: 5, Failed: 6}}
	whole, err := export.Whole(t.Context(), &moving{}, op)
	if err != nil || whole.Error != "the whole error of 7" {
		t.Fatalf("%+v, %v", whole, err)
	}
	var table, document strings.Builder
	for out, format := range map[*strings.Builder]export.Format{&table: export.CSV, &document: export.JSON} {
		w := export.Operations(out, format)
		if err := errors.Join(w.Write(whole), w.Write(export.NewOperation(store.Operation{ID: 8}, "")), w.Close()); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(table.String())).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	want := []string{"7", "'=Nordlys", "https://nordlys.example", "true", "products", "failed", "the whole error of 7", "2026-11-23T11:04:00Z", "", "", "1", "2", "3", "4", "5", "6"}
	if !slices.Equal(rows[1], want) || len(rows[0]) != len(want) || rows[0][3] != "synchronize_all" {
		t.Errorf("titles %q, row %q", rows[0], rows[1])
	}
	var ops []export.Operation
	if err := json.Unmarshal([]byte(document.String()), &ops); err != nil || len(ops) != 2 || ops[0].Webshop != op.Webshop || *ops[0].CreatedOn != want[7] || ops[0].Counts != whole.Counts || ops[1].CreatedOn != nil {
		t.Errorf("%v: %s", err, document.String())
	}
	if strings.ContainsRune(table.String()+document.String(), 0x1b) {
		t.Error("an escape sequence is in a document")
	}
}

func TestResults(t *testing.T) {
	item := store.Item{SKU: "+45", Name: "Hoodie", Action: store.ActionUpdate, Outcome: store.OutcomeFailed, Error: "two\nlines", RemoteID: 91}
	var table, document, none strings.Builder
	w := export.Results(&table, export.CSV)
	j := export.Results(&document, export.JSON)
	if err := errors.Join(w.Write(export.NewResult(item)), w.Close(), j.Write(export.NewResult(item)), j.Close(), export.Results(&none, export.JSON).Close()); err != nil {
		t.Fatal(err)
	}
	if want := "sku,name,action,outcome,error,remote_id,done_on\n'+45,Hoodie,update,failed,\"two\nlines\",91,\n"; table.String() != want {
		t.Errorf("%q, want %q", table.String(), want)
	}
	var results []export.Result
	if err := json.Unmarshal([]byte(document.String()), &results); err != nil || len(results) != 1 || results[0].SKU != "+45" || *results[0].RemoteID != 91 || results[0].DoneOn != nil {
		t.Errorf("%v: %s", err, document.String())
	}
	if none.String() != "[]\n" {
		t.Errorf("no result is written as %q", none.String())
	}
}

// TestWritingFails checks that a full disk is told, at the latest by Close.
func TestWritingFails(t *testing.T) {
	for _, f := range []export.Format{export.CSV, export.JSON} {
		w := export.Operations(full{}, f)
		var err error
		for range 1000 {
			err = errors.Join(err, w.Write(export.Operation{Webshop: "Nordlys"}))
		}
		if err = errors.Join(err, w.Close()); !errors.Is(err, errFull) {
			t.Errorf("format %d: %v", f, err)
		}
	}
}

type full struct{}

var errFull = errors.New("no space left on device")

func (full) Write([]byte) (int, error) { return 0, errFull }
