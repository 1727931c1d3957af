package sync

import (
	"context"

	"woosync/store"
	"woosync/woo"
)

// AddWebshop stores a new webshop.
func (s *Service) AddWebshop(ctx context.Context, w store.Webshop, mirror bool) (store.Webshop, error) {
	return s.store.AddWebshop(ctx, w)
}

// TestWebshop connects to a webshop.
func (s *Service) TestWebshop(ctx context.Context, name string) (woo.ShopInfo, error) {
	return woo.ShopInfo{}, nil
}

// SetWebshop changes one setting.
func (s *Service) SetWebshop(ctx context.Context, name, key, value string) error { return nil }

// RemoveWebshop removes a webshop.
func (s *Service) RemoveWebshop(ctx context.Context, name string) error { return nil }
