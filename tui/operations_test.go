package tui_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"
)

func TestCursorMovesAndScrolls(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("down", "down", "j", "k")
		if got := s.cursor(); !strings.Contains(got, "23 Nov 12:00") {
			t.Errorf("the cursor is on %q", got)
		}
		s.press("end").sees("374–400 of 400")
		if got := s.cursor(); !strings.Contains(got, "15 Nov 12:07") {
			t.Errorf("the cursor is on %q", got)
		}
		s.press("pgup").sees("348–374 of 400")
		s.press("home").sees("1–27 of 400")
		s.press("pgdown", "pgdown", "pgdown").sees("79–105 of 400")
	})
}

// TestOldPageStays checks that the page on the screen stays until the next one is there, and that an answer that was overtaken is dropped.
func TestOldPageStays(t *testing.T) {
	f := newFake(4000)
	play(t, f, 120, 35, nil, func(s *stage) {
		f.hold = make(chan struct{})
		s.press("end").sees("1–27 of 4,000", "loading…")
		s.press("home", "end", "pgup").sees("1–27 of 4,000")
		close(f.hold)
		s.settle()
		s.sees("3,948–3,974 of 4,000").lacks("loading…")
	})
}

func TestSortByColumn(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("o").sees("Created on ▲", "oldest first")
		s.press("o").sees("Created on ▼", "newest first")
		s.press("left", "left", "o").sees("State ▲", "State, ascending")
		s.press("home")
		if got := s.cursor(); !strings.Contains(got, "Not processed") {
			t.Errorf("the first by state is %q", got)
		}
		s.press("o", "home").sees("State ▼", "State, descending")
		if got := s.cursor(); !strings.Contains(got, "Failed") {
			t.Errorf("the last by state is %q", got)
		}
	})
}

// TestCursorStaysOnItsOperation checks that sorting, filtering and new rows do not move the cursor to another operation.
func TestCursorStaysOnItsOperation(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("pgdown", "pgdown", "down", "down")
		at := s.cursor()
		row := func() string { return strings.TrimRight(strings.TrimLeft(s.cursor(), "› "), " ┃│") }
		want := row()
		s.press("left", "left", "left", "left", "o")
		if row() != want {
			t.Errorf("after sorting the cursor is on %q, not on %q", row(), want)
		}
		s.press("right", "right", "right", "right", "o")
		if row() != want {
			t.Errorf("after sorting back the cursor is on %q, not on %q", row(), want)
		}
		_, y := s.find("› ")
		for range 7 {
			f.add(store.Operation{State: store.NotProcessed, CreatedOn: noon()})
		}
		f.signal()
		s.wait(time.Second).sees("of 407")
		if row() != want {
			t.Errorf("after new rows the cursor is on %q, not on %q", row(), at)
		}
		if _, now := s.find("› "); now != y {
			t.Errorf("the row moved from line %d to %d", y, now)
		}
	})
}

// TestCursorComesBack checks that a filter that hid the operation under the cursor gives it back, unless another one was looked at meanwhile.
func TestCursorComesBack(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		for _, start := range [][]string{{"pgdown", "pgdown", "pgdown", "up", "up"}, {"end", "up"}, {"home", "down", "down"}} {
			for name, change := range map[string]func(){
				"typed, nothing matches": func() { s.press("/").text("zzz").sees("No operation matches").press("esc") },
				"typed and taken back": func() {
					s.press("/").text("state:failed").press("ctrl+u").text("all:yes").press("ctrl+u", "enter")
				},
				"kept, then cleared": func() { s.press("/").text("webshop:zzz").press("enter", "r", "esc") },
				"panel":              func() { s.press("f", "6", "tab", "space", "esc") },
				"states":             func() { s.press("S", "1", "right", "space", "esc") },
				"tab":                func() { s.press("tab", "shift+tab") },
				"worker":             func() { s.press("/").text("zzz"); f.signal(); s.wait(time.Second).press("esc") },
			} {
				s.press(start...)
				want := s.cursor()
				_, line := s.find("› ")
				change()
				if s.wait(10 * time.Second); s.cursor() != want { // without a toast over it
					t.Fatalf("%v, %s: the cursor is on %q, it was on %q", start, name, s.cursor(), want)
				}
				if _, now := s.find("› "); now != line && start[0] != "end" { // at the end of the list a line for the chips moves it
					t.Errorf("%v, %s: the row moved from line %d to %d", start, name, line, now)
				}
			}
		}
		s.press("home", "down", "down", "shift+tab")
		looked := strings.TrimRight(s.press("down", "enter", "esc").cursor(), " ┃│")
		if s.press("tab"); !strings.HasPrefix(s.cursor(), looked) {
			t.Errorf("the cursor left %q, at which was looked, for %q", looked, s.cursor())
		}
	})
}

