package tui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync/plaintext"
)

// A date range is kept as it was typed, so that "7d" goes on meaning the last seven days tomorrow. It may be
//
//	today, yesterday, this week, this month, last month
//	30m, 3h, 7d, 2w                     the time from then until now
//	2026-11-01, 2026-11, 2026           that day, month, year
//	2026-11-01 14:00, 14:00             that minute
//	A..B, A.., ..B                      from A until B, each a date, a date with time, or a span before now
//
// An end that is a day, month or year belongs to the range; an end with a time of day is that moment.

// datePreset is a range that can be chosen by name.
type datePreset struct{ spec, title string }

func datePresets() []datePreset {
	return []datePreset{
		{"", "any time"}, {"today", "today"}, {"yesterday", "yesterday"}, {"7d", "last 7 days"}, {"30d", "last 30 days"}, {"this month", "this month"},
	}
}

// rangeTitle is a range in words for a chip.
func rangeTitle(spec string) string {
	for _, p := range datePresets() {
		if p.spec == spec {
			return p.title
		}
	}
	if n, unit, ok := parseSpan(spec); ok {
		word := map[byte]string{'m': "minute", 'h': "hour", 'd': "day", 'w': "week"}[unit]
		if n != 1 {
			word += "s"
		}
		return fmt.Sprintf("last %d %s", n, word)
	}
	return spec
}

// parseRange turns a range as typed into times. The error is a sentence for the person who types.
func parseRange(spec string, now time.Time, loc *time.Location) (store.TimeRange, error) {
	spec = strings.ToLower(strings.Join(strings.Fields(spec), " "))
	now = now.In(loc)
	if spec == "" {
		return store.TimeRange{}, nil
	}
	from, to, isRange := strings.Cut(spec, "..")
	if !isRange {
		if n, unit, ok := parseSpan(spec); ok {
			return store.TimeRange{From: before(now, n, unit)}, nil
		}
		start, end, err := parseMoment(spec, now, loc)
		return store.TimeRange{From: start, To: end}, err
	}
	from, to = strings.TrimSpace(from), strings.TrimSpace(to)
	if from == "" && to == "" {
		return store.TimeRange{}, fmt.Errorf("a date is missing on both sides of “..”")
	}
	var r store.TimeRange
	if from != "" {
		start, _, err := parseBound(from, now, loc)
		if err != nil {
			return store.TimeRange{}, err
		}
		r.From = start
	}
	if to != "" {
		start, end, err := parseBound(to, now, loc)
		if err != nil {
			return store.TimeRange{}, err
		}
		r.To = end
		if end.Sub(start) <= time.Minute { // an end with a time of day is that moment
			r.To = start
		}
	}
	if !r.From.IsZero() && !r.To.IsZero() && !r.From.Before(r.To) {
		return store.TimeRange{}, fmt.Errorf("the range ends before it begins")
	}
	return r, nil
}

// parseBound reads one side of a range.
func parseBound(s string, now time.Time, loc *time.Location) (start, end time.Time, err error) {
	if n, unit, ok := parseSpan(s); ok {
		t := before(now, n, unit)
		return t, t, nil
	}
	return parseMoment(s, now, loc)
}

// parseSpan reads "3h", "7d".
func parseSpan(s string) (n int, unit byte, ok bool) {
	s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(s, "in"), "ay"), "our")
	if len(s) < 2 || len(s) > 6 {
		return 0, 0, false
	}
	unit = s[len(s)-1]
	if !strings.ContainsRune("mhdw", rune(unit)) {
		return 0, 0, false
	}
	for _, c := range s[:len(s)-1] {
		if c < '0' || c > '9' {
			return 0, 0, false
		}
	}
	n, err := strconv.Atoi(s[:len(s)-1])
	return n, unit, err == nil && n > 0
}

// before goes back from now. Days and weeks go by the calendar, so that a change of the clock does not shift them.
func before(now time.Time, n int, unit byte) time.Time {
	switch unit {
	case 'm':
		return now.Add(-time.Duration(n) * time.Minute)
	case 'h':
		return now.Add(-time.Duration(n) * time.Hour)
	case 'w':
		n *= 7
	}
	return now.AddDate(0, 0, -n)
}

