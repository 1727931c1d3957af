package store

import "testing"

func TestSmoke(t *testing.T) {
	f := newFixture(t)
	w := f.webshop("Nordlys")
	ps := f.put(Product{SKU: "A-1", Name: "Hoodie", Type: Simple, Web: true, Fields: ProductFields{Categories: []string{"Clothing > Hoodies"}}}, Product{SKU: "B-1", Name: "Zip Hoodie", Type: Variable},
		Product{SKU: "B-1-RED", Name: "Zip Hoodie - red", Type: Variation, Fields: ProductFields{ParentSKU: "b-1"}})
	t.Log(ps)
	hits, err := f.SearchProducts(t.Context(), "ho", 10)
	t.Log(hits, err)
	hits, err = f.SearchProducts(t.Context(), "oodi", 10)
	t.Log(len(hits), err)
	op := f.create(NewOperation{WebshopID: w.ID, Full: true, RequestedBy: "anna"})
	t.Log(op)
	op2 := f.create(NewOperation{WebshopID: w.ID, Full: true, RequestedBy: "anna"})
	t.Log(op2, f.operation(op.ID))
	page, err := f.Operations(t.Context(), OperationQuery{Filter: OperationFilter{Error: "rsEded"}, Limit: 10})
	t.Log(page, err)
	page, err = f.Operations(t.Context(), OperationQuery{Filter: OperationFilter{Text: "7."}, Limit: 10, Anchor: 1})
	t.Log(page, err)
	page, err = f.Operations(t.Context(), OperationQuery{Filter: OperationFilter{Error: "a."}, Limit: 10, Anchor: 1})
	t.Log(page, err)
	tok := f.lease("me")
	c := f.claim(tok)
	sup, err := f.Record(t.Context(), tok, c.ID, []Result{{Item: Item{ProductID: ps[0].ID, Outcome: OutcomeDone, Action: ActionAdd}, Sent: &Package{Sent: Hash{1}, Payload: []byte("{}")}}})
	t.Log(sup, err, f.operation(c.ID))
	t.Log(f.PlanCounts(t.Context(), w.ID))
}