// TestNewRowsShowAtTheTop checks that a reader of the top of the list sees what arrives, with the cursor kept on its operation.
func TestNewRowsShowAtTheTop(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		f.add(store.Operation{Webshop: "Fresh", CreatedOn: noon()})
		f.signal()
		s.wait(time.Second).sees("Fresh", "1–27 of 401")
		if got := s.cursor(); !strings.Contains(got, "23 Nov 12:58") {
			t.Errorf("the cursor moved to %q", got)
		}
	})
}

// TestCursorSurvivesAFlood checks that the cursor finds its operation again when more rows came at once than are loaded.
func TestCursorSurvivesAFlood(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "down", "down")
		for range 5000 {
			f.add(store.Operation{Webshop: "Fresh", CreatedOn: noon()})
		}
		f.signal()
		s.wait(time.Second).sees("of 5,400")
		if got := s.cursor(); !strings.Contains(got, "23 Nov 11:31") {
			t.Errorf("the cursor is on %q", got)
		}
		f.mu.Lock()
		f.find(397).State = store.Completed
		f.mu.Unlock()
		s.press("/").text("state:aborted").press("enter").sees("of 27") // gone from the list: the cursor stays where it was
		s.cursor()
	})
}

// TestLiveCanBePaused checks that the screen holds still when asked, says so, and catches up.
func TestLiveCanBePaused(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("l").sees("not live")
		f.add(store.Operation{Webshop: "Fresh", CreatedOn: noon()})
		f.signal()
		s.wait(time.Second).lacks("Fresh").sees("not live, changed since")
		s.press("r").sees("Fresh")
		s.press("l").sees("· live")
	})
}

// TestRefreshIsBounded checks that a thousand changes a second reload at most ten times a second.
func TestRefreshIsBounded(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		before := len(f.queries)
		for range 2000 {
			f.signal()
			s.wait(time.Millisecond)
		}
		pages := 0
		for _, q := range f.queries[before:] {
			if len(q.Filter.States) == 0 { // the title asks for those in progress
				pages++
			}
		}
		if pages < 15 || pages > 21 {
			t.Errorf("%d reloads in two seconds", pages)
		}
	})
}

// TestIdleAsksNothing checks that a screen on which nothing happens asks nothing and draws the same.
func TestIdleAsksNothing(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		n, before := len(f.queries), s.model.View()
		s.wait(50 * time.Second)
		if len(f.queries) != n {
			t.Errorf("%d questions while idle", len(f.queries)-n)
		}
		if s.model.View().Content != before.Content {
			t.Error("the screen changed while idle")
		}
	})
}

func TestDisabledCommandsSayWhy(t *testing.T) {
	for _, c := range []struct {
		key, want string
		change    func(*fake)
	}{
		{"c", "Operation 400 has no error.", nil},
		{"e", "Operation 400 has no error.", nil},
		{"t", "Operation 400 has not ended yet.", nil},
		{"t", "Operation 398 did not fail: there is nothing to retry.", func(f *fake) { f.ops = f.ops[:398] }},
		{"c", "There is no operation here.", func(f *fake) { f.ops = nil }},
		{"enter", "There is no operation here.", func(f *fake) { f.ops = nil }},
		{"x", "There is nothing to export.", func(f *fake) { f.ops = nil }},
		{"n", "There is no webshop yet: woosync webshop add NAME URL", func(f *fake) { f.shops = nil }},
		{"n", "Nothing can be changed: the store is read-only.", func(f *fake) { f.readOnly = true }},
		{"s", "Nothing can be changed: the store is read-only.", func(f *fake) { f.readOnly = true }},
		{"w", "Nothing can be changed: the store is read-only.", func(f *fake) { f.readOnly = true }},
		{"w", "Another program executes the operations: server-a, process 12", func(f *fake) { f.status = tui.WorkerStatus{State: tui.WorkerStandby, Holder: "server-a, process 12"} }},
	} {
		f := newFake(400)
		if c.change != nil {
			c.change(f)
		}
		play(t, f, 120, 35, nil, func(s *stage) { s.press(c.key).sees(c.want) })
	}
}

