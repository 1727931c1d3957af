package tui_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

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
		s.text("created:2026-99").sees("At 44: created: there is no month 99")
		s.press("enter").sees("At 44: Created: there is no month 99.", "/ state:failed")
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

func TestFilterLineCompletes(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("/").text("fai").sees("state:Failed").press("tab").sees("/ state:failed ").sees("of 44")
		s.text("gam").press("tab").sees(`webshop:"Gamle Butik"`).press("ctrl+u")
		s.text("state:failed,").sees("Aborted by another synchronization").press("down", "down", "enter").sees("state:failed,in_progress").press("ctrl+u")
		s.text("created:").sees("last 24 hours", `7d, 3h, 2026-11-01, or "2026-11-01..2026-11-07 14:00"`).text("3h").sees("since 23 Nov 10:04").press("ctrl+u")
		s.text("all:").click("yes", 0).sees("/ all:yes", "of 80").press("esc").sees("of 400")
	})
}

func TestFilterLineDoubts(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("/").text("stat:failed").sees("“stat:” is searched for as text; state: is a token").press("ctrl+u")
		s.text("webshop:nordly").lacks("there is no webshop").press("space").sees("there is no webshop “nordly”").press("ctrl+u")
		s.text("webshop:NORDLYS ").lacks("there is no webshop").press("ctrl+u")
		s.text("https://x.example").lacks("is searched for")
	})
}

// TestFilterMistakes compares explained mistakes with their pictures: what is wrong stands out, also without colours.
func TestFilterMistakes(t *testing.T) {
	for name, line := range map[string]string{"state": "webshop:nordlys state:borken", "date": "error:timeout created:2026-02-30..", "doubt": "status:failed"} {
		for _, w := range []int{40, 120} {
			t.Run(fmt.Sprintf("%s/%d", name, w), func(t *testing.T) {
				play(t, newFake(400), w, 20, nil, func(s *stage) { s.press("/").text(line).golden() })
			})
		}
	}
	play(t, newFake(400), 120, 20, nil, func(s *stage) {
		s.press("/").text("error:x state:borken")
		if c := s.model.View().Content; !strings.Contains(c, "\x1b[1;31mborken") {
			t.Errorf("the mistake is not marked: %q", strings.Split(c, "\n")[2])
		}
	})
}
