package sync

import "context"

// PreviewRequest says which previews are wanted.
type PreviewRequest struct {
	SKUs    []string // empty: every product
	Webshop string   // name; "": all webshops
}

// Preview yields what a synchronization would do.
func (s *Service) Preview(ctx context.Context, r PreviewRequest, yield func(Preview) error) error {
	return nil
}

// PreviewProducts previews products by id in the webshops with these ids; none means all.
func (s *Service) PreviewProducts(ctx context.Context, ids []int64, webshopIDs ...int64) ([]Preview, error) {
	return nil, nil
}
