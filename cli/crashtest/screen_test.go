//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/vt"
)

// screensShow waits for each screen to say who works, unless it does itself.
func (c *crowd) screensShow(ctx context.Context) error {
	for _, p := range c.staff {
		if !strings.HasPrefix(p.name, "screen") {
			continue
		}
		deadline := time.Now().Add(patience)
		for {
			who, err := c.leader(ctx, c.staff)
			if err != nil {
				return err
			}
			shown := p.screen()
			if who == p && strings.Contains(shown, "worker r") || who != p && strings.Contains(shown, strings.TrimSuffix(who.mark(), ",")) {
				break
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("%s works, and %s shows:\n%s", who.name, p.name, shown)
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	return nil
}

// screen is what its terminal shows.
func (p *process) screen() string {
	e := vt.NewEmulator(120, 40)
	defer func() { _ = e.InputPipe().(io.Closer).Close() }() // not e: it may be read at this moment
	go func() { _, _ = io.Copy(io.Discard, e) }()            // answers that the program does not wait for any more
	_, _ = e.WriteString(p.printed())
	return e.String()
}
