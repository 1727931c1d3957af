package tui

import (
	"strings"

	"woosync/sync/plaintext"
)

// Everything that comes from the store, a file or a webshop passes through here before it is drawn.

// cellBytes bounds what is read of a text that is shown on one line: no screen is wider.
const cellBytes = 4096

// cleanLine makes a text from outside fit for one line of the screen, at most cellBytes of it.
func cleanLine(s string) string {
	if plaintext.IsPlain(s) && len(s) <= cellBytes {
		return s
	}
	return plaintext.Line(strings.TrimSpace(plaintext.Cut(s, cellBytes)))
}

// clean makes a text from outside fit for one line, in ASCII where only that is allowed.
func (e *env) clean(s string) string { return e.spell(cleanLine(s)) }

// cleanText makes a text from outside fit for several lines, in ASCII where only that is allowed.
func (e *env) cleanText(s string) string { return e.spell(plaintext.Text(s)) }

// cleaner is clean for commands, which run beside the screen.
func (e *env) cleaner() func(string) string {
	quiet := env{ascii: e.ascii}
	return quiet.clean
}

// spell writes a clean text with ASCII alone where nothing else is allowed.
func (e *env) spell(s string) string {
	if e.ascii {
		return plaintext.ASCII(s)
	}
	return s
}

// toASCII spells the texts of a row with ASCII alone.
func (r *row) toASCII() {
	for _, s := range []*string{&r.Webshop, &r.address, &r.problem, &r.Note, &r.RequestedBy} {
		*s = plaintext.ASCII(*s)
	}
}
