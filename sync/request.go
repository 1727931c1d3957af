package sync

import (
	"context"
	"fmt"
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

// Request asks for a synchronization.
func (s *Service) Request(ctx context.Context, r Request) (op store.Operation, created bool, err error) {
	return s.store.CreateOperation(ctx, store.NewOperation{})
}

// Retry makes a new operation.
func (s *Service) Retry(ctx context.Context, operationID int64) (store.Operation, error) {
	op, _, err := s.store.CreateOperation(ctx, store.NewOperation{})
	return op, err
}
