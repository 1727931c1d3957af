package tui_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

// marked are the lines of the rows that are marked.
func marked(s *stage) (rows []string) {
	for l := range strings.Lines(s.screen()) {
		if r := []rune(l); len(r) > 2 && r[1] == '•' && (r[0] == ' ' || r[0] == '›') {
			rows = append(rows, l)
		}
	}
	return rows
}

// holds fails unless so many rows on the screen are marked.
func (s *stage) holds(n int) *stage {
	s.t.Helper()
	if got := marked(s); len(got) != n {
		s.t.Fatalf("%d rows are marked, want %d:\n%s", len(got), n, s.screen())
	}
	return s
}

func TestMarksStay(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("space", "down", "space", "space").sees("3 marked · newest first", "space mark", "esc unmark").holds(3)
		s.press("o", "home").holds(0).sees("3 marked · oldest first").press("end").holds(3)
		s.press("o", "home").holds(3)
		s.press("/").text("state:completed").press("enter").sees("3 marked · 2 outside the filter").holds(1)
		s.press("/").press("ctrl+u").press("enter").sees("3 marked · newest").holds(3)
		f.add(store.Operation{Webshop: "Fresh", CreatedOn: noon()})
		f.signal()
		s.wait(time.Second).sees("of 401").holds(3)
		s.press("/").text("state:completed").press("enter").sees("3 marked · 2 outside the filter")
		f.mu.Lock()
		f.find(398).State = store.Failed
		f.mu.Unlock()
		f.signal()
		s.wait(time.Second).wait(2 * time.Second).sees("3 marked · 3 outside the filter")
		s.press("esc").sees("3 operations are no longer marked; u marks them again.", "Completed ×").holds(0)
		s.press("u").sees("3 marked · 3 outside the filter").press("esc", "esc").lacks("Completed ×", " marked ·")
		s.press("home", "space", "up", "space").lacks(" marked ·")
	})
}

func TestMarkRangeAndAll(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("V").sees("1 marked").press("down", "down", "down", "down", "V").sees("5 marked", "4 operations marked.").holds(5)
		s.press("end", "V").sees("400 marked").press("esc", "home", "shift+down", "shift+down").sees("3 marked").holds(3)
		s.press("shift+up").sees("3 marked").press("esc")
		s.press("=", "home").press("/").press("ctrl+u").text("state:failed").press("enter", "*").sees("44 operations marked.", "44 marked ·")
		s.press("/").press("ctrl+u").press("enter", "end", "*").sees("400 marked", "356 operations marked.").press("*").lacks("400 marked").sees("400 operations that the filter leaves are no longer marked.")
		s.press("home", "space").press("/").text("state:failed").press("enter", "V").sees("Operation 400, from which to mark, is hidden by the filter")
	})
}

func TestMarkByMouse(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		_, y := s.find("12:29:04")
		left := func(x, y int, mod tea.KeyMod) {
			s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft, Mod: mod}).wait(time.Second)
		}
		left(1, y, 0)
		s.holds(1).sees("1 marked")
		left(40, y+2, tea.ModCtrl)
		s.holds(2)
		left(40, y+5, tea.ModShift)
		s.holds(5).sees("5 marked")
		left(0, y, 0)
		s.holds(4)
		s.click("4 marked", 1).holds(0)
	})
}

// many is a history of more operations than can be marked, of which the newest are there; operation 399 is the oldest.
type many struct{ *fake }

func (b many) Operations(ctx context.Context, q store.OperationQuery) (store.OperationPage, error) {
	page, err := b.fake.Operations(ctx, q)
	page.Total = 100_004
	if q.Limit == 1 && q.Anchor == 399 {
		page.Offset = page.Total - 1
	}
	return page, err
}

func TestTooManyToMark(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, func(o *tui.Options) { o.Backend = many{f} }, func(s *stage) {
		s.press("*").sees("100,004 operations are too many to mark: at most 100,000 can be. x exports all").lacks("marked ·")
		s.press("space", "V").sees("100,004 operations lie between: at most 100,000 can be marked.", "1 marked")
	})
}

