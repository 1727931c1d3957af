package tui_test

import (
	"fmt"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

// TestScreens compares every screen with its picture at three sizes.
func TestScreens(t *testing.T) {
	for name, act := range map[string]func(*stage){
		"operations": func(s *stage) {},
		"scrolled":   func(s *stage) { s.press("end", "up", "right", "right") },
		"failed_tab": func(s *stage) { s.press("tab", "tab", "tab", "tab", "tab", "tab") },
		"chips": func(s *stage) {
			s.press("/").text(`state:failed,aborted webshop:nordlys created:30d error:the`).press("enter")
		},
		"filter_line":  func(s *stage) { s.press("/").text("state:failed created:") },
		"filter_wrong": func(s *stage) { s.press("/").text("created:2026-13-01 ") },
		"filter_panel": func(s *stage) {
			s.press("f", "down", "down", "down", "down", "down", "space", "tab", "space", "tab", "tab", "right", "right", "right")
		},
		"filter_panel_bad": func(s *stage) { s.press("f", "tab", "tab", "tab").text("2026-02-30") },
		"error_hover":      func(s *stage) { s.point("1 of 27").wait(time.Second) },
		"error_key":        func(s *stage) { s.press("/").text("state:failed").press("enter", "down", "e") },
		"search_empty":     func(s *stage) { s.press("p") },
		"search":           func(s *stage) { s.press("p").text("hood") },
		"search_excluded":  func(s *stage) { s.press("p").text("hood").press("down", "down") },
		"search_remove":    func(s *stage) { s.press("p").text("hood").press("down", "enter", "tab", "s") },
		"search_none":      func(s *stage) { s.press("p").text("zzz") },
		"chooser":          func(s *stage) { s.press("p").text("woo-hoodie").press("enter", "s") },
		"confirm":          func(s *stage) { s.press("p").text("logo").press("ctrl+s") },
		"started":          func(s *stage) { s.press("p").text("logo").press("ctrl+s", "enter") },
		"details_error":    func(s *stage) { s.press("/").text("state:failed").press("enter", "down", "enter") },
		"details_products": func(s *stage) { s.press("down", "enter") },
		"details_failed":   func(s *stage) { s.press("down", "enter", "right") },
		"new":              func(s *stage) { s.press("n", "enter") },
		"export":           func(s *stage) { s.press("x") },
		"help":             func(s *stage) { s.press("?") },
		"help_search":      func(s *stage) { s.press("?").text("worker") },
		"nothing_matches":  func(s *stage) { s.press("/").text("zzz").press("enter") },
		"toasts":           func(s *stage) { s.press("c", "l", "w") },
	} {
		for _, size := range [][2]int{{80, 24}, {120, 35}, {200, 60}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				play(t, newFake(400), size[0], size[1], nil, func(s *stage) {
					act(s)
					s.golden()
				})
			})
		}
	}
}

// TestBareScreens compares screens on terminals that can do less.
func TestBareScreens(t *testing.T) {
	acts := map[string]func(*stage){
		"operations": func(s *stage) { s.press("down") },
		"search":     func(s *stage) { s.press("p").text("hood").press("tab") },
		"panel":      func(s *stage) { s.press("f", "down", "space") },
		"error":      func(s *stage) { s.press("/").text("state:failed").press("enter", "e") },
		"details":    func(s *stage) { s.press("down", "enter") },
		"help":       func(s *stage) { s.press("?") },
		"new":        func(s *stage) { s.press("n") },
	}
	for kind, setup := range map[string]func(*tui.Options){"ascii": func(o *tui.Options) { o.ASCII = true }, "narrow": nil, "dumb": nil} {
		for name, act := range acts {
			t.Run(kind+"/"+name, func(t *testing.T) {
				w, h := 120, 35
				if kind == "narrow" {
					w, h = 40, 20
				}
				play(t, newFake(400), w, h, setup, func(s *stage) {
					if kind == "dumb" {
						s.send(tea.EnvMsg{"TERM=dumb"})
					}
					act(s)
					s.golden()
				})
			})
		}
	}
}

// TestEmptyStates compares the screens that have nothing to show with their pictures.
func TestEmptyStates(t *testing.T) {
	for name, change := range map[string]func(*fake){
		"no_webshop":    func(f *fake) { f.ops, f.shops = nil, nil },
		"no_operations": func(f *fake) { f.ops = nil },
		"unreadable":    func(f *fake) { f.fail = store.ErrReadOnly },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake(10)
			change(f)
			play(t, f, 80, 24, nil, func(s *stage) { s.golden() })
		})
	}
}
