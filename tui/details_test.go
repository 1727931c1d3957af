package tui_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

func TestDetailsFollowTheOperation(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Operation 399", "512 of 903", "Products 40")
		f.mu.Lock()
		op := f.find(399)
		op.State, op.Done, op.CompletedOn, op.Error = store.Failed, 903, noon(), "1 of 903 products failed\nWH-1: no"
		op.Counts = store.Counts{Added: 12, Updated: 890, Failed: 1}
		op.Traffic = store.Traffic{Requests: 33, Retries: 2, BytesOut: 512_000, BytesIn: 4_000_000}
		f.mu.Unlock()
		f.signal()
		s.wait(time.Second).sees("× Failed", "took 34 min 56 s", "26 products/min", "33 requests, 2 of them again, 512 kB sent, 4.0 MB received")
		s.press("shift+tab").sees("WH-1: no")
		s.press("tab", "right").sees("WH-1035").lacks("WH-1000  ")
	})
}

func TestDetailsNarrowTheProducts(t *testing.T) {
	f := newFake(400)
	f.items = results(3000)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Products 3,000")
		s.press("end").sees(fmt.Sprintf("WH-%04d", 1000+2999*7))
		s.press("right").sees("failed").lacks("WH-1000 ")
		s.press("down", "enter").sees("the price 1.200,00 is not a number", "id 218 in the webshop").press("c").sees("copied to the clipboard")
		s.press("esc", "/").text("beanie").sees("Beanie").lacks("Sunglasses")
		s.press("enter", "esc").sees("Sunglasses", "Operation 399")
		s.press("esc").lacks("Operation 399")
	})
}

// TestDetailsTellThePace checks products per second and the time that is left, from what was seen lately.
func TestDetailsTellThePace(t *testing.T) {
	f := newFake(400)
	f.find(399).StartedOn = noon().Add(-time.Minute)
	var later atomic.Int64 // than noon
	play(t, f, 120, 35, func(o *tui.Options) { o.Now = func() time.Time { return noon().Add(time.Duration(later.Load())) } }, func(s *stage) {
		s.press("down", "enter").sees("8.5 products/s", "about 45 s left") // since it began
		for range 5 {
			later.Add(int64(4 * time.Second))
			f.mu.Lock()
			f.find(399).Done += 12
			f.mu.Unlock()
			f.signal()
			s.wait(time.Second)
		}
		s.sees("572 of 903", "3.0 products/s", "about 2 min left")            // lately
		later.Add(int64(time.Hour))                                           // and nothing changes
		s.wait(2 * time.Second).sees("nothing done for 60 min").lacks("left") // it stands still
	})
}

// chained makes operation 399 the second of three attempts.
func chained() *fake {
	f := newFake(400)
	f.find(383).Error = "3 of 812 products failed\nWH-1042  Hoodie: refused"
	f.find(399).RetryOf, f.find(399).Attempts, f.find(399).RequestedBy = 383, 3, "retry of 383"
	f.find(399).Scope = store.ScopeProducts
	f.find(400).RetryOf = 399
	return f
}

// TestAttemptsAreOneList checks that all attempts stand in one list, whichever of them is looked at, and lead to each other.
func TestAttemptsAreOneList(t *testing.T) {
	f := chained()
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Attempts 3", "named products: WH-1000, WH-1007, WH-1014 and 37 more", "begun 3 times").press("tab")
		s.sees("383", "3 of 812 products failed · WH-1042 Hoodie: refused", "399 this one", "400").golden()
		s.press("up", "c").sees("Error of operation 383 copied").press("enter").sees("Operation 383", "383 this one", "Attempts 3")
		s.press("end", "up").press("enter").sees("Operation 399 ").press("esc", "esc", "home", "enter").sees("Operation 383").press("esc").sees("Operation 399")
		f.add(store.Operation{Webshop: "Nordlys", RetryOf: 400, CreatedOn: noon()})
		f.signal()
		s.wait(time.Second).sees("Attempts 4")
	})
}

