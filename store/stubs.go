package store

import (
	"context"
	"errors"
	"time"
)

var errSoon = errors.New("the store is still being built")

type Store struct{}

// ItemQuery asks for some of the per-product results of an operation.
type ItemQuery struct {
	Outcomes []Outcome // empty: all
	Text     string    // substring of SKU, name or error, blind for case and accents
	Offset   int
	Limit    int // 1 to 10,000
}

// ImportOptions says how a catalogue is put into the store.
type ImportOptions struct {
	DryRun bool // results as they would be, nothing is written
}

type Import struct{}

func Open(ctx context.Context, o Options) (*Store, error) { return nil, errSoon }
func (s *Store) Close() error                             { return errSoon }
func (s *Store) ReadOnly() bool                           { return false }
func (s *Store) Path() string                             { return "" }
func (s *Store) Watch(ctx context.Context, every time.Duration) <-chan struct{} {
	return make(chan struct{}, 1)
}
func (s *Store) Operations(ctx context.Context, q OperationQuery) (OperationPage, error) {
	return OperationPage{}, errSoon
}
func (s *Store) StateCounts(ctx context.Context, f OperationFilter) (StateCounts, error) {
	return StateCounts{}, errSoon
}
func (s *Store) OperationWebshops(ctx context.Context) ([]string, error) { return nil, errSoon }
func (s *Store) Operation(ctx context.Context, id int64) (Operation, error) {
	return Operation{}, errSoon
}
func (s *Store) OperationError(ctx context.Context, id int64) (string, error) { return "", errSoon }
func (s *Store) Items(ctx context.Context, operationID int64, q ItemQuery) (items []Item, total int, err error) {
	return nil, 0, errSoon
}
func (s *Store) FailedProducts(ctx context.Context, operationID int64) ([]int64, error) {
	return nil, errSoon
}
func (s *Store) CreateOperation(ctx context.Context, n NewOperation) (op Operation, created bool, err error) {
	return Operation{}, false, errSoon
}
func (s *Store) AddOperations(ctx context.Context, ops []Operation) error { return errSoon }
func (s *Store) AcquireLease(ctx context.Context, holder string, ttl time.Duration) (l Lease, held bool, err error) {
	return Lease{}, false, errSoon
}
func (s *Store) RenewLease(ctx context.Context, token int64, ttl time.Duration) error {
	return errSoon
}
func (s *Store) ReleaseLease(ctx context.Context, token int64) error { return errSoon }
func (s *Store) CurrentLease(ctx context.Context) (Lease, error)     { return Lease{}, errSoon }
func (s *Store) Claim(ctx context.Context, token int64, busyWebshops []int64) (Operation, bool, error) {
	return Operation{}, false, errSoon
}
func (s *Store) ClaimNamed(ctx context.Context, token, webshopID int64) (Operation, bool, error) {
	return Operation{}, false, errSoon
}
func (s *Store) PendingProducts(ctx context.Context, operationID int64) ([]int64, error) {
	return nil, errSoon
}
func (s *Store) DoneProducts(ctx context.Context, operationID int64, productIDs []int64) (map[int64]bool, error) {
	return nil, errSoon
}
func (s *Store) SetTotal(ctx context.Context, token, id int64, total int) error { return errSoon }
func (s *Store) SetNote(ctx context.Context, token, id int64, note string) error {
	return errSoon
}
func (s *Store) Record(ctx context.Context, token, operationID int64, results []Result) (supersededBy int64, err error) {
	return 0, errSoon
}
func (s *Store) AddIntents(ctx context.Context, token, webshopID, operationID int64, productIDs []int64) error {
	return errSoon
}
func (s *Store) Intents(ctx context.Context, webshopID int64) (map[int64]int64, error) {
	return nil, errSoon
}
func (s *Store) ClearIntents(ctx context.Context, token, webshopID int64, productIDs []int64) error {
	return errSoon
}
func (s *Store) Finish(ctx context.Context, token, id int64, state State, errorText string) error {
	return errSoon
}
func (s *Store) Requeue(ctx context.Context, token, id int64) error { return errSoon }
func (s *Store) Rescue(ctx context.Context, token int64, maxAttempts int) (requeued, failed int, err error) {
	return 0, 0, errSoon
}
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
func (s *Store) Packages(ctx context.Context, webshopID int64, productIDs []int64) (map[int64]Package, error) {
	return nil, errSoon
}
func (s *Store) SetWanted(ctx context.Context, webshopID int64, wanted []Wanted) error {
	return errSoon
}
func (s *Store) Differing(ctx context.Context, webshopID, afterProductID int64, limit int) ([]Package, error) {
	return nil, errSoon
}
func (s *Store) PackagesAfter(ctx context.Context, webshopID, afterProductID int64, limit int) ([]Package, error) {
	return nil, errSoon
}
func (s *Store) PlanCounts(ctx context.Context, webshopID int64) (PlanCounts, error) {
	return PlanCounts{}, errSoon
}
func (s *Store) CountPackages(ctx context.Context, webshopID int64) (int, error) { return 0, errSoon }
func (s *Store) RemoteIDs(ctx context.Context, webshopID int64, kind string) (map[string]int64, error) {
	return nil, errSoon
}
func (s *Store) SetRemoteIDs(ctx context.Context, token, webshopID int64, kind string, ids map[string]int64) error {
	return errSoon
}

func Fold(s string) string               { return s }
func FoldSKU(s string) string            { return s }
func ParseState(s string) (State, error) { return 0, errSoon }
