package tui_test

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"woosync/tui"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/charmbracelet/x/vt"
)

// stage runs the screen without a terminal inside a bubble of synctest: commands run as goroutines, time is the bubble's, and settle
// waits until nothing happens any more, so no test sleeps or guesses.
type stage struct {
	t      *testing.T
	b      *fake
	model  tea.Model
	msgs   chan tea.Msg
	ctx    context.Context
	w, h   int
	quit   bool
	copied []string // what was put on the system's clipboard
	sent   []string // what was sent to the terminal's clipboard
	em     *vt.Emulator
}

// play runs a test on a stage of w × h cells.
func play(t *testing.T, b *fake, w, h int, change func(*tui.Options), act func(*stage)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer func() {
			cancel()
			time.Sleep(time.Minute) // timers that run out end their goroutines
		}()
		b.changes = make(chan struct{}, 1) // a channel of this bubble
		s := &stage{t: t, b: b, msgs: make(chan tea.Msg, 1000), ctx: ctx, w: w, h: h}
		o := tui.Options{Backend: b, Location: time.FixedZone("CET", 3600), Now: noon, Context: ctx,
			Copy: func(text string) error { s.copied = append(s.copied, text); return nil }}
		if change != nil {
			change(&o)
		}
		s.model = tui.New(o)
		s.run(s.model.Init())
		s.send(tea.WindowSizeMsg{Width: w, Height: h})
		act(s)
	})
}

// run starts a command; its message comes back through the channel.
func (s *stage) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, c := range batch {
				s.run(c)
			}
			return
		}
		select {
		case s.msgs <- msg:
		case <-s.ctx.Done():
		}
	}()
}

// send gives the screen a message and waits for all that follows.
func (s *stage) send(msgs ...tea.Msg) *stage {
	for _, msg := range msgs {
		s.update(msg)
		s.settle()
	}
	return s
}

func (s *stage) update(msg tea.Msg) {
	switch {
	case msg == nil:
		return
	case reflect.TypeOf(msg).Name() == "QuitMsg":
		s.quit = true
		return
	case reflect.TypeOf(msg).Name() == "setClipboardMsg":
		s.sent = append(s.sent, reflect.ValueOf(msg).String())
	}
	var cmd tea.Cmd
	s.model, cmd = s.model.Update(msg)
	s.run(cmd)
}

// settle takes in messages until everything waits for time or for the outside.
func (s *stage) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-s.msgs:
			s.update(msg)
		default:
			return
		}
	}
}

// wait lets time pass.
func (s *stage) wait(d time.Duration) *stage {
	time.Sleep(d) // the bubble's time
	s.settle()
	return s
}

// press sends keys by the names that Bubble Tea gives them.
func (s *stage) press(keys ...string) *stage {
	for _, k := range keys {
		s.send(key(k))
	}
	return s
}

// text types letters.
func (s *stage) text(t string) *stage {
	for _, r := range t {
		if r == ' ' {
			s.press("space")
			continue
		}
		s.press(string(r))
	}
	return s
}

// key makes a key press of its name.
func key(name string) tea.KeyPressMsg {
	var k tea.Key
	for {
		mod, rest, ok := strings.Cut(name, "+")
		if !ok || rest == "" {
			break
		}
		k.Mod |= map[string]tea.KeyMod{"ctrl": tea.ModCtrl, "shift": tea.ModShift, "alt": tea.ModAlt}[mod]
		name = rest
	}
	codes := map[string]rune{"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "enter": tea.KeyEnter, "esc": tea.KeyEscape,
		"tab": tea.KeyTab, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete}
	if c, ok := codes[name]; ok {
		k.Code = c
		return tea.KeyPressMsg(k)
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	k.Code = []rune(name)[0]
	if k.Mod == 0 {
		k.Text = name
	}
	return tea.KeyPressMsg(k)
}

// click presses the left button at the first place of a text on the screen, and dx cells further.
func (s *stage) click(text string, dx int) *stage {
	x, y := s.find(text)
	return s.send(tea.MouseClickMsg{X: x + dx, Y: y, Button: tea.MouseLeft})
}

// point moves the pointer to a text.
func (s *stage) point(text string) *stage {
	x, y := s.find(text)
	return s.send(tea.MouseMotionMsg{X: x, Y: y})
}

// find is where a text stands on the screen, in cells.
func (s *stage) find(text string) (x, y int) {
	s.t.Helper()
	for y, l := range strings.Split(s.screen(), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", text, s.screen())
	return 0, 0
}

// screen is what a terminal shows, without colours.
func (s *stage) screen() string {
	s.t.Helper()
	return show(s.model.View().Content, s.w, s.h)
}

// show passes a drawing through a terminal emulator.
func show(content string, w, h int) string {
	em := vt.NewEmulator(w, h)
	defer em.Close()
	_, _ = em.WriteString("\x1b[20h" + content)
	lines := strings.Split(ansi.Strip(em.Render()), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

// sees fails unless every text is on the screen.
func (s *stage) sees(texts ...string) *stage {
	s.t.Helper()
	screen := s.screen()
	for _, want := range texts {
		if !strings.Contains(screen, want) {
			s.t.Fatalf("%q is not on the screen:\n%s", want, screen)
		}
	}
	return s
}

// lacks fails if a text is on the screen.
func (s *stage) lacks(texts ...string) *stage {
	s.t.Helper()
	screen := s.screen()
	for _, no := range texts {
		if strings.Contains(screen, no) {
			s.t.Fatalf("%q is on the screen:\n%s", no, screen)
		}
	}
	return s
}

// cursor is the row that the cursor is on.
func (s *stage) cursor() string {
	s.t.Helper()
	for _, l := range strings.Split(s.screen(), "\n") {
		if strings.HasPrefix(l, "›") || strings.HasPrefix(l, ">") {
			return l
		}
	}
	s.t.Fatalf("no cursor on the screen:\n%s", s.screen())
	return ""
}

// golden compares the screen with the picture that has the name of the test.
func (s *stage) golden() *stage {
	s.t.Helper()
	checkLines(s.t, s.model.View().Content, s.w, s.h)
	golden.RequireEqual(s.t, s.screen()+"\n")
	return s
}

// checkLines fails unless a drawing has no line wider than the window and no more lines than it.
func checkLines(t *testing.T, content string, w, h int) {
	t.Helper()
	lines := strings.Split(content, "\n")
	if len(lines) != h {
		t.Fatalf("%d lines in a window of %d × %d:\n%s", len(lines), w, h, ansi.Strip(content))
	}
	for i, l := range lines {
		if n := ansi.StringWidth(l); n > w {
			t.Fatalf("line %d has %d cells in a window of %d:\n%q", i, n, w, l)
		}
		if n := ansi.StringWidthWc(l); n > w {
			t.Fatalf("line %d has %d cells, counted by code points, in a window of %d:\n%q", i, n, w, l)
		}
	}
}
