package tui_test

import (
	"fmt"
	"testing"
	"time"

	"woosync/store"
)

func TestDetailsFollowTheOperation(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Operation 399", "512 of 903", "Products 40")
		f.mu.Lock()
		op := f.find(399)
		op.State, op.Done, op.CompletedOn, op.Error = store.Failed, 903, noon(), "1 of 903 products failed\nWH-1: no"
		op.Traffic = store.Traffic{Requests: 33, Retries: 2, BytesOut: 512_000, BytesIn: 4_000_000}
		f.mu.Unlock()
		f.signal()
		s.wait(time.Second).sees("× Failed", "took 34 min 56 s", "33 requests, 2 of them again, 512 kB sent, 4.0 MB received")
		s.press("tab").sees("WH-1: no")
		s.press("tab", "right").sees("WH-1035").lacks("WH-1000")
	})
}

func TestDetailsNarrowTheProducts(t *testing.T) {
	f := newFake(400)
	f.items = results(3000)
	play(t, f, 120, 35, nil, func(s *stage) {
		s.press("down", "enter").sees("Products 3000")
		s.press("end").sees(fmt.Sprintf("WH-%04d", 1000+2999*7))
		s.press("right").sees("failed").lacks("WH-1000 ")
		s.press("down", "enter").sees("the price 1.200,00 is not a number").press("c").sees("copied to the clipboard")
		s.press("esc", "/").text("beanie").sees("Beanie").lacks("Sunglasses")
		s.press("enter", "esc").sees("Sunglasses", "Operation 399")
		s.press("esc").lacks("Operation 399")
	})
}