// answered is an operation whose error ends with what the webshop answered.
func answered() (*fake, string) {
	f := newFake(400)
	answer := "POST /wp-json/wc/v3/products/batch to nordlys.example\nStatus 500 internal_server_error\n\n<html>Fatal error</html>"
	f.find(383).Error = "The webshop had an internal error.\nTry again later.\n\n12 of 812 products were handled before.\n\n" + answer
	f.items[5].Error = "The price is no number.\n\n" + answer
	return f, answer
}

// TestCopyAnyPart checks that each part of the details can be copied by itself.
func TestCopyAnyPart(t *testing.T) {
	f, answer := answered()
	play(t, f, 120, 35, nil, func(s *stage) {
		copies := func(words, want string) {
			t.Helper()
			s.press("y").sees("─ Copy").click(words, 0).lacks("─ Copy").sees("copied to the clipboard")
			if got := s.copied[len(s.copied)-1]; got != want {
				t.Errorf("%s copied %q, want %q", words, got, want)
			}
		}
		s.press("/").text("state:failed").press("enter", "down", "enter").sees("Operation 383")
		copies("What the webshop answered", answer)
		copies("Error of the operation", f.find(383).Error)
		copies("What was asked", "Sydkysten: the whole webshop, changes only, asked by schedule, 2026-11-23 04:45:00 CET")
		copies("Number of the operation", "383")
		copies("Address of the webshop", "https://sydkysten.example/shop")
		s.press("tab", "right").sees("The price is no number.").lacks("wp-json").press("y")
		s.golden().press("esc")
		copies("Result of WH-1035", "WH-1035 Hoodie: failed, id 205: The price is no number.")
		copies("Error of WH-1035", "WH-1035: The price is no number.\n\n"+answer)
		copies("What the webshop answered for", answer)
		copies("• SKU", "WH-1035")
		copies("• Name", "Hoodie")
		copies("Id in the webshop", "205")
		s.press("y").click("Everything about", 0)
		if got := s.copied[len(s.copied)-1]; !strings.HasPrefix(got, "Operation 383, Failed\nSydkysten: the whole webshop") || !strings.HasSuffix(got, f.find(383).Error) {
			t.Errorf("everything is %q", got)
		}
		s.press("enter").sees("Status 500 internal_server_error", "Fatal error")
	})
}

// TestCopyAPartFromTheTable checks that the parts of the operation under the cursor can be copied without its details.
func TestCopyAPartFromTheTable(t *testing.T) {
	f, answer := answered()
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("/").text("state:failed").press("enter", "down", "y").click("What the webshop answered", 0).sees("Answer of operation 383 copied")
		if s.copied[0] != answer {
			t.Errorf("copied %q", s.copied[0])
		}
		s.press("home", "y").sees("Error of the operation").lacks("What the webshop answered") // the whole error is known
		s.press("enter").sees("Error of operation 392 copied")
	})
}

// TestCopyMenuLeavesOutWhatIsEmpty checks that the menu offers nothing that is not there, and first what is likely wanted.
func TestCopyMenuLeavesOutWhatIsEmpty(t *testing.T) {
	f, answer := answered()
	f.find(392).Error = strings.Repeat("No price. ", 100)
	f.find(383).Error = strings.Repeat("No price. ", 100) + "\n\n" + answer
	f.find(398).Counts = store.Counts{Updated: 3}
	play(t, f, 80, 24, nil, func(s *stage) {
		s.press("down", "down", "y").sees("› • Everything about the operation", "What was asked").lacks("Error of the", "What the webshop answered").press("enter")
		if got := s.copied[0]; !strings.HasPrefix(got, "Operation 398, Completed\n") || !strings.Contains(got, "3 updated") {
			t.Errorf("copied %q", got)
		}
		f.hold = make(chan struct{})
		s.press("/").text("state:failed").press("enter")
		close(f.hold)
		s.settle()
		s.press("home", "y").sees("› • Error of the operation", "What the webshop answered        none").press("down", "enter").sees("The error holds nothing that the webshop answered.", "─ Copy")
		s.click("What the webshop answered", 0).sees("─ Copy").press("2").sees("─ Copy").press("esc")
		s.press("down", "y").sees(fmt.Sprintf("What the webshop answered        %d bytes", len(answer))).press("2")
		if got := s.copied[len(s.copied)-1]; got != answer {
			t.Errorf("copied %q", got)
		}
		s.press("enter").sees("Products").press("y").sees("What the webshop answered")
	})
}

