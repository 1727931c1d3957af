package tui_test

import (
	"context"
	"io"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// terminal runs the whole program in a terminal emulator: real keys and mouse reports go in, and only what the program switched on
// comes out, so these tests prove the modes too.
type terminal struct {
	t       *testing.T
	em      *vt.SafeEmulator
	wrote   chan struct{} // size 1: the program wrote something
	bytes   atomic.Int64
	copied  chan string
	clip    atomic.Pointer[string] // what reached the terminal's clipboard
	end     chan error
	ctx     context.Context
	ended   bool
	endless func()
}

// patience is how long anything may take before a test gives up. Tests wait for what they await, never for time.
const patience = 2 * time.Minute

func start(t *testing.T, b tui.Backend, env ...string) *terminal {
	t.Helper()
	return startWith(t, b, (*terminal).typed, env...)
}

// startWith starts the program with another keyboard.
func startWith(t *testing.T, b tui.Backend, keyboard func(*terminal) io.Reader, env ...string) *terminal {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	x := &terminal{t: t, em: vt.NewSafeEmulator(120, 35), wrote: make(chan struct{}, 1), copied: make(chan string, 10), end: make(chan error, 1), ctx: ctx, endless: cancel}
	_, _ = x.em.Write([]byte("\x1b[20h")) // a line feed begins a line, as in a terminal that is no tty
	go func() {
		x.end <- tui.Run(ctx, tui.Options{
			Backend: b, Location: time.UTC, Now: noon, Input: keyboard(x), Output: x, Width: 120, Height: 35,
			Environ: append([]string{"TERM=xterm-256color", "TTY_FORCE=1"}, env...),
			Copy:    func(s string) error { x.copied <- s; return nil },
		})
	}()
	t.Cleanup(func() {
		if !x.ended {
			x.quit()
		}
	})
	return x
}

// typed is what was typed and clicked. As a terminal does, it keeps what the program has not read yet: the emulator's own pipe keeps
// nothing, and lets nobody draw while somebody types.
func (x *terminal) typed() io.Reader {
	keys := make(chan []byte, 4096)
	go func() {
		defer close(keys)
		for {
			buf := make([]byte, 256)
			n, err := x.em.Read(buf)
			if err != nil {
				return
			}
			keys <- buf[:n]
		}
	}()
	return &typist{keys: keys}
}

type typist struct {
	keys <-chan []byte
	rest []byte
}

func (r *typist) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		var ok bool
		if r.rest, ok = <-r.keys; !ok {
			return 0, io.EOF
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Write takes what the program draws.
func (x *terminal) Write(p []byte) (int, error) {
	if _, rest, ok := strings.Cut(string(p), "\x1b]52;c;"); ok {
		x.clip.Store(&rest)
	}
	x.bytes.Add(int64(len(p)))
	n, err := x.em.Write(p)
	select {
	case x.wrote <- struct{}{}:
	default:
	}
	return n, err
}

func (x *terminal) quit() {
	x.ended = true
	x.endless()
	select {
	case err := <-x.end:
		if err != nil {
			x.t.Errorf("the program ended with %v", err)
		}
	case <-time.After(patience):
		x.t.Error("the program does not end")
	}
	_ = x.em.InputPipe().(io.Closer).Close() // lets the program's reader end
}

func (x *terminal) screen() string { return ansi.Strip(x.em.Render()) }

// await waits until the screen is as wanted.
func (x *terminal) await(what string, ok func(screen string) bool) *terminal {
	x.t.Helper()
	deadline := time.After(patience)
	for !ok(x.screen()) {
		select {
		case <-x.wrote:
		case <-deadline:
			x.t.Fatalf("waited in vain for %s:\n%s", what, x.screen())
		}
	}
	return x
}

func (x *terminal) sees(texts ...string) *terminal {
	x.t.Helper()
	for _, s := range texts {
		x.await(s, func(screen string) bool { return strings.Contains(screen, s) })
	}
	return x
}

func (x *terminal) lacks(text string) *terminal {
	x.t.Helper()
	return x.await("no "+text, func(screen string) bool { return !strings.Contains(screen, text) })
}

func (x *terminal) key(codes ...rune) *terminal {
	for _, c := range codes {
		k := uv.KeyPressEvent{Code: c}
		if c < 0x110000 && c >= ' ' {
			k.Text = string(c)
		}
		x.em.SendKey(k)
	}
	return x
}

func (x *terminal) find(text string) (int, int) {
	x.t.Helper()
	x.sees(text)
	for y, l := range strings.Split(x.screen(), "\n") {
		if before, _, ok := strings.Cut(l, text); ok {
			return ansi.StringWidth(before), y
		}
	}
	x.t.Fatalf("%q has gone", text)
	return 0, 0
}

func (x *terminal) click(text string) *terminal {
	x.t.Helper()
	cx, cy := x.find(text)
	x.em.SendMouse(vt.MouseClick{X: cx, Y: cy, Button: vt.MouseLeft})
	x.em.SendMouse(vt.MouseRelease{X: cx, Y: cy, Button: vt.MouseLeft})
	return x
}

// TestTerminalByKeyboard sorts, filters, copies and synchronizes in a real terminal.
func TestTerminalByKeyboard(t *testing.T) {
	f := newFake(400)
	x := start(t, f)
	x.sees("1–27 of 400", "● worker running")
	x.key('o').sees("Created on ▲").key('o').sees("Created on ▼")
	x.em.SendText("/state:failed ")
	x.sees("1–27 of 44").key(uv.KeyEnter).sees("Failed ×")
	x.key(uv.KeyDown, 'e').sees("Error of operation 383").key('c').sees("copied to the clipboard")
	if got := <-x.copied; got != f.find(383).Error {
		t.Errorf("copied %q", got)
	}
	x.await("OSC 52", func(string) bool { return x.clip.Load() != nil })
	x.key(uv.KeyEscape).lacks("─ Error of operation")
	x.key(uv.KeyEscape).sees("of 400")
	x.key('p').sees("name, SKU or barcode").em.SendText("logo")
	x.sees("› logo ", "1 product ", "Hoodie with Logo").key(uv.KeyEnter).sees("s Synchronize to Sydkysten").key('s').sees("would be updated: stock")
	x.key(uv.KeyEnter).sees("Synchronization 401 has started", "1–27 of 401")
	x.key('q')
	select {
	case err := <-x.end:
		x.ended = true
		if err != nil {
			t.Errorf("the program ended with %v", err)
		}
	case <-time.After(patience):
		t.Fatal("q does not end the program")
	}
}

// TestTerminalThatAnswersNothing checks that the program waits for no answer to what it asks a terminal, and works without any.
func TestTerminalThatAnswersNothing(t *testing.T) {
	typed, keys := io.Pipe()
	x := startWith(t, newFake(400), func(x *terminal) io.Reader {
		go func() { _, _ = io.Copy(io.Discard, x.em) }() // what a terminal would answer
		return typed
	})
	for _, step := range []struct{ keys, want string }{
		{"", "1–27 of 400"}, {"G", "374–400 of 400"}, {"/state:failed\r", "of 44"}, {"S1\r", "of 45"}, {"?", "type to search"}, {"\x1b", ""}, {"c", "copied to the clipboard"},
	} {
		if _, err := io.WriteString(keys, step.keys); err != nil {
			t.Fatal(err)
		}
		if x.sees(step.want); step.want == "" {
			x.lacks("type to search") // an escape is one by itself when nothing follows it at once
		}
	}
	if _, err := io.WriteString(keys, "q"); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-x.end:
		if x.ended = true; err != nil {
			t.Errorf("the program ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("the program does not end")
	}
	x.endless()
	_ = keys.Close()
	_ = x.em.InputPipe().(io.Closer).Close()
}

// TestTerminalByMouse does the same with the mouse alone, and hovers.
func TestTerminalByMouse(t *testing.T) {
	f := newFake(400)
	x := start(t, f)
	x.click("Completed on").sees("Completed on▼").click("Created on").sees("Created on ▼")
	x.await("the newest first", func(s string) bool { return strings.Contains(strings.Split(s, "\n")[5], "Not processed") })
	cx, cy := x.find("1 of 27")
	x.em.SendMouse(vt.MouseMotion{X: cx, Y: cy})
	x.sees("404 Not Found")
	x.em.SendMouse(vt.MouseMotion{X: 3, Y: 3})
	x.lacks("404 Not Found")
	x.click("Failed 44").sees("1–27 of 44")
	x.click("401: Consumer").click("Copy error").sees("copied to the clipboard")
	if got := <-x.copied; !strings.HasPrefix(got, "401: Consumer key is invalid") {
		t.Errorf("copied %q", got)
	}
	for range 5 {
		x.em.SendMouse(vt.MouseWheel{X: 10, Y: 10, Button: vt.MouseWheelDown})
	}
	x.sees("16–42 of 44")
	x.click("Search product").sees("name, SKU or barcode").em.SendText("logo")
	x.sees("› logo ", "1 product ")
	px, py := x.find("✎ update")
	x.em.SendMouse(vt.MouseMotion{X: px, Y: py})
	x.sees("Sydkysten would be updated")
	x.click("✎ update").click("Synchronize to Sydkysten").click("› Synchronize").sees("Synchronization 401 has started")
}

// TestTerminalIsQuiet checks that an idle screen writes no byte, and that moving the cursor writes little.
func TestTerminalIsQuiet(t *testing.T) {
	x := start(t, newFake(400))
	x.sees("1–27 of 400", "● worker running", "Failed 44")
	quiet := func() { // until nothing was written for a while
		for idle := false; !idle; {
			before := x.bytes.Load()
			time.Sleep(300 * time.Millisecond)
			idle = x.bytes.Load() == before
		}
	}
	quiet()
	before := x.bytes.Load()
	time.Sleep(time.Second) // nothing may happen: a slow machine cannot make this fail
	if n := x.bytes.Load() - before; n != 0 {
		t.Errorf("%d bytes while idle", n)
	}
	x.key(uv.KeyDown).await("the cursor on the second row", func(s string) bool { return strings.HasPrefix(strings.Split(s, "\n")[6], "›") })
	quiet()
	if n := x.bytes.Load() - before; n >= 2048 {
		t.Errorf("%d bytes for one row", n)
	} else {
		t.Logf("%d bytes for one row", n)
	}
}

// TestNoColor checks that NO_COLOR leaves no colour on the screen, but keeps what stands out by other means.
func TestNoColor(t *testing.T) {
	x := start(t, newFake(400), "NO_COLOR=1")
	x.sees("1–27 of 400", "● worker running", "Failed 44")
	x.em.SendText("/state:failed ")
	x.sees("1–27 of 44").key(uv.KeyEnter, uv.KeyDown).await("the cursor on the second row", func(s string) bool { return strings.HasPrefix(strings.Split(s, "\n")[6], "›") })
	reverse := 0
	for y := range 35 {
		for cx := range 120 {
			c := x.em.CellAt(cx, y)
			if c == nil {
				continue
			}
			if c.Style.Fg != nil || c.Style.Bg != nil {
				t.Fatalf("the cell %d,%d (%q) has a colour", cx, y, c.Content)
			}
			if y == 6 && c.Style.Attrs&uv.AttrReverse != 0 {
				reverse++
			}
		}
	}
	if reverse < 100 {
		t.Errorf("%d cells of the row under the cursor stand out", reverse)
	}
}

// TestRealStore drives the screen on a real store and service: what is asked for is in the store.
func TestRealStore(t *testing.T) {
	ctx := context.Background()
	st, err := store.Open(ctx, store.Options{Path: filepath.Join(t.TempDir(), "store.db"), Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	shop, err := st.AddWebshop(ctx, store.Webshop{Name: "Nordlys", URL: "https://nordlys.example", CanWrite: true, BatchSize: 30, MirrorCategories: true})
	if err != nil {
		t.Fatal(err)
	}
	ops := history(300)
	for i := range ops {
		ops[i].ID, ops[i].ErrorSize = 0, len(ops[i].Error)
	}
	if err := st.AddOperations(ctx, ops[:298]); err != nil { // those that ended
		t.Fatal(err)
	}
	im, err := st.BeginImport(ctx, store.ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := im.Put(ctx, []store.Product{{SKU: "woo-hoodie", Name: "Hoodie", Type: store.Simple, Active: true, Web: true,
		Fields: store.ProductFields{Status: "publish", RegularPrice: "45.00", Categories: []string{"Clothing > Hoodies"}}},
		{SKU: "woo-hoodie-free", Name: "Hoodie for nothing", Type: store.Simple, Active: true, Web: true, Fields: store.ProductFields{Status: "publish", Categories: []string{"Clothing"}}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := im.Finish(ctx, false); err != nil {
		t.Fatal(err)
	}
	service := sync.New(sync.Options{Store: st, Now: noon, Requester: "anna, screen"})
	x := start(t, tui.NewBackend(service, nil))
	x.sees("1–27 of 298", "no worker").key(uv.KeyEnd).sees("272–298 of 298").key(uv.KeyHome).sees("1–27 of 298")
	x.em.SendText("/error:maintenance ")
	x.sees("of 6", "The answer was no JSON").key(uv.KeyEnter).sees("Error: maintenance ×").key('c')
	if got := <-x.copied; !strings.Contains(got, "scheduled maintenance") {
		t.Errorf("copied %q", got)
	}
	x.key(uv.KeyEscape).sees("of 298").key('p').em.SendText("hoodie")
	x.sees("› hoodie ", "2 products ", "+ add", "· excluded", "Nordlys would get it as a new product").key(uv.KeyDown).sees("Criteria not met", "price").key(uv.KeyUp)
	x.key(uv.KeyEnter, 's').sees("would be added to Nordlys").key(uv.KeyEnter).sees("has started: Hoodie to Nordlys", "of 299")
	page, err := st.Operations(ctx, store.OperationQuery{Limit: 1})
	if err != nil || page.Total != 299 || page.Rows[0].WebshopID != shop.ID || page.Rows[0].Scope != store.ScopeProducts || page.Rows[0].RequestedBy != "anna, screen" {
		t.Errorf("the store holds %+v (%v)", page, err)
	}
	x.quit()
}

// TestFastWheelIsSummed checks that turns of the wheel faster than frames are summed, and that the last of them is not lost.
func TestFastWheelIsSummed(t *testing.T) {
	x := start(t, newFake(4000))
	x.sees("1–27 of 4,000")
	for range 100 {
		x.em.SendMouse(vt.MouseWheel{X: 10, Y: 10, Button: vt.MouseWheelDown})
	}
	x.sees("301–327 of 4,000")
}
