package export

import (
	"context"
	"fmt"

	"woosync/store"
)

// Source is what is read.
type Source interface {
	Operations(context.Context, store.OperationQuery) (store.OperationPage, error)
	OperationError(ctx context.Context, id int64) (string, error)
	Items(ctx context.Context, operation int64, q store.ItemQuery) (items []store.Item, total int, err error)
}

// Reader reads all operations that match, page by page and each once, although others come, go and change places meanwhile: a page begins
// at the operation with which the one before ended, wherever that stands now.
type Reader struct {
	source Source
	query  store.OperationQuery
	seen   bits
	page   store.OperationPage
	end    bool
}

// NewReader reads in the order of the query, Limit operations at a time, from the first on.
func NewReader(source Source, q store.OperationQuery) *Reader {
	q.Offset, q.Anchor, q.AnchorRow = 0, 0, 0
	q.Limit = max(q.Limit, 2) // the anchor and one more, or there would be no way on
	return &Reader{source: source, query: q}
}

// Next reads the next page; an empty one says that all were read. Each error text is only the head of the whole.
func (r *Reader) Next(ctx context.Context) ([]store.Operation, error) {
	for !r.end {
		page, err := r.source.Operations(ctx, r.query)
		if err != nil {
			return nil, fmt.Errorf("read the operations: %w", err)
		}
		r.page = page
		next := page.Offset + len(page.Rows)
		r.end = len(page.Rows) == 0 || next >= page.Total
		if r.query.Anchor != 0 && !page.AnchorFound && r.query.Offset > 0 { // it matches no more: those behind it moved up by as many
			r.query.Anchor, r.query.Offset = 0, max(0, r.query.Offset-r.query.Limit)
			r.end = false
			continue
		}
		var fresh []store.Operation
		for _, op := range page.Rows {
			if r.seen.add(op.ID) {
				fresh = append(fresh, op)
			}
		}
		if len(page.Rows) > 0 {
			r.query.Anchor = page.Rows[len(page.Rows)-1].ID
			r.query.Offset = next
		}
		if len(fresh) > 0 {
			return fresh, nil
		}
	}
	return nil, nil
}

// Place says how many operations stand before the next page, of how many that match.
func (r *Reader) Place() (done, total int) {
	return min(r.page.Offset+len(r.page.Rows), r.page.Total), r.page.Total
}

// Whole makes the document of an operation, reading its error text where it was cut.
func Whole(ctx context.Context, source Source, op store.Operation) (Operation, error) {
	text := op.Error
	if op.ErrorSize > len(text) {
		var err error
		if text, err = source.OperationError(ctx, op.ID); err != nil {
			return Operation{}, fmt.Errorf("read the error of operation %d: %w", op.ID, err)
		}
	}
	return NewOperation(op, text), nil
}

// bits is a set of ids that costs one bit for each id that there may be.
type bits []uint64

// add puts an id into the set and tells whether it was not in it.
func (b *bits) add(id int64) bool {
	word, bit := int(id>>6), uint64(1)<<(id&63)
	if word >= len(*b) {
		*b = append(*b, make(bits, word+1-len(*b)+len(*b)/2)...)
	}
	if (*b)[word]&bit != 0 {
		return false
	}
	(*b)[word] |= bit
	return true
}

// resultsPage is how many results are read at a time.
const resultsPage = 5000

// EachResult yields the results of an operation that the query finds, each once, with its place among them all. Those of an operation that
// still runs change places while they are read: one that ends meanwhile may be left out.
func EachResult(ctx context.Context, source Source, operation int64, q store.ItemQuery, yield func(i store.Item, done, total int) error) error {
	var seen bits
	q.Limit = resultsPage
	for q.Offset = 0; ; {
		items, total, err := source.Items(ctx, operation, q)
		if err != nil {
			return err
		}
		for n, item := range items {
			if !seen.add(item.ProductID) {
				continue
			}
			if err := yield(item, q.Offset+n+1, total); err != nil {
				return err
			}
		}
		if q.Offset += len(items); len(items) == 0 || q.Offset >= total {
			return nil
		}
	}
}