func TestRetryMarked(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 35}, {40, 20}} {
		f := newFake(400)
		play(t, f, size[0], size[1], nil, func(s *stage) {
			s.press("/").text("state:failed").press("enter", "space", "space", "space")
			s.press("/").press("ctrl+u").press("enter", "home", "space", "space", "space", "t")
			t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) { s.t = t; s.golden() })
			s.press("enter").sees("3 synchronizations have", "3 marked")
			if n := len(f.ops); n != 403 {
				t.Errorf("%d operations", n)
			}
		})
	}
}

func TestRetryMarkedRefuses(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("space", "space", "t").sees("None of the 2 marked operations failed: there is nothing to retry.")
		s.press("esc", "home", "space", "t").sees("The marked operation did not fail")
	})
	f := newFake(400)
	f.refuse = errors.New("the webshop Gamle Butik was removed")
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("/").text("state:failed").press("enter", "*", "t").sees("Retry the failed products of 44 operations?").press("y")
		s.sees("was not retried: the webshop Gamle Butik was removed.", "And 42 more were", "not retried either", "44 marked")
	})
	f = newFake(400)
	f.readOnly = true
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("/").text("state:failed").press("enter", "*", "t").sees("read-only")
	})
}

func TestCopyMarked(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("*").press("/").text("state:failed").press("enter", "c").sees("93 errors of the marked operations (307 have none) copied to the clipboard")
		text := s.copied[0]
		if n := strings.Count(text, strings.Repeat("-", 72)); n != 92 {
			t.Errorf("%d separators", n)
		}
		if want := "Operation 397, Sydkysten (https://sydkysten.example/shop), Aborted by another synchronization, created on 2026-11-23 11:31:00 CET\n\nAborted by operation 398"; !strings.HasPrefix(text, want) {
			t.Errorf("it begins with %.200q", text)
		}
		s.press("/").press("ctrl+u").press("enter", "esc", "home", "space", "c").sees("None of the marked operations has an error.")
	})
	f = newFake(3)
	f.ops[1].Error = strings.Repeat("x", 17<<20)
	play(t, f, 120, 35, nil, func(s *stage) { s.press("*", "c").sees("too long to be copied") })
}

func TestExportMarked(t *testing.T) {
	folder := t.TempDir()
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.ExportFolder = folder }, func(s *stage) {
		s.press("down", "space", "end", "space").press("/").text("state:failed").press("enter", "x").sees("2 marked operations").press("enter")
		files, err := filepath.Glob(filepath.Join(folder, "*.csv"))
		if err != nil || len(files) != 1 {
			t.Fatalf("%v, %v:\n%s", files, err, s.screen())
		}
		data, err := os.ReadFile(files[0])
		if err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		if len(lines) != 3 || !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "399,") }) || !strings.HasPrefix(lines[2], "1,") {
			t.Errorf("exported:\n%s", data)
		}
	})
}

// TestMarkedScreens compares the table with marks with its pictures, on terminals that can do more and less.
func TestMarkedScreens(t *testing.T) {
	for _, c := range []struct {
		name  string
		w, h  int
		ascii bool
		dumb  bool
	}{{"80x24", 80, 24, false, false}, {"120x35", 120, 35, false, false}, {"narrow", 40, 20, false, false}, {"ascii", 80, 24, true, false}, {"dumb", 80, 24, false, true}} {
		t.Run(c.name, func(t *testing.T) {
			play(t, newFake(400), c.w, c.h, func(o *tui.Options) { o.ASCII = c.ascii }, func(s *stage) {
				if c.dumb {
					s.send(tea.EnvMsg{"TERM=dumb"})
				}
				s.press("space", "down", "space", "down", "space").press("/").text("state:completed,failed").press("enter", "space", "up").golden()
			})
		})
	}
}

// TestMarkedOperationsThatAreGone checks that marks on operations that history no longer holds are told as such.
func TestMarkedOperationsThatAreGone(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("end", "space", "up", "space").sees("2 marked · newest")
		f.mu.Lock()
		f.ops = f.ops[1:]
		f.mu.Unlock()
		f.signal()
		s.wait(time.Second).wait(2 * time.Second).sees("2 marked · 1 no longer there").press("x").sees("1 marked operation")
	})
}
