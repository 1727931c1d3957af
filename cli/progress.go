package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	gosync "sync"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/term"
)

// isTerminal tells whether something is a terminal.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// progress shows how far a work is, on one line of a terminal that is rewritten at most ten times a second. Where standard error
// is no terminal, or one that cannot erase a line, it shows nothing.
type progress struct {
	mu    gosync.Mutex
	out   io.Writer // nil: shows nothing
	now   func() time.Time
	width int
	ascii bool
	drawn time.Time
	used  bool
}

func (a *app) progress() *progress {
	p := &progress{now: a.env.Now, ascii: a.ascii}
	if f, ok := a.env.Err.(*os.File); ok && isTerminal(f) && a.env.Getenv("TERM") != "dumb" {
		p.out, p.width = f, 80
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			p.width = w
		}
	}
	return p
}

// show draws what is worked on and done of total; a total of 0 is not known yet.
func (p *progress) show(what string, done, total int) {
	if p.out == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	if p.used && now.Sub(p.drawn) < 100*time.Millisecond && now.After(p.drawn) && done != total {
		return
	}
	p.drawn, p.used = now, true
	fmt.Fprintf(p.out, "\r%s\x1b[K", ansi.Truncate(p.line(what, done, total), max(p.width-1, 1), "…"))
}

func (p *progress) line(what string, done, total int) string {
	if total <= 0 {
		return clean(what)
	}
	const cells = 24
	full, empty := "█", "░"
	if p.ascii {
		full, empty = "#", "."
	}
	filled := min(max(cells*done/total, 0), cells)
	return fmt.Sprintf("%s%s %d of %d  %s", strings.Repeat(full, filled), strings.Repeat(empty, cells-filled), done, total, clean(what))
}

// say writes a line where the progress stood; it is drawn anew below.
func (p *progress) say(out io.Writer, line string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
	fmt.Fprintln(out, line)
}

// clear removes the line, so that a message can be written.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.erase()
}

func (p *progress) erase() {
	if p.out != nil && p.used {
		fmt.Fprint(p.out, "\r\x1b[K")
		p.used = false
	}
}
