package woo

import (
	"context"
	"fmt"
)

type guardKey struct{}

// WithGuard gives a context whose requests ask guard at the last moment before they are sent: whoever waited for a connection, or
// was suspended, may have lost the right to write meanwhile. A request for which guard fails is not sent: its error is of
// KindCanceled, wraps guard's, and Unknown is false of it.
func WithGuard(ctx context.Context, guard func() error) context.Context {
	return context.WithValue(ctx, guardKey{}, guard)
}

func guarded(ctx context.Context) error {
	guard, ok := ctx.Value(guardKey{}).(func() error)
	if !ok {
		return nil
	}
	if err := guard(); err != nil {
		return fmt.Errorf("%w: %w", context.Canceled, err)
	}
	return nil
}
