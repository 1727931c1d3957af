package sync

import (
	"context"

	"woosync/store"
	"woosync/woo"
)

// RememberedAuth is the way of showing the keys to begin with. Only one that took finding out is kept to: the Authorization header is
// tried first anyway, and a host that begins to strip it must not end in a refusal.
func RememberedAuth(w store.Webshop) woo.Auth {
	if way := woo.Auth(w.Auth); way == woo.AuthQuery {
		return way
	}
	return woo.AuthAuto
}

// rememberAuth keeps the way of showing the keys that the webshop took, so that the next operation need not find it out again.
func (r *run) rememberAuth(ctx context.Context) {
	if r.shop == nil || r.guest {
		return
	}
	way := string(r.shop.client.Auth())
	if way == "" || way == r.shop.Auth {
		return
	}
	if err := r.st.SetWebshopAuth(ctx, r.t.token, r.shop.Webshop, way); err != nil {
		r.s.log.Warn("how the webshop takes its keys is not remembered", "webshop", r.shop.Name, "error", err)
	}
}
