//go:build failpoints && linux

package failpoint

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	gosync "sync"
	"syscall"
	"time"
)

// The environment variables of a binary with failpoints.
const (
	// Env says where the program ends or stops itself: "kill 3 store.commit claim an operation" is the third time that it passes
	// there, "stop 1 woo.wire" sends SIGSTOP instead. Names are whole, as they stand in the trace. There may be
	// several names, with | between, and several such wishes, with ; between: whichever comes true first.
	Env = "WOOSYNC_FAILPOINT"
	// TraceEnv names a file to which each moment is appended, a line each.
	TraceEnv = "WOOSYNC_FAILPOINT_TRACE"
	// HasteEnv divides the pauses that failures of a webshop cause, and those between steps that could wait.
	HasteEnv = "WOOSYNC_FAILPOINT_HASTE"
)

// plan is what the environment asks for. It is the one thing in the program that tests cannot hand in from outside, because the
// moments lie in packages that know nothing of each other.
var plan = read()

type plans struct {
	wanted bool
	haste  int

	mu    gosync.Mutex
	trace *os.File

	wishes []wish
}

type wish struct {
	signal syscall.Signal
	left   int // passes until the signal
	points []string
}

func read() *plans {
	p := &plans{haste: 1}
	fail := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "failpoint: "+format+"\n", args...)
		os.Exit(2)
	}
	if path := os.Getenv(TraceEnv); path != "" {
		f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			fail("%v", err)
		}
		p.trace = f
	}
	if n, err := strconv.Atoi(os.Getenv(HasteEnv)); err == nil && n > 0 {
		p.haste = n
	}
	for text := range strings.SplitSeq(os.Getenv(Env), ";") {
		if text == "" {
			continue
		}
		w, err := readWish(text)
		if err != nil {
			fail("%s: %v", Env, err)
		}
		p.wishes = append(p.wishes, w)
	}
	p.wanted = p.trace != nil || len(p.wishes) > 0
	return p
}

func readWish(text string) (w wish, err error) {
	parts := strings.SplitN(text, " ", 3)
	if len(parts) < 3 {
		return w, fmt.Errorf("%q", text)
	}
	w.signal = map[string]syscall.Signal{"kill": syscall.SIGKILL, "stop": syscall.SIGSTOP}[parts[0]]
	w.left, err = strconv.Atoi(parts[1])
	if w.signal == 0 || err != nil || w.left < 1 {
		return w, fmt.Errorf("%q", text)
	}
	w.points = strings.Split(parts[2], "|")
	return w, nil
}

// Pass marks a moment; what tells apart what happens there. Numbers in it count for nothing.
func Pass(point string, what ...string) {
	if plan.wanted {
		plan.pass(name(point, what))
	}
}

func (p *plans) pass(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.note(name)
	for i := range p.wishes {
		w := &p.wishes[i]
		if w.left == 0 || !slices.Contains(w.points, name) {
			continue
		}
		if w.left--; w.left == 0 {
			p.strike(w.signal, name)
		}
	}
}

func (p *plans) strike(signal syscall.Signal, name string) {
	p.note(fmt.Sprintf("!%s %s", map[syscall.Signal]string{syscall.SIGKILL: "kill", syscall.SIGSTOP: "stop"}[signal], name))
	// To the thread: sent to the process it might reach another one first, and this one would go on for a while.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := syscall.Tgkill(os.Getpid(), syscall.Gettid(), signal); err != nil {
		panic(err)
	}
}

// note appends a line in one write, so that several programs may share a file and a kill leaves whole lines.
func (p *plans) note(line string) {
	if p.trace != nil {
		_, _ = p.trace.WriteString(line + "\n") // a trace that cannot be written shows as one that is too short
	}
}

// name is one for all operations, webshops and products: numbers become "#".
func name(point string, what []string) string {
	text := point
	for _, w := range what {
		text += " " + w
	}
	var b strings.Builder
	number := false
	for _, r := range text {
		if r >= '0' && r <= '9' {
			if !number {
				b.WriteByte('#')
			}
			number = true
			continue
		}
		number = false
		if r < ' ' {
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Shorten is how long a pause lasts.
func Shorten(pause time.Duration) time.Duration { return pause / time.Duration(plan.haste) }

// Dial marks each write to the connections that dial makes.
func Dial(dial func(ctx context.Context, network, addr string) (net.Conn, error)) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return wire{c}, nil
	}
}

type wire struct{ net.Conn }

func (w wire) Write(b []byte) (int, error) {
	Pass("woo.wire")
	return w.Conn.Write(b)
}
