package tui_test

import (
	"fmt"
	"testing"
	"time"

	"woosync/tui"
	"woosync/tui/config"
)

// TestAnyWindow checks that marks, filters by value, the filter line, views, columns and the problems of a configuration draw nothing outside
// the window, however small or large it is, and that the screen goes on working.
func TestAnyWindow(t *testing.T) {
	c := configured(t, twoViews)
	problems := []config.Problem{{File: "config.toml", Line: 1, Column: 1, Text: "“theme” cannot be “drak”", Remedy: "Perhaps “dark” is meant."}}
	acts := map[string][]string{
		"marks": {"space", "space", "*", "V", "shift+up", "c", "t"}, "retry": {"/", "f", "a", "i", "tab", "enter", "*", "t"}, "values": {"left", "left", "=", "!", "right", "="},
		"wrong": {"/", "s", "t", "a", "t", "e", ":", "x", "y"}, "offers": {"/", "s", "down", "down"}, "doubt": {"/", "s", "h", "o", "p", ":", "x"}, "views": {".", ".", "o", "v"},
		"columns": {"C", "down", "space", "shift+down", "+"}, "times": {"T", "?", "x"}, "panel": {"f", "1", "6", "tab", "space"},
	}
	for _, size := range [][2]int{{1, 1}, {2, 3}, {7, 5}, {19, 9}, {40, 12}, {300, 9}, {1000, 300}} {
		for name, keys := range acts {
			play(t, newFake(400), size[0], size[1], func(o *tui.Options) { o.Config, o.ASCII = c, size[0]%2 == 1 }, func(s *stage) {
				for i, k := range keys {
					if s.press(k); size[0] < 1000 || i == len(keys)-1 { // to look at a huge screen takes a while
						checkLines(t, s.model.View().Content, size[0], size[1])
					}
				}
				for range 9 {
					s.press("esc")
				}
				if s.wait(time.Minute); size[0] < 1000 {
					checkLines(t, s.model.View().Content, size[0], size[1])
				}
				if t.Failed() {
					t.Fatal(name)
				}
			})
		}
		play(t, newFake(4), size[0], size[1], func(o *tui.Options) { o.Problems = problems }, func(s *stage) {
			checkLines(t, s.model.View().Content, size[0], size[1])
			s.press("down", "esc")
			checkLines(t, s.model.View().Content, size[0], size[1])
		})
	}
}

// TestPowerScreens compares the screens of what saves work with their pictures.
func TestPowerScreens(t *testing.T) {
	c := configured(t, twoViews+"[[view]]\nname = \"Never\"\nfilter = \"error:zzz\"\n")
	for name, act := range map[string]func(*stage){
		"value":     func(s *stage) { s.press("left", "left", "down", "down", "down", "=") },
		"kept_out":  func(s *stage) { s.press("left", "left", "down", "down", "!") },
		"states":    func(s *stage) { s.press("f", "4", "6") },
		"times":     func(s *stage) { s.press("T").wait(time.Minute) },
		"offers":    func(s *stage) { s.press("/").text("state:failed,") },
		"help_mark": func(s *stage) { s.press("space", "?").text("mark").press("down", "down", "down", "down", "down") },
	} {
		for _, size := range [][2]int{{80, 24}, {120, 35}, {40, 20}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				play(t, newFake(400), size[0], size[1], func(o *tui.Options) { o.Config, o.ASCII = c, name == "times" && size[0] == 80 }, func(s *stage) {
					s.wait(2 * time.Second)
					act(s)
					s.golden()
				})
			})
		}
	}
}
