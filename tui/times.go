package tui

import (
	"fmt"
	"time"
)

// Times are shown in the user's zone, which the clock in the title names. "-" stands for a time that has not come.

const noTime = "-"

// shortTime fits 12 cells: "23 Nov 11:58" in this year, "23 Nov 2025" in another.
func shortTime(t, now time.Time, loc *time.Location) string {
	return inYear(t, now, loc, "2 Jan 15:04", "2 Jan 2006")
}

// inYear writes a time in one way when it is in this year, and in another when it is not.
func inYear(t, now time.Time, loc *time.Location, same, other string) string {
	if t.IsZero() {
		return noTime
	}
	t, now = t.In(loc), now.In(loc)
	if t.Year() != now.Year() {
		return t.Format(other)
	}
	return t.Format(same)
}

// shortDay is the day alone: "23 Nov", with the year when it is another one.
func shortDay(t, now time.Time, loc *time.Location) string {
	return inYear(t, now, loc, "2 Jan", "2 Jan 2006")
}

// longTime is exact to the second: "23 Nov 11:58:04", with the year when it is another one.
func longTime(t, now time.Time, loc *time.Location) string {
	return inYear(t, now, loc, "2 Jan 15:04:05", "2 Jan 2006 15:04:05")
}

// stepTime shows a time that followed another: on the same day the time of day alone.
func stepTime(t, before, now time.Time, loc *time.Location) string {
	if !t.IsZero() && sameDay(t.In(loc), before.In(loc)) {
		return t.In(loc).Format("15:04:05")
	}
	return shortTime(t, now, loc)
}

// agoTime is relative and fits 10 cells: "5 min ago", "3 h ago", "12 days", "8 months".
func agoTime(t, now time.Time) string {
	if t.IsZero() {
		return noTime
	}
	d := now.Sub(t)
	switch {
	case d < -time.Minute:
		return "later"
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	}
	days := int(d.Hours() / 24)
	switch {
	case days == 1:
		return "1 day ago"
	case days < 100:
		return fmt.Sprintf("%d days", days)
	case days < 365*2:
		return fmt.Sprintf("%d months", days/30)
	}
	return fmt.Sprintf("%d years", days/365)
}

// agoWords is relative in words, and fits 20 cells: "12 minutes ago", "3 hours 12 min ago", "2 days 3 hours ago".
func agoWords(t, now time.Time) string {
	d := now.Sub(t)
	hours := int(d.Hours())
	switch {
	case t.IsZero() || d < time.Minute:
		return agoTime(t, now)
	case d < time.Hour:
		return plural(int(d.Minutes()), "minute", "minutes") + " ago"
	case hours < 24:
		return twoUnits(plural(hours, "hour", "hours"), int(d.Minutes())%60, "min", "min")
	case hours < 100*24:
		return twoUnits(plural(hours/24, "day", "days"), hours%24, "hour", "hours")
	case hours < 24*365*2:
		return plural(hours/24/30, "month", "months") + " ago"
	}
	return plural(hours/24/365, "year", "years") + " ago"
}

func twoUnits(first string, n int, one, many string) string {
	if n > 0 {
		first += " " + plural(n, one, many)
	}
	return first + " ago"
}

// spanTime is how long something took: "3 min 33 s".
func spanTime(d time.Duration) string {
	switch {
	case d < 0:
		return noTime
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d days %d h", int(d.Hours())/24, int(d.Hours())%24)
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}
