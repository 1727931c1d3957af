package tui_test

import (
	"strings"
	"testing"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

func TestAValueBecomesAFilter(t *testing.T) {
	for _, c := range []struct{ column, row, chip, hint string }{
		{"Webshop", "Gamle Butik", "Webshop: Gamle Butik ×", "= not only Gamle Butik"},
		{"Synchronize all", "Aborted", "Synchronize all: Yes ×", "= not only Synchronize all: Yes"},
		{"State", "Failed ", "Failed ×", "= not only Failed"},
		{"Error", "1 of 27", "Error: 1 of 27 products failed ×", "= not only this error"},
		{"Created on", "1 of 27", "Created: 2026-11-23 ×", "= not only of 23 Nov"},
		{"Started on", "1 of 27", "Started: 2026-11-23 ×", "= not only started 23 Nov"},
		{"Completed on", "1 of 27", "Completed: 2026-11-23 ×", "= not only completed 23 Nov"},
	} {
		play(t, newFake(400), 160, 35, nil, func(s *stage) {
			at := func() (x, y int) {
				before, _, _ := strings.Cut(rowOf(s, "Completed on"), c.column)
				x = len([]rune(before))
				for y, l := range strings.Split(s.screen(), "\n") {
					if y > 4 && strings.Contains(l, c.row) {
						return x, y
					}
				}
				t.Fatalf("no row with %q:\n%s", c.row, s.screen())
				return 0, 0
			}
			x, y := at()
			s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseRight}).sees(c.chip, c.hint)
			if strings.Contains(s.screen(), "of 400 ·") {
				t.Errorf("%s: nothing is filtered:\n%s", c.column, s.screen())
			}
			s.press("=").sees("of 400").lacks(c.chip)
			s.press("=").sees(c.chip)
			x, y = at()
			s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseRight}).sees("of 400").lacks(c.chip)
		})
	}
}

func TestAValueReplacesWhatWasAskedFor(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("/").text("state:failed,aborted webshop:nordlys,sydkysten").press("enter", "left", "left").sees("Aborted, Failed ×")
		s.press("=").sees("Aborted ×").lacks("Failed ×")
		s.press("left", "left", "=").sees("Webshop: Sydkysten ×").lacks("nordlys")
		s.press("!").sees("Webshop: Gamle Butik, Nordlys ×")
	})
}

func TestAValueIsKeptOut(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("left", "left", "down", "down", "!").sees("of 95", "all but Completed ×")
		s.press("home", "!").sees("of 94", "all but Not processed, Completed ×")
		s.press("esc", "left", "!").sees("Synchronize all: Yes ×").press("!").sees("Synchronize all: No ×")
		s.press("esc", "home", "left", "!").sees("Webshop: Gamle Butik, Sydkysten ×").press("!", "!")
		s.sees("Webshop: ")
		s.press("right", "right", "right", "!").sees("A value of “Error” cannot be kept out, only asked for: =.")
	})
	f := newFake(20)
	for i := range f.ops {
		f.ops[i].Webshop = "Nordlys"
	}
	f.shops = f.shops[:1]
	play(t, f, 120, 35, nil, func(s *stage) { s.press("left", "left", "left", "left", "!").sees("There is no other webshop.") })
}

func TestNoValueToFilterBy(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("right", "=").sees("Operation 400 has no such time yet to filter by.")
		s.press("left", "left", "=").sees("Operation 400 has no error to filter by.").lacks("only this")
	})
	with(t, "[table]\ncolumns = [\"created\", \"duration\"]\n", 120, 35, func(s *stage) {
		s.press("right", "=").sees("Nothing can be filtered by “Duration”.")
	})
	f := newFake(5)
	f.ops = nil
	play(t, f, 120, 35, nil, func(s *stage) { s.press("=").sees("There is no operation here.") })
}

// Whatever an error holds, the filter that is made of it finds it.
func TestTheErrorThatWasFilteredByIsFound(t *testing.T) {
	for _, text := range []string{"plain", "\n\n  two\nlines", "say \"no\" to \\ and , and :", "state:failed created:7d", "A\tB", strings.Repeat("long words ", 60), strings.Repeat("æ", 300), "\x1b[31mred", "日本語 の エラー", "x\u202ey"} {
		f := newFake(30)
		f.ops[20].State, f.ops[20].Error = store.Failed, text
		play(t, f, 120, 35, nil, func(s *stage) {
			s.press("/").text("completed:2026").press("enter").press("right", "right")
			x, _ := s.find("Error")
			for y, l := range strings.Split(s.screen(), "\n") {
				if strings.Contains(l, f.ops[20].CreatedOn.Add(3600e9).Format("2 Jan 15:04")) {
					s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseRight})
				}
			}
			if strings.Contains(s.screen(), "no error to filter by") {
				if text != "\x1b[31mred" {
					t.Errorf("%q gives no filter", text)
				}
				return
			}
			s.sees("Error: ").sees("1–")
			if !strings.Contains(s.cursor(), "Failed") {
				t.Errorf("%q is not found:\n%s", text, s.screen())
			}
			s.press("/").press("enter").sees("1–") // and what is typed says the same
		})
	}
}
