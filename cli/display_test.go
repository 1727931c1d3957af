package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	gosync "sync"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// display is a terminal with the program in it: the real one, in a process of its own, behind a real tty. Keys and the mouse reach it only
// as far as it asked the terminal for them.
type display struct {
	t    *testing.T
	cmd  *exec.Cmd
	tty  *os.File
	em   *vt.SafeEmulator
	drew chan struct{} // size 1: something was drawn
	gone chan struct{} // closed when the program has closed its side

	mu  gosync.Mutex
	all []byte // everything that it wrote
}

// patience is how long a screen may take before a test gives up; tests wait for what they await, never for time.
const patience = time.Minute

// screens runs the program in a terminal of 120 × 35.
func (m *machine) screens(args ...string) *display {
	m.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := m.command(ctx, args...)
	cmd.Dir = m.dir
	cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool { // those of the machine that tests run on
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains([]string{"SSH_TTY", "SSH_CONNECTION", "TMUX", "DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR", "COLORTERM", "LANG", "LC_ALL"}, name)
	})
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC", "PATH=")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 35, Cols: 120})
	if err != nil {
		m.t.Fatal(err)
	}
	d := &display{t: m.t, cmd: cmd, tty: tty, em: vt.NewSafeEmulator(120, 35), drew: make(chan struct{}, 1), gone: make(chan struct{})}
	go d.watch()
	go d.answers()
	m.t.Cleanup(func() {
		cancel() // kills it, if it is still there
		tty.Close()
		_ = cmd.Wait() // however it ended
	})
	return d
}

