// Command benchmarks measures what a user of the screens feels, on stores that it makes itself:
//
//	go run ./docs/benchmarks [flags] screen|matrix|follow|peers...
//
//	screen  process start to the first screen, memory, idle, keys and bytes through a pseudo-terminal, one frame of 200×60
//	matrix  every sort column × direction × filter × place, and second sort keys: key press to finished frame
//	follow  keys while another process makes a thousand changes of operations a second, and how soon the screen shows what it writes
//	peers   the programs that show such a table too, if they are installed: VisiData, litecli, the sqlite3 shell
//
// What it prints is Markdown. It needs Linux, from whose /proc it reads memory and processor time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
)

// bench is one run.
type bench struct {
	ctx    context.Context
	folder string // of the stores
	rows   int
	idle   int // seconds
}

func main() {
	if len(os.Args) == 2 && os.Args[1] == emptyProgram {
		runEmpty()
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	b := &bench{ctx: ctx}
	flag.StringVar(&b.folder, "dir", "", "keep the stores in this `FOLDER` for the next time; otherwise they are removed")
	flag.IntVar(&b.rows, "rows", 1_000_000, "operations in the store")
	flag.IntVar(&b.idle, "idle", 30, "`SECONDS` for which an idle program is watched")
	write := flag.String("write", "", "make a thousand changes a second in this `STORE` until stopped")
	notice := flag.String("notice", "", "with -write: add one operation of a webshop with this `NAME` instead")
	profile := flag.String("profile", "", "write a profile of the processor to this `FILE`")
	flag.Parse()
	debug.SetGCPercent(25) // as the program does while its screens are open
	stopProfile, err := profileTo(*profile)
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
	switch {
	case *notice != "":
		err = writeNotice(ctx, *write, *notice)
	case *write != "":
		err = writeOn(ctx, *write)
	default:
		err = b.run(flag.Args())
	}
	stopProfile()
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1)
	}
}

func (b *bench) run(names []string) error {
	works := map[string]func() error{"screen": b.screen, "matrix": b.matrix, "follow": b.follow, "peers": b.peers}
	if len(names) == 0 {
		return errors.New("say what to measure: screen, matrix, follow, peers")
	}
	for _, name := range names {
		if works[name] == nil {
			return fmt.Errorf("%q is not one of screen, matrix, follow, peers", name)
		}
	}
	if b.folder == "" {
		folder, err := os.MkdirTemp("", "woosync-benchmarks-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(folder)
		b.folder = folder
	}
	fmt.Printf("%s, %d processors, %s operations, load %s.\n", runtime.Version(), runtime.NumCPU(), thousands(b.rows), load())
	for _, name := range names {
		fmt.Printf("\n### %s\n\n", name)
		if err := works[name](); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// profileTo notes where this process spends its time, until it is stopped.
func profileTo(path string) (stop func(), err error) {
	if path == "" {
		return func() {}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() {
		pprof.StopCPUProfile()
		f.Close() // what is missing shows when it is read
	}, nil
}

// load is how busy the machine was in the last minute.
func load() string {
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	first, _, _ := strings.Cut(string(text), " ")
	return first
}

// program builds woosync.
func (b *bench) program() (path string, err error) {
	path = filepath.Join(b.folder, "woosync")
	build := exec.CommandContext(b.ctx, "go", "build", "-o", path, ".")
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("build woosync: %w", err)
	}
	return path, nil
}

func thousands(n int) string {
	if n >= 1000 {
		return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
	}
	return fmt.Sprint(n)
}
