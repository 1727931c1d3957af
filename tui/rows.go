package tui

import (
	"strings"

	"woosync/store"
	"woosync/sync/plaintext"
)

// row is an operation as the table shows it: every text is clean.
type row struct {
	store.Operation
	shop    string // name of the webshop as it is stored, to filter by
	address string // of the webshop, without scheme
	problem string // the first lines of the error, on one line
}

// newRow cleans an operation. It runs in the command that loaded it, not while drawing.
func newRow(op store.Operation) row {
	r := row{Operation: op, shop: op.Webshop}
	r.Webshop = cleanLine(op.Webshop)
	r.address = address(cleanLine(op.WebshopURL))
	r.problem = oneLine(op.Error)
	r.Note = cleanLine(op.Note)
	r.RequestedBy = cleanLine(op.RequestedBy)
	return r
}

func newRows(ops []store.Operation) []row {
	rows := make([]row, len(ops))
	for i, op := range ops {
		rows[i] = newRow(op)
	}
	return rows
}

// oneLine puts the lines of a text one after another, with a dot between them.
func oneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return cleanLine(s)
	}
	var parts []string
	for l := range strings.Lines(plaintext.Text(plaintext.Cut(s, cellBytes))) {
		if words := strings.Fields(l); len(words) > 0 {
			parts = append(parts, strings.Join(words, " "))
		}
	}
	return strings.Join(parts, " · ")
}

// address shortens a URL to what tells webshops apart.
func address(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		rest = url
	}
	return strings.TrimSuffix(rest, "/")
}
