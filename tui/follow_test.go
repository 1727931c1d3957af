package tui_test

import (
	"strings"
	"testing"
	"time"

	"woosync/store"
)

// TestAThousandNewOperationsASecond checks, while a worker writes a thousand operations a second, that the screen asks for rows at most
// ten times a second, that the cursor stays on its operation and in its line, that keys move it all the same, and that in the end
// everything is there.
func TestAThousandNewOperationsASecond(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("pgdown", "pgdown", "down")
		row := func() string { return strings.TrimRight(strings.TrimLeft(s.cursor(), "› "), " ┃│") }
		want := row()
		_, y := s.find("› ")
		added := 0
		second := func() (pages int) {
			before := len(f.queries)
			for range 20 {
				for range 50 {
					f.add(store.Operation{Webshop: "Fresh", CreatedOn: noon().Add(time.Duration(added) * time.Millisecond)})
					added++
				}
				f.signal()
				s.wait(50 * time.Millisecond)
				if got := row(); got != want {
					t.Fatalf("after %d new operations the cursor is on %q, not on %q", added, got, want)
				}
				if _, now := s.find("› "); now != y {
					t.Fatalf("after %d new operations the row moved from line %d to %d", added, y, now)
				}
			}
			for _, q := range f.queries[before:] {
				if len(q.Filter.States) == 0 { // the title asks for those in progress
					pages++
				}
			}
			return pages
		}
		for range 2 {
			if pages := second(); pages < 5 || pages > 11 { // the eleventh was on its way when the second began
				t.Errorf("%d times within a second", pages)
			}
		}
		s.press("down", "down")
		want = row()
		_, y = s.find("› ")
		second()
		s.wait(time.Second).sees("of 3,400").press("home").sees("Fresh")
	})
}
