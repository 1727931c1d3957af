package tui_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
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
		s.press("left", "left", "o").sees("State ▲", "State, A to Z")
		s.press("home")
		if got := s.cursor(); !strings.Contains(got, "Not processed") {
			t.Errorf("the first by state is %q", got)
		}
		s.press("o", "home").sees("State ▼", "State, Z to A")
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

func TestTabsSelectStates(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("tab", "tab", "tab", "tab", "tab", "tab").sees("1–27 of 44", "Failed ×")
		s.press("tab").sees("of 400").lacks("Failed ×")
		s.press("shift+tab").sees("of 44", "Failed ×")
	})
}

func TestEscClearsFiltersOneByOne(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("/").text("state:failed webshop:nordlys created:7d")
		s.press("enter").sees("Failed ×", "Webshop: nordlys ×", "Created: last 7 days ×")
		s.press("esc").sees("Failed ×", "Webshop: nordlys ×").lacks("Created: last")
		s.press("esc").sees("Failed ×").lacks("Webshop: n")
		s.press("esc").sees("of 400").lacks("Failed ×")
	})
}

func TestFilterLine(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("/").text("st").sees("state:", "started:").press("tab").press("enter").sees("/ state:")
		s.text("fai").press("tab").sees("state:failed")
		s.text("webshop:gam").press("tab").sees(`webshop:"Gamle Butik"`)
		s.text("created:2026-99").sees("there is no month 99")
		s.press("enter").sees("Created: there is no month 99.", "/ state:failed")
		s.press("esc").lacks("/ state").sees("of 400")
		s.press("/").text("maintenance").press("enter").sees("Text: maintenance ×", "of 8")
		s.press("/").sees("/ maintenance").press("ctrl+u").send(tea.PasteMsg{Content: "state:\x1b[31mfailed\n"}).press("enter").sees("Failed ×")
	})
}

func TestFilterPanel(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("f", "down", "down", "space", "down", "space").sees("333 operations match")
		s.press("tab", "space").sees("1 operation matches", "Webshop: Gamle Butik")
		s.press("esc").lacks("Filter").sees("of 400")
		s.press("f", "tab", "tab", "right").sees("(•) Yes")
		s.press("tab", "right", "right").sees("yesterday", "22 Nov 00:00 – 23 Nov 00:00")
		s.press("down").text("3h").sees("since 23 Nov 10:04")
		s.press("down").text("2026-02-31").sees("February 2026 has the days 1 to 28")
		s.press("enter").sees("Synchronize all: Yes ×", "Created: yesterday ×", "Started: last 3 hours ×").lacks("Completed: ")
	})
}

func TestCopyErrorCopiesAllOfIt(t *testing.T) {
	f := newFake(400)
	whole := "1 of 2 products failed\n" + strings.Repeat("WH-1 Hoodie: æøå, a long line of an error\n", 2000) + "\x1b]52;c;ZXZpbA==\x07the end"
	f.find(391).Error, f.find(391).State = whole, store.Failed
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("/").text("state:failed").press("enter", "home", "down", "c").sees("Error of operation 391 copied to the clipboard")
		if len(s.copied) != 1 || len(s.sent) != 1 {
			t.Fatalf("%d copies, %d to the terminal", len(s.copied), len(s.sent))
		}
		for _, got := range []string{s.copied[0], s.sent[0]} {
			if !strings.HasPrefix(got, "1 of 2 products failed\nWH-1 Hoodie: æøå") || !strings.HasSuffix(got, "the end") || strings.Count(got, "\n") != 2001 {
				t.Errorf("the copy is not the whole: %d bytes", len(got))
			}
			if strings.ContainsAny(got, "\x1b\x07") {
				t.Error("the copy holds an escape sequence")
			}
		}
	})
}

