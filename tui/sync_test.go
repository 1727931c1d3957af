package tui_test

import (
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"

	tea "charm.land/bubbletea/v2"
)

// TestSearchAndSynchronize goes the whole way of the main job: search, look, choose the webshop, start, see the new row.
func TestSearchAndSynchronize(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("p").text("hood").sees("✎ update", "+ add", "= unchanged", "× remove", "· excluded", "45.00 → 42.00", "(whole category)")
		s.press("tab").sees("Sydkysten would get it as a new product", "What would be sent")
		s.press("enter", "s").sees("To which webshop?", "All 2 webshops")
		s.press("down", "enter") // the webshop under the cursor was chosen beforehand; below it are all
		s.sees("Synchronization 401 has started: Hoodie to Nordlys.", "Synchronization 402 has started: Hoodie to Sydkysten.")
		if len(f.requests) != 2 || f.requests[0].WebshopID != 1 || f.requests[1].WebshopID != 2 || f.requests[0].ProductIDs[0] != 11 {
			t.Errorf("asked for %+v", f.requests)
		}
		if got := s.cursor(); !strings.Contains(got, "Sydkysten") || !strings.Contains(got, "Not processed") {
			t.Errorf("the cursor is on %q", got)
		}
	})
}

func TestSynchronizeFromTheField(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("p").text("logo").press("ctrl+s").sees("Synchronize to Sydkysten", "Hoodie with Logo (woo-hoodie-with-logo)", "would be updated: stock")
		s.press("esc").lacks("would be updated: stock").sees("Search product")
		s.press("ctrl+s", "y").sees("Synchronization 401 has started: Hoodie with Logo to Sydkysten.")
	})
}

// TestInactiveSaysWhy checks that Synchronize explains itself where it would do nothing.
func TestInactiveSaysWhy(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("p").text("zip").press("ctrl+s").sees("Nordlys already has it as the catalogue says.")
		s.press("enter", "tab", "s").sees("It would be removed from Sydkysten")
		s.press("esc", "ctrl+u").text("logo").press("enter", "tab", "s").sees("The product has no regular price.")
		if len(f.requests) != 0 {
			t.Errorf("asked for %+v", f.requests)
		}
		f.readOnly = true
	})
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("p").text("logo").press("ctrl+s").sees("Nothing can be changed: the store is read-only.")
	})
}

func TestSynchronizeRefusedAtLast(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("p").text("logo").press("ctrl+s")
		f.refuse = &sync.InactiveError{Why: sync.WhyUnchanged, Sentence: "somebody was faster"}
		s.press("enter").sees("Sydkysten: somebody was faster.").lacks("has started")
	})
}

// TestShortWordsExplainThemselves checks that a search for a word too short to be looked for everywhere does not say that there is no such product.
func TestShortWordsExplainThemselves(t *testing.T) {
	for _, size := range [][2]int{{120, 35}, {80, 24}, {40, 20}, {20, 6}, {9, 4}} {
		play(t, newFake(4), size[0], size[1], nil, func(s *stage) {
			s.press("p").text("zx")
			checkLines(t, s.model.View().Content, s.w, s.h)
			if s.w >= 40 {
				s.sees("where a word").text("x").lacks("where a word").text(" zx").sees("where a word")
			}
		})
	}
}

// TestLettersAreTyped checks that no key of the screen acts while the field has the focus.
func TestLettersAreTyped(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("p").text("sqncrtxwm?").sees("sqncrtxwm?", "No product with")
		s.press("backspace", "left", "X").sees("sqncrtxwXm")
		s.press("end", "ctrl+u").send(tea.PasteMsg{Content: "hood\x1b[31mie\n"}).sees("› hoodie ", "Hoodie with Zipper")
		s.press("esc").lacks("Search product ─")
		if s.quit || len(f.requests) > 0 {
			t.Error("a letter acted")
		}
	})
}

// TestNewerAnswerWins checks that typing faster than the answers come never shows an older one.
func TestNewerAnswerWins(t *testing.T) {
	f := newFake(400)
	f.slow = map[string]time.Duration{"h": 5 * time.Second, "ho": time.Second, "hood": 100 * time.Millisecond}
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("p").text("hoodi").sees("Hoodie with Logo")
		s.press("backspace").wait(time.Minute/4).sees("› hood ", "Hoodie with Logo")
		s.press("backspace", "backspace", "backspace", "backspace").wait(10 * time.Second).lacks("Hoodie").sees("Type part of a name")
	})
}

