package store

import (
	"context"
	"errors"
	"time"
)

var errSoon = errors.New("the store is still being built")

// ImportOptions says how a catalogue is put into the store.
type ImportOptions struct {
	DryRun bool // results as they would be, nothing is written
}

type Import struct{}

func (s *Store) Webshops(ctx context.Context) ([]Webshop, error) { return nil, errSoon }
func (s *Store) WebshopByName(ctx context.Context, name string) (Webshop, error) {
	return Webshop{}, errSoon
}
func (s *Store) Webshop(ctx context.Context, id int64) (Webshop, error) { return Webshop{}, errSoon }
func (s *Store) AddWebshop(ctx context.Context, w Webshop) (Webshop, error) {
	return Webshop{}, errSoon
}
func (s *Store) UpdateWebshop(ctx context.Context, w Webshop) error              { return errSoon }
func (s *Store) RemoveWebshop(ctx context.Context, id int64) error               { return errSoon }
func (s *Store) SetPlanned(ctx context.Context, webshopID, revision int64) error { return errSoon }
func (s *Store) BeginImport(ctx context.Context, o ImportOptions) (*Import, error) {
	return nil, errSoon
}
func (m *Import) Put(ctx context.Context, products []Product) ([]PutResult, error) {
	return nil, errSoon
}
func (m *Import) Finish(ctx context.Context, replace bool) (deactivated int, err error) {
	return 0, errSoon
}
func (m *Import) Close() error                                                { return errSoon }
func (s *Store) Products(ctx context.Context, ids []int64) ([]Product, error) { return nil, errSoon }
func (s *Store) ProductsBySKU(ctx context.Context, skus []string) ([]Product, error) {
	return nil, errSoon
}
func (s *Store) ProductsAfter(ctx context.Context, afterID int64, limit int) ([]Product, error) {
	return nil, errSoon
}
func (s *Store) ProductsChanged(ctx context.Context, sinceRevision, afterID int64, limit int) ([]Product, error) {
	return nil, errSoon
}
func (s *Store) VariationsOf(ctx context.Context, parentIDs []int64) (map[int64][]Product, error) {
	return nil, errSoon
}
func (s *Store) Revision(ctx context.Context) (int64, error)    { return 0, errSoon }
func (s *Store) CountProducts(ctx context.Context) (int, error) { return 0, errSoon }
func (s *Store) SearchProducts(ctx context.Context, text string, limit int) ([]ProductHit, error) {
	return nil, errSoon
}
func (s *Store) Categories(ctx context.Context) ([]Category, error) { return nil, errSoon }
func (s *Store) WebshopCategories(ctx context.Context, webshopID int64) ([]WebshopCategory, error) {
	return nil, errSoon
}
func (s *Store) AddWebshopCategory(ctx context.Context, c WebshopCategory) (WebshopCategory, error) {
	return WebshopCategory{}, errSoon
}
func (s *Store) UpdateWebshopCategory(ctx context.Context, c WebshopCategory) error { return errSoon }
func (s *Store) SetRemoteCategory(ctx context.Context, token, id, remoteID int64) error {
	return errSoon
}
func (s *Store) Links(ctx context.Context, webshopID int64) ([]Link, error) { return nil, errSoon }
func (s *Store) AddLink(ctx context.Context, l Link) (Link, error)          { return Link{}, errSoon }
func (s *Store) RemoveLink(ctx context.Context, id int64) error             { return errSoon }
func (s *Store) RemoteIDs(ctx context.Context, webshopID int64, kind string) (map[string]int64, error) {
	return nil, errSoon
}
func (s *Store) SetRemoteIDs(ctx context.Context, token, webshopID int64, kind string, ids map[string]int64) error {
	return errSoon
}

func ParseState(s string) (State, error)   { return 0, errSoon }
func (t *tx) webshopExists(id int64) error { return nil }
