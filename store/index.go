package store

import "context"

type index struct{ s *Store }

func newIndex(s *Store) *index { return &index{s: s} }

type table struct{}

func (x *index) use(ctx context.Context, fn func(*table) error) (loaded bool, err error) {
	return false, nil
}
func (x *index) load() {}
func (t *table) page(ctx context.Context, q OperationQuery) (ids []int64, page OperationPage, err error) {
	return
}
func (t *table) stateCounts(ctx context.Context, f OperationFilter) (c StateCounts, err error) {
	return
}