// TestDetailPaneFollowsTheIcons checks that the pane shows the icon under the pointer, and what the cursors say after the next key.
func TestDetailPaneFollowsTheIcons(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("p").text("hood").sees("Nordlys would be updated")
		if v := s.model.View(); v.MouseMode != tea.MouseModeAllMotion {
			t.Error("motion is not reported while there are icons")
		}
		s.point("× remove").sees("Sydkysten would have it removed", "The product is not marked for the web.")
		s.point("· excluded").sees("Nordlys does not get it", "The product has no regular price.")
		s.press("down").sees("Nordlys has it as it is")
	})
}

func TestNewSynchronization(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("n").sees("Of which webshop?", "Sydkysten").press("down", "enter")
		s.sees("New synchronization of Sydkysten", "3 to add, 12 to update and 1 to remove", "811 products anew")
		s.press("down", "enter").sees("Synchronization 401 has started: everything to Sydkysten.")
		if r := f.requests[0]; r.WebshopID != 2 || !r.Full || r.ConfirmRemovals || len(r.ProductIDs) != 0 {
			t.Errorf("asked for %+v", r)
		}
		if !strings.Contains(s.cursor(), "Yes") {
			t.Errorf("the cursor is on %q", s.cursor())
		}
	})
}

// TestRemovalGuard checks that more removals than the guard allows need a yes that names the number, and that No is chosen beforehand.
func TestRemovalGuard(t *testing.T) {
	f := newFake(400)
	f.guard = sync.RemovalGuard{Removals: 214, Products: 812, Limit: 162}
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("n", "enter", "enter").sees("214 of the 812 products in Nordlys would be removed.", "Remove 214 products", "› No")
		s.press("enter")
		if len(f.requests) != 0 {
			t.Fatalf("No asked for %+v", f.requests)
		}
		s.press("n", "enter", "enter", "s").sees("would be removed") // s is no yes here
		s.press("y").sees("Synchronization 401 has started")
		if len(f.requests) != 1 || !f.requests[0].ConfirmRemovals {
			t.Errorf("asked for %+v", f.requests)
		}
		f.guard.Added = 210
		s.press("n", "enter", "enter").sees("214 of the 812 products in Nordlys would be removed.", "210 would be added", "wrong column for the SKU", "› No")
	})
}

func TestWebshopWithoutWritePermission(t *testing.T) {
	f := newFake(400)
	f.shops = f.shops[:1]
	f.shops[0].CanWrite, f.shops[0].WriteError = false, "the key may only read"
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("n").sees("Nordlys cannot be synchronized: the key may only read.").lacks("What shall be sent")
	})
}

// TestPausedWorkerIsMentioned checks that nobody waits for a synchronization that cannot begin.
func TestPausedWorkerIsMentioned(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("w").wait(10*time.Second).press("p").text("logo").press("ctrl+s", "enter").sees("The worker is", "paused; w resumes it.")
	})
}

// TestProgressShowsInTheRow checks that a row moves from waiting over progress to its end while one looks at it.
func TestProgressShowsInTheRow(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		step := func(change func(*store.Operation)) {
			f.mu.Lock()
			change(f.find(400))
			f.mu.Unlock()
			f.signal()
			s.wait(time.Second)
		}
		step(func(op *store.Operation) { op.State, op.StartedOn = store.InProgress, noon() })
		if got := s.cursor(); !strings.Contains(got, "In progress") || !strings.Contains(got, "begins…") {
			t.Errorf("begun: %q", got)
		}
		step(func(op *store.Operation) { op.Total, op.Done = 40, 10 })
		if got := s.cursor(); !strings.Contains(got, "10 of 40") {
			t.Errorf("on its way: %q", got)
		}
		step(func(op *store.Operation) {
			op.State, op.Done, op.CompletedOn = store.Completed, 40, noon().Add(time.Second)
		})
		if got := s.cursor(); !strings.Contains(got, "✓ Completed") || !strings.Contains(got, "13:04:01") {
			t.Errorf("ended: %q", got)
		}
	})
}
