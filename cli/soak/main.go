//go:build linux

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	p := plan{tell: func(format string, args ...any) { fmt.Printf(format+"\n", args...) }}
	flag.DurationVar(&p.lasts, "for", 20*time.Minute, "how long the load lasts")
	flag.Uint64Var(&p.seed, "seed", uint64(time.Now().UnixNano())%1_000_000, "decides what is changed and what goes wrong")
	flag.IntVar(&p.products, "products", 400, "products in the catalogue")
	flag.IntVar(&p.shops, "webshops", 3, "webshops")
	flag.DurationVar(&p.every, "every", 0, "how often a line is printed; 0 makes forty")
	flag.Parse()
	log.SetOutput(io.Discard) // net/http tells there of the bad answers that are the point here
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := p.work(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
