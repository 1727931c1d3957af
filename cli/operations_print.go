package cli

import (
	"fmt"
	"io"
	"strconv"

	"woosync/store"
)

// operationPrinter writes operations one by one.
type operationPrinter interface {
	operation(op store.Operation, errorText string) error
	end(total int) error // total: all that match, which may be more than were printed
}

// operationTable is for people: the columns of the operations screen.
type operationTable struct {
	out, note io.Writer
	ascii     bool
	rows      [][]string
}

func (t *operationTable) operation(op store.Operation, errorText string) error {
	what := firstLine(errorText, 60)
	if op.State == store.InProgress {
		what = fmt.Sprintf("%d of %d", op.Done, op.Total)
		if op.Total == 0 {
			what = ""
		}
		if op.Note != "" {
			what += " " + op.Note
		}
	}
	t.rows = append(t.rows, []string{strconv.FormatInt(op.ID, 10), op.Webshop, yesNo(op.Full), op.State.String(), what,
		localTime(op.CreatedOn), localTime(op.StartedOn), localTime(op.CompletedOn)})
	return nil
}

func (t *operationTable) end(total int) error {
	if len(t.rows) == 0 {
		fmt.Fprintln(t.note, "No operations.")
		return nil
	}
	if err := table(t.out, []string{"ID", "Webshop", "Synchronize all", "State", "Error", "Created on", "Started on", "Completed on"}, t.rows); err != nil {
		return err
	}
	if total > len(t.rows) {
		fmt.Fprintf(t.note, "The newest %d of %d; --limit 0 shows all.\n", len(t.rows), total)
	}
	return nil
}

// operationCSV is for spreadsheets: the keys of the JSON document as titles.
type operationCSV struct{ out csvWriter }

func newOperationCSV(w io.Writer) *operationCSV {
	c := &operationCSV{newCSV(w)}
	c.out.row("id", "webshop", "webshop_url", "synchronize_all", "scope", "state", "error", "created_on", "started_on", "completed_on",
		"added", "updated", "removed", "unchanged", "skipped", "failed")
	return c
}

func (c *operationCSV) operation(op store.Operation, errorText string) error {
	d := operationDocument(op, errorText)
	n := func(v int) string { return strconv.Itoa(v) }
	t := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	return c.out.row(strconv.FormatInt(d.ID, 10), d.Webshop, d.WebshopURL, strconv.FormatBool(d.SynchronizeAll), d.Scope, d.State, d.Error,
		t(d.CreatedOn), t(d.StartedOn), t(d.CompletedOn),
		n(d.Counts.Added), n(d.Counts.Updated), n(d.Counts.Removed), n(d.Counts.Unchanged), n(d.Counts.Skipped), n(d.Counts.Failed))
}

func (c *operationCSV) end(int) error { return c.out.close() }

// jsonArray writes one JSON array element by element, so that a million of them need no memory.
type jsonArray struct {
	out io.Writer
	n   int
}

func newJSONArray(w io.Writer) *jsonArray { return &jsonArray{out: w} }

func (j *jsonArray) add(element any) error {
	before := ",\n"
	if j.n == 0 {
		before = "[\n"
	}
	j.n++
	if _, err := io.WriteString(j.out, before); err != nil {
		return err
	}
	return writeElement(j.out, element)
}

func (j *jsonArray) operation(op store.Operation, errorText string) error {
	return j.add(operationDocument(op, errorText))
}

func (j *jsonArray) end(int) error {
	last := "\n]\n"
	if j.n == 0 {
		last = "[]\n"
	}
	_, err := io.WriteString(j.out, last)
	return err
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}
