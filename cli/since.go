package cli

import (
	"fmt"
	"strconv"
	"time"
)

// parseSince reads a point of time in the past: a span before now ("7d", "36h", "90m", "2w") or a date or time of the user's zone
// ("2026-11-01", "2026-11-01 14:00", RFC 3339).
func parseSince(word string, now time.Time) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "2006-01-02 15:04", "2006-01-02T15:04", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, word, now.Location()); err == nil {
			return t, nil
		}
	}
	if len(word) > 1 {
		n, err := strconv.Atoi(word[:len(word)-1])
		unit := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour}[word[len(word)-1]]
		days := map[byte]int{'d': 1, 'w': 7}[word[len(word)-1]]
		switch {
		case err != nil || n < 0 || n > 100_000:
		case unit > 0:
			return now.Add(-time.Duration(n) * unit), nil
		case days > 0:
			return now.AddDate(0, 0, -n*days), nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is neither a span (7d, 36h, 90m, 2w) nor a date (2026-11-01)", word)
}
