package tui_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

func TestReadErrors(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		f.fail = errors.New("disk I/O error\x1b[2J")
		s.press("r").sees("The store could not be read: disk I/O error", "23 Nov 12:58")
		f.fail = fmt.Errorf("count operations: %w: /a/long/path is another file now", store.ErrMoved)
		s.press("r").sees("The store was removed or replaced: put it back, or start woosync again.")
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

// TestWorkPerFrameIsBounded checks that texts of up to 16 MB cost neither a key nor a frame more than what is in sight of them: what is allocated
// says how much is touched, on any machine alike.
func TestWorkPerFrameIsBounded(t *testing.T) {
	const most = 512 << 10 // bytes; a frame of 120 × 35 has some 10,000
	for name, text := range map[string]string{"a line": strings.Repeat("0123456789", 1_600_000), "wide": strings.Repeat("日本語é", 100_000), "marks": "a" + strings.Repeat("\u0301", 500_000),
		"lines": strings.Repeat("x\n", 1_000_000), "sequences": strings.Repeat("\x1b[31m", 300_000)} {
		t.Run(name, func(t *testing.T) {
			f := newFake(10)
			for i := range f.ops {
				f.ops[i].Note, f.ops[i].RequestedBy = text, text
			}
			f.ops[9].Error, f.ops[9].Webshop, f.ops[9].WebshopURL = text, text, text
			f.items = results(20)
			f.items[0] = store.Item{ProductID: 1, SKU: text, Name: text, Error: text + "\n\n" + text, Outcome: store.OutcomeFailed}
			play(t, f, 120, 35, func(o *tui.Options) { o.Copy = func(string) error { return nil } }, func(s *stage) {
				for _, way := range [][]string{{}, {"e", "pgdown", "end", "up", "home"}, {"esc", "enter", "pgdown", "end", "tab", "down", "up", "enter", "pgdown", "end", "c"}, {"esc", "y", "down", "esc", "tab", "tab", "x", "esc", "esc"}, {"/", "1", "esc"}} {
					for _, k := range way {
						var cmd tea.Cmd
						n := allocated(func() { s.model, cmd = s.model.Update(key(k)) })
						n += allocated(func() { _ = s.model.View() })
						if n > most {
							t.Errorf("%v: %s allocates %d bytes", way, k, n)
						}
						s.run(cmd)
						s.settle()
					}
				}
				s.press("e")
				for _, w := range []int{80, 120} {
					var cmd tea.Cmd
					n := allocated(func() { s.model, cmd = s.model.Update(tea.WindowSizeMsg{Width: w, Height: 30}) })
					if n > most {
						t.Errorf("a resize allocates %d bytes", n)
					}
					s.run(cmd)
					s.settle()
				}
			})
		})
	}
}

// allocated is how many bytes something allocates.
func allocated(do func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
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

// TestAWiderWindowShowsColumnsThatWereScrolledAway checks that no column stays hidden at the left where there is room for it again.
func TestAWiderWindowShowsColumnsThatWereScrolledAway(t *testing.T) {
	play(t, newFake(40), 120, 35, nil, func(s *stage) {
		s.press("right", "right", "right", "right").sees("Synchronize all", "State")
		s.send(tea.WindowSizeMsg{Width: 40, Height: 20}).send(tea.WindowSizeMsg{Width: 120, Height: 35}).sees("Synchronize all", "State", "Completed on")
	})
}
