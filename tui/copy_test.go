package tui_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"

	tea "charm.land/bubbletea/v2"
)

func TestCopyErrorCopiesAllOfIt(t *testing.T) {
	f := newFake(400)
	whole := "1 of 2 products failed\n" + strings.Repeat("WH-1 Hoodie: æøå, a long line of an error\n", 2000) + "\x1b]52;c;ZXZpbA==\x07the end"
	f.find(391).Error, f.find(391).State = whole, store.Failed
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("/").text("state:failed").press("enter", "home", "down", "c").sees("Error of operation 391 copied to the clipboard")
		if len(s.copied) != 1 || len(s.sent) != 1 {
			t.Fatalf("%d copies, %d to the terminal", len(s.copied), len(s.sent))
		}
		for _, got := range []string{s.copied[0], s.sent[0]} {
			if !strings.HasPrefix(got, "1 of 2 products failed\nWH-1 Hoodie: æøå") || !strings.HasSuffix(got, "the end") || strings.Count(got, "\n") != 2001 {
				t.Errorf("the copy is not the whole: %d bytes", len(got))
			}
			if strings.ContainsAny(got, "\x1b\x07") {
				t.Error("the copy holds an escape sequence")
			}
		}
	})
}

// TestCopyOverSSH checks that the clipboard of the server is left alone.
func TestCopyOverSSH(t *testing.T) {
	for _, env := range []string{"SSH_TTY=/dev/pts/1", "SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22"} {
		play(t, newFake(400), 120, 35, nil, func(s *stage) {
			s.send(tea.EnvMsg{env, "TMUX=/tmp/tmux"})
			s.press("tab", "tab", "tab", "tab", "tab", "tab", "c").sees("sent to your terminal's clipboard", "set-clipboard on")
			if len(s.copied) != 0 || len(s.sent) != 1 {
				t.Errorf("%d copies on the server, %d to the terminal", len(s.copied), len(s.sent))
			}
		})
	}
}

func TestCopyWhenTheClipboardFails(t *testing.T) {
	long := strings.Repeat("x", 2<<20)
	for name, c := range map[string]struct {
		copy func(string) error
		text string
		ssh  bool
		want string
		sent int
	}{
		"no helper":         {func(string) error { return errors.New("no clipboard helper is installed") }, "short", false, "sent to the terminal's clipboard only", 1},
		"hangs":             {func(string) error { select {} }, "short", false, "does not answer", 1},
		"too long":          {func(string) error { return nil }, long, false, "copied to the clipboard, 2,097,152 bytes", 0},
		"too long, ssh":     {func(string) error { return nil }, long, true, "too long for a terminal's clipboard", 0},
		"too long, nowhere": {func(string) error { return errors.New("no helper") }, long, false, "was not copied", 0},
		"long, ssh":         {func(string) error { return nil }, long[:80_000], true, "take no more than 75 kB", 1},
	} {
		if name == "hangs" { // outside the bubble nothing would wake it
			release := make(chan struct{})
			t.Cleanup(func() { close(release) })
			c.copy = func(string) error { time.Sleep(time.Minute / 2); return nil }
		}
		t.Run(name, func(t *testing.T) {
			f := newFake(400)
			f.find(400).Error = c.text
			play(t, f, 120, 35, func(o *tui.Options) { o.Copy = c.copy }, func(s *stage) {
				if c.ssh {
					s.send(tea.EnvMsg{"SSH_TTY=x"})
				}
				s.press("c").wait(3 * time.Second).sees(c.want)
				if len(s.sent) != c.sent {
					t.Errorf("%d sent to the terminal, want %d", len(s.sent), c.sent)
				}
			})
		})
	}
}

// TestCopyWithoutATerminalClipboard checks that nothing is sent to a terminal that would show it, and that no false success is told.
func TestCopyWithoutATerminalClipboard(t *testing.T) {
	for env, want := range map[string]string{"TERM=dumb": "this terminal has no clipboard", "TERM=linux": "this terminal has no clipboard", "STY=1.pts": "GNU screen passes no copy on"} {
		play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Copy = func(string) error { return errors.New("no helper") } }, func(s *stage) {
			s.send(tea.EnvMsg{env, "SSH_TTY=x"})
			s.press("/").text("state:failed").press("enter", "c").sees("was not copied", want)
			if len(s.sent) != 0 {
				t.Errorf("%s: %q was sent to the terminal", env, s.sent)
			}
		})
	}
}

// TestHelpersThatHangDoNotPileUp checks that the second copy does not wait for the helper of the first.
func TestHelpersThatHangDoNotPileUp(t *testing.T) {
	started := 0
	hang := func(string) error {
		started++
		time.Sleep(30 * time.Second)
		return nil
	}
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Copy = hang }, func(s *stage) {
		s.press("/").text("state:failed").press("enter", "c").wait(3 * time.Second).sees("does not answer")
		s.press("c", "c", "down", "c").sees("still hangs from the last copy")
		if started != 1 || len(s.sent) != 4 {
			t.Errorf("%d helpers were started, %d copies sent to the terminal", started, len(s.sent))
		}
		s.wait(time.Minute).press("c").wait(3 * time.Second)
		if started != 2 {
			t.Errorf("%d helpers were started", started)
		}
	})
}
