// Command woosync keeps WooCommerce webshops in step with a catalogue and shows every synchronization in the terminal.
package main

import (
	"context"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime/debug"

	"woosync/cli"
)

func main() {
	log.SetOutput(io.Discard) // net/http writes there what a server sends unasked: it would land in the middle of a screen
	ctx, stop := signal.NotifyContext(context.Background(), cli.Endings()...)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	status := cli.Run(ctx, os.Args[1:], cli.System(version()))
	stop()
	os.Exit(status)
}

// version is what the build knows of itself: the module's version, or "devel".
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "devel"
}
