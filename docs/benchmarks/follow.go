package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// live is the screen without a terminal while the world goes on: commands run beside it, as in Bubble Tea.
type live struct {
	model   tea.Model
	ctx     context.Context
	answers chan answer
	pending int // commands of the last key that have not answered
	follows int // signals that something changed
}

type answer struct {
	msg tea.Msg
	key bool // follows from the last key
}

func (l *live) run(cmd tea.Cmd, key bool) {
	if cmd == nil {
		return
	}
	if key {
		l.pending++
	}
	go func() {
		select {
		case l.answers <- answer{cmd(), key}:
		case <-l.ctx.Done():
		}
	}()
}

func (l *live) take(a answer) {
	if a.key {
		l.pending--
	}
	switch msg := a.msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			l.run(c, a.key)
		}
	default:
		l.update(msg, a.key)
	}
}

func (l *live) update(msg tea.Msg, key bool) {
	if reflect.TypeOf(msg).Name() == "changeMsg" {
		l.follows++
	}
	var cmd tea.Cmd
	l.model, cmd = l.model.Update(msg)
	l.model.View()
	l.run(cmd, key)
}

// during takes answers for a time.
func (l *live) during(d time.Duration) {
	for end := time.After(d); ; {
		select {
		case a := <-l.answers:
			l.take(a)
		case <-end:
			return
		}
	}
}

// press measures a key until all that it asked for is drawn. What follows from changes meanwhile counts too: it is in the way.
func (l *live) press(what string, msg tea.Msg) sample {
	l.pending = 0
	begin, before := time.Now(), processorTime()
	for l.update(msg, true); l.pending > 0; {
		l.take(<-l.answers)
	}
	return sample{what, time.Since(begin), processorTime() - before}
}

const (
	followFor = 20 * time.Second
	notices   = 20
)

// follow measures how soon the screen shows what another process writes, and then keys while one writes on and on.
func (b *bench) follow() error {
	path, err := b.history()
	if err != nil {
		return err
	}
	if path, err = b.copyOf(path); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(b.ctx)
	defer cancel()
	s, err := store.Open(ctx, store.Options{Path: path})
	if err != nil {
		return err
	}
	defer s.Close()
	if _, _, err := loaded(ctx, s); err != nil {
		return err
	}
	c, _ := config.Load("", tui.Configurable())
	backend := tui.NewBackend(sync.New(sync.Options{Store: s}), nil)
	l := &live{ctx: ctx, answers: make(chan answer, 1000), model: tui.New(tui.Options{Backend: backend, Config: c, Now: time.Now, Context: ctx, Location: time.UTC})}
	l.run(l.model.Init(), false)
	l.update(tea.WindowSizeMsg{Width: wide, Height: high}, false)
	l.during(time.Second)
	if err := l.notice(path); err != nil {
		return err
	}
	return l.amongWrites(path)
}

// beside starts this program as another process.
func (l *live) beside(args ...string) (*exec.Cmd, *bytes.Buffer, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, nil, err
	}
	cmd, out := exec.CommandContext(l.ctx, self, args...), &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	return cmd, out, cmd.Start()
}

// amongWrites presses keys while another process writes.
func (l *live) amongWrites(path string) error {
	writer, out, err := l.beside("-write", path)
	if err != nil {
		return err
	}
	l.follows = 0
	var all []sample
	begin := time.Now()
	keys := []place{{"down", key(tea.KeyDown)}, {"down", key(tea.KeyDown)}, {"down", key(tea.KeyDown)}, {"next page", key(tea.KeyPgDown)}, {"next page", key(tea.KeyPgDown)},
		{"end", key(tea.KeyEnd)}, {"up", key(tea.KeyUp)}, {"top", key(tea.KeyHome)}, {"middle", bar(0.5)}}
	for i := 0; time.Since(begin) < followFor && l.ctx.Err() == nil; i++ {
		k := keys[i%len(keys)]
		all = append(all, l.press(k.name, k.msg))
		l.during(40 * time.Millisecond)
	}
	for i := range 3 * len(columns) {
		k := []place{{"next column", key(tea.KeyRight)}, {"sort", key('o')}, {"sort again", key('o')}}[i%3]
		all = append(all, l.press(k.name, k.msg))
		l.during(time.Second / 3)
	}
	seconds := time.Since(begin).Seconds()
	_ = writer.Process.Signal(os.Interrupt)
	_ = writer.Wait() // it was told to end; what it prints tells how it did
	var w written
	if err := w.parse(out.String()); err != nil {
		return fmt.Errorf("the process that writes: %w", err)
	}
	fmt.Printf("Another process made %.0f changes of operations a second, %.0f of them new ones; the screen followed %.1f times a second.\n\n%s\n",
		float64(w.changes)/seconds, float64(w.added)/seconds, float64(l.follows)/seconds, quantileHead)
	quantiles("any key", all)
	worst(all, 10, took)
	return l.ctx.Err()
}

// notice measures the time from when another process begins to write an operation to the frame that shows it.
func (l *live) notice(path string) error {
	var all []sample
	for i := range notices {
		name := fmt.Sprintf("Notice %d", i)
		writer, out, err := l.beside("-write", path, "-notice", name)
		if err != nil {
			return err
		}
		for end := time.Now().Add(10 * time.Second); !strings.Contains(l.model.View().Content, name); {
			if time.Now().After(end) {
				return fmt.Errorf("the screen does not show %q:\n%s", name, ansi.Strip(l.model.View().Content))
			}
			l.during(time.Millisecond)
		}
		shown := time.Now()
		if err := writer.Wait(); err != nil {
			return err
		}
		var w written
		if err := w.parse(out.String()); err != nil {
			return err
		}
		all = append(all, sample{took: shown.Sub(time.Unix(0, w.last))})
		l.during(time.Duration(37*i%250) * time.Millisecond) // out of step with the screen's looks
	}
	fmt.Printf("What another process writes is on the screen after %s ms (median), %s ms at most, of %d times.\n\n", millis(rank(all, 0.5, took)), millis(rank(all, 1, took)), len(all))
	return l.ctx.Err()
}
