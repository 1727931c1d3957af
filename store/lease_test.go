package store

import (
	"errors"
	"testing"
	"time"
)

func TestLeasePassesFromProgramToProgram(t *testing.T) {
	f := newFixture(t)
	other := f.second()
	if l := must[Lease](t)(f.CurrentLease(t.Context())); l != (Lease{}) {
		t.Errorf("a new store is worked on by %+v", l)
	}
	first := f.lease("first")
	l, held, err := other.AcquireLease(t.Context(), "second", time.Minute)
	check(t, err)
	if held || l.Holder != "first" || l.Token != first || !l.ExpiresOn.Equal(f.clock.Now().Add(time.Minute)) {
		t.Errorf("beside the first: held %v, %+v", held, l)
	}
	f.clock.Add(50 * time.Second)
	check(t, f.RenewLease(t.Context(), first, time.Minute))
	f.clock.Add(50 * time.Second)
	if _, held, err := other.AcquireLease(t.Context(), "second", time.Minute); held || err != nil {
		t.Errorf("a renewed lease was taken: %v, %v", held, err)
	}
	f.clock.Add(10 * time.Second) // the heartbeat is due and does not come
	if l := must[Lease](t)(f.CurrentLease(t.Context())); l != (Lease{}) {
		t.Errorf("an expired lease is held by %+v", l)
	}
	second := other.lease("second")
	if second <= first {
		t.Errorf("token %d follows token %d", second, first)
	}
	for what, err := range map[string]error{
		"renew": f.RenewLease(t.Context(), first, time.Minute), "release": f.ReleaseLease(t.Context(), first),
		"intents": f.AddIntents(t.Context(), first, 1, 1, nil), "total": f.SetTotal(t.Context(), first, 1, 1),
		"finish": f.Finish(t.Context(), first, 1, Completed, ""), "remote ids": f.SetRemoteIDs(t.Context(), first, 1, "tag", nil),
		"remote category": f.SetRemoteCategories(t.Context(), first, map[int64]int64{1: 1}), "requeue": f.Requeue(t.Context(), first, 1),
	} {
		if !errors.Is(err, ErrLeaseLost) {
			t.Errorf("%s by the former holder: %v", what, err)
		}
	}
	if _, _, err := f.Claim(t.Context(), first, nil); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("claim by the former holder: %v", err)
	}
	check(t, other.ReleaseLease(t.Context(), second))
	if err := other.RenewLease(t.Context(), second, time.Minute); !errors.Is(err, ErrLeaseLost) {
		t.Errorf("renew after release: %v", err)
	}
	f.lease("first again")
}

func TestExpiredLeaseCanBeRenewedWhileNobodyTookOver(t *testing.T) {
	f := newFixture(t)
	token := f.lease("sleeper")
	f.clock.Add(24 * time.Hour)
	check(t, f.RenewLease(t.Context(), token, time.Minute))
	if l := must[Lease](t)(f.CurrentLease(t.Context())); l.Token != token {
		t.Errorf("held by %+v", l)
	}
}

func TestLeaseSurvivesAClockThatGoesBack(t *testing.T) {
	for back, taken := range map[time.Duration]bool{30 * time.Second: false, time.Hour: true, 30 * 24 * time.Hour: true} {
		f := newFixture(t)
		f.lease("first")
		f.clock.Add(-back)
		_, held, err := f.second().AcquireLease(t.Context(), "second", time.Minute)
		if err != nil || held != taken {
			t.Errorf("%v back: taken %v, %v; want %v", back, held, err, taken)
		}
	}
}
