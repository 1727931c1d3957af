//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	gosync "sync"
	"sync/atomic"
	"syscall"
	"time"

	"woosync/woo/wootest"
)

// harm is what is done to a process, once.
type harm struct {
	kind   string         // "point", "shop", "moment" or "" for nothing
	signal syscall.Signal // SIGKILL, SIGSTOP, or one that asks it to end
	hangUp bool           // its terminal vanishes, in place of a signal
	point  string         // of a failpoint
	pass   int            // which one
	seldom []string       // failpoints at which it happens too
	on     string         // of requests: what their path ends with
	after  bool           // the shop has done the work
	wait   time.Duration  // of a moment
	hang   bool           // the shop does not answer, and waits for the process to end

	where atomic.Pointer[string] // it struck
	once  gosync.Once            // a second signal would end a program at once that ends in order
}

// blame is where it struck, for the tally.
func (h *harm) blame() string {
	if at := h.where.Load(); at != nil {
		return *at
	}
	return idle
}

// idle is where a process was killed that came through its work.
const idle = "after the work"

// drawHarm decides how a process dies: at a failpoint, at a request as the shop sees it, or at any moment.
func (l *life) drawHarm(command string) *harm {
	h := &harm{signal: syscall.SIGKILL}
	if missed := l.unhit(l.only); len(missed) > 0 {
		h.kind, h.pass, h.point = "point", 1, strings.Join(missed, "|")
		return h
	}
	switch n := l.rng.IntN(20); {
	case n < 12 || command == byImport:
		h.kind = "point"
		h.point, h.pass = l.somewhere(command, nil)
		if command != byImport {
			h.seldom = l.unhit(append(l.unlikely(nil), rare(l.turn("rare"))...))
		}
	case n < 16:
		h.kind, h.pass, h.after = "shop", l.rng.IntN(40), l.rng.IntN(2) == 0
	case n < 19:
		h.kind, h.wait = "moment", time.Duration(l.rng.IntN(400_000))*time.Microsecond
	}
	return h
}

// somewhere draws a point that a command passes, one after the other, and which pass of it is meant: the first ones more often.
func (l *life) somewhere(command string, fits func(point) bool) (string, int) {
	list := pointsOf(command)
	if command == bySync {
		list = append(list, pointsOf(byWorker)...)
	}
	list = only(list, fits)
	p := list[l.turn(command)%len(list)]
	switch n := l.rng.IntN(8); {
	case n == 0 && command != byImport && fits == nil: // the last two stand for many places each
		p = list[len(list)-1]
	case n == 1 && command != byImport && fits == nil:
		p = list[len(list)-2]
	case n < 3 && fits != nil:
		return strings.Join(l.unlikely(fits), "|"), 1
	}
	most := l.rng.IntN(p.most) + 1
	return p.name, l.rng.IntN(most) + 1
}

// unlikely draws some of the points that are passed by chance. Which ones go together differs from life to life.
func (l *life) unlikely(fits func(point) bool) []string {
	return unlikely(l.turn("unlikely"), []int{7, 11, 13}[l.n%3], fits)
}

// unhit are those points at which the life was not struck yet.
func (l *life) unhit(points []string) []string {
	return slices.DeleteFunc(slices.Clone(points), func(name string) bool { return l.hit[name] })
}

// turn counts what takes turns. Every life begins elsewhere.
func (l *life) turn(what string) int {
	l.turns[what]++
	return l.turns[what] + 13*l.n
}

// fail is what the process is told at its start.
func (h *harm) fail() string {
	if h == nil || h.kind != "point" {
		return ""
	}
	word := "kill"
	if h.signal == syscall.SIGSTOP {
		word = "stop"
	}
	text := fmt.Sprintf("%s %d %s", word, h.pass, h.point)
	if len(h.seldom) > 0 {
		text += fmt.Sprintf(";%s 1 %s", word, strings.Join(h.seldom, "|"))
	}
	return text
}

// word is what it is, for people.
func (h *harm) word() string {
	if h.hangUp {
		return "its terminal gone"
	}
	return h.signal.String()
}

// do strikes, unless it has.
func (h *harm) do(p *process) {
	h.once.Do(func() {
		if h.hangUp {
			p.hangUp()
		} else {
			p.signal(h.signal)
		}
	})
}

// aim waits, beside everything else, for the time to do harm to a process. What is done is over before struck closes; where nothing
// comes from here it never does.
func (l *life) aim(h *harm, p *process) (struck <-chan struct{}) {
	if h == nil || h.kind == "" || h.kind == "point" {
		return nil
	}
	done := make(chan struct{})
	if h.kind == "shop" {
		l.door.at(knock{on: h.on, left: h.pass, after: h.after, mute: h.hang, do: func(request string) {
			at := "shop: " + numberless(request)
			h.where.Store(&at)
			h.do(p)
			close(done)
			if h.hang {
				<-p.ended
			}
		}})
		return done
	}
	timer := time.AfterFunc(h.wait, func() {
		at := "any moment"
		h.where.Store(&at)
		h.do(p)
		close(done)
	})
	go func() {
		<-p.ended
		timer.Stop()
	}()
	return done
}

var numbers = regexp.MustCompile(`[0-9]+`)

// numberless is one text for all products.
func numberless(s string) string { return numbers.ReplaceAllString(s, "#") }

// The faults of a shop. What stands before it answers without having asked it.
var (
	atTheGate = []wootest.FaultKind{wootest.FaultTooMany, wootest.FaultMaintenance, wootest.FaultFirewall}
	within    = []wootest.FaultKind{wootest.FaultHangUp, wootest.FaultBadGateway, wootest.FaultTruncated, wootest.FaultGatewayTimeout, wootest.FaultFatal,
		wootest.FaultMemory, wootest.FaultDatabase, wootest.FaultWarning, wootest.FaultEmpty, wootest.FaultBOM, wootest.FaultHTML, wootest.FaultSlow}
)

// weather lets the shop fail now and then: before the work, in the middle of it, after it, or in the answer.
func weather(rng *rand.Rand) (faults []wootest.Fault) {
	for range 1 + rng.IntN(4) {
		f := wootest.Fault{Skip: rng.IntN(15), Times: 1 + rng.IntN(2), Hold: 20 * time.Millisecond}
		if rng.IntN(3) > 0 {
			f.Method = "POST"
		}
		if rng.IntN(5) == 0 {
			f.Kind = pick(rng, atTheGate)
		} else {
			f.Kind = pick(rng, within)
			switch rng.IntN(3) {
			case 0:
				f.AfterWork = true
			case 1:
				f.AfterItems = 1 + rng.IntN(5)
			}
		}
		faults = append(faults, f)
	}
	return faults
}

func describeFaults(faults []wootest.Fault) (text string) {
	for i, f := range faults {
		if i > 0 {
			text += ", "
		}
		text += string(f.Kind)
		if f.AfterWork {
			text += " after the work"
		}
		if f.AfterItems > 0 {
			text += fmt.Sprintf(" after %d items", f.AfterItems)
		}
		text += fmt.Sprintf(" at request %d", f.Skip+1)
	}
	return text
}
