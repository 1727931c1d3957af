package tui_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestMessagesLeaveDialogsTheirBorders checks in windows of many sizes that a message beside dialogs covers neither their borders nor the
// keys in the lower one, and can be read.
func TestMessagesLeaveDialogsTheirBorders(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 35}, {200, 60}, {40, 20}, {40, 12}, {60, 15}} {
		for _, way := range []string{"e", "enter", "enter y", "y", "f", "C", "v", "x", "n", "p", "?"} {
			t.Run(fmt.Sprintf("%s at %d×%d", way, size[0], size[1]), func(t *testing.T) {
				play(t, newFake(400), size[0], size[1], nil, func(s *stage) {
					s.text("/state:failed").press("enter", "c").sees("✓ Error of")
					s.press(strings.Fields(way)...).sees("✓ Error of")
					checkLines(t, s.model.View().Content, s.w, s.h)
					with := strings.Split(s.screen(), "\n")
					s.wait(time.Minute).lacks("✓ Error of")
					borders := 0
					for y, l := range strings.Split(s.screen(), "\n") {
						from, to := strings.IndexAny(l, "╭╰"), strings.LastIndexAny(l, "╮╯")
						if from < 0 || to < from {
							continue
						}
						if borders++; !strings.Contains(with[y], l[from:to]) {
							t.Errorf("of the border %s stands\n%s", l[from:to], strings.Join(with, "\n"))
						}
					}
					if borders < 2 {
						t.Errorf("there is no dialog:\n%s", s.screen())
					}
				})
			})
		}
	}
}
