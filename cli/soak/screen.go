//go:build linux

package main

import (
	"context"
	"io"
	"time"

	"woosync/tui"
)

// typed are the keys of one who looks around: move, sort, filter, search, open, close.
var typed = []string{"\x1b[B", "\x1b[B", "\x1b[A", "\x1b[C", "o", "o", "/state:failed\r", "\x1b", "phood\x1b", "pS-00\r\x1b", "\r\x1b", "\r\t\x1b", "e\x1b", "?\x1b", "f\x1b", "n\x1b", "r", "\x1b[6~", "\x1b[5~", "\x1b[F", "\x1b[H", "w", "w"}

// watches shows the screen on a terminal that nobody sees, and types until the load ends.
func (s *stage) watches(ctx context.Context) {
	session, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	in, keys := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer end()
		for s.rest(ctx, 80*time.Millisecond) {
			if _, err := io.WriteString(keys, typed[s.chance(len(typed))]); err != nil {
				return
			}
			s.done.keys.Add(1)
		}
	}()
	err := tui.Run(session, tui.Options{Backend: tui.NewBackend(s.service, nil), Now: time.Now, Location: time.UTC, Input: in, Output: io.Discard,
		Environ: []string{"TERM=xterm-256color"}, Width: 120, Height: 35, Copy: func(string) error { return nil }, ExportFolder: s.dir})
	s.blame(session, "screen", err)
	_ = in.Close() // never fails
	<-done
}
