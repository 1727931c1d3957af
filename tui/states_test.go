package tui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

// TestSeveralStatesByKey checks that any set of states can be chosen on the tabs without the mouse.
func TestSeveralStatesByKey(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.sees("S several").press("S").sees("›[All 400]", "All  space all states", "enter only this", "esc back").lacks("S several")
		s.press("left").sees("[All 400]", "›Failed 44", "Failed  space add").press("space").sees("›[Failed 44]", "space take away", "enter keep", "esc undo", "of 44")
		s.press("shift+tab", "tab", "left", "left", "left").sees("›Completed 305").press("left", "left", "space").sees("[Not processed 1]", "[Failed 44]", "of 45", "Not processed, Failed ×")
		s.press("enter").lacks("[Failed").sees("of 45", "S states").press("S").sees("›[Not processed 1]")
		s.press("space").sees("of 44").press("esc").sees("of 45") // as it was before
		s.press("S", "4", "6", "down").sees("Not processed, Aborted ×", "of 29")
		if got := s.cursor(); strings.Contains(got, "23 Nov 12:58") {
			t.Errorf("down did not go to the table: %q", got)
		}
	})
	var last []store.State
	for _, q := range f.queries {
		if len(q.Filter.States) > 1 {
			last = q.Filter.States
		}
	}
	if want := []store.State{store.NotProcessed, store.Aborted}; !slices.Equal(last, want) {
		t.Errorf("the store was asked for %v, not for %v", last, want)
	}
}

// TestOneStateOnTheTabs checks that enter takes the state under the cursor where none was added, and that esc takes none.
func TestOneStateOnTheTabs(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("S", "left", "enter").sees("of 44", "Failed ×").lacks("[")
		s.press("S", "right", "esc").sees("of 44", "Failed ×")
		s.press("S", "home", "enter").sees("of 400")
		s.press("S", "end", "S").sees("of 400").lacks("›Failed")
		if s.press("S", "end", "q").sees("of 400").lacks("›Failed"); s.quit {
			t.Error("q ended the program, not the choosing")
		}
		s.press("S", "0", "f").sees("operations match").press("esc").lacks("›Failed") // another command ends the choosing
		s.press("S", "z", "?").sees("Help").press("esc").lacks("only this")
	})
}

// TestStatesByMouse checks that a click adds to the chosen tabs while several are chosen, and that the keys that are shown can be clicked.
func TestStatesByMouse(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.click("several", 0).click("Failed 44", 1).click("Aborted 28", 1).sees("[Aborted 28]", "›", "[Failed 44]", "of 72")
		s.click("Aborted 28", 1).sees("of 44").click("add", 0).sees("of 72").click("undo", 0).sees("of 400")
		s.press("S").click("Completed", 1).sees("of 305").click("Webshop   ", 0).lacks("[Completed 305]").sees("of 305", "Webshop, A to Z")
		x, y := s.find("Aborted 28")
		s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft, Mod: tea.ModCtrl}).sees("of 333")
		s.click("Failed 44", 1).sees("of 44").click("Failed 44", 1).sees("of 400")
		s.press("S").send(tea.MouseClickMsg{X: 5, Y: 9, Button: tea.MouseLeft}).lacks("›[All")
	})
}

// TestStatesFollowTheConfiguration checks that the tabs obey the keys of a configuration.
func TestStatesFollowTheConfiguration(t *testing.T) {
	c := configured(t, "[keys]\nstates = [\"a\"]\nmark = [\"+\"]\n")
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Config = c }, func(s *stage) {
		s.sees("a several").press("a", "right", "+").sees("[Not processed 1]", "+ take away", "of 1")
	})
}

// TestStatesScreens compares the tabs while states are chosen with their pictures.
func TestStatesScreens(t *testing.T) {
	for _, c := range []struct {
		w, h  int
		kind  string
		count int
	}{{120, 35, "", 400}, {80, 24, "", 400}, {80, 24, "dumb", 400}, {40, 20, "", 400}, {40, 20, "ascii", 4000}, {24, 4, "", 400}} {
		t.Run(fmt.Sprintf("%dx%d%s", c.w, c.h, c.kind), func(t *testing.T) {
			play(t, newFake(c.count), c.w, c.h, func(o *tui.Options) { o.ASCII = c.kind == "ascii" }, func(s *stage) {
				if c.kind == "dumb" {
					s.send(tea.EnvMsg{"TERM=dumb"})
				}
				s.press("S", "3", "4", "right", "right").golden()
			})
		})
	}
}

// TestStatesInAnyWindow checks that the tab under the cursor is in sight wherever a line can be, with the largest numbers too.
func TestStatesInAnyWindow(t *testing.T) {
	for _, w := range []int{12, 30, 40, 79} {
		for _, h := range []int{2, 24} {
			play(t, newFake(4000), w, h, nil, func(s *stage) {
				s.press("S")
				for range 8 {
					s.press("right", "space").sees("›[")
					checkLines(t, s.model.View().Content, w, h)
				}
			})
		}
	}
	f := newFake(400)
	play(t, f, 80, 1, nil, func(s *stage) { s.press("S", "6").wait(time.Minute) }) // no tab could be seen: none is chosen
	for _, q := range f.queries {
		if slices.Contains(q.Filter.States, store.Failed) {
			t.Error("a state was chosen on tabs that have no line")
		}
	}
}

// TestNarrowTabsLeaveOutWhatIsEmpty checks that where there is no room for all states, those that have operations have it.
func TestNarrowTabsLeaveOutWhatIsEmpty(t *testing.T) {
	f := newFake(4000)
	f.ops = f.ops[:3998]
	play(t, f, 40, 20, func(o *tui.Options) { o.ASCII = true }, func(s *stage) {
		s.sees("3,998|+ 3,087|/ 274|? 193|x 444").lacks("o 0").press("S").sees("|o 0|% 0|").press("enter", "/").text("state:not_processed").press("enter").sees("|o 0|")
	})
}

// TestChosenStateIsInSight checks that a state that is filtered by can be seen in the narrowest window.
func TestChosenStateIsInSight(t *testing.T) {
	play(t, newFake(4000), 30, 20, nil, func(s *stage) {
		s.lacks("× 444").press("shift+tab").sees("× 444")
	})
}
