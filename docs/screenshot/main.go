// Command screenshot makes the pictures of the README: it runs `woosync demo` in a terminal of its own, presses some keys, and writes
// what the screen shows as SVG, whose text can be selected.
//
//	go run ./docs/screenshot
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

const (
	width, height = 120, 32
	patience      = 90 * time.Second // for one thing to appear on the screen
)

// step presses keys, waits until the screen shows some words, and takes a picture if it has a name.
type step struct {
	keys    []string // each is sent at once
	shows   []string
	picture string
}

// scenario is what the pictures show.
var scenario = []step{
	{shows: []string{"1 in progress", "█", "Not processed 1"}, picture: "operations"},
	{keys: []string{"p", "h", "e", "a", "d", " ", "t", "o", "r", "c", "h"}, shows: []string{"HR-LMP-04", "unchanged", "update", "remove", "add", "excluded"}},
	{keys: []string{"\x1b[B"}, shows: []string{"regular price", "→"}, picture: "search"},
}

func main() {
	folder := flag.String("out", "docs", "write the pictures into this `FOLDER`")
	flag.Parse()
	if err := run(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "screenshot:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	temp, err := os.MkdirTemp("", "woosync-screenshot-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	program := filepath.Join(temp, "woosync")
	build := exec.Command("go", "build", "-o", program, ".")
	build.Stdout, build.Stderr = os.Stderr, os.Stderr
	if err := build.Run(); err != nil {
		return fmt.Errorf("build woosync: %w", err)
	}
	t, err := start(program, "demo")
	if err != nil {
		return err
	}
	defer t.close()
	for _, s := range scenario {
		if err := t.press(s.keys); err != nil {
			return err
		}
		if err := t.wait(patience, s.shows...); err != nil {
			return err
		}
		if s.picture == "" {
			continue
		}
		path := filepath.Join(folder, s.picture+".svg")
		if err := os.WriteFile(path, []byte(svg(t.screen(), title(s.picture))), 0o644); err != nil {
			return err
		}
		fmt.Println(path)
	}
	return nil
}

func title(picture string) string { return "woosync, " + strings.ReplaceAll(picture, "-", " ") }