// watch draws what the program writes.
func (d *display) watch() {
	defer close(d.gone)
	buffer := make([]byte, 1<<16)
	for {
		n, err := d.tty.Read(buffer)
		d.mu.Lock()
		d.all = append(d.all, buffer[:n]...)
		d.mu.Unlock()
		_, _ = d.em.Write(buffer[:n])
		select {
		case d.drew <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// answers passes on what the terminal sends: keys, the mouse, answers to questions.
func (d *display) answers() {
	buffer := make([]byte, 1<<12)
	for {
		n, err := d.em.Read(buffer)
		if err != nil {
			return
		}
		if _, err := d.tty.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (d *display) written() []byte {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.all)
}

func (d *display) screen() string { return ansi.Strip(d.em.Render()) }

// await waits until the screen is as wanted.
func (d *display) await(what string, ok func(screen string) bool) *display {
	d.t.Helper()
	late := time.After(patience)
	for !ok(d.screen()) {
		select {
		case <-d.drew:
		case <-d.gone:
			d.t.Fatalf("the program ended before %s:\n%s", what, d.screen())
		case <-late:
			d.t.Fatalf("waited in vain for %s:\n%s", what, d.screen())
		}
	}
	return d
}

func (d *display) sees(texts ...string) *display {
	d.t.Helper()
	for _, want := range texts {
		d.await(want, func(screen string) bool { return strings.Contains(screen, want) })
	}
	return d
}

func (d *display) lacks(text string) *display {
	d.t.Helper()
	return d.await("no "+text, func(screen string) bool { return !strings.Contains(screen, text) })
}

// keys presses keys; text types letters.
func (d *display) keys(codes ...rune) *display {
	for _, c := range codes {
		k := uv.KeyPressEvent{Code: c}
		if c >= ' ' && c < 0x7f {
			k.Text = string(c)
		}
		d.em.SendKey(k)
	}
	return d
}

func (d *display) text(s string) *display { return d.keys([]rune(s)...) }

// at is where a text stands.
func (d *display) at(text string) (x, y int) {
	d.t.Helper()
	d.sees(text)
	for y, l := range strings.Split(d.screen(), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	d.t.Fatalf("%q has gone:\n%s", text, d.screen())
	return 0, 0
}

func (d *display) point(text string) *display {
	x, y := d.at(text)
	d.em.SendMouse(vt.MouseMotion{X: x, Y: y})
	return d
}

func (d *display) click(text string) *display {
	x, y := d.at(text)
	d.em.SendMouse(vt.MouseClick{X: x, Y: y, Button: vt.MouseLeft})
	d.em.SendMouse(vt.MouseRelease{X: x, Y: y, Button: vt.MouseLeft})
	return d
}

// ends waits until the program has ended by itself, and checks that it left the terminal as it was.
func (d *display) ends() {
	d.t.Helper()
	select {
	case <-d.gone:
	case <-time.After(patience):
		d.t.Fatalf("it does not end:\n%s", d.screen())
	}
	if err := d.cmd.Wait(); err != nil {
		d.t.Errorf("it ended with %v", err)
	}
	all := string(d.written())
	for _, mode := range []string{"?1049", "?1003", "?1002", "?1006", "?2004", "?1004"} {
		if on, off := strings.LastIndex(all, mode+"h"), strings.LastIndex(all, mode+"l"); on > off {
			d.t.Errorf("it left the mode %s on", mode)
		}
	}
	d.onlyOurs()
}

// clipboard is what reached the terminal's clipboard last.
func (d *display) clipboard() string {
	d.t.Helper()
	const begin = "\x1b]52;c;"
	d.await("a copy", func(string) bool { return strings.Contains(string(d.written()), begin) })
	all := string(d.written())
	payload := all[strings.LastIndex(all, begin)+len(begin):]
	payload = payload[:strings.IndexAny(payload, "\x07\x1b")]
	text, err := base64.StdEncoding.DecodeString(payload)
	if err != nil {
		d.t.Fatal(err)
	}
	return string(text)
}

// ourSequences are styles, moves of the cursor, erasing and scrolling; the modes and the questions that a screen needs.
var ourSequences = regexp.MustCompile(`^\x1b\[([0-9;:]*[mHXGKCrdJPSBADLMTE@]|\?(7|25|1000|1002|1003|1004|1006|1049|2004|2026|2027|2031)[hl]|\?[0-9]+\$p|[?><=][0-9;]*u|>[0-9;]*m|[0-9] q|\?5W)$`)

// onlyOurs checks every byte that reached the terminal: characters, and the sequences that the program has a reason for.
func (d *display) onlyOurs() {
	d.t.Helper()
	p := ansi.NewParser()
	var state byte
	for all := d.written(); len(all) > 0; {
		seq, _, n, next := ansi.DecodeSequence(all, state, p)
		why := ""
		switch {
		case len(seq) == 0:
		case ansi.HasOscPrefix(seq):
			body := string(bytes.TrimRight(bytes.TrimPrefix(seq, []byte("\x1b]")), "\x1b\\\x07"))
			kind, value, _ := strings.Cut(body, ";")
			switch kind {
			case "0", "2":
				if !strings.HasPrefix(value, "woosync") && value != "" || acting(value) != "" {
					why = "the title"
				}
			case "52", "11", "9", "111": // the clipboard, the colour of the background, progress
			default:
				why = "the command"
			}
		case ansi.HasCsiPrefix(seq):
			if !ourSequences.Match(seq) {
				why = "the sequence"
			}
		case ansi.HasDcsPrefix(seq), ansi.HasApcPrefix(seq), ansi.HasPmPrefix(seq), ansi.HasSosPrefix(seq):
			if !strings.HasPrefix(string(seq), "\x1bP+q") { // the question what the terminal can do
				why = "the string"
			}
		case seq[0] == 0x1b:
			if !slices.Contains([]string{"\x1b7", "\x1b8", "\x1b=", "\x1b>", "\x1b(B", "\x1bM"}, string(seq)) {
				why = "the escape"
			}
		case len(seq) == 1 && seq[0] < 0x20:
			if !strings.ContainsRune("\r\n\b\t", rune(seq[0])) {
				why = "the control character"
			}
		default:
			if acting(string(seq)) != "" {
				why = "the character"
			}
		}
		if why != "" {
			d.t.Fatalf("%s %q reached the terminal", why, seq)
		}
		all, state = all[n:], next
	}
}
