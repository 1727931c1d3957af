package export

import (
	"io"
	"strconv"

	"woosync/sync/plaintext"
)

// Format is how elements are written.
type Format uint8

const (
	CSV  Format = iota // a line of titles, then one for each element
	JSON               // one array
)

// Writer writes elements one by one.
type Writer[T any] struct {
	csv    *plaintext.CSV
	json   *plaintext.Array // one of the two
	record func(T) []string
}

// Operations writes operations to w. The titles of CSV are the keys of the documents.
func Operations(w io.Writer, f Format) *Writer[Operation] {
	titles := []string{"id", "webshop", "webshop_url", "synchronize_all", "scope", "state", "error", "created_on", "started_on", "completed_on",
		"added", "updated", "removed", "unchanged", "skipped", "failed"}
	return newWriter(w, f, titles, func(o Operation) []string {
		record := []string{strconv.FormatInt(o.ID, 10), o.Webshop, o.WebshopURL, strconv.FormatBool(o.SynchronizeAll), o.Scope, o.State, o.Error,
			text(o.CreatedOn), text(o.StartedOn), text(o.CompletedOn)}
		for _, n := range []int{o.Counts.Added, o.Counts.Updated, o.Counts.Removed, o.Counts.Unchanged, o.Counts.Skipped, o.Counts.Failed} {
			record = append(record, strconv.Itoa(n))
		}
		return record
	})
}

// Results writes the results of an operation to w.
func Results(w io.Writer, f Format) *Writer[Result] {
	return newWriter(w, f, []string{"sku", "name", "action", "outcome", "error", "remote_id", "done_on"}, func(r Result) []string {
		id := ""
		if r.RemoteID != nil {
			id = strconv.FormatInt(*r.RemoteID, 10)
		}
		return []string{r.SKU, r.Name, r.Action, r.Outcome, r.Error, id, text(r.DoneOn)}
	})
}

func newWriter[T any](w io.Writer, f Format, titles []string, record func(T) []string) *Writer[T] {
	if f == JSON {
		return &Writer[T]{json: plaintext.NewArray(w)}
	}
	out := &Writer[T]{csv: plaintext.NewCSV(w), record: record}
	_ = out.csv.Row(titles...) // Close tells of what could not be written
	return out
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Write writes an element.
func (w *Writer[T]) Write(element T) error {
	if w.json != nil {
		return w.json.Add(element)
	}
	return w.csv.Row(w.record(element)...)
}

// Close ends the document and tells the first error of all writing. The writer below stays open.
func (w *Writer[T]) Close() error {
	if w.json != nil {
		return w.json.End()
	}
	return w.csv.Flush()
}
