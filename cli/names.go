package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"woosync/store"
)

// chosenWebshops are the named one, or all.
func chosenWebshops(ctx context.Context, s *store.Store, name string) ([]store.Webshop, error) {
	if name == "" {
		shops, err := s.Webshops(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the webshops: %w", err)
		}
		return shops, nil
	}
	w, err := webshopNamed(ctx, s, name)
	if err != nil {
		return nil, err
	}
	return []store.Webshop{w}, nil
}

// webshopNamed finds a webshop, or tells which ones there are.
func webshopNamed(ctx context.Context, s *store.Store, name string) (store.Webshop, error) {
	w, err := s.WebshopByName(ctx, name)
	if !errors.Is(err, store.ErrNotFound) {
		return w, err
	}
	shops, err := s.Webshops(ctx)
	if err != nil {
		return w, fmt.Errorf("read the webshops: %w", err)
	}
	unknown := &unknownWebshopError{name: name}
	for _, shop := range shops {
		unknown.known = append(unknown.known, shop.Name)
	}
	return w, unknown
}

// knownNames refuses names of webshops that no operation has, which would silently list nothing.
func knownNames(ctx context.Context, s *store.Store, names []string) error {
	if len(names) == 0 {
		return nil
	}
	known, err := s.OperationWebshops(ctx)
	if err != nil {
		return fmt.Errorf("read the webshops: %w", err)
	}
	shops, err := s.Webshops(ctx)
	if err != nil {
		return fmt.Errorf("read the webshops: %w", err)
	}
	for _, w := range shops {
		known = append(known, w.Name)
	}
	slices.Sort(known)
	known = slices.Compact(known)
	for _, name := range names {
		if !slices.ContainsFunc(known, func(k string) bool { return store.Fold(k) == store.Fold(name) }) {
			return &unknownWebshopError{name: name, known: known}
		}
	}
	return nil
}
