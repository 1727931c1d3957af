package tui_test

import (
	"context"
	"testing"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

// settled is a screen that has taken in its first answers, without a terminal and without waiting.
func settled(b *testing.B, f *fake, w, h int) tea.Model {
	b.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	var m tea.Model = tui.New(tui.Options{Backend: f, Now: noon, Context: ctx})
	m, cmd := m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	m = drain(m, cmd)
	return drain(press(m, "r"))
}

func press(m tea.Model, name string) (tea.Model, tea.Cmd) { return m.Update(key(name)) }

// drain runs the commands that ask the backend, one after another, until none is left. None of them waits.
func drain(m tea.Model, cmd tea.Cmd) tea.Model {
	if cmd == nil {
		return m
	}
	switch msg := cmd().(type) {
	case nil:
		return m
	case tea.BatchMsg:
		for _, c := range msg {
			m = drain(m, c)
		}
		return m
	default:
		m, next := m.Update(msg)
		return drain(m, next)
	}
}

// BenchmarkView draws one frame of 200 × 60 cells: at most 3 ms are promised.
func BenchmarkView(b *testing.B) {
	for name, keys := range map[string][]string{"operations": nil, "dialog": {"p", "h", "o", "o", "d"}, "details": {"down", "enter"}} {
		b.Run(name, func(b *testing.B) {
			m := settled(b, newFake(400), 200, 60)
			for _, k := range keys {
				m = drain(press(m, k))
			}
			b.ReportAllocs()
			for b.Loop() {
				if m.View().Content == "" {
					b.Fatal("nothing was drawn")
				}
			}
		})
	}
}

// BenchmarkKey goes from a key press to a drawn frame: Update, the query it asks for, its answer, View.
func BenchmarkKey(b *testing.B) {
	for _, k := range []string{"down", "pgdown"} {
		b.Run(k, func(b *testing.B) {
			m := settled(b, newFake(2000), 200, 60)
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				if i++; i%30 == 0 {
					m = drain(press(m, "home"))
				}
				m = drain(press(m, k))
				_ = m.View()
			}
		})
	}
}

// BenchmarkRefresh takes in a page while the worker is busy, as happens ten times a second.
func BenchmarkRefresh(b *testing.B) {
	f := newFake(400)
	for i := range f.ops {
		f.ops[i].State, f.ops[i].Total, f.ops[i].Done = store.InProgress, 900, i
	}
	m := settled(b, f, 200, 60)
	b.ReportAllocs()
	for b.Loop() {
		m = drain(press(m, "r"))
		_ = m.View()
	}
}
