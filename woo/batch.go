package woo

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

// BatchLimit is how many items WooCommerce takes in one batch, over all three groups.
const BatchLimit = 100

// Batch is several changes in one request. WooCommerce runs creates, then updates,
// then deletes, one after the other and without a transaction. It does not check
// the fields. Each update carries its "id". Delete is always for good: moving to
// the trash takes one DeleteProduct each.
type Batch struct {
	Create, Update []Fields
	Delete         []int64
}

// Len counts the items.
func (b Batch) Len() int { return len(b.Create) + len(b.Update) + len(b.Delete) }

// ItemResult is what became of one item of a batch.
type ItemResult struct {
	ID      int64 // of the product made, or the one asked for; 0 for a create that failed
	Product Product
	Err     *Error // nil if it worked
}

// BatchResult has the same lengths and the same order as the batch.
type BatchResult struct{ Create, Update, Delete []ItemResult }

// TermBatchResult is the same for categories, tags and the like.
type TermBatchResult struct{ Create, Update, Delete []TermResult }

// TermResult is what became of one term of a batch.
type TermResult struct {
	ID   int64
	Term Term
	Err  *Error
}

// BatchProducts sends a batch of products. An error means that nothing is known of
// any item, or with Unknown(err) that some may have been done; errors of single
// items are in the result. An empty batch sends nothing.
func (c *Client) BatchProducts(ctx context.Context, b Batch) (BatchResult, error) {
	return c.batchProducts(ctx, "products/batch", b)
}

// BatchVariations sends a batch of variations of one parent.
func (c *Client) BatchVariations(ctx context.Context, parent int64, b Batch) (BatchResult, error) {
	return c.batchProducts(ctx, variationsPath(parent)+"/batch", b)
}

// BatchTerms sends a batch of categories, tags, brands, shipping classes or attribute terms.
func (c *Client) BatchTerms(ctx context.Context, kind TermKind, b Batch) (TermBatchResult, error) {
	groups, err := c.batch(ctx, string(kind)+"/batch", b)
	if err != nil {
		return TermBatchResult{}, err
	}
	var r TermBatchResult
	for i, into := range []*[]TermResult{&r.Create, &r.Update, &r.Delete} {
		for _, it := range groups[i] {
			t := TermResult{ID: it.id, Err: it.err}
			if it.err == nil {
				_ = t.Term.read(it.raw) // an object, and all fields are read leniently
			}
			*into = append(*into, t)
		}
	}
	return r, nil
}

func (c *Client) batchProducts(ctx context.Context, path string, b Batch) (BatchResult, error) {
	groups, err := c.batch(ctx, path, b)
	if err != nil {
		return BatchResult{}, err
	}
	var r BatchResult
	for i, into := range []*[]ItemResult{&r.Create, &r.Update, &r.Delete} {
		for _, it := range groups[i] {
			p := ItemResult{ID: it.id, Err: it.err}
			if it.err == nil {
				_ = p.Product.read(it.raw) // an object, and all fields are read leniently
			}
			*into = append(*into, p)
		}
	}
	return r, nil
}

// item is one element of a batch answer before it is read as a product or term.
type item struct {
	id  int64
	raw json.RawMessage
	err *Error
}

var groupNames = [3]string{"create", "update", "delete"}

func (c *Client) batch(ctx context.Context, path string, b Batch) ([3][]item, error) {
	var groups [3][]item
	if b.Len() == 0 {
		return groups, nil
	}
	body, asked, err := c.batchBody(path, b)
	if err != nil {
		return groups, err
	}
	call := call{method: http.MethodPost, path: path, body: body, want: '{'}
	var answer object
	a, err := c.do(ctx, call, &answer)
	if err != nil {
		return groups, err
	}
	for i, name := range groupNames {
		if groups[i], err = c.group(call, a, name, asked[i], answer[name]); err != nil {
			return [3][]item{}, err
		}
	}
	return groups, nil
}

