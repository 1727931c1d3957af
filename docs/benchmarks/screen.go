package main

import (
	"fmt"
	"os"
	"time"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// emptyProgram is the argument that turns this command into a Bubble Tea program that shows the number of keys pressed and does
// nothing else: what the screens cost is compared with it.
const emptyProgram = "empty-program"

type empty int

func (e empty) Init() tea.Cmd { return nil }

func (e empty) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		if k.String() == "ctrl+c" {
			return e, tea.Quit
		}
		e++
	}
	return e, nil
}

func (e empty) View() tea.View {
	v := tea.NewView(fmt.Sprintf("empty %d", int(e)))
	v.AltScreen = true
	return v
}

func runEmpty() {
	if _, err := tea.NewProgram(empty(0)).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const (
	ptyWide, ptyHigh = 120, 30
	starts           = 10
)

// measured is one row of the table, with what was promised.
func measured(what, promised, value string) { fmt.Printf("| %s | %s | %s |\n", what, promised, value) }

// screen measures the real program in a terminal.
func (b *bench) screen() error {
	path, err := b.history()
	if err != nil {
		return err
	}
	program, err := b.program()
	if err != nil {
		return err
	}
	shows := "of " + thousands(b.rows+640)
	fmt.Printf("| | promised | measured |\n|---|---|---|\n")
	var times []sample
	memory := 0
	for range starts {
		t, err := startIn(b.ctx, b.folder, ptyWide, ptyHigh, program, "--store", path)
		if err != nil {
			return err
		}
		at, err := t.await(shows)
		used := processorTimeOf(t.cmd.Process.Pid)
		memory = max(memory, resident(t.cmd.Process.Pid))
		t.close()
		if err != nil {
			return err
		}
		times = append(times, sample{took: at.Sub(t.started), used: used})
	}
	measured("process start to the first screen, median (slowest) of 10", "≤ 50 ms", fmt.Sprintf("%s (%s) ms, %s ms of processor", millis(rank(times, 0.5, took)), millis(rank(times, 1, took)), millis(rank(times, 0.5, used))))
	measured("resident then", "≤ 100 MB", fmt.Sprintf("%d MB", memory))
	if err := b.keys(program, path, shows); err != nil {
		return err
	}
	return b.frame(path)
}

// keys measures the program and, beside it, an empty one.
func (b *bench) keys(program, path, shows string) error {
	t, err := startIn(b.ctx, b.folder, ptyWide, ptyHigh, program, "--store", path)
	if err != nil {
		return err
	}
	defer t.close()
	if _, err := t.await(shows); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	nothing, err := startIn(b.ctx, b.folder, ptyWide, ptyHigh, self, emptyProgram)
	if err != nil {
		return err
	}
	defer nothing.close()
	if _, err := nothing.await("empty"); err != nil {
		return err
	}
	time.Sleep(10 * time.Second) // until everything has been loaded
	measured("resident with the operations in memory", "≤ 100 MB", fmt.Sprintf("%d MB", resident(t.cmd.Process.Pid)))
	time.Sleep(time.Until(time.Now().Truncate(time.Minute).Add(time.Minute + time.Second))) // the clock has turned
	type idled struct {
		bytes int
		part  float64
	}
	other := make(chan idled, 1)
	go func() {
		bytes, part := nothing.idle(b.idle)
		other <- idled{bytes, part}
	}()
	bytes, part := t.idle(b.idle)
	floor := <-other
	measured(fmt.Sprintf("idle for %d s: written to the terminal", b.idle), "0 bytes", fmt.Sprintf("%d bytes", bytes))
	measured("idle: of a processor, above an empty Bubble Tea program", "≤ 0.3 %", fmt.Sprintf("%.2f %% (%.2f − %.2f)", 100*(part-floor.part), 100*part, 100*floor.part))
	const ground = "an empty Bubble Tea program"
	for _, k := range []struct {
		what     string
		keys     []string // in turn
		n        int
		t        *terminal
		promised string
	}{
		{"a key of " + ground + ", key to settled screen", []string{"x"}, 100, nothing, ""},
		{"one row down, key to settled screen", []string{"\x1b[B"}, 200, t, "above: ≤ 16 ms"},
		{"one page down", []string{"\x1b[6~"}, 100, t, "above: ≤ 16 ms"},
		{"to the end, or back to the top", []string{"\x1b[F", "\x1b[H"}, 60, t, "above: ≤ 16 ms"},
		{"sort by a column, or reverse", []string{"o"}, 30, t, "above: ≤ 16 ms"},
	} {
		var all []sample
		most := 0
		for i := range k.n {
			d, n, err := k.t.press(k.keys[i%len(k.keys)], "")
			if err != nil {
				return err
			}
			all, most = append(all, sample{took: d}), max(most, n)
		}
		measured(k.what, k.promised, fmt.Sprintf("median %s, p99 %s ms, at most %d bytes", millis(rank(all, 0.5, took)), millis(rank(all, 0.99, took)), most))
	}
	for range columns {
		for _, k := range []string{"\x1b[C", "o", "O"} { // the next column, sort by it, and what is equal too
			if _, err := t.tty.WriteString(k); err != nil {
				return err
			}
			time.Sleep(2 * quiet) // the last column has none to its right, and nothing changes
			if _, err := t.settle(); err != nil {
				return err
			}
		}
	}
	measured("resident after all these keys and every order", "≤ 100 MB", fmt.Sprintf("%d MB", resident(t.cmd.Process.Pid)))
	return nil
}

// frame measures drawing alone.
func (b *bench) frame(path string) error {
	s, err := store.Open(b.ctx, store.Options{Path: path})
	if err != nil {
		return err
	}
	defer s.Close()
	f, err := newFrames(b.ctx, s, nil)
	if err != nil {
		return err
	}
	defer f.close()
	const n = 500
	begin := processorTime()
	for range n {
		f.model.View()
	}
	measured(fmt.Sprintf("one frame of %d × %d cells, processor time", wide, high), "≤ 3 ms", millis((processorTime()-begin)/n)+" ms")
	return nil
}
