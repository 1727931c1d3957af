package sync

import (
	"context"

	"woosync/store"
)

// traffic is what the client of a shop has sent and got so far.
func (s *shop) traffic() store.Traffic {
	t := s.client.Stats()
	s.mu.Lock()
	defer s.mu.Unlock()
	return store.Traffic{Requests: int(t.Requests), Retries: int(t.Retries) + s.repeats, BytesOut: t.BytesOut, BytesIn: t.BytesIn}
}

// bill notes with the operation what was sent and got since the last time. A run that overtakes another one uses its shop, so it is
// done before that begins and again when it ends.
func (r *run) bill(ctx context.Context) {
	if r.shop == nil {
		return
	}
	now, was := r.shop.traffic(), r.shop.billed
	r.shop.billed = now
	since := store.Traffic{Requests: now.Requests - was.Requests, Retries: now.Retries - was.Retries, BytesOut: now.BytesOut - was.BytesOut, BytesIn: now.BytesIn - was.BytesIn}
	if since == (store.Traffic{}) {
		return
	}
	if err := r.st.AddTraffic(ctx, r.t.token, r.op.ID, since); err != nil {
		r.s.log.Warn("the requests of an operation are not counted", "operation", r.op.ID, "error", err)
	}
}
