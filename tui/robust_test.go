package tui_test

import (
	"errors"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"

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
