package cli

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// typed is what a person answers to a prompt.
type typed struct{ prompt, answer string }

// inTerminal runs the program in a terminal, answers its prompts in order, and returns everything that the terminal showed.
func (m *machine) inTerminal(answers []typed, args ...string) (shown string, status int) {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), m.limit)
	defer cancel()
	cmd := m.command(ctx, args...)
	cmd.Env = append(cmd.Env, "TERM=xterm-256color")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		m.t.Fatal(err)
	}
	defer tty.Close()
	stop := time.AfterFunc(m.limit, func() { tty.Close() })
	defer stop.Stop()
	var screen strings.Builder
	buffer := make([]byte, 4096)
	for {
		n, err := tty.Read(buffer)
		screen.Write(buffer[:n])
		if len(answers) > 0 && strings.Contains(screen.String(), answers[0].prompt) {
			if _, err := tty.WriteString(answers[0].answer + "\n"); err != nil {
				m.t.Fatal(err)
			}
			answers = answers[1:]
		}
		if err != nil {
			break // the program has ended and closed its side
		}
	}
	_ = cmd.Wait() // the status says how it ended
	if len(answers) > 0 {
		m.t.Errorf("%v was not asked for in: %s", answers[0].prompt, screen.String())
	}
	return screen.String(), cmd.ProcessState.ExitCode()
}

func TestKeysAreAskedForWithoutEcho(t *testing.T) {
	m := newMachine(t)
	shop := m.practiceShop("--empty")
	shown, status := m.inTerminal([]typed{{"Consumer key", shop.key}, {"Consumer secret", shop.secret}}, "webshop", "add", "Practice", shop.url)
	if status != 0 || !strings.Contains(shown, "Added Practice") {
		t.Errorf("it ended with %d and showed: %s", status, shown)
	}
	if strings.Contains(shown, shop.key) || strings.Contains(shown, shop.secret) {
		t.Errorf("the terminal showed a key: %s", shown)
	}
}

func TestRemovingAWebshopAsks(t *testing.T) {
	m := stocked(t)
	if shown, status := m.inTerminal([]typed{{"[y/N]", ""}}, "webshop", "remove", "Practice"); status != 0 || !strings.Contains(shown, "Nothing was changed") {
		t.Errorf("an empty answer ended with %d and showed: %s", status, shown)
	}
	if shown, status := m.inTerminal([]typed{{"[y/N]", "y"}}, "webshop", "remove", "Practice"); status != 0 || !strings.Contains(shown, "Removed Practice") {
		t.Errorf("yes ended with %d and showed: %s", status, shown)
	}
}

func TestProgressBarOnATerminal(t *testing.T) {
	m := stocked(t, "--settings", "latency=20ms,latency-per-item=5ms")
	shown, status := m.inTerminal(nil, "sync")
	if status != 0 || !strings.Contains(shown, "25 added") || !strings.Contains(shown, "\r") || !strings.Contains(shown, " of 25") {
		t.Errorf("it ended with %d and showed: %q", status, shown)
	}
}

func TestDemoScreens(t *testing.T) {
	m := newMachine(t)
	m.store = "" // the demo makes its own
	temporary := t.TempDir()
	m.env["TMPDIR"] = temporary
	shown, status := m.inTerminal([]typed{{"Sydkysten", "q"}}, "demo")
	if status != 0 || !strings.Contains(shown, "Nordlys") {
		t.Errorf("it ended with %d and showed: %q", status, shown)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("the demo left %v behind, %v", left, err)
	}
}
