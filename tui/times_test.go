package tui

import (
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	loc := time.FixedZone("CET", 3600)
	now := time.Date(2026, 11, 23, 11, 4, 0, 0, time.UTC)
	at := func(s string) time.Time {
		v, err := time.Parse("2006-01-02 15:04:05", s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	created := at("2026-11-23 10:58:00")
	for _, c := range []struct{ got, want string }{
		{shortTime(time.Time{}, now, loc), "-"},
		{shortTime(created, now, loc), "23 Nov 11:58"},
		{shortTime(at("2025-11-23 10:58:00"), now, loc), "23 Nov 2025"},
		{shortTime(at("2025-12-31 23:30:00"), now, loc), "1 Jan 00:30"},
		{longTime(created, now, loc), "23 Nov 11:58:00"},
		{longTime(at("2025-11-23 10:58:00"), now, loc), "23 Nov 2025 11:58:00"},
		{stepTime(at("2026-11-23 11:01:37"), created, now, loc), "12:01:37"},
		{stepTime(at("2026-11-24 11:01:37"), created, now, loc), "24 Nov 12:01"},
		{stepTime(time.Time{}, created, now, loc), "-"},
		{agoTime(now.Add(-20*time.Second), now), "just now"},
		{agoTime(now.Add(-12*time.Minute), now), "12 min ago"},
		{agoTime(now.Add(-5*time.Hour), now), "5 h ago"},
		{agoTime(now.Add(-30*time.Hour), now), "1 day ago"},
		{agoTime(now.Add(-12*24*time.Hour), now), "12 days"},
		{agoTime(now.Add(-200*24*time.Hour), now), "6 months"},
		{agoTime(now.Add(-900*24*time.Hour), now), "2 years"},
		{agoTime(now.Add(time.Hour), now), "later"},
		{agoWords(now.Add(-20*time.Second), now), "just now"},
		{agoWords(now.Add(-time.Minute), now), "1 minute ago"},
		{agoWords(now.Add(-59*time.Minute), now), "59 minutes ago"},
		{agoWords(now.Add(-time.Hour), now), "1 hour ago"},
		{agoWords(now.Add(-23*time.Hour-59*time.Minute), now), "23 hours 59 min ago"},
		{agoWords(now.Add(-51*time.Hour), now), "2 days 3 hours ago"},
		{agoWords(now.Add(-49*time.Hour), now), "2 days 1 hour ago"},
		{agoWords(now.Add(-48*time.Hour), now), "2 days ago"},
		{agoWords(now.Add(-99*24*time.Hour-23*time.Hour), now), "99 days 23 hours ago"},
		{agoWords(now.Add(-200*24*time.Hour), now), "6 months ago"},
		{agoWords(now.Add(-900*24*time.Hour), now), "2 years ago"},
		{agoWords(now.Add(time.Hour), now), "later"},
		{agoWords(time.Time{}, now), "-"},
		{spanTime(350 * time.Millisecond), "350 ms"},
		{spanTime(4200 * time.Millisecond), "4.2 s"},
		{spanTime(213 * time.Second), "3 min 33 s"},
		{spanTime(26 * time.Hour), "26 h 0 min"},
		{spanTime(75 * time.Hour), "3 days 3 h"},
		{spanTime(-time.Second), "-"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
		if width(c.got) > 20 {
			t.Errorf("%q is too wide", c.got)
		}
	}
}
