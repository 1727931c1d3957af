package tui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

// TestDetailScreens compares the parts of the details, copies and exports with their pictures.
func TestDetailScreens(t *testing.T) {
	pictures, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, act := range map[string]func(*stage){
		"attempts":   func(s *stage) { s.press("down", "enter", "tab") },
		"result":     func(s *stage) { s.press("down", "enter", "right", "enter") },
		"copy":       func(s *stage) { s.press("down", "enter", "right", "y") },
		"copy_table": func(s *stage) { s.press("/").text("state:failed").press("enter", "down", "y") },
		"searched":   func(s *stage) { s.press("down", "enter", "/").text("belt").press("enter") },
		"quiet": func(s *stage) {
			s.b.find(399).Note = "paused until 14:05, the host asked for it"
			s.press("r", "down", "enter")
		},
		"export_exists": func(s *stage) {
			if err := os.WriteFile(filepath.Join(folder, "woosync-operations-20261123-1304.csv"), nil, 0o600); err != nil {
				s.t.Fatal(err)
			}
			s.press("x", "enter", "left")
		},
		"export_runs": func(s *stage) {
			s.b.hold = make(chan struct{}, 1)
			s.press("x", "ctrl+u").text("running.csv").press("enter")
			s.b.hold <- struct{}{}
			s.wait(time.Second)
		},
		"export_fails": func(s *stage) { s.press("x", "ctrl+u").text("/nowhere/at/all.json").press("enter") },
	} {
		for kind, size := range map[string][2]int{"80x24": {80, 24}, "120x35": {120, 35}, "200x60": {200, 60}, "narrow": {40, 20}, "ascii": {100, 30}, "dumb": {100, 30}} {
			t.Run(name+"/"+kind, func(t *testing.T) {
				t.Chdir(folder) // so that no picture has its name
				f := chained()
				_, answer := answered()
				f.items[5].Error = "The price is no number.\n\n" + answer
				if name == "export_runs" {
					f.ops = append(f.ops, manyMore(4600)...)
				}
				play(t, f, size[0], size[1], func(o *tui.Options) { o.ASCII = kind == "ascii" }, func(s *stage) {
					if kind == "dumb" {
						s.send(tea.EnvMsg{"TERM=dumb"})
					}
					act(s)
					if err := os.Chdir(pictures); err != nil {
						t.Fatal(err)
					}
					s.golden()
				})
			})
		}
	}
}

// manyMore are completed operations that come after the others.
func manyMore(n int) (ops []store.Operation) {
	for i := range n {
		at := noon().Add(-time.Duration(1000+i) * time.Hour)
		ops = append(ops, store.Operation{ID: int64(1000 + i), Webshop: fmt.Sprintf("Webshop %d", i%7), State: store.Completed, CreatedOn: at, StartedOn: at, CompletedOn: at.Add(time.Second)})
	}
	return ops
}