// batchBody checks what WooCommerce does not, and gives the ids asked for in each
// group, 0 for creates.
func (c *Client) batchBody(path string, b Batch) (map[string]any, [3][]int64, error) {
	var asked [3][]int64
	if b.Len() > BatchLimit {
		return nil, asked, c.refuse(http.MethodPost, path, KindTooLarge, fmt.Sprintf("a batch takes %d items, not %d", BatchLimit, b.Len()))
	}
	body := map[string]any{}
	for i, f := range b.Create {
		if _, err := c.createBody(path, f); err != nil {
			return nil, asked, fmt.Errorf("create %d of the batch: %w", i+1, err)
		}
		asked[0] = append(asked[0], 0)
	}
	for i, f := range b.Update {
		id, ok := f.id()
		if !ok || id <= 0 {
			return nil, asked, fmt.Errorf("update %d of the batch: %w", i+1, c.refuse(http.MethodPost, path, KindInvalid, `an update in a batch needs its "id"`))
		}
		asked[1] = append(asked[1], id)
	}
	for i, id := range b.Delete {
		if id <= 0 {
			return nil, asked, fmt.Errorf("delete %d of the batch: %w", i+1, c.refuse(http.MethodPost, path, KindInvalid, "a delete needs an id above 0"))
		}
		asked[2] = append(asked[2], id)
	}
	for name, list := range map[string][]Fields{"create": b.Create, "update": b.Update} {
		if len(list) > 0 {
			body[name] = list
		}
	}
	if len(b.Delete) > 0 {
		body["delete"] = b.Delete
	}
	return body, asked, nil
}

// group reads one of the three lists of a batch answer. Creates and updates come in
// the order of the request; deletes are matched by id, in case a plugin reorders them.
func (c *Client) group(call call, a answer, name string, asked []int64, raw json.RawMessage) ([]item, error) {
	list := object{name: raw}.list(name)
	if len(list) != len(asked) {
		return nil, c.answerError(call, a, fmt.Sprintf("asked for %d items to %s, got answers for %d", len(asked), name, len(list)))
	}
	items := make([]item, len(list))
	for i, r := range list {
		it, reason := c.item(call, r)
		if reason != "" {
			return nil, c.answerError(call, a, "the answer for item "+strconv.Itoa(i+1)+" to "+name+" "+reason)
		}
		items[i] = it
	}
	if name == "delete" {
		items = inOrderOf(asked, items)
	}
	for i, id := range asked {
		switch {
		case name == "create" && items[i].err == nil && items[i].id <= 0:
			return nil, c.answerError(call, a, "the answer for item "+strconv.Itoa(i+1)+" to create has no id")
		case name != "create" && items[i].id != id:
			return nil, c.answerError(call, a, fmt.Sprintf("item %d to %s is %d, and the answer is for %d", i+1, name, id, items[i].id))
		}
	}
	return items, nil
}

func (c *Client) item(call call, raw json.RawMessage) (item, string) {
	o, err := parseObject(raw)
	if err != nil {
		return item{}, "is no object"
	}
	it := item{id: o.int("id"), raw: raw}
	if e := o.object("error"); e != nil {
		it.err = c.itemError(call, e)
		it.err.Body = clean(c.keys.mask(string(raw[:min(len(raw), errorLimit)])), keptLimit) // its part of the answer
		it.raw = nil
	}
	return it, ""
}

// inOrderOf sorts answers by the ids asked for where both hold the same ids; else it leaves them.
func inOrderOf(asked []int64, items []item) []item {
	left := map[int64][]item{}
	for _, it := range items {
		left[it.id] = append(left[it.id], it)
	}
	sorted := make([]item, 0, len(items))
	for _, id := range asked {
		same := left[id]
		if len(same) == 0 {
			return items
		}
		sorted = append(sorted, same[0])
		left[id] = same[1:]
	}
	return sorted
}