// TestCopyOverSSH checks that the clipboard of the server is left alone.
func TestCopyOverSSH(t *testing.T) {
	for _, env := range []string{"SSH_TTY=/dev/pts/1", "SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22"} {
		play(t, newFake(400), 120, 35, nil, func(s *stage) {
			s.send(tea.EnvMsg{env, "TMUX=/tmp/tmux"})
			s.press("tab", "tab", "tab", "tab", "tab", "tab", "c").sees("sent to your terminal's clipboard", "set-clipboard on")
			if len(s.copied) != 0 || len(s.sent) != 1 {
				t.Errorf("%d copies on the server, %d to the terminal", len(s.copied), len(s.sent))
			}
		})
	}
}

func TestCopyWhenTheClipboardFails(t *testing.T) {
	long := strings.Repeat("x", 2<<20)
	for name, c := range map[string]struct {
		copy func(string) error
		text string
		ssh  bool
		want string
		sent int
	}{
		"no helper":         {func(string) error { return errors.New("no clipboard helper is installed") }, "short", false, "sent to the terminal's clipboard only", 1},
		"hangs":             {func(string) error { select {} }, "short", false, "does not answer", 1},
		"too long":          {func(string) error { return nil }, long, false, "copied to the clipboard, 2,097,152 bytes", 0},
		"too long, ssh":     {func(string) error { return nil }, long, true, "too long for a terminal's clipboard", 0},
		"too long, nowhere": {func(string) error { return errors.New("no helper") }, long, false, "was not copied", 0},
	} {
		if name == "hangs" { // outside the bubble nothing would wake it
			release := make(chan struct{})
			t.Cleanup(func() { close(release) })
			c.copy = func(string) error { time.Sleep(time.Minute / 2); return nil }
		}
		t.Run(name, func(t *testing.T) {
			f := newFake(400)
			f.find(400).Error = c.text
			play(t, f, 120, 35, func(o *tui.Options) { o.Copy = c.copy }, func(s *stage) {
				if c.ssh {
					s.send(tea.EnvMsg{"SSH_TTY=x"})
				}
				s.press("c").wait(3 * time.Second).sees(c.want)
				if len(s.sent) != c.sent {
					t.Errorf("%d sent to the terminal, want %d", len(s.sent), c.sent)
				}
			})
		})
	}
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

func TestReadErrors(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		f.fail = errors.New("disk I/O error\x1b[2J")
		s.press("r").sees("The store could not be read: disk I/O error", "23 Nov 12:58")
		f.fail = nil
		s.press("r").lacks("could not be read").sees("1–27 of 400")
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

// TestHostileTexts checks that what strangers put into texts neither acts nor leaves its cell.
func TestHostileTexts(t *testing.T) {
	evil := "\x1b]52;c;ZXZpbA==\x07\x1b[2J\x1b[1;1H\u202egnp\u2066\u200b\x00\tA\r\nB" + strings.Repeat("\u0301", 500) + "日本語👨‍👩‍👧🏽🇩🇰"
	f := newFake(60)
	for i := range f.ops {
		f.ops[i].Webshop, f.ops[i].WebshopURL, f.ops[i].Error, f.ops[i].RequestedBy, f.ops[i].Note = evil, "https://"+evil, evil, evil, evil
	}
	for i := range f.shops {
		f.shops[i].Name = evil
	}
	for i := range f.hits {
		f.hits[i].Product.Name, f.hits[i].Product.SKU = evil, evil
		for j := range f.hits[i].Previews {
			p := &f.hits[i].Previews[j]
			p.Webshop, p.Inactive, p.Reasons = evil, evil, []string{evil, evil}
			p.Changes = append(p.Changes, sync.Change{Label: evil, From: evil, To: evil})
			p.Categories = append(p.Categories, sync.CategoryMatch{WebshopCategory: evil, InventoryCategory: evil, Rule: evil})
		}
	}
	for i := range f.items {
		f.items[i].SKU, f.items[i].Name, f.items[i].Error = evil, evil, evil
	}
	f.status.Holder, f.status.State = evil, tui.WorkerStandby
	for _, keys := range [][]string{{}, {"e"}, {"enter"}, {"enter", "tab"}, {"f"}, {"p", "A"}, {"p", "A", "enter", "s"}, {"n"}, {"c"}, {"w"}, {"down", "t"}, {"/", "w", "e", "tab"}} {
		for _, size := range [][2]int{{80, 24}, {200, 60}, {33, 11}} {
			play(t, f, size[0], size[1], nil, func(s *stage) {
				s.press(keys...)
				v := s.model.View()
				checkLines(s.t, v.Content, size[0], size[1])
				for _, r := range v.Content + v.WindowTitle {
					if r == 0x1b || r == '\n' {
						continue
					}
					if r < 0x20 || (r >= 0x7f && r < 0xa0) || r == 0x202e || r == 0x2066 || r == 0x200b || r == 0x200d {
						t.Fatalf("%v at %v: %U reaches the terminal", keys, size, r)
					}
				}
				for _, bad := range []string{"\x1b]", "\x1bP", "\x1b[2J", "\x1b[1;1H"} {
					if strings.Contains(v.Content, bad) {
						t.Fatalf("%v at %v: %q reaches the terminal", keys, size, bad)
					}
				}
				for _, c := range append(s.copied, s.sent...) {
					if strings.ContainsAny(c, "\x1b\x07\x00\t\r") {
						t.Fatalf("%v at %v: the copy holds a control character: %q", keys, size, c)
					}
				}
			})
		}
	}
}

// TestHugeError checks that an error of 16 MB on one line can be read to its end.
func TestHugeError(t *testing.T) {
	f := newFake(10)
	f.ops[9].Error = strings.Repeat("0123456789", 1_600_000) + " the very end"
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("e", "end").sees("the very end")
		s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		s.w, s.h = 80, 24
		s.press("end").sees("the very end")
		s.press("esc", "enter", "end").sees("the very end")
	})
}

