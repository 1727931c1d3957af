package sync

import "context"

// Search finds products.
func (s *Service) Search(ctx context.Context, text string, limit int) ([]SearchHit, error) {
	return nil, nil
}