func TestWorkerPausesAndResumes(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.sees("worker running").press("w").wait(time.Second).sees("worker paused", "The worker pauses")
		s.press("w").wait(time.Second).sees("worker running", "The worker goes on")
		f.mu.Lock()
		f.status = tui.WorkerStatus{State: tui.WorkerIdle, Trouble: "The store cannot be written: disk full."}
		f.mu.Unlock()
		f.signal()
		s.wait(time.Second).sees("The store cannot be written: disk full.")
	})
}

func TestRetry(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("tab", "tab", "tab", "tab", "tab", "tab", "t").sees("Synchronization 401 has started: the failed products of 392", "Operation 401 is hidden by the filter")
		s.press("esc", "home")
		if got := s.cursor(); !strings.Contains(got, "Not processed") || !strings.Contains(got, "23 Nov 13:04") {
			t.Errorf("the new row is not at the top: %q", got)
		}
	})
}

func TestQuit(t *testing.T) {
	for _, keys := range [][]string{{"q"}, {"ctrl+c"}, {"p", "ctrl+c"}, {"f", "ctrl+c"}, {"/", "ctrl+c"}} {
		play(t, newFake(10), 80, 24, nil, func(s *stage) {
			s.press(keys...)
			if !s.quit {
				t.Errorf("%v does not end the program", keys)
			}
		})
	}
}

func TestHelpRunsTheAction(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("?").text("filter panel").press("enter").sees("Filter", "operations match").lacks("Help")
	})
}

func TestToastsGo(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("m").sees("Mouse off").wait(6 * time.Second).lacks("Mouse off: the")
	})
}

// TestToastsDoNotCrowd checks that what is told last counts, that it does not stand over a dialog, and that no error goes before it was read.
func TestToastsDoNotCrowd(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("m").sees("Mouse off").press("m").sees("Mouse on.").lacks("Mouse off: the").press("r").sees("Loaded again: 400 operations.").lacks("Mouse on.")
		s.press("f").lacks("Loaded again").press("esc")
		f.refuse = errors.New("the disk is full")
		s.press("/").text("state:failed").press("enter", "t").sees("The disk is full.")
		for range 4 {
			s.press("c", "down", "T")
		}
		s.sees("The disk is full.", "copied to the clipboard", "Times as").wait(10*time.Second).lacks("The disk is full.", "copied", "Times as")
	})
	f.fail = store.ErrReadOnly
	play(t, f, 120, 35, nil, func(s *stage) { s.press("r").sees("could not be read").lacks("Loaded again") })
}

func TestWindowTitleAndProgress(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		v := s.model.View()
		if v.WindowTitle != "woosync: 1 in progress" {
			t.Errorf("the title is %q", v.WindowTitle)
		}
		if v.ProgressBar == nil || v.ProgressBar.Value != 100*512/903 {
			t.Errorf("the progress is %+v", v.ProgressBar)
		}
		s.b.mu.Lock()
		s.b.ops = s.b.ops[:398]
		s.b.mu.Unlock()
		s.press("r")
		if v := s.model.View(); v.ProgressBar != nil || v.WindowTitle != "woosync" {
			t.Errorf("with nothing in progress: %q, %+v", v.WindowTitle, v.ProgressBar)
		}
	})
}

// TestHelpSaysWhy checks that the help itself says why something would do nothing now, and shows whole what the list cuts.
func TestHelpSaysWhy(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("?").text("whole error").sees("Operation 400 has no error.").press("esc", "esc").press("home", "up")
		s.press("?").text("mark again what").sees("Nothing was unmarked.")
	})
	play(t, newFake(400), 40, 20, nil, func(s *stage) {
		s.press("?").text("synchronization of").sees("New synchronization of a webshop:", "changes or everything")
	})
}

func TestHelpTellsOfTheMouse(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("?").text("pointer").sees("right click", "Only operations with the value under the pointer").press("enter").sees("Help")
	})
}