// TestEverySizeDraws checks at many sizes that each screen fills the window exactly.
func TestEverySizeDraws(t *testing.T) {
	screens := [][]string{{}, {"p", "h", "o", "o", "d"}, {"p", "h", "enter", "s"}, {"f", "tab", "tab", "tab", "x"}, {"e"}, {"enter"}, {"enter", "tab", "/", "x"}, {"n", "enter"}, {"?"}, {"x"}, {"/", "s"}, {"m", "w", "l"}}
	for i, keys := range screens {
		f := newFake(120)
		f.ops[119].Error = "3 of 812 products failed\nbecause of a reason that is longer than any narrow window"
		f.ops[119].State, f.ops[119].CompletedOn = store.Failed, noon()
		play(t, f, 120, 35, nil, func(s *stage) {
			s.press(keys...)
			for w := 1 + i%3; w <= 220; w += 1 + w/5 {
				for h := 1 + i%2; h <= 60; h += 1 + h/4 {
					s.send(tea.WindowSizeMsg{Width: w, Height: h})
					checkLines(s.t, s.model.View().Content, w, h)
				}
			}
			for _, size := range [][2]int{{0, 0}, {0, 9}, {9, 0}, {1000, 300}} {
				s.send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
				_ = s.model.View()
			}
		})
	}
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

func TestDetailsFollowTheOperation(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Operation 399", "512 of 903", "Products 40")
		f.mu.Lock()
		op := f.find(399)
		op.State, op.Done, op.CompletedOn, op.Error = store.Failed, 903, noon(), "1 of 903 products failed\nWH-1: no"
		f.mu.Unlock()
		f.signal()
		s.wait(time.Second).sees("× Failed", "took 34 min 56 s")
		s.press("tab").sees("WH-1: no")
		s.press("tab", "right").sees("WH-1035").lacks("WH-1000")
	})
}

func TestDetailsNarrowTheProducts(t *testing.T) {
	f := newFake(400)
	f.items = results(3000)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Products 3000")
		s.press("end").sees(fmt.Sprintf("WH-%04d", 1000+2999*7))
		s.press("right").sees("failed").lacks("WH-1000 ")
		s.press("down", "enter").sees("the price 1.200,00 is not a number").press("c").sees("copied to the clipboard")
		s.press("esc", "/").text("beanie").sees("Beanie").lacks("Sunglasses")
		s.press("enter", "esc").sees("Sunglasses", "Operation 399")
		s.press("esc").lacks("Operation 399")
	})
}