// TestEveryOutcomeCanBeChosen checks that the results can be narrowed to each outcome by key, with the choice in sight.
func TestEveryOutcomeCanBeChosen(t *testing.T) {
	words := []string{"failed", "skipped", "added", "updated", "removed", "unchanged", "waiting"}
	for _, size := range [][2]int{{80, 24}, {99, 30}, {120, 35}, {40, 20}, {40, 9}, {24, 8}} {
		f := newFake(400)
		play(t, f, size[0], size[1], func(o *tui.Options) { o.ASCII = true }, func(s *stage) {
			s.send(tea.EnvMsg{"TERM=dumb"}).press("down", "enter")
			if s.w >= 80 {
				s.sees("[all]  failed  skipped  added  updated  removed  unchanged  waiting")
			}
			for _, word := range words {
				s.press("right").sees("[" + word + "]")
				checkLines(t, s.model.View().Content, s.w, s.h)
			}
			s.press("left").sees("[unchanged]").press("esc").sees("[all]")
		})
	}
	play(t, newFake(400), 80, 24, nil, func(s *stage) {
		s.press("down", "enter").click("failed  ", 0).sees("WH-1035").lacks("WH-1000").click("all  ", 0).sees("WH-1042").press("home").sees("WH-1000")
	})
}

// TestDetailsKeepTheOldResults checks that the results stay in sight until the next ones are there, that an answer that comes late changes
// nothing, and that the cursor keeps its product while results come in.
func TestDetailsKeepTheOldResults(t *testing.T) {
	f := newFake(400)
	f.items = results(100_000)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Products 100,000")
		f.mu.Lock()
		f.slowItems = time.Second
		f.mu.Unlock()
		s.press("end").sees("WH-1000 ", "loading…").press("home").sees("› ✎ updated    WH-1000 ").press("end", "pgup", "pgup")
		s.wait(10 * time.Second).sees("WH-7006").lacks("loading…")
		s.press("home").wait(2*time.Second).press("down", "down").sees("› ✎ updated    WH-1014")
		f.mu.Lock()
		f.items = append([]store.Item{{ProductID: 999_999, SKU: "NEW", Outcome: store.OutcomeFailed, Error: "no"}}, f.items...)
		f.mu.Unlock()
		f.signal()
		s.wait(3 * time.Second)
		s.sees("› ✎ updated    WH-1014")
	})
}

// TestFailuresSoFarAreTold checks that an operation that runs does not claim to have no error while products have failed.
func TestFailuresSoFarAreTold(t *testing.T) {
	f := newFake(400)
	f.find(399).Counts = store.Counts{Updated: 5, Failed: 2}
	play(t, f, 40, 20, nil, func(s *stage) {
		s.press("down", "enter", "shift+tab").sees("2 products failed so far").lacks("No error.").press("esc", "down", "enter", "shift+tab").sees("No error.")
	})
}

// TestRetryFromDetails checks that retry says why it does nothing, and else makes a new operation.
func TestRetryFromDetails(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("down", "enter", "t").sees("Operation 399 has not ended yet.").press("esc", "down", "enter", "t").sees("did not fail")
		s.press("esc", "/").text("state:failed").press("enter", "home", "enter", "t").sees("Synchronization 401 has started: the failed products of 392.")
	})
}

// TestDetailsByMouse checks that tabs, entries and hints answer to clicks.
func TestDetailsByMouse(t *testing.T) {
	play(t, chained(), 120, 35, nil, func(s *stage) {
		s.press("down", "enter").click("Attempts 3", 1).sees("399 this one").click("3 of 812 products", 0)
		x, y := s.find("383 · × Failed")
		for range 2 {
			s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		}
		s.sees("Operation 383 ·").press("esc").click("Products 40", 1).click("failed  skipped", 1).sees("WH-1035").lacks("WH-1000 ").click("export", 0).sees("3 results of operation 399")
	})
}
