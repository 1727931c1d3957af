package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

const (
	quiet    = 40 * time.Millisecond // without output for so long, a screen is settled
	patience = 3 * time.Minute       // for anything to appear
)

// terminal is a program in a pseudo-terminal, with an emulator that answers what it asks and knows what it shows.
type terminal struct {
	cmd     *exec.Cmd
	tty     *os.File
	home    string
	started time.Time

	mu    sync.Mutex // guards what follows
	em    *vt.Emulator
	last  time.Time // when the last bytes came
	bytes int
	until string    // a text that is waited for
	shown time.Time // when it was on the screen
}

// startIn runs a program in a terminal of w × h cells and keeps the user's own settings out of it.
func startIn(ctx context.Context, folder string, w, h int, program string, args ...string) (*terminal, error) {
	home, err := os.MkdirTemp(folder, "home-") // nothing is remembered from one run to the next
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "TERM=xterm-256color", "COLORTERM=", "NO_COLOR=", "LANG=C.UTF-8", "XDG_CONFIG_HOME="+home, "XDG_STATE_HOME="+home, "HOME="+home)
	t := &terminal{cmd: cmd, home: home, em: vt.NewEmulator(w, h), started: time.Now()}
	if t.tty, err = pty.StartWithSize(cmd, &pty.Winsize{Rows: uint16(h), Cols: uint16(w)}); err != nil {
		return nil, fmt.Errorf("run %s in a terminal: %w", program, err)
	}
	go t.draw()
	go func() { _, _ = io.Copy(t.tty, t.em) }() // answers; ends with the program
	return t, nil
}

// draw feeds the emulator until the program ends. The time is taken before the emulator works.
func (t *terminal) draw() {
	buffer := make([]byte, 64<<10)
	for {
		n, err := t.tty.Read(buffer)
		now := time.Now()
		t.mu.Lock()
		t.last, t.bytes = now, t.bytes+n
		_, failed := t.em.Write(buffer[:n])
		if t.until != "" && strings.Contains(ansi.Strip(t.em.Render()), t.until) {
			t.until, t.shown = "", now
		}
		t.mu.Unlock()
		if err != nil || failed != nil {
			return
		}
	}
}

// await waits until the screen shows a text and tells when it did.
func (t *terminal) await(text string) (time.Time, error) {
	t.mu.Lock()
	t.shown = time.Time{}
	if t.until = text; strings.Contains(ansi.Strip(t.em.Render()), text) {
		t.until, t.shown = "", t.last
	}
	t.mu.Unlock()
	return t.wait(text, func() time.Time { return t.shown })
}

func (t *terminal) wait(what string, done func() time.Time) (time.Time, error) {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(2 * time.Millisecond) {
		t.mu.Lock()
		at := done()
		t.mu.Unlock()
		if !at.IsZero() {
			return at, nil
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return time.Time{}, errors.New("waited in vain for " + what + ":\n" + ansi.Strip(t.em.Render()))
}

// settle waits until the program has been quiet for a moment, and tells when the last bytes came.
func (t *terminal) settle() (time.Time, error) {
	return t.wait("quiet", func() time.Time {
		if time.Since(t.last) >= quiet {
			return t.last
		}
		return time.Time{}
	})
}

// press sends keys and measures the time until the screen is settled, or, with a text, until it shows that. A pause at random keeps
// the keys out of step with a program that draws at a fixed rate.
func (t *terminal) press(keys, until string) (took time.Duration, bytes int, err error) {
	if _, err := t.settle(); err != nil {
		return 0, 0, err
	}
	time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
	t.mu.Lock()
	before := t.bytes
	t.until, t.shown = until, time.Time{}
	t.mu.Unlock()
	begin := time.Now()
	if _, err := t.tty.WriteString(keys); err != nil {
		return 0, 0, err
	}
	at, err := t.wait("an answer to "+fmt.Sprintf("%q", keys)+" "+until, func() time.Time {
		if until != "" {
			return t.shown
		}
		if t.last.After(begin) && time.Since(t.last) >= quiet {
			return t.last
		}
		return time.Time{}
	})
	t.mu.Lock()
	defer t.mu.Unlock()
	return at.Sub(begin), t.bytes - before, err
}

func (t *terminal) written() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bytes
}

// idle watches the program while nobody does anything: what it writes, and the part of a processor that it uses.
func (t *terminal) idle(seconds int) (bytes int, part float64) {
	before, used := t.written(), processorTimeOf(t.cmd.Process.Pid)
	time.Sleep(time.Duration(seconds) * time.Second)
	return t.written() - before, (processorTimeOf(t.cmd.Process.Pid) - used).Seconds() / float64(seconds)
}

// close ends the program.
func (t *terminal) close() {
	_ = t.cmd.Process.Signal(os.Interrupt)
	done := make(chan struct{})
	go func() {
		_ = t.cmd.Wait() // it was told to end; how it does is of no interest
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(3 * time.Second):
		_ = t.cmd.Process.Kill()
		<-done
	}
	_ = t.tty.Close()
	_ = os.RemoveAll(t.home)
}
