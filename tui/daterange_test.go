package tui

import (
	"strings"
	"testing"
	"time"
)

func copenhagen(t testing.TB) *time.Location {
	loc, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseRange(t *testing.T) {
	loc := copenhagen(t)
	now := time.Date(2026, 11, 23, 12, 4, 30, 0, loc) // a Monday
	for _, c := range []struct{ spec, from, to string }{
		{"", "", ""},
		{"today", "2026-11-23 00:00", "2026-11-24 00:00"},
		{" Yesterday ", "2026-11-22 00:00", "2026-11-23 00:00"},
		{"this week", "2026-11-23 00:00", "2026-11-30 00:00"},
		{"this month", "2026-11-01 00:00", "2026-12-01 00:00"},
		{"last month", "2026-10-01 00:00", "2026-11-01 00:00"},
		{"7d", "2026-11-16 12:04", ""},
		{"30d", "2026-10-24 12:04", ""}, // the clock changed in between: still four past twelve
		{"3h", "2026-11-23 09:04", ""},
		{"90m", "2026-11-23 10:34", ""},
		{"90min", "2026-11-23 10:34", ""},
		{"2w", "2026-11-09 12:04", ""},
		{"2026-11-01", "2026-11-01 00:00", "2026-11-02 00:00"},
		{"2026-11", "2026-11-01 00:00", "2026-12-01 00:00"},
		{"2026", "2026-01-01 00:00", "2027-01-01 00:00"},
		{"2026-11-01 14:00", "2026-11-01 14:00", "2026-11-01 14:01"},
		{"2026-11-01T14:00", "2026-11-01 14:00", "2026-11-01 14:01"},
		{"14:00", "2026-11-23 14:00", "2026-11-23 14:01"},
		{"2026-11-01..2026-11-07", "2026-11-01 00:00", "2026-11-08 00:00"},
		{"2026-11-01..2026-11-07 14:00", "2026-11-01 00:00", "2026-11-07 14:00"},
		{"2026-11-01 .. ", "2026-11-01 00:00", ""},
		{"..2026-11", "", "2026-12-01 00:00"},
		{"3d..1d", "2026-11-20 12:04", "2026-11-22 12:04"},
		{"09:00..10:30", "2026-11-23 09:00", "2026-11-23 10:30"},
		{"yesterday..now", "2026-11-22 00:00", "2026-11-23 12:04"},
	} {
		r, err := parseRange(c.spec, now, loc)
		if err != nil {
			t.Errorf("%q: %v", c.spec, err)
			continue
		}
		show := func(at time.Time) string {
			if at.IsZero() {
				return ""
			}
			return at.In(loc).Format("2006-01-02 15:04")
		}
		if show(r.From) != c.from || show(r.To) != c.to {
			t.Errorf("%q means %q to %q, want %q to %q", c.spec, show(r.From), show(r.To), c.from, c.to)
		}
	}
}

func TestParseRangeExplains(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 4, 30, 0, time.UTC)
	for spec, want := range map[string]string{
		"soon": "is no date", "2026-13-01": "no month 13", "2026-02-30": "February 2026 has the days 1 to 28", "2026-11-07..2026-11-01": "ends before it begins",
		"..": "missing on both sides", "25:00": "no time of day", "2026-11 14:00": "needs a day", "7x": "is no date", "1969-01-01": "too early", "2026-11-01 ab": "no time of day",
		"1..2..3": "is no date", "0d": "is no date",
	} {
		if _, err := parseRange(spec, now, time.UTC); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q gives %v, want %q", spec, err, want)
		}
	}
}

// FuzzParseRange checks that whatever is typed gives a range that can hold something, or a sentence.
func FuzzParseRange(f *testing.F) {
	for _, s := range []string{"7d", "today", "2026-11-01..2026-11-07 14:00", "3h..", "..now", "2026-02-30", "99999d", "last month", "\xff", "２０２６"} {
		f.Add(s)
	}
	loc := copenhagen(f)
	now := time.Date(2026, 3, 29, 2, 30, 0, 0, loc)
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseRange(s, now, loc)
		switch {
		case err != nil && err.Error() == "":
			t.Fatalf("%q fails without a word", s)
		case err == nil && strings.TrimSpace(s) != "" && !r.Bounded():
			t.Fatalf("%q restricts nothing", s)
		case err == nil && !r.From.IsZero() && !r.To.IsZero() && r.To.Before(r.From):
			t.Fatalf("%q is the wrong way round: %v", s, r)
		}
		if title := rangeTitle(s); title == "" && s != "" {
			t.Fatalf("%q has no title", s)
		}
	})
}
