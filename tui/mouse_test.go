package tui_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

func TestClickRowHeaderTabAndChip(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.click("1 of 27", 0)
		if got := s.cursor(); !strings.Contains(got, "1 of 27") {
			t.Errorf("the cursor is on %q", got)
		}
		s.click("Completed on", 1).sees("Completed on▼", "Completed on, newest first")
		s.click("Completed on", 1).sees("Completed on▲", "Completed on, oldest first")
		s.click("Failed 44", 0).sees("of 44", "Failed ×")
		s.send(tea.MouseClickMsg{X: at(s, "Aborted 28"), Y: 1, Button: tea.MouseLeft, Mod: tea.ModCtrl}).sees("of 72", "Aborted, Failed ×")
		s.click("Failed ×", len("Failed ")).sees("of 400").lacks("Aborted, Failed")
		s.click("live", 0).sees("not live")
		s.click("worker running", 0).sees("worker paused")
	})
}

func at(s *stage, text string) int {
	x, _ := s.find(text)
	return x
}

func TestClickToolbarAndDialogs(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.click("Search product", 0).text("hood").sees("Nordlys would be updated")
		s.click("+ add", 0).sees("Sydkysten would get it as a new product")
		s.click("woo-hoodie-with-logo", 0).sees("Sydkysten would be updated", "0 → 25")
		s.click("enter choose", 0).click("Synchronize to Sydkysten", 0).sees("would be updated: stock").click("Cancel", 0).lacks("would be updated: stock")
		s.click("Synchronize to Sydkysten", 0).click("Synchronize   ", 0).sees("Synchronization 401 has started")
	})
}

func TestDoubleClickOpensDetails(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.click("1 of 27", 0).wait(time.Second).click("1 of 27", 0).lacks("Operation 392")
		s.click("1 of 27", 0).sees("Operation 392")
		s.click("Products 40", 0).sees("WH-1000").click("esc close", 0).lacks("Operation 392")
	})
}

func TestHoverShowsTheError(t *testing.T) {
	f := newFake(400)
	f.find(392).Error = "1 of 27 products failed\n" + strings.Repeat("woo-vneck: an image could not be fetched\n", 40) + "LAST LINE"
	play(t, f, 120, 35, nil, func(s *stage) {
		s.point("1 of 27").lacks("woo-vneck")
		s.wait(time.Second).sees("woo-vneck: an image", "e all of it")
		x, y := s.find("╭")
		s.send(tea.MouseMotionMsg{X: x + 3, Y: y + 3}).sees("woo-vneck") // into the popover
		for range 20 {
			s.send(tea.MouseWheelMsg{X: x + 3, Y: y + 3, Button: tea.MouseWheelDown})
		}
		s.sees("LAST LINE")
		s.send(tea.MouseMotionMsg{X: 3, Y: 12}).wait(time.Second).lacks("LAST LINE")
		for name, leave := range map[string]tea.Msg{"key": key("down"), "blur": tea.BlurMsg{}, "resize": tea.WindowSizeMsg{Width: 120, Height: 35}} {
			s.press("home").point("1 of 27").wait(time.Second).sees("woo-vneck")
			if s.send(leave); strings.Contains(s.screen(), "woo-vneck") {
				t.Errorf("the popover stays after a %s", name)
			}
		}
		s.press("home").point("Completed").wait(time.Second).lacks("╭")
	})
}

func TestWheelScrolls(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		for range 4 {
			s.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelDown})
		}
		s.sees("13–39 of 400")
		s.send(tea.MouseWheelMsg{X: 10, Y: 10, Button: tea.MouseWheelUp}).sees("10–36 of 400")
		s.send(tea.MouseClickMsg{X: 119, Y: 31, Button: tea.MouseLeft}).sees("374–400 of 400")
		s.send(tea.MouseMotionMsg{X: 119, Y: 5, Button: tea.MouseLeft}).sees("1–27 of 400")
	})
}

func TestMouseModes(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		mode := func() tea.MouseMode { return s.model.View().MouseMode }
		if mode() != tea.MouseModeAllMotion {
			t.Error("errors are on the screen: motion must be reported")
		}
		s.press("/").text("state:completed").press("enter")
		if mode() != tea.MouseModeCellMotion {
			t.Error("nothing to hover over: motion must not be reported")
		}
		s.press("m")
		if mode() != tea.MouseModeNone {
			t.Error("the mouse is off")
		}
		s.click("Failed 44", 0).lacks("Failed ×")
	})
}
