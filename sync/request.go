package sync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"woosync/store"
)

// Why tells apart the causes for which a synchronization is refused.
type Why uint8

const (
	WhyReadOnly       Why = iota + 1 // the store cannot be written, or --read-only
	WhyCannotWrite                   // the key of the webshop has no write permission
	WhyCriteria                      // the product does not meet the synchronization criteria
	WhyUnchanged                     // the webshop already has it as the catalogue says
	WhyNothingToRetry                // the operation did not fail
)

// InactiveError says in one sentence why a synchronization cannot be started; the screens show it as it is.
type InactiveError struct {
	Why      Why
	Sentence string
}

func (e *InactiveError) Error() string { return e.Sentence }

// UnknownError names what was asked for and is not in the store.
type UnknownError struct {
	Kind  string // "product", "webshop", "operation"
	Names []string
}

func (e *UnknownError) Error() string {
	names := e.Names
	more := ""
	if len(names) > 10 {
		more = fmt.Sprintf(" and %d more", len(names)-10)
		names = names[:10]
	}
	return fmt.Sprintf("there is no %s %s%s", e.Kind, strings.Join(names, ", "), more)
}

// Unwrap lets errors.Is find store.ErrNotFound.
func (e *UnknownError) Unwrap() error { return store.ErrNotFound }

// Request makes an operation; created is false when the same one waits already.
//
// It refuses with an *InactiveError what would come to nothing: a read-only store, a key without write permission, and named products
// none of which has anything to be done, each with the reason. A webshop as a whole is never refused for having no differences.
// What does not exist gives an *UnknownError. The removal guard does not refuse here but stops the operation; ask RemovalGuard first.
//
// A variable product brings those of its variations that need something, a variation the product that it hangs on. To name a
// product that no longer belongs in the webshop removes it: Preview.CanSynchronize does not offer that, since nobody who looks for a
// product to bring it up to date wants it gone, but a command that names it means it.
func (s *Service) Request(ctx context.Context, r Request) (op store.Operation, created bool, err error) {
	return s.request(ctx, r, 0)
}

func (s *Service) request(ctx context.Context, r Request, retryOf int64) (op store.Operation, created bool, err error) {
	p, err := s.loadPlan(ctx, r.WebshopID)
	if errors.Is(err, store.ErrNotFound) {
		return op, false, &UnknownError{Kind: "webshop", Names: []string{fmt.Sprintf("with id %d", r.WebshopID)}}
	}
	if err != nil {
		return op, false, err
	}
	if why := s.forbidden(p.webshop); why != "" {
		kind := WhyCannotWrite
		if s.readOnly {
			kind = WhyReadOnly
		}
		return op, false, &InactiveError{Why: kind, Sentence: why}
	}
	n := store.NewOperation{WebshopID: r.WebshopID, Full: r.Full, ConfirmRemovals: r.ConfirmRemovals, RequestedBy: s.requester, RetryOf: retryOf}
	if retryOf != 0 {
		n.RequestedBy = strings.TrimPrefix(fmt.Sprintf("%s, retry of %d", s.requester, retryOf), ", ")
	}
	if len(r.ProductIDs) > 0 {
		if n.ProductIDs, err = s.covered(ctx, p, r.ProductIDs, r.Full); err != nil {
			return op, false, err
		}
	}
	op, created, err = s.store.CreateOperation(ctx, n)
	if err != nil {
		return op, false, fmt.Errorf("asking for a synchronization of %s: %w", p.webshop.Name, err)
	}
	return op, created, nil
}

// covered is what an operation for the named products has to handle: they themselves, the variations that need something, the
// variable products that are not in the webshop yet. It fails when there is nothing to do for any of them.
func (s *Service) covered(ctx context.Context, p *plan, ids []int64, full bool) ([]int64, error) {
	named, err := s.store.Products(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("reading products: %w", err)
	}
	known := make(map[int64]bool, len(named))
	for i := range named {
		known[named[i].ID] = true
	}
	var unknown []string
	for _, id := range ids {
		if !known[id] {
			unknown = append(unknown, fmt.Sprintf("with id %d", id))
		}
	}
	if len(unknown) > 0 {
		return nil, &UnknownError{Kind: "product", Names: unknown}
	}
	inOrder(named, ids)
	all, err := s.withVariations(ctx, named)
	if err != nil {
		return nil, err
	}
	var out []int64
	var idle []task
	useful := false
	for chunk := range slices.Chunk(all, planChunk) {
		chunkIDs := make([]int64, len(chunk))
		for i := range chunk {
			chunkIDs[i] = chunk[i].ID
		}
		tasks, err := p.tasks(ctx, chunkIDs, full)
		if err != nil {
			return nil, err
		}
		for _, t := range tasks {
			needed := t.Action != store.ActionExcluded && t.Action != store.ActionUnchanged
			useful = useful || needed
			if needed || known[t.Product.ID] {
				out = append(out, t.Product.ID)
			}
			if !needed && known[t.Product.ID] {
				idle = append(idle, t)
			}
		}
	}
	if !useful {
		return nil, s.refusal(p, idle)
	}
	return out, nil
}

// refusal says why nothing is to be done for products.
func (s *Service) refusal(p *plan, idle []task) error {
	const shown = 5
	e := &InactiveError{Why: WhyUnchanged}
	var why []string
	for i := range idle {
		if idle[i].Action == store.ActionExcluded {
			e.Why = WhyCriteria
		}
		if i < shown {
			why = append(why, s.inactive(p, &idle[i], func() bool { return false }))
		}
	}
	if len(idle) > shown {
		why = append(why, fmt.Sprintf("and %d more", len(idle)-shown))
	}
	e.Sentence = strings.Join(why, ". ")
	return e
}

// Retry makes a new operation of the products that failed in a failed one; where that one could not finish, of what it left as well.
// An operation that did not fail gives an *InactiveError.
func (s *Service) Retry(ctx context.Context, operationID int64) (store.Operation, error) {
	old, err := s.store.Operation(ctx, operationID)
	if errors.Is(err, store.ErrNotFound) {
		return old, &UnknownError{Kind: "operation", Names: []string{fmt.Sprint(operationID)}}
	}
	if err != nil {
		return old, fmt.Errorf("reading operation %d: %w", operationID, err)
	}
	if old.State != store.Failed {
		return store.Operation{}, &InactiveError{Why: WhyNothingToRetry,
			Sentence: fmt.Sprintf("Operation %d is in the state %q: only a failed one can be retried", old.ID, old.State)}
	}
	r := Request{WebshopID: old.WebshopID, Full: old.Full, ConfirmRemovals: old.ConfirmRemovals}
	finished := old.Total > 0 && old.Done >= old.Total
	if finished || old.Scope == store.ScopeProducts {
		if r.ProductIDs, err = s.store.FailedProducts(ctx, old.ID); err != nil {
			return store.Operation{}, fmt.Errorf("reading what failed in operation %d: %w", old.ID, err)
		}
	}
	if old.Scope == store.ScopeProducts {
		left, err := s.store.PendingProducts(ctx, old.ID)
		if err != nil {
			return store.Operation{}, fmt.Errorf("reading what operation %d left: %w", old.ID, err)
		}
		r.ProductIDs = append(r.ProductIDs, left...)
	}
	op, _, err := s.request(ctx, r, old.ID)
	return op, err
}
