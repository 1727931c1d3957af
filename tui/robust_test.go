package tui_test

import (
	"errors"
	"strings"
	"testing"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

func TestReadErrors(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		f.fail = errors.New("disk I/O error\x1b[2J")
		s.press("r").sees("The store could not be read: disk I/O error", "23 Nov 12:58")
		f.fail = nil
		s.press("r").lacks("could not be read").sees("1–27 of 400")
	})
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
