package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// terminal is a program in a pseudo-terminal with an emulator that understands what it draws.
type terminal struct {
	cmd *exec.Cmd
	tty *os.File

	mu    sync.Mutex // guards the emulator and quiet
	em    *vt.Emulator
	quiet time.Time // when something was last drawn
}

func start(program string, args ...string) (*terminal, error) {
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=", "NO_COLOR=", "LANG=C.UTF-8")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: height, Cols: width})
	if err != nil {
		return nil, fmt.Errorf("run %s in a terminal: %w", program, err)
	}
	t := &terminal{cmd: cmd, tty: tty, em: vt.NewEmulator(width, height), quiet: time.Now()}
	go t.draw()
	go func() {
		_, _ = io.Copy(tty, t.em) // answers to what the program asks the terminal; ends with it
	}()
	return t, nil
}

// draw feeds the emulator until the program ends.
func (t *terminal) draw() {
	buffer := make([]byte, 32<<10)
	for {
		n, err := t.tty.Read(buffer)
		t.mu.Lock()
		_, failed := t.em.Write(buffer[:n])
		t.quiet = time.Now()
		t.mu.Unlock()
		if err != nil || failed != nil {
			return
		}
	}
}

// press types keys, as fast as a person does.
func (t *terminal) press(keys []string) error {
	for _, key := range keys {
		if _, err := t.tty.WriteString(key); err != nil {
			return fmt.Errorf("press %q: %w", key, err)
		}
		time.Sleep(60 * time.Millisecond)
	}
	return nil
}

// wait returns when the screen shows all of the words and has not changed for a moment.
func (t *terminal) wait(limit time.Duration, words ...string) error {
	const calm = 80 * time.Millisecond
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		t.mu.Lock()
		text, since := t.em.String(), time.Since(t.quiet)
		t.mu.Unlock()
		if since > calm && containsAll(text, words) {
			return nil
		}
	}
	return errors.New("the screen does not show " + strings.Join(words, ", ") + ":\n" + t.em.String())
}

func containsAll(text string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// screen copies the cells that are shown.
func (t *terminal) screen() [][]uv.Cell {
	t.mu.Lock()
	defer t.mu.Unlock()
	rows := make([][]uv.Cell, height)
	for y := range rows {
		rows[y] = make([]uv.Cell, width)
		for x := range rows[y] {
			if c := t.em.CellAt(x, y); c != nil {
				rows[y][x] = *c
			}
		}
	}
	return rows
}

// close ends the program as a closed window does.
func (t *terminal) close() {
	_ = t.cmd.Process.Signal(os.Interrupt)
	done := make(chan struct{})
	go func() {
		_ = t.cmd.Wait() // it was told to end; how it does is of no interest
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		_ = t.cmd.Process.Kill()
		<-done
	}
	_ = t.tty.Close()
}
