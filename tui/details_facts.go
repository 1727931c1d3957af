package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"woosync/store"

	"github.com/dustin/go-humanize"
)

// facts are the lines above the tabs: what was asked and how it went, as many facts on a line as fit. In a low window they leave room for
// what is below them: how it goes comes before when it was, and the rest has no place.
func (d *details) facts(e *env, n, h int) []*line {
	f := &flow{e: e, n: n}
	s := &e.styles
	f.add(fact{s.State[d.State] + s.Strong, e.glyphs.State[d.State] + " " + d.State.String()})
	f.add(fact{"", d.scope()})
	parts := []func(*env, *flow){d.askedFacts, d.timeFacts, d.doneFacts}
	if h < lowDetails {
		f.newLine()
		slices.Reverse(parts)
	}
	for i, part := range parts {
		if i > 0 {
			f.newLine()
		}
		part(e, f)
	}
	lines := f.done()
	return lines[:min(len(lines), max(h*2/5, 1))]
}

// lowDetails is the height under which the order of the facts changes.
const lowDetails = 18

// askedFacts say how it was asked for, by whom.
func (d *details) askedFacts(e *env, f *flow) {
	s := &e.styles
	full := "No"
	if d.Full {
		full = "Yes"
	}
	f.add(fact{s.Dim, "Synchronize all "}.with(full)...)
	if d.RequestedBy != "" {
		f.add(fact{s.Dim, "asked by "}.with(d.RequestedBy)...)
	}
	if words := fmt.Sprintf("retry of %d", d.RetryOf); d.RetryOf != 0 && !strings.Contains(d.RequestedBy, words) {
		f.add(fact{"", words})
	}
	if words := begunWords(&d.Operation); words != "" {
		f.add(fact{"", words})
	}
	if d.ConfirmRemovals {
		f.add(fact{"", "removals confirmed"})
	}
}

// timeFacts say when it was.
func (d *details) timeFacts(e *env, f *flow) {
	s := &e.styles
	f.add(fact{s.Dim, "Created on "}.with(longTime(d.CreatedOn, e.now, e.loc))...)
	f.add(fact{s.Dim, "Started on "}.with(stepTime(d.StartedOn, d.CreatedOn, e.now, e.loc))...)
	f.add(fact{s.Dim, "Completed on "}.with(stepTime(d.CompletedOn, d.CreatedOn, e.now, e.loc))...)
	if !d.StartedOn.IsZero() {
		f.add(fact{"", tookWords(&d.Operation, e.now)})
	}
}

// doneFacts say how it goes, or went.
func (d *details) doneFacts(e *env, f *flow) {
	s := &e.styles
	if !d.State.Final() && d.Total > 0 {
		l := f.line()
		e.bar(l, min(24, f.n/3), min(d.Done, d.Total), d.Total, func(p paint) paint { return p })
		l.add("", " "+comma(d.Done)+" of "+comma(d.Total))
	}
	rate := d.pace.rate(&d.Operation, e.now)
	if words := rateWords(rate); words != "" {
		f.add(fact{"", words})
	}
	if quiet := d.pace.quiet(e.now); d.State == store.InProgress && quiet >= quietFrom {
		f.add(fact{s.Warn, "nothing done for " + roughTime(quiet)})
	}
	if d.State == store.InProgress && rate > 0 && d.Total > d.Done && d.Note == "" { // while it waits for something nobody knows
		f.add(fact{"", "about " + roughTime(time.Duration(float64(d.Total-d.Done)/rate*float64(time.Second))) + " left"})
	}
	if c := countWords(d.Counts); c != "" {
		f.add(fact{"", c})
	}
	if t := d.Traffic; t.Requests > 0 {
		text := plural(t.Requests, "request", "requests")
		if t.Retries > 0 {
			text += fmt.Sprintf(", %s of them again", comma(t.Retries))
		}
		f.add(fact{s.Dim, fmt.Sprintf("%s, %s sent, %s received", text, humanize.Bytes(uint64(max(t.BytesOut, 0))), humanize.Bytes(uint64(max(t.BytesIn, 0))))})
	}
	if d.Note != "" {
		f.add(fact{s.Warn, d.Note})
	}
}

// scope says what was asked for, with the first products of those that were named.
func (d *details) scope() string {
	if d.Scope == store.ScopeProducts {
		return scopeWords(&d.Operation) + d.items.named()
	}
	return scopeWords(&d.Operation)
}

// pace is how fast an operation goes on, from what was seen of it while its details were open.
type pace struct {
	seen []pacePoint
	last time.Time // when a product was done last, as far as it was seen
}

type pacePoint struct {
	at   time.Time
	done int
}

const (
	paceWindow = 20 * time.Second // what lies further back counts no more
	paceLeast  = 2 * time.Second  // over less than that a rate would jump
	quietFrom  = 30 * time.Second // without a product is worth a word
)

// see takes in how many products are done.
func (p *pace) see(now time.Time, done int) {
	if n := len(p.seen); n > 0 && done < p.seen[n-1].done { // it has begun again
		p.seen = nil
	}
	if n := len(p.seen); n == 0 || done != p.seen[n-1].done {
		p.last = now
	}
	p.seen = append(p.seen, pacePoint{now, done})
	for len(p.seen) > 2 && now.Sub(p.seen[1].at) >= paceWindow {
		p.seen = p.seen[1:]
	}
}

// quiet is how long no product was done.
func (p *pace) quiet(now time.Time) time.Duration { return now.Sub(p.last) }

// rate is products per second: of one that runs lately, or since it began where it was not watched for long; of one that has ended as a
// whole. 0 is unknown.
func (p *pace) rate(op *store.Operation, now time.Time) float64 {
	if op.StartedOn.IsZero() {
		return 0
	}
	if op.State.Final() {
		if took := op.CompletedOn.Sub(op.StartedOn); took >= time.Second {
			return float64(op.Counts.Sum()) / took.Seconds()
		}
		return 0
	}
	if p.quiet(now) >= quietFrom {
		return 0
	}
	if n := len(p.seen); n > 1 {
		first, last := p.seen[0], p.seen[n-1]
		if span := last.at.Sub(first.at); span >= paceLeast {
			return float64(last.done-first.done) / max(span, now.Sub(first.at)).Seconds()
		}
	}
	if span := now.Sub(op.StartedOn); span >= paceLeast {
		return float64(op.Done) / span.Seconds()
	}
	return 0
}

// rateWords says how fast: "14 products/s", "3.5 products/s", "12 products/min"; "" where it is not known.
func rateWords(perSecond float64) string {
	switch {
	case perSecond <= 0:
		return ""
	case perSecond >= 10:
		return comma(int(perSecond+0.5)) + " products/s"
	case perSecond >= 1:
		return fmt.Sprintf("%.1f products/s", perSecond)
	case perSecond*60 >= 1:
		return fmt.Sprintf("%.0f products/min", perSecond*60)
	}
	return fmt.Sprintf("%.1f products/h", perSecond*3600)
}

// roughTime is about how long something will take: "40 s", "12 min", "3 h".
func roughTime(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%d s", max(int(d.Seconds()+0.5), 1))
	case d < 100*time.Second:
		return fmt.Sprintf("%d s", int(d.Seconds()/5+0.5)*5)
	case d < 100*time.Minute:
		return fmt.Sprintf("%d min", int(d.Minutes()+0.5))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()+0.5))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24+0.5))
}

func comma(n int) string { return humanize.Comma(int64(n)) }
