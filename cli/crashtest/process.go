//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	gosync "sync"
	"syscall"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// process is woosync while it runs.
type process struct {
	name  string // "worker 3", for the story
	pid   int
	trace string // file of the moments that it passed
	print string // file of what it printed
	tty   *os.File

	stopped chan struct{} // holds an element after it was suspended
	ended   chan struct{} // closed when it has ended; status holds from then on
	status  syscall.WaitStatus

	mu   gosync.Mutex
	over bool
}

// launch says how a process is started.
type launch struct {
	name string
	args []string
	fail string // what WOOSYNC_FAILPOINT says; "" for nothing
	tty  bool   // on a terminal of its own

	store string   // "": that of the life
	env   []string // more variables
	most  int      // the highest exit status that is good
}

// lease is how long a killed program counts as alive here: short, so that the next one need not wait.
const lease = 250 * time.Millisecond

// start runs the program on a store.
func start(binary, dir, store string, lease time.Duration, l launch) (*process, error) {
	p := &process{name: l.name, stopped: make(chan struct{}, 1), ended: make(chan struct{})}
	base := filepath.Join(dir, strings.ReplaceAll(l.name, " ", "-"))
	p.trace, p.print = base+".trace", base+".print"
	cmd := exec.Command(binary, l.args...)
	cmd.Env = []string{"HOME=" + dir, "TERM=xterm-256color", "GOTRACEBACK=all", "WOOSYNC_STORE=" + store, "WOOSYNC_LEASE=" + lease.String(),
		"WOOSYNC_FAILPOINT=" + l.fail, "WOOSYNC_FAILPOINT_TRACE=" + p.trace, "WOOSYNC_FAILPOINT_HASTE=1000"}
	cmd.Env = append(cmd.Env, l.env...)
	out, err := os.Create(p.print)
	if err != nil {
		return nil, err
	}
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	// Ctrl+c in the harness's terminal is not for it; and it does not outlive the harness.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if l.tty {
		terminal, err := p.terminal(out)
		if err != nil {
			return nil, fmt.Errorf("a terminal for %s: %w", l.name, err)
		}
		defer terminal.Close()
		cmd.Stdin, cmd.Stdout, cmd.Stderr = terminal, terminal, terminal
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true, Pdeathsig: syscall.SIGKILL}
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", l.name, err)
	}
	p.pid = cmd.Process.Pid
	go p.watch()
	return p, nil
}

// terminal makes a terminal; what is printed there goes to a file. The harness holds its other end and can make it vanish.
func (p *process) terminal(out *os.File) (*os.File, error) {
	master, terminal, err := pty.Open()
	if err != nil {
		return nil, err
	}
	defer master.Close()
	if err := pty.Setsize(master, &pty.Winsize{Rows: 40, Cols: 120}); err != nil {
		return nil, errors.Join(err, terminal.Close())
	}
	// The package reads in a way that closing would wait for. A copy that does not block lets go at once, and no other process that
	// is started meanwhile inherits it.
	fd, err := unix.FcntlInt(master.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, errors.Join(err, terminal.Close())
	}
	p.tty = os.NewFile(uintptr(fd), "terminal")
	printed, err := os.OpenFile(out.Name(), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return nil, errors.Join(err, terminal.Close(), p.tty.Close())
	}
	go func() {
		defer printed.Close()
		_, _ = io.Copy(printed, p.tty) // until it vanishes
	}()
	return terminal, nil
}

// watch learns from the operating system that the process was suspended or has ended.
func (p *process) watch() {
	for {
		var status syscall.WaitStatus
		_, err := syscall.Wait4(p.pid, &status, syscall.WUNTRACED, nil)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case err == nil && status.Stopped():
			select {
			case p.stopped <- struct{}{}:
			default:
			}
			continue
		}
		p.mu.Lock()
		p.over, p.status = true, status
		p.mu.Unlock()
		close(p.ended)
		return
	}
}

// signal sends a signal unless the process has ended.
func (p *process) signal(s syscall.Signal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.over {
		_ = syscall.Kill(p.pid, s) // it may have ended this moment
	}
}

func (p *process) kill() { p.signal(syscall.SIGKILL) }

// hangUp makes its terminal vanish.
func (p *process) hangUp() { _ = p.tty.Close() }

func (p *process) isOver() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// mark is how the holder of a lease names this process.
func (p *process) mark() string { return fmt.Sprintf("process %d,", p.pid) }

// how says how it ended.
func (p *process) how() string {
	switch {
	case !p.isOver():
		return "runs"
	case p.status.Signaled():
		return p.status.Signal().String()
	}
	return fmt.Sprintf("exit %d", p.status.ExitStatus())
}

func (p *process) killed() bool { return p.status.Signaled() && p.status.Signal() == syscall.SIGKILL }

// printed is what it wrote to standard output and standard error.
func (p *process) printed() string {
	b, err := os.ReadFile(p.print)
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(b))
}

// moments reads the trace from an offset on. A last line that is not whole is left out.
func (p *process) moments(offset int64) (lines []string, end int64, err error) {
	f, err := os.Open(p.trace)
	if errors.Is(err, os.ErrNotExist) {
		return nil, 0, nil // it came to nothing
	}
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	if _, err := f.Seek(offset, 0); err != nil {
		return nil, 0, err
	}
	end = offset
	for r := bufio.NewReader(f); ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return lines, end, nil
		}
		end += int64(len(line))
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
}

// patience bounds what is waited for; it is only ever used up by a failure.
const patience = 3 * time.Minute

// wait waits for the process to end. One that does not is asked what it is doing.
func (p *process) wait(ctx context.Context) error {
	if _, err := await(ctx, p.name+" to end", p.ended); err == nil {
		return nil
	} else if ctx.Err() != nil {
		return err
	}
	state, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.pid)) // only an aid
	p.signal(syscall.SIGQUIT)
	select {
	case <-p.ended:
	case <-time.After(5 * time.Second):
	}
	return fmt.Errorf("%s does not end:\n%s\n%s", p.name, state, p.printed())
}

// await waits for the first of several things and tells which.
func await(ctx context.Context, what string, things ...<-chan struct{}) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	padded := make([]<-chan struct{}, 4) // a nil channel is never ready
	copy(padded, things)
	select {
	case <-padded[0]:
		return 0, nil
	case <-padded[1]:
		return 1, nil
	case <-padded[2]:
		return 2, nil
	case <-padded[3]:
		return 3, nil
	case <-ctx.Done():
		return 0, fmt.Errorf("waited in vain for %s: %w", what, ctx.Err())
	}
}