// parseMoment reads a date, with or without a time of day, or a word for one: the stretch of time that it names.
func parseMoment(s string, now time.Time, loc *time.Location) (start, end time.Time, err error) {
	y, m, d := now.Date()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, loc) }
	switch s {
	case "now":
		return now, now, nil
	case "today":
		return day(y, m, d), day(y, m, d+1), nil
	case "yesterday":
		return day(y, m, d-1), day(y, m, d), nil
	case "this week":
		monday := d - (int(now.Weekday())+6)%7
		return day(y, m, monday), day(y, m, monday+7), nil
	case "this month":
		return day(y, m, 1), day(y, m+1, 1), nil
	case "last month":
		return day(y, m-1, 1), day(y, m, 1), nil
	}
	date, clock, hasTime := strings.Cut(strings.Replace(s, "t", " ", 1), " ")
	if strings.Contains(date, ":") && !hasTime {
		date, clock, hasTime = now.Format("2006-01-02"), date, true
	}
	start, end, err = parseDate(date, loc)
	if err != nil || !hasTime {
		return start, end, err
	}
	if end.Sub(start) > 26*time.Hour {
		return start, end, fmt.Errorf("“%s” needs a day before the time, such as 2026-11-01 14:00", s)
	}
	h, min, err := parseClock(clock)
	if err != nil {
		return start, end, err
	}
	sy, sm, sd := start.Date()
	start = time.Date(sy, sm, sd, h, min, 0, 0, loc)
	return start, start.Add(time.Minute), nil
}

// parseDate reads 2026-11-01, 2026-11 or 2026.
func parseDate(s string, loc *time.Location) (start, end time.Time, err error) {
	parts := strings.Split(s, "-")
	n := make([]int, 3)
	unknown := fmt.Errorf("“%s” is no date: try today, 7d, 3h or 2026-11-01..2026-11-07", plaintext.Cut(s, 40))
	if len(parts) > 3 || len(parts[0]) != 4 {
		return start, end, unknown
	}
	for i, p := range parts {
		if len(p) == 0 || len(p) > 4 || (i > 0 && len(p) > 2) || strings.Trim(p, "0123456789") != "" {
			return start, end, unknown
		}
		n[i], _ = strconv.Atoi(p)
	}
	if n[0] < 1970 {
		return start, end, fmt.Errorf("the year %s is too early", parts[0])
	}
	if len(parts) == 1 {
		return time.Date(n[0], 1, 1, 0, 0, 0, 0, loc), time.Date(n[0]+1, 1, 1, 0, 0, 0, 0, loc), nil
	}
	if n[1] < 1 || n[1] > 12 {
		return start, end, fmt.Errorf("there is no month %d", n[1])
	}
	month := time.Month(n[1])
	if len(parts) == 2 {
		return time.Date(n[0], month, 1, 0, 0, 0, 0, loc), time.Date(n[0], month+1, 1, 0, 0, 0, 0, loc), nil
	}
	if last := time.Date(n[0], month+1, 0, 0, 0, 0, 0, time.UTC).Day(); n[2] < 1 || n[2] > last {
		return start, end, fmt.Errorf("%s %d has the days 1 to %d", month, n[0], last)
	}
	return time.Date(n[0], month, n[2], 0, 0, 0, 0, loc), time.Date(n[0], month, n[2]+1, 0, 0, 0, 0, loc), nil
}

// parseClock reads 14:00 or 9:30; seconds are read over.
func parseClock(s string) (h, m int, err error) {
	bad := fmt.Errorf("“%s” is no time of day: try 14:00", plaintext.Cut(s, 40))
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, 0, bad
	}
	for _, p := range parts {
		if len(p) == 0 || len(p) > 2 || strings.Trim(p, "0123456789") != "" {
			return 0, 0, bad
		}
	}
	h, _ = strconv.Atoi(parts[0])
	m, _ = strconv.Atoi(parts[1])
	if h > 23 || m > 59 {
		return 0, 0, bad
	}
	return h, m, nil
}
