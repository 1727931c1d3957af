package sync

import (
	"context"
	"fmt"

	"woosync/store"
)

// searchLimit is the most hits that a search gives: more than a screen shows.
const searchLimit = 50

// Search finds products by a part of name, SKU or barcode, best first, with what a synchronization would do to each in every
// webshop. limit is 1 to 50; others become 50. Nothing is written and no webshop is asked.
func (s *Service) Search(ctx context.Context, text string, limit int) ([]SearchHit, error) {
	if limit < 1 || limit > searchLimit {
		limit = searchLimit
	}
	found, err := s.store.SearchProducts(ctx, text, limit)
	if err != nil {
		return nil, fmt.Errorf("searching for %q: %w", text, err)
	}
	if len(found) == 0 {
		return nil, nil
	}
	plans, err := s.plans(ctx, nil)
	if err != nil {
		return nil, err
	}
	products := make([]store.Product, len(found))
	for i := range found {
		products[i] = found[i].Product
	}
	previews, err := s.previewAll(ctx, plans, products)
	if err != nil {
		return nil, err
	}
	hits := make([]SearchHit, len(found))
	for i := range found {
		hits[i] = SearchHit{Product: products[i], Previews: previews[i]}
	}
	return hits, nil
}
