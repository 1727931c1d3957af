package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
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

const followFor = 20 * time.Second

// follow measures keys while another process writes.
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
	before, err := s.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	writer := exec.CommandContext(ctx, self, "-write", path)
	writer.Stderr = os.Stderr
	c, _ := config.Load("", tui.Configurable())
	backend := tui.NewBackend(sync.New(sync.Options{Store: s}), nil)
	l := &live{ctx: ctx, answers: make(chan answer, 1000), model: tui.New(tui.Options{Backend: backend, Config: c, Now: time.Now, Context: ctx, Location: time.UTC})}
	l.run(l.model.Init(), false)
	l.update(tea.WindowSizeMsg{Width: wide, Height: high}, false)
	l.during(time.Second)
	if err := writer.Start(); err != nil {
		return err
	}
	l.follows = 0
	var all []sample
	begin := time.Now()
	keys := []place{{"down", key(tea.KeyDown)}, {"down", key(tea.KeyDown)}, {"down", key(tea.KeyDown)}, {"next page", key(tea.KeyPgDown)}, {"next page", key(tea.KeyPgDown)},
		{"end", key(tea.KeyEnd)}, {"up", key(tea.KeyUp)}, {"top", key(tea.KeyHome)}, {"middle", bar(0.5)}}
	for i := 0; time.Since(begin) < followFor && ctx.Err() == nil; i++ {
		k := keys[i%len(keys)]
		all = append(all, l.press(k.name, k.msg))
		l.during(40 * time.Millisecond)
	}
	for range 10 {
		all = append(all, l.press("sort", key('o')))
		l.during(time.Second)
	}
	seconds := time.Since(begin).Seconds()
	_ = writer.Process.Signal(os.Interrupt)
	_ = writer.Wait() // it was told to end
	after, err := s.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return err
	}
	fmt.Printf("Another process wrote %.0f operations a second; the screen followed %.1f times a second.\n\n%s\n", float64(after.Sum()-before.Sum())/seconds, float64(l.follows)/seconds, quantileHead)
	quantiles("any key", all)
	worst(all, 10, took)
	return ctx.Err()
}
