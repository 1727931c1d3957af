package tui

import (
	"fmt"
	"time"

	"woosync/store"

	"github.com/dustin/go-humanize"
)

// summaryLines shows below the table, in high windows, what the operation under the cursor was and how it went.
func (m *Model) summaryLines(r rect) []string {
	lines := make([]string, 0, r.h)
	put := func(l *line) {
		if len(lines) < r.h {
			lines = append(lines, l.String())
		}
	}
	begin := func() *line { return newLine(r.w, m.glyphs.Ellipsis).add("", " ") }
	if op := m.table.current(); op != nil {
		dot := " " + m.glyphs.Dot + " "
		l := begin().add(m.styles.Strong, fmt.Sprintf("Operation %d", op.ID)).add(m.styles.Dim, dot)
		l.add(m.styles.State[op.State], m.stateSign(op)+" "+op.State.String()).add(m.styles.Dim, dot)
		l.add("", op.Webshop+" ").add(m.styles.Dim, op.address)
		put(l)
		l = begin().add("", scopeWords(&op.Operation))
		if op.RequestedBy != "" {
			l.add(m.styles.Dim, dot).add("", "asked by "+op.RequestedBy)
		}
		if !op.StartedOn.IsZero() {
			l.add(m.styles.Dim, dot).add("", tookWords(&op.Operation, m.now))
		}
		put(l)
		if s := countWords(op.Counts); s != "" {
			put(begin().add("", s))
		}
		if op.problem != "" || op.Note != "" {
			put(begin())
			text := op.Note
			if op.problem != "" {
				text = m.cleanText(op.Error)
			}
			d := wrapText(text, max(r.w-3, 1))
			room := r.h - len(lines)
			for i := range min(room, d.len()) {
				s := d.line(i)
				if i == room-1 && (d.len() > room || op.ErrorSize > len(op.Error)) {
					s = fit(s, r.w-24, "") + " " + m.glyphs.Ellipsis
					put(begin().add("", s).add(m.styles.Dim, "  "+m.keys.key(CmdError, m.ascii)+" shows all of it"))
					break
				}
				put(begin().add("", s))
			}
		}
	}
	for len(lines) < r.h {
		lines = append(lines, "")
	}
	return lines
}

// scopeWords says what an operation was asked to do.
func scopeWords(op *store.Operation) string {
	switch {
	case op.Scope == store.ScopeProducts && op.Full:
		return "named products, everything anew"
	case op.Scope == store.ScopeProducts:
		return "named products"
	case op.Full:
		return "the whole webshop, everything anew"
	}
	return "the whole webshop, changes only"
}

// tookWords says how long an operation took, or has been taking.
func tookWords(op *store.Operation, now time.Time) string {
	if op.CompletedOn.IsZero() {
		return "running for " + spanTime(max(0, now.Sub(op.StartedOn)))
	}
	return "took " + spanTime(op.CompletedOn.Sub(op.StartedOn))
}

// countWords lists the counters that are not zero.
func countWords(c store.Counts) string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Added, "added"}, {c.Updated, "updated"}, {c.Removed, "removed"}, {c.Unchanged, "unchanged"}, {c.Skipped, "skipped"}, {c.Failed, "failed"}} {
		if p.n > 0 {
			parts = append(parts, humanize.Comma(int64(p.n))+" "+p.word)
		}
	}
	return words(parts)
}
